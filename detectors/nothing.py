"""Cells that say that there is nothing: '-', なし, N/A; and the words of totals."""

from __future__ import annotations

import re
from functools import cache

from detectors.lines import Characters, Lines, different, table_of, table_with
from detectors.normalise import fold

_NOTHING = frozenset(
    fold(w)
    for w in (
        "なし 無し 無 ナシ 該当なし 特になし 不明 未定 未登録 未記入 未入力 記載なし 空欄 同上 〃 "
        "印 合計 小計 総計 計 総合計 平均 "
        "n/a na n.a. n.a none nil null nan unknown tbc tbd total totals subtotal sub-total sum average blank empty "
        "#n/a #ref! #value! false true"
    ).split()
) | {"grand total", "not known", "not applicable", "not provided", "sub total"}
_BEGINNINGS = frozenset(c for w in _NOTHING for c in (w[0], w[0].upper(), chr(ord(w[0].upper()) + 0xFEE0)))
"""The letters that begin what says that there is nothing."""
_LONGEST_NOTHING = 16
_WORDLESS = re.compile(r"[\W_]*")


def is_nothing(value: str) -> bool:
    """Whether a cell says that there is nothing: '-', なし, N/A, totals."""
    if len(value) > _LONGEST_NOTHING or (value and value[0].isalnum() and value[0] not in _BEGINNINGS):
        return False  # asked of every value: the first letter settles most
    return fold(value) in _NOTHING or _WORDLESS.fullmatch(value) is not None


@cache
def _tables() -> tuple[Characters, Characters, Characters, Characters]:
    """The characters with which something filled in begins and ends, and those that may be the first and second ones
    of what says that there is nothing."""
    alphanumeric = table_of(str.isalnum)
    seconds = {word[1:2] or "\n" for word in _NOTHING}  # the end of the line, where there is no second one
    never = "".join(c for c in map(chr, range(128)) if c.lower() not in seconds)
    begins = table_with("".join(c for c in _BEGINNINGS if c <= "\uffff"))
    return alphanumeric, alphanumeric | table_with(")"), begins, ~table_with(never)


def filled(cells: list[str]) -> tuple[Lines, int]:
    """The different texts that are filled in, without the blanks around them, in order; and in how many cells."""
    lines, counts = different(cells)
    # Asked of every value: what begins like a word or number and ends in no blank needs no closer look.
    begins, ends, first_of_nothing, second_of_nothing = _tables()
    firsts, lasts = lines.firsts, lines.lasts
    may_be_nothing = first_of_nothing[firsts] & second_of_nothing[lines.seconds] & (lines.lengths <= _LONGEST_NOTHING)
    doubtful = (~(begins[firsts] & ends[lasts]) | may_be_nothing).nonzero()[0].tolist()
    changed = {i: _bare(lines.texts[i]) for i in doubtful}
    blank = [i for i, bare in changed.items() if not bare]
    count = len(cells) - int(counts[blank].sum())
    if all(bare in ("", lines.texts[i]) for i, bare in changed.items()):
        return lines.without(blank), count
    bare_texts = [changed.get(i, text) for i, text in enumerate(lines.texts)]
    return Lines(list(dict.fromkeys(filter(None, bare_texts)))), count


def _bare(text: str) -> str:
    bare = text.strip()
    return "" if is_nothing(bare) else bare
