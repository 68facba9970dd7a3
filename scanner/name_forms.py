"""How else a value that somebody types may be written in the files: the other order, the other kana, its reading.

What follows from the writing alone is a form of the same name; what follows from a reading is weaker: 優子 and 裕子 are
both ゆうこ. The keyed hash knows by itself that width, case, spaces, old kanji and country codes do not matter.
"""

from __future__ import annotations

import itertools
import re
import string
from collections.abc import Iterator, Sequence
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
_SURNAME = re.compile(r"(?:(?<= )[^\W\dA-Z]\w* )*\S+$")
"""The last word, with what is written small before it: van Dyke."""
_LONGEST_SURNAME = 2
"""Characters: two kanji alone are a surname or a given name far more often than both."""

_LONGEST_UNPARTED = 12
"""Characters of a name without blanks."""
_MOST = 400
"""Readings and romanisations that are tried for one name."""


class How(StrEnum):
    """How a form came of what was typed; the surest first."""

    GIVEN = "given"
    WRITING = "writing"  # the other order, the other kana
    INITIAL = "initial"  # with initials: others have the same
    READING = "reading"  # by how it is read: others are read alike


@dataclass(frozen=True, slots=True)
class Form:
    """A name as it may be written: family and given name, whichever comes first (``family`` '' where they cannot be
    told apart)."""

    text: str
    how: How
    family: str = ""
    given: str = ""


def name_forms(value: str) -> list[Form]:
    """All the forms of a name, the one given first, each once; a value that is no name has that one only.

    Loads Sudachi for a name in kanji.
    """
    import jaconv

    name = _plain(value)
    value = " ".join(jaconv.normalize(value, "NFKC").split()) if value.strip() else value
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


class Kind(StrEnum):
    """What a name as typed is, where that bears on what it finds."""

    ONE_WORD = "one_word"  # a surname or a given name only
    INITIALS = "initials"  # O. Okafor
    KANA = "kana"
    ROMAJI = "romaji"  # or what might be


def name_kind(value: str) -> Kind | None:
    """The kind of a name; None for a whole name, and for what is none."""
    name = _plain(value)
    words = re.split(r"[\s,・]+", name)
    if _LATIN.fullmatch(name):
        words = [word for word in words if word]
        if len(words) < 2:
            return Kind.ONE_WORD
        if any(all(len(w.strip(".")) == 1 for w in some) for some in (words[:-1], words[1:])):
            return Kind.INITIALS
        return Kind.ROMAJI if all(map(_kana_of, words)) else None
    if _JAPANESE.fullmatch(name) and len(words) == 1 and len(name) <= _LONGEST_SURNAME:
        return Kind.ONE_WORD
    return Kind.KANA if _KANA.fullmatch(name) else None


def surnames(value: str) -> list[str]:
    """What of a whole name stands where only the surname is written, in both kana; nothing where that is not known.

    Loads Sudachi for a name in kanji.
    """
    name = _plain(value)
    if name_kind(value) in (Kind.ONE_WORD, Kind.INITIALS):
        return []
    if _LATIN.fullmatch(name):
        before, comma, _ = name.partition(",")
        return [before.strip() if comma else _SURNAME.findall(name)[-1]]
    if not _JAPANESE.fullmatch(name):
        return []
    if _KANA.fullmatch(name):
        words = re.split(r"[\s・]+", name)
        family = words[-1] if "・" in name else words[0]  # ドナルド・スミス
        return list(dict.fromkeys((family, _turned(family)))) if len(words) == 2 else []
    splits = list(_split(name))
    return [word.surface for word, _ in splits] if len(splits) == 1 else []


def _plain(value: str) -> str:
    """A name without titles, blanks and widths made plain."""
    import jaconv

    return _TITLE.sub("", " ".join(jaconv.normalize(value, "NFKC").split())) if value.strip() else value


def _latin(name: str) -> Iterator[Form]:
    """Latin letters: either order, and the kana that they may stand for."""
    import jaconv

    family, comma, given = (part.strip() for part in name.partition(","))
    words = [*given.split(), *family.split()] if comma else name.split()
    if len(words) < 2:
        return
    for cut in range(len(words) - 1, 0, -1):
        # Of three words, two may be the given name (Mary Ann Smith) or the surname (Anna van Dyke).
        first, last = " ".join(words[:cut]), " ".join(words[cut:])
        yield Form(f"{first} {last}", How.WRITING, last, first)
        yield Form(f"{last} {first}", How.WRITING, last, first)
    if len(words) > 2:
        # Middle names are often left out.
        yield Form(f"{words[0]} {words[-1]}", How.WRITING, words[-1], words[0])
    elif not comma and all(map(_kana_of, words)):
        # Japanese names in Latin letters are as often written in their own order.
        yield Form(name, How.WRITING, words[0], words[1])
    yield from _initials(words)
    if len(words) == 2:
        for one, other in itertools.islice(itertools.product(*map(_kana_of, words)), _MOST):
            for a, b in ((one, other), (other, one)):
                for family, given in ((a, b), (jaconv.hira2kata(a), jaconv.hira2kata(b))):
                    yield Form(f"{family} {given}", How.READING, family, given)


def _initials(words: Sequence[str]) -> Iterator[Form]:
    """O. Okafor, Okafor O., O. J. Okafor, and with another's initial in the middle: Oliver J. Okafor."""
    given, last = words[:-1], words[-1]
    if len(words[0].strip(".")) == 1:
        return
    for some in dict.fromkeys((tuple(given), tuple(given[:1]))):
        letters = " ".join(word[0] for word in some)
        yield Form(f"{letters} {last}", How.INITIAL, last, letters)
        yield Form(f"{last} {letters}", How.INITIAL, last, letters)
    if len(given) == 1:
        for letter in string.ascii_uppercase:
            yield Form(f"{given[0]} {letter} {last}", How.INITIAL)
    else:
        yield Form(" ".join([given[0], *(word[0] for word in given[1:]), last]), How.INITIAL)


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
    if len(words) == 1:
        for family, given in _cuts(name):
            yield Form(name, how, family, given)
            yield Form(name, how, _turned(family), _turned(given))
    if len(words) == 2:
        for family, given in itertools.islice(itertools.product(*map(_romaji_of, words)), _MOST):
            yield Form(f"{given} {family}", How.READING, family, given)
            yield Form(f"{family} {given}", How.READING, family, given)


def _cuts(name: str) -> Iterator[tuple[str, str]]:
    """Where a name without a blank may be parted, wherever that is: whether its halves stand side by side is seen in
    the files."""
    for cut in range(1, len(name) if len(name) <= _LONGEST_UNPARTED else 1):
        yield name[:cut], name[cut:]


def _kanji(name: str) -> Iterator[Form]:
    """Kanji: family and given name, and what follows from how Sudachi reads them."""
    if not re.search(r"[\s・]", name):
        for family, given in _cuts(name):
            yield Form(name, How.WRITING, family, given)
    for words in _split(name):
        family, given = (w.surface for w in words)
        yield Form(f"{family} {given}", How.WRITING, family, given)
        # Of a name half in kana the other kana is no more than another way to write it.
        for turned in ((_turned(family), given), (family, _turned(given))):
            if turned != (family, given):
                yield Form(" ".join(turned), How.WRITING, *turned)
        if all(w.reading for w in words):
            yield from _kana(" ".join(w.reading for w in words), How.READING)


def _turned(word: str) -> str:
    """A word in kana in the other kana; any other as it is."""
    import jaconv

    if not _KANA.fullmatch(word):
        return word
    katakana: str = jaconv.hira2kata(word)
    return katakana if katakana != word else str(jaconv.kata2hira(word))


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
