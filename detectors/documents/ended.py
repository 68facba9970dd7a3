"""Whether a name tells that somebody has left or that a contract is over: 退職者, (left Nov 2026), _R8解約. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from detectors.documents.periods import find_periods
from detectors.model import ClueKind, DateClue
from detectors.text.dates import fold
from detectors.text.lexicon import load_yaml

LEAVING, CONTRACT_END = "leaving", "contract_end"


@cache
def _vocabulary() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """By event the words that tell it, and what holds such a word and tells nothing of the kind (data/ended.yaml)."""
    found = {}
    for event in (LEAVING, CONTRACT_END):
        entry = load_yaml("ended.yaml")[event]
        if not isinstance(entry, dict):
            raise ValueError(f"ended.yaml: {event} is not a mapping")
        found[event] = (_any_of(entry["words"]), _any_of(entry["but"]))
    return found


def _any_of(words: list[str]) -> re.Pattern[str]:
    def one(word: str) -> str:
        plain = re.escape(fold(word).casefold()).replace(r"\ ", "[ _-]+")
        return rf"(?<![a-z]){plain}(?![a-z])" if word.isascii() else plain

    return re.compile("|".join(map(one, words)))


@lru_cache(16_384)
def ends_in(name: str) -> frozenset[str]:
    """What a name or heading tells to be over: ``leaving`` where somebody has left, ``contract_end`` where a contract
    is over, too where the one who had it has left; empty where it tells neither."""
    plain = fold(name).casefold()
    told = {event for event, (words, but) in _vocabulary().items() if words.search(but.sub(" ", plain))}
    return frozenset(told | ({CONTRACT_END} if LEAVING in told else set()))


def dated_ends(name: str, source: str) -> Iterator[DateClue]:
    """The days of an end that a name tells, as FIELD clues: _R8解約 is the end of a contract in Reiwa 8. Somebody's
    leaving is one day for both; ``source`` is ``name`` or ``folder``."""
    told = ends_in(name)
    if told:
        event = LEAVING if LEAVING in told else CONTRACT_END
        for clue in find_periods(name, "name"):
            yield replace(clue, kind=ClueKind.FIELD, event=event, source=source)
