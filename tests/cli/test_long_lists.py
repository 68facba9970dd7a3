"""A list that a person reads gives its first entries, says how many there are, and gives all of them when asked."""

from __future__ import annotations

import json
from datetime import date

import pytest

from detectors.model import ClueKind, DateClue, PeopleEstimate
from inventory.judging.assess import assess
from inventory.retention.rules import load_rules
from inventory.storage.store import Store
from tests.cli.running import Place
from tests.inventory.samples import finding, result, scan

FILES = 120


@pytest.fixture
def place(place: Place) -> Place:
    """With an inventory of 120 files past their period, every two of which are copies of each other."""

    def customers(number: int) -> DateClue:
        day = f"2015-05-{1 + number // 10:02}"
        return DateClue(ClueKind.FIELD, "last_transaction", day, day, "content")

    files = [
        result(
            f"sales/customers{n:03}.csv",
            content_hash=f"{n // 2:064x}",
            doc_class="customer_list",
            findings=(finding("PERSON", (n // 2 * 3, n // 2 * 3 + 1, n // 2 * 3 + 2)),),
            people=PeopleEstimate(3, 3),
            clues=(customers(n),),
        )
        for n in range(FILES)
    ]
    with Store.open(f"sqlite:///{place.database}") as store:
        scan(store, *files)
        assess(store, load_rules(), date.today())
    return place


def said(place: Place, *arguments: str) -> str:
    done = place.tana(*arguments)
    assert done.returncode == 0
    return done.stdout.decode()


def test_files_past_their_period_come_the_earliest_first(place: Place) -> None:
    short = said(place, "retention", "list")
    assert f"({FILES})" in short.splitlines()[0]
    assert "customers000.csv" in short and "customers119.csv" not in short
    assert short.count("/sales/") == 100
    assert short.splitlines()[-1].strip() == "and 20 more files (all with -v)"
    assert "ほか20件（-v ですべて表示）" in said(place, "retention", "list", "--lang", "ja")
    full = said(place, "retention", "list", "-v")
    assert full.count("/sales/") == FILES and "more" not in full


def test_groups_of_copies_are_counted_and_all_of_them_given_as_data(place: Place) -> None:
    short = said(place, "copies")
    assert "(60 groups)" in short and short.count("likely the original") == 50
    assert "and 10 more (all with -v, as data with --jsonl)" in short
    assert "ほか10件" in said(place, "copies", "--lang", "ja")
    assert said(place, "copies", "-v").count("likely the original") == 60
    rows = [json.loads(line) for line in said(place, "copies", "--jsonl").splitlines()]
    assert [row["relation"] for row in rows] == ["identical"] * 60
