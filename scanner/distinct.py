"""How many different values there are, and the hashes of as many as are to be kept: in bounded memory."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

HASHES = 100_000
SKETCH = 4 * HASHES
"""Different hashes that are held; beyond, the smallest ``HASHES`` are, and how many there are is estimated from how
close they lie (off by less than one per cent in most cases)."""


_NONE = np.empty(0, np.uint64)


class Distinct:
    """Hashes (unsigned, 64 bits, evenly spread) met so far, each once."""

    __slots__ = ("_alone", "_below", "_held", "_new", "_room")

    def __init__(self) -> None:
        self._held = _NONE  # in rising order
        self._new: list[npt.NDArray[np.uint64]] = []
        self._alone: set[int] = set()
        self._room = SKETCH  # hashes that may come before they have to be looked through
        self._below = 1 << 64  # hashes from here on are not held any more

    def add(self, value: int) -> None:
        """One more hash."""
        if value < self._below:
            self._alone.add(value)
            if len(self._alone) > self._room:
                self._settle()

    def update(self, values: npt.NDArray[np.uint64]) -> None:
        """Many more hashes."""
        if self._below < 1 << 64:
            values = values[values < self._below]
        self._new.append(values)
        self._room -= len(values)
        if self._room < len(self._alone):
            self._settle()

    def _settle(self) -> None:
        if self._alone:
            self._new.append(np.fromiter(self._alone, np.uint64, len(self._alone)))
        if self._new:
            new = np.sort(np.concatenate(self._new))
            new = new[np.append(True, new[1:] != new[:-1])[: len(new)]]
            places = self._held.searchsorted(new)
            known = np.append(self._held, np.uint64(0))[places] == new
            known[places == len(self._held)] = False
            self._held = np.insert(self._held, places[~known], new[~known])
            self._new, self._alone = [], set()
        if len(self._held) > SKETCH:
            self._held = self._held[:HASHES].copy()
            self._below = int(self._held[-1])
        self._room = SKETCH - len(self._held)

    @property
    def _few(self) -> bool:
        """Whether nothing needed to be looked through yet: nearly always, for most findings are of one value."""
        return not self._new and not len(self._held)

    def __contains__(self, value: int) -> bool:
        if self._few:
            return value in self._alone
        self._settle()
        at = self._held.searchsorted(np.uint64(value))
        return bool(at < len(self._held) and self._held[at] == value)

    def __len__(self) -> int:
        """How many: counted, or estimated from the share of all hashes that are held."""
        if self._few:
            return len(self._alone)
        self._settle()
        return len(self._held) if self._below == 1 << 64 else round(len(self._held) * (1 << 64) / self._below)

    def smallest(self) -> tuple[int, ...]:
        """At most ``HASHES`` of them, in rising order."""
        if self._few:
            return tuple(sorted(self._alone)[:HASHES])
        self._settle()
        return tuple(self._held[:HASHES].tolist())
