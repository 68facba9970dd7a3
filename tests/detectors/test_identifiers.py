"""Identifiers, a table each: what must be found, what must not, look-alikes, full width, text that touches kana.

All numbers are synthetic or published test values.
"""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import Match, Passage


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def found(detector: Detector, text: str, *labels: str) -> list[tuple[str, str]]:
    return [(m.entity, text[m.start : m.end]) for m in detector.find([Passage(text, labels)])[0]]


FOUND = [
    # text, entity, value
    ("マイナンバー:123456789018", "JP_MY_NUMBER", "123456789018"),
    ("個人番号は１２３４ー５６７８―９０１８です", "JP_MY_NUMBER", "１２３４ー５６７８―９０１８"),
    ("個人番号　1234 5678 9018", "JP_MY_NUMBER", "1234 5678 9018"),
    ("123456789018(マイナンバー)", "JP_MY_NUMBER", "123456789018"),
    ("My Number 3141 5926 5352", "JP_MY_NUMBER", "3141 5926 5352"),
    ("運転免許証番号 309012345620", "JP_DRIVER_LICENSE", "309012345620"),
    ("免許証番号第621234567810号", "JP_DRIVER_LICENSE", "621234567810"),
    ("住民票コード 12345678903", "JP_RESIDENT_RECORD_CODE", "12345678903"),
    ("基礎年金番号 1234-567890", "JP_PENSION_NUMBER", "1234-567890"),
    ("雇用保険被保険者番号 1301-123456-7", "JP_EMPLOYMENT_INSURANCE", "1301-123456-7"),
    ("保険者番号 06130017", "JP_HEALTH_INSURANCE", "06130017"),
    ("健康保険証 記号1234 番号567", "JP_HEALTH_INSURANCE", "1234 番号567"),
    ("旅券番号TR1234567", "JP_PASSPORT", "TR1234567"),
    ("国籍：日本 旅券番号：TR1234567", "JP_PASSPORT", "TR1234567"),
    ("国籍：中国 旅券番号：TR1234567", "MEMBER_ID", "TR1234567"),
    ("Passport number 512345678, nationality: American", "MEMBER_ID", "512345678"),
    ("Passport number 512345678, nationality: British", "UK_PASSPORT", "512345678"),
    ("在留カードAB12345678CDを確認", "JP_RESIDENCE_CARD", "AB12345678CD"),
    ("みずほ銀行 新宿支店 普通 1234567", "JP_BANK_ACCOUNT", "1234567"),
    ("口座番号:7654321", "JP_BANK_ACCOUNT", "7654321"),
    ("ゆうちょ銀行 記号12340 番号12345671", "JP_BANK_ACCOUNT", "12340 番号12345671"),
    ("〒100-0005 東京都千代田区", "JP_POSTAL_CODE", "〒100-0005"),
    ("郵便番号 1000005", "JP_POSTAL_CODE", "1000005"),
    ("品川 300 あ 12-34の車", "JP_VEHICLE_NUMBER", "品川 300 あ 12-34"),
    ("電話０３－１２３４－５６７８まで", "PHONE_NUMBER", "０３－１２３４－５６７８"),
    ("携帯は090-1234-5678です", "PHONE_NUMBER", "090-1234-5678"),
    ("TEL:0312345678", "PHONE_NUMBER", "0312345678"),
    ("+81 90 1234 5678", "PHONE_NUMBER", "+81 90 1234 5678"),
    ("call 020 7946 0123 today", "PHONE_NUMBER", "020 7946 0123"),
    ("Mobile: 07700 900123", "PHONE_NUMBER", "07700 900123"),
    ("+44 (0)20 7946 0123", "PHONE_NUMBER", "+44 (0)20 7946 0123"),
    ("国民保険番号AB123456Cです", "UK_NINO", "AB123456C"),
    ("NI: JG 10 37 59 A", "UK_NINO", "JG 10 37 59 A"),
    ("NHS number 943 476 5870", "UK_NHS", "943 476 5870"),
    ("NHS9434765870", "UK_NHS", "9434765870"),
    ("UTR 32824 97350", "UK_UTR", "32824 97350"),
    ("Passport No: 123456782", "UK_PASSPORT", "123456782"),
    ("licence MORGA657054SM9IJ", "UK_DRIVING_LICENCE", "MORGA657054SM9IJ"),
    ("Sort code 12-34-56, account 12345678", "UK_BANK_ACCOUNT", "12-34-56, account 12345678"),
    ("Account number 87654321", "UK_BANK_ACCOUNT", "87654321"),
    ("write to SW1A 1AA", "UK_POSTCODE", "SW1A 1AA"),
    ("Car reg AB51 ABC", "UK_VEHICLE_REGISTRATION", "AB51 ABC"),
    ("連絡先はtaro.yamada@example.comです", "EMAIL_ADDRESS", "taro.yamada@example.com"),
    ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", "EMAIL_ADDRESS", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ"),
    ("カード番号4539148803436467です", "CREDIT_CARD", "4539148803436467"),
    ("4539 1488 0343 6467", "CREDIT_CARD", "4539 1488 0343 6467"),
    ("GB29 NWBK 6016 1331 9268 19", "IBAN_CODE", "GB29 NWBK 6016 1331 9268 19"),
    ("from 81.2.69.142 at noon", "IP_ADDRESS", "81.2.69.142"),
    ("昭和60年4月1日生まれ", "DATE_OF_BIRTH", "昭和60年4月1日"),
    ("生年月日:S60.4.1", "DATE_OF_BIRTH", "S60.4.1"),
    ("生年月日 昭和六十年四月一日", "DATE_OF_BIRTH", "昭和六十年四月一日"),
    ("Date of birth: 1 April 1985", "DATE_OF_BIRTH", "1 April 1985"),
    ("born on 01/04/1985", "DATE_OF_BIRTH", "01/04/1985"),
    ("満45歳", "AGE", "満45歳"),
    ("性別:女", "GENDER", "女"),
    ("社員番号:A-12345", "MEMBER_ID", "A-12345"),
    ("Membership no. 00123456", "MEMBER_ID", "00123456"),
]

NOT_FOUND = [
    # text, entity that it must not be taken for
    ("注文番号123456789018は出荷済み", "JP_MY_NUMBER"),
    ("個人番号 123456789012", "JP_MY_NUMBER"),  # check digit fails
    ("個人番号 000000000000", "JP_MY_NUMBER"),
    ("2024011512301234", "JP_MY_NUMBER"),
    ("合計 123,456,789,018円", "JP_MY_NUMBER"),
    ("部品番号AB1234567は廃番", "JP_PASSPORT"),
    ("Part AB1234567 is withdrawn", "JP_PASSPORT"),
    ("法人番号7000012050002", "JP_MY_NUMBER"),
    ("2019年4月1日に開催", "DATE_OF_BIRTH"),
    ("発行日 2019年4月1日", "DATE_OF_BIRTH"),
    ("明・大・昭・平・令 年 月 日生", "DATE_OF_BIRTH"),
    ("QQ 12 34 56 A", "UK_NINO"),
    ("NHS number 943 476 5871", "UK_NHS"),
    ("Order 9434765870 shipped", "UK_NHS"),
    ("room A1 1AA", "UK_VEHICLE_REGISTRATION"),
    ("ZZ9 9ZZ", "UK_POSTCODE"),
    ("JAN 4901234567894", "PHONE_NUMBER"),
    ("invoice 0312345678", "PHONE_NUMBER"),
    ("ISBN 978-4-10-109205-8", "PHONE_NUMBER"),
    ("http://user:pass@example.org/hi", "EMAIL_ADDRESS"),
    ("4539148803436468", "CREDIT_CARD"),
    ("version 192.168.1.1", "IP_ADDRESS"),
    ("単価1234567円", "JP_BANK_ACCOUNT"),
    ("数量 1234567", "JP_POSTAL_CODE"),
    ("20歳以上の方", "AGE"),
    ("項目 番号 12345", "MEMBER_ID"),
]


@pytest.mark.parametrize(("text", "entity", "value"), FOUND)
def test_found_in_full(detector: Detector, text: str, entity: str, value: str) -> None:
    assert (entity, value) in found(detector, text)


@pytest.mark.parametrize(("text", "entity"), NOT_FOUND)
def test_not_taken_for_it(detector: Detector, text: str, entity: str) -> None:
    assert entity not in [e for e, _ in found(detector, text)]


@pytest.mark.parametrize(
    ("value", "label", "entity"),
    [
        ("123456789018", "マイナンバー", "JP_MY_NUMBER"),
        ("9434765870", "NHS No", "UK_NHS"),
        ("1234567", "郵便番号", "JP_POSTAL_CODE"),
        ("12345", "社員番号", "MEMBER_ID"),
        ("1985-04-01", "生年月日", "DATE_OF_BIRTH"),
    ],
)
def test_a_label_from_outside_the_text_counts_like_one_inside(
    detector: Detector, value: str, label: str, entity: str
) -> None:
    assert found(detector, value, label) == [(entity, value)]


def test_nothing_negative_is_ever_reported(detector: Detector) -> None:
    assert found(detector, "法人番号7000012050002 VAT GB980780684 JAN 4901234567894") == []


def test_all_that_was_considered_is_shown_at_score_zero() -> None:
    shown = {m.entity for m in Detector(0.0).find([Passage("9434765870")])[0]}
    assert "UK_NHS" in shown


def test_a_score_is_a_probability_and_names_its_evidence(detector: Detector) -> None:
    match: Match = detector.find([Passage("個人番号 123456789018")])[0][0]
    assert 0.9 < match.score < 1.0
    assert [str(e) for e in match.evidence] == ["PATTERN", "CHECK_DIGIT mod 11", "LABEL 個人番号"]


def test_a_mail_subject_does_not_outweigh_the_label_beside_the_number(detector: Detector) -> None:
    assert found(detector, "個人番号:123456789018", "在庫確認のお願い") == [("JP_MY_NUMBER", "123456789018")]
    assert found(detector, "注文番号 123456789018", "マイナンバー") == []


def test_the_nearest_label_decides(detector: Detector) -> None:
    assert ("JP_MY_NUMBER", "123456789018") not in found(detector, "個人番号欄 注文番号 123456789018")
    assert ("JP_MY_NUMBER", "123456789018") in found(detector, "注文番号 88 個人番号 123456789018")
