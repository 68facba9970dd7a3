"""What was found in texts met before: notices, letterheads, signatures and the parts of near copies come again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from detectors.model import Match, Passage


class Findings:
    """The findings of passages, by the hash of each with its labels: no text is kept, only where in it something was
    found. For findings that depend on the passage alone."""

    KEEP = 20_000
    """Passages and findings remembered before all are looked at afresh (about 8 MB)."""

    def __init__(self) -> None:
        self._met: dict[bytes, list[Match]] = {}
        self._size = 0

    def of(self, passages: Sequence[Passage], look: Callable[[list[Passage]], list[list[Match]]]) -> list[list[Match]]:
        """The findings of each of some passages; ``look`` finds those of the distinct ones not met yet."""
        keys = [_key(passage) for passage in passages]
        if self._size > self.KEEP:
            self._met, self._size = {}, 0
        met = self._met
        fresh = {key: passage for key, passage in zip(keys, passages, strict=True) if key not in met}
        if fresh:
            for key, found in zip(fresh, look([*fresh.values()]), strict=True):
                met[key] = found
                self._size += 1 + len(found)
        return [list(met[key]) for key in keys]


def _key(passage: Passage) -> bytes:
    told = f"{passage.labels!r}{passage.text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, digest_size=16).digest()
