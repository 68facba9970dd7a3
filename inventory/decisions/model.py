"""What people decided about files and findings, and what of it holds for a file. Pure: decisions and facts go in.

A decision ends by a withdrawal, by its date, or because a newer one about the same object takes its place; none is ever
deleted. A legal hold goes before everything, keeping before disposal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from scanner.globs import path_patterns


class Kind(StrEnum):
    """What was decided."""

    KEEP_UNTIL = "keep_until"  # kept up to and including the day ``until``
    LEGAL_HOLD = "legal_hold"  # kept until withdrawn (or expired): a claim or an enquiry is expected
    FALSE_MATCH = "false_match"  # what was found there is no personal data
    WRONG_RULE = "wrong_rule"  # the kind of document, or its retention rule, is wrong: no rule is about the file
    RIGHT_KIND = "right_kind"  # the kind of document is ``doc_class``, whatever it was taken for
    APPROVED_FOR_DISPOSAL = "approved_for_disposal"
    WITHDRAWAL = "withdrawal"  # ends another decision


class Scope(StrEnum):
    """What a decision is about."""

    FILE = "file"  # one file: follows it when it is moved or renamed
    FINDING = "finding"  # one finding of one file, by its entity and values
    VALUE = "value"  # one value wherever it occurs, by its keyed hash
    PATTERN = "pattern"  # one entity in the files that a glob matches
    PATH = "path"  # the files that a glob matches
    RULE = "rule"  # a retention rule, or a recognizer for a false match; in the files that a glob matches, if given


class State(StrEnum):
    """What has become of a decision."""

    IN_FORCE = "in_force"
    NO_OBJECT = "no_object"  # nothing is there any more that it is about
    LOST = "lost"  # a legal hold, and its file is gone all the same
    OVERRULED = "overruled"  # an approval, and a legal hold or a decision to keep goes before it
    DONE = "done"  # carried out: the file was moved to quarantine, and what became of it there
    SUPERSEDED = "superseded"  # a newer one about the same object holds
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


GLOB_SCOPES = frozenset({Scope.PATTERN, Scope.PATH, Scope.RULE})
_QUESTIONS = {
    Kind.KEEP_UNTIL: "what becomes of it",
    Kind.APPROVED_FOR_DISPOSAL: "what becomes of it",
    Kind.WRONG_RULE: "what it is",
    Kind.RIGHT_KIND: "what it is",
}
"""Of the answers to one question the newest about the same object counts."""
_NAMING = frozenset({Kind.WRONG_RULE, Kind.RIGHT_KIND})


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as recorded; the fields are those of ``logbooks.DecisionEntry``. ``value`` is the unsigned
    64-bit hash; a false match of a file is that of one ``entity`` in it, or ('') of all. Dates are ISO; '' stands for
    none."""

    id: int
    kind: Kind
    scope: Scope
    root: str = ""
    path: str = ""
    file_id: int | None = None
    content_hash: str = ""
    entity: str = ""
    identity: bytes = b""
    value: int | None = None
    rule: str = ""
    doc_class: str = ""
    until: str = ""
    expires: str = ""
    withdraws: int | None = None
    who: str = ""
    why: str = ""
    made: str = ""
    newest_scan: int = 0

    def ended(self, today: str) -> bool:
        """Whether its own date has passed. The day itself still counts."""
        return any(day and day < today for day in (self.until, self.expires))


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a decision may ask of a file. ``rule`` is the retention rule that speaks of it, '' for none."""

    id: int
    root: str
    path: str
    content_hash: str = ""
    size: int = 0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """What a decision may ask of a finding."""

    entity: str
    identity: bytes
    recognizer: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for a file: at most one decision of each kind. ``changed`` is an approval that no longer holds because
    the content is another since; ``wrong`` says of the whole file that its rule, or all that was found in it, is
    wrong, ``taught`` of which kind it is. The latter says nothing of what becomes of the file.

    ``kept_copy`` is a decision to keep another file of the same content: this one is not to be lost while nobody has
    decided about it, and is still to be decided about."""

    hold: Decision | None = None
    keep: Decision | None = None
    approval: Decision | None = None
    changed: Decision | None = None
    wrong: Decision | None = None
    taught: Decision | None = None
    kept_copy: Decision | None = None

    @property
    def decision(self) -> Decision | None:
        """The one about the file itself that goes before the others."""
        return self.hold or self.keep or self.approval or self.wrong

    @property
    def protection(self) -> Decision | None:
        """The one by which the file must not go; one that keeps another copy only as long as this one was not approved
        by name."""
        return self.hold or self.keep or (None if self.approval else self.kept_copy)


@dataclass(frozen=True, slots=True)
class Moved:
    """A file seen elsewhere by a scan: the file ``from_id`` is ``to_id`` since."""

    scan: int
    from_id: int
    to_id: int


NOTHING = Standing()


@dataclass
class Decisions:
    """All decisions, as of the day ``today`` (ISO). ``moves`` are in the order of the scans."""

    entries: Sequence[Decision]
    today: str
    moves: Sequence[Moved] = ()
    _next: dict[int, list[Moved]] = field(default_factory=lambda: defaultdict(list), init=False)
    _by_file: dict[int, list[Decision]] = field(default_factory=lambda: defaultdict(list), init=False)
    _by_content: dict[str, list[Decision]] = field(default_factory=lambda: defaultdict(list), init=False)
    _wide: list[Decision] = field(default_factory=list, init=False)
    _false: list[Decision] = field(default_factory=list, init=False)
    _states: dict[int, State] = field(default_factory=dict, init=False)
    _globs: dict[str, Any] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for move in self.moves:
            self._next[move.from_id].append(move)
        withdrawn = {d.withdraws for d in self.entries if d.kind is Kind.WITHDRAWAL}
        newest: dict[object, int] = {}
        for decision in self.entries:
            if decision.id not in withdrawn and decision.kind in _QUESTIONS:
                newest[_QUESTIONS[decision.kind], self._object(decision)] = decision.id
        for decision in self.entries:
            self._states[decision.id] = self._state(decision, withdrawn, newest)
            if self._states[decision.id] is State.IN_FORCE and decision.kind is not Kind.WITHDRAWAL:
                self._index(decision)

    def _state(self, decision: Decision, withdrawn: set[int | None], newest: Mapping[object, int]) -> State:
        if decision.id in withdrawn:
            return State.WITHDRAWN
        question = _QUESTIONS.get(decision.kind)
        if question and newest[question, self._object(decision)] != decision.id:
            return State.SUPERSEDED
        return State.EXPIRED if decision.ended(self.today) else State.IN_FORCE

    def _object(self, decision: Decision) -> object:
        if decision.scope is Scope.FILE:
            return self.where_now(decision)
        return (decision.scope, decision.root, decision.path, decision.entity, decision.rule)

    def _index(self, decision: Decision) -> None:
        if decision.kind is Kind.FALSE_MATCH:
            self._false.append(decision)
        elif decision.scope is Scope.FILE:
            now = self.where_now(decision)
            if now is not None:
                self._by_file[now].append(decision)
            if decision.content_hash and decision.kind is not Kind.APPROVED_FOR_DISPOSAL:
                self._by_content[decision.content_hash].append(decision)
        else:
            self._wide.append(decision)

    def where_now(self, decision: Decision) -> int | None:
        """The file that the decision's file has become by what moves are known since it was made."""
        file, scan = decision.file_id, decision.newest_scan
        while file is not None:
            later = next((m for m in self._next.get(file, ()) if m.scan > scan), None)
            if later is None:
                break
            file, scan = later.to_id, later.scan
        return file

    def state(self, decision: Decision) -> State:
        """What has become of it, without a look at whether its object is still there."""
        return self._states[decision.id]

    @property
    def false_values(self) -> dict[int, Decision]:
        """Values in force as false matches, by hash; the oldest decision about each."""
        found: dict[int, Decision] = {}
        for decision in self._false:
            if decision.scope is Scope.VALUE and decision.value is not None:
                found.setdefault(decision.value, decision)
        return found

    def matches_path(self, decision: Decision, facts: FileFacts) -> bool:
        """Whether the decision's root and glob are met; an empty one is met by everything. Globs are written as in
        .gitignore; a member is met by the path of the file that holds it, and by its own."""
        if decision.root and decision.root != facts.root:
            return False
        if not decision.path:
            return True
        spec = self._globs.get(decision.path)
        if spec is None:
            spec = self._globs[decision.path] = _glob(decision.path)
        outer, _, inner = facts.path.partition(" > ")
        return bool(spec.match_file(outer) or (inner and spec.match_file(facts.path.replace(" > ", "/"))))

    def of_file(self, facts: FileFacts, above: FileFacts | None = None) -> Standing:
        """What holds for a file, false matches of single findings aside; ``above`` is what holds it, archive or mail.

        A hold reaches every copy of the content; keeping does too, but for a copy that is approved for disposal itself.
        An approval holds for its one file (also after a move) and only while the content is the one that was approved.
        What kind it is, a decision about the file itself says before one about a copy of it, and that before one about
        a folder. Who keeps an archive keeps what is in it, and who lets it go lets that go.
        """
        if not (self._by_file or self._wide or self._false):
            return NOTHING
        own = self._own(facts)
        if above is None:
            return own
        outer = self.of_file(above)
        return replace(
            own,
            hold=own.hold or outer.hold,
            keep=_latest(own.keep, outer.keep),
            approval=own.approval or outer.approval,
        )

    def _own(self, facts: FileFacts) -> Standing:
        every = (d for d in self.false_for(facts) if d.scope in (Scope.FILE, Scope.PATH) and not d.entity)
        false = next(every, None)
        direct = self._by_file.get(facts.id, ())
        same = self._by_content.get(facts.content_hash, ()) if facts.content_hash and facts.size else ()
        wide = [d for d in self._wide if self._about(d, facts)]
        if not (direct or same or wide or false):
            return NOTHING
        found = [*direct, *same, *wide]
        approvals = [d for d in found if d.kind is Kind.APPROVED_FOR_DISPOSAL]
        fresh = [d for d in approvals if d.content_hash == facts.content_hash]
        named = next((d for group in (direct, same, wide) for d in reversed(group) if d.kind in _NAMING), None)
        taught = named is not None and named.kind is Kind.RIGHT_KIND
        return Standing(
            hold=next((d for d in found if d.kind is Kind.LEGAL_HOLD), None),
            keep=_latest(*(d for d in (*direct, *wide) if d.kind is Kind.KEEP_UNTIL)),
            approval=max(fresh, key=lambda d: d.id, default=None),
            changed=next((d for d in approvals if d not in fresh), None),
            wrong=false or (None if taught else named),
            taught=named if taught else None,
            kept_copy=_latest(*(d for d in same if d.kind is Kind.KEEP_UNTIL and d not in direct)),
        )

    def _about(self, decision: Decision, facts: FileFacts) -> bool:
        if decision.scope is Scope.RULE and decision.rule != facts.rule:
            return False
        return decision.scope in (Scope.RULE, Scope.PATH) and self.matches_path(decision, facts)

    def rules_off(self, facts: FileFacts) -> frozenset[str]:
        """Retention rules (or recognizers) that were decided to be wrong for this file."""
        return frozenset(d.rule for d in self._false if d.scope is Scope.RULE and self.matches_path(d, facts))

    def false_for(self, facts: FileFacts) -> list[Decision]:
        """The false matches that may concern findings of this file, those about single values aside."""
        return [d for d in self._false if d.scope is not Scope.VALUE and self._may_concern(d, facts)]

    def _may_concern(self, decision: Decision, facts: FileFacts) -> bool:
        if decision.scope not in (Scope.FILE, Scope.FINDING):
            return self.matches_path(decision, facts)
        if self.where_now(decision) == facts.id:
            return True
        return bool(facts.size and facts.content_hash and facts.content_hash == decision.content_hash)


def _latest(*keeps: Decision | None) -> Decision | None:
    """Of decisions to keep the one that keeps longest."""
    return max((d for d in keeps if d), key=lambda d: (d.until, -d.id), default=None)


def makes_false(concerning: Iterable[Decision], finding: FindingFacts) -> Decision | None:
    """The first of the decisions (``Decisions.false_for`` its file) that makes all of the finding a false match."""
    for decision in concerning:
        if decision.scope in (Scope.FILE, Scope.PATH) and decision.entity in ("", finding.entity):
            return decision
        if decision.scope is Scope.FINDING and decision.identity == finding.identity:
            return decision
        if decision.scope is Scope.PATTERN and decision.entity == finding.entity:
            return decision
        if decision.scope is Scope.RULE and decision.rule == finding.recognizer:
            return decision
    return None


def check_glob(glob: str) -> None:
    """Raises ValueError where a glob cannot be understood."""
    _glob(glob)


def _glob(glob: str) -> Any:
    spec = path_patterns([glob])
    if not any(pattern.include is not None for pattern in spec.patterns):
        raise ValueError("the pattern matches nothing")
    return spec
