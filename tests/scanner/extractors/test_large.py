"""Large files stream: what a worker holds does not grow with the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scanner.extractors import bombs
from tests.scanner.extractors.confined import confined

LINE = "2024-04-01 09:30:00 INFO request {:08} of session done\n"
LETTERS = "ABCDEFGHIJ"


def log(path: Path, megabytes: int) -> None:
    """A log of that size with one mail address at its very end."""
    block = "".join(LINE.format(n) for n in range(18_000)).encode()
    block = block[: 1 << 20].rpartition(b"\n")[0] + b"\n"
    with path.open("wb") as out:
        for _ in range((megabytes << 20) // len(block)):
            out.write(block)
        out.write(f"mail from {bombs.MAIL}\n".encode())


def sheet(path: Path, rows: int) -> None:
    """A sheet of ten columns, a mail address in each row of the first."""
    head = bombs.row(1, *(bombs.cell(f"{c}1", f"column {c}") for c in LETTERS))
    body = (
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{bombs.MAIL}</t></is></c>'
        + "".join(f'<c r="{c}{n}"><v>{n}</v></c>' for c in LETTERS[1:])
        + "</row>"
        for n in range(2, rows + 1)
    )
    path.write_bytes(bombs.sheet(line for part in ((head,), body) for line in part))


def test_a_log_of_150_megabytes_is_read_to_its_end_in_little_memory(tmp_path: Path) -> None:
    log(tmp_path / "server.log", 150)
    seen = confined(tmp_path / "server.log", megabytes=200)
    assert (seen.outcome, [f.split(" line ")[0] for f in seen.found]) == ("scanned", ["EMAIL_ADDRESS"])
    assert seen.peak_mb < 300


def test_a_sheet_of_100_000_rows_is_read_to_its_end(tmp_path: Path) -> None:
    sheet(tmp_path / "book.xlsx", 100_000)
    seen = confined(tmp_path / "book.xlsx", megabytes=800)
    assert (seen.outcome, seen.found) == ("scanned", ["EMAIL_ADDRESS S!A2:A100000"])


@pytest.mark.huge
def test_the_longest_sheet_is_read_within_a_workers_memory(tmp_path: Path) -> None:
    sheet(tmp_path / "book.xlsx", 1_048_576)
    seen = confined(tmp_path / "book.xlsx", megabytes=4096, seconds=120)
    assert (seen.outcome, seen.found) == ("scanned", ["EMAIL_ADDRESS S!A2:A1048576"])


@pytest.mark.huge
def test_a_log_of_two_gigabytes_is_read_to_its_end_in_little_memory(tmp_path: Path) -> None:
    log(tmp_path / "server.log", 2048)
    seen = confined(tmp_path / "server.log", megabytes=200, seconds=120)
    assert (seen.outcome, seen.kinds) == ("scanned", [])
    assert seen.characters >= 2**31 * 0.99
    assert [f.split(" line ")[0] for f in seen.found] == ["EMAIL_ADDRESS"]
    assert seen.peak_mb < 300


def addresses(path: Path, lines: int, comma: str = " ") -> None:
    """A log, or a table, in which every line holds another mail address."""
    with path.open("w", encoding="ascii") as out:
        out.write(comma.join(("time", "level", "mail", "state")) + "\n")
        for n in range(lines):
            user = "".join(LETTERS[int(digit)] for digit in str(n)).lower()
            out.write(comma.join((f"2024-04-01T09:30:{n % 60:02}", "INFO", f"{user}@example.com", "ok")) + "\n")


def test_a_log_of_150_000_addresses_is_one_result_of_bounded_size(tmp_path: Path) -> None:
    addresses(tmp_path / "mail.log", 150_000)
    seen = confined(tmp_path / "mail.log", megabytes=300)
    assert (seen.outcome, seen.kinds) == ("scanned", [])
    assert 1_000 <= len(seen.found) <= 1_001
    assert seen.peak_mb < 400


def test_a_csv_of_150_000_rows_is_read_to_its_end_row_by_row(tmp_path: Path) -> None:
    addresses(tmp_path / "mail.csv", 150_000, ",")
    seen = confined(tmp_path / "mail.csv", megabytes=600)
    assert (seen.outcome, seen.found) == ("scanned", ["EMAIL_ADDRESS !C2:C150001"])
    assert seen.peak_mb < 700
