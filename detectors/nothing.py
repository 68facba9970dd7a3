"""Cells that say that there is nothing: '-', なし, N/A; and the words of totals."""

from __future__ import annotations

import re
from collections.abc import Mapping

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


def filled(cells: Mapping[str, int]) -> dict[str, int]:
    """The texts of cells with how often each was met -> what is filled in, without the blanks around it."""
    # Asked of every value: what begins like a word or number and ends in no blank needs no closer look.
    doubtful = [
        t for t in cells if not t or t[0] in _BEGINNINGS or not t[0].isalnum() or not (t[-1].isalnum() or t[-1] == ")")
    ]
    changed = {t: "" if is_nothing(bare := t.strip()) else bare for t in doubtful}
    counts = dict(cells)
    if all(bare in ("", t) for t, bare in changed.items()):
        for text, bare in changed.items():
            if not bare:
                del counts[text]
        return counts
    counts = {}
    for text, count in cells.items():
        if value := changed.get(text, text):
            counts[value] = counts.get(value, 0) + count
    return counts
