"""RTF as a stream of texts and control words: groups, code pages, \\u and what stands in for it, told apart.

Rich Text Format specification 1.9.1. Word writes \\'xx in the character set of the current font, a second byte may
stand as a letter, and after \\u come so many characters for readers that know no Unicode.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z])|"
    rb"(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|(?P<skip>[\r\n]+|\\$|\\')",
    re.DOTALL,
)
_MARKS = {
    "tab": "\t", "line": "\n", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "endash": "–", "emdash": "—", "emspace": " ", "enspace": " ", "qmspace": " ", "softline": "\n", "lbr": "\n",
}  # fmt: skip
_SYMBOLS = {"~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}", "\t": "\t"}
DEPTH = 2_000
"""Groups within groups beyond which nothing is a document."""


@dataclass(slots=True)
class Group:
    """The state of one group; a new one begins as a copy of that around it. ``kind`` is its destination, as the reader
    of the tokens sees fit."""

    kind: str = ""
    font: int = -1
    wide_font: int = -1
    wide: bool = False  # \\dbch: what follows is in the font for East Asian characters
    stand_ins: int = 1
    hidden: bool = False
    starred: bool = False
    fresh: bool = True  # nothing in it yet
    ignored: bool = False  # \\htmlrtf: for readers that do not know the HTML inside


@dataclass(frozen=True, slots=True)
class Token:
    """A control ``word`` with its ``number``; or "{" or "}"; or text, with '' as the word."""

    word: str
    number: int | None = None
    text: str = ""


@dataclass(slots=True)
class Tokens:
    """The tokens of an RTF. ``group`` is the current group, ``closed`` whether the last one was closed at the end."""

    data: bytes
    group: Group = field(default_factory=Group)
    closed: bool = False
    _stack: list[Group] = field(default_factory=list)
    _fonts: dict[int, str] = field(default_factory=dict)
    _page: str = "cp1252"
    _pending: bytearray = field(default_factory=bytearray)
    _skip: int = 0

    def __iter__(self) -> Iterator[Token]:
        position, end = 0, len(self.data)
        match_at = _TOKEN.match
        while position < end:
            match = match_at(self.data, position)
            if match is None:
                position += 1
                continue
            position = match.end()
            kind = match.lastgroup
            if kind == "text":
                self._text(match["text"])
            elif kind == "hex":
                self._byte(int(match["hex"], 16))
            elif kind == "brace":
                yield from self._flush()
                self._skip = 0
                if match["brace"] == b"{":
                    if len(self._stack) > DEPTH:
                        return
                    self._stack.append(self.group)
                    self.group = replace(self.group, starred=False, fresh=True)
                    yield Token("{")
                else:
                    yield Token("}")
                    if len(self._stack) < 2:
                        self.closed = bool(self._stack)
                        return
                    self.group = self._stack.pop()
            elif kind == "symbol":
                yield from self._symbol(match["symbol"].decode("latin-1"))
            elif kind in ("word", "number"):
                word = match["word"].decode("ascii")
                number = int(match["number"]) if match["number"] else None
                if word == "bin":
                    position += max(0, number or 0)
                    continue
                yield from self._word(word, number)
        yield from self._flush()

    def _text(self, text: bytes) -> None:
        if self._skip:
            skipped, self._skip = self._skip, max(0, self._skip - len(text))
            text = text[skipped:]
        if text:
            self._pend(text)

    def _byte(self, value: int) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._pend(bytes((value,)))

    def _pend(self, text: bytes) -> None:
        self._pending += text
        self.group.fresh = False

    def _flush(self) -> Iterator[Token]:
        """The text gathered so far."""
        if self._pending:
            text = bytes(self._pending).decode(self._encoding(), "replace")
            self._pending.clear()
            yield Token("", text=text)

    def _encoding(self) -> str:
        group = self.group
        font = group.wide_font if group.wide and group.wide_font >= 0 else group.font
        return self._fonts.get(font, self._page)

    def _symbol(self, symbol: str) -> Iterator[Token]:
        if symbol == "*":
            self.group.starred = True
        elif symbol in "\r\n":
            yield from self._flush()
            yield Token("par")
        elif symbol in _SYMBOLS:
            yield from self._mark(_SYMBOLS[symbol])

    def _mark(self, text: str) -> Iterator[Token]:
        if self._skip:
            self._skip -= 1
            return
        if text.isascii():
            self._pend(text.encode("ascii"))
            return
        yield from self._flush()
        yield Token("", text=text)

    def _word(self, word: str, number: int | None) -> Iterator[Token]:
        group = self.group
        if word == "u" and number is not None:
            yield from self._flush()
            yield Token("u", number % 65536)
            self._skip = group.stand_ins
            return
        if word in _MARKS:
            yield from self._mark(_MARKS[word])
            return
        self._skip = 0
        if word not in ("uc", "lang", "langfe", "langnp", "langfenp", "insrsid", "charrsid"):
            yield from self._flush()
        if word == "f" and group.kind != "fonttbl":
            group.font, group.wide = number if number is not None else -1, False
        elif word == "af":
            if group.wide:
                group.wide_font = number if number is not None else -1
        elif word in ("dbch", "loch", "hich"):
            group.wide = word == "dbch"
        elif word == "uc":
            group.stand_ins = max(0, min(number if number is not None else 1, 16))
        elif word == "ansicpg" and number:
            self._page = _known(number)
        elif word in _PAGES:
            self._page = _PAGES[word]
        elif group.kind == "fonttbl":
            self._font(word, number)
        yield Token(word, number)
        group.fresh = False

    def _font(self, word: str, number: int | None) -> None:
        if word == "f" and number is not None:
            self.group.font = number
        elif word == "fcharset" and number in _CHARSETS:
            self._fonts.setdefault(self.group.font, _CHARSETS[number])
        elif word == "cpg" and number:
            self._fonts[self.group.font] = _known(number)


def _known(page: int) -> str:
    import codecs

    name = {65001: "utf-8", 10000: "mac_roman", 10001: "cp932"}.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
