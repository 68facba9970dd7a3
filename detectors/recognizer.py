"""The base of our recognizers. ``find`` works on the normalised view.

A Presidio user loads each of them too, through ``detectors.presidio``.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log
from typing import ClassVar

from detectors.model import Entity, Evidence, EvidenceKind, Match, score
from detectors.text.lexicon import Label, LabelIndex, labels
from detectors.text.normalise import Trait, View
from detectors.text.numbers import Candidate, candidates
from detectors.text.prefilter import Sought


class Scene:
    """A view with the labels in it, worked out once and shared by all recognizers that look at it.

    ``faint`` asks for what could only be reported far below every threshold too; it costs time, so it is left out
    unless somebody wants to see all that can be considered.
    """

    __slots__ = ("__dict__", "_number", "_sought", "faint", "view")

    def __init__(self, view: View, faint: bool = False, sought: Sought | None = None, number: int = 0) -> None:
        self.view = view
        self.faint = faint
        self._sought, self._number = sought or Sought((view.text,)), number

    @classmethod
    def all(cls, views: Sequence[View], faint: bool) -> list[Scene]:
        """The scenes of some views, in whose texts patterns are sought together."""
        sought = Sought([view.text for view in views])
        return [cls(view, faint, sought, number) for number, view in enumerate(views)]

    def search(self, pattern: re.Pattern[str]) -> Iterable[re.Match[str]]:
        """``pattern.finditer`` over the view's text; quick for patterns made with ``prefilter.declared``."""
        return self._sought.all(pattern, self._number)

    @cached_property
    def labels(self) -> LabelIndex:
        """The labels that stand in the text."""
        return LabelIndex(self.view)

    @cached_property
    def numbers(self) -> Mapping[int, list[Candidate]]:
        """The readings of the digit runs in the text, by number of digits."""
        return candidates(self.view.text)

    @cached_property
    def families(self) -> frozenset[str]:
        """Families of which a label stands in the text or is the passage's own."""
        return self.labels.families | self.label_families.keys()

    @cached_property
    def label_families(self) -> dict[str, str]:
        """Families named by the passage's own labels (header, field), each with the vocabulary's word.

        A word that is the smaller part of a label is no name of what follows: 在庫 in 在庫確認のお願い.
        """
        return {
            hit.key: hit.word
            for label in self.view.labels
            for hit in labels().find(label)
            if 2 * (hit.end - hit.start) >= len(label)
        }


class Recognizer(ABC):
    """One recognizer: an id that is stored with findings, what it finds, and the cheap test for asking it."""

    ID: ClassVar[str]
    VERSION: ClassVar[int] = 1
    ENTITIES: ClassVar[tuple[Entity, ...]]
    LANGUAGES: ClassVar[tuple[str, ...]] = ("ja", "en")
    NEEDS: ClassVar[Trait] = Trait.NONE

    @abstractmethod
    def find(self, scene: Scene) -> Iterator[Match]:
        """The matches in a scene, as offsets of ``scene.view.text``, in any order, overlaps allowed."""

    def find_all(self, scenes: Sequence[Scene]) -> Iterable[Iterable[Match]]:
        """The matches in each of some scenes; for recognizers that are quicker with many at once to override."""
        return map(self.find, scenes)

    def wants(self, view: View) -> bool:
        """The cheap test: whether the text holds what this recognizer cannot do without."""
        return self.NEEDS in view.traits

    def match(self, entity: Entity, start: int, end: int, prior: float, evidence: Sequence[Evidence]) -> Match:
        """A match with the score that its evidence gives."""
        return Match(str(entity), start, end, score(evidence, prior), tuple(evidence), self.ID)


@dataclass(frozen=True, slots=True)
class Check:
    """A check digit or validity rule. ``passes`` is the share of random values of the right form that pass it."""

    name: str
    valid: Callable[[str], bool]
    passes: float

    @property
    def weight(self) -> float:
        """What passing is worth, in log-odds: log(1 / share of random values that pass)."""
        return log(1.0 / self.passes)


_NEXT_SENTENCE = re.compile(r"[.!?][\"')’”]*\s*[A-Z][a-z]*,?\s+[A-Z]?[a-z]|[。！？](?=\s*[^\s\d])|\n[ \t]*[・•●○◆■▪‣]")
"""Where another sentence or note begins: a label before it says nothing against what stands in it."""


_SPENT = re.compile(r"[0-9][^0-9]*?(?:[A-Za-z]{4}|[\u3041-\u30ff\u3400-\u9fff]{2})[^0-9]*$")
"""A label's own number, and other words behind it: NHS number 450 557 7104, wife (01942) 496012."""


def _says_no_more(label: Label, scene: Scene, start: int) -> bool:
    """Whether a label before a value says nothing against it: its own number has come, or it is of the header of the
    table that the value stands in."""
    end = start - label.distance
    if _SPENT.search(scene.view.text, end, start):
        return True
    heading = scene.labels.heading(start)
    return heading is not None and end <= heading.start


@dataclass(frozen=True, slots=True)
class Context:
    """How labels speak for an entity: the families that name it and those that name something else of that form."""

    own: frozenset[str]
    other: frozenset[str] = frozenset()
    label: float = 5.0
    near: float = 2.0
    against: float = -4.0
    either: frozenset[str] = field(init=False, repr=False)
    """Those of both kinds."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "either", self.own | self.other)

    def named(self, scene: Scene) -> bool:
        """Whether a label of its own is anywhere in the scene: without, ``weigh`` never gives LABEL."""
        return not self.own.isdisjoint(scene.families)

    def weigh(self, scene: Scene, start: int, end: int) -> list[Evidence]:
        """The evidence that labels give for a value at ``start:end`` of the view: one piece at most.

        The nearest label in the text decides; only where there is none do the passage's own labels (a header, a mail's
        subject), and last a word of the family further off,
        or in the header of a table that came as text.
        """
        here = scene.labels.before(start, self.either)
        if (
            here is not None
            and here.family in self.other
            and _NEXT_SENTENCE.search(scene.view.text, start - here.distance, start)
        ):
            here = scene.labels.before(start, self.own)
        behind = scene.labels.after(end)
        for label in (here, behind):
            if label is not None and label.family in self.own:
                return [Evidence(EvidenceKind.LABEL, self.label, label.word)]
        if here is not None and not _says_no_more(here, scene, start):
            return [Evidence(EvidenceKind.AGAINST, self.against, here.word)]
        if given := scene.label_families:
            for families, kind, weight in (
                (self.own, EvidenceKind.LABEL, self.label),
                (self.other, EvidenceKind.AGAINST, self.against),
            ):
                if (word := next((w for f, w in given.items() if f in families), None)) is not None:
                    return [Evidence(kind, weight, word)]
        around = scene.labels.near(start, end, self.own)
        if around is not None:
            return [Evidence(EvidenceKind.CONTEXT, self.near, around.word)]
        heading = scene.labels.heading(start)
        if heading is not None and (word := next((w for f, w in heading.families.items() if f in self.own), None)):
            return [Evidence(EvidenceKind.CONTEXT, self.near, word)]
        return []


class NumberRecognizer(Recognizer):
    """A digit identifier: its groupings, its check, what labels say. Subclasses are declarations.

    ``GROUPS`` are the lengths of groups as people write it, ``(12,)`` for no separators. ``CHECK`` is None where no
    check digit is public; then only the label can carry it. ``PRIOR`` is the log-odds that a number of this form
    is one, before any evidence.
    """

    NEEDS = Trait.DIGITS
    GROUPS: ClassVar[frozenset[tuple[int, ...]]]
    CHECK: ClassVar[Check | None] = None
    CONTEXT: ClassVar[Context]
    PRIOR: ClassVar[float]

    def plausible(self, digits: str) -> bool:
        """Rules beyond the check digit: ranges never issued, a date that must parse. True where there are none."""
        return True

    @cached_property
    def _lengths(self) -> frozenset[int]:
        return frozenset(map(sum, self.GROUPS))

    def find(self, scene: Scene) -> Iterator[Match]:
        """A match for each reading that has the grouping and passes the check."""
        for length in self._lengths:
            for c in scene.numbers.get(length, ()):
                if c.groups not in self.GROUPS or is_filler(c.digits):
                    continue
                if self.CHECK is not None and not self.CHECK.valid(c.digits):
                    continue
                if not self.plausible(c.digits):
                    continue
                evidence = [Evidence(EvidenceKind.PATTERN, 0.7 if len(c.groups) > 1 else 0.0)]
                if self.CHECK is not None:
                    evidence.append(Evidence(EvidenceKind.CHECK_DIGIT, self.CHECK.weight, self.CHECK.name))
                said = self.CONTEXT.weigh(scene, c.start, c.end)
                if c.touching and not any(e.kind is EvidenceKind.LABEL for e in said):
                    continue
                yield self.match(self.ENTITIES[0], c.start, c.end, self.PRIOR, evidence + said)


_COUNTING = ("0123456789" * 3, "9876543210" * 3)


def is_filler(digits: str) -> bool:
    """Placeholders, of at most twenty digits: one digit over and over, or counting up or down."""
    return len(set(digits)) == 1 or any(digits in row for row in _COUNTING)
