"""Files that office programs put beside a document while somebody has it open: nothing of the document is in them."""

from __future__ import annotations

import re

_LOCK = re.compile(r"(?:^|[/\\]| > )(?:~\$[^/\\]*|\.~lock\.[^/\\]*#)$")


def is_lock_file(path: str) -> bool:
    """Whether a path names one: ``~$list.xlsx``, ``.~lock.list.ods#``."""
    return _LOCK.search(path) is not None
