"""Sets of keyed 64-bit hashes: packed for the store, and counted together.

A finding keeps the hashes of its distinct values, sorted; beyond 100,000 values only the smallest 100,000 (a bottom-k
sketch: Beyer et al., "On synopses for distinct-value estimation under multiset operations", SIGMOD 2007).
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sequence
from hashlib import blake2b

SKETCH = 100_000
"""Beyond so many distinct values only the smallest hashes are kept; counts are then estimates (error about 0.3 %)."""

_RANGE = 1 << 64


def pack(hashes: Sequence[int]) -> bytes:
    """Sorted unsigned 64-bit integers as big-endian bytes, so that bytes sort and search as the numbers do.

    Raises OverflowError where a number is negative or has more than 64 bits.
    """
    packed = array("Q", hashes)
    if sys.byteorder == "little":
        packed.byteswap()
    return packed.tobytes()


def unpack(data: bytes) -> tuple[int, ...]:
    """The inverse of :func:`pack`. Raises ValueError where the length is no multiple of eight."""
    packed = array("Q")
    packed.frombytes(data)
    if sys.byteorder == "little":
        packed.byteswap()
    return tuple(packed)


def identity(entity: str, packed: bytes) -> bytes:
    """What a finding is, wherever it stands in its file: 16 bytes from its entity and the set of its values."""
    return blake2b(entity.encode() + b"\0" + packed, digest_size=16).digest()


def count_together(sets: Iterable[tuple[Sequence[int], int]]) -> int:
    """Distinct values of several findings taken together.

    Each is (sorted hashes, distinct values it counted). Exact while no set was cut, else the bottom-k estimate,
    and never less than the largest of the single counts.
    """
    given = list(sets)
    largest = max((distinct for _, distinct in given), default=0)
    if len(given) <= 1:
        return largest
    union: set[int] = set()
    for hashes, _ in given:
        union.update(hashes)
    cut = [hashes[-1] for hashes, distinct in given if hashes and distinct > len(hashes)]
    if not cut:
        return max(largest, len(union))
    # A cut set is complete only up to its largest hash, so the union is complete up to the smallest of those.
    limit = min(cut)
    kept = sum(1 for h in union if h <= limit)
    return max(largest, round((kept - 1) * _RANGE / limit)) if limit else largest
