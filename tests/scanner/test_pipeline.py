"""One file in, one result out, whatever the file does; what was found before the damage stays."""

from __future__ import annotations

import gzip
import io
import os
import random
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import pytest

from detectors.model import Match, Passage
from detectors.special.whose import Subject
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
    StepKind,
    TableBlock,
    TextBlock,
    extract_problem,
    place,
)
from scanner.extractors.base import ExtractOptions
from scanner.masking import Hasher
from scanner.opening import file_stat
from scanner.options import Limits
from scanner.pipeline import decide, examine
from scanner.results import FileRef, FileResult, Outcome
from tests.scanner.standin import KEY, Detector, Extract, context


class PanicException(BaseException):
    """As pyo3's: not an Exception."""


def look(file: Path, extract: Extract | None = None, limits: Limits | None = None) -> FileResult:
    raw = os.fsencode(file.name)
    ref = FileRef(str(file.parent), file.name, raw)
    return examine(os.fsencode(file), ref, file_stat(file.stat()), context(extract, limits))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.txt"
    path.write_text("hello")
    return path


def items(*given: Item | BaseException) -> Extract:
    """An extractor that yields and raises what it is told for the file on disk, and nothing for members."""

    def extract(stream: BinaryIO, name: str, size: int, options: ExtractOptions) -> Iterator[Item]:
        for item in given if name == "file.txt" else ():
            if isinstance(item, BaseException):
                raise item
            yield item

    return extract


def member(name: str, data: bytes, size: int | None = None) -> Embedded:
    return Embedded(name, lambda: io.BytesIO(data), len(data) if size is None else size)


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


TEXT = TextBlock("山田太郎", place(StepKind.LINE, 1))
LOCKED = extract_problem(ProblemKind.ENCRYPTED, Detail.PASSWORD)
LOSSY = extract_problem(ProblemKind.ENCODING_GUESSED, Detail.CHARACTERS_LOST)
DAMAGED = extract_problem(ProblemKind.CORRUPT, Detail.DAMAGED)


def test_a_text_file_is_scanned(file: Path) -> None:
    file.write_text("one\nmail joan@example.com\n")
    result = look(file)
    assert (result.outcome, result.format, result.problems) == (Outcome.SCANNED, "text", ())
    assert [(f.at, f.entity, f.masked) for f in result.findings] == [("line 2", "EMAIL_ADDRESS", ("j***@e***",))]
    assert (result.doc_class, result.characters, result.rules) == ("letter", 26, "rules 1")


def test_the_content_is_hashed_with_the_key(file: Path) -> None:
    expected = Hasher(KEY).new_content()
    expected.update(b"hello")
    assert look(file).content_hash == expected.hexdigest()


def test_a_large_file_has_the_same_hash_as_in_memory(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = look(file)
    monkeypatch.setattr("scanner.pipeline._WHOLE", 3)
    monkeypatch.setattr("scanner.pipeline._CHUNK", 2)
    assert look(file) == whole


def test_an_empty_file_is_scanned(file: Path) -> None:
    file.write_bytes(b"")
    result = look(file)
    assert (result.outcome, result.format, result.problems) == (Outcome.SCANNED, "empty", ())


@pytest.mark.parametrize(
    ("given", "outcome", "kinds"),
    [
        ((), Outcome.SCANNED, []),
        ((TEXT, ExtractionError(DAMAGED)), Outcome.PARTIAL, ["CORRUPT"]),
        ((ExtractionError(DAMAGED),), Outcome.FAILED, ["CORRUPT"]),
        ((TEXT, DAMAGED, TEXT), Outcome.PARTIAL, ["CORRUPT"]),
        ((TEXT, ValueError("山田太郎")), Outcome.PARTIAL, ["CRASHED"]),
        ((TEXT, PanicException("山田太郎")), Outcome.PARTIAL, ["CRASHED"]),
        ((TEXT, MemoryError()), Outcome.PARTIAL, ["CRASHED"]),
        ((TEXT, RecursionError()), Outcome.PARTIAL, ["CRASHED"]),
        ((TEXT, OSError(5, "山田太郎")), Outcome.PARTIAL, ["UNREADABLE"]),
        ((extract_problem(ProblemKind.UNSUPPORTED, Detail.NO_READER),), Outcome.SKIPPED, ["UNSUPPORTED"]),
        ((TEXT, extract_problem(ProblemKind.UNSUPPORTED, Detail.NO_READER_EMBEDDED)), Outcome.PARTIAL, ["UNSUPPORTED"]),
        ((extract_problem(ProblemKind.NEEDS_OCR, Detail.OCR_OFF),), Outcome.FAILED, ["NEEDS_OCR"]),
        ((Properties({"title": "x"}), LOCKED), Outcome.FAILED, ["ENCRYPTED"]),
        ((TEXT, extract_problem(ProblemKind.ENCODING_GUESSED, Detail.ENCODING)), Outcome.SCANNED, ["ENCODING_GUESSED"]),
        ((TEXT, LOSSY), Outcome.PARTIAL, ["ENCODING_GUESSED"]),
    ],
)  # fmt: skip
def test_outcomes(file: Path, given: tuple[Item | BaseException, ...], outcome: Outcome, kinds: list[str]) -> None:
    result = look(file, items(*given))
    assert (result.outcome, [str(p.kind) for p in result.problems]) == (outcome, kinds)
    assert bool(result.findings) == (TEXT in given)
    assert "山田" not in repr(result)


def test_only_the_class_of_an_unexpected_error_is_kept(file: Path) -> None:
    (problem,) = look(file, items(PanicException("山田太郎"))).problems
    assert problem == Problem(ProblemKind.CRASHED, Stage.EXTRACT, Detail.UNEXPECTED, Location(), "PanicException")


def test_an_interruption_is_not_swallowed(file: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        look(file, items(TEXT, KeyboardInterrupt()))


def test_a_failing_detector_costs_its_block(file: Path) -> None:
    bad = TextBlock("make the detector fail " + "5" * 64_000, place(StepKind.PAGE, 2))
    result = look(file, items(TEXT, TextBlock("5" * 64_000, place(StepKind.PAGE, 1)), bad, TEXT))
    (problem,) = result.problems
    assert (problem.stage, str(problem.at), problem.cause) == (Stage.DETECT, "page 2", "ValueError")
    assert result.outcome is Outcome.PARTIAL
    assert sum(f.count for f in result.findings) == 2


def test_what_waits_with_a_failing_block_is_looked_at_all_the_same(file: Path) -> None:
    bad = [TextBlock("make the detector fail", place(StepKind.PAGE, n)) for n in (2, 4)]
    good = [TextBlock("joan@example.com", place(StepKind.PAGE, n)) for n in (1, 3)]
    cells = ("jo@example.com", "make the detector fail", "j@example.com")
    tables = [
        TableBlock([("mail",), (cell,)], place(StepKind.SHEET, name), name)
        for name, cell in zip("STU", cells, strict=True)
    ]
    result = look(file, items(good[0], bad[0], *tables, good[1], bad[1]))
    assert sorted(str(p.at) for p in result.problems) == ["page 2", "page 4", "sheet T"]
    assert {p.stage for p in result.problems} == {Stage.DETECT}
    assert {f.at for f in result.findings} == {"page 1", "page 3", "S!A2", "U!A2"}


def test_tables_properties_and_protection_are_taken(file: Path) -> None:
    table = TableBlock([("mail",), ("joan@example.com",), ("jo@example.com",)], place(StepKind.SHEET, "S"), "S")
    author = Properties({"author": "Joan Invented", "created": "2019-04-01"})
    result = look(file, items(author, table, Protected(Protection.OFFICE)))
    assert [(f.at, f.entity) for f in result.findings] == [("property author", "PERSON"), ("S!A2:A3", "EMAIL_ADDRESS")]
    assert result.protection is Protection.OFFICE
    assert result.characters == 4 + 16 + 14


def test_texts_between_tables_are_looked_at_together_and_told_in_the_order_of_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    find = Detector.find

    def counted(self: Detector, passages: Sequence[Passage], subject: Subject | None = None) -> list[list[Match]]:
        asked.append(len(passages))
        return find(self, passages, subject)

    monkeypatch.setattr(Detector, "find", counted)
    tables = [TableBlock([("mail",), ("joan@example.com",)], place(StepKind.SHEET, name), name) for name in "ST"]
    result = look(file, items(TEXT, tables[0], TextBlock("jo@example.com", place(StepKind.LINE, 2)), tables[1], TEXT))
    assert [f.at for f in result.findings] == ["line 1", "S!A2", "line 2", "T!A2"]
    assert asked[0] == 3


def test_a_problem_place_named_after_a_person_loses_the_name(file: Path) -> None:
    problem = extract_problem(ProblemKind.CORRUPT, Detail.DAMAGED_PART, place(StepKind.SHEET, "山田太郎"))
    assert str(look(file, items(TEXT, problem)).problems[0].at) == "sheet 1"


def test_members_are_results_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "outer.zip"
    inner = zipped({"deep.txt": b"joan@example.com", "page 3": b"x"})
    file.write_bytes(zipped({"sub/inner.zip": inner, "readme.txt": b"nothing"}))
    result = look(file)
    assert (result.outcome, result.format, result.findings) == (Outcome.SCANNED, "zip", ())
    archive, readme = result.members
    assert (archive.ref.path, archive.ref.member_of) == ("outer.zip > sub/inner.zip", "outer.zip")
    assert (readme.ref.path, readme.ref.raw, readme.stat.size) == ("outer.zip > readme.txt", b"outer.zip", 7)
    deep, page = archive.members
    assert deep.ref.path == "outer.zip > sub/inner.zip > deep.txt"
    assert deep.ref.member_of == "outer.zip > sub/inner.zip"
    assert [f.entity for f in deep.findings] == ["EMAIL_ADDRESS"]
    assert page.ref.path == "outer.zip > sub/inner.zip > ./page 3"
    assert all(m.outcome is Outcome.SCANNED and m.content_hash for m in (archive, readme, deep, page))


def test_a_member_and_a_file_of_the_same_content_have_the_same_hash(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"x.txt": b"the same"}))
    (tmp_path / "y.txt").write_bytes(b"the same")
    assert look(tmp_path / "a.zip").members[0].content_hash == look(tmp_path / "y.txt").content_hash


def test_members_of_one_name_are_told_apart(file: Path) -> None:
    given = [member(name, b"") for name in ("a", "a", "a (2)", "b\udcff > c")]
    paths = [m.ref.path for m in look(file, items(*given)).members]
    assert paths == ["file.txt > a", "file.txt > a (2)", "file.txt > a (2) (2)", "file.txt > b\\\\udcff \\> c"]


def test_a_member_that_cannot_be_opened_costs_itself_alone(file: Path) -> None:
    def locked() -> BinaryIO:
        raise ExtractionError(extract_problem(ProblemKind.ENCRYPTED, Detail.PASSWORD))

    def broken() -> BinaryIO:
        raise PanicException

    given = (Embedded("locked", locked), Embedded("broken", broken), member("good", b"x"))
    result = look(file, items(*given))
    assert [m.outcome for m in result.members] == [Outcome.FAILED, Outcome.FAILED, Outcome.SCANNED]
    assert [[str(p.kind) for p in m.problems] for m in result.members] == [["ENCRYPTED"], ["CRASHED"], []]
    assert result.outcome is Outcome.SCANNED


def test_of_a_packed_file_that_breaks_off_what_came_before_is_kept(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(1_500_000).hex().encode()
    packed = gzip.compress(b"mail joan@example.com\n" + noise, mtime=0)
    file = tmp_path / "mails.log.gz"
    file.write_bytes(packed[:-400_000])
    (inner,) = look(file).members
    assert inner.outcome is Outcome.PARTIAL
    assert [(p.kind, p.detail) for p in inner.problems] == [(ProblemKind.CORRUPT, Detail.DAMAGED_PART)]
    assert [f.at for f in inner.findings if f.entity == "EMAIL_ADDRESS"] == ["line 1"]


def test_archives_in_archives_end_at_the_depth_limit(tmp_path: Path) -> None:
    data = zipped({"bottom.txt": b"x"})
    for _ in range(5):
        data = zipped({"next.zip": data})
    file = tmp_path / "top.zip"
    file.write_bytes(data)
    result = look(file, limits=Limits(depth=3))
    depth = 0
    while result.members:
        (result,) = result.members
        depth += 1
    assert depth == 3
    assert (result.outcome, result.problems[0].kind) == (Outcome.FAILED, ProblemKind.NESTED_TOO_DEEP)


@pytest.mark.parametrize(
    ("limits", "sizes", "opened", "kind"),
    [
        (Limits(members=2), (1, 1, 1, 1), 2, ProblemKind.TRUNCATED),
        (Limits(unpacked_bytes=25), (10, 10, 10, 1), 2, ProblemKind.TOO_LARGE),
        (Limits(), (10 << 20, 1, 1), 1, ProblemKind.BOMB),
    ],
)
def test_limits_of_members(file: Path, limits: Limits, sizes: tuple[int, ...], opened: int, kind: ProblemKind) -> None:
    for declared in (True, False):  # an archive may lie about sizes, or not tell them
        given = [member(f"m{n}", bytes(size), size if declared else -1) for n, size in enumerate(sizes)]
        result = look(file, items(*given, TEXT), limits)
        assert len(result.members) == opened
        assert [p.kind for p in result.problems] == [kind]
        assert result.outcome is Outcome.PARTIAL
        assert result.findings, "the container's own text is read on"


def test_a_member_too_large_is_a_row_without_content(file: Path) -> None:
    for declared in (11, -1):
        result = look(file, items(member("big", bytes(11), declared), member("small", b"")), Limits(member_bytes=10))
        big, small = result.members
        assert (big.outcome, big.problems[0].kind) == (Outcome.FAILED, ProblemKind.TOO_LARGE)
        assert small.outcome is Outcome.SCANNED


def test_large_members_leave_no_file_behind(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setattr("scanner.pipeline._WHOLE", 10)
    seen: list[list[str]] = []

    def extract(stream: BinaryIO, name: str, size: int, options: ExtractOptions) -> Iterator[Item]:
        if name == "file.txt":
            yield member("large", b"y" * 5000)
        else:
            seen.append(os.listdir(temporary))
            yield TextBlock(stream.read().decode(), Location())

    result = look(file, extract)
    assert result.members[0].characters == 5000
    assert seen == [[]]


def test_too_much_text_ends_the_reading(file: Path) -> None:
    block = TextBlock("x" * 60 + "joan@example.com", Location())
    result = look(file, items(block, block, block, block), Limits(characters=100))
    assert (result.outcome, [p.kind for p in result.problems]) == (Outcome.PARTIAL, [ProblemKind.TRUNCATED])
    assert result.findings[0].count == 2


def test_a_file_above_the_size_limit_is_not_read(file: Path) -> None:
    result = look(file, limits=Limits(file_bytes=4))
    assert (result.outcome, result.content_hash) == (Outcome.FAILED, "")
    assert result.problems[0].kind is ProblemKind.TOO_LARGE


def test_before_the_time_is_up_what_was_found_is_kept(file: Path) -> None:
    def endless(stream: BinaryIO, name: str, size: int, options: ExtractOptions) -> Iterator[Item]:
        while True:
            yield TEXT

    result = look(file, endless, Limits(seconds=0.2))
    assert (result.outcome, result.problems[-1].kind) == (Outcome.PARTIAL, ProblemKind.TIMEOUT)
    assert result.findings


def test_a_file_that_changes_while_it_is_read_is_partial(file: Path) -> None:
    def extract(stream: BinaryIO, name: str, size: int, options: ExtractOptions) -> Iterator[Item]:
        file.write_text("something else")
        yield TEXT

    result = look(file, extract)
    assert (result.outcome, [p.detail for p in result.problems]) == (Outcome.PARTIAL, [Detail.CHANGED_WHILE_READ])
    assert result.stat.size == 5


def test_a_file_that_vanished_is_a_failed_row(file: Path) -> None:
    ref, stat = FileRef(str(file.parent), file.name, os.fsencode(file.name)), file_stat(file.stat())
    file.unlink()
    result = examine(os.fsencode(file), ref, stat, context())
    assert (result.outcome, result.problems[0].detail, result.stat) == (Outcome.FAILED, Detail.VANISHED, stat)


def test_reading_keeps_the_access_time(file: Path) -> None:
    os.utime(file, ns=(10**18, 10**18 + 1))
    assert look(file).outcome is Outcome.SCANNED
    assert file.stat().st_atime_ns == 10**18


def test_nothing_wrong_is_scanned_even_without_text() -> None:
    assert decide((), examined=False) is Outcome.SCANNED
    kept = Problem(ProblemKind.CHANGED, Stage.CRAWL, Detail.ACCESS_TIME)
    assert decide((kept,), examined=True) is Outcome.SCANNED


@pytest.mark.parametrize(
    ("name", "data"),
    [("Gift Aid claim.xlsx", b""), ("~$Client list.xlsx", b"\x04clerk"), (".~lock.list.ods#", b",clerk")],
)
def test_a_file_with_nothing_in_it_has_no_class_by_its_name(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    result = look(path)
    assert (result.doc_class, result.class_evidence, result.clues) == ("none", (), ())


def test_an_empty_member_has_no_class_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "old.zip"
    path.write_bytes(zipped({"customers.txt": b"", "notes.txt": b"hello"}))
    empty, notes = look(path).members
    assert (empty.doc_class, notes.doc_class) == ("none", "letter")
