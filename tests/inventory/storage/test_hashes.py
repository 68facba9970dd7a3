"""Packed hashes keep their order, and sets count together."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.storage.hashes import count_together, identity, pack, unpack

HASHES = st.lists(st.integers(0, (1 << 64) - 1), unique=True).map(sorted)


@given(HASHES)
def test_packing_loses_nothing(hashes: list[int]) -> None:
    assert unpack(pack(hashes)) == tuple(hashes)


@given(HASHES)
def test_packed_hashes_sort_as_the_numbers_do(hashes: list[int]) -> None:
    packed = pack(hashes)
    pieces = [packed[i : i + 8] for i in range(0, len(packed), 8)]
    assert pieces == sorted(pieces)


@pytest.mark.parametrize("wrong", [-1, 1 << 64])
def test_numbers_that_are_no_hash_are_refused(wrong: int) -> None:
    with pytest.raises(OverflowError):
        pack([wrong])


def test_a_finding_is_its_entity_and_values() -> None:
    some = identity("PERSON", pack([1, 2]))
    assert some == identity("PERSON", pack([1, 2]))
    assert len({some, identity("ADDRESS", pack([1, 2])), identity("PERSON", pack([1, 3]))}) == 3


@pytest.mark.parametrize(
    ("sets", "count"),
    [
        ([], 0),
        ([((1, 2), 2)], 2),
        ([((1, 2), 2), ((2, 3), 2)], 3),
        ([((), 4), ((), 2)], 4),  # findings without hashes: at least as many as one of them has
        ([((1, 2), 9)], 9),
    ],
)
def test_counting_together(sets: list[tuple[tuple[int, ...], int]], count: int) -> None:
    assert count_together(sets) == count


def test_cut_sets_are_counted_together_within_a_few_per_cent() -> None:
    draw = random.Random(4)
    values = [draw.getrandbits(64) for _ in range(60_000)]
    kept = 5_000
    one, other = values[:40_000], values[20_000:]
    estimate = count_together([(sorted(one)[:kept], len(one)), (sorted(other)[:kept], len(other))])
    assert abs(estimate - 60_000) < 60_000 * 0.05
