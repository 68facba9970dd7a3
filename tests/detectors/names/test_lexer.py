"""English cut in bulk: the same tokens as word by word, the same gate, and places that lead back to the text."""

from __future__ import annotations

import random

import pytest

from detectors.names import english as en
from detectors.names.lexer import WORD, Lexer, Token
from detectors.names.numbering import Batch, Numbering, Part, Remembered

PARTS = [
    "John", "smith", "O'Brien", "it's", "it's5", "’s", "Mr.", "A.", "a", "The", "WHO", "ACME", ".", ". ", "! ", "...",
    " ", " ", "  ", "\t", ", ", "- ", "• ", "*", "x-ray", "#foo-bar", "@j_s", "a.b@c.de", "a@b.cd'Brien", "www.foo.com",
    "http://x.y/z", "http://x.y/1234", "#4567", "12/03/2021", "20:15",
    "日本", "foo-日本", "は", "12", "123", "1,234.5", "(0113)", "A12345", "f(x)", "sarah jones", "she",
    '"', "'", "İ", "Élan", "McDonald", "\u3000",
]  # fmt: skip


def sentences(seed: int) -> list[str]:
    rng = random.Random(seed)
    made = ("".join(rng.choices(PARTS, k=rng.randrange(1, 14))) for _ in range(300))
    return [s for s in dict.fromkeys(made) if s.strip()]


def one_by_one(sentence: str) -> list[Token]:
    """The tokens as they are meant, word by word."""
    words = WORD.findall(sentence)
    long = [w for w in words if len(w) > 2 and w[0].isalpha()]
    capitals = sum(w[0].isupper() for w in long)
    case = ""
    if len(long) > 1:
        if all(w.isupper() for w in long):
            case = "U"
        elif not capitals:
            case = "L"
        elif len(long) > 4 and capitals >= 0.8 * len(long):
            case = "T"
    personal = any(w.lower() in en.PERSONAL for w in words)
    out: list[Token] = []
    initial = True
    for word in words:
        told = word
        if word[0].isdigit() and len(word) > 2:
            told = "0" * min(len(word), 5)
        elif word[0].isalpha() and "\u3041" <= word[0] <= "\u9fff":
            told = "日本"
        out.append((told, initial, case, personal))
        initial = word in ("•", "*") or (initial and not word[0].isalnum())
    return out


@pytest.mark.parametrize("seed", range(5))
def test_many_sentences_are_cut_as_each_word_by_word(seed: int) -> None:
    given = sentences(seed)
    lexer = Lexer(lambda _: 0, en.PERSONAL)
    for _ in range(2):  # the second time nothing is new
        cut = lexer.tokens(lexer.pieces(given))
        at = 0
        for sentence, length in zip(given, cut.batch.lengths.tolist(), strict=True):
            numbers = cut.batch.numbers[at : at + length]
            assert [cut.batch.numbering.tokens[n] for n in numbers] == one_by_one(sentence)
            at += length


def test_every_token_is_where_it_says() -> None:
    given = sentences(9)
    lexer = Lexer(lambda _: 0, en.PERSONAL)
    cut = lexer.tokens(lexer.pieces(given))
    at = 0
    for sentence, length in zip(given, cut.batch.lengths.tolist(), strict=True):
        places = [found.span() for found in WORD.finditer(sentence)]
        assert [cut.place(sentence, i, i) for i in range(at, at + length)] == places
        assert cut.place(sentence, at, at + length - 1) == (places[0][0], places[-1][1])
        at += length


def test_pieces_that_differ_in_figures_alone_are_one_but_for_addresses() -> None:
    lexer = Lexer(lambda _: 0, en.PERSONAL)
    given = ["(AB-1234)", "(AB-5678)", "12", "34", "jo1234@b.cd", "jo5678@b.cd", "#1234", "#5678", "www.a.b/123/"]
    cut = lexer.pieces([*given, "www.a.b/456/"]).numbers.tolist()
    assert len(set(cut)) == len(cut) - 1
    assert cut[0] == cut[1]


def test_forgotten_pieces_are_cut_again_and_keep_their_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lexer, "KEEP", 3)
    lexer = Lexer(lambda _: 0, en.PERSONAL)
    first = lexer.tokens(lexer.pieces(["Dear Mr Smith, please call Ann."])).batch.numbers
    lexer.pieces(["Many other words are here now."])
    again = lexer.tokens(lexer.pieces(["Dear Mr Smith, please call Ann."])).batch.numbers
    assert first.tolist() == again.tolist()


@pytest.mark.parametrize(
    ("sentence", "passes"),
    [
        ("Baskin came.", True),  # nobody knows the word
        ("The pump works.", False),
        ("Business came.", False),  # a word that opens the sentence
        ("Last year Business came.", True),
        ("please ask sarah jones", True),
        ("x = sarah(jones)", False),  # program text
        ("On Monday we meet.", False),
        ("the ACME works", False),  # an acronym
    ],
)
def test_a_sentence_passes_where_a_name_may_stand(sentence: str, passes: bool) -> None:
    passed, cut = en.model(en.WEIGHTS).cut([sentence, "Dear Mr Smith"])
    assert passed.tolist() == [passes, True]
    assert len(cut.batch.lengths) == 1 + passes


def test_sentences_that_differ_in_figures_alone_are_one() -> None:
    given = ["Smith paid 1,234 on time.", "Smith paid 9,876 on time.", "Smith paid 1,234 of it."]
    _, cut = en.model(en.WEIGHTS).cut(given)
    first, second, third = cut.batch.sequences
    assert first == second != third


def test_what_was_found_by_the_same_numbers_is_not_found_again() -> None:
    asked: list[int] = []

    def decide(batch: Batch) -> list[list[Part]]:
        asked.extend(batch.numbers.tolist())
        return [[(0, int(length), "PER", 0.9)] for length in batch.lengths]

    numbering = Numbering()
    remembered = Remembered(decide)
    two, one = [(0, 2, "PER", 0.9)], [(0, 1, "PER", 0.9)]
    assert remembered(numbering.batch(["ab", "c", "ab"])) == [two, one, two]
    assert asked == [1, 2, 3]
    remembered(numbering.batch(["c", "ab", "d"]))
    assert asked == [1, 2, 3, 4]
    remembered(Numbering().batch(["ab"]))  # the same numbers of other tokens
    assert asked == [1, 2, 3, 4, 1, 2]


def test_what_is_very_long_is_not_remembered() -> None:
    remembered = Remembered(lambda batch: [[] for _ in batch.lengths])
    numbering = Numbering()
    long = ["a"] * (Remembered.LONGEST + 1)
    assert remembered(numbering.batch([long, long[1:]])) == [[], []]
    assert len(remembered._met) == 1
