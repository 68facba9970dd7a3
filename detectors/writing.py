"""Names as keys: the form in which two writings of one person's name agree, in kanji, kana or Latin letters."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

from detectors.names.wordlists import romaji
from detectors.normalise import fold, view_of

_HONORIFIC = re.compile(
    r"^(?:mr|mrs|ms|miss|mx|dr|prof|sir|dame|rev)\b\.?\s+|(?<=..)\s*(?:様|さま|さん|殿|氏|先生|君)$"
)
_LATIN = re.compile(r"[a-z][a-z' .,-]*")
_OTHER = re.compile(r"[\W_]+")
_KANA_NAME = re.compile(r"[ァ-ヺーぁ-ゖ]+(?:[ \u3000・]+[ァ-ヺーぁ-ゖ]+)+")
_ROMAJI = re.compile(r"(?:(?:[kgsztdnhbpmyrwjf]|[kgnhbpmr]y|t?sh|t?ch|ts|kk|ss|tt|pp)?[aeiou]+h?|[nm](?=[^aeiou]|$))+")
_ACCENTS = "\u0301\u0302\u0304"
_TO_KATAKANA = {c: c + 0x60 for c in range(ord("ぁ"), ord("ゖ") + 1)}


def name_key(name: str) -> str:
    """The form in which two writings of a person's name agree: no spaces, titles, width, old kanji; Latin sorted."""
    plain = _HONORIFIC.sub("", fold(view_of(name.strip()).text))
    if _LATIN.fullmatch(plain):
        return " ".join(sorted(_OTHER.sub(" ", plain.replace("'", "")).split()))
    return _OTHER.sub("", plain)


def reading_key(name: str) -> str:
    """The form in which kana and romaji of one name agree: ``ヒガキ コトハ``, ``Kotoha HIGAKI``; '' for neither."""
    plain = name.strip()
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain)
        plain = unicodedata.normalize("NFC", "".join(c for c in apart if c not in _ACCENTS))
    if _KANA_NAME.fullmatch(plain):
        words = [romaji(w.translate(_TO_KATAKANA)) for w in re.split(r"[ \u3000・]+", plain)]
    else:
        words = _OTHER.sub(" ", plain.lower()).split()
        if len(words) != 2 or not all(map(_ROMAJI.fullmatch, words)):
            return ""
    return " ".join(sorted(map(_short, words)))


def _short(word: str) -> str:
    """Without the letters that only some writings have: Ohno, Ōno, Oono; Shimpei, Shinpei."""
    word = re.sub(r"oh(?![aeiou])", "o", word.lower())
    return re.sub(r"m(?=[bmp])", "n", re.sub(r"o[ou]", "o", word.replace("uu", "u").replace("nn", "n")))


def number_of(*parts: str) -> int:
    """A number for a name, or for a number and what it is, the same in every run."""
    return int.from_bytes(blake2b("\n".join(parts).encode("utf-8", "replace"), digest_size=8).digest())
