"""One file: open, hash, identify, extract, detect, fold; and its members the same way round.

Runs in a worker. Whatever happens to the file, a FileResult comes out: what was found before the damage, and the
problem. No raw value is in it.
"""

from __future__ import annotations

import itertools
import pickle
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from typing import BinaryIO, TypeVar

from detectors.model import Match, Passage, Table, TableVerdict
from detectors.special.whose import Subject, may_be_of_somebody
from scanner.asked import Detects, Profiler
from scanner.budget import Budget, Stop, extract_problem
from scanner.document import (
    Detail,
    Embedded,
    ExtractionError,
    Item,
    Location,
    Problem,
    ProblemKind,
    Properties,
    Protected,
    Protection,
    Stage,
    Step,
    StepKind,
    TableBlock,
    TextBlock,
)
from scanner.duplicates import Profile, as_copy, with_profile
from scanner.extractors.base import ExtractOptions
from scanner.folding import Folder, Names
from scanner.lock_files import is_lock_file
from scanner.masking import Hasher
from scanner.opening import OpeningError, open_file
from scanner.options import MIB
from scanner.results import FileRef, FileResult, FileStat, Finding, Known, Outcome
from scanner.signature import of_file

PIPELINE_VERSION = 3
"""Raised when folding or the outcome changes, so that files are read again."""

_WHOLE = 16 * MIB  # files up to this size are read into memory once
_CHUNK = MIB
_BATCH = 64_000  # characters of text and tables looked at together
_DATES = frozenset({"created", "modified", "sent"})
_Block = TypeVar("_Block", bound=TextBlock | TableBlock)
_Said = TypeVar("_Said")
_Look = Callable[[Sequence[_Block]], Sequence[_Said]]

# Problems that say something of the file but do not mean that part of it was left out.
_HARMLESS = frozenset({Detail.ACCESS_TIME, Detail.ENCODING, Detail.OCR_NOTHING, Detail.PICTURE_TINY})

# What hangs on the time and memory that a file may take.
_COSTLY = frozenset({ProblemKind.TIMEOUT, ProblemKind.CRASHED})


def _folder(_ref: FileRef, hasher: Hasher, names: Names) -> Folder:
    return Folder(hasher, names)


@dataclass(frozen=True, slots=True)
class Context:
    """What every file of a worker is examined with. ``rules`` is the signature that goes into the results."""

    detector: Detects
    profiler: Callable[[], Profiler]
    extract: Callable[[BinaryIO, str, int, ExtractOptions], Iterator[Item]]
    identify: Callable[[BinaryIO, str], str]
    hasher: Hasher
    names: Names
    options: ExtractOptions
    rules: str
    folder: Callable[[FileRef, Hasher, Names], Folder] = _folder  # what becomes of the matches of a file or member


def examine(path_on_disk: bytes, ref: FileRef, stat: FileStat, context: Context, known: Known = ()) -> FileResult:
    """Examine the file on disk that ``ref`` names; ``path_on_disk`` is its absolute path and ends with ``ref.raw``.

    ``stat`` is what the crawl saw; the result has what was true when the file was opened. ``known`` are results of
    files that it may be a copy of. Raises nothing but KeyboardInterrupt and SystemExit.
    """
    root = path_on_disk[: len(path_on_disk) - len(ref.raw)].rstrip(b"/") or b"/"
    context.detector.restart()
    try:
        opened = open_file(root, ref.raw)
    except OpeningError as error:
        skipped = error.problem.kind is ProblemKind.UNSUPPORTED
        outcome = Outcome.SKIPPED if skipped else Outcome.FAILED
        return FileResult(ref, outcome, stat, problems=(error.problem,), rules=context.rules)
    with opened:
        budget = Budget(context.options, opened.stat.size)
        result = _File(ref, opened.stat, context, budget, depth=0, known=known).examine(opened.stream)
        problems = opened.problems()
        if problems:
            result = replace(result, stat=opened.stat, problems=(*result.problems, *problems))
            if any(p.detail not in _HARMLESS for p in problems) and result.outcome is Outcome.SCANNED:
                result = replace(result, outcome=Outcome.PARTIAL)
        return result


def _unexpected(error: BaseException, stage: Stage, at: Location | None = None) -> Problem:
    """An error nobody declared, by its class name alone: its message might quote the file."""
    at = at or Location()
    if isinstance(error, MemoryError):
        return Problem(ProblemKind.CRASHED, stage, Detail.MEMORY_LIMIT, at)
    if isinstance(error, OSError):
        return Problem(ProblemKind.UNREADABLE, stage, Detail.READ_ERROR, at, type(error).__name__)
    return Problem(ProblemKind.CRASHED, stage, Detail.UNEXPECTED, at, type(error).__name__)


class _File:
    """The examination of one file, on disk or inside another."""

    def __init__(
        self, ref: FileRef, stat: FileStat, context: Context, budget: Budget, depth: int, known: Known = ()
    ) -> None:
        self._ref = ref
        self._stat = stat
        self._context = context
        self._budget = budget
        self._depth = depth
        self._known = dict(known)
        self._folder = context.folder(ref, context.hasher, context.names)
        self._profiler = context.profiler()
        self._problems: list[Problem] = []
        self._members: list[FileResult] = []
        self._names: set[str] = set()
        self._protection = Protection.NONE
        self._characters = 0
        self._waiting: list[TextBlock | TableBlock] = []
        self._waiting_size = 0
        self._detected = False  # the recognizers were shown something of it
        self._subject = Subject()
        self._full = False  # a limit was reached: no more members are opened

    def examine(self, stream: BinaryIO) -> FileResult:
        """Read everything; the stream need not be seekable where the file is small."""
        size = self._stat.size
        if size > self._context.options.limits.file_bytes:
            self._problems.append(extract_problem(ProblemKind.TOO_LARGE, Detail.FILE_TOO_LARGE))
            return self._result("", "")
        form = content = ""
        try:
            stream, content = self._hashed(stream)
            if content in self._known:
                return as_copy(self._known[content], self._ref, self._stat)
            form = self._context.identify(stream, self._name())
            stream.seek(0)
            self._extract(stream, size)
        except Stop as stop:
            self._problems.append(stop.problem)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - native readers panic with BaseException; recorded
            self._problems.append(_unexpected(error, Stage.EXTRACT))
        return self._result(form, content)

    def _name(self) -> str:
        if not self._ref.member_of:
            return self._ref.path.rpartition("/")[2]
        inner = Location.parse(self._ref.path.removeprefix(self._ref.member_of + " > "))
        return inner.steps[0].value.rpartition("/")[2]

    def _hashed(self, stream: BinaryIO) -> tuple[BinaryIO, str]:
        """The content's keyed hash, and a stream to read it from: the memory for small files."""
        content = self._context.hasher.new_content()
        if self._stat.size <= _WHOLE and not isinstance(stream, BytesIO):
            data = stream.read(_WHOLE + 1)
            if len(data) <= _WHOLE:
                content.update(data)
                return BytesIO(data), content.hexdigest()
            stream.seek(0)  # it has grown since
        while chunk := stream.read(_CHUNK):
            content.update(chunk)
        stream.seek(0)
        return stream, content.hexdigest()

    def _extract(self, stream: BinaryIO, size: int) -> None:
        items = self._context.extract(stream, self._name(), size, self._context.options)
        try:
            for item in items:
                self._budget.check_time()
                self._take(item)
        except ExtractionError as error:
            self._problems.append(error.problem)
        finally:
            # Also after a failure: what came before it counts. Not after an interruption, which ends everything.
            self._flush()

    def _take(self, item: Item) -> None:
        if isinstance(item, TextBlock | TableBlock | Properties) or (isinstance(item, Problem) and item.at.steps):
            self._detected = True  # a place may bear a name, which is looked at before it is told
        match item:
            case TextBlock() | TableBlock():
                self._block(item)
            case Embedded():
                self._embedded(item)
            case Properties():
                self._properties(item)
            case Protected():
                self._protection = item.how
            case Problem():
                self._problems.append(item)

    def _count(self, characters: int) -> None:
        self._characters += characters
        self._budget.add_text(characters)

    def _block(self, block: TextBlock | TableBlock) -> None:
        self._waiting.append(block)
        if isinstance(block, TextBlock):
            size = len(block.text)
        else:
            size = sum(map(len, itertools.chain.from_iterable(block.rows)))
        self._waiting_size += size
        if self._waiting_size >= _BATCH:
            self._flush()
        self._count(size)

    def _flush(self) -> None:
        """Looks at what waits: all texts at once and all tables at once, which costs far less than each by itself; what
        is found is told in the order of the file."""
        blocks, self._waiting, self._waiting_size = self._waiting, [], 0
        # Tables before the texts: a form says whom those are about. The texts say it of tables that name nobody.
        tables = [block for block in blocks if isinstance(block, TableBlock)]
        verdicts = self._shown(tables, self._judge)
        read = iter(self._shown([block for block in blocks if isinstance(block, TextBlock)], self._find))
        judged = iter(self._of_somebody(tables, verdicts) if self._subject.left else verdicts)
        for block in blocks:
            with self._detecting(block.at):
                if isinstance(block, TextBlock):
                    if (found := next(read)) is not None:
                        self._folder.text(block, found[1])
                        self._profiler.text(*found)
                elif (verdict := next(judged)) is not None:
                    self._folder.table(block, verdict[1])
                    self._profiler.table(*verdict)

    def _find(self, blocks: Sequence[TextBlock]) -> Sequence[tuple[Passage, list[Match]]]:
        passages = [Passage(block.text, block.labels) for block in blocks]
        return list(zip(passages, self._context.detector.find(passages, self._subject), strict=True))

    def _of_somebody(
        self, blocks: Sequence[TableBlock], verdicts: list[tuple[Table, TableVerdict] | None]
    ) -> list[tuple[Table, TableVerdict] | None]:
        """The verdicts, now that it is known whom the document is about."""
        again = [at for at, said in enumerate(verdicts) if said is not None and may_be_of_somebody(*said)]
        more = self._shown([blocks[at] for at in again], partial(self._judge, of_somebody=True))
        told = dict(zip(again, more, strict=True))
        return [told.get(at) or said for at, said in enumerate(verdicts)]

    def _judge(self, blocks: Sequence[TableBlock], of_somebody: bool = False) -> Sequence[tuple[Table, TableVerdict]]:
        tables = [Table(b.name, b.rows, b.continued, b.kind, of_somebody) for b in blocks]
        verdicts = self._context.detector.judge_all(tables)
        for verdict in verdicts:
            self._subject.filled([cell.match for cell in verdict.cells])
        return list(zip(tables, verdicts, strict=True))

    def _shown(self, blocks: Sequence[_Block], look: _Look[_Block, _Said]) -> list[_Said | None]:
        """What is said of each block, None where the detector fails: of all at once, or, where that fails, of each by
        itself, so that a failure costs the block it is about, and is a problem of its place."""
        try:
            return [*look(blocks)] if blocks else []
        except (KeyboardInterrupt, SystemExit, Stop):
            raise
        except BaseException as error:  # noqa: BLE001 - native code panics with BaseException; recorded
            if len(blocks) > 1:
                return [said for block in blocks for said in self._shown([block], look)]
            self._problems.append(_unexpected(error, Stage.DETECT, blocks[0].at))
            return [None]

    def _tables_first(self) -> None:
        """Tables that wait are judged before anything behind them is: what a column holds may be known from one that
        came before."""
        if any(isinstance(block, TableBlock) for block in self._waiting):
            self._flush()

    def _properties(self, item: Properties) -> None:
        self._tables_first()
        with self._detecting(item.at):
            self._profiler.properties(item.values)
            blocks = [
                TextBlock(value, item.at.child(StepKind.PROPERTY, key), (key.replace("_", " "),))
                for key, value in item.values.items()
                if key not in _DATES
            ]
            found = self._context.detector.find([Passage(b.text, b.labels) for b in blocks])
            for block, matches in zip(blocks, found, strict=True):
                self._folder.text(block, matches)

    def _detecting(self, at: Location) -> _Detecting:
        return _Detecting(self._problems, at, self._context.detector)

    def _embedded(self, item: Embedded) -> None:
        if self._full:
            return
        self._tables_first()
        try:
            self._budget.add_member()
            if self._depth >= self._context.options.limits.depth:
                raise Stop(extract_problem(ProblemKind.NESTED_TOO_DEEP, Detail.DEPTH))
            if item.size >= 0:
                self._budget.check_unpacked(item.size)
            self._member(item)
        except Stop as stop:
            if stop.problem.kind is ProblemKind.TIMEOUT:
                raise
            # The members are left alone from here on, the container's own text is still read.
            self._full = True
            self._problems.append(stop.problem)

    def _member(self, item: Embedded) -> None:
        name = self._unused(item.name)
        ref = FileRef(
            self._ref.root, f"{self._ref.path} > {Step(StepKind.MEMBER, name)}", self._ref.raw, self._ref.path
        )
        stat = FileStat(max(item.size, 0), item.modified_ns)
        limit = self._context.options.limits.member_bytes
        problem: Problem | None = None
        if item.size > limit:
            problem = extract_problem(ProblemKind.TOO_LARGE, Detail.FILE_TOO_LARGE)
        else:
            try:
                with item.open() as source:
                    spool, size, damage = self._unpack(source, limit)
            except ExtractionError as error:
                problem = error.problem
            except (Stop, KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:  # noqa: BLE001 - recorded: a damaged member costs itself alone
                problem = _unexpected(error, Stage.EXTRACT)
        if problem is not None:
            self._members.append(_unread(ref, stat, problem, self._context.rules))
            return
        stat = replace(stat, size=size)
        member = _File(ref, stat, self._context, self._budget, self._depth + 1)
        if damage is not None:
            member._problems.append(damage)
        with spool:
            self._members.append(member.examine(spool))

    def _unused(self, name: str) -> str:
        """The name, made unique: two members of one name are two files."""
        name = name.encode("utf-8", "backslashreplace").decode("utf-8")
        unique, number = name, 1
        while unique in self._names:
            number += 1
            unique = f"{name} ({number})"
        self._names.add(unique)
        return unique

    def _unpack(self, source: BinaryIO, limit: int) -> tuple[BinaryIO, int, Problem | None]:
        """The member in memory, or, if large, in a file without a name that nobody can find after a crash.

        Where it is damaged after a first part, that part with the problem.
        """
        target: BinaryIO = BytesIO()
        size = 0
        damage: Problem | None = None
        try:
            while chunk := self._chunk(source):
                if isinstance(chunk, Problem):
                    if not size or chunk.kind is not ProblemKind.CORRUPT:
                        raise ExtractionError(chunk)
                    damage = replace(chunk, detail=Detail.DAMAGED_PART)
                    break
                self._budget.check_time()
                self._budget.check_unpacked(len(chunk))
                self._budget.unpacked += len(chunk)
                size += len(chunk)
                if size > limit:
                    raise ExtractionError(extract_problem(ProblemKind.TOO_LARGE, Detail.FILE_TOO_LARGE))
                if size > _WHOLE and isinstance(target, BytesIO):
                    spool: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - handed out
                    spool.write(target.getbuffer())
                    target = spool
                target.write(chunk)
        except BaseException:
            target.close()
            raise
        target.seek(0)
        return target, size, damage

    @staticmethod
    def _chunk(source: BinaryIO) -> bytes | Problem:
        try:
            return source.read(_CHUNK)
        except ExtractionError as error:
            return error.problem

    def _result(self, form: str, content: str) -> FileResult:
        findings: tuple[Finding, ...] = ()
        profile: Profile | None = None
        again = b""
        places = [Location()] * len(self._problems)
        with self._detecting(Location()):
            places = [self._folder.clean(p.at) for p in self._problems]
            findings = self._folder.findings()
            if self._stat.size and not is_lock_file(self._ref.path):  # else a class would be told by the name alone
                said = self._profiler.finish()
                profile, again = said.under(self._ref.path), pickle.dumps(said)
        places += [Location()] * (len(self._problems) - len(places))
        problems = tuple(replace(p, at=at) for p, at in zip(self._problems, places, strict=True))
        result = FileResult(
            ref=self._ref,
            outcome=decide(problems, examined=self._characters > 0 or bool(self._members)),
            stat=self._stat,
            format=form,
            content_hash=content,
            findings=findings,
            problems=problems,
            protection=self._protection,
            characters=self._characters,
            rules=_rules(self._context.rules, self._detected, problems, self._members),
            members=tuple(self._members),
        )
        return result if profile is None else replace(with_profile(result, profile), again=again)


class _Detecting:
    """A detector's failure costs the block it was given, and is a problem of its place; so is a rule out of time."""

    def __init__(self, problems: list[Problem], at: Location, detector: Detects) -> None:
        self._problems = problems
        self._at = at
        self._detector = detector

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: object) -> bool:
        for rule in self._detector.out_of_time():
            # Once for each file: it is not tried again on this one. The name is the organisation's, from its own rules.
            if not any(p.kind is ProblemKind.RULE_TIMEOUT and p.cause == rule for p in self._problems):
                problem = Problem(ProblemKind.RULE_TIMEOUT, Stage.DETECT, Detail.RULE_TIME, self._at, rule)
                self._problems.append(problem)
        if error is None or isinstance(error, (KeyboardInterrupt, SystemExit, Stop)):
            return False
        self._problems.append(_unexpected(error, Stage.DETECT, self._at))
        return True


def _unread(ref: FileRef, stat: FileStat, problem: Problem, rules: str) -> FileResult:
    rules = _rules(rules, False, (problem,), ())
    return FileResult(ref, decide((problem,), examined=False), stat, problems=(problem,), rules=rules)


def _rules(rules: str, detected: bool, problems: Sequence[Problem], members: Sequence[FileResult]) -> str:
    """The part of the signature that the file is subject to, with all that is in it."""
    shut = any(p.kind is ProblemKind.ENCRYPTED for p in problems) or any("/" in m.rules for m in members)
    limited = any(p.kind in _COSTLY for p in problems) or any("~" in m.rules for m in members)
    detected = detected or any("." in m.rules for m in members)
    return of_file(rules, detected=detected, shut=shut, limited=limited)


def decide(problems: Sequence[Problem], examined: bool) -> Outcome:
    """How a visit ended. ``examined``: whether any text or member of the file was looked at."""
    grave = [p for p in problems if p.detail not in _HARMLESS]
    if not grave:
        return Outcome.SCANNED
    if examined:
        return Outcome.PARTIAL
    # Types without a reader are no failure: nothing was expected of them.
    return Outcome.SKIPPED if all(p.kind is ProblemKind.UNSUPPORTED for p in grave) else Outcome.FAILED
