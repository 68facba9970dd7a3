"""Names as keys: the form in which two writings of one person's name agree, in kanji, kana or Latin letters."""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b

from detectors.names.wordlists import romaji
from detectors.normalise import fold, view_of

# A line each: many names are looked through at once.
_HONORIFIC = re.compile(
    r"^(?:mr|mrs|ms|miss|mx|dr|prof|sir|dame|rev)\b\.?[^\S\n]+|(?<=..)[^\S\n]*(?:様|さま|さん|殿|氏|先生|君)$",
    re.MULTILINE,
)
_LATIN = re.compile(r"[a-z][a-z' .,-]*")
_OTHER = re.compile(r"[\W_]+")
_SIGNS = re.compile(r"[^\w\n]+")
_KANA_NAME = re.compile(r"[ァ-ヺーぁ-ゖ]+(?:[ \u3000・]+[ァ-ヺーぁ-ゖ]+)+")
_ROMAJI = re.compile(r"(?:(?:[kgsztdnhbpmyrwjf]|[kgnhbpmr]y|t?sh|t?ch|ts|kk|ss|tt|pp)?[aeiou]+h?|[nm](?=[^aeiou]|$))+")
_ACCENTS = "\u0301\u0302\u0304"
_TO_KATAKANA = {c: c + 0x60 for c in range(ord("ぁ"), ord("ゖ") + 1)}


def name_keys(names: Sequence[str]) -> list[str]:
    """The forms in which two writings of a person's name agree, in order: no spaces, titles, width, old kanji; Latin
    sorted."""
    joined = "\n".join([name.strip().replace("\n", " ") for name in names])
    plain = _HONORIFIC.sub("", fold(view_of(joined).text))
    keys = _SIGNS.sub("", plain.replace("_", "")).split("\n")
    lines = plain.split("\n")
    for at in [at for at, line in enumerate(lines) if line.isascii() and _LATIN.fullmatch(line)]:
        keys[at] = " ".join(sorted(_SIGNS.sub(" ", lines[at].replace("'", "")).split()))
    return keys


def reading_key(name: str) -> str:
    """The form in which kana and romaji of one name agree: ``ヒガキ コトハ``, ``Kotoha HIGAKI``; '' for neither."""
    plain = name.strip()
    if not plain.isascii() and not _KANA_NAME.fullmatch(plain):
        apart = unicodedata.normalize("NFKD", plain)
        plain = unicodedata.normalize("NFC", "".join(c for c in apart if c not in _ACCENTS))
    if _KANA_NAME.fullmatch(plain):
        return " ".join(sorted(map(_kana_word, plain.replace("・", " ").split())))
    words = _OTHER.sub(" ", plain.lower()).split()
    if len(words) != 2 or not all(map(_ROMAJI.fullmatch, words)):
        return ""
    return " ".join(sorted(map(_short, words)))


@lru_cache(20_000)  # half names come again and again
def _kana_word(kana: str) -> str:
    return _short(romaji(kana.translate(_TO_KATAKANA)))


def _short(word: str) -> str:
    """Without the letters that only some writings have: Ohno, Ōno, Oono; Shimpei, Shinpei."""
    word = re.sub(r"oh(?![aeiou])", "o", word.lower())
    return re.sub(r"m(?=[bmp])", "n", re.sub(r"o[ou]", "o", word.replace("uu", "u").replace("nn", "n")))


def number_of(*parts: str) -> int:
    """A number for a name, or for a number and what it is, the same in every run."""
    return numbers_of(["\n".join(parts)])[0]


def numbers_of(texts: Iterable[str]) -> list[int]:
    """The numbers of many names, in order."""
    digests = [blake2b(text.encode("utf-8", "replace"), digest_size=8).digest() for text in texts]
    return list(struct.unpack(f">{len(digests)}Q", b"".join(digests)))
