"""Tables of several blocks: what is found in them is what would be found if they came in one."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import pytest

from detectors.engine import Detector
from detectors.model import Table, TableVerdict
from detectors.text.lines import Lines
from scanner.document import Location, TableBlock
from scanner.folding import Folder, Names
from scanner.masking import Hasher
from scanner.results import Finding

HEADER = ("氏名", "生年月日", "電話番号", "メールアドレス", "会員番号")
FIRST = 20_000
SURNAMES, GIVEN = "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本".split(), "花子 太郎 次郎 美咲 健太 陽菜".split()


def people(count: int, seed: int = 1) -> list[tuple[str, ...]]:
    """Rows of people: names and birth dates that come again, telephones and numbers that hardly do."""
    rng = random.Random(seed)
    return [
        (
            f"{rng.choice(SURNAMES)} {rng.choice(GIVEN)}",
            f"{rng.randrange(1940, 2010)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}",
            f"090-{rng.randrange(1000, 10000)}-{rng.randrange(1000, 10000)}",
            f"u{rng.randrange(10**6)}@example.com",
            f"M{rng.randrange(10**7):07d}",
        )
        for _ in range(count)
    ]


def blocks(rows: Sequence[tuple[str, ...]], size: int) -> Iterator[TableBlock]:
    """The rows under their header: the first block as long as one must be to settle anything, the others of a size."""
    yield TableBlock([HEADER, *rows[:FIRST]], Location(), "名簿")
    for start in range(FIRST, len(rows), size):
        yield TableBlock([HEADER, *rows[start : start + size]], Location(), "名簿", 1 + start, continued=True)


def found(given: Iterator[TableBlock]) -> tuple[list[TableVerdict], dict[str, Finding]]:
    detector = Detector()
    folder = Folder(Hasher(b"key"), Names(detector.find))
    verdicts = []
    for block in given:
        verdicts.append(detector.judge(Table(block.name, block.rows, block.continued)))
        folder.table(block, verdicts[-1])
    return verdicts, {f"{f.entity} {f.column.letter if f.column else ''}": f for f in folder.findings()}


def changed(rows: Sequence[tuple[str, ...]], column: int, every: int, cell: str) -> list[tuple[str, ...]]:
    return [(*r[:column], cell, *r[column + 1 :]) if i % every == 0 else r for i, r in enumerate(rows)]


@pytest.mark.parametrize(
    ("column", "cell"),
    [(0, ""), (1, "-"), (1, "なし"), (1, "要確認"), (2, "別紙参照"), (3, " "), (4, "不明"), (0, " 佐藤　花子 ")],
)
def test_a_table_in_blocks_has_the_counts_and_hashes_of_the_table_in_one(column: int, cell: str) -> None:
    rows = people(FIRST + 3_000)
    rows[FIRST + 500 :] = changed(rows[FIRST + 500 :], column, 7, cell)
    _, one = found(iter([TableBlock([HEADER, *rows], Location(), "名簿")]))
    _, several = found(blocks(rows, 800))
    assert several.keys() == one.keys() and len(one) == len(HEADER)
    for key, finding in one.items():
        same = several[key]
        assert (same.count, same.distinct, same.hashes, same.masked) == (
            finding.count,
            finding.distinct,
            finding.hashes,
            finding.masked,
        )


def test_values_met_before_are_not_looked_at_again_where_they_come_again() -> None:
    rows = people(FIRST + 2_000)
    (*_, last), _ = found(blocks(rows, 1_000))
    names, phones = last.columns[0], last.columns[2]
    assert names.lines is not None and phones.lines is not None
    assert names.lines.texts == []  # all of seven times six names were in the first rows
    assert len(phones.lines.texts) == 1_000
    assert names.count == len(names.values) == 1_000


def test_numbers_that_lost_their_zeros_have_them_in_every_block() -> None:
    rows = [(*r[:2], r[2].replace("-", "")[1:], *r[3:]) for r in people(FIRST + 1_000)]
    verdicts, _ = found(blocks(rows, 1_000))
    assert [{v[:2] for v in verdict.columns[2].values} for verdict in verdicts] == [{"09"}, {"09"}]


def test_a_block_that_has_nothing_in_a_column_has_no_finding_there() -> None:
    rows = people(FIRST + 1_000)
    rows[FIRST:] = changed(rows[FIRST:], 3, 1, "-")
    (first, last), _ = found(blocks(rows, 1_000))
    assert [c.column for c in first.columns] == [0, 1, 2, 3, 4] and [c.column for c in last.columns] == [0, 1, 2, 4]


def test_the_lines_of_a_column_are_its_cells_however_ragged_the_rows() -> None:
    rows = [("a",), ("b", "c\nd", ""), (), ("e", "", "f")] * 300
    table = Table("", rows)
    assert [table.lines(i).texts for i in range(3)] == [list(c) for c in table.columns]
    for i, column in enumerate(table.columns):
        assert table.lines(i).text == Lines(list(column)).text
