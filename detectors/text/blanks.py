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
