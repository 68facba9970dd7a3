"""Promises of the people estimate: rows are not people, and one person on two sheets is one."""

from __future__ import annotations

import random

import pytest

from detectors.engine import Detector
from detectors.model import ColumnVerdict, Evidence, EvidenceKind, Match, Table
from detectors.names.writing import name_keys, reading_key
from detectors.people import kept_people
from detectors.people.estimate import PeopleCounter
from tests.detectors.sheets import GIVEN, SURNAMES, british, japanese, judged, my_number, people_of

JA = japanese(60, seed=11)
EN = british(60, seed=12)


def _matches(text, *names):
    evidence = (Evidence(EvidenceKind.MODEL, 2.0, "test"),)
    return [Match("PERSON", text.index(n), text.index(n) + len(n), 0.98, evidence, "test") for n in names]


def test_a_staff_number_counts_each_person_once_however_many_rows_they_have():
    rows = [["社員番号", "氏名", "支給額"]] + [[p.staff, p.name, "200000"] for p in JA] * 12
    assert people_of(rows) == (len({p.staff for p in JA}),) * 2


@pytest.mark.parametrize(
    ("people", "header", "shared"),
    [(JA, ["委託者番号", "預金者名", "金額"], "0012345678"), (EN, ["Member No", "Name", "Fee"], "10044871")],
)
def test_a_number_that_all_rows_share_is_the_number_of_none_of_them(people, header, shared):
    rows = [header, *([shared, p.name, "22000"] for p in people)]
    low, high = people_of(rows)
    assert low == len({"".join(p.name.split()) for p in people})
    assert high >= low


def test_numbers_of_applications_do_not_make_more_people_of_those_who_apply_again():
    rows = [["受付番号", "申請者", "手続"]]
    rows += [[f"2025{number:04d}", p.name, "資格取得"] for number, p in enumerate(JA[:12] * 2)]
    assert people_of(rows) == (len({p.name for p in JA[:12]}),) * 2


def test_whoever_signs_for_a_row_with_the_surname_is_nobody_else():
    rows = [["氏名", "日数", "署名又は記名押印"], *([p.name, "3", p.surname] for p in JA)]
    assert people_of(rows) == (len({"".join(p.name.split()) for p in JA}),) * 2


def test_equal_names_are_one_person_at_least_and_as_many_as_birth_dates_at_most():
    rows = [
        ["氏名", "生年月日"],
        ["佐藤太郎", "1980-01-01"],
        ["佐藤太郎", "1991-05-05"],
        ["佐藤 太郎", "1980-01-01"],
        ["鈴木花子", "1975-03-03"],
    ]
    assert people_of(rows) == (2, 3)


def test_surname_and_given_name_columns_are_one_person_a_row():
    distinct = len({(p.surname, p.given) for p in EN})
    rows = [["Surname", "First name", "Post"], *([p.surname, p.given, "Clerk"] for p in EN)]
    assert people_of(rows) == (distinct, distinct)


def test_a_reading_beside_the_name_adds_nobody():
    distinct = len({(p.surname, p.given) for p in JA})
    assert people_of([["氏名", "フリガナ"], *([p.name, p.kana] for p in JA)]) == (distinct, distinct)


def test_whoever_looks_after_the_row_is_not_counted_with_the_people_it_is_about():
    distinct = len({(p.surname, p.given) for p in JA})
    rows = [["担当者", "顧客名", "電話番号"], *(["佐藤太郎", p.name, p.phone] for p in JA)]
    low, high = people_of(rows)
    assert low == distinct
    assert distinct <= high <= len(JA)


def test_a_guardian_beside_pupils_in_a_transposed_table_is_not_counted_with_them():
    rows = [
        ["氏名", *(p.name for p in JA[:4])],
        ["保護者氏名", *(p.name for p in JA[30:34])],
        ["携帯", *(p.phone for p in JA[:4])],
    ]
    assert people_of(rows) == (4, 4)


def test_a_name_that_comes_again_once_may_be_somebody_else():
    people = [*dict.fromkeys(p.name.replace(" ", "").replace("\u3000", "") for p in JA)]
    rows = [
        ["氏名", "応募日"],
        *([n, f"2019-{i % 12 + 1:02d}-{i % 28 + 1:02d}"] for i, n in enumerate([*people, people[0]])),
    ]
    assert people_of(rows) == (len(people), len(people) + 1)


def test_names_that_come_again_all_the_time_are_the_same_people():
    rows = [["氏名", "対象月"], *([p.name, f"2019-{m:02d}"] for p in JA[:10] for m in range(1, 7))]
    distinct = len({(p.surname, p.given) for p in JA[:10]})
    assert people_of(rows) == (distinct, distinct)


def test_without_names_the_addresses_of_people_count():
    assert people_of([["メールアドレス"], *([p.mail] for p in JA)]) == (60, 60)


def test_a_price_list_is_about_nobody():
    assert people_of([["品名", "単価"], ["机", "1000"], ["椅子", "500"]]) == (0, 0)


def test_the_same_person_on_two_sheets_is_counted_once():
    counter = PeopleCounter()
    for name, rows in (
        ("2018", [["氏名", "電話番号"], *([p.name, p.phone] for p in JA[:20])]),
        ("2019", [["電話番号", "氏名"], *([p.phone, p.name] for p in JA[10:30])]),
    ):
        counter.table(Table(name, rows), judged(rows, name).columns)
    found = counter.estimate()
    distinct = len({(p.surname, p.given) for p in JA[:30]})
    assert found.low == distinct
    assert distinct <= found.high <= 30


def test_equal_names_with_different_staff_numbers_on_two_sheets_are_twopeople_of():
    counter = PeopleCounter()
    for name, number in (("社員", "40001"), ("退職者", "50001")):
        rows = [["社員番号", "氏名"], [number, "佐藤修"], ["60000", "田中誠"]]
        counter.table(Table(name, rows), judged(rows, name).columns)
    assert (counter.estimate().low, counter.estimate().high) == (3, 3)


def test_telephone_numbers_of_firms_may_be_nobodys():
    rows = [["取引先名", "電話番号"], *([f"株式会社{p.surname}商店", f"03-5000-{i:04d}"] for i, p in enumerate(JA))]
    assert people_of(rows)[0] == 0


def test_another_table_on_the_same_sheet_counts_its_own_rows():
    rows = [
        ["氏名", "電話番号"],
        *([p.name, p.phone] for p in JA[:15]),
        [],
        ["Name", "E-mail"],
        *([p.name, p.mail] for p in EN[:15]),
    ]
    expected = len({(p.surname, p.given) for p in JA[:15]}) + len({p.name for p in EN[:15]})
    assert people_of(rows)[0] == expected


@pytest.mark.parametrize(
    ("names", "low", "high"),
    [
        (("佐藤太郎", "鈴木花子"), 2, 2),
        (("佐藤太郎", "佐藤"), 1, 1),
        (("佐藤太郎", "佐藤花子", "佐藤"), 2, 2),
        (("佐藤太郎様", "佐藤 太郎"), 1, 1),
        (("佐藤太郎", "サトウ タロウ"), 1, 1),
        (("Emily Taylor", "Taylor, Emily"), 1, 1),
        (("Mrs Emily Taylor", "Emily Taylor"), 1, 1),
        (("Emily Taylor", "Jack Brown"), 2, 2),
        ((), 0, 0),
    ],
)
def test_names_in_prose_arepeople_of(names, low, high):
    counter = PeopleCounter()
    text = "。".join(names)
    counter.text(text, _matches(text, *names))
    found = counter.estimate()
    assert (found.low, found.high) == (low, high)


def test_mail_addresses_in_prose_are_somebody():
    counter = PeopleCounter()
    text = "a@example.com b@example.com"
    evidence = (Evidence(EvidenceKind.PATTERN, 4.0),)
    counter.text(
        text, [Match("EMAIL_ADDRESS", 0, 13, 0.9, evidence, "x"), Match("EMAIL_ADDRESS", 14, 27, 0.9, evidence, "x")]
    )
    assert (counter.estimate().low, counter.estimate().high) == (1, 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋 一郎", "高橋一郎"),
        ("Ｊｏｈｎ Smith", "john  smith"),
        ("O'Brien, Mary", "Mary OBrien"),
        ("田中さん", "田中"),
    ],
)
def test_two_writings_of_a_name_have_one_key(one, other):
    key, other_key = name_keys([one, other])
    assert key == other_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ヒガキ コトハ", "Kotoha HIGAKI"), ("ひがき ことは", "ﾋｶﾞｷ ｺﾄﾊ"), ("オオノ シンペイ", "Shimpei Ohno"),
        ("オオノ シンペイ", "Ōno Shinpei"), ("サトウ ユウコ", "Yuko Sato"),
    ],
)  # fmt: skip
def test_kana_and_romaji_of_a_name_have_one_key(one: str, other: str) -> None:
    assert reading_key(one) == reading_key(other) != ""


@pytest.mark.parametrize("name", ["John Smith", "檜垣琴葉", "Keziah Uttley", "", "コトハ"])
def test_what_is_no_reading_has_no_reading_key(name: str) -> None:
    assert reading_key(name) == ""


def test_people_listed_in_kanji_on_one_sheet_and_in_romaji_or_kana_on_another_are_counted_once() -> None:
    known = [
        ("檜垣琴葉", "ヒガキ コトハ", "Kotoha Higaki"),
        ("猪狩朔也", "イガリ サクヤ", "Sakuya Igari"),
        ("瓜生衣織", "ウリュウ イオリ", "Iori Uryu"),
    ]
    both = [["氏名", "フリガナ"], *([k, r] for k, r, _ in known)]
    for other in ([["氏名"], *([r] for _, r, _ in known)], [["Name", "Room"], *([latin, "12"] for *_, latin in known)]):
        for sheets in ((both, other), (other, both)):
            counter = PeopleCounter()
            for number, rows in enumerate(sheets):
                table = Table(f"Sheet{number}", rows)
                verdict = Detector().judge(table)
                counter.table(table, verdict.columns, verdict.cells)
            assert (counter.estimate().low, counter.estimate().high) == (3, 3)


def test_lists_side_by_side_are_counted_together() -> None:
    known = [(f"{a}{b}", f"03-1234-{n:04d}") for n, (a, b) in enumerate(zip(SURNAMES, GIVEN, strict=False))]
    half = len(known) // 2
    rows = [["氏名", "電話番号", "", "氏名", "電話番号"]]
    rows += [[*left, "", *right] for left, right in zip(known[:half], known[half:], strict=False)]
    low, high = people_of(rows)
    assert low <= 2 * half <= high
    assert low >= 2 * half - 1


def test_beyond_what_is_kept_people_are_counted_from_a_sample_within_its_bounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept_people, "KEPT", 2_000)
    counter = PeopleCounter()
    values = [f"{a}{b}{c}" for a in SURNAMES for b in GIVEN for c in "一二三四五六七八九十春夏秋冬東西南北上下"]
    for start in range(0, len(values), 1_000):
        block = values[start : start + 1_000]
        table = Table("List", [("氏名",), *((v,) for v in block)])
        column = ColumnVerdict("PERSON", 0, "氏名", 1, len(block), len(block), tuple(block), 0.99, (), "columns")
        counter.table(table, [column])
    found = counter.estimate()
    assert found.low <= len(values) <= found.high
    assert found.high - found.low < 0.4 * len(values)
    assert all(len(s.pairs.names) <= 2_000 for s in counter._sheets.values())


def test_many_names_have_the_keys_that_each_has_by_itself():
    names = [
        "Dr Jane O'Neill",
        "Neill, Jane",
        "佐藤 太郎 様",
        "髙橋\u3000花子",
        "ﾋｶﾞｷ ｺﾄﾊ",
        "two\nlines",
        "",
        "_",
        "Éloïse Dupont",
    ]
    assert name_keys(names) == [name_keys([name])[0] for name in names]


def test_readings_in_a_row_of_their_own_add_nobody() -> None:
    people = [p for i, p in enumerate(JA) if p.kana not in {q.kana for q in JA[:i]}][:12]
    rows = [["No", "氏名", "電話"]]
    for i, p in enumerate(people):
        rows += [[str(i), p.kana, ""], ["", p.name, p.phone]]
    assert people_of(rows) == (12, 12)


def test_whom_to_call_named_with_a_number_in_one_cell_is_not_counted() -> None:
    rows = [
        ["Name", "Emerg. contact (name + no.)"],
        *([p.name, f"{q.name} {q.phone}"] for p, q in zip(EN[:10], EN[20:30], strict=True)),
    ]
    assert people_of(rows)[1] <= len({p.name for p in EN[:10]})


def test_a_former_surname_beside_the_present_one_makes_nobody_else() -> None:
    people = list({p.surname + p.given: p for p in JA}.values())[:12]
    rows = [["現姓", "旧姓", "名前"], *([p.surname, "" if i % 3 else "古川", p.given] for i, p in enumerate(people))]
    assert people_of(rows) == (12, 12)


def test_a_surname_below_the_given_name_of_people_side_by_side_makes_one_person():
    people = EN[:6]
    rows = [
        ["MEMBER", *(p.name.split()[0] for p in people)],
        ["SURNAME", *(p.name.split()[-1] for p in people)],
        ["MOBILE", *(p.phone for p in people)],
        ["EMAIL", *(f"{p.surname}{i}@example.org" for i, p in enumerate(people))],
    ]
    table, counter = Table("Sheet1", rows), PeopleCounter()
    verdict = Detector().judge(table)
    counter.table(table, verdict.columns, verdict.cells)
    estimate = counter.estimate()
    assert (estimate.low, estimate.high) == (len(people), len(people))


def test_members_of_the_family_with_numbers_of_their_own_are_people_too() -> None:
    rng = random.Random(4)
    rows = [["社員番号", "氏名", "個人番号", "扶養家族①", "個人番号①"]]
    rows += [[f"{i + 1200}", p.name, my_number(rng), p.given, my_number(rng)] for i, p in enumerate(JA[:12])]
    low, high = people_of(rows)
    assert low == 12
    assert high == 24


@pytest.mark.parametrize("body", ["㈲佐藤園芸", "株式会社 青葉", "(一社)梅の会", "山田商店", "全員", "緑町自治会"])
def test_firms_and_groups_among_japanese_customers_are_people_at_most(body):
    rows = [["氏名", "住所"], *([p.name, p.address] for p in JA)]
    low, high = people_of(rows)
    assert people_of([*rows, [body, JA[0].address]]) == (low, high + 1)


@pytest.mark.parametrize("body", ["Copperfold Ltd", "Ansty Primary School", "St Mary's Church", "Everyone"])
def test_firms_and_groups_among_english_customers_are_people_at_most(body):
    distinct = len({(p.surname, p.given) for p in EN})
    rows = [["Customer name", "Town"], *([p.name, "Leeds"] for p in EN), [body, "Leeds"]]
    assert people_of(rows) == (distinct, distinct + 1)


def test_rows_without_the_number_that_the_others_are_counted_by_are_people_at_most():
    rows = [["Ref", "E-mail", "Course", "Fee"], *([str(n), f"a{n}@example.com", "Pottery", "£20"] for n in range(12))]
    low, high = people_of([*rows, ["12", "", "Weaving", "£20"], ["13", "none", "Weaving", "£20"], ["", "", "", "£280"]])
    assert (low, high) == (12, 14)
