"""Retention rules as people name them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from detectors.model import UNDER_18, PeopleEstimate
from inventory.storage.rows import FileRow, RetentionRow
from reports.locale import messages
from reports.rules import RuleNames

TODAY = date(2026, 11, 30)


def row(due: str, clock: str = "newest_date") -> FileRow:
    found = RetentionRow("uk.accident", "statutory", due, 1, clock, "medium")
    return FileRow(
        1, "/r", "Accident book.xlsx", "", "xlsx", "scanned", (), 9, "2016-01-01T00:00:00Z", "", "accident_record", (),
        {}, PeopleEstimate(1, 1), (), "", 0, found, (), 0, 0, 0,
    )  # fmt: skip


def test_the_terms_of_a_rule_tell_when_the_period_is_longer() -> None:
    english, japanese = RuleNames(messages("en")), RuleNames(messages("ja"))
    assert english.terms("uk.accident").startswith("3 years from last entry; 21 years if a child was hurt")
    assert "負傷者が子どもの場合" in japanese.terms("uk.accident") and "21年" in japanese.terms("uk.accident")
    assert english.longer("uk.dbs") == []


def test_a_file_that_is_put_forward_says_until_when_it_would_be_kept_in_a_case_that_cannot_be_seen() -> None:
    names = RuleNames(messages("en"))
    (said,) = names.until(row("2015-12-31"), TODAY)
    assert said.startswith("keep until 2033-12-31 if a child was hurt")
    assert names.until(row("2005-12-31"), TODAY) == []  # over as well
    assert names.until(row("2030-01-01", "keep_until"), TODAY) == []  # a decision gives the day
    seen = replace(row("2033-12-31"), told=(UNDER_18,))
    assert names.until(seen, TODAY) == []
