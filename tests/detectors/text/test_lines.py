"""Many texts as lines of one are told as each of them is by itself."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from detectors.text.lines import SETTLED, Lines, becoming, number_of, numbers_of, table_of

_texts = st.lists(st.text("aZ1 -山ガ\u3099ﾊﾟ\n\U00020bb7é。", max_size=6), max_size=12)


@given(_texts)
def test_ends_lengths_and_characters_are_those_of_each_text(texts: list[str]) -> None:
    lines = Lines(texts)
    shown = [text.replace("\n", " ") for text in texts]
    digits = table_of(str.isdigit)
    assert lines.holding(digits).tolist() == [any(map(str.isdigit, text)) for text in shown]
    assert lines.upper() == "".join(f"{text.upper()}\n" for text in shown)
    units = [text.encode("utf-16-le") for text in shown]
    assert lines.lengths.tolist() == [len(each) // 2 for each in units]
    line_end = "\n".encode("utf-16-le")
    assert lines.firsts.tolist() == [int.from_bytes((each or line_end)[:2], "little") for each in units]
    assert lines.seconds.tolist() == [int.from_bytes((each + line_end)[2:4] or line_end, "little") for each in units]
    assert lines.lasts.tolist() == [int.from_bytes((each or line_end)[-2:], "little") for each in units]


@given(_texts)
def test_a_number_is_the_same_alone_and_among_many(texts: list[str]) -> None:
    shown = [text.replace("\n", " ") for text in texts]
    assert numbers_of(Lines(texts).codes).tolist() == [number_of(text) for text in shown]
    assert len({number_of(text) for text in shown}) == len(set(shown))


@given(_texts)
def test_texts_are_changed_by_table_or_by_a_closer_look(texts: list[str]) -> None:
    texts = [text.replace("\n", " ") for text in texts]
    changed = Lines(texts).changed(becoming({"a": "b", "Z": "Z", "1": "", " ": " "}))
    wanted = [
        text.replace("a", "b").replace("1", "") if set(text) <= set("aZ1 ") and set(text) - {"1"} else f"<{text}>"
        for text in texts
    ]
    assert [form.decode() for form in changed.encoded(lambda numbers: [f"<{texts[n]}>" for n in numbers])] == wanted


def test_settled_characters_are_their_own_normal_form_beside_any_other_of_them() -> None:
    assert unicodedata.normalize("NFKC", SETTLED) == SETTLED
    assert unicodedata.normalize("NFKC", SETTLED[::-1]) == SETTLED[::-1]
    assert not any(map(unicodedata.combining, SETTLED))
    assert all(character.isalnum() for character in SETTLED)
    assert SETTLED.casefold() == SETTLED.lower()
