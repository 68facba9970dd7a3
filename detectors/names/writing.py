"""Names as keys: the form in which two writings of one person's name agree, in kanji, kana or Latin letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from detectors.names.wordlists import romaji
from detectors.text.normalise import fold, view_of

TITLES = "mr mrs ms miss mx dr prof sir dame rev".split()
HONORIFICS = "様|さま|さん|くん|君|ちゃん|氏|殿|先生"
"""What stands behind a Japanese name, as an expression."""

FAMILY_WORDS = "family fam household kids children boys girls".split()
FAMILY = re.compile(
    r"(?:[^\S\n]*(?:[,&+]|\band\b)[^\S\n]*(?:(?:the|his|her|their)[^\S\n]+)?"
    rf"(?:{'|'.join(FAMILY_WORDS)})|"
    r"(?<=[a-z])[^\S\n]+family|(?<=..)[^\S\n]*(?:(?:様|さま|さん|氏)?[^\S\n]*[ご御](?:一家|家族|遺族|一同)|一家)様?)$",
    re.MULTILINE | re.IGNORECASE,
)
"""What stands behind the name of one for the rest of the family, at the end of a line."""

# A line each: many names are looked through at once.
_HONORIFIC = re.compile(
    rf"^(?:{'|'.join(TITLES)})\b\.?[^\S\n]+|(?<=..)[^\S\n]*(?:様|さま|さん|殿|氏|先生|君)$",
    re.MULTILINE,
)
_LATIN = re.compile(r"[a-z][a-z' .,-]*")
_OTHER = re.compile(r"[\W_]+")
_SIGNS = re.compile(r"[^\w\n]+")
KANA_WORD = re.compile(r"[ァ-ヺーぁ-ゖ]+")
_KANA_NAME = re.compile(r"[ァ-ヺーぁ-ゖ]+(?:[ \u3000・]+[ァ-ヺーぁ-ゖ]+)+")
_ROMAJI = re.compile(r"(?:(?:[kgsztdnhbpmyrwjf]|[kgnhbpmr]y|t?sh|t?ch|ts|kk|ss|tt|pp)?[aeiou]+h?|[nm](?=[^aeiou]|$))+")
_ACCENTS = "\u0301\u0302\u0304"
_TO_KATAKANA = {c: c + 0x60 for c in range(ord("ぁ"), ord("ゖ") + 1)}


def name_keys(names: Sequence[str]) -> list[str]:
    """The forms in which two writings of a person's name agree, in order: no spaces, titles, family, width, old kanji;
    Latin sorted."""
    if not names:
        return []
    joined = "\n".join([name.strip().replace("\n", " ") for name in names])
    plain = _HONORIFIC.sub("", FAMILY.sub("", fold(view_of(joined).text)))
    keys = _SIGNS.sub("", plain.replace("_", "")).split("\n")
    lines = plain.split("\n")
    for at in [at for at, line in enumerate(lines) if line.isascii() and _LATIN.fullmatch(line)]:
        keys[at] = " ".join(sorted(_SIGNS.sub(" ", lines[at].replace("'", "")).split()))
    return keys


def reading_key(name: str) -> str:
    """The form in which kana and romaji of one name agree: ``ヒガキ コトハ``, ``Kotoha HIGAKI``; '' for neither."""
    plain = name.strip()
    kana = _KANA_NAME.fullmatch(plain)
    if not kana and not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain)
        plain = unicodedata.normalize("NFC", "".join(c for c in apart if c not in _ACCENTS))
        kana = _KANA_NAME.fullmatch(plain)
    if kana:
        return " ".join(sorted(map(kana_word, plain.replace("・", " ").split())))
    words = _OTHER.sub(" ", plain.lower()).split()
    if len(words) != 2 or not all(map(_ROMAJI.fullmatch, words)):
        return ""
    return " ".join(sorted(map(_short, words)))


def kana_word(kana: str) -> str:
    """What a word in kana contributes to the key of a reading."""
    return _short(romaji(kana.translate(_TO_KATAKANA)))


def _short(word: str) -> str:
    """Without the letters that only some writings have: Ohno, Ōno, Oono; Shimpei, Shinpei."""
    word = re.sub(r"oh(?![aeiou])", "o", word.lower())
    return re.sub(r"m(?=[bmp])", "n", re.sub(r"o[ou]", "o", word.replace("uu", "u").replace("nn", "n")))
