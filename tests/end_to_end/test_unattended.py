"""``tana`` run by night over mounted shares: what went wrong is told, and nothing is said that is not so."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest

from tests.cli.running import Place

OLD_NS = 1_500_000_000_000_000_000  # July 2017
LIST = "Name,Phone,Email\n" + "".join(
    f"{name} Example,07700 90012{n},{name.lower()}@example.com\n" for n, name in enumerate(("Ann", "Ben", "Cat"))
)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def write(file: Path, text: str = LIST) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(OLD_NS, OLD_NS))


def swept(place: Place) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {}
    for line in place.tana("sweep", "--jsonl").stdout.decode().splitlines():
        row = json.loads(line)
        found.setdefault(row["type"], []).append(row)
    return found


def test_a_share_that_is_not_mounted_is_a_problem_and_nothing_of_it_is_gone_or_done(place: Place) -> None:
    share, away = place.folder / "share", place.folder / "away"
    write(share / "customers.csv")
    assert place.tana("scan", "share", "--jobs", "1").returncode == 0
    place.tana("decide", "approve-disposal", "customers.csv", "--why", "no reason to keep")
    swept(place)

    share.rename(away)
    share.mkdir()
    scanned = place.tana("scan", "share", "--jobs", "1")
    assert scanned.returncode == 1
    assert "1 file met = 0 scanned + 0 partial + 0 skipped + 1 failed + 0 unchanged" in scanned.stdout.decode()
    assert f"{share}: nothing in it could be looked at (not mounted" in scanned.stdout.decode()
    rows = swept(place)
    assert "change" not in rows
    assert "done" not in rows
    (coverage,) = rows["coverage"]
    assert coverage["not_met"] == 1
    assert [row["detail"] for row in coverage["not_examined"]] == ["ROOT_EMPTY"]  # type: ignore[attr-defined]

    share.rmdir()
    away.rename(share)
    back = place.tana("scan", "share", "--jobs", "1")
    assert (back.returncode, b"1 unchanged" in back.stdout) == (0, True)
    assert "change" not in swept(place)


def test_the_summary_says_below_which_folder_a_file_lies_and_keeps_each_path_on_its_line(place: Place) -> None:
    forged = "x\nRiskiest files (0 with personal data): none"
    write(place.folder / "one" / forged / "staff.csv")
    write(place.folder / "two" / "staff.csv", LIST.replace("Example", "Sample"))
    said = place.tana("scan", "one", "two", "--jobs", "1").stdout.decode()
    assert f"{place.folder}/one/x\\nRiskiest files (0 with personal data): none/staff.csv" in said
    assert f"{place.folder}/two/staff.csv" in said
    assert not any(line.startswith("Riskiest files (0") for line in said.splitlines())


def test_an_archive_with_a_member_that_could_not_be_read_is_not_examined_in_full(place: Place) -> None:
    (place.folder / "share").mkdir()
    with zipfile.ZipFile(place.folder / "share" / "scans.zip", "w") as archive:
        archive.writestr("payroll.docx", b"PK\x03\x04 this is no document")
        archive.writestr("readme.txt", "Nothing about anybody.\n")
    assert place.tana("scan", "share", "--jobs", "1").returncode == 1
    (coverage,) = swept(place)["coverage"]
    (totals,) = coverage["roots"].values()  # type: ignore[attr-defined]
    assert (totals["files"], totals["examined"], totals["members"]) == (1, 0, 2)
    assert [(row["outcome"], row["detail"]) for row in coverage["not_examined"]] == [("partial", "MEMBERS_UNREAD")]  # type: ignore[attr-defined]
    assert [(row["outcome"], row["kind"]) for row in coverage["members_not_examined"]] == [("failed", "CORRUPT")]  # type: ignore[attr-defined]
    told = place.tana("sweep").stdout.decode()
    assert "Inside archives and mails not examined, or not in full: 1" in told


def test_a_file_that_ran_out_of_time_is_read_again_only_when_it_is_given_more(place: Place) -> None:
    share = place.folder / "share"
    write(share / "loop.pdf", LOOP)
    config = place.folder / "tana.toml"

    def scanned(seconds: float) -> tuple[int, str]:
        config.write_text(f"[scan]\nseconds = {seconds}\n", encoding="utf-8")
        done = place.tana("-v", "scan", "share", "--jobs", "1")
        (line,) = [line for line in done.stderr.decode().splitlines() if "loop.pdf" in line]
        return done.returncode, line

    assert scanned(2) == (1, "failed    loop.pdf (TIMEOUT)")
    assert scanned(2) == (1, "unchanged loop.pdf")
    assert b"TIMEOUT" in place.tana("export", "problems").stdout
    assert scanned(3) == (1, "failed    loop.pdf (TIMEOUT)")
