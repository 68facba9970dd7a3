"""Intervals against published figures and against their own promise."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.judging.intervals import clopper_pearson, recall, wilson

_counts = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


# Figures: Newcombe, "Two-sided confidence intervals for the single proportion", Statist. Med. 17 (1998), table I.
@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_agrees_with_the_published_figures(hits: int, of: int, low: float, high: float) -> None:
    found = wilson(hits, of)
    assert found.value == hits / of
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)],
)
def test_clopper_pearson_agrees_with_the_published_figures(hits: int, of: int, low: float, high: float) -> None:
    found = clopper_pearson(hits, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(_counts)
def test_every_interval_holds_its_share_and_the_exact_one_is_mirrored(counts: tuple[int, int]) -> None:
    hits, of = counts
    for found in (wilson(hits, of), clopper_pearson(hits, of)):
        assert 0 <= found.low <= found.value <= found.high <= 1
    mirrored = clopper_pearson(of - hits, of)
    assert math.isclose(mirrored.low, 1 - clopper_pearson(hits, of).high, abs_tol=1e-9)


@pytest.mark.parametrize("p", [0.02, 0.3, 0.5, 0.9])
def test_the_exact_interval_covers_at_least_as_often_as_it_says(p: float) -> None:
    of = 25
    covered = sum(
        math.comb(of, k) * p**k * (1 - p) ** (of - k)
        for k in range(of + 1)
        if clopper_pearson(k, of).low <= p <= clopper_pearson(k, of).high
    )
    assert covered >= 0.95


def test_recall_weighs_the_strata_by_their_size() -> None:
    # 1,000 hits of which 90 % are right, 9,000 clean files of which 1 % hold something: 900 of 990.
    found = recall(hits=1000, right=45, hits_seen=50, cleans=9000, missed=1, cleans_seen=100)
    assert math.isclose(found.value, 900 / 990)
    assert found.low < 0.65 < found.value < found.high <= 1


@given(st.integers(0, 500), _counts, st.integers(0, 500), _counts)
def test_recall_lies_in_its_interval(
    hits: int, seen: tuple[int, int], cleans: int, seen_clean: tuple[int, int]
) -> None:
    found = recall(hits, *seen, cleans, *seen_clean)
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value <= found.high + 1e-12 <= 1 + 1e-9


def test_no_sample_is_no_estimate() -> None:
    for wrong in ((0, 0), (3, 2), (-1, 5)):
        with pytest.raises(ValueError, match="share"):
            wilson(*wrong)
    with pytest.raises(ValueError, match="share"):
        recall(10, 0, 0, 10, 0, 5)
    assert recall(0, 0, 0, 10, 0, 5).value == 1.0
