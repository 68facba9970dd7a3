"""File results for the tests of the inventory. All people and numbers are invented."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from hypothesis import strategies as st

from detectors.model import ClueKind, DateClue, PeopleEstimate, WordClue
from inventory.storage.store import Store
from scanner.document import Detail, Location, Problem, ProblemKind, Protection, Stage, place
from scanner.document import StepKind as Kind
from scanner.results import ColumnRef, FileRef, FileResult, FileStat, Finding, Outcome

ROOT = "/srv/share"
RULES = "rules-1"
LONG_AGO = 1_500_000_000_123_456_789  # 2017-07-14, well before any scan of the tests


def stat(size: int = 1200, modified_ns: int = LONG_AGO, mode: int = 0o100640) -> FileStat:
    return FileStat(size, modified_ns, modified_ns, mode, 1000, 1000, 1, 42, 1)


def ref(path: str, member_of: str = "", root: str = ROOT) -> FileRef:
    outer = path.split(" > ")[0] if member_of else path
    return FileRef(root, path, outer.encode(), member_of)


def finding(entity: str = "PERSON", hashes: Iterable[int] = (7, 9), at: str = "社員!A2:A3") -> Finding:
    values = tuple(sorted(hashes))
    return Finding(
        at, entity, 3, len(values), 0.97, ("LABEL 氏名", "COLUMN 0.98"), ("山***",), values, "jp.name",
        ColumnRef("社員", "A", "氏名"),
    )  # fmt: skip


def problem(
    kind: ProblemKind = ProblemKind.TRUNCATED, detail: Detail = Detail.TOO_MANY_ROWS, stage: Stage = Stage.EXTRACT
) -> Problem:
    return Problem(kind, stage, detail, place(Kind.SHEET, "社員"), "ValueError")


def result(path: str, outcome: Outcome = Outcome.SCANNED, **fields: object) -> FileResult:
    """A result; ``fields`` replace those of FileResult, and ``member_of`` makes a member of it."""
    where = ref(path, str(fields.pop("member_of", "")), str(fields.pop("root", ROOT)))
    values: dict[str, object] = {"stat": stat(), "rules": RULES, **fields}
    return FileResult(ref=where, outcome=outcome, **values)  # type: ignore[arg-type]


def unchanged(path: str, **fields: object) -> FileResult:
    return result(path, Outcome.UNCHANGED, **fields)


def full_result(path: str = "総務/名簿.xlsx") -> FileResult:
    """A result with something in every field, and a member."""
    member = result(
        f"{path} > 写真.zip > 内訳.csv",
        Outcome.PARTIAL,
        member_of=f"{path} > 写真.zip",
        problems=(problem(),),
        findings=(finding("EMAIL_ADDRESS", (5,), "line 3"),),
    )
    return result(
        path,
        format="xlsx",
        content_hash="ab" * 32,
        findings=(finding(), finding("ADDRESS", (1, 2, (1 << 64) - 1)), finding("PERSON", (9, 11), "備考!B2")),
        problems=(problem(ProblemKind.ENCODING_GUESSED, Detail.ENCODING), problem()),
        doc_class="staff_list",
        class_evidence=("LABEL 社員名簿",),
        clues=(DateClue(ClueKind.PERIOD, "fiscal_year", "2019-04-01", "2020-03-31", "name", "和暦年度"),),
        people=PeopleEstimate(2, 3),
        special=("HEALTH",),
        protection=Protection.NONE,
        characters=4000,
        members=(member,),
    )


def scan(store: Store, *results: FileResult, finish: bool = True, roots: tuple[str, ...] = (ROOT,)) -> int:
    """One run with these results; the number of the scan."""
    with store.run(roots, RULES) as run:
        for each in results:
            run.save(each)
        if finish:
            run.finish()
    return run.id


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    """What is really in the file, past the store."""
    connection = sqlite3.connect(database)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


# Whatever a scan may hand over, and more: names that are no text, numbers out of range, NUL.
_texts = st.text(max_size=12)
_hashes = st.lists(st.integers(0, (1 << 64) - 1), max_size=6, unique=True).map(lambda values: tuple(sorted(values)))


@st.composite
def _findings(draw: st.DrawFn) -> Finding:
    hashes = draw(_hashes)
    column = st.builds(ColumnRef, _texts, st.sampled_from(["A", "BC"]), _texts)
    return Finding(
        draw(_texts),
        draw(st.sampled_from(["PERSON", "JP_MY_NUMBER", "HEALTH"])),
        draw(st.integers(1, 1 << 40)),
        max(1, len(hashes)),
        draw(st.floats(0, 1)),
        tuple(draw(st.lists(_texts, max_size=3))),
        tuple(draw(st.lists(_texts, max_size=3))),
        hashes,
        draw(_texts),
        draw(st.none() | column),
    )


_problems = st.builds(
    Problem,
    st.sampled_from(ProblemKind),
    st.just(Stage.EXTRACT),
    st.sampled_from(Detail),
    st.just(Location()),
    st.sampled_from(["", "ValueError"]),
)
_clues = st.builds(DateClue, st.sampled_from(ClueKind), _texts, _texts, _texts, _texts, _texts)
_word_clues = st.builds(WordClue, _texts, _texts)
_stats = st.builds(
    FileStat,
    st.integers(-1, 1 << 64),
    st.integers(-(1 << 63), (1 << 64)),
    st.integers(0, 1 << 62),
    st.integers(0, 0o177777),
    st.integers(-1, 1 << 32),
    st.integers(-1, 1 << 32),
    st.integers(0, (1 << 64) - 1),
    st.integers(0, (1 << 64) - 1),
    st.integers(0, 70_000),
)


@st.composite
def file_results(draw: st.DrawFn, where: FileRef | None = None, depth: int = 2) -> FileResult:
    """Any result; members go ``depth`` deep, and two members may have one name."""
    if where is None:
        raw = draw(st.binary(min_size=1, max_size=20).filter(lambda b: b"\0" not in b))
        where = FileRef(ROOT, raw.decode("utf-8", "backslashreplace"), raw)
    names = draw(st.lists(st.text(max_size=5), max_size=3)) if depth else []
    members = tuple(
        draw(file_results(FileRef(ROOT, f"{where.path} > {name}", where.raw, where.path), depth - 1)) for name in names
    )
    low, more = draw(st.integers(0, 10**9)), draw(st.integers(0, 10**9))
    return FileResult(
        where,
        draw(st.sampled_from([o for o in Outcome if o is not Outcome.UNCHANGED])),
        draw(_stats),
        draw(st.sampled_from(["", "xlsx"])),
        draw(st.sampled_from(["", "ab" * 32])),
        tuple(draw(st.lists(_findings(), max_size=3))),
        tuple(draw(st.lists(_problems, max_size=3))),
        draw(st.sampled_from(["none", "cv"])),
        tuple(draw(st.lists(_texts, max_size=2))),
        tuple(draw(st.lists(_clues, max_size=2))),
        tuple(draw(st.lists(_word_clues, max_size=2))),
        PeopleEstimate(low, low + more),
        tuple(draw(st.lists(st.sampled_from(["HEALTH", "UNION"]), max_size=2, unique=True))),
        draw(st.sampled_from(Protection)),
        draw(st.integers(0, 1 << 40)),
        draw(_texts),
        members,
    )
