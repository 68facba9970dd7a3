"""Houses called by a name, without a number: Rose Cottage, Back Lane, Otley; Mrs Peabody from The Old Forge.

Firms, public houses and museums are called so too. So a name says little by itself: a street, a flat, a town or a
postcode beside it, somebody's name right before it or what is said of living there make it an address. Words:
data/houses.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.addresses.forms import LIVING, MAYBE_HOUSES, NOT_HOMES, SURE_HOUSES, THE_HOUSES, THERE, TYPES
from detectors.addresses.tails import lead, not_of_it, town_and_code
from detectors.identifiers.naming import stands_behind_a_name
from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Context, Recognizer, Scene
from detectors.text.normalise import Trait
from detectors.text.prefilter import declared

_WORD = r"[A-Z][A-Za-z'’-]{1,20}"
_HOUSE = declared(
    rf"(?<![A-Za-z0-9&'’-])(?:The (?P<the>{THE_HOUSES})|"
    rf"(?P<words>(?:The )?(?:{_WORD} ){{1,3}}?)(?:(?P<sure>{SURE_HOUSES})|{MAYBE_HOUSES}))\b(?! [A-Z][a-z]| &|['’-])",
    core=rf"(?:{SURE_HOUSES}|{MAYBE_HOUSES}|{THE_HOUSES})(?:[^A-Za-z'’-]|$)",
    within=70,
    opens=r"(?<![A-Za-z0-9&'’-])[A-Z]",
)
_STREET = re.compile(rf"(?:, ?|,? ?\n)(?:{_WORD} ){{1,3}}(?:{TYPES})\b(?! [A-Z][a-z])")
_ROOM = re.compile(r",? (?:[Rr]oom|[Rr]m|[Ff]lat|[Aa]pt)\.? ?[0-9]{1,3}[A-Za-z]?\b")
_FLAT = re.compile(r"(?:Flat|Apartment|Apt|Maisonette|Caravan|Chalet)\b", re.IGNORECASE)
_GAP = re.compile(r"(?:, ?|[ \t]*\n[ \t]*|,? (?:of|at|from|in) | [-–] |: ?)$")
_TITLED = re.compile(
    r"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Canon|Lady|Sir|Dame)\.? (?:[A-Z][\w'’.-]* ){0,2}[A-Z][\w'’-]+$"
)
_LIVING = re.compile(rf"\b(?:(?P<lives>{LIVING})|{THERE}):? $", re.IGNORECASE)
_BEFORE = 40
"""Characters before a house in which somebody's name is sought."""


class EnglishHouse(Recognizer):
    """Houses called by a name, with street, town and postcode behind them."""

    ID = "address.house"
    ENTITIES = (Entity.ADDRESS,)
    NEEDS = Trait.LATIN
    CONTEXT = Context(frozenset({"address"}), frozenset(), label=2.5, near=0.5)
    _PRIOR = -2.3

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every house that something says is somewhere, or that somebody lives in."""
        text = scene.view.text
        for m in scene.search(_HOUSE):
            sure = m["the"] or m["sure"]
            if not sure and NOT_HOMES.intersection(m["words"].split()):
                continue
            evidence = [Evidence(EvidenceKind.PATTERN, 1.2 if sure else 0.5, "house")]
            end = m.end()
            if (room := _ROOM.match(text, end)) is not None:
                evidence.append(Evidence(EvidenceKind.PATTERN, 1.5, "flat or house"))
                end = room.end()
            if (street := _STREET.match(text, end)) is not None:
                evidence.append(Evidence(EvidenceKind.PATTERN, 1.5, "street"))
                end = street.end()
            end, further = town_and_code(text, end)
            begin = m.start() + not_of_it(m[0])
            start = lead(text, begin)
            if _FLAT.search(text, start, begin):
                evidence.append(Evidence(EvidenceKind.PATTERN, 2.0, "flat or house"))
            evidence += further
            if self._stands_behind_somebody(text, start):
                evidence.append(Evidence(EvidenceKind.NEIGHBOUR, 1.5, Entity.PERSON))
            elif (said := _LIVING.search(text, max(0, start - _BEFORE), start)) is not None:
                evidence.append(Evidence(EvidenceKind.PATTERN, 2.0 if said["lives"] else 1.5, "lives"))
            if len(evidence) > 1:
                evidence += self.CONTEXT.weigh(scene, start, end)
                yield self.match(Entity.ADDRESS, start, end, self._PRIOR, evidence)

    @staticmethod
    def _stands_behind_somebody(text: str, start: int) -> bool:
        gap = _GAP.search(text, max(0, start - 8), start)
        if gap is None:
            return False
        name = gap.start()
        return _TITLED.search(text, max(0, name - _BEFORE), name) is not None or stands_behind_a_name(text, name)
