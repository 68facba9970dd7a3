"""Telephone numbers are sought only where digits enough stand together: nothing is lost by it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from detectors.identifiers.phones import _FEWEST, _FORM, _forms

_WORDS = (
    "  |-|.|(|)|+|/|@|_|,|x|X|ext|Ext. |extension |内線|内線 |0|00|03|(03)|+44 (0)20 |+81-3-|090-1234-5678|"
    "020 7946 0000|01632 960123|7 |12. |123456|1234567 |2025550143|33333333|444444444|電話|電話2 |大代表|"
    "a|B|5555 x 678901 2345678"
).split("|")
_TEXTS = st.lists(
    st.one_of(st.sampled_from([*_WORDS, "\n"]), st.text(alphabet="0123456789 -.()+x", max_size=12)), max_size=14
).map("".join)


def long_ones(matches: Iterable[re.Match[str]]) -> list[tuple[int, int]]:
    found = [(m, m[0].removesuffix(m["extension"] or "")) for m in matches]
    return [m.span() for m, core in found if sum(map(str.isdigit, core)) >= _FEWEST]


@given(_TEXTS)
@example("5555 x 678901 2345678")
@example("call 12345 ext. 03 1234 5678 or 03-1234-5678 内線 12")
@settings(max_examples=400, deadline=None)
def test_rows_lose_no_number(text: str) -> None:
    assert long_ones(_forms(text)) == long_ones(_FORM.finditer(text))
