"""The view: stable order, few queries, counts that add up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import event

from inventory.questions.queries import InventoryView
from inventory.storage.rows import Coverage, FileRow
from inventory.storage.store import Store
from scanner.document import Detail, ProblemKind, Stage
from scanner.results import FileRef, FileResult, Outcome
from tests.inventory.samples import ROOT, RULES, finding, full_result, problem, result, scan, stat


def test_an_empty_inventory_has_nothing_and_says_so(store: Store) -> None:
    view = InventoryView(store)
    assert (list(view.files()), list(view.findings()), list(view.problems())) == ([], [], [])
    assert (view.copies(), view.assets(), view.scans(), view.file("a")) == ([], [], [], None)
    assert view.coverage() == Coverage((), 0, 0, 0, {}, {}, None)


def test_files_findings_and_problems_come_by_root_and_path_however_long(store: Store) -> None:
    deep = "d" * 250 + "/"  # beyond what is indexed
    names = ["b.txt", f"{deep}b", f"{deep}a", "a.txt", "あ.txt", "Z.txt"]
    both = ("/srv/b", "/srv/a")
    fields: dict[str, Any] = {"findings": (finding(), finding("ADDRESS")), "problems": (problem(),)}
    scan(store, *(result(name, root=root, **fields) for root in both for name in names), roots=both)
    view = InventoryView(store)
    expected = [(root, name) for root in sorted(both) for name in sorted(names)]
    assert [(row.root, row.path) for row in view.files()] == expected
    assert [(row.root, row.path) for row in view.problems()] == expected
    twice = [place for place in expected for _ in range(2)]
    assert [(row.root, row.path) for row in view.findings()] == twice


def test_lists_give_the_first_files_and_say_how_many_there_are(store: Store) -> None:
    scan(store, *(result(name, findings=(finding("JP_MY_NUMBER"),) if name in "cd" else ()) for name in "abcde"))
    with store.writing() as connection:
        for number, due, risk in ((1, "2026-01-02", 0), (2, "2026-01-01", 7), (3, "", 8), (4, "2026-01-02", 9)):
            connection.exec_driver_sql(
                "INSERT INTO assessments (file_id, risk, risk_parts, rule, basis_kind, due, clock, trust)"
                f" VALUES ({number}, {risk}, '{{}}', 'r', 'destroy-by', '{due}', '', '')"
            )
        connection.exec_driver_sql("INSERT INTO meta VALUES ('judged', '2026-01-03')")
    view = InventoryView(store)

    def paths(found: Iterable[FileRow]) -> list[str]:
        return [row.path for row in found]

    rows, total = view.due("", "2026-01-01", None)
    assert (paths(rows), total) == (["b"], 1)
    rows, total = view.due("", "2026-01-02", 2)
    assert (paths(rows), total) == (["b", "a"], 3)
    assert view.due("2026-01-02", "2026-12-31", None)[1] == 2
    assert [row.path for row in view.dated(2)] == ["b", "a"]
    assert [(row.due, row.files, row.first) for row in view.due_days()] == [
        ("2026-01-01", 1, (2,)),
        ("2026-01-02", 2, (1, 4)),
    ]
    assert paths(view.riskiest(5)) == ["d", "c"]  # nothing about people was found in b
    assert paths(view.individual_numbers()) == ["c", "d"]
    rows, total = view.late_individual_numbers("2026-01-02", 5)
    assert (paths(rows), total) == (["d"], 1)


def test_the_number_of_queries_does_not_grow_with_the_number_of_files(store: Store) -> None:
    def queries() -> int:
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        event.listen(store._engine, "before_cursor_execute", counted)
        view = InventoryView(store)
        for rows in (view.files(), view.findings(), view.problems(), view.assets(), view.copies()):
            list(rows)
        event.remove(store._engine, "before_cursor_execute", counted)
        return count

    scan(store, *(full_result(f"{number}.xlsx") for number in range(3)))
    few = queries()
    scan(store, *(full_result(f"{number}.xlsx") for number in range(200)))
    assert queries() == few


def test_the_view_can_be_read_while_the_store_is_written(store: Store) -> None:
    scan(store, result("a.txt"), result("b.txt"))
    files = InventoryView(store).files()
    next(files)
    with store.run([ROOT], RULES) as run:
        run.save(result("c.txt"))
        run.finish()
    assert [row.path for row in files] == ["b.txt"]
    assert [row.path for row in InventoryView(store).files()] == ["c.txt"]


@pytest.mark.parametrize(
    "asked",
    ["HR/a > b.txt", f"{ROOT}/HR/a > b.txt"],
)
def test_a_file_is_found_by_its_path_with_and_without_the_root(store: Store, asked: str) -> None:
    scan(store, result("HR/a", members=(result("HR/a > b.txt", member_of="HR/a"),)))
    found = InventoryView(store).file(asked)
    assert found is not None
    assert (found.root, found.path) == (ROOT, "HR/a > b.txt")


@pytest.mark.parametrize("asked", ["HR", "HR/", "a.txt", "%", "HR/a.txt/", "/srv", ""])
def test_a_path_that_is_not_there_finds_nothing(store: Store, asked: str) -> None:
    scan(store, result("HR/a.txt"))
    assert InventoryView(store).file(asked) is None


def test_coverage_counts_add_up(store: Store) -> None:
    excluded = problem(ProblemKind.UNSUPPORTED, Detail.EXCLUDED, Stage.CRAWL)
    scan(
        store,
        full_result(),
        result("a.txt", characters=10),
        result("b.zip", Outcome.FAILED, problems=(problem(ProblemKind.ENCRYPTED, Detail.PASSWORD),) * 2),
        FileResult(FileRef(ROOT, "c", b"c"), Outcome.SKIPPED, stat(), problems=(excluded,)),
    )
    coverage = InventoryView(store).coverage()
    assert coverage.roots == (ROOT,)
    assert coverage.outcomes == {"failed": 1, "partial": 1, "scanned": 2, "skipped": 1}
    assert coverage.files == sum(coverage.outcomes.values()) == len(list(InventoryView(store).files()))
    # Members are not counted again in bytes; files, not problems, are counted by kind, without what was left out on
    # purpose.
    assert (coverage.bytes, coverage.characters) == (4 * 1200, 4010)
    assert coverage.problems == {"ENCODING_GUESSED": 1, "ENCRYPTED": 1, "TRUNCATED": 2}
    assert coverage.last_scan is not None
    assert coverage.last_scan.counts == coverage.outcomes


def test_scans_are_told_with_their_roots_and_times(store: Store) -> None:
    scan(store, result("a.txt"))
    scan(store, result("a.txt", root="/srv/\udcff"), roots=(ROOT, "/srv/\udcff"), finish=False)
    first, second = InventoryView(store).scans()
    assert (first.roots, first.rules, first.counts) == ((ROOT,), RULES, {"scanned": 1})
    assert first.started <= first.finished
    assert (second.finished, second.roots) == ("", (ROOT, "/srv/\\udcff"))
    assert InventoryView(store).coverage().last_scan == second


def test_a_detail_of_a_later_version_is_shown_by_its_name(store: Store) -> None:
    scan(store, result("a.txt", problems=(problem(),)))
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE problems SET detail = 'SOMETHING_NEW'")
    (row,) = InventoryView(store).problems()
    assert row.detail == "SOMETHING_NEW (ValueError)"
