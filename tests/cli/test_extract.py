"""``tana extract``: what is in a file, with its place."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

from scanner.cli.sample import writers
from tests.cli.running import Place


def rows(place: Place, file: Path) -> tuple[int, list[dict[str, object]]]:
    done = place.tana("extract", file, "--jsonl")
    assert done.stderr == b""
    return done.returncode, [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_members_of_members_are_shown_in_their_place(place: Place) -> None:
    inner = writers.archive({"名簿.csv": writers.delimited([("氏名", "電話"), ("見本 太郎", "06-0000-1234")], "cp932")})
    outer = place.folder / "outer.zip"
    with zipfile.ZipFile(outer, "w") as zip_:
        zip_.writestr("inner.zip", inner)
    code, found = rows(place, outer)
    assert code == 0
    assert [(row["type"], row["at"]) for row in found] == [
        ("member", "inner.zip"),
        ("member", "inner.zip > 名簿.csv"),
        ("table", "inner.zip > 名簿.csv"),
    ]
    assert found[-1]["rows"] == [["氏名", "電話"], ["見本 太郎", "06-0000-1234"]]


def test_a_damaged_file_is_a_problem_and_exit_code_1(place: Place) -> None:
    file = place.folder / "broken.xlsx"
    whole = writers.workbook({"S": [("a", "b")]}, date(2020, 4, 1))
    file.write_bytes(whole[: len(whole) // 2])
    code, found = rows(place, file)
    assert code == 1
    assert [row["kind"] for row in found if row["type"] == "problem"] == ["CORRUPT"]


def test_a_protected_file_says_how(place: Place) -> None:
    file = place.folder / "secret.zip"
    file.write_bytes(writers.weakly_protected_archive("a.txt", b"text", b"pw"))
    code, found = rows(place, file)
    assert code == 1
    assert {"protected", "problem"} <= {row["type"] for row in found}
    assert [row["how"] for row in found if row["type"] == "protected"] == ["zipcrypto"]


def test_reading_shows_text_and_cannot_move_the_cursor(place: Place) -> None:
    file = place.folder / "letter.docx"
    file.write_bytes(writers.document(["Dear all,", "two < three"]))
    done = place.tana("extract", file)
    assert done.returncode == 0
    assert "two < three" in done.stdout.decode()
    text = place.folder / "escape.txt"
    text.write_bytes(b"before \x1b[2J after\n")
    assert b"\x1b" not in place.tana("extract", text).stdout
