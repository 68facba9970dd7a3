"""After a scan every file has its verdict and its risk, as of the day given."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from detectors.model import ClueKind, DateClue, PeopleEstimate
from inventory.judging import assess as module
from inventory.judging.assess import assess
from inventory.questions.queries import InventoryView
from inventory.retention.model import Rule
from inventory.retention.rules import RuleSet, load_rules
from inventory.storage.rows import FileRow, RetentionRow
from inventory.storage.store import Store
from scanner.document import Detail, ProblemKind, Stage
from scanner.results import Outcome
from tests.inventory.samples import finding, full_result, problem, result, scan, stat, unchanged

TODAY = date(2026, 11, 22)
FISCAL_2015 = DateClue(ClueKind.PERIOD, "fiscal_year", "2015-04-01", "2016-03-31", "name", "年度")


def rule(**fields: Any) -> Rule:
    values: dict[str, Any] = {
        "id": "jp.test.ledger",
        "country": "jp",
        "name": "帳簿",
        "basis": "会社法",
        "basis_kind": "statutory",
        "period": {"years": 5},
        "trigger": [{"event": "period_end"}],
        "applies_to": {"classes": ["ledger"]},
        "source": "test",
        "as_of": "2026-11-22",
        "confidence": "confirmed",
    }
    return Rule.model_validate({**values, **fields})


RULES = RuleSet((rule(),))


def row(store: Store, path: str) -> FileRow:
    found = InventoryView(store).file(path)
    assert found is not None
    return found


def test_an_overdue_file_says_by_which_rule_and_clock(store: Store) -> None:
    scan(store, result("帳簿/2015年度.xlsx", doc_class="ledger", clues=(FISCAL_2015,)))
    assess(store, RULES, TODAY)
    found = row(store, "帳簿/2015年度.xlsx")
    assert found.retention is not None
    assert (found.retention.rule, found.retention.basis_kind) == ("jp.test.ledger", "statutory")
    assert found.retention.due == "2021-03-31"
    assert found.retention.overdue_days == (TODAY - date(2021, 3, 31)).days
    assert found.retention.clock == "period"
    assert found.risk == 0  # a ledger without people
    (asset,) = InventoryView(store).assets()
    assert (asset.retention, asset.overdue_files) == (found.retention, 1)


def test_the_asset_shows_what_is_due_first(store: Store) -> None:
    later = DateClue(ClueKind.PERIOD, "fiscal_year", "2023-04-01", "2024-03-31", "name", "年度")
    scan(
        store,
        result("帳簿/2023年度.xlsx", doc_class="ledger", clues=(later,)),
        result("帳簿/2015年度.xlsx", doc_class="ledger", clues=(FISCAL_2015,)),
    )
    assess(store, RULES, TODAY)
    (asset,) = InventoryView(store).assets()
    assert isinstance(asset.retention, RetentionRow)
    assert (asset.retention.due, asset.overdue_files) == ("2021-03-31", 1)


def test_risk_is_written_and_overdue_files_are_riskier(store: Store) -> None:
    people: dict[str, Any] = {"findings": (finding(),), "people": PeopleEstimate(50, 60), "clues": (FISCAL_2015,)}
    scan(store, result("a/帳簿.xlsx", doc_class="ledger", **people), result("b/名簿.xlsx", **people))
    assess(store, RULES, TODAY)
    overdue, other = row(store, "a/帳簿.xlsx"), row(store, "b/名簿.xlsx")
    assert other.retention is None
    assert overdue.risk > other.risk > 0


def test_a_verdict_goes_with_its_rule(store: Store) -> None:
    scan(store, result("帳簿.xlsx", doc_class="ledger", clues=(FISCAL_2015,)))
    assess(store, RULES, TODAY)
    assess(store, RuleSet((rule(enabled=False),)), TODAY)
    assert row(store, "帳簿.xlsx").retention is None
    assess(store, RULES, date(2021, 3, 30))
    retention = row(store, "帳簿.xlsx").retention
    assert retention is not None
    assert retention.overdue_days == -1


def test_all_files_are_judged_however_many(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FILES_AT_ONCE", 7)
    scan(store, *(result(f"帳簿/{n}年.xlsx", doc_class="ledger", clues=(FISCAL_2015,)) for n in range(30)))
    assess(store, RULES, TODAY)
    assert all(found.retention for found in InventoryView(store).files())


def test_links_and_files_that_are_gone_are_not_judged(store: Store) -> None:
    link = problem(ProblemKind.UNSUPPORTED, Detail.SYMLINK, Stage.CRAWL)
    ledger: dict[str, Any] = {"doc_class": "ledger", "clues": (FISCAL_2015,)}
    scan(store, result("a", Outcome.SKIPPED, problems=(link,), **ledger), result("b", **ledger), result("c", **ledger))
    scan(store, unchanged("a"), unchanged("b"))
    assess(store, RULES, TODAY)
    with store.reading() as connection:
        query = "SELECT path FROM files JOIN assessments ON file_id = files.id"
        assert connection.exec_driver_sql(query).scalars().all() == ["b"]


def test_a_member_without_a_date_goes_by_the_date_of_its_archive(store: Store) -> None:
    member = result("a.zip > 帳簿.csv", member_of="a.zip", doc_class="ledger", stat=stat(modified_ns=0))
    scan(store, result("a.zip", members=(member,)))
    assess(store, RULES, TODAY)
    retention = row(store, "a.zip > 帳簿.csv").retention
    assert retention is not None
    assert (retention.clock, retention.due[:4]) == ("modified", "2022")


def test_the_presets_judge_a_result_with_everything_in_it(store: Store) -> None:
    scan(store, full_result())
    assess(store, load_rules(), TODAY)
    assert row(store, "総務/名簿.xlsx").risk > 0
