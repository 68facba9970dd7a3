"""The record of processing, the register of personal information, and the IPA form of 2019."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from detectors.model import PeopleEstimate
from inventory.retention.model import DOC_CLASSES
from inventory.storage.rows import AssetRow
from reports import registers
from reports.locale import LANGUAGES, messages
from reports.registers import RegisterError, RootNote, activities, ipa, ropa, suggest
from reports.registers.layout import FIRST_ROW, GROUP_ROW, HEADING_ROW, ID_ROW, MARK
from tests.reports.memory import ROOT, asset, assets, counts, office, retention

TODAY = date(2026, 11, 22)


def write(path: Path, template: str, rows: list[AssetRow], lang: str = "en", **more: object) -> Worksheet:
    registers.write(template, replace(office(), asset_rows=rows), path, lang, TODAY, **more)  # type: ignore[arg-type]
    return load_workbook(path).worksheets[0]


def table(sheet: Worksheet) -> list[dict[str, object]]:
    names = [str(cell.value or "").removeprefix(MARK) for cell in sheet[ID_ROW]]
    rows = sheet.iter_rows(min_row=FIRST_ROW, values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows if row[names.index("key")]]


# The record of processing activities


def test_one_purpose_of_one_area_is_one_row_however_many_folders_it_has(tmp_path: Path) -> None:
    first, *_ = found = table(write(tmp_path / "r.xlsx", "ropa", assets()))
    by_purpose = {row["name"]: row for row in found}
    assert set(by_purpose) == {
        "Occupational health",
        "Tax and social security of staff",
        "Serving customers or clients",
    }
    customers = by_purpose["Serving customers or clients"]
    assert customers["area"] == "Sales"
    assert customers["who"] == "Customers or clients"
    assert customers["people"] == "1,190 to 2,620 people"
    assert str(customers["location"]).splitlines() == ["/srv/share/営業部/旧顧客", "/srv/share/営業部/顧客"]
    assert customers["security"] == "Who can read it: Owner and group only\nEncryption: Encrypted (AES), Not protected"
    assert first["reference"] == "RP-0001"


def test_special_categories_ask_for_the_condition_and_an_assessment(tmp_path: Path) -> None:
    found = {row["name"]: row for row in table(write(tmp_path / "r.xlsx", "ropa", assets()))}
    health, customers = found["Occupational health"], found["Serving customers or clients"]
    assert (health["special"], health["dpia"]) == ("Health", "To be checked")
    assert health["condition"] == health["schedule"] == "To be stated (special category or criminal offence data found)"
    assert health["erased"] == "1 file past its retention period"
    assert (customers["condition"], customers["schedule"], customers["basis"]) == (None, None, None)


def test_documents_that_tell_no_purpose_leave_it_to_a_person(tmp_path: Path) -> None:
    rows = [asset("a", doc_class="none", folder="営業部/雑"), asset("b", doc_class="letter", folder="営業部/手紙")]
    (row,) = table(write(tmp_path / "r.xlsx", "ropa", rows, "ja"))
    assert (row["name"], row["who"], row["area"]) == (None, None, "営業")
    assert str(row["documents"]).splitlines()[:2] == [
        "手紙・通知文 営業部(2015～2019年)",
        "個人情報を含む文書 営業部 雑(2015～2019年)",
    ]


def test_a_long_list_of_places_is_cut_and_counted(tmp_path: Path) -> None:
    rows = [asset(f"k{n}", folder=f"営業部/{n:02}", people=PeopleEstimate(1, 100 - n)) for n in range(11)]
    (row,) = table(write(tmp_path / "r.xlsx", "ropa", rows, "ja"))
    places = str(row["location"]).splitlines()
    assert (len(places), places[0], places[-1]) == (ropa.MOST_PLACES + 1, "/srv/share/営業部/00", "ほか3件")


def test_the_settings_department_stands_for_the_business_function(tmp_path: Path) -> None:
    rows = table(write(tmp_path / "r.xlsx", "ropa", assets(), roots={ROOT: RootNote("", "Customer team")}))
    assert {row["area"] for row in rows} == {"Customer team"}


def test_entries_stay_when_another_folder_joins_the_activity(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    sheet = write(path, "ropa", assets()[:1])
    names = [str(cell.value or "").removeprefix(MARK) for cell in sheet[ID_ROW]]
    book = load_workbook(path)
    book.worksheets[0].cell(FIRST_ROW, names.index("basis") + 1).value = "Contract"
    book.save(path)
    (row,) = (r for r in table(write(path, "ropa", assets())) if r["name"] == "Serving customers or clients")
    assert (row["basis"], row["state"], row["people"]) == ("Contract", "Known", "1,190 to 2,620 people")


def test_every_class_of_an_activity_exists_and_stands_in_one_only() -> None:
    classes = [c for found in activities.activities().values() for c in found.classes]
    assert set(classes) <= DOC_CLASSES
    assert len(classes) == len(set(classes))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_activity_has_a_purpose_and_its_people_in_words(lang: str) -> None:
    m = messages(lang)
    for name, found in activities.activities().items():
        assert m.text(f"register.purpose.{name}")
        assert all(m.text(f"register.who.{who}") for who in (*found.who, *chain(*found.who_in.values())))
        assert set(found.who_in) <= suggest._areas().keys()


def test_whose_data_contracts_hold_depends_on_the_department_that_makes_them() -> None:
    def whose(folder: str) -> str:
        return activities.individuals(messages("ja"), asset(folder=folder, doc_class="contract"))

    assert whose("賃貸管理課/契約書") == "入居者、取引先の担当者"
    assert whose("総務課/契約書") == "取引先の担当者"


@pytest.mark.parametrize(
    ("folder", "doc_class", "people"),
    [
        ("Lunch Club", "customer_list", "Service users"),
        ("Volunteers", "customer_list", "Volunteers"),
        ("Volunteers/PVG", "dbs_check", "Volunteers"),
        ("Finance/Gift Aid", "membership_list", "Donors and supporters"),
        ("Bike Workshop", "customer_list", "Customers or clients"),
        ("Nursery/Accidents", "accident_record", "Young children, Employees"),
        ("Clients/Baker Ltd", "payroll", "Employees of clients"),
        ("顧問先/002_歯科", "health_check", "Employees of clients"),
        ("事務所/職員", "health_check", "Employees"),
    ],
)
def test_whose_data_they_are_depends_on_what_the_folder_is_for(folder: str, doc_class: str, people: str) -> None:
    assert activities.individuals(messages("en"), asset(folder=folder, doc_class=doc_class)) == people


def test_the_staff_of_a_client_is_entrusted_data() -> None:
    assert activities.is_entrusted(asset(folder="顧問先/002_歯科", doc_class="payroll"))
    assert not activities.is_entrusted(asset(folder="事務所/給与", doc_class="payroll"))


def test_the_date_due_first_is_that_of_the_whole() -> None:
    early, late = retention("a", "2020-03-31"), retention("b", "2030-03-31")
    unknown = replace(early, due="")
    parts = [asset("a", retention=late), asset("b", retention=unknown), asset("c", retention=early), asset("d")]
    assert activities.together(parts).retention == early


# 個人情報管理台帳


def test_pmark_lists_what_holds_personal_information_and_nothing_else(tmp_path: Path) -> None:
    rows = table(write(tmp_path / "r.xlsx", "pmark", assets(), "ja"))
    assert [row["key"] for row in rows] == ["k1", "k2", "k3", "k5"]  # the ledger holds nobody


def test_pmark_is_filled_in_from_the_scan(tmp_path: Path) -> None:
    notes = {ROOT: RootNote("社外サーバー", "総務部")}
    row = table(write(tmp_path / "r.xlsx", "pmark", assets(), "ja", roots=notes))[1]
    assert (row["reference"], row["name"]) == ("P-0002", "健康診断の結果 人事 健診(2016年)")
    assert row["items"] == "病歴・健康、氏名"
    assert (row["sensitive"], row["my_number"]) == ("有", None)
    assert (row["who"], row["use"], row["people"]) == ("従業員", "従業員の健康管理", "42人")
    assert (row["department"], row["medium"], row["access"]) == ("総務部", "社外サーバー", "サーバーの利用者全員")
    assert row["keep_until"] == "2021-05-31（健康診断個人票、作成の日から5年）"
    for human in ("origin", "responsible", "use_until", "disposal", "entrusted", "provided", "disclosure"):
        assert row[human] is None


def test_pmark_marks_special_care_by_the_japanese_list(tmp_path: Path) -> None:
    rows = [asset("a", special=("UNION",), entities=counts(PERSON=3, UNION=3))]
    assert table(write(tmp_path / "r.xlsx", "pmark", rows, "ja"))[0]["sensitive"] is None


# The IPA form of 2019


def test_the_form_of_2019_has_the_scale_from_0_to_2(tmp_path: Path) -> None:
    sheet = write(tmp_path / "r.xlsx", "ipa", assets(), "ja", edition="v3")
    rows = table(sheet)
    values = [(row["confidentiality"], row["integrity"], row["availability"]) for row in rows]
    assert values == [(2, 2, 1), (2, 2, 1), (2, 2, 1), (1, 1, 1), (2, 2, 1)]
    assert sheet["M7"].value == '=IF(COUNTIF(G7:I7,"有")>0,2,IF(COUNT(J7:L7)=0,"",MAX(J7,K7,L7)))'
    lists = {v.formula1 for v in sheet.data_validations.dataValidation}
    assert '"0,1,2"' in lists
    assert '"1,2,3"' not in lists


@pytest.mark.parametrize("edition", ipa.EDITIONS)
def test_the_notes_explain_the_scale_of_their_edition(tmp_path: Path, edition: str) -> None:
    write(tmp_path / "r.xlsx", "ipa", assets(), "ja", edition=edition)
    notes = load_workbook(tmp_path / "r.xlsx")["説明"]
    texts = {row[0]: row[1] for row in notes.iter_rows(min_row=3, values_only=True)}
    high = ipa.EDITIONS[edition].high
    assert str(texts["機密性"]).startswith(f"{high}：法律で")
    assert f"「有」なら{high}になります" in str(texts["重要度"])
    assert f"第{ipa.EDITIONS[edition].number}版、{high - 2}～{high}の3段階" in str(texts["出典"])


def test_the_two_editions_are_never_mixed_in_one_file(tmp_path: Path) -> None:
    write(tmp_path / "r.xlsx", "ipa", assets())
    with pytest.raises(RegisterError, match="another template"):
        write(tmp_path / "r.xlsx", "ipa", assets(), edition="v3")


def test_an_unknown_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such edition: v4"):
        write(tmp_path / "r.xlsx", "ipa", assets(), edition="v4")


# All of them


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("template", registers.TEMPLATES)
def test_every_register_prints_on_a3_across_with_headings_repeated(tmp_path: Path, template: str, lang: str) -> None:
    sheet = write(tmp_path / "r.xlsx", template, assets(), lang)
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 8)
    assert sheet.print_title_rows == f"${GROUP_ROW}:${HEADING_ROW}"
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.page_margins.footer < sheet.page_margins.bottom  # or LibreOffice prints no page numbers
    pages = sheet.page_setup.fitToWidth
    assert (pages == 1) == (sheet.print_title_cols is None)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("template", registers.TEMPLATES)
def test_every_column_has_a_heading_and_every_group_stands_over_its_columns(
    tmp_path: Path, template: str, lang: str
) -> None:
    sheet = write(tmp_path / "r.xlsx", template, assets(), lang)
    assert all(cell.value for cell in sheet[HEADING_ROW])
    starts = [cell.column for cell in sheet[GROUP_ROW] if cell.value]
    merged = [r.min_col for r in sheet.merged_cells.ranges]
    assert set(merged) <= set(starts)
    # What is one cell over several columns would be printed over the edge of a page that ends among them.
    assert sheet.page_setup.fitToWidth == 1 or not merged
    assert len(starts) == len({cell.value for cell in sheet[GROUP_ROW] if cell.value})
