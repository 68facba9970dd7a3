"""What the store promises: nothing lost, nothing doubled, nothing called gone that was only not looked at."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings

from detectors.model import PeopleEstimate
from inventory.judging.file_rows import iso_utc
from inventory.questions.queries import InventoryView
from inventory.storage.incremental import why_rescan
from inventory.storage.rows import EntityCount, FileRow
from inventory.storage.saving import clean
from inventory.storage.store import Store, StoreError, StoreReason
from scanner.document import Detail, ProblemKind, Stage
from scanner.results import FileRef, FileResult, Outcome
from tests.inventory.samples import (
    LONG_AGO,
    ROOT,
    RULES,
    file_results,
    finding,
    full_result,
    problem,
    result,
    rows,
    scan,
    stat,
    unchanged,
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "inventory.db"


def paths(store: Store) -> list[str]:
    return [row.path for row in InventoryView(store).files()]


def outcomes(store: Store) -> dict[str, str]:
    return {row.path: row.outcome for row in InventoryView(store).files()}


def one(store: Store, path: str) -> FileRow:
    row = InventoryView(store).file(path)
    assert row is not None
    return row


def cleaned(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(clean, texts))


def flat(top: FileResult) -> list[FileResult]:
    return [top, *(inner for member in top.members for inner in flat(member))]


def test_everything_of_a_result_comes_back(store: Store) -> None:
    given_result = full_result()
    scan(store, given_result)
    view = InventoryView(store)
    top, member = view.files()
    assert (top.root, top.path, top.member_of) == (ROOT, "総務/名簿.xlsx", "")
    assert (top.format, top.outcome, top.size, top.modified) == ("xlsx", "scanned", 1200, "2017-07-14T02:40:00Z")
    assert (top.content_hash, top.doc_class, top.class_evidence) == ("ab" * 32, "staff_list", ("LABEL 社員名簿",))
    assert (top.people, top.special, top.protection) == (PeopleEstimate(2, 3), ("HEALTH",), "none")
    assert (top.clues, top.characters, top.mode, top.owner) == (given_result.clues, 4000, 0o100640, 1000)
    # 9 stands in both PERSON columns: it is one person.
    assert top.entities == {"ADDRESS": EntityCount(3, 3), "PERSON": EntityCount(6, 3)}
    assert [(p.kind, p.stage, p.detail, p.at) for p in top.problems] == [
        ("ENCODING_GUESSED", "EXTRACT", "the text encoding was guessed (ValueError)", "sheet 社員"),
        ("TRUNCATED", "EXTRACT", "more rows than the limit, the rest were not read (ValueError)", "sheet 社員"),
    ]
    assert (member.path, member.member_of) == ("総務/名簿.xlsx > 写真.zip > 内訳.csv", "総務/名簿.xlsx > 写真.zip")
    assert member.outcome == "partial"
    found = list(view.findings())
    assert [(f.path, f.at, f.entity) for f in found[:2]] == [
        ("総務/名簿.xlsx", "社員!A2:A3", "PERSON"),
        ("総務/名簿.xlsx", "社員!A2:A3", "ADDRESS"),
    ]
    first = found[0]
    assert (first.count, first.distinct, first.score) == (3, 2, 0.97)
    assert (first.evidence, first.masked) == (("LABEL 氏名", "COLUMN 0.98"), ("山***",))
    assert (first.is_column, first.sheet, first.letter, first.header) == (True, "社員", "A", "氏名")
    assert [p.path for p in view.problems()] == ["総務/名簿.xlsx"] * 2 + ["総務/名簿.xlsx > 写真.zip > 内訳.csv"]


_SHARED = Store.in_memory()


@settings(max_examples=60, deadline=None)
@given(file_results())
def test_any_result_can_be_saved_and_read_back(top: FileResult) -> None:
    # A finished scan of this file alone: whatever earlier examples left is gone.
    scan(_SHARED, top)
    view = InventoryView(_SHARED)
    stored = sorted(view.files(), key=lambda row: row.id)
    expected = flat(top)
    assert sorted(row.path for row in stored) == sorted(clean(r.ref.path) for r in expected)
    assert sum(len(row.problems) for row in stored) == sum(len(r.problems) for r in expected)
    assert sorted((f.path, f.at, f.entity, f.count, f.score, f.evidence, f.masked) for f in view.findings()) == sorted(
        (clean(r.ref.path), clean(f.at), f.entity, f.count, f.score, cleaned(f.evidence), cleaned(f.masked))
        for r in expected
        for f in r.findings
    )  # fmt: skip
    first = next(row for row in stored if not row.member_of)
    assert (first.outcome, first.people, first.special) == (top.outcome.value, top.people, top.special)
    assert [(c.kind, c.event) for c in first.clues] == [(c.kind, clean(c.event)) for c in top.clues]
    assert (first.mode, first.protection, first.characters) == (top.stat.mode, top.protection, top.characters)
    assert {e: n.count for e, n in first.entities.items()} == {
        e: sum(f.count for f in top.findings if f.entity == e) for e in {f.entity for f in top.findings}
    }


def test_saving_again_replaces_what_was_found_before(store: Store) -> None:
    scan(store, full_result())
    before = one(store, "総務/名簿.xlsx")
    later = result("総務/名簿.xlsx", findings=(finding("PHONE_NUMBER", (3,)),))
    with store.run([ROOT], RULES) as run:
        run.save(later)
        run.flush()
        run.save(later)
    after = one(store, "総務/名簿.xlsx")
    assert after.id == before.id
    assert (set(after.entities), after.problems) == ({"PHONE_NUMBER"}, ())
    assert paths(store) == ["総務/名簿.xlsx"]  # the member is not in it any more
    assert [f.entity for f in InventoryView(store).findings()] == ["PHONE_NUMBER"]


def test_a_rescan_keeps_when_a_file_was_first_seen(store: Store) -> None:
    first = scan(store, result("a.txt"), result("b.txt"))
    second = scan(store, result("a.txt", stat=stat(99)), unchanged("b.txt"), result("c.txt"))
    with store.reading() as connection:
        query = "SELECT path, first_seen_scan, last_seen_scan, last_read_scan FROM files ORDER BY path"
        assert [tuple(row) for row in connection.exec_driver_sql(query)] == [
            ("a.txt", first, second, second),
            ("b.txt", first, second, first),
            ("c.txt", second, second, second),
        ]


@pytest.mark.parametrize(
    ("before", "shown"),
    [("scanned", "unchanged"), ("partial", "partial"), ("failed", "failed"), ("skipped", "skipped")],
)
def test_an_unchanged_file_never_looks_better_than_the_last_look_at_it(store: Store, before: str, shown: str) -> None:
    scan(store, result("a.txt", Outcome(before), problems=(problem(),), findings=(finding(),)))
    scan(store, unchanged("a.txt"))
    row = one(store, "a.txt")
    assert row.outcome == shown
    assert (len(row.problems), set(row.entities)) == (1, {"PERSON"})
    assert InventoryView(store).scans()[-1].counts == {shown: 1}
    scan(store, result("a.txt"))
    assert one(store, "a.txt").outcome == "scanned"


def test_the_members_of_an_unchanged_file_are_unchanged_with_it(store: Store) -> None:
    scan(store, full_result())
    scan(store, unchanged("総務/名簿.xlsx"))
    assert outcomes(store) == {"総務/名簿.xlsx": "unchanged", "総務/名簿.xlsx > 写真.zip > 内訳.csv": "partial"}
    assert InventoryView(store).scans()[-1].counts == {"partial": 1, "unchanged": 1}


def test_new_access_rights_of_an_unchanged_file_are_kept_for_it_and_its_members(store: Store) -> None:
    scan(store, full_result())
    scan(store, unchanged("総務/名簿.xlsx", stat=stat(mode=0o100644)))
    assert {row.mode for row in InventoryView(store).files()} == {0o100644}


def test_an_unchanged_file_that_the_store_does_not_know_is_recorded_as_failed_and_read_next_time(store: Store) -> None:
    scan(store, unchanged("a.txt"))
    assert outcomes(store) == {"a.txt": "failed"}
    assert why_rescan(store.seen(ROOT)[b"a.txt"], stat(), RULES) is not None


def test_a_member_taken_out_of_its_archive_stays_gone_while_the_archive_is_unchanged(store: Store) -> None:
    inside = result("a.zip > one.txt", member_of="a.zip"), result("a.zip > two.txt", member_of="a.zip")
    scan(store, result("a.zip", members=inside))
    scan(store, result("a.zip", stat=stat(7), members=inside[:1]))
    scan(store, unchanged("a.zip", stat=stat(7)))
    assert paths(store) == ["a.zip", "a.zip > one.txt"]
    scan(store)
    assert paths(store) == []
    scan(store, unchanged("a.zip", stat=stat(7)))
    assert paths(store) == ["a.zip", "a.zip > one.txt"]


def test_two_members_of_one_name_are_two_rows(store: Store) -> None:
    twice = tuple(
        result("a.zip > same.txt", member_of="a.zip", findings=(finding(e),)) for e in ("PERSON", "EMAIL_ADDRESS")
    )
    for _ in range(2):
        scan(store, result("a.zip", members=twice))
        assert [(row.path, set(row.entities)) for row in InventoryView(store).files()] == [
            ("a.zip", set()),
            ("a.zip > same.txt", {"PERSON"}),
            ("a.zip > same.txt", {"EMAIL_ADDRESS"}),
        ]


def test_files_not_met_by_a_finished_scan_are_gone_with_their_members(store: Store) -> None:
    scan(store, full_result(), result("a.txt"))
    scan(store, unchanged("a.txt"))
    assert paths(store) == ["a.txt"]
    assert list(InventoryView(store).findings()) == []
    assert InventoryView(store).coverage().files == 1


def test_a_file_that_comes_back_is_shown_again_with_what_is_known(store: Store) -> None:
    scan(store, full_result())
    scan(store, result("other.txt"))
    scan(store, unchanged("総務/名簿.xlsx"))
    assert list(outcomes(store).values()) == ["unchanged", "partial"]


def test_an_interrupted_scan_calls_nothing_gone(store: Store) -> None:
    scan(store, result("a.txt"), result("b.txt"))
    with pytest.raises(KeyboardInterrupt), store.run([ROOT], RULES) as run:
        run.save(result("c.txt"))
        raise KeyboardInterrupt
    assert paths(store) == ["a.txt", "b.txt", "c.txt"]
    last = InventoryView(store).scans()[-1]
    assert (last.finished, last.counts) == ("", {"scanned": 1})


@pytest.mark.parametrize(
    ("folder", "detail", "kind", "kept"),
    [
        (b"HR", Detail.PERMISSION, ProblemKind.UNREADABLE, True),
        (b"HR", Detail.EXCLUDED, ProblemKind.UNSUPPORTED, True),
        (b"HR", Detail.READ_ERROR, ProblemKind.UNREADABLE, True),
        (b"", Detail.READ_ERROR, ProblemKind.UNREADABLE, True),
        (b"", Detail.ROOT_EMPTY, ProblemKind.UNREADABLE, True),  # not mounted
        (b"", Detail.VANISHED, ProblemKind.UNREADABLE, True),
        (b"H", Detail.PERMISSION, ProblemKind.UNREADABLE, False),  # another folder whose name begins alike
        (b"HR", Detail.SYMLINK, ProblemKind.UNSUPPORTED, False),  # a link took the folder's place
        (b"HR", Detail.VANISHED, ProblemKind.UNREADABLE, False),
    ],
)
def test_files_below_a_folder_that_could_not_be_looked_into_are_not_gone(
    store: Store, folder: bytes, detail: Detail, kind: ProblemKind, kept: bool
) -> None:
    scan(store, result("HR/old/a.txt"))
    where = FileRef(ROOT, folder.decode() or ".", folder)
    blocked = FileResult(where, Outcome.FAILED, stat(), problems=(problem(kind, detail, Stage.CRAWL),))
    scan(store, blocked)
    assert ("HR/old/a.txt" in paths(store)) is kept


def test_other_roots_are_left_alone(store: Store) -> None:
    scan(store, result("a.txt"))
    scan(store, result("a.txt", root="/srv/other"), roots=("/srv/other",))
    assert [(row.root, row.path) for row in InventoryView(store).files()] == [
        ("/srv/other", "a.txt"),
        (ROOT, "a.txt"),
    ]


def test_two_scans_at_once_do_not_call_gone_what_the_other_one_met(store: Store) -> None:
    scan(store, full_result(), result("a.txt"))
    with store.run([ROOT], RULES) as first, store.run([ROOT], RULES) as second:
        for run in (second, first):
            run.save(unchanged("総務/名簿.xlsx"))
            run.save(result("a.txt"))
            run.flush()
        first.finish()
        second.finish()
    assert len(paths(store)) == 3


def test_paths_that_are_no_text_and_look_alike_are_told_apart(store: Store) -> None:
    shown = "\\xff.txt"
    raws = (b"\xff.txt", b"\\xff.txt")
    scan(store, *(FileResult(FileRef(ROOT, shown, raw), Outcome.SCANNED, stat(), rules=RULES) for raw in raws))
    assert paths(store) == [shown, shown]
    seen = store.seen(ROOT)
    assert (sorted(seen), len(seen)) == (sorted(raws), 2)
    assert seen[b"\xff.txt"].modified_ns == LONG_AGO


def test_what_was_seen_is_known_by_exact_path(store: Store) -> None:
    before = time.time_ns()
    late = problem(ProblemKind.TIMEOUT, Detail.TIME_LIMIT)
    scan(store, result("a.txt", Outcome.FAILED, problems=(late, problem())), full_result())
    seen = store.seen(ROOT)[b"a.txt"]
    assert (seen.size, seen.modified_ns, seen.rules, seen.outcome) == (1200, LONG_AGO, RULES, Outcome.FAILED)
    assert seen.read
    assert set(seen.problems) == {"TIMEOUT", "TRUNCATED"}
    assert before <= seen.scan_started_ns <= time.time_ns()
    assert b"nowhere.txt" not in store.seen(ROOT)
    assert b"a.txt" not in store.seen("/srv/elsewhere")
    where = FileRef(ROOT, "総務/名簿.xlsx", "総務/名簿.xlsx".encode())
    assert why_rescan(store.seen(ROOT)[where.raw], stat(), RULES) is None
    assert why_rescan(store.seen(ROOT)[where.raw], stat(), "rules-2") is not None


def test_a_link_or_an_excluded_file_counts_as_never_read(store: Store) -> None:
    excluded = problem(ProblemKind.UNSUPPORTED, Detail.EXCLUDED, Stage.CRAWL)
    no_reader = problem(ProblemKind.UNSUPPORTED, Detail.NO_READER, Stage.EXTRACT)
    scan(
        store,
        result("a.txt", Outcome.SKIPPED, problems=(excluded,)),
        result("b.dwg", Outcome.SKIPPED, problems=(no_reader,)),
    )
    seen = store.seen(ROOT)
    assert (seen[b"a.txt"].read, seen[b"b.dwg"].read) == (False, True)


def test_a_saved_result_reaches_the_disk_within_a_second_though_nothing_follows(database: Path) -> None:
    with Store.open(f"sqlite:///{database}") as store, store.run([ROOT], RULES) as run:
        run.save(result("a.txt"))
        deadline = time.monotonic() + 5
        while not rows(database, "SELECT path FROM files"):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_many_findings_are_written_without_waiting_for_many_files(database: Path) -> None:
    with Store.open(f"sqlite:///{database}") as store, store.run([ROOT], RULES) as run:
        run.save(result("a.txt", findings=tuple(finding(hashes=range(i, i + 80_000)) for i in range(5))))
        assert rows(database, "SELECT count(*) FROM findings") == [(5,)]


@pytest.mark.parametrize(
    "wrong",
    [result("a.zip > b", member_of="a.zip"), result("a.txt", root="/srv/other")],
    ids=["a member alone", "a root that is not of this run"],
)
def test_results_that_make_no_sense_are_refused(store: Store, wrong: FileResult) -> None:
    with store.run([ROOT], RULES) as run, pytest.raises(ValueError, match=r"members|root"):
        run.save(wrong)


def test_a_run_without_a_root_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="root"):
        store.run([], RULES)


def test_a_failure_in_the_background_is_told_with_the_next_call_and_nothing_is_lost(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(f"sqlite:///{database}") as store, store.run([ROOT], RULES) as run:
        writing = store.writing

        def locked() -> None:
            raise StoreError(StoreReason.LOCKED, "in use")

        monkeypatch.setattr("inventory.storage.store.BATCH_SECONDS", 0.01)
        monkeypatch.setattr(store, "writing", locked)
        run.save(result("a.txt"))
        time.sleep(0.3)
        monkeypatch.setattr(store, "writing", writing)
        with pytest.raises(StoreError, match="in use"):
            run.save(result("b.txt"))
        run.save(result("b.txt"))
        run.finish()
        assert paths(store) == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, ""),
        (LONG_AGO, "2017-07-14T02:40:00Z"),
        (-1, "1969-12-31T23:59:59Z"),
        ((1 << 63) - 1, "2262-04-11T23:47:16Z"),
        (-(1 << 63), "1677-09-21T00:12:43Z"),
    ],
)
def test_times_are_iso_texts_in_utc(nanoseconds: int, text: str) -> None:
    assert iso_utc(nanoseconds) == text
