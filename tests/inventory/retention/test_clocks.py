"""Which date a period runs from, how far it is trusted, and when the period ends."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.documents.dated_fields import find_dated_fields
from detectors.documents.periods import find_periods
from detectors.model import ClueKind, DateClue
from inventory.retention.clocks import extended, last_day, next_day, read_clocks, rival_of
from inventory.retention.model import Clock, Event, Period, Rule, Trust
from inventory.retention.rules import load_rules

RULES = load_rules()
TODAY = date(2026, 11, 22)
MODIFIED = date(2024, 6, 1)
MARCH = (3, 31)


def clue(kind: str, event: str, last: str, source: str = "content", form: str = "") -> DateClue:
    return DateClue(ClueKind(kind), event, last, last, source, form)


def first_reading(
    rule_id: str, *clues: DateClue, year_end: tuple[int, int] = MARCH, over: Collection[str] = ()
) -> tuple[str, str, str]:
    reading = read_clocks(RULES.get(rule_id), clues, MODIFIED, TODAY, year_end, over)[0]
    return reading.clock.value, reading.trust.value, reading.due.isoformat()


def test_the_order_is_field_period_document_date_newest_date_file_date() -> None:
    clues = [
        clue("NEWEST_DATE", "data", "2018-01-31"),
        clue("DOCUMENT_DATE", "created", "2017-01-31"),
        clue("PERIOD", "calendar_year", "2016-12-31", "name"),
        clue("FIELD", "leaving", "2015-01-31"),
    ]
    rule = RULES.get("jp.staff-roll")
    found = []
    while True:
        reading = read_clocks(rule, clues, MODIFIED, TODAY, MARCH, {"leaving"})[0]
        found.append((reading.clock, reading.due.year - 5))
        if not clues:
            break
        clues.pop()
    assert found == [
        (Clock.FIELD, 2015),
        (Clock.PERIOD, 2016),
        (Clock.DOCUMENT_DATE, 2017),
        (Clock.NEWEST_DATE, 2018),
        (Clock.MODIFIED, 2024),
    ]


def test_worked_example_dependants_declaration_of_reiwa_1() -> None:
    clues = find_periods("令和元年分 給与所得者の扶養控除等（異動）申告書", "content")
    reading = read_clocks(RULES.get("jp.tax-declarations"), clues, MODIFIED, TODAY, MARCH)[0]
    assert (reading.start, reading.due, reading.trust) == (date(2020, 1, 11), date(2027, 1, 10), Trust.STRONG)


@pytest.mark.parametrize("name", ["請求書_2018年度", "請求書 平成30年度", "請求書_2019年3月期", "請求書 FY2018"])
def test_worked_example_books_of_the_year_ended_march_2019(name: str) -> None:
    reading = read_clocks(RULES.get("jp.books"), find_periods(name, "name"), MODIFIED, TODAY, MARCH)[0]
    assert (reading.start, reading.due) == (date(2019, 6, 1), date(2026, 5, 31))


@pytest.mark.parametrize(
    ("name", "year_end", "due"),
    [
        ("2018年度", (3, 31), "2026-05-31"),
        ("2018年度", (12, 31), "2026-02-28"),  # the year is the calendar's: 2018, filed by February 2019
        ("2018年度", (6, 30), "2026-08-31"),
        ("2018年度", (2, 28), "2026-04-30"),
        ("2018年", (3, 31), "2026-05-31"),  # the year in which December 2018 falls
        ("2018-08-05", (3, 31), "2026-05-31"),
        ("2018-08-05", (9, 30), "2025-11-30"),
        ("2018年12月期", (3, 31), "2026-05-31"),
        ("2018年12月期", (12, 31), "2026-02-28"),
    ],
)
def test_a_year_is_the_organisations_own(name: str, year_end: tuple[int, int], due: str) -> None:
    assert first_reading("jp.books", *find_periods(name, "name"), year_end=year_end)[2] == due


@pytest.mark.parametrize(
    ("name", "due"),
    [
        ("P60 2018-19", "2022-04-05"),
        ("payroll tax year 2018-19", "2022-04-05"),
        ("payslips March 2019", "2022-04-05"),
        ("payslips April 2019", "2023-04-05"),
        ("payslips 20190405", "2022-04-05"),
        ("payslips 20190406", "2023-04-05"),
    ],
)
def test_uk_pay_runs_from_the_end_of_the_tax_year(name: str, due: str) -> None:
    assert first_reading("uk.paye", *find_periods(name, "name"))[2] == due


def test_the_last_of_several_leavers_decides() -> None:
    clues = find_dated_fields("退職日", "2015-03-31") + find_dated_fields("退職日", "2018-09-30")
    assert first_reading("jp.staff-roll", *clues) == ("field", "strong", "2023-09-30")


def test_of_several_events_the_rules_first_decides() -> None:
    left, made = clue("FIELD", "leaving", "2019-03-31"), clue("FIELD", "created", "2020-06-30")
    assert first_reading("uk.redundancy", made, left)[2] == "2025-03-31"
    assert first_reading("uk.redundancy", made)[2] == "2026-06-30"


@pytest.mark.parametrize(
    ("rule_id", "evidence", "trust"),
    [
        ("jp.staff-roll", clue("FIELD", "leaving", "2019-03-31"), "strong"),
        ("jp.staff-roll", clue("PERIOD", "fiscal_year", "2019-03-31"), "weak"),
        ("jp.staff-roll", clue("FIELD", "created", "2019-03-31"), "weak"),  # the list's date is nobody's leaving date
        ("jp.books", clue("PERIOD", "fiscal_year", "2019-03-31"), "strong"),
        ("jp.books", clue("PERIOD", "fiscal_year", "2019-03-31", "name"), "medium"),
        ("jp.books", clue("PERIOD", "calendar_year", "2018-12-31"), "medium"),
        ("jp.books", clue("DOCUMENT_DATE", "created", "2018-12-31"), "medium"),
        ("uk.accident", clue("NEWEST_DATE", "data", "2018-12-31"), "medium"),
        ("uk.customer-list", clue("NEWEST_DATE", "data", "2018-12-31"), "medium"),
        ("uk.personnel-file", clue("NEWEST_DATE", "data", "2018-12-31"), "weak"),
    ],
)
def test_trust_follows_how_near_the_evidence_is_to_the_event(rule_id: str, evidence: DateClue, trust: str) -> None:
    assert first_reading(rule_id, evidence, over={"leaving"})[1] == trust


def test_a_dated_field_of_another_kind_counts_as_the_documents_date() -> None:
    over = {"leaving"}
    assert first_reading("jp.staff-roll", clue("FIELD", "issued", "2019-03-31"), over=over)[0] == "document_date"
    assert first_reading("jp.staff-roll", clue("FIELD", "valid_until", "2019-03-31"), over=over)[0] == "modified"


@pytest.mark.parametrize(
    "modified", [date(1970, 1, 1), date(1980, 1, 1), TODAY + timedelta(days=2), date(2107, 12, 31)]
)
def test_a_file_date_that_is_none_gives_no_clock(modified: date) -> None:
    assert read_clocks(RULES.get("jp.books"), (), modified, TODAY, MARCH) == []


@pytest.mark.parametrize(
    "evidence",
    [
        clue("NEWEST_DATE", "data", "2031-03-31"),  # a date planned, not recorded
        clue("DOCUMENT_DATE", "created", "2031-03-31"),
        clue("FIELD", "leaving", "9999-12-31"),  # "still here" in many a personnel system
    ],
)
def test_dates_that_cannot_be_meant_are_passed_over(evidence: DateClue) -> None:
    assert first_reading("jp.staff-roll", evidence, over={"leaving"})[0] == "modified"


def test_a_leaving_date_still_to_come_is_believed() -> None:
    assert first_reading("jp.staff-roll", clue("FIELD", "leaving", "2027-03-31"))[2] == "2032-03-31"


def test_evidence_more_than_a_year_away_is_a_rival_and_the_file_date_never_is() -> None:
    rule = RULES.get("uk.customer-list")
    name, data = clue("PERIOD", "calendar_year", "2012-12-31", "name"), clue("NEWEST_DATE", "data", "2021-03-01")
    rival = rival_of(read_clocks(rule, (name, data), MODIFIED, TODAY, MARCH))
    assert rival is not None and rival.due == date(2027, 3, 1)
    near = clue("NEWEST_DATE", "data", "2013-06-01")
    assert rival_of(read_clocks(rule, (name, near), MODIFIED, TODAY, MARCH)) is None
    assert rival_of(read_clocks(rule, (name,), MODIFIED, TODAY, MARCH)) is None
    assert rival_of([]) is None


@pytest.mark.parametrize(
    ("start", "period", "last"),
    [
        (date(2019, 6, 1), Period(years=7), date(2026, 5, 31)),
        (date(2020, 1, 11), Period(years=7), date(2027, 1, 10)),
        (date(2020, 2, 29), Period(years=1), date(2021, 2, 28)),
        (date(2020, 3, 1), Period(years=1), date(2021, 2, 28)),
        (date(2019, 3, 1), Period(years=1), date(2020, 2, 29)),
        (date(2019, 8, 31), Period(months=6), date(2020, 2, 29)),
        (date(2019, 9, 1), Period(months=6), date(2020, 2, 29)),
        (date(2019, 1, 1), Period(days=30), date(2019, 1, 30)),
        (date(1998, 4, 1), Period(years=21, months=3), date(2019, 6, 30)),
        (date(2019, 1, 1), Period(months=25), date(2021, 1, 31)),
        (date(9990, 1, 1), Period(years=40), date.max),
    ],
)
def test_the_last_day_of_a_period(start: date, period: Period, last: date) -> None:
    assert last_day(start, period) == last


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 1200))
def test_a_period_of_months_and_the_next_one_touch(start: date, months: int) -> None:
    end = last_day(start, Period(months=months))
    assert end < last_day(start, Period(months=months + 1))
    assert abs((end - start).days - months * 365.2425 / 12) < 5  # around 1900 and 2100, which have no 29 February, too


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 12), st.integers(1, 31))
def test_the_next_such_day_is_within_a_year(after: date, month: int, day: int) -> None:
    assert after <= next_day(after, month, day) <= after + timedelta(days=366)


@given(
    st.lists(
        st.builds(
            lambda kind, event, day, source: DateClue(kind, event, day.isoformat(), day.isoformat(), source),
            st.sampled_from(ClueKind),
            st.sampled_from(
                ["leaving", "fiscal_year", "created", "modified", "data", "valid_until", "day", "unheard-of"]
            ),
            st.dates(),
            st.sampled_from(["name", "content", "property"]),
        ),
        max_size=5,
    ),
    st.dates(),
    st.sampled_from(RULES.rules),
)
def test_whatever_the_dates_every_reading_ends_after_it_begins(
    clues: list[DateClue], modified: date, rule: Rule
) -> None:
    for reading in read_clocks(rule, clues, modified, TODAY, MARCH):
        assert reading.start <= reading.due
        assert reading.event in Event


def test_a_day_named_for_a_meeting_goes_before_the_year_it_lies_in() -> None:
    year = DateClue(ClueKind.PERIOD, "fiscal_year", "2012-04-01", "2013-03-31", "content", "和暦年度")
    day = clue("PERIOD", "day", "2012-05-28", "name", "和暦")
    assert first_reading("jp.minutes", year, day) == ("period", "medium", "2022-05-28")
    assert first_reading("jp.timesheets", year, day)[2] == "2018-03-31"  # entries may run to the end of the year


def test_dates_of_one_kind_that_disagree_are_told() -> None:
    meeting = clue("FIELD", "meeting", "2012-03-14")
    made = clue("FIELD", "created", "2016-06-01")
    readings = read_clocks(RULES.get("uk.board-minutes"), [meeting, made], MODIFIED, TODAY, MARCH)
    rival = rival_of(readings)
    assert readings[0].due == date(2022, 3, 14)
    assert rival is not None and rival.due == date(2026, 6, 1)


def test_a_day_that_the_text_only_speaks_of_comes_last() -> None:
    spoken = clue("NEWEST_DATE", "mentioned", "2017-09-12")
    readings = read_clocks(RULES.get("uk.accident"), [spoken], MODIFIED, TODAY, MARCH)
    assert [r.clock for r in readings] == [Clock.MODIFIED, Clock.NEWEST_DATE]


def test_a_document_saved_again_is_contradicted_by_the_days_its_text_speaks_of() -> None:
    saved = clue("DOCUMENT_DATE", "created", "2026-11-20", "property")
    spoken = clue("NEWEST_DATE", "mentioned", "2017-09-12")
    rival = rival_of(read_clocks(RULES.get("uk.company-tax"), [saved, spoken], MODIFIED, TODAY, MARCH))
    assert rival is not None and rival.clue == spoken
    period = clue("PERIOD", "fiscal_year", "2019-03-31")
    assert rival_of(read_clocks(RULES.get("uk.company-tax"), [period, spoken], MODIFIED, TODAY, MARCH)) is None


@pytest.mark.parametrize(
    ("start", "period", "longer", "end"),
    [
        (date(2013, 1, 1), Period(years=3), Period(years=21), date(2033, 12, 31)),
        (date(2019, 6, 1), Period(years=7), Period(years=10), date(2029, 5, 31)),
        (date(2020, 3, 5), Period(days=30), Period(years=1), date(2021, 3, 4)),
        (date(2020, 3, 5), Period(years=3), Period(years=2), date(2023, 3, 4)),
    ],
)
def test_the_end_by_a_longer_period_is_found_from_the_end_by_the_shorter(
    start: date, period: Period, longer: Period, end: date
) -> None:
    assert extended(last_day(start, period), period, longer) == end


@pytest.mark.parametrize(
    "evidence",
    [
        clue("NEWEST_DATE", "data", "2012-04-01"),  # the day of hiring
        clue("DOCUMENT_DATE", "created", "2012-04-01"),
        clue("PERIOD", "fiscal_year", "2012-04-01", "name"),
        clue("FIELD", "issued", "2012-04-01"),
    ],
)
def test_where_nobody_is_known_to_have_left_a_date_only_says_what_was_before(evidence: DateClue) -> None:
    reading = read_clocks(RULES.get("jp.staff-roll"), [evidence], MODIFIED, TODAY, MARCH)
    assert [(r.trust, r.due) for r in reading] == [(Trust.NONE, date(2017, 4, 1))]


def test_where_nobody_is_known_to_have_left_the_file_systems_date_says_nothing() -> None:
    assert read_clocks(RULES.get("jp.staff-roll"), (), MODIFIED, TODAY, MARCH) == []


def test_a_rule_that_has_a_last_entry_too_runs_from_there() -> None:
    assert first_reading("jp.social-insurance", clue("NEWEST_DATE", "data", "2012-04-01"))[1:] == (
        "medium",
        "2014-04-01",
    )
    assert first_reading("jp.social-insurance")[:2] == ("modified", "weak")


def test_a_day_of_leaving_in_a_name_is_fairly_sure_and_less_than_one_in_the_text() -> None:
    folder, text = clue("FIELD", "leaving", "2026-11-30", "folder"), clue("FIELD", "leaving", "2024-03-31")
    assert first_reading("uk.personnel-file", folder) == ("field", "medium", "2032-11-30")
    assert first_reading("uk.personnel-file", folder, text)[2] == "2030-03-31"


def test_the_end_in_a_folders_name_is_no_period_of_what_lies_in_it() -> None:
    folder, own = (
        clue("FIELD", "leaving", "2026-11-30", "folder"),
        clue("PERIOD", "calendar_year", "2022-12-31", "name"),
    )
    assert first_reading("uk.recruitment", folder, own)[2] == "2023-12-31"
    assert first_reading("uk.recruitment", folder)[0] == "modified"


def test_the_end_of_an_agreement_is_nobodys_leaving() -> None:
    folder = clue("FIELD", "contract_end", "2026-12-31", "folder")
    assert read_clocks(RULES.get("jp.employment-documents"), [folder], MODIFIED, TODAY, MARCH) == []
    assert first_reading("jp.dispatch-ledger", folder)[2] == "2029-12-31"


@pytest.mark.parametrize(
    "own",
    [
        clue("PERIOD", "calendar_year", "2019-12-31", "name"),
        clue("PERIOD", "calendar_year", "2019-12-31"),
        clue("DOCUMENT_DATE", "created", "2019-12-31"),
        clue("DOCUMENT_DATE", "sent", "2019-12-31", "property"),
    ],
)
def test_what_a_file_tells_of_itself_goes_before_its_folder(own: DateClue) -> None:
    folder = clue("PERIOD", "calendar_year", "2016-12-31", "folder")
    assert first_reading("uk.recruitment", folder, own)[2] == "2020-12-31"


@pytest.mark.parametrize("kind", ["DOCUMENT_DATE created property", "NEWEST_DATE data content"])
def test_a_folder_goes_before_what_saving_changes_and_before_dates_in_the_data(kind: str) -> None:
    name, event, source = kind.split()
    folder = clue("PERIOD", "calendar_year", "2016-12-31", "folder")
    assert first_reading("uk.recruitment", folder, clue(name, event, "2015-05-01", source))[2] == "2017-12-31"


def test_for_what_is_made_on_a_day_the_documents_own_day_and_a_month_go_before_the_year_they_lie_in() -> None:
    year = DateClue(ClueKind.PERIOD, "fiscal_year", "2023-04-01", "2024-03-31", "content", "和暦年度")
    month = DateClue(ClueKind.PERIOD, "month", "2023-09-01", "2023-09-30", "name", "和暦")
    own, again = (clue("DOCUMENT_DATE", "created", day, "property") for day in ("2023-10-12", "2026-01-12"))
    assert first_reading("jp.health-check", year, month)[2] == "2028-09-30"
    assert first_reading("jp.health-check", year, month, own)[2] == "2028-10-12"
    assert first_reading("jp.health-check", year, own)[2] == "2028-10-12"
    assert first_reading("jp.health-check", year, again)[2] == "2029-03-31"  # saved again since
