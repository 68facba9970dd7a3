"""Whether a name stands right before what is said of somebody: an age, a number in brackets."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"[A-Z][\w'’-]+(?: [A-Z][\w'’.-]*){1,3}$|"
    r"[\u3041-\u30ff\u3400-\u9fff々]{1,5}[ \u3000・][\u3041-\u30ff\u3400-\u9fff々]{1,6}$"
)
_LONGEST = 40
_LEAST, _LEAST_JA = -3.0, -1.0
"""From which odds what has the form of a name is taken for one."""


def stands_behind_a_name(text: str, at: int) -> bool:
    """Whether a name of two words ends at ``at``."""
    return name_before(text, at) is not None


def name_before(text: str, at: int) -> int | None:
    """Where the name of two words begins that ends at ``at``; None where none does."""
    from detectors.names import looks_like_name  # with the lists of names, for the few that are asked about

    name = _NAME.search(text, max(0, at - _LONGEST), at)
    if name is None or looks_like_name(name[0]) < (_LEAST if name[0].isascii() else _LEAST_JA):
        return None
    return name.start()
