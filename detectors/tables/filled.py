"""What is filled into the cells of a column."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt

from detectors.text.lines import Characters, Lines, different, table_of, table_with
from detectors.text.nothing import LONGEST, NOTHING, is_nothing

_MANY = 100
"""Cells of which it pays to look at all characters at once."""


@cache
def _tables() -> tuple[Characters, Characters, Characters]:
    """The characters with which something filled in begins and ends, and those that may be the second ones of what says
    that there is nothing."""
    alphanumeric = table_of(str.isalnum)
    seconds = {word[1:2] or "\n" for word in NOTHING}  # the end of the line, where there is no second one
    never = "".join(c for c in map(chr, range(128)) if c.lower() not in seconds)
    return alphanumeric, alphanumeric | table_with(")"), ~table_with(never)


@cache
def _longest() -> npt.NDArray[np.uint8]:
    """How long what says that there is nothing is at most, by its first character."""
    table = np.zeros(0x10000, np.uint8)
    for character, longest in LONGEST.items():
        if character <= "\uffff":
            table[ord(character)] = longest
    return table


def filled(cells: list[str], in_lines: Callable[[], Lines]) -> tuple[Lines, int]:
    """The different texts that are filled in, without the blanks around them, in order; and in how many cells.
    ``in_lines`` gives all cells as lines."""
    if len(cells) < _MANY:
        bare_ones = {text: _bare(text) for text in dict.fromkeys(cells)}
        count = sum(map(bool, map(bare_ones.__getitem__, cells)))
        return Lines(list(dict.fromkeys(filter(None, bare_ones.values())))), count
    lines, counts = different(cells, in_lines)
    changed = bare_texts(lines)
    blank = [i for i, bare in changed.items() if not bare]
    count = len(cells) - int(counts[blank].sum())
    if not any(changed.values()):
        return lines.without(blank), count
    bare = [changed.get(i, text) for i, text in enumerate(lines.texts)]
    return Lines(list(dict.fromkeys(filter(None, bare)))), count


def bare_texts(lines: Lines) -> dict[int, str]:
    """What is left of texts without the blanks around them, '' of one that says that there is nothing: by number, of
    those of which not all is left."""
    # Asked of every value: what begins like a word or number and ends in no blank needs no closer look.
    begins, ends, second_of_nothing = _tables()
    firsts, lasts = lines.firsts, lines.lasts
    may_be_nothing = (lines.lengths <= _longest()[firsts]) & second_of_nothing[lines.seconds]
    doubtful = (~(begins[firsts] & ends[lasts]) | may_be_nothing).nonzero()[0].tolist()
    bare = {i: _bare(lines.texts[i]) for i in doubtful}
    return {i: text for i, text in bare.items() if not text or text != lines.texts[i]}


def _bare(text: str) -> str:
    bare = text.strip()
    return "" if is_nothing(bare) else bare
