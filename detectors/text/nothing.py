"""Cells that say that there is nothing: '-', なし, N/A; and the words of totals."""

from __future__ import annotations

import re

from detectors.text.normalise import fold

NOTHING = frozenset(
    fold(w)
    for w in (
        "なし 無し 無 ナシ 該当なし 特になし 不明 未定 未登録 未記入 未入力 記載なし 空欄 同上 〃 "
        "印 合計 小計 総計 計 総合計 平均 "
        "n/a na n.a. n.a none nil null nan unknown tbc tbd total totals subtotal sub-total sum average blank empty "
        "#n/a #ref! #value! false true"
    ).split()
) | {"grand total", "not known", "not applicable", "not provided", "sub total"}
LONGEST = {
    c: max(len(w) for w in NOTHING if w[0] == word[0])
    for word in NOTHING
    for c in (word[0], word[0].upper(), chr(ord(word[0].upper()) + 0xFEE0))
}
"""The letters that begin what says that there is nothing: how many characters it has at most."""
_LONGEST_SIGNS = 16
_WORDLESS = re.compile(r"[\W_]*")


def is_nothing(value: str) -> bool:
    """Whether a cell says that there is nothing: '-', なし, N/A, totals."""
    longest = LONGEST.get(value[0], 0) if value and value[0].isalnum() else _LONGEST_SIGNS
    if len(value) > longest:
        return False  # asked of every value: the first letter settles most
    return fold(value) in NOTHING or _WORDLESS.fullmatch(value) is not None
