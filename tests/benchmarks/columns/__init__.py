"""What each column of a spreadsheet is, how many people, which document: hundreds of generated sheets with the truth.

``python -m tests.benchmarks columns``; nothing else is needed. ``python -m tests.benchmarks.columns`` prints each error
of the other seed.
"""

# ruff: noqa: E501 (lines of Markdown)
from __future__ import annotations

import random
import time

from detectors.engine import Detector
from detectors.model import Table
from tests.benchmarks.columns.form_score import measure_forms, show_forms
from tests.benchmarks.columns.people import my_number
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


def twelve_digits(passing: float, columns: int = 100) -> float:
    """Share of columns of twelve digits without a header that are called My Number, when that share of values passes."""
    detector = Detector()
    rng = random.Random(REPORT)
    called = 0
    for _ in range(columns):
        n = rng.randrange(20, 200)
        rows = [(my_number(rng, good=i < n * passing), str(rng.randrange(900))) for i in range(n)]
        called += any(c.entity == "JP_MY_NUMBER" for c in detector.judge(Table("", rows)).columns)
    return called / columns


def measure() -> None:
    """Prints the tables."""
    started = time.monotonic()
    result, made = run()
    show(result, made)
    shares = ", ".join(f"{share:.0%} passing: {twelve_digits(share):.0%}" for share in (1.0, 0.97, 0.1, 0.0))
    print(f"- twelve digits without a header called My Number, by share of values whose check digit is right: {shares}")
    show_forms(measure_forms())
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
