"""Passports: of which state one is, by the form of its number and by the nationality that stands beside it.

Britain: nine digits, or a letter and eight; Japan: two letters and seven digits (ICAO Doc 9303 leaves the form to the
states). No check digit is written with them, so a label decides. A number of another form, or of somebody of another
nationality, is a number that somebody gave to a person, as in machine-readable zones of other states (``mrz``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import ClassVar

from detectors.identifiers.families import other_than
from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Context, Recognizer, Scene
from detectors.text.lexicon import Lexicon
from detectors.text.normalise import Trait, fold, view_of
from detectors.text.nothing import is_nothing
from detectors.text.prefilter import declared

HOME = frozenset({Entity.UK_PASSPORT, Entity.JP_PASSPORT})
"""The passports that have an entity of their own."""

ANY = re.compile(r"(?=[A-Z0-9]{7,9}$)[A-Z]{0,2}[0-9]{6,9}[A-Z]?")
"""A passport number of any state, as those are that people who live in Britain or Japan mostly hold."""

_FAMILY = frozenset({"passport"})
_NATIONALITY = frozenset({"nationality"})
_AROUND = 200
_BEHIND = re.compile(r"[ \t:(]*(?P<value>[^\W\d_][^\n\t,;、。():]{0,30})")


def of_another_state(entity: str, nationality: str) -> bool:
    """Whether a nationality, as people write it, is not that of the state whose passport ``entity`` is. Not where
    nothing is said."""
    plain = fold(view_of(nationality).text).strip()
    if is_nothing(plain) or not any(map(str.isalpha, plain)):
        return False
    return all(hit.key != entity for hit in _states().find(plain))


@cache
def _states() -> Lexicon:
    return Lexicon.load("nationalities.yaml")


def _nationality(scene: Scene, start: int, end: int) -> str:
    """What stands behind the nearest label of a nationality, '' where there is none near."""
    near = [h for h in scene.labels.of(_NATIONALITY) if max(h.start - end, start - h.end) <= _AROUND]
    if not near:
        return ""
    label = min(near, key=lambda h: max(h.start - end, start - h.end))
    found = _BEHIND.match(scene.view.text, label.end)
    return found["value"] if found else ""


class _Passport(Recognizer):
    """Codes of a form, scored by their label; ``PRIOR`` is of letters first, ``_FIGURES`` of figures alone."""

    NEEDS = Trait.DIGITS
    CONTEXT: ClassVar[Context]
    PRIOR: ClassVar[float]
    _FORM: ClassVar[re.Pattern[str]]
    _WORTH: ClassVar[float]

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every code of the form; another state's where a nationality beside it says so."""
        for m in scene.search(self._FORM):
            said = self.CONTEXT.weigh(scene, m.start(), m.end())
            entity = self.ENTITIES[0]
            if scene.families >= _NATIONALITY and of_another_state(entity, _nationality(scene, m.start(), m.end())):
                entity = Entity.MEMBER_ID
            evidence = [Evidence(EvidenceKind.PATTERN, self._WORTH), *said]
            yield self.match(entity, m.start(), m.end(), self._prior(m[0]), evidence)

    def _prior(self, code: str) -> float:
        return self.PRIOR


class JapanesePassport(_Passport):
    """旅券番号: two letters and seven digits. BRP and part numbers look alike."""

    ID = "jp.passport"
    VERSION = 2
    ENTITIES = (Entity.JP_PASSPORT, Entity.MEMBER_ID)
    NEEDS = Trait.DIGITS | Trait.LATIN
    CONTEXT = Context(_FAMILY, other_than("passport"), label=5.5)
    PRIOR = -4.5
    _FORM = declared(r"(?<![A-Za-z0-9-])[A-Z]{2}[0-9]{7}(?![A-Za-z0-9-])")
    _WORTH = 1.0


class BritishPassport(_Passport):
    """UK passport: nine digits; a letter before eight digits is seen on newer ones."""

    ID = "uk.passport"
    VERSION = 2
    ENTITIES = (Entity.UK_PASSPORT, Entity.MEMBER_ID)
    CONTEXT = Context(_FAMILY, other_than("passport"), label=6.0, near=2.5)
    PRIOR = -5.2
    _FORM = declared(r"(?<![A-Za-z0-9.,-])(?:[0-9]{9}|[A-Z][0-9]{8})(?![A-Za-z0-9-]|[.,][0-9])")
    _WORTH = 0.5

    def _prior(self, code: str) -> float:
        return self.PRIOR if code[0].isalpha() else self.PRIOR + 0.2


class OtherPassport(Recognizer):
    """A passport of another state, by its label alone."""

    ID = "passport.abroad"
    ENTITIES = (Entity.MEMBER_ID,)
    NEEDS = Trait.DIGITS
    CONTEXT = Context(_FAMILY, other_than("passport"), label=6.0, near=0.0)
    _FORM = declared(
        r"(?<![A-Za-z0-9.,/-])(?:[A-Z][0-9]{6,7}[A-Z]?|[A-Z]{2}[0-9]{6}|[0-9]{7,8}[A-Z]?)(?![A-Za-z0-9/-]|[.,][0-9])"
    )

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every code of another form right behind a label, or under a header, of passports."""
        for m in scene.search(self._FORM) if self.CONTEXT.named(scene) else ():
            said = self.CONTEXT.weigh(scene, m.start(), m.end())
            if any(e.kind is EvidenceKind.LABEL for e in said):
                evidence = [Evidence(EvidenceKind.PATTERN, 0.5), *said]
                yield self.match(self.ENTITIES[0], m.start(), m.end(), -5.0, evidence)


RECOGNIZERS: tuple[type[Recognizer], ...] = (JapanesePassport, BritishPassport, OtherPassport)
