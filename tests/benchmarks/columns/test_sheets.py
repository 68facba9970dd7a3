"""Promises of the benchmark itself: its truth is true, and its names are not the product's."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from detectors.engine import Detector
from tests.benchmarks.columns import words
from tests.benchmarks.columns.score import Result, add, look
from tests.benchmarks.columns.sheets import TUNE, Sheet, sheets

LISTS = Path(__file__).resolve().parents[3] / "detectors/names/data"
ONE_EACH = list(sheets(TUNE, each=2))
EMPTY = ("", "-", "なし", "N/A")


def test_the_same_seed_gives_the_same_sheets_and_another_seed_others() -> None:
    assert list(sheets(TUNE, each=2)) == ONE_EACH
    assert [s.rows for s in sheets(TUNE + 1, each=2)] != [s.rows for s in ONE_EACH]


def test_no_name_of_the_benchmark_is_in_the_lists_of_the_product() -> None:
    known = set(
        itertools.chain.from_iterable((LISTS / f).read_text().split() for f in ("names.toml", "synthetic.toml"))
    )
    names = [s for s, _ in words.SURNAMES_JA] + [g for g, *_ in words.GIVEN_JA]
    names += [*words.SURNAMES_EN, *(g for g, _ in words.GIVEN_EN)]
    assert known & {"佐藤", "Smith"}
    assert not known & set(names)


@pytest.mark.parametrize("sheet", ONE_EACH, ids=lambda s: f"{s.kind.name} {s.lang}")
def test_the_truth_is_what_is_in_the_cells(sheet: Sheet) -> None:
    for truth in sheet.columns:
        if truth.entity:
            cells = [row[truth.column] for row in sheet.rows[truth.first_row : truth.last_row + 1]]
            filled = [c for c in cells if c not in EMPTY]
            assert (truth.rows, truth.distinct) == (len(filled), len(set(filled)))


def test_the_scorer_counts_what_is_missing_and_what_is_wrong() -> None:
    sheet = next(s for s in ONE_EACH if s.kind.people and any(c.entity == "PERSON" for c in s.columns))
    verdict, profile = look(sheet, Detector())
    whole, nothing, wrong = Result(), Result(), Result()
    add(whole, sheet, verdict, profile)
    add(nothing, sheet, replace(verdict, columns=()), profile)
    add(wrong, sheet, replace(verdict, columns=tuple(replace(c, entity="UK_UTR") for c in verdict.columns)), profile)
    assert whole.macro() > 0.9
    assert nothing.macro() == 0.0
    assert all(c.right == 0 for c in wrong.entities.values())
    assert wrong.entities[sheet.lang, "UK_UTR"].wrong == len(verdict.columns)
