"""The machine-readable zone of passports, residence permits and visas (ICAO Doc 9303): number, name, birth date, sex.

TD3 is a passport (two lines of 44), TD2 and visas two lines of 36 or 44, TD1 a card (three lines of 30). The number,
the birth date and the date of expiry each have a check digit (weights 7 3 1, A is 10, < is 0, modulus 10), so the line
that holds them speaks for itself, with or without the line of names beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Recognizer, Scene
from detectors.text.normalise import Trait, View
from detectors.text.prefilter import declared

_VALUES = {c: i for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
_DATES = r"(?P<birth>[0-9<]{6})(?P<birth_check>[0-9])"
_EXPIRY = r"(?P<expiry>[0-9]{6})(?P<expiry_check>[0-9])"
_TWO_LINES = declared(
    r"(?<![A-Z0-9<])(?P<number>[A-Z0-9<]{9})(?P<number_check>[0-9<])(?P<state>[A-Z<]{3})"
    rf"{_DATES}(?P<sex>[MFX<]){_EXPIRY}(?:[A-Z0-9<]{{16}}|[A-Z0-9<]{{8}})(?![A-Z0-9<])"
)
_NAMES_ABOVE = re.compile(
    r"(?<![A-Z0-9<])(?P<kind>[ACIPV])[A-Z<](?P<state>[A-Z<]{3})(?P<names>[A-Z<]{39}|[A-Z<]{31})\s{1,4}$"
)
_CARD = declared(
    rf"(?<![A-Z0-9<]){_DATES}(?P<sex>[MFX<]){_EXPIRY}(?P<state>[A-Z<]{{3}})[A-Z0-9<]{{11}}[0-9](?![A-Z0-9<])"
)
_CARD_ABOVE = re.compile(
    r"(?<![A-Z0-9<])(?P<kind>[ACI])[A-Z0-9<](?P<state>[A-Z<]{3})(?P<number>[A-Z0-9<]{9})(?P<number_check>[0-9<])"
    r"[A-Z0-9<]{15}\s{1,4}$"
)
_CARD_BELOW = re.compile(r"\s{1,4}(?P<names>[A-Z<]{30})(?![A-Z0-9<])")
_BRITISH = frozenset({"GBR", "GBD", "GBN", "GBO", "GBP", "GBS"})
_ABOVE = 60
"""Characters: no line before is longer, its line end included."""


def check_digit(field: str) -> int:
    """The check digit of a field of letters, digits and fillers. Raises KeyError for any other character."""
    return sum(_VALUES[c] * (7, 3, 1)[i % 3] for i, c in enumerate(field)) % 10


def _is_day(birth: str) -> bool:
    # Month and day may be unknown, and are fillers then.
    month, day = birth[2:4], birth[4:6]
    return (month == "<<" or (month.isdigit() and 1 <= int(month) <= 12)) and (
        day == "<<" or (day.isdigit() and 1 <= int(day) <= 31)
    )


def _document(kind: str, state: str) -> Entity:
    """Which identifier the number is. Documents of other states are numbers that somebody gave to a person."""
    if kind == "P" and state == "JPN":
        return Entity.JP_PASSPORT
    if kind == "P" and state in _BRITISH:
        return Entity.UK_PASSPORT
    if kind in "ACI" and state == "JPN":
        return Entity.JP_RESIDENCE_CARD
    return Entity.MEMBER_ID


class MachineReadableZone(Recognizer):
    """A machine-readable zone: the document's number, and the name, birth date and sex of its holder as findings."""

    ID = "mrz"
    ENTITIES = (
        Entity.JP_PASSPORT,
        Entity.UK_PASSPORT,
        Entity.JP_RESIDENCE_CARD,
        Entity.MEMBER_ID,
        Entity.PERSON,
        Entity.DATE_OF_BIRTH,
        Entity.GENDER,
    )
    NEEDS = Trait.DIGITS | Trait.LATIN
    _PRIOR = -2.0
    _FORM = Evidence(EvidenceKind.PATTERN, 3.0, "machine-readable zone")
    _AGREES = Evidence(EvidenceKind.CHECK_DIGIT, 2.3, "ICAO 9303")
    _FAILS = Evidence(EvidenceKind.AGAINST, -2.0, "a check digit fails")

    def wants(self, view: View) -> bool:
        """Every zone has fillers."""
        return super().wants(view) and "<<" in view.text

    def find(self, scene: Scene) -> Iterator[Match]:
        """The fields of every zone of which two check digits at least agree."""
        text = scene.view.text
        for m in scene.search(_TWO_LINES):
            above = _NAMES_ABOVE.search(text, max(0, m.start() - _ABOVE), m.start())
            kind, state = (above["kind"], above["state"]) if above else ("P", m["state"])
            yield from self._fields(m, m, above, _document(kind, state))
        for m in scene.search(_CARD):
            above = _CARD_ABOVE.search(text, max(0, m.start() - _ABOVE), m.start())
            document = _document(above["kind"], above["state"]) if above else Entity.MEMBER_ID
            yield from self._fields(m, above, _CARD_BELOW.match(text, m.end()), document)

    def _fields(
        self, m: re.Match[str], numbered: re.Match[str] | None, named: re.Match[str] | None, document: Entity
    ) -> Iterator[Match]:
        checks = [(m, "birth"), (m, "expiry")] + ([(numbered, "number")] if numbered else [])
        agree = [check_digit(at[field]) == _VALUES[at[f"{field}_check"]] for at, field in checks]
        if sum(agree) < 2 or not _is_day(m["birth"]):
            return
        evidence = [self._FORM, *(self._AGREES if ok else self._FAILS for ok in agree)]
        if numbered is not None:
            yield self._field(document, numbered, "number", evidence)
        yield self._field(Entity.DATE_OF_BIRTH, m, "birth", evidence)
        if m["sex"] in "MF":
            yield self._field(Entity.GENDER, m, "sex", evidence)
        if named is not None and named["names"].strip("<"):
            yield self._field(Entity.PERSON, named, "names", evidence)

    def _field(self, entity: Entity, m: re.Match[str], name: str, evidence: list[Evidence]) -> Match:
        end = m.start(name) + len(m[name].rstrip("<"))
        return self.match(entity, m.start(name), end, self._PRIOR, evidence)


RECOGNIZERS: tuple[type[Recognizer], ...] = (MachineReadableZone,)
