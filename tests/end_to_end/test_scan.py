"""``tana scan`` on folders of all kinds: every file accounted for, nothing lost, the right exit code."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inventory.storage.migrations import VERSION_TABLE
from scanner.cli.sample import writers
from scanner.cli.sample.share import write_share
from tests.cli.running import TANA, Place, assert_one_sentence

CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpora/documents/files"
FILES_IN_CORPUS = 181


def exported(place: Place, what: str = "files", **env: str) -> list[dict[str, Any]]:
    done = place.tana("export", what, **env)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def on_disk(place: Place) -> dict[str, dict[str, Any]]:
    return {row["path"]: row for row in exported(place) if not row["member_of"]}


def counted(stdout: bytes) -> list[int]:
    """The numbers of the summary's first sum: met, scanned, partial, skipped, failed, unchanged."""
    found = re.search(r"^([\d,]+) files? met = (.*)$", stdout.decode(), re.MULTILINE)
    assert found, stdout.decode()
    return [int(n.replace(",", "")) for n in re.findall(r"[\d,]+(?= )", found[0])]


State = dict[str, tuple[int, int, int]]


def state(share: Path) -> State:
    """What a scan must not change: times of change and access, and sizes."""
    found = {path: path.lstat() for path in sorted(share.rglob("*")) if path.is_file()}
    return {str(path): (stat.st_mtime_ns, stat.st_atime_ns, stat.st_size) for path, stat in found.items()}


@dataclass
class FirstScan:
    place: Place
    share: Path
    files: int
    before: State
    done: subprocess.CompletedProcess[bytes]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> FirstScan:
    """The sample share with a link, a pipe and an empty file besides, scanned once."""
    place = Place(tmp_path_factory.mktemp("first"))
    share = place.folder / "share"
    count = write_share(share)
    (share / "link").symlink_to("UK")
    os.mkfifo(share / "pipe")
    (share / "empty").touch()
    os.utime(share / "empty", (1e9, 1e9))
    return FirstScan(place, share, count + 3, state(share), place.program("scan", share))


def test_every_file_is_accounted_for_and_the_sum_is_right(first: FirstScan) -> None:
    assert first.done.returncode == 1, first.done.stderr
    met, *parts = counted(first.done.stdout)
    assert met == sum(parts) == first.files
    assert parts[1] + parts[3] > 0
    assert parts[2] == 2  # the link and the pipe


def test_nothing_on_the_share_changes(first: FirstScan) -> None:
    assert state(first.share) == first.before


def test_a_second_scan_finds_nothing_changed_and_nothing_clean_that_was_not(first: FirstScan) -> None:
    before = {path: row["outcome"] for path, row in on_disk(first.place).items()}
    done = first.place.tana("scan", first.share)
    assert done.returncode == 1
    met, *parts = counted(done.stdout)
    assert met == sum(parts) == first.files
    after = {path: row["outcome"] for path, row in on_disk(first.place).items()}
    for path, outcome in before.items():
        assert after[path] == ("unchanged" if outcome == "scanned" else outcome), path
    assert Counter(after.values())["unchanged"] == parts[4]
    assert parts[0] == 0


def test_what_is_excluded_is_skipped_and_said_so(place: Place) -> None:
    share = place.folder / "share"
    (share / "backup").mkdir(parents=True)
    (share / "a.txt").write_text("nothing", encoding="utf-8")
    (share / "a.iso").write_text("nothing", encoding="utf-8")
    (share / "backup/b.txt").write_text("nothing", encoding="utf-8")
    done = place.tana("scan", share, "--exclude", "*.iso", "--exclude", "/backup/")
    assert done.returncode == 0
    assert {path: row["outcome"] for path, row in on_disk(place).items()} == {
        "a.txt": "scanned",
        "a.iso": "skipped",
        "backup": "skipped",
    }


def test_the_inventory_on_the_share_is_left_out_of_the_scan(place: Place) -> None:
    share = place.folder / "share"
    (share / "in [a] folder").mkdir(parents=True)
    (share / "a.txt").write_text("nothing", encoding="utf-8")
    (share / "mine.db").write_text("nothing", encoding="utf-8")
    done = place.tana("scan", share, "--db", share / "in [a] folder/mine.db")
    assert done.returncode == 0, done.stdout
    numbers = counted(done.stdout)
    assert numbers[1] == 2
    assert numbers[0] == numbers[1] + numbers[3] > 3


def test_odd_names_survive_and_cannot_harm_the_terminal(place: Place) -> None:
    share = place.folder / "share"
    share.mkdir()
    names = [b"\xff\xfe.txt", "😀.txt".encode(), b"new\nline.txt", b"\x1b[2Jclear.txt", b"=cmd|x.csv", b"a" * 250]
    for name in names:
        with open(os.path.join(os.fsencode(share), name), "wb") as file:
            file.write(b"name,phone\nAnn Sample,07700 900123\n")
    done = place.tana("-v", "scan", share)
    assert done.returncode in (0, 1)
    assert len(on_disk(place)) == len(names)
    assert b"\x1b" not in done.stdout + done.stderr
    assert place.tana("report", "--out", "report.html").returncode == 0
    assert place.tana("register", "--template", "ipa", "--out", "ipa.xlsx").returncode == 0


def test_an_interrupted_scan_keeps_its_work_and_the_next_one_completes_it(place: Place) -> None:
    share = place.folder / "share"
    share.mkdir()
    book = writers.workbook(
        {"S": [("氏名", "電話番号"), *[("見本 太郎", f"06-0000-{n:04}") for n in range(500)]]}, date(2020, 4, 1)
    )
    for number in range(30):
        (share / f"{number:03}.xlsx").write_bytes(book + bytes([number]))
        os.utime(share / f"{number:03}.xlsx", (1e9, 1e9))
    process = subprocess.Popen(
        [TANA, "-v", "scan", share, "--jobs", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=place.folder,
        env=place.environment(),
        start_new_session=True,
    )
    assert process.stderr is not None
    lines = []
    while b"002.xlsx" not in (line := process.stderr.readline()):
        assert line, lines
        lines.append(line)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers as well
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert b"Traceback" not in out + err
    assert b"same command again" in err.splitlines()[-1]
    kept = on_disk(place)
    assert 2 <= len(kept) < 30  # all that were done before the last one announced
    assert {row["outcome"] for row in kept.values()} == {"scanned"}
    done = place.tana("scan", share)
    assert done.returncode == 0
    numbers = counted(done.stdout)
    assert numbers[0] == 30
    assert numbers[5] >= len(kept)
    assert len(on_disk(place)) == 30


NO_OVERRIDE = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]


def test_an_unreadable_folder_is_recorded_and_the_rest_is_scanned(place: Place) -> None:
    share = place.folder / "share"
    (share / "closed").mkdir(parents=True)
    (share / "closed/a.txt").write_text("x", encoding="utf-8")
    (share / "open.txt").write_text("x", encoding="utf-8")
    os.chmod(share / "closed", 0)
    prefix: list[str] = []
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root reads everything, and setpriv is not here to take that away")
        prefix = NO_OVERRIDE
    done = subprocess.run(
        [*prefix, TANA, "scan", share], capture_output=True, cwd=place.folder, env=place.environment(), check=False
    )
    os.chmod(share / "closed", 0o700)
    assert done.returncode == 1, done.stderr
    rows = on_disk(place)
    assert rows["open.txt"]["outcome"] == "scanned"
    assert [p["kind"] for p in rows["closed"]["problems"]] == ["UNREADABLE"]


@pytest.mark.corpus
@pytest.mark.slow
def test_every_document_of_the_corpus_is_accounted_for(place: Place) -> None:
    if not CORPUS.is_dir():
        pytest.skip("the corpus of documents is not here")
    done = place.program("scan", CORPUS, timeout=900)
    assert done.returncode == 1, done.stderr
    assert b"Traceback" not in done.stdout + done.stderr
    met, *parts = counted(done.stdout)
    assert met == sum(parts) == FILES_IN_CORPUS
    assert sum(1 for file in CORPUS.rglob("*") if not file.is_dir()) == FILES_IN_CORPUS
    rows = on_disk(place)
    assert len(rows) == FILES_IN_CORPUS
    assert all(row["problems"] for row in rows.values() if row["outcome"] in ("partial", "skipped", "failed"))
    assert {row["outcome"] for row in exported(place)} <= {"scanned", "partial", "skipped", "failed"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("template"))
    (place.folder / "share").mkdir()
    (place.folder / "share/a.txt").write_text("x", encoding="utf-8")
    os.utime(place.folder / "share/a.txt", (1e9, 1e9))
    assert place.tana("scan", "share").returncode == 0
    return place


@pytest.fixture
def with_inventory(template: Place, place: Place) -> Place:
    """A place whose inventory has one file, ``a.txt``."""
    for file in template.folder.glob("inventory.db*"):
        shutil.copy2(file, place.folder)
    return place


def test_full_reads_unchanged_files_again(template: Place, with_inventory: Place) -> None:
    share = template.folder / "share"
    assert counted(with_inventory.tana("scan", share).stdout) == [1, 0, 0, 0, 0, 1]
    assert counted(with_inventory.tana("scan", share, "--full").stdout) == [1, 1, 0, 0, 0, 0]


class TestBadInput:
    """One clear sentence, the right exit code, nothing lost."""

    def test_a_missing_root(self, place: Place) -> None:
        assert "absent" in assert_one_sentence(place.tana("scan", "absent"), 2)
        assert not place.database.exists()

    def test_one_missing_root_among_others_stops_before_anything_is_read(self, place: Place) -> None:
        (place.folder / "here").mkdir()
        assert "absent" in assert_one_sentence(place.tana("scan", "here", "absent"), 2)

    def test_a_file_as_root(self, place: Place) -> None:
        (place.folder / "a.txt").write_text("x", encoding="utf-8")
        assert "a.txt" in assert_one_sentence(place.tana("scan", "a.txt"), 2)

    def test_a_root_inside_another(self, place: Place) -> None:
        (place.folder / "a/b").mkdir(parents=True)
        assert_one_sentence(place.tana("scan", "a", "a/b"), 2)

    def test_a_missing_configuration(self, place: Place) -> None:
        assert "no.toml" in assert_one_sentence(place.tana("scan", ".", "--config", "no.toml"), 2)

    @pytest.mark.parametrize(
        ("text", "word"),
        [
            ("[scan]\nspeed = 1\n", "speed"),
            ("[scan]\njobs = 0\n", "jobs"),
            ("[scan\n", "tana.toml"),
            ('lang = "fr"\n', "lang"),
            ('[organisation]\nfiscal_year_end = "13-45"\n', "fiscal_year_end"),
        ],
    )
    def test_a_wrong_configuration(self, place: Place, text: str, word: str) -> None:
        (place.folder / "tana.toml").write_text(text, encoding="utf-8")
        assert word in assert_one_sentence(place.tana("scan", "."), 2)
        assert not place.database.exists()

    @pytest.mark.parametrize("command", [["report", "--out", "r.html"], ["export", "files"], ["retention", "rules"]])
    def test_a_wrong_configuration_stops_every_command(self, with_inventory: Place, command: list[str]) -> None:
        (with_inventory.folder / "tana.toml").write_text("[scan]\nspeed = 1\n", encoding="utf-8")
        assert "speed" in assert_one_sentence(with_inventory.tana(*command), 2)

    @pytest.mark.parametrize(
        "text", ["rules: [", "- 1", "rules:\n  - id: x\n", "rules:\n  - id: mine\n    colour: red\n", "\x00"]
    )
    def test_a_bad_rules_file(self, place: Place, text: str) -> None:
        (place.folder / "mine.yaml").write_text(text, encoding="utf-8")
        assert "mine.yaml" in assert_one_sentence(place.tana("retention", "check", "mine.yaml"), 2)
        (place.folder / "tana.toml").write_text('[retention]\nrules = ["mine.yaml"]\n', encoding="utf-8")
        assert "mine.yaml" in assert_one_sentence(place.tana("scan", place.home), 2)
        assert not place.database.exists()

    def test_a_missing_rules_file(self, place: Place) -> None:
        assert "absent.yaml" in assert_one_sentence(place.tana("retention", "check", "absent.yaml"), 2)

    @pytest.mark.parametrize("pattern", ["!", "/"])
    def test_an_exclusion_that_means_nothing_never_crashes(self, place: Place, pattern: str) -> None:
        done = place.tana("scan", place.home, "--exclude", pattern)
        assert done.returncode in (0, 2)
        assert b"Traceback" not in done.stderr

    @pytest.mark.parametrize("command", [["report", "--out", "r.html"], ["retention"], ["export", "problems"]])
    def test_no_inventory_yet(self, place: Place, command: list[str]) -> None:
        assert "inventory.db" in assert_one_sentence(place.tana(*command), 3)
        assert not place.database.exists()

    @pytest.mark.parametrize("url", ["nonsense://x/y", "sqlite:///{folder}/a/b/c.db/", "postgresql://", "://"])
    def test_an_address_that_leads_nowhere(self, place: Place, url: str) -> None:
        done = place.tana("export", "files", "--db", url.format(folder=place.folder))
        assert done.returncode in (2, 3)
        assert_one_sentence(done, done.returncode)

    def test_a_database_that_is_none(self, place: Place) -> None:
        place.database.write_bytes(b"this is a letter and no database at all\n" * 100)
        assert_one_sentence(place.tana("scan", place.home, "-q"), 3)
        assert place.database.read_bytes().startswith(b"this is a letter")

    def test_a_database_of_a_newer_version(self, with_inventory: Place) -> None:
        place = with_inventory
        connection = sqlite3.connect(place.database)
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = 'from the future'")
        connection.commit()
        connection.close()
        assert "newer" in assert_one_sentence(place.tana("scan", place.home, "-q"), 3)

    def test_a_locked_database_loses_nothing(self, with_inventory: Place) -> None:
        place = with_inventory
        holder = sqlite3.connect(place.database)
        holder.execute("BEGIN EXCLUSIVE")
        done = place.tana("scan", place.home, "-q")
        holder.rollback()
        holder.close()
        assert_one_sentence(done, 3)
        assert list(on_disk(place)) == ["a.txt"]

    def test_a_full_disk_loses_nothing(self, with_inventory: Place) -> None:
        """A limit on file sizes stands in for the disk: writing beyond it fails in the same way for the database."""
        place = with_inventory
        share = place.folder / "share"
        share.mkdir()
        for n in range(3000):
            (share / f"{n:05} {'long name ' * 15}.txt").write_text("x", encoding="utf-8")
        limit = place.database.stat().st_size // 1024 + 300
        command = f'ulimit -f {limit}; trap "" XFSZ; exec "$0" -q scan "$1"'
        done = subprocess.run(
            ["bash", "-c", command, TANA, share],
            capture_output=True,
            cwd=place.folder,
            env=place.environment(),
            check=False,
            timeout=240,
        )
        assert_one_sentence(done, 3)
        assert "a.txt" in on_disk(place)

    @pytest.mark.parametrize(
        "command", [["report", "--out", "no/such/r.html"], ["register", "--template", "ipa", "--out", "no/such/r.xlsx"]]
    )
    def test_an_output_that_cannot_be_written(self, with_inventory: Place, command: list[str]) -> None:
        assert_one_sentence(with_inventory.tana(*command), 3)

    def test_a_register_is_not_written_over_some_other_workbook(self, with_inventory: Place) -> None:
        place = with_inventory
        (place.folder / "mine.xlsx").write_bytes(mine := writers.workbook({"S": [("a", "b")]}, date(2020, 4, 1)))
        assert_one_sentence(place.tana("register", "--template", "ipa", "--out", "mine.xlsx"), 2)
        assert (place.folder / "mine.xlsx").read_bytes() == mine

    def test_a_reader_that_has_seen_enough_is_no_error(self, with_inventory: Place) -> None:
        done = subprocess.run(
            ["bash", "-c", 'set -o pipefail; "$0" export files | true', TANA],
            capture_output=True,
            cwd=with_inventory.folder,
            env=with_inventory.environment(),
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
