"""What may leave a worker of a value found: a mask for people, a keyed hash for machines."""

from __future__ import annotations

import hashlib
import re
import unicodedata
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
_HONORIFIC_BEFORE = re.compile(r"^(?:mr|mrs|ms|miss|mx|dr|prof|sir|dame)\b\.?\s+")
_HONORIFIC_AFTER = re.compile(r"(?<=..)\s*(?:様|さま|さん|殿|氏|先生)$")


_SIGNS = re.compile(r"[\W_]+")
_NO_DIGITS = re.compile(r"[^\d+]+")
_HOME = re.compile(r"^(?:\+|00)(?:44|81)0?")


def _letters_and_digits(text: str) -> str:
    return _SIGNS.sub("", text)


def _phone(text: str) -> str:
    # Only the two home countries' codes: written either way, it is the same line.
    return _letters_and_digits(_HOME.sub("0", _NO_DIGITS.sub("", text.replace("(0)", ""))))


def _person(text: str) -> str:
    text = _HONORIFIC_AFTER.sub("", _HONORIFIC_BEFORE.sub("", text.strip())).translate(VARIANTS)
    family, comma, given = text.partition(",")
    if comma and given.strip() and "," not in given:
        text = f"{given} {family}"
    return _letters_and_digits(text)


_BETWEEN_NUMBERS = re.compile(r"(?<=[0-9])\s*(?:丁目|番地の?|番|号|の|[-‐-―−ー])\s*(?=[0-9])")
_NUMBER_END = re.compile(r"(?<=[0-9])(?:丁目|番地|番|号)")
_NO_PLACE = re.compile(r"[^\w-]+|_+")


def _address(text: str) -> str:
    # 1丁目2番3号, 1-2-3 and 1−2−3 are one place.
    return _NO_PLACE.sub("", _NUMBER_END.sub("", _BETWEEN_NUMBERS.sub("-", text)))


def normalise(entity: str, text: str) -> str:
    """The form in which two writings of the same value are equal: NFKC and case folding, then what the entity allows.

    Not reversible and never stored; only ``Hasher`` uses it. A value that would vanish altogether stays as it is.
    """
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    if entity == Entity.PHONE_NUMBER:
        folded = _phone(plain)
    elif entity in _NUMBERS:
        folded = _letters_and_digits(plain)
    elif entity == Entity.PERSON:
        folded = _person(plain)
    elif entity == Entity.ADDRESS:
        folded = _address(plain)
    elif entity == Entity.EMAIL_ADDRESS:
        folded = plain.strip().removeprefix("mailto:")
    else:
        folded = " ".join(plain.split())
    return folded or plain


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
        subject = f"{entity}\0{normalise(entity, text)}".encode("utf-8", "surrogatepass")
        digest = self._values.copy()
        digest.update(subject)
        return int.from_bytes(digest.digest(), "big")

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
