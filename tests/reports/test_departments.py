"""Whose files are: what the names of folders say, and what lies in them."""

from __future__ import annotations

import pytest

from detectors.model import PeopleEstimate
from inventory.storage.rows import AssetRow
from reports.locale import messages
from reports.registers import RootNote
from reports.registers.departments import Departments, Held

ROOT = "/srv/share"


@pytest.mark.parametrize(
    ("path", "department"),
    [
        # named like one, the innermost first
        ("営業部/年賀状/2015/x.xlsx", "営業部"),
        ("本社/人事課/x.xlsx", "人事課"),
        ("01_法人本部/総務課/採用/不採用/x.docx", "総務課"),
        ("Finance Team/2019/x.xlsx", "Finance Team"),
        # else the outermost named by what a department does, without its number for sorting
        ("03_保育園/園児名簿/x.xlsx", "保育園"),
        ("03_保育園/児童票/2018年度/x.xlsx", "保育園"),
        ("04_就労支援/面談/x.txt", "就労支援"),
        ("Advice/Clients/x.xls", "Advice"),
        ("Housing Support/Support plans/x.docx", "Housing Support"),
        ("HR/Recruitment/2018 Debt caseworker/x.csv", "HR"),
        ("Finance/Payroll/P60s.zip > P60 2018.pdf", "Finance"),
        ("_経理/x.xlsx", "経理"),
        ("人事・労務/x.xlsx", "人事・労務"),
        ("Finance and HR/x.xlsx", "Finance and HR"),
        ("Lunch-Club/x.xlsx", "Lunch-Club"),
        # years, umbrellas, states and what else folders are called are none
        ("Old laptop/Desktop/x.xlsx", "Old laptop"),
        ("2019/Advice/x.xlsx", "Advice"),
        ("UK/HR/x.xlsx", "HR"),
        ("共有/経理/x.xlsx", "経理"),
        ("Clients/A-F/x.xlsx", "share"),
        ("顧問先/003_はまゆう歯科/x.xlsx", "share"),
        ("営業部/顧客/テスト商事札幌支店/x.xlsx", "営業部"),
        ("旧給与ソフト/x.xlsx", "share"),
        ("メール保存/x.xlsx", "share"),
        ("保険料率/x.xlsx", "share"),
        ("Gala Day/x.xlsx", "share"),
        ("Clients/Finance/x.xlsx", "Finance"),
        ("old/HR/x.xlsx", "HR"),
        ("採用/不採用/x.docx", "採用"),
        ("Backup/old server/x.csv", "share"),
        ("契約関係/x.docx", "契約関係"),
        ("2019/x.xlsx", "share"),
        ("x.xlsx", "share"),
    ],
)
def test_a_department_comes_from_the_folders(path: str, department: str) -> None:
    assert Departments({}, ()).of_path(ROOT, path) == department


def test_the_settings_come_first_and_a_register_leaves_open_what_nothing_names() -> None:
    asset = AssetRow(
        **{"key": "k", "root": ROOT, "folder": "", "doc_class": "none", "files": 1, "bytes": 1},
        **{"people": PeopleEstimate(1, 1), "entities": {}, "special": (), "first_year": 0, "last_year": 0},
        **{"retention": None, "overdue_files": 0, "protection": (), "formats": (), "copies": 0, "example": "x"},
        **{"world_readable": False, "first_seen": "", "last_modified": "", "problems": 0},
        folders=("Backup", "2019"),
    )
    m = messages("en")
    assert Departments({}, ()).of_asset(m, asset) == ""
    assert Departments({ROOT: RootNote("", "Records")}, ()).of_asset(m, asset) == "Records"


@pytest.mark.parametrize(
    ("path", "whose"),
    [
        ("個人/花田/メモ.txt", "個人/花田"),
        ("個人/花田/デスクトップ/宛名.csv", "個人/花田"),
        ("個人/筑紫社長/給与.xlsx", "個人/筑紫社長"),
        ("backup/個人/花田/メモ.txt", "個人/花田"),
        ("05_個人フォルダ/棚橋/2019/x.zip > y.csv", "個人フォルダ/棚橋"),
        ("総務部/個人/花田/a/b/メモ.txt", "総務部/個人/花田"),
        ("個人/経理部/花田/メモ.txt", "個人/経理部/花田"),
        ("個人/退職者/吉富/メモ.txt", "個人/退職者/吉富"),
        ("個人/渡部/写真/x.jpg", "個人/渡部"),
        ("花田/デスクトップ/メモ.txt", "花田"),
        ("営業部/大野（退職）/backup.sql", "営業部/大野（退職）"),
        ("Users/jsmith/Desktop/x.xlsx", "Users/jsmith"),
        ("Staff/Sandra P/x.csv", "Staff/Sandra P"),
        ("Jane Smith/Private/x.docx", "Jane Smith"),
        ("Finance/Desktop/x.xlsx", "Finance/Desktop"),
        # nothing says whose it is
        ("個人/x.txt", "個人"),
        ("個人/年賀状/2019/x.xlsx", "個人"),
    ],
)
def test_a_persons_own_folder_is_that_persons_and_no_departments(path: str, whose: str) -> None:
    assert Departments({}, ()).of_path(ROOT, path) == whose


def test_folders_of_private_customers_are_nobodys_own() -> None:
    assert Departments({}, ()).of_path(ROOT, "顧客/個人/山田/x.docx") == "share"
    assert Departments({}, ()).of_path(ROOT, "営業部/顧客/個人/山田/x.docx") == "営業部"
    beside = [Held(ROOT, "契約者/法人"), Held(ROOT, "契約者/個人")]
    assert Departments({}, beside).of_path(ROOT, "契約者/個人/山田/x.docx") == "share"


def test_the_folders_below_a_root_of_own_folders_are_peoples() -> None:
    assert Departments({}, ()).of_path("/srv/home", "jsmith/letters/x.docx") == "jsmith"
    assert Departments({}, ()).of_path("/srv/個人フォルダ", "花田/x.docx") == "花田"


def test_people_of_the_same_name_at_two_sites_are_told_apart() -> None:
    held = [Held("/srv/tenjin", "個人/田中"), Held("/srv/hakata", "個人/田中")]
    found = Departments({}, held)
    assert found.of_path("/srv/tenjin", "個人/田中/x.txt") == "tenjin/個人/田中"
    assert found.of_path("/srv/hakata", "個人/田中/x.txt") == "hakata/個人/田中"
    said = Departments({"/srv/tenjin": RootNote("", "天神店")}, held)
    assert said.of_path("/srv/tenjin", "個人/田中/x.txt") == "天神店/個人/田中"


def test_a_register_names_the_department_that_own_folders_lie_in_and_never_the_folder_of_all() -> None:
    found = Departments({}, ())
    assert found.named(ROOT, "個人/花田", "個人/花田") == ""
    assert found.named(ROOT, "総務部/個人", "総務部/個人") == "総務部"
    assert found.named(ROOT, "Staff/Sandra P", "Staff/Sandra P") == ""
