"""``tana`` run by night over mounted shares: what went wrong is told, and nothing is said that is not so."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from tests.cli.running import TANA, Place, assert_one_sentence

OLD_NS = 1_500_000_000_000_000_000  # July 2017
LIST = "Name,Phone,Email\n" + "".join(
    f"{name} Example,07700 90012{n},{name.lower()}@example.com\n" for n, name in enumerate(("Ann", "Ben", "Cat"))
)
LOOP = """%PDF-1.4
1 0 obj
<</Type/Catalog/Pages 2 0 R>>
endobj
2 0 obj
<</Type/Pages/Kids[2 0 R]/Count 1000000>>
endobj
trailer<</Root 1 0 R/Size 3>>
%%EOF
"""


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


def test_an_inventory_that_was_lost_is_told_and_no_other_comes_in_its_place(place: Place) -> None:
    write(place.folder / "share" / "customers.csv")
    first = place.tana("scan", "share", "--jobs", "1")
    assert f"\nNew inventory: {place.database}\n" in first.stdout.decode()
    key = place.database.with_name("inventory.db.key")
    kept = key.rename(place.folder / "kept")
    assert "is missing" in assert_one_sentence(place.tana("-q", "scan", "share"), 3)
    assert not key.exists()
    kept.rename(key)

    for file in place.folder.glob("inventory.db*"):
        if file != key:
            file.unlink()
    place.database.touch()
    for command in (["export", "files"], ["report", "--out", "r.html"], ["-q", "scan", "share"]):
        assert "is an empty file" in assert_one_sentence(place.tana(*command), 3)
    doctor = place.tana("doctor")
    assert (doctor.returncode, b"is an empty file" in doctor.stdout) == (1, True)
    assert place.database.stat().st_size == 0

    away = place.folder / "not mounted" / "inventory.db"
    assert "is its disk mounted?" in assert_one_sentence(place.tana("scan", "share", "--db", away), 3)
    assert not away.parent.exists()


@pytest.mark.parametrize(
    ("address", "code", "says"),
    [
        ("bogus://x", 2, "No inventory can be kept in bogus://x"),
        ("postgresql+psycopg://clerk:secret@127.0.0.1:1/inv", 3, "does not answer"),
    ],
)
def test_what_is_wrong_with_an_address_is_told(place: Place, address: str, code: int, says: str) -> None:
    said = assert_one_sentence(place.tana("export", "files", "--db", address), code)
    assert says in said
    assert "secret" not in said


@pytest.mark.parametrize(("ends", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_scan_that_is_told_to_end_says_so_and_leaves_nothing_behind(
    place: Place, ends: signal.Signals, code: int
) -> None:
    write(place.folder / "share" / "loop.pdf", LOOP)
    running = subprocess.Popen(
        [TANA, "scan", "share", "--jobs", "1"],
        cwd=place.folder,
        env=place.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 120
    while not list(place.temp.glob("tana-*")) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1)
    running.send_signal(ends)
    _, said = running.communicate(timeout=60)
    assert running.returncode == code
    assert said.decode().splitlines()[-1].startswith("tana: Interrupted after 0 files")
    assert not any(word in said for word in (b"Traceback", b"Warning"))
    assert not list(place.temp.glob("tana-*"))


def test_without_a_standard_output_nothing_is_begun(place: Place) -> None:
    write(place.folder / "share" / "customers.csv")
    done = subprocess.run(
        f"'{TANA}' scan share -q >&-",
        shell=True,
        cwd=place.folder,
        env=place.environment(),
        stderr=subprocess.PIPE,
        check=False,
    )
    assert (done.returncode, done.stderr.count(b"\n")) == (3, 1)
    assert not place.database.exists()


def test_a_long_path_of_the_folder_for_temporary_files_keeps_no_worker_from_starting(place: Place) -> None:
    write(place.folder / "share" / "customers.csv")
    long = place.temp / ("t" * 100)
    long.mkdir()
    done = place.program("scan", "share", "--jobs", "1", TMPDIR=str(long))
    assert done.returncode == 0, done.stderr
    assert [*long.iterdir()] == []


def test_too_little_memory_and_too_many_jobs_are_one_sentence(place: Place) -> None:
    write(place.folder / "share" / "customers.csv")
    assert "between 1 and 256" in assert_one_sentence(place.tana("scan", "share", "--jobs", "2000"), 2)
    done = subprocess.run(
        f"ulimit -v 400000; '{TANA}' -q scan share",
        shell=True,
        cwd=place.folder,
        env=place.environment(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.count(b"\n") == 1, done.stderr
    assert b"memory" in done.stderr


def test_a_file_comes_back_from_quarantine_by_its_name_on_disk(place: Place) -> None:
    share = place.folder / "share"
    names = (b"x > y.csv", b"bad\xff.csv", b"back\\slash.csv")
    for number, name in enumerate(names):
        write(Path(os.fsdecode(bytes(share) + b"/" + name)), LIST + f"Dan Example,07700 90013{number},\n")
    place.tana("scan", "share", "--jobs", "1")
    place.tana("decide", "approve-disposal", "--path", "*.csv", "--why", "old")
    assert place.tana("dispose", "apply").returncode == 0
    assert not list(share.iterdir())
    back = place.tana(
        "dispose", "restore", *(os.fsdecode(b"share/" + name) for name in names[:2]), os.fsdecode(names[2])
    )
    assert back.returncode == 0, back.stderr
    assert sorted(os.fsencode(file.name) for file in share.iterdir()) == sorted(names)
