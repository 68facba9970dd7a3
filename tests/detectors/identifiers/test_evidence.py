"""What stands beside an identifier, what its own parts say, and what role it has."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.engine import Detector
from detectors.identifiers.mrz import check_digit
from detectors.model import Match, Passage

LICENCE = "MORGA607054SM9IJ"  # Morgan, born on 5 July 1964; the month has no 5 in front, so a man


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def one(detector: Detector, text: str, entity: str) -> Match:
    (match,) = (m for m in detector.find([Passage(text)])[0] if m.entity == entity)
    return match


def details(match: Match) -> set[str]:
    return {e.detail for e in match.evidence}


def zone(names: str, birth: str, expiry: str = "300101", number: str = "TR1234567") -> str:
    upper = f"P<JPN{names}".ljust(44, "<")
    return (
        f"{upper}\n{number}{check_digit(number)}JPN{birth}{check_digit(birth)}F{expiry}{check_digit(expiry)}".ljust(
            44 + 1 + 42, "<"
        )
        + "00"
    )


def test_a_passports_zone_gives_number_name_birth_date_and_sex(detector: Detector) -> None:
    text = f"写し\n{zone('YAMADA<<HANAKO', '850401')}\n以上"
    found = {m.entity: text[m.start : m.end] for m in detector.find([Passage(text)])[0]}
    assert found == {"JP_PASSPORT": "TR1234567", "PERSON": "YAMADA<<HANAKO", "DATE_OF_BIRTH": "850401", "GENDER": "F"}


@pytest.mark.parametrize(
    ("kind", "state", "entity"),
    [("I<", "GBR", "MEMBER_ID"), ("C<", "JPN", "JP_RESIDENCE_CARD"), ("I<", "VNM", "MEMBER_ID")],
)
def test_a_cards_zone_of_three_lines_is_read(detector: Detector, kind: str, state: str, entity: str) -> None:
    number, birth, expiry = "AB1234567", "850401", "300101"
    first = f"{kind}{state}{number}{check_digit(number)}".ljust(30, "<")
    second = f"{birth}{check_digit(birth)}F{expiry}{check_digit(expiry)}VNM".ljust(29, "<") + "4"
    text = "\n".join((first, second, "NGUYEN<<THI<MAI".ljust(30, "<")))
    found = {m.entity: text[m.start : m.end] for m in detector.find([Passage(text)])[0]}
    assert found == {entity: number, "PERSON": "NGUYEN<<THI<MAI", "DATE_OF_BIRTH": birth, "GENDER": "F"}


@given(
    st.dates(date(1930, 1, 1), date(2010, 1, 1)),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=9, max_size=9),
)
def test_one_wrong_digit_lowers_a_zone_and_two_refuse_it(born: date, number: str) -> None:
    birth, expiry = born.strftime("%y%m%d"), (born + timedelta(30_000)).strftime("%y%m%d")
    good = Detector().find([Passage(zone("YAMADA<<HANAKO", birth, expiry, number))])[0]
    line = zone("YAMADA<<HANAKO", birth, expiry, number)
    at = line.index("\n") + 1
    wrong = {p: str((int(line[at + p]) + 1) % 10) for p in (9, 19)}
    once = line[: at + 9] + wrong[9] + line[at + 10 :]
    twice = once[: at + 19] + wrong[19] + once[at + 20 :]
    scores = [
        max((m.score for m in Detector().find([Passage(t)])[0] if m.recognizer == "mrz"), default=0.0)
        for t in (once, twice)
    ]
    assert max(m.score for m in good if m.recognizer == "mrz") > scores[0] > scores[1] == 0.0


@pytest.mark.parametrize(
    ("text", "said", "not_said"),
    [
        (f"Gareth Morgan {LICENCE}", "the surname in it", "the birth date in it"),
        (f"DOB 05/07/1964, {LICENCE}", "the birth date in it", "another birth date beside it"),
        (f"DOB 06/07/1964, {LICENCE}", "another birth date beside it", "the birth date in it"),
        (f"Invoice of 06/07/2020 for {LICENCE}", "birth date", "another birth date beside it"),
    ],
)
def test_a_licence_is_compared_with_who_stands_beside_it(
    detector: Detector, text: str, said: str, not_said: str
) -> None:
    found = details(one(detector, text, "UK_DRIVING_LICENCE"))
    assert said in found
    assert not_said not in found


def test_a_licence_beside_its_holder_is_surer_than_beside_another_birth_date(detector: Detector) -> None:
    scores = [
        one(detector, t, "UK_DRIVING_LICENCE").score
        for t in (f"Gareth Morgan, DOB 05/07/1964, {LICENCE}", LICENCE, f"DOB 06/07/1964, {LICENCE}")
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("03-1234-5678", "JP fixed"),
        ("090-1234-5678", "JP mobile"),
        ("050-1234-5678", "JP IP"),
        ("0120-123-456", "free-dial number"),
        ("0570-012-345", "national number"),
        ("0345 600 0123", "national number"),
        ("020 7946 0123", "GB fixed"),
        ("07911 123456", "GB mobile"),
        ("0800 1111 000", "free-dial number"),
        ("+81 90 1234 5678", "mobile"),
        ("03-1234-5678(代)", "switchboard"),
        ("代表電話 03-1234-5678", "switchboard"),
        ("switchboard: 020 7946 0123", "switchboard"),
    ],
)
def test_a_telephone_number_says_what_it_reaches(detector: Detector, text: str, role: str) -> None:
    assert role in details(one(detector, text, "PHONE_NUMBER"))


def test_numbers_of_organisations_count_less_than_those_of_people(detector: Detector) -> None:
    person, firm = (one(detector, t, "PHONE_NUMBER").score for t in ("090-1234-5678", "0120-123-456"))
    assert person > firm
    assert one(detector, "03-1234-5678", "PHONE_NUMBER").score > one(detector, "03-1234-5678(代)", "PHONE_NUMBER").score


@pytest.mark.parametrize("local", ["info", "saiyou", "no-reply", "soumu", "support2", "Reception", "toiawase"])
def test_a_role_account_counts_less_than_a_persons(detector: Detector, local: str) -> None:
    role, person = (one(detector, f"{x}@example.com", "EMAIL_ADDRESS") for x in (local, "taro.yamada"))
    assert "role account" in details(role)
    assert role.score < person.score


@pytest.mark.parametrize("local", ["infomatsu", "salesh", "henry", "mailer.t", "hr.taro"])
def test_a_persons_account_is_not_taken_for_a_role(detector: Detector, local: str) -> None:
    assert "role account" not in details(one(detector, f"{local}@example.com", "EMAIL_ADDRESS"))


def test_what_stands_together_makes_a_bank_account(detector: Detector) -> None:
    texts = ("普通 1234567", "新宿支店 普通 1234567", "みずほ銀行 新宿支店 普通 1234567 ヤマダ タロウ")
    scores = [one(detector, t, "JP_BANK_ACCOUNT").score for t in texts]
    assert scores == sorted(scores)
    assert {"金融機関", "預金種目", "口座名義"} <= details(one(detector, texts[2], "JP_BANK_ACCOUNT"))


def test_the_insurers_number_counts_less_than_the_insured_persons(detector: Detector) -> None:
    insurer = one(detector, "保険者番号 06130017", "JP_HEALTH_INSURANCE")
    insured = one(detector, "被保険者証 記号:1234 番号:56 枝番:01", "JP_HEALTH_INSURANCE")
    assert "the insurer's number" in details(insurer)
    assert insurer.score < insured.score


@given(
    st.integers(0, 300),
    st.integers(0, 300),
    st.sampled_from(["生活の記録。", "the birth of it. ", "番号 1985 と 4 と 1。", "あ"]),
)
def test_a_birth_date_is_found_wherever_in_a_text_it_stands(before: int, after: int, filler: str) -> None:
    text = (filler * 60)[:before] + "\n生年月日:昭和60年4月1日\n" + (filler * 60)[:after]
    found = [text[m.start : m.end] for m in Detector().find([Passage(text)])[0] if m.entity == "DATE_OF_BIRTH"]
    assert found == ["昭和60年4月1日"]


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("Demand is well ahead of last year. We spoke to Tony Norton on 020 7946 0123; he agreed.", "high"),
        ("It was moved to a later date.\u201d She rang Tony on 020 7946 0123.", "high"),
        ("受注番号を確認した。山田様の電話は 03-1234-5678 です。", "high"),
        ("Order number: 020 7946 0123", "low"),
        ("Order no. 020 7946 0123", "low"),
        ("受注番号 03-1234-5678", "low"),
    ],
)
def test_a_label_says_nothing_against_what_stands_in_the_next_sentence(text: str, score: str) -> None:
    found = [m.score for m in Detector(min_score=0.0).find([Passage(text)])[0] if m.entity == "PHONE_NUMBER"]
    assert (max(found) > 0.8) if score == "high" else (max(found, default=0.0) < 0.5)
