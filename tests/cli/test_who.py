"""``tana who``, run as its users do: what it finds, what it says of what it could not look at, and what it leaves."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner.cli.sample import writers
from tests.cli.running import Place, assert_one_sentence

PEOPLE = [
    ("青木 花子", "アオキ ハナコ", "080-0000-1234", "hanako.aoki@example.com"),
    ("仮名 太郎", "カメイ タロウ", "080-0000-5678", "taro.kamei@example.com"),
    ("見本 一郎", "ミホン イチロウ", "080-0000-9001", "mihon1@example.com"),
    ("見本 恵子", "ミホン ケイコ", "080-0000-9002", "mihon2@example.com"),
    ("見本 健一", "ミホン ケンイチ", "080-0000-9003", "mihon3@example.com"),
    ("見本 由美", "ミホン ユミ", "080-0000-9004", "mihon4@example.com"),
    ("見本 幸子", "ミホン サチコ", "080-0000-9005", "mihon5@example.com"),
]
HEADER: writers.Row = ("氏名", "フリガナ", "電話番号", "メールアドレス")


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small share, scanned; one of its files is gone since."""
    place = Place(tmp_path_factory.mktemp("who"))
    share = place.folder / "share"
    share.mkdir()
    people: list[writers.Row] = [HEADER, *PEOPLE]
    (share / "list.csv").write_bytes(writers.delimited(people, "cp932"))
    calls: list[writers.Row] = [("日付", "電話番号"), *[("2024-05-01", phone) for _, _, phone, _ in PEOPLE]]
    (share / "calls.zip").write_bytes(writers.archive({"calls.csv": writers.delimited(calls, "cp932")}))
    (share / "letter.docx").write_bytes(writers.document(["青木花子様", "先日はお電話をありがとうございました。"]))
    (share / "gone.csv").write_bytes(writers.delimited(people, "utf-8"))
    (share / "damaged.docx").write_bytes(writers.document(["報告書"])[:900])
    assert place.tana("-q", "scan", "--jobs", "1", share).returncode == 1
    (share / "gone.csv").unlink()
    place.tana("-q", "scan", "--jobs", "1", share)
    return place


def rows(place: Place, *values: str, stdin: bytes = b"") -> list[dict[str, Any]]:
    done = place.tana("-q", "who", "--jsonl", *values, stdin=stdin)
    assert done.returncode in (0, 1), done.stderr
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def ways(found: list[dict[str, Any]]) -> dict[str, set[str]]:
    return {row["path"]: {way["how"] for way in row["ways"]} for row in found if row["type"] == "file"}


def logged(place: Place) -> list[tuple[str, str, dict[str, Any]]]:
    connection = sqlite3.connect(place.database)
    try:
        found = connection.execute("SELECT who, kind, detail FROM access_log ORDER BY id").fetchall()
    finally:
        connection.close()
    return [(who, kind, json.loads(detail)) for who, kind, detail in found]


def everything_left(place: Place) -> Iterator[bytes]:
    for file in place.folder.rglob("*"):
        if file.is_file() and "share" not in file.relative_to(place.folder).parts:
            yield file.read_bytes()


def test_by_name_every_file_is_found_also_in_archives_and_through_the_telephone(scanned: Place) -> None:
    found = rows(scanned, "青木花子")
    assert ways(found) == {
        "list.csv": {"given", "reading"},
        "letter.docx": {"given"},
        "gone.csv": {"given", "reading"},
        "calls.zip > calls.csv": {"linked"},
    }
    by_path = {row["path"]: row for row in found if row["type"] == "file"}
    assert next(p for p in by_path["list.csv"]["places"] if p["entity"] == "PERSON") == {
        "at": "!A2", "entity": "PERSON", "exact": True
    }  # fmt: skip
    assert [b["at"] for b in by_path["list.csv"]["beside"]] == ["!C2", "!D2"]
    assert [row["path"] for row in by_path.values() if row["gone"]] == ["gone.csv"]
    link = by_path["calls.zip > calls.csv"]
    assert [(w["entity"], w["masked"]) for w in link["ways"]] == [("PHONE_NUMBER", "***34")]
    total = found[-1]
    assert (total["type"], total["files"], total["reread"]) == ("total", 4, 3)
    assert (total["not_inspected"] + total["partly_inspected"], total["complete"]) == (1, False)


def test_by_another_identifier_or_a_reading_the_name_is_found_too(scanned: Place) -> None:
    by_mail = ways(rows(scanned, "hanako.aoki@example.com"))
    assert set(by_mail) == {"list.csv", "letter.docx", "gone.csv", "calls.zip > calls.csv"}
    by_reading = rows(scanned, "-", stdin="Hanako Aoki\nアオキハナコ\n".encode())
    assert ways(by_reading)["list.csv"] >= {"given"}
    assert ways(by_reading)["letter.docx"] == {"linked"}


def test_nothing_found_and_could_not_look_never_look_alike(scanned: Place) -> None:
    done = scanned.tana("who", "Nobody Invented")
    assert done.returncode == 1
    text = done.stdout.decode()
    assert "In none of the files that were looked at." in text
    assert "Not inspected: " in text
    assert "inspected in full" not in text


def test_findings_are_exported_beside_what_could_not_be_looked_at(scanned: Place) -> None:
    done = scanned.tana("export", "findings")
    assert done.returncode == 0
    assert "in part only: 1." in done.stderr.decode()
    assert b"Not inspected" not in done.stdout


@pytest.mark.parametrize(
    ("lang", "words"), [("en", ["files:", "found by", "gone since"]), ("ja", ["手がかり", "現在はない"])]
)
def test_people_read_masks_and_places_in_their_language(scanned: Place, lang: str, words: list[str]) -> None:
    done = scanned.tana("who", "青木花子", "--lang", lang)
    text = done.stdout.decode()
    assert all(word in text for word in words)
    assert "!A2" in text
    assert not any(value in text + done.stderr.decode() for value in ("青木", "hanako", "0000-1234", "アオキ"))


def test_the_call_is_logged_and_the_value_is_nowhere(scanned: Place) -> None:
    before = len(logged(scanned))
    rows(scanned, "仮名 太郎", "taro.kamei@example.com")
    entries = logged(scanned)[before:]
    assert [(kind, detail["values"], detail["files"]) for _, kind, detail in entries] == [("lookup", 2, 3)]
    assert "PERSON" in entries[0][2]["entity"]
    assert all(who for who, _, _ in entries)
    left = list(everything_left(scanned))
    assert left
    for value in ("仮名", "taro.kamei", "カメイ", "0000-5678"):
        assert not any(value.encode() in data for data in left), value


def test_reading_again_changes_nothing_on_the_share(scanned: Place) -> None:
    share = scanned.folder / "share"

    def state() -> dict[Path, tuple[bytes, int, int, int]]:
        return {
            f: (f.read_bytes(), (s := f.stat()).st_mtime_ns, s.st_mode, stat.S_IFMT(s.st_mode)) for f in share.iterdir()
        }

    before = state()
    rows(scanned, "青木花子")
    assert state() == before
    assert list(scanned.temp.iterdir()) == []


def test_a_call_without_anything_to_look_up_is_a_usage_error(scanned: Place) -> None:
    assert_one_sentence(scanned.tana("who", "-", stdin=b"\n \n"), 2)


def test_without_an_inventory_there_is_one_sentence(place: Place) -> None:
    assert_one_sentence(place.tana("who", "Joan Invented"), 3)


FAMILY: list[writers.Row] = [
    ("First name", "Surname", "Date of birth", "Postcode", "Telephone"),
    ("Oliver", "Invented", "23/05/1979", "LS1 1AA", "07700 900111"),
    ("Janet", "Fable", "24/06/1981", "LS1 1AB", "07700 900222"),
    ("Nadia", "Madeup", "25/07/1983", "LS1 1AC", "07700 900333"),
    ("Karl", "Example", "26/08/1985", "LS1 1AD", "07700 900444"),
]


@pytest.fixture(scope="module")
def quarantined(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A share of which one file was approved for disposal and moved to quarantine."""
    place = Place(tmp_path_factory.mktemp("who"))
    share = place.folder / "share"
    share.mkdir()
    (share / "kept.csv").write_bytes(writers.delimited(FAMILY, "utf-8"))
    calls: list[writers.Row] = [("Name", "Telephone"), *[(f"{r[0]} {r[1]}", r[4]) for r in FAMILY[1:]]]
    (share / "old.csv").write_bytes(writers.delimited(calls, "utf-8"))
    assert place.tana("-q", "scan", "--jobs", "1", share).returncode == 0
    assert place.tana("decide", "approve-disposal", share / "old.csv", "--why", "tests").returncode == 0
    assert place.tana("dispose", "apply").returncode == 0
    return place


@pytest.mark.parametrize("scanned_since", [False, True])
def test_what_is_in_quarantine_is_read_there_and_said_to_be_kept(quarantined: Place, scanned_since: bool) -> None:
    if scanned_since:
        quarantined.tana("-q", "scan", "--jobs", "1", quarantined.folder / "share")
    found = {row["path"]: row for row in rows(quarantined, "Oliver Invented") if row["type"] == "file"}
    assert [p["at"] for p in found["old.csv"]["places"]] == ["!A2"]
    assert found["old.csv"]["quarantined"]
    assert (found["kept.csv"]["quarantined"], found["kept.csv"]["sure"]) == ("", True)
    done = quarantined.tana("who", "Oliver Invented")
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "in quarantine since" in text
    assert "gone since" not in text
    assert "1 file in quarantine was looked up as well." in text
    assert "隔離中" in quarantined.tana("who", "Oliver Invented", "--lang", "ja").stdout.decode()


def test_family_and_given_name_of_two_people_are_nobody(quarantined: Place) -> None:
    done = quarantined.tana("who", "Oliver Fable")
    assert done.returncode == 0
    assert "In none of the files that were looked at." in done.stdout.decode()


def test_where_a_name_alone_finds_nobody_more_is_asked_for(quarantined: Place) -> None:
    asked_more = "look up a telephone number"
    assert asked_more in quarantined.tana("who", "Oliver Fable").stdout.decode()
    assert asked_more not in quarantined.tana("who", "Oliver Fable", "07700 900999").stdout.decode()


@pytest.mark.parametrize("value", ["23 May 1979", "ls11aa"])
def test_a_birth_date_or_postcode_finds_its_row_and_nobody_else(quarantined: Place, value: str) -> None:
    (found, total) = rows(quarantined, value)
    assert (found["path"], found["sure"], found["beside"], total["links"]) == ("kept.csv", False, [], 0)
    assert {way["how"] for way in found["ways"]} == {"shared"}
    assert [p["at"].endswith("2") for p in found["places"]] == [True]


def test_what_cannot_be_looked_up_is_said_instead_of_nowhere(quarantined: Place) -> None:
    done = quarantined.tana("who", "May 1979")
    text = done.stdout.decode()
    assert done.returncode == 1
    assert "A month is not looked up." in text
    assert "In none of the files" not in text
    beside_a_name = quarantined.tana("who", "Nadia Madeup", "May 1979")
    assert beside_a_name.returncode == 1
    assert "Value 2: A month is not looked up." in beside_a_name.stdout.decode()


def test_the_answer_says_as_of_when_it_is(quarantined: Place) -> None:
    text = quarantined.tana("who", "Oliver Invented").stdout.decode()
    share = quarantined.folder / "share"
    assert f"{share}: as scanned on 20" in text
