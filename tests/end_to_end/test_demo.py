"""``tana demo``: the first thing that a new user sees works, twice, in both languages."""

from __future__ import annotations

import json
import zipfile

import pytest

from tests.cli.running import Place, assert_one_sentence


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, str]:
    place = Place(tmp_path_factory.mktemp("demo"))
    done = place.program("demo", "--out", "demo")
    assert done.returncode == 0, done.stderr
    return place, done.stdout.decode()


def test_the_demonstration_writes_registers_and_report_and_says_where(shown: tuple[Place, str]) -> None:
    place, text = shown
    folder = place.folder / "demo"
    for name in ("share", "demo.db", "register-ipa.xlsx", "register-iar.xlsx", "report.html"):
        assert (folder / name).exists(), name
        assert str(folder / name) in text, name
    for name in ("register-ipa.xlsx", "register-iar.xlsx"):
        assert zipfile.is_zipfile(folder / name)
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "</html>" in page


def test_the_demonstration_shows_what_the_product_is_for(shown: tuple[Place, str]) -> None:
    place, _ = shown
    done = place.program("export", "files", "--db", place.folder / "demo/demo.db")
    rows = {row["path"]: row for row in map(json.loads, done.stdout.decode().splitlines())}
    numbers = rows["総務部/年末調整/令和元年分_扶養控除等申告書_一覧.xlsx"]
    assert numbers["entities"]["JP_MY_NUMBER"]["distinct"] == 40
    customers = rows["営業部/顧客名簿.xlsx"]
    assert customers["people"]["low"] <= 120 <= customers["people"]["high"]
    assert customers["content_hash"] == rows["営業部/old/顧客名簿 - コピー.xlsx"]["content_hash"]
    assert "JP_MY_NUMBER" not in rows["営業部/商品価格表.xlsx"]["entities"]
    assert "JP_MY_NUMBER" not in rows["経理/取引先法人番号.csv"]["entities"]
    assert "UK_NINO" in rows["UK/HR/Payroll/Payroll 2015-16.xlsx"]["entities"]
    assert "UK_NHS" in rows["UK/Care/Clients 2017.xlsx"]["entities"]
    assert rows["UK/HR/Confidential/Salary review.xlsx"]["protection"] == "office"
    assert rows["UK/HR/Confidential/Staff list for agency.zip"]["protection"] == "zipcrypto"
    assert rows["UK/Finance/Forecast Q3 (damaged).xlsx"]["outcome"] in ("partial", "failed")
    assert "backup/2016年_旧パソコン.zip > デスクトップ/名簿.csv" in rows
    overdue = [path for path, row in rows.items() if row["retention"] and (row["retention"]["overdue_days"] or 0) > 0]
    assert "総務部/給与/賃金台帳_平成25年.xlsx" in overdue


def test_the_demonstration_can_be_run_again_and_speaks_japanese(shown: tuple[Place, str]) -> None:
    place, _ = shown
    done = place.program("demo", "--out", "demo", "--lang", "ja")
    assert done.returncode == 0, done.stderr
    assert "架空の人物の見本" in done.stdout.decode()


def test_a_folder_with_something_else_in_it_is_left_alone(place: Place) -> None:
    mine = place.folder / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("x", encoding="utf-8")
    assert "mine" in assert_one_sentence(place.program("demo", "--out", "mine"), 2)
    assert [file.name for file in mine.iterdir()] == ["letter.txt"]
