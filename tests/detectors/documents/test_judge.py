"""Promises of how sure a class is, and of what that was learnt from."""

from __future__ import annotations

import pytest

from detectors.documents.heads.weights import WHOLE, heads
from detectors.documents.judge import chances, likeliest, shares
from detectors.documents.profile import DocumentProfile
from detectors.documents.train import Judged, digest, learnt
from detectors.finder import Finder
from detectors.model import ClassVerdict, EvidenceKind, Passage, Table
from detectors.text.lexicon import load_yaml
from tests.detectors.sheets import EN, JA, judged

FINDER = Finder()


def _told(path: str, text: str = "", rows: list[list[str]] | None = None, kind: str = "") -> ClassVerdict:
    profile = DocumentProfile()
    if text:
        passage = Passage(text)
        profile.text(passage, FINDER.find([passage])[0])
    if rows:
        profile.table(Table("", rows, kind=kind), judged(rows))
    return profile.finish().under(path).doc_class


def test_what_two_classes_are_told_by_alike_is_shared_between_them():
    alone = chances({"none": {}, "pupils": {"title": 4.0}}, shares())
    beside = chances({"none": {}, "pupils": {"title": 4.0}, "childcare": {"title": 4.0}}, shares())
    assert sum(beside.values()) == pytest.approx(1.0)
    assert beside["pupils"] == beside["childcare"] < alone["pupils"]


def test_none_is_told_where_no_class_is_surely_likelier():
    worth = dict.fromkeys(shares(), 1.0)
    assert likeliest({"none": {}, "pupils": {"title": 0.1}}, worth)[0] == "none"
    assert likeliest({"none": {}, "pupils": {"title": 0.9}, "childcare": {"title": 0.4}}, worth)[0] == "pupils"
    assert likeliest({"none": {}}, worth)[0] == "none"


def test_the_words_of_a_text_alone_do_not_decide_between_near_rivals():
    worth = dict.fromkeys(shares(), 1.0)
    said = {"none": {}, "contract": {"words": 3.2}, "tenants": {"words": 3.0}}
    assert likeliest(said, worth)[0] == "none"
    assert likeliest(said | {"tenants": {"title": 3.0}}, worth)[0] == "tenants"
    assert likeliest(said | {"tenants": {"words": 1.0}}, worth)[0] == "contract"
    assert likeliest(said | {"contract": {"words": 1.2, "title": 2.0}}, worth)[0] == "contract"


@pytest.mark.parametrize(
    ("path", "others"),
    [
        ("出席簿.xlsx", {"pupils", "childcare"}),
        ("emergency contacts.xlsx", {"staff_list", "membership_list", "childcare"}),
    ],
)
def test_a_class_that_was_won_narrowly_has_a_low_score_and_names_the_other(path, others):
    staff = JA if path[0] > "z" else EN
    found = _told(path, rows=[["氏名" if staff is JA else "Name"], *([p.name] for p in staff[:12])])
    assert found.score < 0.75
    assert found.evidence[0].kind is EvidenceKind.RIVAL
    assert {found.doc_class, found.evidence[0].detail} <= others


def test_a_class_that_all_speaks_for_has_a_high_score_and_no_other_is_named():
    found = _told(
        "給与明細.xlsx", rows=[["社員番号", "氏名", "差引支給額"], *(["1", p.name, "200000"] for p in JA[:12])]
    )
    assert (found.doc_class, found.score > 0.9) == ("payroll", True)
    assert EvidenceKind.RIVAL not in {e.kind for e in found.evidence}


def test_headers_known_by_their_parts_only_are_told_without_showing_torn_words():
    headers = ["お施主様の御芳名", "差引御支給金高", "御控除金高計", "時間外御手当金高"]
    assert not any(WHOLE + header in heads().numbers for header in headers)
    found = _told("Book1.xlsx", rows=[headers, *([p.name, "200000", "3000", "1000"] for p in JA[:12])])
    assert found.doc_class in ("payroll", "wage_ledger")
    shown = {e.detail for e in found.evidence}
    assert "its headers" in shown
    assert not shown & {word for word in heads().words if not word.startswith(WHOLE) and not word.isascii()}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("職員退職届（様式）.docx", "退職届\n私儀　一身上の都合により退職いたします。"),
        ("complaint template.docx", "Complaint\nWhat happened\nWhat we did about it"),
        (
            "苦情受付票.docx",
            "苦情受付票\n受付日　　　年　　月　　日\n申出人\n内容　________________\n対応　________________",
        ),
        (
            "Form 7.docx",
            "ACCIDENT REPORT\nInjured person: ................\nNature of injury: ...............\nSigned ______",
        ),
        ("ひな形/苦情受付票.docx", "様式第３号\n苦情受付票\n受付日　　　年　　月　　日\n申出人\n内容（　　　　　）"),
    ],
)
def test_a_form_is_told_by_what_it_is_called_and_by_its_blanks(path, text):
    assert _told(path, text).doc_class == "form_template"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "様式/資格取得届_記入例.pdf",
            "被保険者資格取得届\n被保険者氏名　雇用 太郎　フリガナ コヨウ タロウ\n"
            "生年月日 昭和60年1月1日\n資格取得年月日 令和6年4月1日",
        ),
        (
            "Forms/accident report - completed example.docx",
            "ACCIDENT REPORT\nInjured person: Joan Bloggs\nNature of injury: cut to left hand, first aid given\n"
            "Signed: J Bloggs",
        ),
    ],
)
def test_a_form_filled_in_to_show_how_is_no_record(path, text):
    assert _told(path, text).doc_class == "form_template"
    record = path.replace("記入例", "佐藤様").replace(" - completed example", " Bloggs")
    assert _told(record, text).doc_class in {"social_insurance", "accident_record"}


def test_a_list_of_many_is_no_specimen_whatever_it_is_called():
    rows = [["社員番号", "氏名", "入社年月日", "所属"], *([p.staff, p.name, "2019-04-01", "営業課"] for p in JA)]
    assert _told("社員名簿 記入例.xlsx", rows=rows).doc_class == "staff_list"


def test_fees_of_a_club_that_are_drawn_from_accounts_are_no_pay():
    header = ["金融機関", "支店", "種別", "口座番号", "口座名義", "金額", "引落日"]
    rows = [["部費 口座振替"], header, *(["伊予銀行", "本町", "普通", "3618586", p.name, "12000", "6/27"] for p in JA)]
    assert _told("青年部/会計/部費引落R7.xlsx", rows=rows).doc_class == "membership_list"


def test_a_form_that_was_filled_in_is_what_it_is_about_whatever_it_is_called():
    text = (
        "ACCIDENT REPORT\nInjured person: Winifred Hartley\nReported by: Thomas Pettifer\nWitness: Nasreen Qureshi\n"
        "Nature of injury: cut to left hand on the slicer, first aid given by Rosemary Blunt\nSigned: R Blunt"
    )
    assert _told("accident template.docx", text).doc_class == "accident_record"


def test_an_address_book_is_told_as_one_and_not_by_labels_that_nobody_wrote():
    rows = [["Family name", "Given name", "Name", "Telephone"], *([*p.name.split(), p.name, p.phone] for p in EN[:12])]
    assert _told("phone export.vcf", rows=rows, kind="address book").doc_class == "customer_list"
    assert _told("staff contacts.vcf", rows=rows, kind="address book").doc_class == "staff_list"
    assert "family name" not in {e.detail for e in _told("x.vcf", rows=rows, kind="address book").evidence}


@pytest.mark.parametrize("path", ["~$職員名簿.xlsx", "Payroll 2019.xlsx", "Shortcut to clients.lnk"])
def test_what_nothing_can_be_read_of_is_no_list_of_people(path):
    assert _told(path).doc_class == "none"


def test_a_mail_that_carries_a_list_is_none():
    text = "Hi Nasreen, here is the customer list you asked for, let me know if it does not open. Best, Tom"
    profile = DocumentProfile()
    profile.properties({"subject": "Customer list", "sent": "2025-01-15T14:22:51+00:00"})
    profile.text(Passage(text), [])
    assert profile.finish().under("Customer list.eml").doc_class.doc_class == "none"


def test_the_shares_are_those_of_the_documents_and_lists_that_come_with_the_product():
    assert load_yaml("judge.yaml")["of"] == digest()


def test_what_tells_classes_apart_is_learnt_to_be_worth_more_than_what_does_not():
    some = [
        Judged(hand, (name,), {"none": {}, name: {"title": 3.0, "text": 2.0}, wrong: {"text": 2.0}}, 1.0)
        for hand in "ab"
        for name, wrong in (("pupils", "tenants"), ("tenants", "pupils"), ("letter", "pupils"))
    ]
    some += [Judged("c", ("none",), {"none": {}, "pupils": {"text": 2.0}}, 1.0)] * 4
    found = learnt(some)
    assert found["title"] > 1.0 > found["text"]
