"""Where a name ends before what stands beside it on its line: the label of the next field, another name, a word of the
next column. Kayleigh Guthrie      D.O.B  09/02/2009; Jean Milne NI No AB ...; W. Mudie    T Guthrie.

Forms with two fields in a line are written so, and a model that was trained on sentences takes both for one name. Asked
of what was found, in Latin letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.layout.headers import header_of
from detectors.names.words import EnglishWords

_GAP = re.compile(r"[ \u3000]{2,}|\t[ \t]*")
_WORD_AHEAD = re.compile(r"(?<=\s)(?=\S)")
_LABEL = re.compile(r"[^\s:]+(?: [^\s:]+){0,2}")
"""As many words as a label may have; the longest that is one counts."""
_SHORTEST = 2
"""Letters: T and D are initials."""


def own_names(sentence: str, start: int, end: int, words: EnglishWords) -> Iterator[tuple[int, int]]:
    """The names in what was found as one at ``start`` to ``end``: as a rule that one; none but its beginning before a
    label or a word of the next column, and several where such gaps part them."""
    for gap in _GAP.finditer(sentence, start, end):
        first, rest = sentence[start : gap.start()].split(), sentence[gap.end() : end].split()
        # Jean  Milne, typed so, is one.
        named = words.is_name(rest[0]) and not any(map(str.isdigit, rest[-1]))
        aside = _is_label(sentence, gap.end()) or (len(first) > 1 and not named)
        if aside or (len(first) > 1 and len(rest) > 1):
            yield start, gap.start()
            if not aside:
                yield from own_names(sentence, gap.end(), end, words)
            return
    for ahead in _WORD_AHEAD.finditer(sentence, start + 1, end):
        word = sentence[ahead.start() : end].split()[0]
        if not words.is_name(word) and _is_label(sentence, ahead.start()):
            end = ahead.start() - 1
            break
    yield start, start + len(sentence[start:end].rstrip())


def _is_label(sentence: str, at: int) -> bool:
    """Whether a label stands at a place: of the vocabulary, or one word before a colon."""
    found = _LABEL.match(sentence, at)
    if found is None:
        return False
    said = found[0].split(" ")
    if len(said) == 1 and sentence.startswith(":", found.end()):
        return True
    for count in range(len(said), 0, -1):
        label = " ".join(said[:count])
        if sum(map(str.isalpha, label)) >= _SHORTEST and (named := header_of(label)) is not None and named.whole:
            return True
    return False
