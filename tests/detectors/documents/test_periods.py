"""What periods names and headings state, and what labelled dates mean."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.documents.dated_fields import dates_in_line, field_event, find_dated_fields
from detectors.documents.periods import find_periods
from detectors.model import ClueKind

PERIODS = [
    ("2019年度", "fiscal_year", "2019-04-01", "2020-03-31"),
    ("２０１９年度", "fiscal_year", "2019-04-01", "2020-03-31"),
    ("R1年度", "fiscal_year", "2019-04-01", "2020-03-31"),
    ("h30年度", "fiscal_year", "2018-04-01", "2019-03-31"),
    ("令和元年度", "fiscal_year", "2019-04-01", "2020-03-31"),
    ("平成二十七年度", "fiscal_year", "2015-04-01", "2016-03-31"),
    ("2015〜2019年度", "fiscal_year", "2015-04-01", "2020-03-31"),
    ("2019年3月期 決算書", "fiscal_year", "2018-04-01", "2019-03-31"),
    ("平成30年12月期", "fiscal_year", "2018-01-01", "2018-12-31"),
    ("FY2019", "fiscal_year", "2019-04-01", "2020-03-31"),
    ("FY19", "fiscal_year", "2019-04-01", "2020-03-31"),
    ("FY2019/20", "fiscal_year", "2019-04-01", "2020-03-31"),
    ("FY2015-2019", "fiscal_year", "2015-04-01", "2020-03-31"),
    ("2018/19", "fiscal_year", "2018-04-01", "2019-03-31"),
    ("P60 2018-19", "fiscal_year", "2018-04-01", "2019-03-31"),
    ("year ended 31 March 2019", "fiscal_year", "2018-04-01", "2019-03-31"),
    ("Y/E 28/02/2019", "fiscal_year", "2018-03-01", "2019-02-28"),
    ("year ending 29 February 2020", "fiscal_year", "2019-03-01", "2020-02-29"),
    ("tax year 2018-19", "tax_year", "2018-04-06", "2019-04-05"),
    ("Tax Year 2018/2019", "tax_year", "2018-04-06", "2019-04-05"),
    ("tax year to 5 April 2019", "tax_year", "2018-04-06", "2019-04-05"),
    ("2018/19 tax year", "tax_year", "2018-04-06", "2019-04-05"),
    ("平成31年分", "calendar_year", "2019-01-01", "2019-12-31"),
    ("令和元年分 給与所得者の扶養控除等（異動）申告書", "calendar_year", "2019-01-01", "2019-12-31"),
    ("H30", "calendar_year", "2018-01-01", "2018-12-31"),
    ("2019年", "calendar_year", "2019-01-01", "2019-12-31"),
    ("2018-2019", "calendar_year", "2018-01-01", "2019-12-31"),
    ("平成27年4月", "month", "2015-04-01", "2015-04-30"),
    ("令和2年1月分", "month", "2020-01-01", "2020-01-31"),
    ("H27.4", "month", "2015-04-01", "2015-04-30"),
    ("201903", "month", "2019-03-01", "2019-03-31"),
    ("2019-03", "month", "2019-03-01", "2019-03-31"),
    ("March 2019", "month", "2019-03-01", "2019-03-31"),
    ("Q3 2020", "quarter", "2020-07-01", "2020-09-30"),
    ("2020Q1", "quarter", "2020-01-01", "2020-03-31"),
    ("20190331", "day", "2019-03-31", "2019-03-31"),
]


@pytest.mark.parametrize(("text", "event", "first", "last"), PERIODS)
@pytest.mark.parametrize("source", ["name", "content"])
def test_a_period_is_read(text: str, event: str, first: str, last: str, source: str) -> None:
    if source == "name" and "/" in text:
        return  # no file name holds a slash: there it parts folders
    (clue,) = find_periods(text, source)
    assert (clue.kind, clue.event, clue.first, clue.last, clue.source) == (ClueKind.PERIOD, event, first, last, source)


@pytest.mark.parametrize(
    ("name", "lasts"),
    [
        ("社員名簿_平成30年度_最終.xlsx", ["2019-03-31"]),
        ("customers_2019.xlsx", ["2019-12-31"]),
        ("bak_20190331_120000.csv", ["2019-03-31"]),
        ("扶養控除_R1.xlsx", ["2019-12-31"]),
        ("名簿_2019_03.csv", ["2019-03-31"]),
        ("勤怠H27.4-H28.3.xls", ["2015-04-30", "2016-03-31"]),
        ("人事/2015年度/名簿_2014.xlsx", ["2016-03-31", "2014-12-31"]),
        ("backup/2018/19/customers.csv", ["2018-12-31"]),
        ("2019/2019/2019.csv", ["2019-12-31"]),
    ],
)
def test_names_give_their_periods(name: str, lasts: list[str]) -> None:
    assert [c.last for c in find_periods(name, "name")] == lasts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "spec_R1.docx",
        "size S3",
        "03-1234-5678",
        "customers",
        "昭和60年生",
        "平成30年間",
        "202403151230",
        "令和の時代",
        "2019",
    ],
)
def test_what_states_no_period_gives_none(text: str) -> None:
    assert find_periods(text, "content") == []


@pytest.mark.parametrize(
    "line",
    [
        "生年月日　昭和60年4月1日",
        "1985年4月1日生",
        "昭和60年生まれ",
        "Date of birth: 1 April 1985",
        "DOB 01/04/1985",
        "born 1 April 1985",
    ],
)
def test_a_birth_date_is_no_period_of_the_document(line: str) -> None:
    assert find_periods(line, "content") == []


@pytest.mark.parametrize("line", ["2019年生産計画", "生徒名簿 2019年度", "stubborn March 2019", "新生銀行 2019年3月"])
def test_words_that_look_like_births_do_not_hide_a_period(line: str) -> None:
    assert [c.last[:4] for c in find_periods(line, "content")] in (["2019"], ["2020"])


@pytest.mark.parametrize(
    ("label", "value", "event", "last"),
    [
        ("退職日", "2019/3/31", "leaving", "2019-03-31"),
        ("退職年月日", "平成31年3月31日", "leaving", "2019-03-31"),
        ("Leaving Date", "31/03/2019", "leaving", "2019-03-31"),
        ("date left", "31 March 2019", "leaving", "2019-03-31"),
        ("Leave date:", "2019-03-31", "leaving", "2019-03-31"),
        ("termination_date", "2019-03-31T00:00:00", "leaving", "2019-03-31"),
        ("契約終了日", "R1.5.31", "contract_end", "2019-05-31"),
        ("契約満了日", "令和元年五月三十一日", "contract_end", "2019-05-31"),
        ("解約日", "2019年5月31日", "contract_end", "2019-05-31"),
        ("契約期間（契約終了日）", "2018年4月1日～2019年3月31日", "contract_end", "2019-03-31"),
        ("Contract end", "2019-05-31", "contract_end", "2019-05-31"),
        ("有効期限", "2019年5月", "valid_until", "2019-05-31"),
        ("満了日", "2019/05/31", "valid_until", "2019-05-31"),
        ("Valid until", "31 May 2019", "valid_until", "2019-05-31"),
        ("Expiry date", "31/05/2019", "valid_until", "2019-05-31"),
        ("最終取引日", "20190531", "last_transaction", "2019-05-31"),
        ("last_order_date", "2019-05-31", "last_transaction", "2019-05-31"),
        ("Last transaction", "31/05/19", "last_transaction", "2019-05-31"),
        ("作成日：", "令和元年5月1日", "created", "2019-05-01"),
        ("記 入 日", "R1.5.1", "created", "2019-05-01"),
        ("Dated", "1 May 2019", "created", "2019-05-01"),
        ("発行日", "2019-05-01", "issued", "2019-05-01"),
        ("Date of issue", "01/05/2019", "issued", "2019-05-01"),
        ("提出日", "5010501", "submitted", "2019-05-01"),
    ],
)
def test_a_labelled_date_is_a_field_clue(label: str, value: str, event: str, last: str) -> None:
    (clue,) = find_dated_fields(label, value)
    assert (clue.kind, clue.event, clue.last) == (ClueKind.FIELD, event, last)
    assert value not in (clue.form, clue.event)


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("氏名", "2019/3/31"),
        ("生年月日", "昭和60年4月1日"),
        ("退職日", ""),
        ("退職日", "―"),
        ("有効期限", "無期限"),
        ("leftover stock", "2019-03-31"),
        ("updated", "2019-03-31"),
        ("", "2019-03-31"),
        ("作成日" * 30, "2019-03-31"),
    ],
)
def test_other_labels_and_values_give_no_field(label: str, value: str) -> None:
    assert find_dated_fields(label, value) == []


def test_the_event_of_a_column_is_known_without_its_values() -> None:
    assert field_event("退職日") == "leaving"
    assert field_event("部署") is None


@given(
    st.text(alphabet="0123456789年度分月期令和元平成FYQHR/-. ～taxyear", max_size=40),
    st.sampled_from(["name", "content"]),
)
def test_any_text_gives_only_periods_that_end_after_they_begin(text: str, source: str) -> None:
    for clue in find_periods(text, source):
        assert date.fromisoformat(clue.first) <= date.fromisoformat(clue.last)


@pytest.mark.parametrize(
    "text",
    [
        "Date of next meeting: 13 June 2012",
        "Next meeting 13 June 2012 at 6.30pm",
        "Matters arising from the last meeting, 12 December 2011",
        "次回開催日：2012年6月13日",
        "前回　平成23年12月12日",
    ],
)
def test_what_is_said_of_another_meeting_is_no_period_of_this_one(text: str) -> None:
    assert find_periods(text, "content") == []
    assert list(dates_in_line(text)) == []
    assert field_event("Date of next meeting") is None and field_event("次回開催日") is None


def test_what_stands_before_the_next_meeting_is_still_read() -> None:
    (clue,) = find_periods("14 March 2012 (next meeting 13 June 2012)", "content")
    assert clue.last == "2012-03-14"


LINES = [
    ("VAT no GB 123 4567 82 Invoice date 12 September 2017 To: Example Centre", "issued", "2017-09-12"),
    ("Minutes of the meeting of the trustees held on 14 March 2012 at 6.30pm", "meeting", "2012-03-14"),
    ("Surname Sample  First name Ann  Leaving date 30 06 2015  Date of birth 11 09 1968", "leaving", "2015-06-30"),
    ("Leaving date 3 0 0 6 2 0 1 5", "leaving", "2015-06-30"),
    ("請求書番号 17-044 請求日 2017年9月12日 合計 38,400円", "issued", "2017-09-12"),
    ("有効期間　平成26年4月1日から平成27年3月31日まで", "valid_until", "2015-03-31"),
    ("契約期間：自 2019年4月1日 至 2020年3月31日", "contract_end", "2020-03-31"),
    ("The term of the tenancy: 1 May 2012 to 30 April 2013", "contract_end", "2013-04-30"),
    ("有効期間：2027年3月31日まで", "valid_until", "2027-03-31"),
    ("Term: six months from 1 May 2014. The tenancy ended on 31 August 2022.", "contract_end", "2022-08-31"),
    ("The lease came to an end on 4 June 2018", "contract_end", "2018-06-04"),
    ("We confirm that your employment ended on 15 December 2017.", "leaving", "2017-12-15"),
    ("Employment with us was terminated with effect from 3 May 2019.", "leaving", "2019-05-03"),
    ("Last attended: 14 February 2011", "last_transaction", "2011-02-14"),
    ("賃貸借契約は2022年8月31日をもって終了しました。", "contract_end", "2022-08-31"),
    ("入居者は令和4年8月31日に退去した。", "contract_end", "2022-08-31"),
    ("平成29年1月20日付で解雇した。", "leaving", "2017-01-20"),
    ("令和元年5月31日をもちまして一身上の都合により退職いたします", "leaving", "2019-05-31"),
]


@pytest.mark.parametrize(("line", "event", "last"), LINES)
def test_a_label_is_heeded_wherever_in_its_line_it_stands(line: str, event: str, last: str) -> None:
    (clue,) = (c for c in dates_in_line(line) if c.kind is ClueKind.FIELD)
    assert (clue.event, clue.last) == (event, last)


@pytest.mark.parametrize(
    "line",
    [
        "Thank you for your letter dated 3 May 2004.",
        "The AGM will be held on 3 May 2014",
        "Telephone 01 04 1985",
        "契約期間は、2020年4月1日から1年間とする",
        "Her previous employment ended on 3 May 2010",
        "The meeting ended on 3 May 2010",
        "前職を2010年3月31日付で退職し、",
        "2019年3月1日付で退職願を提出した",
        "受付は2022年8月31日をもって終了した",
        "Ann Sample, born 3 May 2004",
        "妻 見本 S58.3.9生",
    ],
)
def test_a_date_in_a_sentence_is_no_field(line: str) -> None:
    assert [c for c in dates_in_line(line) if c.kind is ClueKind.FIELD] == []


def test_days_that_a_text_speaks_of_are_given_but_no_births() -> None:
    found = list(dates_in_line("Born 3 May 2004, seen on 1 June 2014, again in July 2014"))
    assert [(c.kind, c.event, c.last) for c in found] == [(ClueKind.NEWEST_DATE, "mentioned", "2014-06-01")]


@pytest.mark.parametrize(("label", "kind"), [("Date", "DOCUMENT_DATE"), ("日付", "DOCUMENT_DATE"), ("日　時", "FIELD")])
def test_a_bare_label_says_something_beside_one_value(label: str, kind: str) -> None:
    (clue,) = find_dated_fields(label, "2012/5/28")
    assert (clue.kind, clue.last) == (kind, "2012-05-28")
    assert field_event(label) is None  # over a column it may be any date


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        ("LGSR Flat 5 Mar 2026", "name", ("month", "2026-03-01", "2026-03-31")),
        ("Minutes 5 Mar 2026", "name", ("day", "2026-03-05", "2026-03-05")),
    ],
)
def test_the_number_of_a_flat_is_no_day(text, source, expected):
    (clue,) = find_periods(text, source)
    assert (clue.event, clue.first, clue.last) == expected


def test_a_code_of_two_figures_is_no_period():
    assert find_periods("safe 19-4-61", "content") == []
    assert len(find_periods("Minutes 19-4-21", "content")) == 1


@pytest.mark.parametrize("heading", ["妻 見本花子 S58.3.9生", "昭和58年3月9日生まれ", "見本 1983/3/9生"])
def test_a_heading_about_a_birth_is_no_period(heading: str) -> None:
    assert find_periods(heading, "content") == []
    assert list(dates_in_line(heading)) == []
