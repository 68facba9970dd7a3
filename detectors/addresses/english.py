"""Addresses in Latin letters: flat, house number, street, town, postcode, on one line or more.

The forms of the UK and the USA are here, streets of other languages in ``streets``, what follows a street in ``tails``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from detectors.addresses.forms import HOUSES, RARE_TYPES, TOWN, TYPES, UPPER_TYPES
from detectors.addresses.streets import labelled, streets
from detectors.addresses.tails import lead, not_of_it, tail, town_and_code
from detectors.identifiers.uk import POSTCODE_AREAS, UkPostcode
from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Context, Recognizer, Scene
from detectors.text.normalise import Trait
from detectors.text.prefilter import declared

_WORD = (
    r"(?:[A-Z][A-Za-z'’-]*|[A-Z]\.|(?:St|Gt|Mt|Dr|Upr|Lr|Lwr|Nth|Sth)\.|[0-9]{1,3}(?:st|nd|rd|th)|of|the|upon|le|de)"
)
_FLAT = (
    r"(?:(?:Flat|Apartment|Apt\.?|Unit|Suite|Ste\.?|Room|Floor|Studio|Block|Plot|c/o) ?"
    r"#?[0-9A-Z]{1,5}[A-Za-z]?(?:/[0-9]{1,2})?,? ?\n?)"
)
_STREET = declared(
    rf"(?<![A-Za-z0-9£$€.'’-])(?P<flat>{_FLAT})?(?:(?P<house>(?:[A-Z][A-Za-z'’]{{1,30}} ){{1,3}}(?:{HOUSES})),? ?\n?)?"
    rf"(?P<number>[0-9]{{1,5}}[A-Za-z]?(?: ?[-/] ?[0-9]{{1,4}}[A-Za-z]?)?),? "
    rf"(?P<street>(?=[A-Z0-9])(?:(?:{_WORD} ){{1,5}}?(?:{TYPES}|(?P<rare>{RARE_TYPES}))|"
    rf"(?:{_WORD} ){{0,5}}?[A-Z][a-z]+(?:gate|way|side)|"
    rf"(?:[A-Z][A-Z'’.]* |[0-9]{{1,3}}(?:ST|ND|RD|TH)? ){{1,4}}?(?:{UPPER_TYPES})))\b(?!-| (?:{TYPES})\b)\.?"
    rf"(?: (?:North|South|East|West|N|S|E|W|NE|NW|SE|SW)\b\.?)?"
    rf"(?P<unit>,? (?:Flat|Apt\.?|Suite|Ste\.?|Unit|Floor|#) ?[0-9A-Z]{{1,5}})?",
    # A number and the street's first letter, or the number it is called by (5th Avenue); before them at most a flat (20
    # characters), a house (108), a number (14).
    core="[0-9][A-Za-z]?,? (?:[A-Z]|[0-9]{1,3}(?:st|nd|rd|th|ST|ND|RD|TH)? )",
    within=150,
    opens="(?<![A-Za-z0-9£$€.'’-])[A-Zc0-9]",
)
_RARELY = 1.6
_NAMED = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?P<first>(?:[A-Z][A-Za-z'’.-]+ ?){{1,4}}),[ \n]|"
    rf"(?:[A-Z][A-Za-z'’.-]+ ){{1,3}}(?:{HOUSES})\n)"
    rf"(?P<rest>(?:{TOWN},[ \n]){{1,3}}|(?:{TOWN}\n){{1,3}}|(?:{TOWN},[ \n]){{0,2}}{TOWN} )$"
)
_UNNUMBERED = re.compile(rf"(?<![A-Za-z0-9])(?:[A-Z][A-Za-z'’.-]+ ){{1,3}}(?:{TYPES}),?[ \n](?:{TOWN},?[ \n]){{0,2}}$")
"""A street without a number, and the town: before a postcode."""
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AIT]|"
    "W[AIVY]"
)
_STATE = declared(rf", (?:{_STATES}),? [0-9]{{5}}(?:-[0-9]{{4}})?(?![0-9])")
_CITY = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z][A-Za-z'’.-]{1,30} ){0,2}[A-Z][A-Za-z'’.-]{1,30}$")
"""Brooklyn, CT 06234."""
_BOX = declared(r"(?<![A-Za-z])(?:P\.? ?O\.? ?Box|PO Box) [0-9]{1,6}")


def _full_stop(street: str) -> bool:
    """Whether a dot ends a sentence rather than an abbreviation (Rd., Terr.)."""
    return street.endswith(".") and len(street[:-1].rpartition(" ")[2]) > 4


class EnglishAddress(Recognizer):
    """Street addresses: a house number and a street, with the town and postcode behind; postcodes with lines before
    them."""

    ID = "address.en"
    VERSION = 5
    ENTITIES = (Entity.ADDRESS,)
    NEEDS = Trait.LATIN | Trait.DIGIT
    CONTEXT = Context(frozenset({"address"}), frozenset(), label=2.5, near=0.5)

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every street address, post-office box and postcode with lines of address before it."""
        text = scene.view.text
        taken: list[tuple[int, int]] = []
        for pattern, detail in ((_STREET, "street"), (_BOX, "PO box")):
            for m in scene.search(pattern):
                end, evidence = town_and_code(text, m.end() - _full_stop(m[0]))
                evidence.insert(0, Evidence(EvidenceKind.PATTERN, 2.5, detail))
                if detail == "street" and m["rare"]:
                    evidence[0] = Evidence(EvidenceKind.PATTERN, _RARELY, detail)
                if detail == "street" and (m["flat"] or m["house"] or m["unit"]):
                    evidence.append(Evidence(EvidenceKind.PATTERN, 1.0, "flat or house"))
                start = lead(text, m.start() + not_of_it(m[0]))
                evidence += self.CONTEXT.weigh(scene, start, end)
                taken.append((start, end))
                yield self.match(Entity.ADDRESS, start, end, -2.3, evidence)
        for state in scene.search(_STATE):
            city = _CITY.search(text, max(0, state.start() - 60), state.start())
            if city is not None:
                evidence = [Evidence(EvidenceKind.PATTERN, 2.4, "ZIP code")]
                evidence += self.CONTEXT.weigh(scene, city.start(), state.end())
                yield self.match(Entity.ADDRESS, city.start(), state.end(), -2.3, evidence)
        named = (labelled(text, hit.end) for hit in scene.labels.of(self.CONTEXT.own))
        for street in itertools.chain(streets(text, scene.view.folded), filter(None, named)):
            end, evidence = tail(text, street.end)
            first = Evidence(EvidenceKind.PATTERN, 2.5 if street.sure else 1.2, street.form)
            evidence.insert(0, first)
            if street.unit:
                evidence.append(Evidence(EvidenceKind.PATTERN, 1.0, "flat or house"))
            start = lead(text, street.start)
            evidence += self.CONTEXT.weigh(scene, start, end)
            taken.append((start, end))
            yield self.match(Entity.ADDRESS, start, end, -2.3, evidence)
        for code in scene.search(UkPostcode.FORM):
            if code["area"] is None or code["area"].upper() not in POSTCODE_AREAS or " " not in code[0]:
                continue
            if any(start <= code.start() < end for start, end in taken):
                continue
            from_here = max(0, code.start() - 120)
            lines = text[from_here : code.start()]
            before = _NAMED.search(lines) or _UNNUMBERED.search(lines)
            if before is not None:
                start = lead(text, from_here + before.start() + not_of_it(before[0]))
                evidence = [
                    Evidence(EvidenceKind.PATTERN, 1.5, "lines before a postcode"),
                    Evidence(EvidenceKind.NEIGHBOUR, 2.0, Entity.UK_POSTCODE),
                    *self.CONTEXT.weigh(scene, start, code.end()),
                ]
                yield self.match(Entity.ADDRESS, start, code.end(), -2.8, evidence)
