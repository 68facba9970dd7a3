"""Distinct values are counted to the last one, or estimated in bounded memory, whether they come alone or together."""

from __future__ import annotations

import random

import numpy as np
import pytest

from scanner import distinct
from scanner.distinct import Distinct
from scanner.masking import Hasher

HASHER = Hasher(b"k" * 32)


def some(numbers: range) -> np.ndarray:
    return HASHER.values("EMAIL_ADDRESS", [f"user{number}@example.com" for number in numbers])


def test_few_values_are_counted_however_they_come() -> None:
    rng = random.Random(7)
    values = some(range(50)).tolist()
    one = Distinct()
    for _ in range(200):
        if rng.random() < 0.5:
            one.add(rng.choice(values))
        else:
            one.update(np.array(rng.choices(values, k=3), np.uint64))
    for value in values:
        one.add(value)
    assert len(one) == 50
    assert one.smallest() == tuple(sorted(values))
    assert values[0] in one
    assert 1 not in one


def test_of_many_the_smallest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distinct, "HASHES", 1_000)
    monkeypatch.setattr(distinct, "SKETCH", 4_000)
    values = some(range(20_000))
    alone, together = Distinct(), Distinct()
    for value in [*values.tolist(), *values[:5_000].tolist()]:
        alone.add(value)
        assert len(alone._alone) + len(alone._held) <= 4_001
    for start in (*range(0, 20_000, 1_500), 0, 3_000):
        together.update(values[start : start + 1_500])
        assert sum(map(len, together._new)) + len(together._held) <= 4_000 + 1_500
    for one in (alone, together):
        assert len(one) == pytest.approx(20_000, rel=0.1)
        assert one.smallest() == tuple(sorted(values.tolist())[:1_000])


def test_up_to_the_limit_nothing_is_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distinct, "HASHES", 1_000)
    monkeypatch.setattr(distinct, "SKETCH", 4_000)
    one = Distinct()
    for start in range(0, 4_000, 400):
        one.update(some(range(start // 2, start + 400)))
    assert len(one) == 4_000
    one.add(HASHER.value("EMAIL_ADDRESS", "user0@example.com"))
    assert len(one) == 4_000
