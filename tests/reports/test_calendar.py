"""The disposal calendar: RFC 5545 to the letter, the same event for the same thing in every run, and a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from detectors.model import PeopleEstimate
from inventory.retention.rules import load_rules
from inventory.storage.assets import family
from inventory.storage.rows import DatedRow, DueRow
from reports.calendar import _escaped, _folded, entries, ics, write
from reports.locale import LANGUAGES, messages
from reports.rules import RuleNames

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


ROOT = "/srv/share"


@dataclass
class View:
    """Files that come due, each by path, day, rule and kind of rule; a part of an asset holds one."""

    files: Sequence[tuple[str, str, str, str]]

    def due_days(self) -> Iterator[DueRow]:
        for number, (path, due, rule, kind) in enumerate(self.files):
            within = "/".join(path.split("/")[:-1][:2])
            how = (due, rule, kind, "field", "strong", 1, (number,))
            yield DueRow(ROOT, family(path), "customer_list", *how, within)

    def dated(self, most: int) -> list[DatedRow]:
        people = PeopleEstimate(10, 12)
        found = [DatedRow(ROOT, path, "customer_list", people, rule, due) for path, due, rule, _ in self.files]
        return sorted(found, key=lambda row: row.due)[:most]

    def paths(self, files: Sequence[int]) -> dict[int, str]:
        return {number: f"{ROOT}/{self.files[number][0]}" for number in files}


def row(path: str, due: str, rule: str = "jp.customer-list", kind: str = "recommended") -> tuple[str, str, str, str]:
    return path, due, rule, kind


ROWS = [
    row("営業部/顧客名簿, 2019; 旧.csv", "2027-03-31"),
    row("営業部/2020年度/顧客名簿.csv", "2027-03-31"),
    row("営業部/顧客名簿.csv", "2020-03-31"),
    row("人事/番号.csv", "2027-01-10", "jp.my-number", "destroy-by"),
]


def unfolded(content: bytes) -> list[str]:
    return content.replace(b"\r\n ", b"").decode().split("\r\n")


def test_files_of_one_asset_that_come_due_together_are_one_entry() -> None:
    found = entries(View(ROWS), TODAY)
    assert [(e.row.folder, e.day.isoformat(), e.files) for e in found] == [
        ("営業部", "2026-11-22", 1),  # overdue: today
        ("人事", "2027-01-11", 1),  # the day after the last of the period
        ("営業部", "2027-04-01", 2),
    ]


def test_the_folder_named_is_one_on_disk_that_holds_all_of_the_files() -> None:
    paths = ("バックアップ/2019/営業部/a.csv", "バックアップ/2020/営業部/b.csv")
    one, *_ = entries(View([row(paths[0], "2027-03-31")]), TODAY)
    assert one.folder == "バックアップ/2019" != one.row.folder
    both = entries(View([row(path, "2027-03-31") for path in paths]), TODAY)
    assert [(e.folder, e.files) for e in both] == [("バックアップ", 2)]
    assert "バックアップ" in ics(messages("ja"), both, RuleNames(messages("ja")), NOW).decode()


def test_periods_that_end_in_one_month_are_one_entry_that_names_the_first_and_the_last_of_its_days() -> None:
    number = ("jp.my-number", "destroy-by")
    rows = [
        *(row(f"営業部/{day}.csv", f"2027-03-{day}") for day in ("05", "28", "17")),
        *(row(f"人事/{day}.csv", f"2027-03-{day}", *number) for day in ("05", "28")),
        # Of the month that is running, what is overdue stands apart from what is not.
        *(row(f"営業部/{day}.csv", f"2026-11-{day}") for day in ("21", "22", "30")),
        row("営業部/old.csv", "2019-03-31"),
    ]
    found = entries(View(rows), TODAY)
    assert [(e.row.folder, f"{e.day}", f"{e.first}", f"{e.last}", e.files) for e in found] == [
        ("営業部", "2026-11-22", "2019-03-31", "2026-11-21", 2),
        ("営業部", "2026-12-01", "2026-11-22", "2026-11-30", 2),
        # What has to go is met at the first day, what may go when all of it may.
        ("人事", "2027-03-06", "2027-03-05", "2027-03-28", 2),
        ("営業部", "2027-03-29", "2027-03-05", "2027-03-28", 3),
    ]
    said = [line for line in unfolded(ics(messages("en"), found, RuleNames(messages("en")), NOW)) if "DESC" in line]
    assert "the periods ended between 2019-03-31 and 2026-11-21." in said[0]
    assert "The periods end between 2027-03-05 and 2027-03-28." in said[3]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_calendar_is_one_of_rfc_5545(lang: str) -> None:
    m = messages(lang)
    content = ics(m, entries(View(ROWS), TODAY), RuleNames(m), NOW)
    physical = content.split(b"\r\n")
    assert physical[-1] == b"" and all(len(line) <= 75 and b"\n" not in line for line in physical)
    lines = unfolded(content)
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tanaoroshi//Tanaoroshi//EN"]
    assert lines[-2:] == ["END:VCALENDAR", ""]
    starts = [i for i, line in enumerate(lines) if line == "BEGIN:VEVENT"]
    assert len(starts) == lines.count("END:VEVENT") == 3
    for start in starts:
        names = [line.partition(":")[0].partition(";")[0] for line in lines[start : start + 9]]
        assert names == "BEGIN UID DTSTAMP DTSTART DTEND SUMMARY DESCRIPTION TRANSP CLASS".split()
        assert lines[start + 2] == "DTSTAMP:20261122T093000Z"
    assert lines[starts[2] + 3] == "DTSTART;VALUE=DATE:20270401"
    assert lines[starts[2] + 4] == "DTEND;VALUE=DATE:20270402"
    assert "営業部/顧客名簿\\, 2019\\; 旧.csv\\n" in lines[starts[2] + 6]


def test_an_event_keeps_its_identity_from_run_to_run_and_shares_it_with_no_other() -> None:
    first, later = (
        entries(View(ROWS), TODAY),
        entries(View([*ROWS, row("営業部/新.csv", "2027-03-30")]), date(2026, 12, 24)),
    )
    assert [e.uid for e in first] == [e.uid for e in later]
    assert len({e.uid for e in first}) == 3


def test_what_has_to_go_is_told_from_what_may_go() -> None:
    m = messages("en")
    lines = unfolded(ics(m, entries(View(ROWS), TODAY), RuleNames(m), NOW))
    said = [line for line in lines if line.startswith("DESCRIPTION")]
    titles = [line for line in lines if line.startswith("SUMMARY")]
    assert [title.split(":")[1] for title in titles] == ["May go", "Individual numbers to be destroyed", "May go"]
    assert "Overdue: the period ended on 2020-03-31." in said[0] and "not a duty to delete" in said[0]
    assert "have to go" in said[1] and "not a duty" not in said[1]
    assert "The period ends on 2027-03-31." in said[2]


@given(st.text(max_size=300))
def test_folding_loses_nothing_and_cuts_no_character(text: str) -> None:
    line = "SUMMARY:" + "".join(c for c in text if c.isprintable())
    folded = _folded(line)
    assert all(len(part) <= 75 for part in folded.split(b"\r\n"))
    for part in folded.split(b"\r\n"):
        part.decode()
    assert folded.replace(b"\r\n ", b"").decode() == line + "\r\n"


@given(st.text(alphabet="a\\;,\n", max_size=30))
def test_an_escaped_text_reads_back(text: str) -> None:
    plain, signs = "", iter(_escaped(text))
    for sign in signs:
        plain += sign if sign != "\\" else {"n": "\n"}.get(after := next(signs), after)
    assert plain == text and "\n" not in _escaped(text)


def test_a_name_that_hides_a_line_end_cannot_add_a_property() -> None:
    m = messages("en")
    evil = row("営業部/a\r\nATTENDEE:mailto:mallory@example.com\x1b.csv", "2027-03-31")
    lines = unfolded(ics(m, entries(View([evil]), TODAY), RuleNames(m), NOW))
    assert not any(line.startswith("ATTENDEE") for line in lines)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_workbook_lists_the_plan_and_every_file(lang: str, tmp_path: Path) -> None:
    m, out = messages(lang), tmp_path / "plan.xlsx"
    write(m, View(ROWS), entries(View(ROWS), TODAY), RuleNames(m, load_rules()), out, NOW)
    plan, files = load_workbook(out).worksheets
    assert [str(plan.cell(r, 1).value)[:10] for r in range(2, 5)] == ["2026-11-22", "2027-01-11", "2027-04-01"]
    assert [plan.cell(r, 6).value for r in range(2, 5)] == [1, 1, 2]
    assert plan.cell(1, 1).value == m.text("calendar.column.day")
    assert files.max_row == 5
    listed = [[str(cell)[:10] for cell in line[:2]] for line in files.iter_rows(min_row=2, values_only=True)]
    assert listed[:2] == [["2026-11-22", "2020-03-31"], ["2027-01-11", "2027-01-10"]]
    assert files.cell(4, 5).value == "/srv/share/営業部/顧客名簿, 2019; 旧.csv"


def test_a_calendar_with_nothing_in_it_is_still_one(tmp_path: Path) -> None:
    m = messages("ja")
    for name in ("empty.ics", "empty.xlsx"):
        write(m, View([]), [], RuleNames(m), tmp_path / name, NOW)
    assert unfolded((tmp_path / "empty.ics").read_bytes())[-2] == "END:VCALENDAR"
    assert load_workbook(tmp_path / "empty.xlsx").worksheets[0].max_row == 1


def test_the_last_day_of_the_calendar_is_no_crash() -> None:
    m = messages("en")
    assert b"DTSTART;VALUE=DATE:99991231" in ics(
        m, entries(View([row("a.csv", "9999-12-31")]), TODAY), RuleNames(m), NOW
    )
