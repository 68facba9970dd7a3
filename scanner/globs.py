"""Patterns of paths as in .gitignore: for what is excluded, decided or approved by path."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def path_patterns(patterns: Sequence[str]) -> GitIgnoreSpec:
    """What matches paths by these patterns. Raises ValueError where one cannot be understood."""
    from pathspec import GitIgnoreSpec

    try:
        # The library makes regular expressions of them, and not of each a good one ([a-[]). Left to itself it matches
        # by whatever library is installed (Hyperscan), with errors and differences of its own.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            return GitIgnoreSpec.from_lines(patterns, backend="simple")
    except re.error as e:
        raise ValueError("the pattern cannot be understood") from e
