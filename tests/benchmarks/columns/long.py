"""A table of a million rows: what reading, judging, profiling and folding it cost, and what comes out.

``python -m tests.benchmarks.columns.long [ROWS] [xlsx] [FILE]`` makes the file where it is not there yet.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from detectors.documents.profile import DocumentProfile
from detectors.model import Table
from scanner import extractors
from scanner.document import TableBlock
from scanner.extractors.base import ExtractOptions
from scanner.folding import Folder, Names
from scanner.masking import Hasher
from scanner.options import Limits
from tests.benchmarks.columns import people, words

ROWS = 1_000_000
HEADERS = "番号,氏名,フリガナ,生年月日,郵便番号,住所,電話番号,メールアドレス,会員番号,年会費,備考"
_REMARKS = [
    "",
    "",
    "",
    "",
    "特になし",
    "会費は年度末にまとめて支払うとのこと",
    "案内は郵送を希望",
    "更新の書類を待っている",
]


def _mixed(rng: random.Random, names: list[tuple[str, ...]]) -> tuple[str, str]:
    """A name nobody has: the beginning of one and the end of another, with its reading."""
    first, last = rng.choice(names), rng.choice(names)
    return first[0][:1] + last[0][-1:], first[1][:2] + last[1][-2:]


def rows(count: int, seed: int = 2026) -> Iterator[tuple[str, ...]]:
    """The rows, header and ten made twice included."""
    rng = random.Random(seed)
    yield tuple(HEADERS.split(","))
    for number in range(1, count + 1):
        person = people.japanese(rng, number, "iso")
        (surname, family), (given, reading) = _mixed(rng, words.SURNAMES_JA), _mixed(rng, words.GIVEN_JA)
        row = (
            str(number), f"{surname} {given}", f"{family} {reading}", person["birth"], person["postcode"],
            person["address"], person["phone"], person["mail"], person["member_no"],
            str(rng.choice((3_000, 5_000, 12_000))), rng.choice(_REMARKS),
        )  # fmt: skip
        yield row
        if number % (count // 10) == 0:
            yield row


def write(path: Path, count: int) -> None:
    """The file: csv in UTF-8, or a workbook."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows(count))
        return
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("会員")
    for row in rows(count):
        sheet.append(row)
    book.save(path)


def _cpu() -> float:
    return time.process_time()


def _blocks(path: Path) -> Iterator[TableBlock]:
    with path.open("rb") as stream:
        items = extractors.extract(stream, path.name, path.stat().st_size, ExtractOptions(Limits()))
        yield from (item for item in items if isinstance(item, TableBlock))


def main(path: Path) -> None:
    """Process times of each stage and a digest of what came out, in a process that is as ready as a worker is."""
    begin = _cpu()
    from scanner import preload  # noqa: F401 (what it loads is there, as for every worker)
    from scanner.worker import detector

    judge = detector()
    ready = _cpu() - begin
    judge.restart()
    folder = Folder(Hasher(b"key"), Names(judge.find))
    profile = DocumentProfile()
    digest = hashlib.sha256()
    spent = dict.fromkeys(("read", "judge", "fold", "profile"), 0.0)
    blocks = _blocks(path)
    times = [_cpu()]
    while (block := next(blocks, None)) is not None:
        times.append(_cpu())
        table = Table(block.name, block.rows, block.continued)
        verdict = judge.judge(table)
        times.append(_cpu())
        folder.table(block, verdict)
        times.append(_cpu())
        profile.table(table, verdict)
        times.append(_cpu())
        for stage, (before, after) in zip(spent, itertools.pairwise(times), strict=True):
            spent[stage] += after - before
        for c in verdict.columns:
            digest.update(repr((c.entity, c.column, c.first_row, c.last_row, c.count, c.score, c.evidence)).encode())
            digest.update("\n".join(c.values).encode())
        digest.update(repr(verdict.cells).encode())
        del block, table, verdict
        times = [_cpu()]
    findings = folder.findings()
    times.append(_cpu())
    made = profile.finish().under(path.name)
    times.append(_cpu())
    spent["fold"] += times[1] - times[0]
    spent["profile"] += times[2] - times[1]
    whole = sum(spent.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for finding in findings:
        digest.update(repr(finding).encode())
        print(f"  {finding.entity} {finding.at} {finding.count} of {finding.distinct}")
    digest.update(repr(made).encode())
    begin = _cpu()
    count = sum(len(block.rows) for block in _blocks(path))
    reader = _cpu() - begin
    print(f"people {made.people.low} to {made.people.high}, class {made.doc_class.doc_class}")
    print(f"{count} rows; ready in {ready:.1f} s; " + ", ".join(f"{k} {v:.2f} s" for k, v in spent.items()))
    print(f"reader alone {reader:.2f} s, whole {whole:.2f} s, {whole / reader:.1f} times the reader")
    print(f"peak {peak:.0f} MB; {digest.hexdigest()[:16]}")


if __name__ == "__main__":
    size = next((int(a) for a in sys.argv[1:] if a.isdigit()), ROWS)
    kind = "xlsx" if "xlsx" in sys.argv[1:] else "csv"
    given = next((Path(a) for a in sys.argv[1:] if "." in a), None)
    target = given or Path(tempfile.gettempdir()) / f"members-{size}.{kind}"
    if not target.exists():
        write(target, size)
    main(target)
