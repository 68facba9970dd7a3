"""People named in full once and by a part of their name afterwards: "Ben Player ... Player returns to Hawaii".

A sentence alone does not say that Player is a person; the text around it does. Measured on whole articles of Wikigold:
of the lone words that are part of a full name of the same article and were already thought to be a person's, all were;
of those nobody had thought of, three in four (docs/names.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from detectors.names.base import Found, Sentence

_SURE = 0.6
"""From this probability on a full name speaks for its parts."""

_NEW = 0.7
"""Probability of a part of a full name that the model did not think of."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SHORTEST = 3  # characters
_PROSE = 4  # words, half of them in small letters: anything less is a heading, a list or a row of a table


def mentioned(
    text: str, sentences: Sequence[Sentence], found: Sequence[Found], ordinary: Callable[[str], bool]
) -> tuple[set[int], list[Found]]:
    """The mentions of people by a part of their full names: which of those found are one, by number, and those that
    the model did not think of.

    ``sentences`` are all of the text, ``found`` what the model says of them. ``ordinary`` tells the words that open
    many a sentence as what they are (Will, Price): they count only where one of them also stands elsewhere, with a
    capital, without need.
    """
    full = [f for f in found if f[2] == "PER" and f[3] >= _SURE and len(text[f[0] : f[1]].split()) > 1]
    parts = {part for start, end, *_ in full for part in _parts(text[start:end])}
    if not parts:
        return set(), []
    again = {i for i, (start, end, kind, _) in enumerate(found) if kind == "PER" and _plain(text[start:end]) in parts}
    if not _alone(text, full, parts):
        return again, []
    taken = _covered(text, [f for f in found if f[2] == "PER" or f[3] > _NEW])
    places = list(_places(sentences, parts, _covered(text, full)))
    named = {word for _, _, word, first in places if not first}
    return again, [
        (start, end, "PER", _NEW)
        for start, end, word, first in places
        if not taken[start] and (not first or word in named or not ordinary(word.lower()))
    ]


def _alone(text: str, full: Sequence[Found], parts: set[str]) -> bool:
    """Whether a part may stand somewhere besides the full names: a cheap look that spares most texts the dear one."""
    names = "\n".join(text[start:end] for start, end, *_ in full)
    return any(text.count(part) > names.count(part) for part in parts)


def _covered(text: str, spans: Sequence[Found]) -> bytearray:
    """For each character of a text whether one of the spans has it."""
    out = bytearray(len(text))
    for start, end, *_ in spans:
        out[start:end] = b"\1" * (end - start)
    return out


def _parts(name: str) -> Iterator[str]:
    """The words of a full name that may stand for the person."""
    for word in name.split():
        plain = _plain(word)
        if len(plain) >= _SHORTEST and _WORD.fullmatch(plain) and plain[0].isupper() and not plain.isupper():
            yield plain


def _plain(word: str) -> str:
    """A word without a genitive's s."""
    return (word[:-2] if word.endswith(("'s", "’s")) else word).rstrip("'’")


def _places(sentences: Sequence[Sentence], parts: set[str], full: bytearray) -> Iterator[tuple[int, int, str, bool]]:
    """Where a part of a name stands alone in running text and in no full name: start, end, the part, and whether it
    opens the sentence."""
    for at, sentence in sentences:
        words = list(_WORD.finditer(sentence))
        named = [
            i for i, w in enumerate(words) if _plain(w[0]) in parts and not any(full[at + w.start() : at + w.end()])
        ]
        if not named or len(words) < _PROSE or 2 * sum(w[0].islower() for w in words) < len(words):
            continue
        for i in named:
            word = words[i]
            # Beside another word with a capital it is part of something else: Morris Playfield, Faber GmbH.
            behind = words[i + 1] if i + 1 < len(words) else None
            if behind and behind[0][0].isupper() and sentence[word.end() : behind.start()] == " ":
                continue
            before = words[i - 1] if i else None
            if i > 1 and before and before[0][0].isupper() and sentence[before.end() : word.start()] == " ":
                continue
            plain = _plain(word[0])
            yield at + word.start(), at + word.start() + len(plain), plain, i == 0
