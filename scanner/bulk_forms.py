"""``value_forms.normalised`` for many values at once: most are settled by a look-up for each of their characters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from detectors.model import Entity
from detectors.text.lines import ASCII_SIGNS, SETTLED, Becomes, Lines, becoming, table_with
from scanner.value_forms import NUMBERS, VARIANTS, normalised

_ZERO = table_with("0")
_BEFORE_NAMES = table_with("mdps")
_BEHIND_NAMES = table_with("様まん殿氏生")
"""With what titles begin, and with what they end."""


def bulk_forms(entity: str, values: Lines) -> list[bytes]:
    """The normal forms of values in UTF-8, in order."""
    changed = values.changed(_table(entity))
    if entity == Entity.PHONE_NUMBER:
        changed.doubt_beginning(_ZERO, _ZERO)  # abroad, and back home again
    elif entity == Entity.PERSON:
        changed.doubt_beginning(_BEFORE_NAMES)
        changed.doubt_end(_BEHIND_NAMES)
    return changed.encoded(lambda numbers: normalised(entity, [values.texts[n] for n in numbers]))


_CLOSER: Mapping[str, str] = {
    Entity.PHONE_NUMBER: "+(",
    Entity.PERSON: ",",
    Entity.ADDRESS: "丁番号のー",
    Entity.EMAIL_ADDRESS: " :",
}
"""What does not stand for itself alone: it may be of a code for abroad, turn names round, part numbers of a place, or
be no part of an address (mailto:). Elsewhere that is a blank, which may be one too many."""


@cache
def _table(entity: str) -> Becomes:
    """What becomes of each character in values of an entity."""
    settled = SETTLED.lower().translate(VARIANTS) if entity == Entity.PERSON else SETTLED.lower()
    becomes = dict(zip(SETTLED, settled, strict=True))
    if entity in NUMBERS or entity in (Entity.PERSON, Entity.ADDRESS):
        becomes |= dict.fromkeys(ASCII_SIGNS + "\u3000", "")
    else:
        becomes |= dict(zip(ASCII_SIGNS, ASCII_SIGNS, strict=True))
    if entity == Entity.PHONE_NUMBER:
        becomes = {c: c if c in "0123456789" else "" for c in becomes}
    if entity == Entity.ADDRESS:
        becomes["-"] = "-"
    for character in _CLOSER.get(entity, "" if entity in NUMBERS else " "):
        del becomes[character]
    return becoming(becomes)
