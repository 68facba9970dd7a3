"""Candidates for digit identifiers: every run of digits in a text, cut into the ways its groups can be read.

One pass finds the runs; recognizers of digit identifiers then look only at candidates of their own length.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

# What stands before a run is looked at behind its first digit: so only digits are tried, not every character.
_RUN = re.compile(r"[0-9](?<![0-9]{2})(?<![0-9][.,][0-9])(?=[0-9 -]{5})(?:[ -]?[0-9])+(?![.,]?[0-9])")
_GROUP = re.compile(r"[0-9]+")
_LETTER = re.compile(r"[A-Za-z_]")
_MOST_GROUPS = 5
_LENGTHS = range(6, 20)


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
        if run.end() - run.start() < 6 or _LETTER.match(text, run.end()):
            continue
        touching = bool(run.start() and _LETTER.match(text, run.start() - 1))
        digits = run[0]
        if digits.isdecimal():  # most are of one group
            if (length := len(digits)) in _LENGTHS:
                found[length].append(Candidate(run.start(), run.end(), digits, (length,), touching))
            continue
        for candidate in _readings(text, run, touching):
            found[len(candidate.digits)].append(candidate)
    return found


def _readings(text: str, run: re.Match[str], touching: bool) -> Iterator[Candidate]:
    groups = [(m.start(), m.end()) for m in _GROUP.finditer(text, run.start(), run.end())]
    hyphened = {text[start - 1] for start, _ in groups[1:]} == {" ", "-"}
    for i in range(len(groups)):
        digits = ""
        inside = ""
        before = text[groups[i][0] - 1] if i else ""
        if before == "-":
            continue
        if hyphened and i > 1 and text[groups[i - 1][0] - 1] == "-":
            before = ""  # a number written with hyphens ended there
        for j in range(i, min(len(groups), i + _MOST_GROUPS)):
            if j > i:
                separator = text[groups[j][0] - 1]
                if inside and separator != inside:
                    break
                inside = separator
            digits += text[groups[j][0] : groups[j][1]]
            if len(digits) >= _LENGTHS.stop:
                break
            after = text[groups[j][1]] if j + 1 < len(groups) else ""
            if hyphened and after == " " and j + 2 < len(groups) and text[groups[j + 1][1]] == "-":
                after = ""  # one begins there
            # A reading that is spaced inside must not go on with another space: it would be part of a longer row.
            if after == "-" or (inside == " " and " " in (before, after)):
                continue
            if len(digits) in _LENGTHS:
                lengths = tuple(end - start for start, end in groups[i : j + 1])
                yield Candidate(groups[i][0], groups[j][1], digits, lengths, touching and i == 0)
