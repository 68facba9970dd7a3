from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.text import encodable, visible, width

ANY = st.text(st.characters(codec=None, categories=None))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("顧客名簿 2019.xlsx", "顧客名簿 2019.xlsx"),
        ("a\nb", "a⟦U+000A⟧b"),
        ("invoice\u202etxt.exe", "invoice⟦U+202E⟧txt.exe"),
        ("\x1b[31mred", "⟦U+001B⟧[31mred"),
        ("zero\u200bwidth", "zero⟦U+200B⟧width"),
        ("\udcff", "⟦U+DCFF⟧"),
        ("tag\U000e0041", "tag⟦U+E0041⟧"),
        ("が", "が"),
        ("👨‍👩‍👧 家族.jpg", "👨‍👩‍👧 家族.jpg"),
        ("<b>&amp;", "<b>&amp;"),
    ],
)
def test_hidden_characters_are_shown_and_others_left_alone(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(ANY)
def test_nothing_shown_is_a_control_a_direction_mark_or_a_surrogate(text: str) -> None:
    shown = visible(text)
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
    assert visible(shown) == shown


@given(ANY)
def test_everything_can_be_written_as_utf8(text: str) -> None:
    written = encodable(text)
    written.encode("utf-8")
    if not any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        assert written == text


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("名簿", 4), ("ｶﾞ", 2), ("ｶ", 1), ("e\u0301", 1), ("", 0)])
def test_width_counts_wide_characters_twice(text: str, columns: int) -> None:
    assert width(text) == columns
