"""What is printed on a form where a value is to be written: units, underscores, seals, choices that nobody has made."""

from __future__ import annotations

import re

_FILL = re.compile(r"[_＿]{2,}|[.．…‥]{3,}|[.…]{2,}$")
_PRINTED = re.compile(
    r"[(（](?:自署|署名|押印|記入例|例|フリガナ|block capitals|print|please print|in full|if any)[)）]"
    r"|(?<=[\s\u3000])印(?=\s*$)|^\s*印\s*$|㊞|[(（]印[)）]",
    re.IGNORECASE,
)
_BLANK = re.compile(
    r"(?:[\s\u3000年月日時分歳才円〒\-－ー―‐()（）・･/／:：@＠#＃£¥￥$%~〜～_＿.．…‥,、。印㊞□☐○〇◯男女様殿生性]"
    r"|明治|大正|昭和|平成|令和|[明大昭平令西暦]|満|第|号|[dmyDMY]{2,4}(?=[\s/.-]|$)|(?<![A-Za-z])(?:male|female|yes|no|[MFYN])(?![A-Za-z]))*",
    re.IGNORECASE,
)

_GAP = re.compile(
    r"_{3,}|＿{2,}|\.{5,}(?![ .]*[0-9])|…{2,}|年[\s\u3000]+月[\s\u3000]+日|[(（\[［][ \u3000\t]+[)）\]］]"
    r"|/[ \u3000]+/|[:：][ \u3000]{2,}[:：]?|[^\s\u3000][ \u3000]{3,}(?:印|㊞)"
)
"""Where something is to be written, on a line of its own or inside one. Page numbers follow dots in contents."""
_BEGINNING, _FEWEST, _SHARE = 4_000, 2, 0.15
"""Characters that tell whether a text is a form; lines with gaps, at least, and their share of all lines."""

BLANKS = "blanks"
"""The sign of a form that nobody has filled in."""


class BlanksSeen:
    """Whether the texts of a document, one after the other, have lines with gaps to be filled in."""

    def __init__(self) -> None:
        self._room = _BEGINNING
        self._lines = self._gaps = 0

    def look(self, text: str) -> None:
        """Look at a further text."""
        if self._room > 0:
            lines = [line for line in text[: self._room].split("\n") if line.strip()]
            self._room -= len(text)
            self._lines += len(lines)
            self._gaps += sum(_GAP.search(line) is not None for line in lines)

    @property
    def seen(self) -> bool:
        """Whether so much is to be filled in that it is a form."""
        return self._gaps >= _FEWEST and self._gaps >= _SHARE * self._lines


def without_lines(text: str) -> str:
    """The text with the lines to write on made blank, of the same length."""
    return _FILL.sub(_blanks, text)


def filled_in(text: str) -> str:
    """The text with what is printed on the form made blank, of the same length; '' where nothing is left."""
    shown = (
        _FILL.sub(_blanks, text)
        if "_" in text or "＿" in text or "..." in text or "…" in text or "．．" in text
        else text
    )
    if "印" in text or "㊞" in text or "(" in text or "（" in text:
        shown = _PRINTED.sub(_blanks, shown)
    return "" if _BLANK.fullmatch(shown) else shown


def _blanks(found: re.Match[str]) -> str:
    return " " * len(found[0])
