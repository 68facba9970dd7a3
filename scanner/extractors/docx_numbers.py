"""The numbers and letters that Word puts before the paragraphs of lists: 第1条, (a), 2.b (ECMA-376 part 1, 17.9).

They are made when the page is shown and stand nowhere in the text; a person looking for "第3条" sees them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_KANJI = "〇一二三四五六七八九"
_ROWS = {
    "aiueo": "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
    "iroha": "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス",
}


class Numbers:
    """Counts the lists of one story; ``before`` is asked for each paragraph in turn."""

    def __init__(self, numbering: _Element | None, styles: _Element | None, body: _Element) -> None:
        self._levels: dict[str, dict[int, tuple[int, str, str]]] = {}  # number id -> level -> start, format, text
        self._family: dict[str, str] = {}  # number id -> abstract id: they count together
        self._restart: dict[str, dict[int, int]] = {}
        self._counts: dict[str, list[int]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._read(numbering)
        for style in styles.iter(W + "style") if styles is not None and self._levels else ():
            found = _reference(style.find(f"{W}pPr/{W}numPr"))
            if found[0]:
                self._styles[style.get(W + "styleId") or ""] = (found[0], max(0, found[1]))

        # Few paragraphs are in lists: they are found at once, and the others cost nothing.
        marks = [m for m in body.iter(W + "numPr") if self._levels]
        marks += [m for m in body.iter(W + "pStyle") if m.get(W + "val") in self._styles]
        above = (m.getparent() for m in marks)
        self._listed = {p for a in above if a is not None and (p := a.getparent()) is not None}

    def _read(self, numbering: _Element) -> None:
        kinds = {a.get(W + "abstractNumId") or "": _levels(a) for a in numbering.iter(W + "abstractNum")}
        for number in numbering.iter(W + "num"):
            name = number.get(W + "numId") or ""
            family = _value(number.find(W + "abstractNumId"))
            self._family[name] = family
            self._levels[name] = dict(kinds.get(family, {}))
            for change in number.iter(W + "lvlOverride"):
                level = _whole(change.get(W + "ilvl"))
                self._levels[name].update(_levels(change))
                start = change.find(W + "startOverride")
                if start is not None:
                    self._restart.setdefault(name, {})[level] = _whole(_value(start))

    def __bool__(self) -> bool:
        return bool(self._listed)

    def before(self, paragraph: _Element) -> str:
        """What stands before the paragraph, with a space behind it; '' where it is in no list, or has a mere bullet."""
        properties = paragraph.find(W + "pPr") if paragraph in self._listed else None
        if properties is None:
            return ""
        number, level = _reference(properties.find(W + "numPr"))
        style = self._styles.get(_value(properties.find(W + "pStyle")), ("", 0))
        number = number or style[0]
        level = min(level if level >= 0 else style[1], _LEVELS - 1)
        levels = self._levels.get(number)
        if number in ("", "0") or not levels or level not in levels:
            return ""
        counts = self._counts.setdefault(self._family[number], [-1] * _LEVELS)
        restart = self._restart.get(number, {})
        if level in restart:  # the first paragraph of this number at this level begins anew
            counts[level] = restart.pop(level) - 1
        elif counts[level] < 0:
            counts[level] = levels[level][0] - 1
        counts[level] += 1
        counts[level + 1 :] = [-1] * (_LEVELS - level - 1)
        _, form, text = levels[level]
        if form in ("bullet", "none") and "%" not in text:
            return ""
        for n in range(level + 1):
            start, form, _ = levels.get(n, (1, "decimal", ""))
            text = text.replace(f"%{n + 1}", _written(counts[n] if counts[n] >= 0 else start, form))
        return f"{text} " if text.strip() else ""


def _levels(parent: _Element) -> dict[int, tuple[int, str, str]]:
    found: dict[int, tuple[int, str, str]] = {}
    for level in parent.iter(W + "lvl"):
        start = _value(level.find(W + "start"))
        form = _value(level.find(W + "numFmt")) or "decimal"
        found[_whole(level.get(W + "ilvl"))] = (_whole(start) if start else 0, form, _value(level.find(W + "lvlText")))
    return found


def _reference(element: _Element | None) -> tuple[str, int]:
    """(number id, level) of a w:numPr; -1 where it names no level."""
    if element is None:
        return "", -1
    level = element.find(W + "ilvl")
    return _value(element.find(W + "numId")), _whole(_value(level)) if level is not None else -1


def _value(element: _Element | None) -> str:
    return (element.get(W + "val") or "") if element is not None else ""


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _written(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and 0 < number < 1000:
        letters = chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        text = ""
        for value, letters in _ROMAN:
            text += letters * (number // value)
            number %= value
        return text if form == "lowerRoman" else text.upper()
    if form.startswith(("japaneseCounting", "ideographDigital", "chineseCounting", "japaneseDigital")) and number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else _KANJI[tens]) + ("十" if tens else "") + (_KANJI[ones] if ones or not tens else "")
    row = _ROWS.get(form.removesuffix("FullWidth"), "")
    if 0 < number <= len(row):
        return row[number - 1]
    if form == "decimalZero":
        return f"{number:02}"
    if form == "ordinal":
        ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return f"{number}{ending}"
    return "" if form in ("none", "bullet") else str(number)
