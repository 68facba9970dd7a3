"""The inventory at scale: rows of files that never were, what they cost, and how long each command takes on them.

    python -m tests.benchmarks.store --files 500000 --url sqlite:////var/tmp/scale.db --rows 4
    python -m tests.benchmarks.store --server --copy sqlite:////var/tmp/scale.db

Everything is made from a number, so two runs make the same inventory. ``--rows`` is the mean of findings for each
file: six in ten files have none, as on a share that is mostly not about people. A finding has five values.
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import date
from hashlib import blake2b
from pathlib import Path

from sqlalchemy import Boolean, make_url, text

from detectors.model import PeopleEstimate
from inventory import occurrences
from inventory import store as module
from inventory.assess import assess
from inventory.keys import load_key
from inventory.retention.rules import load_rules
from inventory.store import Store
from inventory.tables import Base
from scanner.results import ColumnRef, FileRef, FileResult, FileStat, Finding, Outcome
from tests.inventory.postgresql import running

ROOT = "/srv/share"
ENTITIES = ("PERSON", "ADDRESS", "PHONE_NUMBER", "EMAIL_ADDRESS", "DATE_OF_BIRTH", "JP_MY_NUMBER", "HEALTH")
CLASSES = ("customer_list", "staff_list", "payroll", "cv", "contract", "none")
DEPARTMENTS = 40
VALUES = 5
TODAY = date(2026, 4, 1)
COMMANDS: dict[str, Sequence[str]] = {
    "export files, first 1,000 rows": ("export", "files"),
    "retention list": ("retention", "list"),
    "copies": ("copies",),
    "who, one name": ("who", "nobody@example.com"),
    "decide list": ("decide", "list"),
    "sweep": ("sweep",),
    "register": ("register", "--template", "ipa", "--out", "{folder}/register.xlsx"),
    "report": ("report", "--out", "{folder}/report.html"),
}


def results(files: int, rows: float) -> Iterator[FileResult]:
    """The results of a scan of so many files."""
    for number in range(files):
        chance = random.Random(number)
        department = number % DEPARTMENTS
        year = 2006 + number // DEPARTMENTS % 20
        path = f"部門{department:02}/{year}/{chance.randrange(50):02}/資料{number:07}.xlsx"
        modified = (year - 1970) * 31_556_952 * 1_000_000_000
        stat = FileStat(20_000 + number % 9_000, modified, modified, 0o100640, 1000, 1000, 1, number + 1, 1)
        # One file in fifty is a copy of the one before it.
        content = blake2b(b"%d" % (number - (number % 50 == 1)), digest_size=32).hexdigest()
        result = FileResult(
            FileRef(ROOT, path, path.encode()), Outcome.SCANNED, stat, format="xlsx", content_hash=content,
            characters=4_000, rules="scale",
        )  # fmt: skip
        if number % 10 >= 4:
            yield replace(result, doc_class="none")
            continue
        found = tuple(_finding(chance, files) for _ in range(round(rows / 0.4)))
        people = PeopleEstimate(VALUES, VALUES * 3)
        yield replace(result, findings=found, doc_class=chance.choice(CLASSES), people=people)


def _finding(chance: random.Random, files: int) -> Finding:
    first = chance.randrange(files * 3)
    # Spread over all 64 bits, as keyed hashes are.
    hashes = tuple(sorted((first + n) * 0x9E3779B97F4A7C15 % (1 << 64) for n in range(VALUES)))
    letter = chance.choice("ABCDEFGH")
    return Finding(
        f"名簿!{letter}2:{letter}6", chance.choice(ENTITIES), VALUES, VALUES, 0.95, ("LABEL 氏名", "COLUMN 0.98"),
        ("山***", "佐***"), hashes, "jp.name", ColumnRef("名簿", letter, "氏名"),
    )  # fmt: skip


def fill(url: str, files: int, rows: float) -> None:
    """Writes the inventory and says what each part took, in seconds and in the processor's seconds of this process."""
    module.BATCH_FILES = 1_000
    module.BATCH_SECONDS = 60.0
    with Store.open(url) as store:
        store.check_key(load_key(url))
        with Clock(f"{files:,} files written", files), store.run([ROOT], "scale") as run:
            for result in results(files, rows):
                run.save(result)
            run.finish()
        with Clock("index of values"):
            pairs = occurrences.fill(store)
        with Clock("judged, states and totals kept", files):
            assess(store, load_rules(), TODAY)
        with store.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("ANALYZE"))
                size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
            else:
                size = connection.execute(
                    text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
                )
                size = size.scalar_one()
    print(f"{size / files:,.0f} bytes a file, {size / 1e9:.2f} GB; {pairs:,} pairs of value and file")


def copy(source: str, url: str) -> None:
    """Takes all rows of an SQLite inventory over into an empty one on PostgreSQL."""
    import psycopg

    load_key(url)
    Store.open(url).close()
    there = make_url(url)
    options = {"dbname": there.database, "user": there.username, "host": there.query["host"]}
    with (
        Clock("all rows copied into PostgreSQL"),
        closing(sqlite3.connect(str(make_url(source).database))) as old,
        psycopg.connect(**options) as new,  # type: ignore[arg-type]
    ):
        for table in Base.metadata.sorted_tables:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            truths = [n for n, column in enumerate(table.columns) if isinstance(column.type, Boolean)]
            with new.cursor().copy(f"COPY {table.name} ({columns}) FROM STDIN") as to:
                for row in old.execute(f"SELECT {columns} FROM {table.name}"):
                    if table.name == "meta" and row[0] == "key":
                        continue  # each inventory has a key of its own
                    values = list(row)
                    for n in truths:
                        values[n] = bool(values[n])
                    to.write_row(values)
            if "id" in table.columns:
                next_id = f"setval(pg_get_serial_sequence('{table.name}', 'id'), max(id))"
                new.execute(f"SELECT {next_id} FROM {table.name} HAVING max(id) IS NOT NULL")  # type: ignore[arg-type]
    with psycopg.connect(**options, autocommit=True) as new:  # type: ignore[arg-type]
        new.execute("VACUUM ANALYZE")
        row = new.execute("SELECT pg_database_size(current_database()), (SELECT count(*) FROM files)").fetchone()
        assert row is not None
        print(f"{row[0] / row[1]:,.0f} bytes a file, {row[0] / 1e9:.2f} GB", flush=True)


class Clock:
    """Says how long a block took."""

    def __init__(self, what: str, number: int = 0) -> None:
        self._what, self._number = what, number

    def __enter__(self) -> None:
        self._began, self._worked = time.monotonic(), time.process_time()

    def __exit__(self, *_: object) -> None:
        took, worked = time.monotonic() - self._began, time.process_time() - self._worked
        rate = f", {self._number / took:,.0f} a second" if self._number else ""
        print(f"{self._what}: {took:.1f} s ({worked:.1f} s of processor){rate}", flush=True)


def commands(url: str, only: Sequence[str]) -> None:
    """Runs each command once and says what it took: by the clock, in the processor, and in memory."""
    tana = Path(sys.executable).parent / "tana"
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in COMMANDS.items():
            if only and arguments[0] not in only:
                continue
            before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
            command = [tana, "--db", url, "-q", *(argument.format(folder=folder) for argument in arguments)]
            command = [command[0], *command[4:], *command[1:4]]
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                assert process.stdout is not None
                for number, _ in enumerate(process.stdout):
                    if arguments[0] == "export" and number == 999:
                        process.terminate()
                        break
            took, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
            worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(f"{name}: {took:.1f} s ({worked:.1f} s of processor), exit {process.returncode}", flush=True)


def main() -> None:
    """Fills the inventory, unless ``--keep`` says that it is there, and measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="where the inventory goes: an SQLAlchemy address")
    parser.add_argument("--files", type=int, default=500_000)
    parser.add_argument("--rows", type=float, default=4.0)
    parser.add_argument("--keep", action="store_true", help="the inventory is there already: measure the commands only")
    parser.add_argument("--only", nargs="*", default=[], help="these commands only")
    parser.add_argument("--server", action="store_true", help="instead of --url: on a PostgreSQL started for this")
    parser.add_argument("--copy", metavar="URL", help="with --server: copy the rows of this SQLite inventory")
    args = parser.parse_args()
    with running() if args.server else nullcontext() as server:
        url = server.database() if server else args.url
        if args.copy:
            copy(args.copy, url)
        elif not args.keep:
            fill(url, args.files, args.rows)
        commands(url, args.only)


if __name__ == "__main__":
    main()
