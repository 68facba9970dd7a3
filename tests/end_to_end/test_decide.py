"""Decisions on the command line: recorded, seen at once by every other command, told with who and why."""

from __future__ import annotations

import io
import json
import logging
import os
import sqlite3
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inventory.questions.worklist import CONTENT, FILE_ID, HEADERS
from scanner.cli import main
from tests.cli.running import Place, assert_one_sentence

PEOPLE = "氏名,電話番号\n山田 太郎,090-0000-1234\n鈴木 花子,090-0000-1235\n佐藤 次郎,090-0000-1236\n"


class Here(Place):
    """Runs the command in this process: there are many of them here, and each would take a second to start."""

    def tana(
        self, *arguments: str | Path, stdin: bytes = b"", timeout: float = 240.0, **env: str
    ) -> subprocess.CompletedProcess[bytes]:
        with pytest.MonkeyPatch.context() as patched, warnings.catch_warnings(), (self.temp / "out").open("w+b") as out:
            error = io.StringIO()
            patched.setattr(os, "environ", self.environment(**env))
            patched.chdir(self.folder)
            patched.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
            patched.setattr("sys.stdout", io.TextIOWrapper(out, "utf-8"))
            patched.setattr("sys.stderr", error)
            code = main([os.fspath(argument) for argument in arguments])
            logging.disable(logging.NOTSET)  # the command silences libraries for the rest of its process
            sys.stdout.flush()
            out.seek(0)
            return subprocess.CompletedProcess(arguments, code, out.read(), error.getvalue().encode())


def numbers(place: Place) -> dict[str, int]:
    """The numbers of files in the inventory, by path."""
    with sqlite3.connect(place.database) as connection:
        found = dict(connection.execute("SELECT path, id FROM files").fetchall())
    connection.close()
    return found


def work_list(path: Path, *rows: Sequence[object]) -> None:
    """Write a workbook with these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Here:
    """A share of three lists, scanned once."""
    place = Here(tmp_path_factory.mktemp("decide"))
    share = place.folder / "share"
    share.mkdir()
    for name in ("名簿.csv", "second.csv", "third.csv"):
        (share / name).write_text(PEOPLE + name, encoding="utf-8")
    with zipfile.ZipFile(share / "old.zip", "w") as archive:
        archive.writestr("inner.csv", PEOPLE + "inner")
    done = Place(place.folder).tana("-q", "scan", share, "--jobs", "1")
    assert done.returncode == 0, done.stderr
    return place


def said(place: Place, *arguments: str | Path, **env: str) -> str:
    done = place.tana(*arguments, **env)
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout.decode()


def exported(place: Place) -> dict[str, dict[str, Any]]:
    rows = map(json.loads, said(place, "export", "files").splitlines())
    return {row["path"]: row for row in rows}


def withdraw(place: Place, recorded: str) -> None:
    numbers = [line.split()[1].rstrip(":") for line in recorded.splitlines()]
    said(place, "decide", "withdraw", *numbers, "--why", "end of test")


@pytest.mark.parametrize(
    "name",
    ["名簿.csv", "share/名簿.csv", "share/../share/名簿.csv", "old.zip > inner.csv", "share/old.zip > inner.csv"],
)
def test_a_file_is_named_as_on_disk_or_as_in_the_inventory(place: Place, name: str) -> None:
    recorded = said(place, "decide", "legal-hold", name, "--why", "claim", "--who", "A. Clerk")
    path = name.removeprefix("share/").removeprefix("../share/")
    assert f"legal hold: {place.folder}/share/{path}" in recorded
    withdraw(place, recorded)


def test_options_may_stand_before_between_and_behind_the_files(place: Place) -> None:
    for arguments in (
        ["--why", "x", "keep-until", "2099-01-01", "second.csv", "third.csv"],
        ["keep-until", "2099-01-01", "second.csv", "--why", "x", "third.csv"],
        ["keep-until", "--why", "x", "2099-01-01", "second.csv", "third.csv"],
    ):
        recorded = said(place, "decide", *arguments)
        assert recorded.count("keep until 2099-01-01") == 2
        withdraw(place, recorded)


def test_a_false_value_counts_no_longer_and_never_appears_anywhere(place: Place) -> None:
    before = exported(place)["second.csv"]["entities"]["PERSON"]
    done = place.tana(
        *("decide", "false-match", "--entity", "PERSON", "--value", "-", "--why", "a mascot"),
        stdin="佐藤次郎\n".encode(),
    )
    assert done.returncode == 0, done.stderr
    after = exported(place)["second.csv"]["entities"]["PERSON"]
    assert after == {"count": before["count"] - 1, "distinct": before["distinct"] - 1}
    assert "佐藤" not in done.stdout.decode() + said(place, "decide", "list")
    for file in place.folder.glob("inventory.db*"):
        assert "佐藤".encode() not in file.read_bytes()
    withdraw(place, done.stdout.decode())
    assert exported(place)["second.csv"]["entities"]["PERSON"] == before


def test_a_value_that_was_never_found_is_refused_with_the_part_that_was(place: Place) -> None:
    def refused(entity: str, value: str, lang: str = "en") -> str:
        options = ("--entity", entity, "--value", value, "--why", "no person", "--lang", lang)
        done = place.tana("decide", "false-match", *options)
        assert done.returncode == 2 and not done.stdout
        assert value not in done.stderr.decode()
        return done.stderr.decode()

    before = said(place, "decide", "list")
    assert "characters 4 to 7" in refused("PERSON", "コーポ佐藤次郎館")
    assert "4～7文字目" in refused("PERSON", "コーポ佐藤次郎館", "ja")
    assert "--entity PERSON" in refused("ADDRESS", "佐藤次郎")
    assert "tana serve" in refused("PERSON", "まったくない値")
    assert said(place, "decide", "list") == before


def test_decisions_about_single_values_are_told_apart_by_their_masks(place: Place) -> None:
    recorded = said(place, "decide", "false-match", "--entity", "PERSON", "--value", "佐藤次郎", "--why", "mascot")
    assert "Name of a person (佐***), wherever it stands" in recorded
    assert "氏名「佐***」（場所を問わない）" in said(place, "decide", "list", "--lang", "ja")
    withdraw(place, recorded)


def test_a_decision_that_means_nothing_that_is_there_says_so(place: Place) -> None:
    for options in (("--path", "nowhere/*"), ("--entity", "PERSN")):
        done = place.tana("decide", "false-match", *options, "--why", "to come")
        assert "Nothing that is there now" in done.stderr.decode()
        withdraw(place, done.stdout.decode())
    recorded = place.tana("decide", "legal-hold", "second.csv", "--why", "claim")
    assert "Nothing" not in recorded.stderr.decode()
    withdraw(place, recorded.stdout.decode())


def test_one_finding_can_be_false(place: Place) -> None:
    findings = map(json.loads, said(place, "export", "findings").splitlines())
    found = next(f for f in findings if f["path"] == "third.csv" and f["entity"] == "PHONE_NUMBER")
    recorded = said(place, "decide", "false-match", "third.csv", "--finding", found["at"], "--why", "order numbers")
    assert "PHONE_NUMBER" not in exported(place)["third.csv"]["entities"]
    assert "PHONE_NUMBER" in exported(place)["second.csv"]["entities"]
    withdraw(place, recorded)
    assert "PHONE_NUMBER" in exported(place)["third.csv"]["entities"]


def test_a_glob_of_files_to_go_is_one_approval_for_each_file_on_disk(place: Place) -> None:
    recorded = said(place, "decide", "approve-disposal", "--path", "*.csv", "--why", "old")
    assert recorded.count("approved for disposal") == 3
    assert "inner.csv" not in recorded
    withdraw(place, recorded)


def test_the_list_tells_who_why_and_what_became_of_it_in_both_languages(place: Place) -> None:
    recorded = said(place, "decide", "keep-until", "2001-01-01", "third.csv", "--why", "監査", "--who", "総務部")
    listed = said(place, "decide", "list")
    assert "総務部  expired" in listed
    assert "Reason: 監査" in listed
    assert "期限切れ" in said(place, "decide", "list", "--lang", "ja")
    withdraw(place, recorded)
    assert "総務部  withdrawn" in said(place, "decide", "list")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["legal-hold", "second.csv"], "--why"),
        (["legal-hold", "absent.csv", "--why", "x"], "absent.csv"),
        (["legal-hold", "--why", "x"], "--path"),
        (["legal-hold", "second.csv", "--path", "*", "--why", "x"], "--path"),
        (["legal-hold", "second.csv", "--entity", "PERSON", "--why", "x"], "false-match"),
        (["keep-until", "--why", "x"], "31/3/2027"),
        (["keep-until", "tomorrow", "second.csv", "--why", "x"], "31 March 2027"),
        (["legal-hold", "second.csv", "--why", "x", "--expires", "31/12/27"], "31 March 2027"),
        (["legal-hold", "--path", "!", "--why", "x"], "pattern"),
        (["false-match", "--value", "5", "--why", "x"], "--entity"),
        (["false-match", "second.csv", "--finding", "nowhere", "--why", "x"], "nowhere"),
        (["approve-disposal", "--path", "*.docx", "--why", "x"], "*.docx"),
        (["approve-disposal", "--rule", "jp.x", "--why", "x"], "files only"),
        (["wrong-rule", "second.csv", "--kind", "poem", "--why", "x"], "Contracts"),
        (["legal-hold", "second.csv", "--kind", "contract", "--why", "x"], "wrong-rule"),
        (["withdraw", "all", "--why", "x"], "numbers"),
        (["withdraw", "9999", "--why", "x"], "number"),
        (["list", "--from", "x.xlsx"], "--from"),
        (["legal-hold", "second.csv", "--why", " "], "--why"),
    ],
)
def test_what_makes_no_sense_is_told_in_one_sentence_and_not_recorded(
    place: Place, arguments: list[str], word: str
) -> None:
    before = said(place, "decide", "list")
    assert word in assert_one_sentence(place.tana("decide", *arguments), 2)
    assert said(place, "decide", "list") == before


def test_a_work_list_is_read_back_once_and_rows_that_cannot_be_taken_are_named(place: Place) -> None:
    files = exported(place)
    ids = numbers(place)
    content = {path: row["content_hash"] for path, row in files.items()}
    inner = "old.zip > inner.csv"
    work_list(
        place.folder / "list.xlsx",
        [FILE_ID, CONTENT, *(words[0] for words in HEADERS.values())],
        [ids["名簿.csv"], content["名簿.csv"], "keep until", "2099/3/31", None, None, "A. Clerk", "contract"],
        [ids["second.csv"], content["second.csv"], "廃棄", None, None, None, "B. Clerk", "old"],
        [ids["third.csv"], "0" * 32, "delete", None, None, None, "B. Clerk", "old"],
        [ids["third.csv"], content["third.csv"], "wrong", None, None, None, "B. Clerk", None],
        [99999, "", "delete", None, None, None, "B. Clerk", "old"],
        [ids[inner], content[inner], "delete", None, None, None, "B. Clerk", "old"],
        [ids["third.csv"], content["third.csv"], "keep until", None, None, None, "B. Clerk", "old"],
    )
    done = place.tana("decide", "--from", "list.xlsx")
    assert done.returncode == 1
    assert [line.split(": ", 1)[1] for line in done.stdout.decode().splitlines()] == [
        f"keep until 2099-03-31: {place.folder}/share/名簿.csv",
        f"approved for disposal: {place.folder}/share/second.csv",
    ]
    errors = done.stderr.decode()
    assert [f"list.xlsx Sheet!{row}" in errors for row in range(2, 9)] == [False, False] + [True] * 5
    assert "Decisions recorded: 2; known already: 0; not taken: 5" in errors
    assert "only the whole file" in errors and "not until which day" in errors
    again = place.tana("decide", "--from", "list.xlsx")
    assert (again.stdout, b"known already: 2" in again.stderr) == (b"", True)
    assert "A. Clerk  in force" in said(place, "decide", "list")


def test_a_folder_of_lists_is_read_at_once_and_what_has_no_effect_is_told(place: Place) -> None:
    files = exported(place)
    ids = numbers(place)
    lists = place.folder / "lists"
    lists.mkdir()
    for name, decision in (("second.csv", "delete"), ("old.zip", "delete"), ("old.zip > inner.csv", "legal hold")):
        work_list(
            lists / f"{ids[name]}.xlsx",
            [FILE_ID, CONTENT, "Decision", "Reason"],
            [ids[name], files[name]["content_hash"], decision, "asked"],
        )
    openpyxl.Workbook().save(lists / "no list.xlsx")
    (lists / "broken.xlsx").write_bytes(b"")
    (lists / "~$1.xlsx").write_bytes(b"A. Clerk has it open")
    done = place.tana("decide", "--from", "lists")
    errors = done.stderr.decode()
    assert done.returncode == 1 and "broken.xlsx" in errors and "~$" not in errors
    assert "Lists read: 3." in errors and "not taken: 1." in errors
    assert "has no effect" in errors and f"legal hold: {place.folder}/share/old.zip > inner.csv" in errors
    withdraw(place, done.stdout.decode())
    for file in lists.iterdir():
        file.unlink()
    assert "lists" in assert_one_sentence(place.tana("decide", "--from", "lists"), 2)


def test_the_right_kind_is_taught_on_the_command_line_and_by_a_work_list(place: Place) -> None:
    recorded = said(place, "decide", "wrong-rule", "名簿.csv", "--kind", "給与データ", "--why", "見直し")
    assert "is of the kind “Payroll”" in recorded
    assert exported(place)["名簿.csv"]["doc_class"] == "payroll"
    assert "見直し" in said(place, "retention", "explain", "share/名簿.csv").splitlines()[2]
    ids = numbers(place)
    work_list(
        place.folder / "kinds.xlsx",
        [FILE_ID, CONTENT, "Decision", "Keep until", "Right kind", "Reason"],
        [ids["名簿.csv"], "", None, None, "payroll", "known already"],
        [ids["second.csv"], "", "keep until", "2099/3/31", "Invoices and receipts", "both"],
        [ids["third.csv"], "", "wrong rule or kind", None, "poem", "no such kind"],
    )
    done = place.tana("decide", "--from", "kinds.xlsx")
    assert done.returncode == 1
    assert "Decisions recorded: 2; known already: 1; not taken: 1" in done.stderr.decode()
    rows = exported(place)
    assert [rows[name]["doc_class"] for name in ("second.csv", "third.csv")] == [
        "invoice",
        rows["third.csv"]["doc_class"],
    ]
    withdraw(place, recorded + done.stdout.decode())
    assert exported(place)["名簿.csv"]["doc_class"] != "payroll"


def test_one_thing_found_can_be_said_to_be_wrong_on_the_command_line_and_by_a_work_list(place: Place) -> None:
    recorded = said(place, "decide", "false-match", "名簿.csv", "--entity", "PHONE_NUMBER", "--why", "order numbers")
    rows = exported(place)
    assert [list(rows[name]["entities"]) for name in ("名簿.csv", "second.csv")] == [
        ["PERSON"],
        ["PERSON", "PHONE_NUMBER"],
    ]
    assert rows["名簿.csv"]["people"] == rows["second.csv"]["people"]
    ids = numbers(place)
    work_list(
        place.folder / "wrong.xlsx",
        [FILE_ID, CONTENT, "判断", "いつまで保管", "この項目だけ誤り", "理由"],
        [ids["名簿.csv"], "", None, None, "電話番号", "known already"],
        [ids["second.csv"], "", "期限まで保管", "R9.6", "電話番号", "both"],
        [ids["old.zip"], "", "誤検出", None, "phone number", "in the archive"],
        [ids["third.csv"], "", None, None, "宗教・信条", "not found there"],
        [ids["third.csv"], "", None, None, "電話", "no such thing"],
    )
    done = place.tana("decide", "--from", "wrong.xlsx")
    assert done.returncode == 1
    assert "Decisions recorded: 3; known already: 1; not taken: 2" in done.stderr.decode()
    rows = exported(place)
    assert {name: list(row["entities"]) for name, row in rows.items() if name != "old.zip"} == {
        "名簿.csv": ["PERSON"],
        "second.csv": ["PERSON"],
        "third.csv": ["PERSON", "PHONE_NUMBER"],
        "old.zip > inner.csv": ["PERSON"],
    }
    withdraw(place, recorded + done.stdout.decode())
    assert list(exported(place)["名簿.csv"]["entities"]) == ["PERSON", "PHONE_NUMBER"]


def test_disposal_on_the_command_line_moves_lists_and_brings_back(place: Place) -> None:
    file = place.folder / "share/second.csv"
    said(place, "decide", "approve-disposal", "second.csv", "--why", "old", "--who", "A. Clerk")
    assert "1 file," in said(place, "dispose", "plan")
    assert "tana scan" in said(place, "dispose", "apply", "--who", "B. Clerk")
    assert not file.exists()
    assert "0 files" in said(place, "dispose", "apply")  # silent about what it did itself
    assert "A. Clerk  carried out: in quarantine since" in said(place, "decide", "list")
    assert "から隔離中" in said(place, "decide", "list", "--lang", "ja")
    assert str(file) in said(place, "dispose", "restore")
    assert "too" not in said(place, "dispose", "apply", "--delete")
    assert "not long enough" in said(place, "dispose", "plan", "--delete")
    assert_one_sentence(place.tana("dispose", "restore", "third.csv"), 2)
    assert_one_sentence(place.tana("dispose", "apply", "third.csv"), 2)
    told = said(place, "dispose", "restore", "share/second.csv")
    assert "Brought back: 1" in told and "withdrawn: approve the file" in told
    assert file.read_text(encoding="utf-8").startswith("氏名")
    assert "0 files" in said(place, "dispose", "plan")


def test_the_record_of_disposal_tells_who_when_why_and_how_many_people(place: Place) -> None:
    said(place, "decide", "approve-disposal", "third.csv", "--why", "期限を過ぎたため", "--who", "総務課長")
    said(place, "dispose", "apply", "--who", "担当者")
    assert "廃棄記録.xlsx" in said(place, "dispose", "record", "--out", "廃棄記録.xlsx", "--lang", "ja")
    sheet = openpyxl.load_workbook(place.folder / "廃棄記録.xlsx").worksheets[0]
    header, *rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    (row,) = [dict(zip(header, row, strict=True)) for row in rows if row[1].endswith("third.csv")]
    assert (row["状態"], row["隔離した人"], row["承認した人"]) == ("隔離中", "担当者", "総務課長")
    assert (row["人数"], row["廃棄を承認した理由"]) == ("4人", "期限を過ぎたため")
    assert len(row["内容のハッシュ値"]) >= 32
    assert_one_sentence(place.tana("dispose", "record"), 2)
    said(place, "dispose", "restore", "third.csv")


def test_a_member_of_an_archive_cannot_be_approved_and_the_archive_is_named(place: Place) -> None:
    refused = assert_one_sentence(place.tana("decide", "approve-disposal", "old.zip > inner.csv", "--why", "old"), 2)
    assert "approve-disposal 'old.zip'" in refused


def test_a_sampling_audit_goes_out_and_comes_back_also_as_excel_writes_it(place: Place) -> None:
    drawn = said(place, "sweep", "--audit", "9").removeprefix("\ufeff")
    header, *rows = drawn.splitlines()
    assert len(rows) == 4
    answered = "\r\n".join([header, *(row.replace(",,", ",はい,", 1) for row in rows)])
    (place.folder / "audit.csv").write_bytes(answered.encode("cp932"))
    text = said(place, "sweep", "--answers", "audit.csv", "--lang", "ja")
    assert "適合率" in text
    assert "100.0%" in text
    (place.folder / "audit.csv").write_text(answered.replace("はい", "perhaps", 1), encoding="utf-8")
    assert "line 2" in assert_one_sentence(place.tana("sweep", "--answers", "audit.csv"), 2)
    assert_one_sentence(place.tana("sweep", "--answers", "absent.csv"), 2)


def test_without_a_scan_every_command_says_so(tmp_path: Path) -> None:
    empty = Here(tmp_path)
    for arguments in (["sweep"], ["decide", "list"], ["dispose", "plan"]):
        assert_one_sentence(empty.tana(*arguments), 3)
    assert os.listdir(tmp_path / "home") == []
