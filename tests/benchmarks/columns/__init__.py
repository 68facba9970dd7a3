"""What each column of a spreadsheet is, how many people, which document: hundreds of generated sheets with the truth.

``python -m tests.benchmarks columns``; nothing else is needed. ``python -m tests.benchmarks.columns`` prints each error
of the other seed.
"""

# ruff: noqa: E501 (lines of Markdown)
from __future__ import annotations

import time

from detectors.engine import Detector
from tests.benchmarks.columns.score import Counts, Result, add, look
from tests.benchmarks.columns.sheets import REPORT, Sheet, sheets


def run(seed: int = REPORT) -> tuple[Result, list[Sheet]]:
    """Judge all sheets of a seed."""
    detector = Detector()
    result = Result()
    made = list(sheets(seed))
    for sheet in made:
        add(result, sheet, *look(sheet, detector))
    return result, made


def measure() -> None:
    """Prints the tables."""
    started = time.monotonic()
    result, made = run()
    show(result, made)
    print(f"\n{time.monotonic() - started:.0f} s")


def show(result: Result, made: list[Sheet]) -> None:
    """Prints a result as Markdown."""
    cells = sum(len(r) for s in made for r in s.rows)
    print(f"\n{len(made)} sheets, {sum(len(s.rows) for s in made):,} rows, {cells:,} cells\n")
    print("| entity | ja P | ja R | ja F1 | en P | en R | en F1 | columns |\n|---|---|---|---|---|---|---|---|")
    for entity in sorted({e for _, e in result.entities}):
        by_lang = [result.entities.get((lang, entity), Counts()) for lang in ("ja", "en")]
        known = sum(c.right + c.missed for c in by_lang)
        figures = [
            f"{x:.3f}" if c.right + c.missed + c.wrong else "" for c in by_lang for x in (c.precision, c.recall, c.f1)
        ]
        print(f"| {entity} | {' | '.join(figures)} | {known} |")
    print(
        f"| **macro F1** | | | **{result.macro('ja'):.3f}** | | | **{result.macro('en'):.3f}** | {result.macro():.3f} |"
    )
    within = sum(x <= 0.02 for x in result.rows_off) / len(result.rows_off)
    distinct = sum(x <= 0.02 for x in result.distinct_off) / len(result.distinct_off)
    off = sum(result.rows_off) / len(result.rows_off)
    print(
        f"\n- rows: mean error {off:.2%}, within 2 % in {within:.1%} of the columns found; distinct values in {distinct:.1%}"
    )
    print(f"- false verdicts: {result.false_verdicts} of {result.impersonal} columns of sheets without people", end="")
    print(
        f" ({result.false_verdicts / result.impersonal:.2%}); people seen on {result.invented_people} of these sheets"
    )
    print(
        f"- people: median error {result.people_median:.1%}, bounds hold in {sum(result.bounds) / len(result.bounds):.1%}"
    )
    print(f"- class right: {result.accuracy:.1%}; by class: ", end="")
    print(", ".join(f"{t} {sum(f == t for f in all_) / len(all_):.0%}" for t, all_ in sorted(result.classes.items())))
