"""The form in which two writings of one value are equal: what is hashed of it. Never shown and never stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from detectors.model import Entity
from detectors.names.writing import FAMILY

# Letters and digits are all that counts; how they are grouped is a habit of writing.
NUMBERS = frozenset(
    {
        Entity.PHONE_NUMBER, Entity.CREDIT_CARD, Entity.IBAN_CODE, Entity.UK_NINO, Entity.UK_NHS, Entity.UK_UTR,
        Entity.UK_PASSPORT, Entity.UK_DRIVING_LICENCE, Entity.UK_BANK_ACCOUNT, Entity.UK_POSTCODE,
        Entity.UK_VEHICLE_REGISTRATION, Entity.JP_MY_NUMBER, Entity.JP_PASSPORT, Entity.JP_DRIVER_LICENSE,
        Entity.JP_RESIDENCE_CARD, Entity.JP_RESIDENT_RECORD_CODE, Entity.JP_PENSION_NUMBER,
        Entity.JP_EMPLOYMENT_INSURANCE, Entity.JP_HEALTH_INSURANCE, Entity.JP_BANK_ACCOUNT, Entity.JP_POSTAL_CODE,
        Entity.JP_VEHICLE_NUMBER, Entity.MEMBER_ID,
    }
)  # fmt: skip

# Old and variant forms of kanji that the same person's name is written with, folded for comparison only.
VARIANTS = str.maketrans(
    "髙﨑嵜碕齋齊齎斉邊邉澤濱濵櫻廣國嶋嶌德眞惠榮圓藏龍條", "高崎崎崎斎斎斎斎辺辺沢浜浜桜広国島島徳真恵栄円蔵竜条"
)

# What follows looks through many values at once, a line each, and never beyond the end of a line.
_VARIANT = re.compile(f"[{''.join(map(chr, VARIANTS))}]")
_HONORIFIC_BEFORE = re.compile(r"^(?:mr|mrs|ms|miss|mx|dr|prof|sir|dame)\b\.?[^\S\n]+", re.MULTILINE)
_HONORIFIC_LAST = re.compile(r"(?:様|さま|さん|殿|氏|先生)$", re.MULTILINE)
_HONORIFIC_AFTER = re.compile(r"(?<=..)[^\S\n]*" + _HONORIFIC_LAST.pattern, re.MULTILINE)
_NOTE = re.compile(
    r"^([^()\n]+(?:様|さま|さん|殿|氏|先生)|[^()\n]*[^()\s][ ,]+[^()\s][^()\n]*|[^()\n\x00-\x7f]{4,}?)"
    r"[^\S\n]*\([^()\n]*\)$",
    re.MULTILINE,
)
"""Behind a name with a title, or a whole one, what stands in brackets is said of it: 山田様(本人), Ann Lee (Mrs)."""
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
    text = FAMILY.sub("", "\n".join([line.strip() for line in text.split("\n")]))
    text = _HONORIFIC_BEFORE.sub("", _NOTE.sub(r"\1", text) if "(" in text else text)
    if _HONORIFIC_LAST.search(text):
        text = _HONORIFIC_AFTER.sub("", text)
    text = _VARIANT.sub(lambda found: chr(VARIANTS[ord(found[0])]), text)
    return _letters_and_digits(_SURNAME_FIRST.sub(r"\2 \1", text) if "," in text else text)


def letters(text: str) -> str:
    """The letters and digits of a value."""
    return _letters_and_digits(text)


def bare_name(name: str) -> str:
    """One name without titles, as it is compared, with its words still apart where it is written with blanks."""
    plain = FAMILY.sub("", _NOTE.sub(r"\1", unicodedata.normalize("NFKC", name).casefold().strip()))
    plain = _HONORIFIC_BEFORE.sub("", plain)
    if _HONORIFIC_LAST.search(plain):
        plain = _HONORIFIC_AFTER.sub("", plain)
    return " ".join(_SIGNS.sub(" ", plain.translate(VARIANTS)).split())


_BLANKS = r"[^\S\n]"
_BETWEENNUMBERS = re.compile(
    rf"(?<=[0-9])(?:{_BLANKS}*(?:丁目|番地の?|番|号|の|[‐-―−ー]){_BLANKS}*|-{_BLANKS}+|{_BLANKS}+-{_BLANKS}*)(?=[0-9])"
)
_NUMBER_END = re.compile(r"(?<=[0-9])(?:丁目|番地|番|号)")
_NO_PLACE = re.compile(r"[^\w\n-]+")


def _address(text: str) -> str:
    # 1丁目2番3号, 1-2-3 and 1−2−3 are one place.
    return _NO_PLACE.sub("", _NUMBER_END.sub("", _BETWEENNUMBERS.sub("-", text)).replace("_", ""))


def _words(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))


def _mail(text: str) -> str:
    return "\n".join(line.strip().removeprefix("mailto:") for line in text.split("\n"))


def normalised(entity: str, texts: Sequence[str]) -> list[str]:
    """The forms in which two writings of the same value are equal: NFKC and case folding, then what the entity allows.

    Not reversible and never stored; only ``Hasher`` uses it. A value that would vanish altogether stays as it is.
    """
    if not texts:
        return []
    joined = "\n".join(texts)
    if joined.count("\n") >= len(texts):
        joined = "\n".join(text.replace("\n", " ") for text in texts)
    plain = joined.lower() if joined.isascii() else unicodedata.normalize("NFKC", joined).casefold()
    if entity == Entity.PHONE_NUMBER:
        folded = _phone(plain)
    elif entity in NUMBERS:
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
