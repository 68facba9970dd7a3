"""``value_forms.normalised`` for many values at once: most are settled by a look-up for each of their characters."""

from __future__ import annotations

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


@cache
def _table(entity: str) -> Becomes:
    """What becomes of each character in values of an entity."""
    lower = dict(zip(SETTLED, SETTLED.lower(), strict=True))
    without_signs = lower | dict.fromkeys(ASCII_SIGNS + "\u3000", "")
    with_signs = lower | dict(zip(ASCII_SIGNS, ASCII_SIGNS, strict=True))
    if entity == Entity.PHONE_NUMBER:
        return becoming({c: c if c in "0123456789" else "" for c in without_signs if c not in "+("})
    if entity in NUMBERS:
        return becoming(without_signs)
    if entity == Entity.PERSON:
        written = {c: form.translate(VARIANTS) for c, form in without_signs.items()}
        return becoming(_without(written, ","))
    if entity == Entity.ADDRESS:
        return becoming(_without(without_signs | {"-": "-"}, "丁番号のー"))
    # A blank may be one too many, and mailto: is no part of an address.
    return becoming(_without(with_signs, " :" if entity == Entity.EMAIL_ADDRESS else " "))


def _without(characters: dict[str, str], others: str) -> dict[str, str]:
    return {c: form for c, form in characters.items() if c not in others}
