"""One normalised view of a text, with the way back to the original.

Full-width and half-width forms, composed and decomposed kana, every hyphen between digits: one view settles them for
all recognizers at once. Every character of the view knows where it came from, so a span found in the view is reported
in the text as given. Nothing is ever normalised and then searched for.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Flag, auto
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

HYPHENS = "‐‑‒–—―−－ー˗﹣─━"
"""The hyphen family of Japanese and English documents; a hyphen only between digits (ー is also a letter)."""

_OLD_FORMS = str.maketrans(
    "髙﨑齋齊斎邊邉辺澤濵濱嶋嶌德惠國廣櫻龍瀧淵渕曾眞條榮莊與桒𠮷ヶヵゖゕ",
    "高崎斉斉斉辺辺辺沢浜浜島島徳恵国広桜竜滝渕渕曽真条栄荘与桑吉ケカケカ",
)


class Trait(Flag):
    """What a text holds, told by one cheap pass; a recognizer names the traits it cannot do without."""

    NONE = 0
    DIGIT = auto()  # any digit
    DIGITS = auto()  # four or more digits, separators allowed between them
    AT = auto()  # @
    LATIN = auto()  # a letter A-Z or a-z
    KANJI = auto()
    KANA = auto()  # hiragana or katakana


_ASCII_TRAITS = (
    (Trait.DIGIT.value, re.compile(r"[0-9]")),
    (Trait.DIGITS.value, re.compile(r"[0-9](?:[ ./-]?[0-9]){3}")),
    (Trait.AT.value, re.compile("@")),
    (Trait.LATIN.value, re.compile(r"[A-Za-z]")),
)
_TRAITS = (
    *_ASCII_TRAITS,
    (Trait.KANJI.value, re.compile(r"[\u3400-\u9fff々〇]")),
    (Trait.KANA.value, re.compile(r"[\u3041-\u30ff]")),
)

_COMBINING = "\u0300-\u036f\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_DIGIT_HYPHEN = re.compile(rf"[{HYPHENS}](?<=[0-9].)(?=[0-9])")
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def _ranges(points: list[int]) -> str:
    out: list[str] = []
    start = previous = points[0]
    for point in [*points[1:], -1]:
        if point != previous + 1:
            out.append(re.escape(chr(start)) + (f"-{re.escape(chr(previous))}" if previous > start else ""))
            start = point
        previous = point
    return "".join(out)


_UNSETTLED = ((0xA0, 0x3400), (0xA490, 0xAC00), (0xF900, 0x10000))
"""Where the characters of the basic plane lie that NFKC may change: not among the unified kanji and Hangul between."""


@cache
def _changeable() -> list[int]:
    """The characters that NFKC changes by themselves."""
    return [
        p
        for block in (*_UNSETTLED, (0x1D400, 0x1D800), (0x1F100, 0x1F252), (0x2F800, 0x2FA1E))
        for p in range(*block)
        if unicodedata.normalize("NFKC", chr(p)) != chr(p)
    ]


@cache
def _segments() -> re.Pattern[str]:
    """Runs that NFKC may change: changeable characters, and any character with combining marks behind it."""
    return re.compile(f"(?:[{_ranges(_changeable())}]|.(?=[{_COMBINING}]))[{_COMBINING}]*", re.DOTALL)


def _compose(cluster: str) -> str:
    # Variation selectors choose a glyph, never another character (葛󠄀 is 葛).
    return unicodedata.normalize("NFKC", _SELECTOR.sub("", cluster))


@cache
def _simple_map() -> dict[int, str]:
    """The characters whose normal form is one character: replaced in place, no offsets to keep."""
    simple = {
        p: form
        for block in _UNSETTLED
        for p in range(*block)
        if len(form := unicodedata.normalize("NFKC", chr(p))) == 1
        and form != chr(p)
        and not unicodedata.combining(chr(p))
        and not 0xFF66 <= p <= 0xFF9F  # half-width kana may join with a voicing mark
    }
    # Half of a pair is no character, and native libraries refuse it.
    return simple | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


_LONG = 200
"""Characters from which a table over all characters is quicker than a look-up for each."""


@cache
def _table(of: Callable[[], dict[int, str]]) -> npt.NDArray[np.uint32]:
    """A mapping of characters as a table over all of them."""
    import numpy as np

    table = np.arange(0x110000, dtype="<u4")
    for point, form in of().items():
        table[point] = ord(form)
    return table


@cache
def _irregular() -> npt.NDArray[np.bool_]:
    """A table of the characters that a segment holds: those that change, and combining marks."""
    import numpy as np

    table = np.zeros(0x110000, bool)
    table[_changeable()] = True
    for low, high in re.findall("(.)(?:-(.))?", _COMBINING):
        table[ord(low) : ord(high or low) + 1] = True
    return table


def _points(text: str) -> npt.NDArray[np.uint32]:
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _changed(text: str, of: Callable[[], dict[int, str]]) -> str:
    """``text.translate`` for a mapping of characters to characters, none of them half a pair."""
    if len(text) < _LONG:
        return text.translate(of())
    return str(_table(of)[_points(text)].tobytes(), "utf-32-le", "surrogatepass")


def _found_segments(text: str) -> Iterator[re.Match[str]]:
    """The segments of a text, in order; of a long one only around the characters that can make one."""
    pattern = _segments()
    if len(text) < _LONG:
        yield from pattern.finditer(text)
        return
    at = 0
    for place in _irregular()[_points(text)].nonzero()[0].tolist():
        # A segment begins with such a character, or right before it where that combines with what stands there.
        for begin in (place - 1, place):
            if begin >= at and (found := pattern.match(text, begin)) is not None:
                yield found
                at = found.end()


class Hit(NamedTuple):
    """A word of a list in a text; offsets are those of the text looked through."""

    start: int
    end: int
    key: str
    word: str


class View:
    """A text in normal form. All public texts of it have the same length, so one offset fits each of them."""

    __slots__ = ("__dict__", "_breaks", "_spans", "labels", "met", "original", "text")

    def __init__(self, original: str, labels: Sequence[str] = ()) -> None:
        self.original = original
        self.labels = tuple(fold(view_of(label).text) for label in labels)
        self.met: Sequence[Hit] | None = None  # the labels in it: kept by ``lexicon`` for whoever asks next
        self._breaks: list[int] = []  # where in `text` each irregular cluster begins
        self._spans: list[tuple[int, int, int]] = []  # its length in `text`, its start and end in `original`
        self.text: str = original if original.isascii() else self._normalise(original)

    def _normalise(self, original: str) -> str:
        simple = _changed(original, _simple_map)
        parts: list[str] = []
        at = 0  # end of what was copied from `simple`
        grown = 0  # length of `text` so far minus `at`
        for found in _found_segments(simple):
            cluster = found[0]
            form = _compose(cluster)
            if form == cluster:
                continue
            parts += (simple[at : found.start()], form)
            if not len(form) == len(cluster) == 1:
                self._breaks.append(found.start() + grown)
                self._spans.append((len(form), found.start(), found.end()))
                grown += len(form) - len(cluster)
            at = found.end()
        parts.append(simple[at:])
        return _DIGIT_HYPHEN.sub("-", "".join(parts))

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The span of ``original`` that ``text[start:end]`` came from, whole clusters at either end."""
        return self._back(start, False), self._back(end, True)

    def _back(self, position: int, is_end: bool) -> int:
        if not self._breaks:
            return position
        probe = position - 1 if is_end and position else position
        index = bisect_right(self._breaks, probe) - 1
        if index < 0:
            return position
        length, start, end = self._spans[index]
        beyond = probe - self._breaks[index] - length
        if beyond < 0:
            return end if is_end else start
        return end + beyond + (1 if is_end and position else 0)

    @cached_property
    def folded(self) -> str:
        """``text`` for look-ups: lower case, old forms of kanji as their modern ones. Never shown."""
        return fold(self.text)

    @cached_property
    def traits(self) -> Trait:
        """What the text holds, for planning."""
        held = 0
        for trait, pattern in _ASCII_TRAITS if self.text.isascii() else _TRAITS:
            if pattern.search(self.text):
                held |= trait
        return Trait(held)


def fold(text: str) -> str:
    """Lower case and modern kanji, character for character."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters (İ) grow
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered if lowered.isascii() else _changed(lowered, _old_forms)


@cache
def _old_forms() -> dict[int, str]:
    return {point: chr(form) for point, form in _OLD_FORMS.items()}


def view_of(text: str, labels: Sequence[str] = ()) -> View:
    """The normalised view of a text with its context labels."""
    return View(text, labels)


def looked_up(words: Iterable[str]) -> list[str]:
    """The words of a list as they stand in the folded text of a view, a line end in one of them as a space."""
    some = [word.replace("\n", " ") for word in words]
    return view_of("\n".join(some)).folded.split("\n") if some else []


_MEETING = re.compile(
    r"(?<=[\u3041-\u30ff\u3400-\u9fff々〇])(?=[0-9A-Za-z+(@])|(?<=[0-9A-Za-z)])(?=[\u3041-\u30ff\u3400-\u9fff々〇])"
)


def spaced(text: str) -> tuple[str, list[int]]:
    """A text with a space put where Japanese script meets Latin letters or digits, and where each space was put.

    Upstream patterns open and close with a word boundary, and kana and kanji are word characters: without the space
    they miss whatever touches Japanese. Returns the new text and the sorted offsets of the added spaces in it.
    """
    cuts = [m.start() for m in _MEETING.finditer(text)]
    if not cuts:
        return text, []
    edges = [0, *cuts, len(text)]
    return " ".join(text[a:b] for a, b in itertools.pairwise(edges)), [c + i for i, c in enumerate(cuts)]


def unspaced(position: int, added: Sequence[int]) -> int:
    """The offset before ``spaced`` of an offset after it."""
    return position - bisect_right(added, position - 1)
