"""The time of a file is a day as the calendar on the wall shows it, wherever the machine stands."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from inventory.judging.assess import assess
from inventory.judging.days import local_day
from inventory.questions.queries import InventoryView
from inventory.retention.rules import load_rules
from inventory.storage.store import Store
from tests.inventory.samples import result, scan, stat

HALF_PAST_EIGHT = int(datetime(2016, 3, 31, 23, 30, tzinfo=UTC).timestamp()) * 1_000_000_000
"""On 1 April, in Tokyo."""


@pytest.fixture
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Asia/Tokyo", date(2016, 4, 1)), ("UTC", date(2016, 3, 31)), ("America/New_York", date(2016, 3, 31))],
    indirect=["zone"],
)
@pytest.mark.usefixtures("zone")
def test_a_file_has_the_day_that_its_folder_shows(day: date) -> None:
    assert local_day(HALF_PAST_EIGHT) == day
    assert local_day(0) is None
    assert local_day(-(1 << 63)) is not None
    assert local_day((1 << 63) - 1) is not None


@pytest.mark.parametrize(("zone", "due"), [("Asia/Tokyo", "2027-03-31"), ("UTC", "2026-03-31")], indirect=["zone"])
@pytest.mark.usefixtures("zone")
def test_a_book_saved_on_the_first_morning_of_a_business_year_belongs_to_that_year(store: Store, due: str) -> None:
    scan(store, result("現金出納帳.csv", doc_class="ledger", stat=stat(modified_ns=HALF_PAST_EIGHT)))
    assess(store, load_rules(["jp"], [], "03-31", None), date(2026, 12, 1))
    (row,) = InventoryView(store).files()
    assert row.retention is not None
    assert row.retention.due == due
    assert row.modified == "2016-03-31T23:30:00Z"
