"""Names of nobody among the names of people: firms and other bodies (早乙女園芸㈲, Copperfold Ltd), and groups (全員).

A list of customers has both; only its people are people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from detectors.layout.headers import spread
from detectors.names.words import word_class

_MARKS = "㈱ ㈲ ㈳ ㈶ (株) (有) (同) (一社) (社福) (福) （株） （有） （同） （福）".split()
_HELD = re.compile(
    "|".join(map(re.escape, sorted([*(w for w in word_class("japanese", "organisation") if len(w) > 1), *_MARKS])))
)
"""What the Japanese name of a body holds."""
_ENDS = "社店会"
"""What a name of three characters and more without a blank ends in that is nobody's."""
_LAST = word_class("english", "organisation")
"""What the English name of a body ends with."""
_GROUPS = frozenset(
    "全員 全社員 全職員 全社 各位 一同 各自 有志 everyone everybody all staff team various others".split()
)
_WORD = re.compile(r"[a-z]+")
_BLANK = re.compile(r"\s")
_SAMPLE = 2_000
"""Where none of so many names of a long list is a body's, hardly any is."""


def bodies(names: Sequence[str]) -> list[int]:
    """The places of those names that are of bodies or groups; Sarah Church is taken for one."""
    if len(names) > _SAMPLE and not any(map(_is_body, spread(names, _SAMPLE))):
        return []
    return [at for at, name in enumerate(names) if _is_body(name)]


def _is_body(name: str) -> bool:
    bare = name.strip().lower()
    if bare.isascii():
        words = _WORD.findall(bare)
        return bool(words) and words[-1] in (_LAST if len(words) > 1 else _GROUPS)
    if bare in _GROUPS or _HELD.search(bare):
        return True
    return len(bare) > 2 and bare[-1] in _ENDS and not _BLANK.search(bare)
