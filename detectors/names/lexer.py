"""English text cut into tokens in bulk: what stands between two spaces is cut once and remembered.

No token and no word of a name reaches over a space, so a sentence is the sum of its pieces between spaces: each piece
is a number, and what is said of pieces and words lies in tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from detectors.names.numbering import Batch, Growing, Ints, Numbering

WORD = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+|[@#]\w+"  # one token each, never a name
    r"|[A-Z]\.(?![a-z]{2})"  # an initial with its full stop
    r"|[^\W\d_\u3041-\u9fff]+(?:['’](?!s\b)[^\W\d_]+|-[^\W\d_]+)*"
    r"|['’]s\b|\d[\d.,:/-]*|[\u3041-\u9fff]+|\S"
)
_PIECE = re.compile(r"\S+")
_FIGURE = re.compile(r"\d[\d.,:/-]{2,}")
"""Told by its length alone: see ``_told``."""
_KEPT_WHOLE = re.compile(r"[@#]|://|www\.")
"""In what may be one token and no figure, the model sees every figure."""
_CASES = ("", "U", "L", "T")
_JAPANESE_RUN = "日本"
"""Stands for every run of Japanese: the model knows of none what it says."""

Token = tuple[str, bool, str, bool]
"""The word, whether it opens a sentence, the case of that ('' mixed, U all upper, L all lower, T a heading), and
whether it speaks of somebody (he, her, who)."""

# What is said of a word, as bits.
_ALNUM, _BULLET, _LONG, _UPPER, _CAPITAL, _PERSONAL = (1 << i for i in range(6))


@dataclass(frozen=True, slots=True)
class Pieces:
    """Sentences one after the other: the numbers of their pieces, and how many each sentence has, at least one."""

    numbers: Ints
    lengths: Ints

    @property
    def starts(self) -> Ints:
        """Where each sentence begins."""
        return np.cumsum(self.lengths) - self.lengths

    def only(self, sentences: npt.NDArray[np.bool_]) -> Pieces:
        """Some of the sentences."""
        return Pieces(self.numbers[np.repeat(sentences, self.lengths)], self.lengths[sentences])


@dataclass(frozen=True, slots=True)
class Tokens:
    """Sentences as tokens; of each token the piece of the sentence it is in (from 0), and its place in the piece."""

    batch: Batch
    pieces: Ints
    places: Ints  # tokens x begin and end

    def place(self, sentence: str, first: int, last: int) -> tuple[int, int]:
        """Begin and end, in a sentence, of what goes from one token of it to another, both of them included. Tokens
        are told by their place in ``batch.numbers``."""
        begin, end = int(self.pieces[first]), int(self.pieces[last])
        begins = [found.start() for found in islice(_PIECE.finditer(sentence), end + 1)]
        return begins[begin] + int(self.places[first, 0]), begins[end] + int(self.places[last, 1])


class _Pieces(dict[str, int]):
    """Pieces by number: one that is asked for the first time gets the next, or that of one that is alike."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        """Of each number the piece that was met first."""

    def __missing__(self, piece: str) -> int:
        alike = _alike(piece)
        number = self.get(alike)
        if number is None:
            number = self[alike] = len(self.texts)
            self.texts.append(piece)
        self[piece] = number
        return number


class Lexer:
    """Numbers for pieces, words and tokens. ``look`` says of a piece, in eight bits, whether it may hold a name;
    ``personal`` are the words that speak of somebody."""

    KEEP = 100_000
    """Pieces remembered (about 30 MB); the most are figures, of which few come again."""

    def __init__(self, look: Callable[[str], int], personal: frozenset[str]) -> None:
        self.numbering = Numbering()
        self._look = look
        self._personal = personal
        self._begin()
        self._words: dict[tuple[str, bool], int] = {}
        self._told: list[str] = []
        self._bits = Growing(np.uint8)
        self._tokens = Growing(np.int64, 4 * len(_CASES))  # by word and what is said of it in its place; 0 not yet

    def _begin(self) -> None:
        self._pieces = _Pieces()
        self.looks = Growing(np.uint8)  # by number of the piece
        self._firsts, self._counts = Growing(np.int64), Growing(np.int64)  # words of a piece, 0 where it is not cut yet
        self._of_pieces, self._places = Growing(np.int64), Growing(np.int64, 2)  # the words of all pieces in turn

    def __len__(self) -> int:
        """How many words and tokens are remembered."""
        return len(self._told) + len(self.numbering.tokens)

    def pieces(self, sentences: Sequence[str]) -> Pieces:
        """The pieces of sentences, each of which has something besides spaces."""
        if len(self._pieces) > self.KEEP:
            self._begin()
        split = [s.split() for s in sentences]
        lengths = np.fromiter(map(len, split), np.int64, len(split))
        numbers = map(self._pieces.__getitem__, chain.from_iterable(split))
        pieces = Pieces(np.fromiter(numbers, np.int64, lengths.sum()), lengths)
        new = self._pieces.texts[len(self.looks) :]
        self.looks.extend(list(map(self._look, new)))
        for column in (self._firsts, self._counts):
            column.extend(np.zeros(len(new), np.int64))
        return pieces

    def tokens(self, pieces: Pieces) -> Tokens:
        """The tokens of sentences, whose pieces were told last."""
        uncut = self._counts.values[pieces.numbers] == 0
        if uncut.any():
            self._cut(np.unique(pieces.numbers[uncut]))
        counts = self._counts.values[pieces.numbers]
        places = np.repeat(self._firsts.values[pieces.numbers] - (np.cumsum(counts) - counts), counts)
        places += np.arange(len(places))
        words = self._of_pieces.values[places]
        lengths = np.add.reduceat(counts, pieces.starts)
        said = self._said(self._bits.values[words], lengths)
        numbers = self._tokens.values[words, said]
        if not numbers.all():
            self._number(words, said)
            numbers = self._tokens.values[words, said]
        ordinals = np.arange(len(counts)) - np.repeat(pieces.starts, pieces.lengths)
        return Tokens(Batch(numbers, lengths, self.numbering), np.repeat(ordinals, counts), self._places.values[places])

    def _cut(self, numbers: Ints) -> None:
        """Cuts pieces into words."""
        counts: list[int] = []
        words: list[int] = []
        bits: list[int] = []
        places: list[tuple[int, int]] = []
        for number in numbers.tolist():
            before = len(words)
            for found in WORD.finditer(self._pieces.texts[number]):
                words.append(self._word(found[0], bits))
                places.append(found.span())
            counts.append(len(words) - before)
        self._firsts.values[numbers] = len(self._of_pieces) + np.cumsum(counts) - counts
        self._counts.values[numbers] = counts
        self._of_pieces.extend(words)
        self._bits.extend(bits)
        self._places.extend(places)
        self._tokens.extend(np.zeros((len(bits), 4 * len(_CASES)), np.int64))

    def _word(self, word: str, bits: list[int]) -> int:
        """The number of a word; what is said of one that is new is added to ``bits``."""
        told = _told(word)
        long = len(word) > 2 and word[0].isalpha()
        number = self._words.get((told, long))
        if number is None:
            number = self._words[told, long] = len(self._told)
            self._told.append(told)
            said = (
                (_ALNUM, word[0].isalnum()),
                (_BULLET, word in "•*"),
                (_LONG, long),
                (_UPPER, long and word.isupper()),
                (_CAPITAL, long and word[0].isupper()),
                (_PERSONAL, word.lower() in self._personal),
            )
            bits.append(sum(bit for bit, true in said if true))
        return number

    def _said(self, bits: npt.NDArray[np.uint8], lengths: Ints) -> Ints:
        """What is said of each word in its place, as one number: see ``_number``."""
        starts = np.cumsum(lengths) - lengths

        def count(bit: int) -> Ints:
            return np.add.reduceat((bits & bit != 0).astype(np.int64), starts)

        long, upper, capital = count(_LONG), count(_UPPER), count(_CAPITAL)
        case = np.select(
            [long < 2, upper == long, capital == 0, (long > 4) & (capital >= 0.8 * long)],
            [_CASES.index(c) for c in ("", "U", "L", "T")],
            _CASES.index(""),
        )
        whole = 2 * (count(_PERSONAL) > 0) + 4 * case
        # A word opens a sentence where none with a letter or figure stands before it since its begin or a bullet.
        at = np.arange(len(bits))
        opened = np.repeat(starts, lengths)
        opened[1:] = np.maximum(opened[1:], np.where(bits[:-1] & _BULLET, at[1:], 0))
        opened = np.maximum.accumulate(opened)
        spoken = np.maximum.accumulate(np.where(bits & _ALNUM, at, -1))
        initial = np.append(-1, spoken[:-1]) < opened
        return np.asarray(initial + np.repeat(whole, lengths))

    def _number(self, words: Ints, said: Ints) -> None:
        """Numbers the tokens that have none."""
        width = 4 * len(_CASES)
        new = np.unique((words * width + said)[self._tokens.values[words, said] == 0])
        for word, what in zip((new // width).tolist(), (new % width).tolist(), strict=True):
            token: Token = (self._told[word], bool(what & 1), _CASES[what >> 2], bool(what & 2))
            self._tokens.values[word, what] = self.numbering.number(token)


def _told(word: str) -> str:
    """The word as far as the model can tell it from others: figures by their length, so that each is met once."""
    if word[0].isalpha():
        return _JAPANESE_RUN if "\u3041" <= word[0] <= "\u9fff" else word
    return "0" * min(len(word), 5) if len(word) > 2 and word[0].isdigit() else word


def _alike(piece: str) -> str:
    """The piece with its figures as the model is told of them: nearly all that is new in an office are figures, and
    pieces that differ in these alone are one."""
    return (
        piece
        if piece.isalpha() or _KEPT_WHOLE.search(piece)
        else _FIGURE.sub(lambda figure: "0" * len(figure[0]), piece)
    )
