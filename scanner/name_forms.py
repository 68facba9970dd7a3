"""How else a value that somebody types may be written in the files: the other order, the other kana, its reading.

What follows from the writing alone is a form of the same name; what follows from a reading is weaker: 優子 and 裕子 are
both ゆうこ. The keyed hash knows by itself that width, case, spaces, old kanji and country codes do not matter.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from scanner.value_forms import VARIANTS

_LATIN = re.compile(r"[^\W\d_ぁ-ゖァ-ヺー\u3400-\u9fff々][^\d@ぁ-ゖァ-ヺー\u3400-\u9fff々]*")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー\s・]+")
_JAPANESE = re.compile(r"[ぁ-ゖァ-ヺー\u3400-\u9fff\uf900-\ufaff々〆ヶ\s・]+")
_TITLE = re.compile(
    r"^(?:mr|mrs|ms|miss|mx|dr|prof|sir|dame)\b\.?\s+|(?<=..)\s*(?:様|さま|さん|殿|氏|先生)$", re.IGNORECASE
)
_MOST = 400
"""Readings and romanisations that are tried for one name."""


class How(StrEnum):
    """How a form came of what was typed; the surest first."""

    GIVEN = "given"
    WRITING = "writing"  # the other order, the other kana
    READING = "reading"  # by how it is read: others are read alike


@dataclass(frozen=True, slots=True)
class Form:
    """A name as it may be written: family and given name (``family`` '' where they cannot be told apart)."""

    text: str
    how: How
    family: str = ""
    given: str = ""


def name_forms(value: str) -> list[Form]:
    """All the forms of a name, the one given first, each once; a value that is no name has that one only.

    Loads Sudachi for a name in kanji.
    """
    import jaconv

    value = " ".join(jaconv.normalize(value, "NFKC").split()) if value.strip() else value
    name = _TITLE.sub("", value)
    forms = [Form(value, How.GIVEN)]
    if _LATIN.fullmatch(name):
        forms += _latin(name)
    elif _KANA.fullmatch(name):
        forms += _kana(name, How.WRITING)
    elif _JAPANESE.fullmatch(name):
        forms += _kanji(name)
    best: dict[tuple[str, str, str], Form] = {}
    for form in sorted(forms, key=lambda f: list(How).index(f.how)):
        best.setdefault((form.text, form.family, form.given), form)
    return list(best.values())


def _latin(name: str) -> Iterator[Form]:
    """Latin letters: either order, and the kana that they may stand for."""
    import jaconv

    family, comma, given = (part.strip() for part in name.partition(","))
    words = [*given.split(), *family.split()] if comma else name.split()
    if len(words) < 2:
        return
    first, last = " ".join(words[:-1]), words[-1]
    for one, other in ((first, last), (last, first)):
        yield Form(f"{one} {other}", How.WRITING, one, other)
    if len(words) > 2:
        # Middle names are often left out.
        yield Form(f"{words[0]} {last}", How.WRITING, words[0], last)
    if len(words) == 2:
        for one, other in itertools.islice(itertools.product(*map(_kana_of, words)), _MOST):
            for a, b in ((one, other), (other, one)):
                for family, given in ((a, b), (jaconv.hira2kata(a), jaconv.hira2kata(b))):
                    yield Form(f"{family} {given}", How.READING, family, given)


_ROMAJI = re.compile(
    r"(?:(?:k{1,2}y?|gy?|s{1,2}h?|t{1,2}s?|t?chy?|jy?|z|d|ny?|hy?|f|by?|p{1,2}y?|my?|y|ry?|w|ん)?[aiueo]|[nん])+"
)
_UNSURE = re.compile(r"((?<!^)n(?=[aiueo])|ou|o(?![uo])|u(?!u))")
_SPELT = {"n": ("n", "ん"), "ou": ("ou", "oo"), "o": ("o", "ou"), "u": ("u", "uu")}
"""What romaji leaves open: shinichi is しんいち as well as しにち, sato is さとう as well as さと, ohno is おおの."""


def _kana_of(word: str) -> list[str]:
    """The hiragana that romaji may stand for; none where it is no romaji."""
    import jaconv

    plain = word.lower()
    for long, vowel in zip("āīūēōâîûêô", "aiueoaiueo", strict=True):
        plain = plain.replace(long, vowel + ("u" if vowel == "o" else vowel))
    plain = re.sub(r"m(?=[bmp])", "n", plain).replace("n'", "ん")
    plain = re.sub(r"oh(?![aiueo])", "ou", plain)
    if not _ROMAJI.fullmatch(plain):
        return []
    parts = [_SPELT.get(part, (part,)) for part in _UNSURE.split(plain)]
    found = (jaconv.alphabet2kana("".join(spelt)).replace("n", "ん") for spelt in itertools.product(*parts))
    return list(dict.fromkeys(k for k in itertools.islice(found, 32) if re.fullmatch(r"[ぁ-ゖー]+", k)))


def _romaji_of(kana: str) -> list[str]:
    """Hepburn, with the long vowels written out, shortened (sato) or with an h (satoh)."""
    import jaconv

    plain = jaconv.kana2alphabet(jaconv.kata2hira(kana)).lower()
    if not plain.isascii() or not plain.isalpha():
        return []
    short = re.sub(r"o[uo]", "o", plain).replace("uu", "u")
    with_h = re.sub(r"o[uo](?![aiueo])", "oh", plain)
    labial = re.sub(r"n(?=[bmp])", "m", short)
    return list(dict.fromkeys((plain, short, with_h, labial)))


def _kana(name: str, how: How) -> Iterator[Form]:
    """Kana: the other kana, and romaji in either order."""
    import jaconv

    words = re.split(r"[\s・]+", name)
    halves = words if len(words) == 2 else ["", ""]
    for turned in (jaconv.hira2kata(name), jaconv.kata2hira(name)):
        yield Form(turned, how, *(jaconv.hira2kata(w) if turned != jaconv.kata2hira(name) else w for w in halves))
    if len(words) == 2:
        for family, given in itertools.islice(itertools.product(*map(_romaji_of, words)), _MOST):
            yield Form(f"{given} {family}", How.READING, given, family)
            yield Form(f"{family} {given}", How.READING, family, given)


def _kanji(name: str) -> Iterator[Form]:
    """Kanji: family and given name, and what follows from how Sudachi reads them."""
    for words in _split(name):
        family, given = (w.surface for w in words)
        yield Form(f"{family} {given}", How.WRITING, family, given)
        if all(w.reading for w in words):
            yield from _kana(" ".join(w.reading for w in words), How.READING)


@cache
def _tokenizer() -> Any:
    from sudachipy import Dictionary, SplitMode

    return Dictionary().tokenizer(SplitMode.A)


def _readings(name: str) -> list[tuple[str, str]]:
    """The words of a name without spaces, each with its reading in katakana; '' where Sudachi knows none."""
    known = [(m.surface(), m.reading_form()) for m in _tokenizer().tokenize(name.translate(VARIANTS))]
    return [(word, kana if _KANA.fullmatch(kana) else "") for word, kana in known]


@dataclass(frozen=True, slots=True)
class _Word:
    surface: str
    reading: str


def _split(name: str) -> Iterator[tuple[_Word, _Word]]:
    """The ways to part a name into family and given name: where the space is, else where Sudachi sees it."""
    words = re.split(r"[\s・]+", name)
    if len(words) == 2:
        both = [_Word(w, "".join(kana for _, kana in _readings(w))) for w in words]
        yield both[0], both[1]
    if len(words) != 1:
        return
    parts = _readings(name)
    if len(parts) > 1:
        for cut in range(1, len(parts)):
            before, after = parts[:cut], parts[cut:]
            family, given = (_Word("".join(s for s, _ in p), "".join(k for _, k in p)) for p in (before, after))
            yield family, given
