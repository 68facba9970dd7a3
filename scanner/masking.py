"""What may leave a worker of a value found: a mask for people, a keyed hash for machines."""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
from collections.abc import Sequence
from typing import Protocol

from detectors.model import Entity

_STARS = "***"

# Letters and digits are all that counts; how they are grouped is a habit of writing.
_NUMBERS = frozenset(
    {
        Entity.PHONE_NUMBER, Entity.CREDIT_CARD, Entity.IBAN_CODE, Entity.UK_NINO, Entity.UK_NHS, Entity.UK_UTR,
        Entity.UK_PASSPORT, Entity.UK_DRIVING_LICENCE, Entity.UK_BANK_ACCOUNT, Entity.UK_POSTCODE,
        Entity.UK_VEHICLE_REGISTRATION, Entity.JP_MY_NUMBER, Entity.JP_PASSPORT, Entity.JP_DRIVER_LICENSE,
        Entity.JP_RESIDENCE_CARD, Entity.JP_RESIDENT_RECORD_CODE, Entity.JP_PENSION_NUMBER,
        Entity.JP_EMPLOYMENT_INSURANCE, Entity.JP_HEALTH_INSURANCE, Entity.JP_BANK_ACCOUNT, Entity.JP_POSTAL_CODE,
        Entity.JP_VEHICLE_NUMBER, Entity.MEMBER_ID,
    }
)  # fmt: skip

# Wholly masked: their few possible values could be guessed from any part of them.
_CLOSED = frozenset({Entity.JP_MY_NUMBER, Entity.DATE_OF_BIRTH, Entity.AGE, Entity.GENDER, Entity.IP_ADDRESS})

# Old and variant forms of kanji that the same person's name is written with, folded for comparison only.
VARIANTS = str.maketrans(
    "髙﨑嵜碕齋齊齎斉邊邉澤濱濵櫻廣國嶋嶌德眞惠榮圓藏龍條", "高崎崎崎斎斎斎斎辺辺沢浜浜桜広国島島徳真恵栄円蔵竜条"
)

# What follows looks through many values at once, a line each, and never beyond the end of a line.
_VARIANT = re.compile(f"[{''.join(map(chr, VARIANTS))}]")
_HONORIFIC_BEFORE = re.compile(r"^(?:mr|mrs|ms|miss|mx|dr|prof|sir|dame)\b\.?[^\S\n]+", re.MULTILINE)
_HONORIFIC_LAST = re.compile(r"(?:様|さま|さん|殿|氏|先生)$", re.MULTILINE)
_HONORIFIC_AFTER = re.compile(r"(?<=..)[^\S\n]*" + _HONORIFIC_LAST.pattern, re.MULTILINE)
_SURNAME_FIRST = re.compile(r"^([^,\n]*),(?=[^,\n]*[^,\s])([^,\n]*)$", re.MULTILINE)

_SIGNS = re.compile(r"[^\w\n]+")
_ASCII_SIGNS = {c: None for c in range(128) if not chr(c).isalnum() and chr(c) != "\n"}
_ASCII_NO_DIGITS = {c: None for c in range(128) if not chr(c).isdigit() and chr(c) not in "+\n"}
_NO_DIGITS = re.compile(r"[^\d+\n]+")
_HOME = re.compile(r"^(?:\+|00)(?:44|81)0?", re.MULTILINE)


def _letters_and_digits(text: str) -> str:
    if text.isascii():
        return text.translate(_ASCII_SIGNS)
    return _SIGNS.sub("", text.replace(" ", "").replace("_", ""))


def _phone(text: str) -> str:
    # Only the two home countries' codes: written either way, it is the same line.
    text = text.replace("(0)", "")
    digits = text.translate(_ASCII_NO_DIGITS) if text.isascii() else _NO_DIGITS.sub("", text)
    return _letters_and_digits(_HOME.sub("0", digits))


def _person(text: str) -> str:
    text = _HONORIFIC_BEFORE.sub("", "\n".join([line.strip() for line in text.split("\n")]))
    if _HONORIFIC_LAST.search(text):
        text = _HONORIFIC_AFTER.sub("", text)
    text = _VARIANT.sub(lambda found: chr(VARIANTS[ord(found[0])]), text)
    return _letters_and_digits(_SURNAME_FIRST.sub(r"\2 \1", text) if "," in text else text)


_BLANKS = r"[^\S\n]"
_BETWEEN_NUMBERS = re.compile(
    rf"(?<=[0-9])(?:{_BLANKS}*(?:丁目|番地の?|番|号|の|[‐-―−ー]){_BLANKS}*|-{_BLANKS}+|{_BLANKS}+-{_BLANKS}*)(?=[0-9])"
)
_NUMBER_END = re.compile(r"(?<=[0-9])(?:丁目|番地|番|号)")
_NO_PLACE = re.compile(r"[^\w\n-]+")


def _address(text: str) -> str:
    # 1丁目2番3号, 1-2-3 and 1−2−3 are one place.
    return _NO_PLACE.sub("", _NUMBER_END.sub("", _BETWEEN_NUMBERS.sub("-", text)).replace("_", ""))


def _words(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))


def _mail(text: str) -> str:
    return "\n".join(line.strip().removeprefix("mailto:") for line in text.split("\n"))


def normalised(entity: str, texts: Sequence[str]) -> list[str]:
    """The forms in which two writings of the same value are equal: NFKC and case folding, then what the entity allows.

    Not reversible and never stored; only ``Hasher`` uses it. A value that would vanish altogether stays as it is.
    """
    joined = "\n".join(texts)
    if joined.count("\n") >= len(texts):
        joined = "\n".join(text.replace("\n", " ") for text in texts)
    plain = joined.lower() if joined.isascii() else unicodedata.normalize("NFKC", joined).casefold()
    if entity == Entity.PHONE_NUMBER:
        folded = _phone(plain)
    elif entity in _NUMBERS:
        folded = _letters_and_digits(plain)
    elif entity == Entity.PERSON:
        folded = _person(plain)
    elif entity == Entity.ADDRESS:
        folded = _address(plain)
    elif entity == Entity.EMAIL_ADDRESS:
        folded = _mail(plain)
    else:
        folded = _words(plain)
    forms = folded.split("\n")
    return [form or line for form, line in zip(forms, plain.split("\n"), strict=True)] if "" in forms else forms


class ContentHash(Protocol):
    """The part of a hashlib object that is used here."""

    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


class Hasher:
    """Keyed hashes. Without the key nothing can be learnt from them, and with another key none agree.

    ``key`` is 1 to 64 random bytes (BLAKE2b, RFC 7693); anything else raises ValueError.
    """

    def __init__(self, key: bytes) -> None:
        if not 1 <= len(key) <= 64:
            raise ValueError("a key has 1 to 64 bytes")
        self._key = key
        self._values = hashlib.blake2b(digest_size=8, key=key, person=b"value")

    def value(self, entity: str, text: str) -> int:
        """The unsigned 64-bit hash of a value, equal for different writings of the same value of the same entity."""
        return self.values(entity, [text])[0]

    def values(self, entity: str, texts: Sequence[str]) -> list[int]:
        """The hashes of many values of one entity, in order."""
        if not texts:
            return []
        begun = self._values.copy()
        begun.update(f"{entity}\0".encode("utf-8", "surrogatepass"))
        digests = []
        for form in "\n".join(normalised(entity, texts)).encode("utf-8", "surrogatepass").split(b"\n"):
            digest = begun.copy()
            digest.update(form)
            digests.append(digest.digest())
        return list(struct.unpack(f">{len(digests)}Q", b"".join(digests)))

    def new_content(self) -> ContentHash:
        """A hash object (128 bits) to be fed a file's bytes."""
        return hashlib.blake2b(digest_size=16, key=self._key, person=b"content")


def _is_shown(character: str) -> bool:
    # Marks, controls and bidi characters would do mischief alone, and "*" would look like a mask.
    return character.isalnum()


def _partial(value: str, head: int, tail: int) -> str:
    """Stars with at most ``head`` and ``tail`` characters left, if that is no more than a quarter of the value."""
    if (head + tail) * 4 > len(value):
        return _STARS
    first, last = value[:head], value[len(value) - tail :]
    if not all(map(_is_shown, first + last)):
        return _STARS
    return f"{first}{_STARS}{last}"


def _email(value: str) -> str:
    local, at, domain = value.rpartition("@")
    if not at:
        return _STARS
    left, right = _partial(local, 1, 0), _partial(domain, 1, 0)
    return f"{left}@{right}"


def mask(entity: str, value: str) -> str:
    """A few characters of a value and stars: enough to recognise one's own, too little to learn another's.

    At most two characters and a quarter of the value are shown (``@`` of a mail address besides); short values are
    masked altogether, and the number of stars says nothing of the length.
    """
    value = value.strip()
    if entity == Entity.JP_MY_NUMBER:
        return "*" * 12
    if entity in _CLOSED:
        return _STARS
    if entity == Entity.EMAIL_ADDRESS:
        return _email(value)
    if entity in (Entity.PHONE_NUMBER, Entity.CREDIT_CARD):
        return _partial(value, 0, 2)
    if entity in (Entity.UK_POSTCODE, Entity.JP_POSTAL_CODE):
        return _partial(value, 1, 0)
    if entity == Entity.ADDRESS:
        # 東京*** says little; the number of a house says much.
        return _STARS if value[:1].isnumeric() else _partial(value, 2, 0)
    if entity in _NUMBERS:
        return _partial(value, 0, 2)
    return _partial(value, 1, 0)
