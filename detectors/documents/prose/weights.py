"""What the words of a text tell of a document's class: ご査収 is a letter's or an invoice's, grievance a staff file's.

Words are those in Latin letters, each two Japanese characters in a row that are not both hiragana, and once more the
first one of each line. The beginning of a text tells what it is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from detectors.documents.learning.weights import WordWeights

PATH = Path(__file__).parents[2] / "data" / "prose.npz"
BEGINNING = 2_000
"""Characters of a document that are looked at."""
WORDS = "its words"
"""The reason that the words of a text are; they are not quoted, for nobody has said that none of them is a value."""
FIRST = ">"
"""Before a word that begins a line."""
_NEAR = 20
"""Characters within which a line has its first word."""
_LATIN = re.compile(r"[a-z][a-z'’]+")
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff々]+")
_MAIL = re.compile(
    r"^(?:(?:from|to|cc|bcc|reply-to|date|sent|差出人|宛先|送信者|受信者|日付|日時|送信日時|受信日時) ?:.*|"
    r"(?:subject|件名) ?:)",
    re.MULTILINE,
)
"""The head of a mail, which is much the same whatever the mail says; the subject itself stays."""
_HIRAGANA = re.compile(r"[\u3041-\u3096]{2}")


def beginning_of(folded: str) -> str:
    """What of a folded text is looked at: its beginning, without the head of a mail."""
    return _MAIL.sub("", folded[:BEGINNING])


def words_of(text: str) -> frozenset[str]:
    """The words of a document's beginning, as they are weighed."""
    firsts = (FIRST + word for line in text.split("\n") for word in itertools.islice(_words(line.strip()[:_NEAR]), 1))
    return frozenset(itertools.chain(_words(text), firsts))


def _words(text: str) -> Iterator[str]:
    yield from _LATIN.findall(text)
    for run in _JAPANESE.findall(text):
        for at in range(len(run) - 1):
            if not _HIRAGANA.fullmatch(run, at, at + 2):
                yield run[at : at + 2]


@cache
def prose() -> WordWeights:
    """The weights that come with the product, read once."""
    return WordWeights.load(PATH)
