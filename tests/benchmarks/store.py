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
from datetime import date, timedelta
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Integer, LargeBinary, Table, Text, make_url, text

from detectors.model import PeopleEstimate
from inventory.judging.assess import assess
from inventory.retention.rules import load_rules
from inventory.storage import indexing
from inventory.storage import store as module
from inventory.storage.keys import load_key
from inventory.storage.store import Store
from inventory.storage.tables import Base
from scanner.results import ColumnRef, FileRef, FileResult, FileStat, Finding, Outcome
from tests.inventory.postgresql import running

if TYPE_CHECKING:
    from psycopg import Connection

ROOT = "/srv/share"
ENTITIES = ("PERSON", "ADDRESS", "PHONE_NUMBER", "EMAIL_ADDRESS", "DATE_OF_BIRTH", "JP_MY_NUMBER", "HEALTH")
CLASSES = ("customer_list", "staff_list", "payroll", "cv", "contract", "none")
DEPARTMENTS = 40
VALUES = 5
TODAY = date(2026, 4, 1)
FILE = "部門00/2006/24/資料0000000.xlsx"
"""The first file of every inventory made here."""
RULES = "rules:\n  - id: jp.customer-list\n    period: {years: 3}\n"
"""Rules to try: of one class of documents."""
COMMANDS: dict[str, Sequence[str]] = {
    "export files, first 1,000 rows": ("export", "files"),
    "export findings, first 1,000 rows": ("export", "findings"),
    "report": ("report", "--out", "{folder}/report.html"),
    "register, ipa": ("register", "--template", "ipa", "--out", "{folder}/ipa.xlsx"),
    "register, ropa": ("register", "--template", "ropa", "--out", "{folder}/ropa.xlsx"),
    "retention list": ("retention", "list"),
    "retention explain": ("retention", "explain", FILE),
    "retention breach": ("retention", "breach"),
    "retention calendar": ("retention", "calendar", "--out", "{folder}/due.ics"),
    "retention calendar, workbook": ("retention", "calendar", "--out", "{folder}/due.xlsx"),
    "retention try": ("retention", "try", "{folder}/rules.yaml"),
    "retention try, all files": ("retention", "try", "{folder}/rules.yaml", "-v"),
    "copies": ("copies",),
    "who, a value that is nowhere": ("who", "nobody@example.com"),
    "sweep": ("sweep",),
    "sweep, sampling audit": ("sweep", "--audit", "50"),
    "decide legal-hold FILE": ("decide", "legal-hold", FILE, "--why", "lawsuit"),
    "decide legal-hold PATTERN": ("decide", "legal-hold", "--path", "/部門07/2011/", "--why", "lawsuit"),
    "report after a decision": ("report", "--out", "{folder}/report.html"),
    "decide list": ("decide", "list"),
    "dispose plan": ("dispose", "plan", "--quarantine", "{folder}"),
    "register --worklist, one department": ("register", "--worklist", "{folder}/list", "--department", "部門07"),
    "register --worklist": ("register", "--worklist", "{folder}/lists"),
    "doctor": ("doctor",),
    "doctor --full": ("doctor", "--full"),
}


def results(files: int, rows: float, start: int = 0) -> Iterator[FileResult]:
    """The results of a scan of so many files, from the one with this number on."""
    for number in range(start, files):
        chance = random.Random(number)
        department = number % DEPARTMENTS
        year = 2006 + number // DEPARTMENTS % 20
        path = f"部門{department:02}/{year}/{chance.randrange(50):02}/資料{number:07}.xlsx"
        # Any day of its year: periods that run from it end on as many days.
        modified = ((year - 1970) * 31_556_952 + number * 7_919 % 365 * 86_400) * 1_000_000_000
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
            made, tenth = results(files, rows), max(files // 10, 1)
            # A part at a time: what writing a file costs grows with what is there.
            for start in range(0, files, tenth):
                with Clock(f"  from {start:,}", tenth):
                    for result in islice(made, tenth):
                        run.save(result)
            run.finish()
        with Clock("index of values"):
            pairs = indexing.fill(store)
        with Clock("judged, states and totals kept", files):
            assess(store, load_rules(), TODAY)
        for days in (0, 1, 30, 90):
            with Clock(f"judged again {days} days later, nothing else changed"):
                assess(store, load_rules(), TODAY + timedelta(days=days))
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
    """Takes all rows of an SQLite inventory over into an empty one on PostgreSQL; its indexes are made at the end."""
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
        made_again = bare(new)
        for table in Base.metadata.sorted_tables:
            # Each inventory has a key of its own.
            copy_rows(old, new, table, "name <> 'key'" if table.name == "meta" else "true")
        new.execute("SET maintenance_work_mem = '1GB'")
        for statement in made_again:
            new.execute(statement)  # type: ignore[arg-type]
        for table in Base.metadata.sorted_tables:
            if "id" in table.columns and isinstance(table.columns["id"].type, Integer):
                next_id = f"setval(pg_get_serial_sequence('{table.name}', 'id'), max(id))"
                new.execute(f"SELECT {next_id} FROM {table.name} HAVING max(id) IS NOT NULL")  # type: ignore[arg-type]
    with psycopg.connect(**options, autocommit=True) as new:  # type: ignore[arg-type]
        new.execute("VACUUM ANALYZE")
        row = new.execute("SELECT pg_database_size(current_database()), (SELECT count(*) FROM files)").fetchone()
        assert row is not None
        print(f"{row[0] / row[1]:,.0f} bytes a file, {row[0] / 1e9:.2f} GB", flush=True)


def bare(new: Connection[Any]) -> list[str]:
    """Takes foreign keys, keys and indexes off all tables; the statements that put them back, foreign keys last."""
    back: list[str] = []
    constraints = """SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'p', 'u') ORDER BY contype = 'f' DESC"""
    for table, name, definition in new.execute(constraints).fetchall():
        back.insert(0, f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        new.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")  # type: ignore[arg-type]
    for name, definition in new.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    ).fetchall():
        back.insert(0, definition)
        new.execute(f"DROP INDEX {name}")  # type: ignore[arg-type]
    return back


def copy_rows(old: sqlite3.Connection, new: Connection[Any], table: Table, where: str = "true") -> None:
    """Copies rows of one table as the lines that COPY reads, which SQLite writes by itself."""
    cells = []
    for column in table.columns:
        name = f'"{column.name}"'
        cell = name
        if isinstance(column.type, LargeBinary):
            cell = f"'\\\\x' || hex({name})"
        elif isinstance(column.type, (Text, JSON)):
            cell = f"replace(replace(replace({name}, '\\', '\\\\'), char(9), '\\t'), char(10), '\\n')"
        cells.append(f"coalesce({cell}, '\\N')")
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    lines = old.execute(f"SELECT {' || char(9) || '.join(cells)} || char(10) FROM {table.name} WHERE {where}")
    with new.cursor().copy(f"COPY {table.name} ({columns}) FROM STDIN") as to:  # type: ignore[arg-type]
        while some := lines.fetchmany(1_000):
            to.write("".join(line for (line,) in some))


class Clock:
    """Says how long a block took."""

    def __init__(self, what: str, number: int = 0) -> None:
        self._what, self._number = what, number

    def __enter__(self) -> None:
        self._began, self._worked = time.monotonic(), time.process_time()

    def __exit__(self, *_: object) -> None:
        took, worked = time.monotonic() - self._began, time.process_time() - self._worked
        rate = f", {self._number / took:,.0f} a second ({self._number / worked:,.0f})" if self._number else ""
        print(f"{self._what}: {took:.1f} s ({worked:.1f} s of processor){rate}", flush=True)


def commands(url: str, only: Sequence[str]) -> None:
    """Runs each command once and says what it took: by the clock, in the processor, and in memory."""
    tana = Path(sys.executable).parent / "tana"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "rules.yaml").write_text(RULES, encoding="utf-8")
        for name, arguments in COMMANDS.items():
            if only and not {name, arguments[0]} & set(only):
                continue
            before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
            command = [tana, "--db", url, "-q", *(argument.format(folder=folder) for argument in arguments)]
            command = [command[0], *command[4:], *command[1:4]]
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                assert process.stdout is not None
                for number, _ in enumerate(process.stdout):
                    if arguments[0] == "export" and number == 1_000:
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
