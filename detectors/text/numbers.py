"""Candidates for digit identifiers: every run of digits in a text, cut into the ways its groups can be read.

One pass finds the runs; recognizers of digit identifiers then look only at candidates of their own length.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

# What stands before a run is looked at behind its first digit: so only digits are tried, not every character.
_RUN = re.compile(r"[0-9](?<![0-9]{2})(?<![0-9][.,][0-9])(?=[0-9 -]{5})(?:[ -]?[0-9])+(?![.,]?[0-9])")
_GROUP = re.compile(r"[0-9]+")
_LETTER = re.compile(r"[A-Za-z_]")
_MOST_GROUPS = 5
_LENGTHS = range(6, 20)
_SHAPE = str.maketrans("123456789", "000000000")


class Candidate(NamedTuple):
    """One reading of a run: its span in the view, its digits without separators, and the lengths of its groups.

    ``touching`` says that a letter stands right before it (``NHS9434765870``); readings with a letter right behind are
    not made, those are codes.
    """

    start: int
    end: int
    digits: str
    groups: tuple[int, ...]
    touching: bool


def candidates(text: str) -> Mapping[int, list[Candidate]]:
    """All readings of all digit runs of a view's text, by number of digits (6 to 19), in order of place."""
    found: dict[int, list[Candidate]] = defaultdict(list)
    for run in _RUN.finditer(text):
        start, end = run.span()
        if end - start < _LENGTHS.start or _LETTER.match(text, end):
            continue
        touching = start > 0 and _LETTER.match(text, start - 1) is not None
        said = run[0]
        for first, last, groups, length in _readings(said.translate(_SHAPE)):
            digits = said[first:last]
            if len(groups) > 1:
                digits = digits.replace("-", "").replace(" ", "")
            found[length].append(Candidate(start + first, start + last, digits, groups, touching and not first))
    return found


@lru_cache(10_000)
def _readings(shape: str) -> Sequence[tuple[int, int, tuple[int, ...], int]]:
    """The readings of runs that are alike but for their digits, which are all 0 here: begin and end in the run, the
    lengths of the groups, and how many digits these are."""
    groups = [m.span() for m in _GROUP.finditer(shape)]
    separators = [shape[start - 1] for start, _ in groups[1:]]
    mixed = len(set(separators)) > 1
    out = []
    for i, (first, _) in enumerate(groups):
        before = separators[i - 1] if i else ""
        if before == "-":
            continue
        if mixed and i > 1 and separators[i - 2] == "-":
            before = ""  # a number written with hyphens ended there
        for j in range(i, min(len(groups), i + _MOST_GROUPS)):
            inside = set(separators[i:j])
            lengths = tuple(end - start for start, end in groups[i : j + 1])
            if len(inside) > 1 or sum(lengths) >= _LENGTHS.stop:
                break
            after = separators[j] if j < len(separators) else ""
            if mixed and after == " " and separators[j + 1 : j + 2] == ["-"]:
                after = ""  # one begins there
            # A reading that is spaced inside must not go on with another space: it would be part of a longer row.
            if after == "-" or (inside == {" "} and " " in (before, after)):
                continue
            if sum(lengths) in _LENGTHS:
                out.append((first, groups[j][1], lengths, sum(lengths)))
    return out
