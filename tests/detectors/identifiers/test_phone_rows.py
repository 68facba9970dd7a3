"""Telephone numbers are sought only where digits enough stand together, and read without the library where they are
dialled within a country: nothing is lost by it."""

from __future__ import annotations

import re
from collections.abc import Iterable

import phonenumbers
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detectors.identifiers import phones
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


@given(
    st.sampled_from(["JP", "GB"]),
    st.sampled_from(
        ["0", "03", "090", "050", "0120", "010", "00", "0044", "0181", "01481", "01534", "0180020", "0990"]
    ),
    st.text("0123456789", min_size=7, max_size=12),
)
@example("JP", "010", "4420794600")
@example("GB", "01481", "123456")
def test_a_number_dialled_within_a_country_is_of_the_type_that_the_library_reads(
    region: str, begin: str, rest: str
) -> None:
    number = begin + rest
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        kind = phonenumbers.PhoneNumberType.UNKNOWN
    assert phones._kind(number, region) == (None if kind == phonenumbers.PhoneNumberType.UNKNOWN else kind)
