"""What is read as a date, as which, and what is left alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.text.dates import ERAS, find_dates, numeral, parse_boxed_date, parse_coded_date, parse_date

DAYS = [
    ("昭和六十年四月一日", "1985-04-01", "和暦"),
    ("昭和60年4月1日", "1985-04-01", "和暦"),
    ("昭和 60 年 4 月 1 日", "1985-04-01", "和暦"),
    ("S60.4.1", "1985-04-01", "和暦"),
    ("S60/04/01", "1985-04-01", "和暦"),
    ("Ｓ６０．４．１", "1985-04-01", "和暦"),
    ("昭60.4.1", "1985-04-01", "和暦"),
    ("㍼60年4月1日", "1985-04-01", "和暦"),
    ("㍻31年4月30日", "2019-04-30", "和暦"),
    ("令和元年５月１日", "2019-05-01", "和暦"),
    ("R1.5.1", "2019-05-01", "和暦"),
    ("R元.5.1", "2019-05-01", "和暦"),
    ("h31年4月1日", "2019-04-01", "和暦"),
    ("昭和廿三年十月十日", "1948-10-10", "和暦"),
    ("明治四十五年七月二十九日", "1912-07-29", "和暦"),
    ("大正十五年十二月廿四日", "1926-12-24", "和暦"),
    ("平成31年3月末日", "2019-03-31", "和暦"),
    ("2019年4月1日", "2019-04-01", "西暦"),
    ("２０１９年４月１日（月）", "2019-04-01", "西暦"),
    ("2019年4月1日 月曜日", "2019-04-01", "西暦"),
    ("二〇一九年四月一日", "2019-04-01", "西暦"),
    ("2019-04-01", "2019-04-01", "iso"),
    ("2019-04-01T10:00:00+09:00", "2019-04-01", "iso"),
    ("2019-04-01 10:00:00.5Z", "2019-04-01", "iso"),
    ("2019/4/1", "2019-04-01", "ymd"),
    ("2019/4/1 10:00", "2019-04-01", "ymd"),
    ("2019.04.01", "2019-04-01", "ymd"),
    ("20190401", "2019-04-01", "compact"),
    ("31/03/2019", "2019-03-31", "dmy"),
    ("3/4/2019", "2019-04-03", "dmy"),
    ("31-03-2019", "2019-03-31", "dmy"),
    ("1.2.2019", "2019-02-01", "dmy"),
    ("1 April 2019", "2019-04-01", "english"),
    ("1st of April 2019", "2019-04-01", "english"),
    ("April 1, 2019", "2019-04-01", "english"),
    ("Sept 3rd, 2019", "2019-09-03", "english"),
    ("Monday 1 April 2019", "2019-04-01", "english"),
    ("Mon, 01 Apr 2019 10:00:00 +0100", "2019-04-01", "english"),
    ("01-Apr-2019", "2019-04-01", "english"),
    ("01/Apr/2019", "2019-04-01", "english"),
]


@pytest.mark.parametrize(("text", "iso", "form"), DAYS)
def test_a_day_is_read_in_every_form(text: str, iso: str, form: str) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert (parsed.first.isoformat(), parsed.last.isoformat(), parsed.form, parsed.odd) == (iso, iso, form, False)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019年2月", "2019-02-01", "2019-02-28"),
        ("平成28年2月", "2016-02-01", "2016-02-29"),
        ("March 2019", "2019-03-01", "2019-03-31"),
        ("Mar-2019", "2019-03-01", "2019-03-31"),
        ("May 2019", "2019-05-01", "2019-05-31"),
    ],
)
def test_a_month_is_its_first_and_last_day(text: str, first: str, last: str) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert (parsed.first.isoformat(), parsed.last.isoformat(), parsed.is_day) == (first, last, False)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("昭和64年1月8日", "1989-01-08"),  # the day the era had changed
        ("平成31年5月1日", "2019-05-01"),  # pre-printed forms
        ("平成33年3月31日", "2021-03-31"),  # contracts made before 2019
        ("12/31/2019", "2019-12-31"),  # month first, for it can be nothing else
        ("1/4/19", "2019-04-01"),
        ("1/4/60", "1960-04-01"),
        ("01-Apr-19", "2019-04-01"),
    ],
)
def test_a_date_read_with_an_assumption_is_marked_odd(text: str, iso: str) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert (parsed.last.isoformat(), parsed.odd) == (iso, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2019",
        "2019年",
        "明・大・昭・平・令　　年　月　日",
        "明・大・昭・平・令 60年4月1日",  # which era the ring was round cannot be known
        "昭和65年13月1日",
        "2019-02-29",
        "31/04/2019",
        "20191301",
        "60/4/1",
        "1.2.3",
        "192.168.1.2",
        "03-1234-5678",
        "3600401",
        "123456789018",
        "may 2019",
        "生年月日 昭和60年4月1日",
        "大正16年1月1日",
        "2019-04-01 or so",
        "x" * 500,
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize("text", ["3600401", "3-600401", "S600401", "ｓ６００４０１"])
def test_coded_dates_are_read_only_when_asked_for(text: str) -> None:
    parsed = parse_coded_date(text)
    assert parsed is not None
    assert (parsed.first, parsed.form) == (date(1985, 4, 1), "和暦コード")
    assert parse_date(text) is None


@pytest.mark.parametrize("text", ["6600401", "3601301", "360040", "A600401", ""])
def test_coded_dates_that_cannot_be_are_refused(text: str) -> None:
    assert parse_coded_date(text) is None


def test_dates_are_found_in_running_text_at_their_places() -> None:
    text = (
        "生年月日：昭和６０年４月１日（満39歳）退職日 2019/3/31、期間20180401-20190331 "
        "from March 2019 to 1 Apr 2020. v1.2.2019.3"
    )
    found = [(text[s:e], p.first.isoformat()) for s, e, p in find_dates(text)]
    assert found == [
        ("昭和６０年４月１日", "1985-04-01"),
        ("2019/3/31", "2019-03-31"),
        ("20180401", "2018-04-01"),
        ("20190331", "2019-03-31"),
        ("March 2019", "2019-03-01"),
        ("1 Apr 2020", "2020-04-01"),
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("元", 1),
        ("十", 10),
        ("十五", 15),
        ("二十三", 23),
        ("廿", 20),
        ("卅一", 31),
        ("二三", 23),
        ("拾弐", 12),
        ("07", 7),
    ],
)
def test_kanji_numerals(text: str, number: int) -> None:
    assert numeral(text) == number


@pytest.mark.parametrize("text", ["二十三十", "廿廿", "百", "十十", "一廿"])
def test_numerals_that_are_none(text: str) -> None:
    assert numeral(text) is None


@given(st.dates(min_value=date(1873, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_of_every_era_reads_back(day: date) -> None:
    era = next(e for e in ERAS if e.start <= day <= e.end)
    for text in (
        f"{era.name}{day.year - era.base}年{day.month}月{day.day}日",
        f"{era.letter}{day.year - era.base}.{day.month}.{day.day}",
        f"{era.ligature}{day.year - era.base}年{day.month:02}月{day.day:02}日",
        f"{day.year}/{day.month}/{day.day}",
        day.isoformat(),
    ):
        parsed = parse_date(text)
        assert parsed is not None, text
        assert (parsed.first, parsed.last, parsed.odd) == (day, day, False), text


@given(st.text(alphabet="0123456789/.-年月日元十昭和SH平R ０１／Apr", max_size=40))
def test_what_is_found_parses_to_the_same_and_lies_in_the_text(text: str) -> None:
    end = 0
    for start, stop, found in find_dates(text):
        assert end <= start < stop <= len(text)
        assert found.first <= found.last <= found.first + timedelta(days=30)
        end = stop


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30 06 2015", date(2015, 6, 30)),
        ("3 0 0 6 2 0 1 5", date(2015, 6, 30)),
        ("2015 06 30", date(2015, 6, 30)),
        ("20 12 1211", None),
        ("2012 12 11", date(2012, 12, 11)),
        ("31 02 2015", None),
        ("30062015", None),
        ("01 234 5678", None),
    ],
)
def test_dates_in_the_boxes_of_a_form_are_read_where_a_label_says_so(text: str, day: date | None) -> None:
    found = parse_boxed_date(text)
    assert (found.first if found else None) == day
    assert parse_date(text) is None
    assert list(find_dates(text)) == []
