"""Builds the word lists that ship with the weights, from the dictionaries that are installed. Used in training only."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources

from detectors.names.words import EnglishWords, JapaneseWords
from detectors.text.normalise import fold

_KANJI_NAME = re.compile(r"[\u3400-\u9fff々ヶノ]{1,6}")
_KANA_NAME = re.compile(r"[\u30a1-\u30fa\u30fc]{2,12}")
_HIRAGANA_NAME = re.compile(r"[\u3041-\u3096]{2,6}")
_NAME_LENGTH = range(2, 8)


@cache
def handmade(language: str, key: str) -> tuple[str, ...]:
    """The words of one entry of ``data/names.toml``."""
    text = resources.files("detectors.names").joinpath("data", "names.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)[language][key].split())


def splits(word: str, surnames: Iterable[str], given: Iterable[str]) -> bool:
    """Whether a word could be read as a surname with a given name."""
    return any(word[:i] in surnames and word[i:] in given for i in range(1, len(word)))


@cache
def japanese_words() -> JapaneseWords:
    """From SudachiDict: names, foreign name parts, and the words and places that could be misread as names."""
    from sudachipy import Dictionary

    surnames: set[str] = set()
    given: set[str] = set()
    foreign: set[str] = set()
    other: set[str] = set()
    for entry in Dictionary().entries():
        pos = entry.part_of_speech()
        surface = fold(entry.surface())
        if pos[2] == "人名":
            if pos[3] == "一般":
                if _KANA_NAME.fullmatch(surface):
                    foreign.add(surface)
            elif _KANJI_NAME.fullmatch(surface) or _KANA_NAME.fullmatch(surface) or _HIRAGANA_NAME.fullmatch(surface):
                (surnames if pos[3] == "姓" else given).add(surface)
        elif pos[0] in ("名詞", "形状詞", "動詞", "副詞", "接尾辞", "代名詞"):
            other.add(surface)
    common_surnames = {fold(w) for w in handmade("japanese", "surnames")}
    common_given = {fold(w) for w in handmade("japanese", "given")}
    # フリガナ: how the common names are read, which the dictionary does not list as names of their own.
    surnames |= _readings("surnames", "姓")
    given |= _readings("given", "名")

    def levels(names: set[str], common: set[str]) -> dict[str, int]:
        return {w: 3 if w in common else 1 if w in other else 2 for w in sorted(names | common)}

    levelled_surnames, levelled_given = levels(surnames, common_surnames), levels(given, common_given)
    confusable = {w for w in other if len(w) in _NAME_LENGTH and splits(w, levelled_surnames, levelled_given)}
    confusable |= {w for w in other if w in levelled_surnames or w in levelled_given}
    return JapaneseWords(levelled_surnames, levelled_given, frozenset(foreign), frozenset(confusable))


_RANKS = (100, 300, 1000, 2500, 6000, 10_000, 20_000, 50_000)
_LATIN_NAME = re.compile(r"[A-Za-z][a-z]{2,}")
_LATIN_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_SYLLABLES = {
    **dict(zip("アイウエオカキクケコ", "a i u e o ka ki ku ke ko".split(), strict=True)),
    **dict(zip("サシスセソタチツテト", "sa shi su se so ta chi tsu te to".split(), strict=True)),
    **dict(zip("ナニヌネノハヒフヘホ", "na ni nu ne no ha hi fu he ho".split(), strict=True)),
    **dict(zip("マミムメモヤユヨワヲン", "ma mi mu me mo ya yu yo wa o n".split(), strict=True)),
    **dict(zip("ラリルレロガギグゲゴ", "ra ri ru re ro ga gi gu ge go".split(), strict=True)),
    **dict(zip("ザジズゼゾダヂヅデド", "za ji zu ze zo da ji zu de do".split(), strict=True)),
    **dict(zip("バビブベボパピプペポ", "ba bi bu be bo pa pi pu pe po".split(), strict=True)),
}


def romaji(kana: str) -> str:
    """Katakana in Hepburn romanisation as in passports: long vowels are not marked (サトウ is sato, オオノ is ono)."""
    out = ""
    for c in kana:
        if c in "ャュョ" and out.endswith("i"):
            vowel = {"ャ": "a", "ュ": "u", "ョ": "o"}[c]
            out = out[:-1] + ("" if out.endswith(("shi", "chi", "ji")) else "y") + vowel
        elif c == "ッ":
            out += "\0"
        elif c != "ー":
            sound = _SYLLABLES.get(c, "")
            if out.endswith("\0"):
                out = out[:-1] + ("t" if sound.startswith("ch") else sound[:1])
            out += sound
    return re.sub(r"n(?=[bmp])", "m", re.sub(r"o[ou](?!e)", "o", out.replace("uu", "u")))


@cache
def _readings(key: str, kind: str) -> frozenset[str]:
    """How the common surnames (姓) or given names (名) are read, in katakana."""
    from sudachipy import Dictionary

    dictionary = Dictionary()
    return frozenset(
        entry.reading_form()
        for name in handmade("japanese", key)
        for entry in dictionary.lookup(name)
        if entry.part_of_speech()[3] == kind
    )


@cache
def english_words() -> EnglishWords:
    """From wordfreq, the ``names`` package, SudachiDict, the places of ``phonenumbers`` and our own lists."""
    import wordfreq
    from sudachipy import Dictionary

    common: dict[str, int] = {}
    for i, word in enumerate(wordfreq.top_n_list("en", _RANKS[-1])):
        if _LATIN_WORD.fullmatch(word):
            common[word] = next(level for level, last in enumerate(_RANKS, 1) if i < last)
    given: dict[str, int] = {}
    surnames: dict[str, int] = {}
    for file in ("dist.male.first", "dist.female.first"):
        for i, name in enumerate(_census(file)):
            given[name] = max(given.get(name, 0), 2 if i < 800 else 1)
    for i, name in enumerate(_census("dist.all.last")):
        surnames[name] = 4 if i < 1000 else 3 if i < 5000 else 2 if i < 25_000 else 1
    given.update((w.lower(), 3) for w in handmade("english", "given"))
    surnames.update((w.lower(), 4) for w in handmade("english", "surnames"))
    foreign: set[str] = set()
    places = {w.lower() for w in handmade("english", "places")} | _phone_places()
    for entry in Dictionary().entries():
        pos = entry.part_of_speech()
        if pos[1] == "固有名詞" and _LATIN_NAME.fullmatch(entry.surface()):
            if pos[2] == "人名":
                foreign.add(entry.surface().lower())
            elif pos[2] == "地名":
                places.add(entry.surface().lower())
    return EnglishWords(
        common,
        given,
        surnames,
        frozenset(foreign),
        frozenset(w for reading in _readings("surnames", "姓") if len(w := romaji(reading)) > 2),
        frozenset(w.lower() for w in handmade("english", "japanese_given")),
        frozenset(places),
        frozenset(w.lower() for w in handmade("english", "titles")),
    )


def _census(file: str) -> list[str]:
    """Names of the ``names`` package (US Census 1990), the commonest first."""
    text = resources.files("names").joinpath(file).read_text(encoding="utf-8")
    return [line.split()[0].lower() for line in text.splitlines() if line.strip()]


def _phone_places() -> set[str]:
    from phonenumbers.geodata import GEOCODE_DATA

    found = set()
    for by_language in GEOCODE_DATA.values():
        for place in by_language.get("en", "").split(","):
            if _LATIN_NAME.fullmatch(place.strip()):
                found.add(place.strip().lower())
    return found
