"""Text from a file share made safe to show: hostile names must neither run, hide nor reorder anything.

File names may hold any byte but '/' and NUL: line breaks, control characters, marks that reverse the reading
direction, lone surrogates. Each is shown as what it is instead of being dropped, so that two names never look alike.
"""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"  # invisible, and direction marks
    "\ufff9-\ufffb\U000e0000-\U000e007f"  # annotation marks and tags
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"  # no characters at all
)


def _shown(match: re.Match[str]) -> str:
    return f"⟦U+{ord(match[0]):04X}⟧"


def visible(text: str) -> str:
    """``text`` on one line with every invisible, reordering or illegal character shown by its number: ``⟦U+202E⟧``."""
    return _HIDDEN.sub(_shown, text)


def width(text: str) -> int:
    """Columns that ``text`` takes in a fixed-width font: two for wide and full-width characters, none for combining."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def encodable(text: str) -> str:
    r"""``text`` with lone surrogates written as ``\udcXX``, so that it can be written as UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
