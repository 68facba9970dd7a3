"""What may leave a worker of a value found: a mask for people, a keyed hash for machines."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Protocol

from detectors.model import Entity
from scanner.value_forms import NUMBERS, normalised

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from detectors.text.lines import Lines

_STARS = "***"

_AT_ONCE = 2_000
"""Values hashed together."""

WHOLLY_MASKED = frozenset({Entity.JP_MY_NUMBER, Entity.DATE_OF_BIRTH, Entity.AGE, Entity.GENDER, Entity.IP_ADDRESS})
"""Their few possible values could be guessed from any part of them: one has the mask of any other."""


class ContentHash(Protocol):
    """The part of a hashlib object that is used here."""

    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


class Hasher:
    """Keyed hashes. Without the key nothing can be learnt from them, and with another key none agree.

    ``key`` is 1 to 64 random bytes (BLAKE2b, RFC 7693); anything else raises ValueError.
    """

    def __init__(self, key: bytes) -> None:
        if not 1 <= len(key) <= 64:
            raise ValueError("a key has 1 to 64 bytes")
        self._key = key
        self._values = hashlib.blake2b(digest_size=8, key=key, person=b"value")
        self._begun: dict[str, hashlib.blake2b] = {}  # for values of each entity

    def value(self, entity: str, text: str) -> int:
        """The unsigned 64-bit hash of a value, equal for different writings of the same value of the same entity."""
        one = self._of_entity(entity).copy()
        one.update(normalised(entity, [text])[0].encode("utf-8", "surrogatepass"))
        return int.from_bytes(one.digest())

    def values(self, entity: str, values: Lines | Sequence[str]) -> npt.NDArray[np.uint64]:
        """The hashes of many values of one entity, in order."""
        import numpy as np

        from detectors.text.lines import Lines
        from scanner.bulk_forms import bulk_forms

        values = values if isinstance(values, Lines) else Lines(list(values))
        # A few at a time, while they are near.
        starts = range(0, len(values), _AT_ONCE)
        parts = (values.between(start, min(start + _AT_ONCE, len(values))) for start in starts)
        digests = b"".join([self._digests(entity, bulk_forms(entity, part)) for part in parts])
        return np.frombuffer(digests, ">u8").astype(np.uint64)

    def _of_entity(self, entity: str) -> hashlib.blake2b:
        begun = self._begun.get(entity)
        if begun is None:
            begun = self._begun[entity] = self._values.copy()
            begun.update(f"{entity}\0".encode("utf-8", "surrogatepass"))
        return begun

    def _digests(self, entity: str, forms: Sequence[bytes]) -> bytes:
        begun = self._of_entity(entity)
        kind = type(begun)
        hashes = [*map(kind.copy, repeat(begun, len(forms)))]
        deque(map(kind.update, hashes, forms), 0)  # nothing is kept of it: each hash takes its form in
        return b"".join(map(kind.digest, hashes))

    def new_content(self) -> ContentHash:
        """A hash object (128 bits) to be fed a file's bytes."""
        return hashlib.blake2b(digest_size=16, key=self._key, person=b"content")


def _is_shown(character: str) -> bool:
    # Marks, controls and bidi characters would do mischief alone, and "*" would look like a mask.
    return character.isalnum()


def _partial(value: str, head: int, tail: int) -> str:
    """Stars with at most ``head`` and ``tail`` characters left, if that is no more than a quarter of the value."""
    if (head + tail) * 4 > len(value):
        return _STARS
    first, last = value[:head], value[len(value) - tail :]
    if not all(map(_is_shown, first + last)):
        return _STARS
    return f"{first}{_STARS}{last}"


def _email(value: str) -> str:
    local, at, domain = value.rpartition("@")
    if not at:
        return _STARS
    left, right = _partial(local, 1, 0), _partial(domain, 1, 0)
    return f"{left}@{right}"


def mask(entity: str, value: str) -> str:
    """A few characters of a value and stars: enough to recognise one's own, too little to learn another's.

    At most two characters and a quarter of the value are shown (``@`` of a mail address besides); short values are
    masked altogether, and the number of stars says nothing of the length.
    """
    value = value.strip()
    if entity == Entity.JP_MY_NUMBER:
        return "*" * 12
    if entity in WHOLLY_MASKED:
        return _STARS
    if entity == Entity.EMAIL_ADDRESS:
        return _email(value)
    if entity in (Entity.PHONE_NUMBER, Entity.CREDIT_CARD):
        return _partial(value, 0, 2)
    if entity in (Entity.UK_POSTCODE, Entity.JP_POSTAL_CODE):
        return _partial(value, 1, 0)
    if entity == Entity.ADDRESS:
        # 東京*** says little; the number of a house says much.
        return _STARS if value[:1].isnumeric() else _partial(value, 2, 0)
    if entity in NUMBERS:
        return _partial(value, 0, 2)
    return _partial(value, 1, 0)
