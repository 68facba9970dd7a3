"""RTF with its code page bytes turned into Unicode, font by font.

kreuzberg decodes \\'xx by the document's code page alone; Word writes it in the character set of the current font, so
that Czech or Japanese in an English document comes out as other letters.
"""

from __future__ import annotations

import codecs
import re

_CHARSETS = {
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
_FONT = re.compile(rb"\\f(\d{1,5})(?:\\[a-z]+-?\d* ?){0,12}?\\fcharset(\d{1,3})")
_TOKEN = re.compile(
    rb"(?P<escape>\\[\\{}])|(?P<open>\{)|(?P<close>\})|\\f(?P<font>\d{1,5})(?![a-z0-9])|\\uc(?P<skip>\d)|"
    rb"(?P<unicode>\\u-?\d+ ?)?(?P<bytes>(?:\\'[0-9a-fA-F]{2})+)(?P<next>[@-\[\]-z|~])?"
)


def with_unicode(data: bytes) -> bytes:
    """The same RTF, where fonts of another character set than the document's are in use; else unchanged."""
    fonts = {int(n): encoding for n, c in _FONT.findall(data[: 1 << 20]) if (encoding := _CHARSETS.get(int(c)))}
    return _Rewriter(fonts).rewrite(data) if fonts else data


class _Rewriter:
    def __init__(self, fonts: dict[int, str]) -> None:
        self._fonts = fonts
        self._groups = [(0, 1)]  # the font of each open group, and how many characters stand in for a \\u

    def rewrite(self, data: bytes) -> bytes:
        return _TOKEN.sub(self._token, data)

    def _token(self, match: re.Match[bytes]) -> bytes:
        kind = match.lastgroup
        font, skip = self._groups[-1]
        if kind == "open":
            self._groups.append((font, skip))
        elif kind == "close":
            if len(self._groups) > 1:
                self._groups.pop()
        elif kind == "font":
            self._groups[-1] = (int(match["font"]), skip)
        elif kind == "skip":
            self._groups[-1] = (font, int(match["skip"]))
        elif match["bytes"] and (encoding := self._fonts.get(font)):
            return _text(match, encoding, skip)
        return match[0]


def _text(match: re.Match[bytes], encoding: str, skip: int) -> bytes:
    raw = bytes.fromhex(match["bytes"].replace(b"\\'", b"").decode("ascii"))
    kept = b""
    if match["unicode"]:  # the first ones only stand in for the character before them
        kept = match["unicode"] + match["bytes"][: 4 * skip]
        raw = raw[skip:]
    following = match["next"] or b""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    text = decoder.decode(raw)
    if decoder.getstate()[0] and following:  # the second byte of a character may stand as a letter
        text += decoder.decode(following)
        following = b""
    # after \\ucN each \\u needs N characters that stand in for it
    units = text.encode("utf-16-le")
    numbers = (int.from_bytes(units[n : n + 2], "little", signed=True) for n in range(0, len(units), 2))
    return kept + b"".join(b"\\u%d" % n + (b"?" * skip or b" ") for n in numbers) + following
