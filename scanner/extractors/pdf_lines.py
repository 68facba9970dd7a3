"""Lines of a PDF page with their boxes, and paragraphs made of them: a value that was broken at a line end is whole.

A line that begins with a label and its value (Invoice date 12 September 2017) goes on with nothing, whatever would have
fitted above it.

PDFium gives the characters of a page in the order in which they were drawn, with a line end wherever the next one
stands elsewhere. Asking for the box of every character would cost more than the text itself; two to a line tell enough.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

_WIDE = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]")
_WORD = re.compile(r"[!-~À-ɏ]+|.", re.DOTALL)
_NUMBER = re.compile(r"\+?[\d ()-]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*\.[a-z]{2,}")
_GAP = 0.75  # of the height of a line: a wider gap between two words divides cells
_PITCH = (0.6, 2.3)  # heights from one line of a paragraph to the next
_LONGEST_LABEL = 40  # characters
_VALUE = re.compile(
    r"[ \u3000]?[:：]|[ \u3000]+(?![a-z])|$"
)  # behind a label; words in small letters go on with a sentence
_INDENT = 3.0  # heights by which the lines of one paragraph may begin further in


@dataclass(slots=True)
class Line:
    """A run of text on one line. The box is in points, y upwards, turned so that the text reads from left to right.

    ``hyphen`` says that a word goes on in the next line; ``upright`` that the box can be relied on.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    first: int = 0  # index of its first character in the page's text
    width: int = 0  # in half-width characters
    hyphen: bool = False
    upright: bool = True

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def natural(self) -> float:
        """The width that its characters would take without gaps, roughly."""
        return self.width * 0.52 * self.height


class Boxes:
    """Boxes of characters of one text page by their index in its text."""

    def __init__(self, textpage: Any, text: str) -> None:
        from pypdfium2 import raw

        self._page = textpage
        self._box = raw.FS_RECTF()
        self._reference = ctypes.byref(self._box)
        self._loose = raw.FPDFText_GetLooseCharBox
        self._index = raw.FPDFText_GetCharIndexFromTextIndex
        self._angle = raw.FPDFText_GetCharAngle
        self._same = raw.FPDFText_CountChars(textpage) == len(text)
        self.turn = 0  # quarter turns by which the text stands on the page

    def _char(self, index: int) -> int:
        return index if self._same else int(self._index(self._page, index))

    def __call__(self, index: int) -> tuple[float, float, float, float]:
        """(left, bottom, right, top) of a character, as large as its font says rather than as its ink is."""
        if not self._loose(self._page, self._char(index), self._reference):
            return (0.0, 0.0, 0.0, 0.0)
        box = self._box
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        if bottom > top:
            bottom, top = top, bottom
        if self.turn == 1:
            return (bottom, -right, top, -left)
        if self.turn == 3:
            return (-top, left, -bottom, right)
        if self.turn == 2:
            return (-right, -top, -left, -bottom)
        return (left, bottom, right, top)

    def quarter(self, index: int) -> int:
        """The quarter turns of a character, counter-clockwise."""
        angle = self._angle(self._page, self._char(index))
        return round(angle / 1.5707963) % 4 if angle >= 0 else 0


def columns(text: str) -> int:
    """How wide a text is in half-width characters."""
    return len(text) if text.isascii() else len(text) + (len(text.encode("utf-8", "replace")) - len(text)) // 2


def page_lines(textpage: Any) -> tuple[list[Line], Boxes]:
    """The lines of a page in the order in which they were drawn, none of them blank."""
    text = textpage.get_text_range()
    boxes = Boxes(textpage, text)
    spans: list[tuple[str, int, bool]] = []
    at = 0
    for part in text.split("\n"):
        if "\ufffe" in part or "\x02" in part:
            spans.extend(_words_that_go_on(part, at))
        elif stripped := part.strip():
            spans.append((stripped, at + part.find(stripped[0]), False))
        at += len(part) + 1
    turns = [boxes.quarter(first) for _, first, _ in spans[:: max(1, len(spans) // 8)]]
    if turns and sum(1 for t in turns if t) * 2 > len(turns):
        boxes.turn = max(set(turns), key=turns.count)
    met: dict[tuple[str, int, int], Line] = {}
    for text, first, hyphen in spans:
        whole = _line(boxes, text, first, hyphen)
        for line in (whole,) if whole.upright else _straightened(boxes, whole):
            # drawn twice, a hair apart, to look bold
            met.setdefault((line.text, round(line.left / 4), round(line.middle / 4)), line)
    return list(met.values()), boxes


def _words_that_go_on(text: str, at: int) -> Iterator[tuple[str, int, bool]]:
    """PDFium marks a hyphen at a line end where a word goes on, instead of ending the line."""
    pieces = re.split("[\ufffe\x02]", text)
    for number, piece in enumerate(pieces, 1):
        if stripped := piece.strip():
            yield stripped, at + piece.find(stripped[0]), number < len(pieces)
        at += len(piece) + 1


def _line(boxes: Boxes, text: str, first: int, hyphen: bool) -> Line:
    left, bottom, right, top = boxes(first)
    upright = top > bottom
    if len(text) > 1:
        box = boxes(first + len(text) - 1)
        overlap = min(top, box[3]) - max(bottom, box[1])
        upright = overlap > 0.4 * min(top - bottom, box[3] - box[1]) > 0 and box[2] > left
        left, bottom, right, top = left, min(bottom, box[1]), box[2], max(top, box[3])
    return Line(text, left, bottom, right, top, first, columns(text), hyphen, upright)


def _straightened(boxes: Boxes, whole: Line) -> list[Line]:
    """What PDFium took for one line, cut where the next word stands on another one; as it was where that does not help
    (vertical writing)."""
    lines: list[Line] = []
    for word in re.finditer(r"\S+", whole.text):
        line = _line(boxes, word[0], whole.first + word.start(), False)
        before = lines[-1] if lines else None
        if before and abs(before.middle - line.middle) < 0.5 * line.height and line.left >= before.right:
            text = whole.text[before.first - whole.first : word.end()]
            lines[-1] = _line(boxes, text, before.first, False)
        else:
            lines.append(line)
    if len(lines) < 2 or not all(line.upright for line in lines) or sum(line.width for line in lines) < 2 * len(lines):
        return [whole]
    lines[-1].hyphen = whole.hyphen
    return lines


def gappy(line: Line) -> bool:
    """Whether its words stand further apart than those of running text."""
    return line.upright and " " in line.text and line.right - line.left > 1.2 * line.natural()


def fragments(line: Line, boxes: Boxes, rules: Sequence[float] = ()) -> list[Line]:
    """The line cut where its words stand far apart, or where one of ``rules`` (x of upright rules) stands between."""
    cuts: list[tuple[int, float, float]] = []
    for space in re.finditer(r"\s+", line.text):
        before, after = boxes(line.first + space.start() - 1)[2], boxes(line.first + space.end())[0]
        if after - before > _GAP * line.height or any(before - 2 < x < after + 2 for x in rules):
            cuts.append((space.end(), before, after))
    pieces: list[Line] = []
    start, left = 0, line.left
    for end, before, after in [*cuts, (len(line.text), line.right, 0.0)]:
        piece = line.text[start:end].strip()
        pieces.append(Line(piece, left, line.bottom, before, line.top, line.first + start, columns(piece)))
        start, left = end, after
    pieces[-1].hyphen = line.hyphen
    return pieces


def joint(before: str, after: str, narrow: bool = False) -> str:
    """What stands between two halves of a text that was broken: nothing or a space. ``narrow``: in a table's cell,
    where also a number or a mail address is broken that has no place to break at."""
    if not before or not after or _WIDE.match(before[-1]) or _WIDE.match(after[0]):
        return ""
    last, first = before.split()[-1], after.split()[0]
    if before[-1] in "-/_@" and len(last) > 1 and (last[-2].isdigit() == first[0].isdigit()):
        return ""
    if "@" in last and re.fullmatch(r"[\w.-]*[a-z]", first) and not re.search(r"\.[a-z]{2,}$", last):
        return ""
    if narrow and (_MAIL.fullmatch(last + first) or _same_number(before, after)):
        return ""
    return " "


def _same_number(before: str, after: str) -> bool:
    """Whether two lines of nothing but digits are one number rather than two of the same length."""
    if not _NUMBER.fullmatch(before) or not _NUMBER.fullmatch(after):
        return False
    lengths = [sum(map(str.isdigit, text)) for text in (before, after)]
    return min(lengths) < 7 or lengths[0] != lengths[1]


def paragraphs(lines: Sequence[Line], width: float) -> Iterator[str]:
    """The texts of paragraphs and single lines. ``width`` is the page's, in points.

    A line end is taken for a break within a paragraph where the next word would not have fitted into the line: by the
    longest line about, or by the most characters where a program broke its lines by their number.
    """
    for block in _blocks(lines):
        yield from _unwrapped(block, width)


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in lines:
        if block and not _follows(block[-1], line):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _follows(above: Line, line: Line) -> bool:
    if not (above.upright and line.upright):
        return above.hyphen
    size = max(above.height, line.height)
    down = above.middle - line.middle
    return (
        size < 1.5 * min(above.height, line.height)
        and _PITCH[0] * size < down < _PITCH[1] * size
        and abs(above.left - line.left) <= _INDENT * size
    )


def _begins_with_label(text: str) -> bool:
    """Whether a line begins with a label of the vocabulary, with its value behind it or nothing."""
    from detectors.text.lexicon import labels
    from detectors.text.normalise import fold

    if text[:1].islower():
        return False
    folded = fold(text[:_LONGEST_LABEL])
    hits = labels().find(folded) if len(folded) == len(text[:_LONGEST_LABEL]) else []
    return bool(hits) and hits[0].start == 0 and _VALUE.match(text, hits[0].end) is not None


def _unwrapped(block: list[Line], width: float) -> Iterator[str]:
    if len(block) == 1:
        yield block[0].text
        return
    right = max(line.right for line in block)
    counts = sorted(line.width for line in block)
    most = counts[-1]
    size = median(line.height for line in block)
    # One long line proves no margin, unless it comes near that of the page.
    margin = right > 0.75 * width or sum(line.right > right - 2.5 * size for line in block) > 1
    by_number = len(block) > 3 and counts[-2] > 0.9 * most and most >= 40
    text = ""
    for line, after in zip(block, [*block[1:], None], strict=True):
        text += line.text
        if after is None:
            break
        if line.hyphen:
            continue
        word = columns(_WORD.match(after.text)[0])  # type: ignore[index]  # matches any text
        share = (after.right - after.left) * word / after.width
        full = margin and line.right + share > right - 0.1 * size
        full = full or (by_number and line.width + 1 + word > most)
        if full and not _begins_with_label(after.text):
            text += joint(line.text, after.text)
        else:
            yield text
            text = ""
    yield text
