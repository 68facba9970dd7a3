"""Addresses in Latin letters: flat, house number, street, town, postcode, on one line or more.

The forms of the UK and the USA are here, streets of other languages in ``streets``, what follows a street in ``tails``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from detectors.addresses.streets import labelled, streets
from detectors.addresses.tails import lead, tail
from detectors.identifiers.uk import POSTCODE_AREAS, UkPostcode
from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Context, Recognizer, Scene
from detectors.text.normalise import Trait
from detectors.text.prefilter import declared

_TYPES = (
    "Road|Rd|Street|St|Lane|Ln|Avenue|Ave|Av|Close|Cl|Drive|Dr|Way|Place|Pl|Court|Ct|Crescent|Cres|Gardens|Gdns|Terrace|"
    "Terr|Hill|Grove|Park|Square|Sq|Mews|Row|Walk|Green|Rise|View|Parade|Quay|Wharf|Boulevard|Blvd|Broadway|Common|"
    "Embankment|Fields|Gate|Heights|High Street|Highway|Hwy|Meadow|Meadows|Mount|Parkway|Path|Promenade|Ridge|Vale|"
    "Villas|Yard|End|Bank|Circus|Croft|Dene|Drove|Garth|Glade|Orchard|Paddock|Chase|Approach|Circle|Trail|Loop|Turnpike|"
    "Alley|Bypass|Causeway|Esplanade|Strand|Pkwy|Plaza|Trl|Ter|Cir|Expressway|Freeway|Wynd|Brae"
)
_RARE_TYPES = (
    "Brow|Steps|Fold|Nook|Bottom|Ginnel|Loan|Vennel|Spinney|Copse|Coppice|Cottages|Almshouses|Precinct|Leys|Mead|Dell|Hey|"
    "Holt|Hollow|Lea|Link|Oval|Pastures|Plain|Reach|Ride|Sidings|Snicket|Stile|Top|Turn|Twitten|Warren|Woods|Cross|Corner|"
    "Bridge|Barracks|Buildings|Edge|Ings|Landing|Maltings|Moorings|Mills|Pightle|Rake|Slip|Staithe|Tithe|Weind|Yards"
)
"""What streets are called now and then, and much else is: they need a town or a flat."""
_UPPER_TYPES = (
    "ROAD|RD|STREET|ST|LANE|LN|AVENUE|AVE|DRIVE|DR|CRESCENT|CRES|GARDENS|GDNS|TERRACE|GROVE|SQUARE|SQ|MEWS|BOULEVARD|"
    "BLVD|PARKWAY|PKWY|HIGHWAY|HWY|CLOSE|COURT|CT|HILL|CIRCLE|CIR|TRAIL|TRL"
)
"""In addresses typed in capitals; the words of headings (VIEW, END, BANK) are left out."""
_WORD = (
    r"(?:[A-Z][A-Za-z'’-]*|[A-Z]\.|(?:St|Gt|Mt|Dr|Upr|Lr|Lwr|Nth|Sth)\.|[0-9]{1,3}(?:st|nd|rd|th)|of|the|upon|le|de)"
)
_FLAT = (
    r"(?:(?:Flat|Apartment|Apt\.?|Unit|Suite|Ste\.?|Room|Floor|Studio|Block|Plot|c/o) ?"
    r"#?[0-9A-Z]{1,5}[A-Za-z]?(?:/[0-9]{1,2})?,? ?\n?)"
)
_STREET = declared(
    rf"(?<![A-Za-z0-9£$€.'’-])(?P<flat>{_FLAT})?(?:(?P<house>(?:[A-Z][A-Za-z'’]{{1,30}} ){{1,3}}(?:House|Court|"
    rf"Lodge|Cottage|Mansions|Buildings|Tower|Hall|Farm|Villa|Barn)),? ?\n?)?"
    rf"(?P<number>[0-9]{{1,5}}[A-Za-z]?(?: ?[-/] ?[0-9]{{1,4}}[A-Za-z]?)?),? "
    rf"(?P<street>(?=[A-Z0-9])(?:(?:{_WORD} ){{1,5}}?(?:{_TYPES}|(?P<rare>{_RARE_TYPES}))|"
    rf"(?:{_WORD} ){{0,5}}?[A-Z][a-z]+(?:gate|way|side)|"
    rf"(?:[A-Z][A-Z'’.]* |[0-9]{{1,3}}(?:ST|ND|RD|TH)? ){{1,4}}?(?:{_UPPER_TYPES})))\b(?!-| (?:{_TYPES})\b)\.?"
    rf"(?: (?:North|South|East|West|N|S|E|W|NE|NW|SE|SW)\b\.?)?"
    rf"(?P<unit>,? (?:Flat|Apt\.?|Suite|Ste\.?|Unit|Floor|#) ?[0-9A-Z]{{1,5}})?",
    # A number and the street's first letter, or the number it is called by (5th Avenue); before them at most a flat (20
    # characters), a house (108), a number (14).
    core="[0-9][A-Za-z]?,? (?:[A-Z]|[0-9]{1,3}(?:st|nd|rd|th|ST|ND|RD|TH)? )",
    within=150,
    opens="(?<![A-Za-z0-9£$€.'’-])[A-Zc0-9]",
)
_RARELY = 1.6
_TOWN = r"(?:Co\. ?|Nr\.? )?[A-Z][A-Za-z'’-]+(?: (?:[A-Z][A-Za-z'’-]+|upon|on|under|le|in|of|the|St\.?))*"
_TOWNS = re.compile(rf"(?:(?:,|,? ?\n)[ \n]?{_TOWN}(?=[,\n. ]|$)){{1,4}}")
_CODE = re.compile(rf"[, \n]{{1,3}}(?P<code>{UkPostcode.FORM.pattern})", re.IGNORECASE)
_ZIP = re.compile(
    r",? (?:[A-Z]{2}|[A-Z][a-z]+(?: [A-Z][a-z]+)?),? [0-9]{5}(?:-[0-9]{4})?(?![0-9])|[, ]{1,2}[0-9]{5}(?![0-9])"
)
_HOUSES = "House|Court|Lodge|Cottage|Mansions|Buildings|Tower|Hall|Farm|Villa|Barn|Rectory|Vicarage|Mill|Grange|Manor"
_NAMED = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?P<first>(?:[A-Z][A-Za-z'’.-]+ ?){{1,4}}),[ \n]|"
    rf"(?:[A-Z][A-Za-z'’.-]+ ){{1,3}}(?:{_HOUSES})\n)"
    rf"(?P<rest>(?:{_TOWN},[ \n]){{1,3}}|(?:{_TOWN}\n){{1,3}}|(?:{_TOWN},[ \n]){{0,2}}{_TOWN} )$"
)
_RURAL = declared(
    rf"(?<![A-Za-z0-9])(?:[A-Z][A-Za-z'’-]{{1,20}} ){{1,3}}(?:{_HOUSES}),[ \n]"
    rf"(?:[A-Z][A-Za-z'’-]{{1,20}} ){{1,3}}(?:{_TYPES})\b",
    core=rf"(?:{_HOUSES}),[ \n][A-Z]",
    within=66,
)
"""A house by name, and its street: Honeysuckle Cottage, Back Lane."""
_UNNUMBERED = re.compile(
    rf"(?<![A-Za-z0-9])(?:[A-Z][A-Za-z'’.-]+ ){{1,3}}(?:{_TYPES}),?[ \n](?:{_TOWN},?[ \n]){{0,2}}$"
)
"""A street without a number, and the town: before a postcode."""
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AIT]|"
    "W[AIVY]"
)
_STATE = declared(rf", (?:{_STATES}),? [0-9]{{5}}(?:-[0-9]{{4}})?(?![0-9])")
_CITY = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z][A-Za-z'’.-]{1,30} ){0,2}[A-Z][A-Za-z'’.-]{1,30}$")
"""Brooklyn, CT 06234."""
_BOX = declared(r"(?<![A-Za-z])(?:P\.? ?O\.? ?Box|PO Box) [0-9]{1,6}")


_BEFORE_A_HOUSE = re.compile(
    r"(?:(?:(?:Home |Postal |Current )?[Aa]ddress|(?:Mr|Mrs|Ms|Miss|Dr|Rev)\.? [A-Z][\w.'’ -]*,"
    r"|[A-Z]\. ?(?:[A-Z]\. ?)*[A-Z][\w'’-]+,)[ \n])+"
)
"""A label, or somebody's name, before the house: both look like a part of its name."""


def _not_of_it(lines: str) -> int:
    """How many characters before an address belong to something else."""
    found = _BEFORE_A_HOUSE.match(lines)
    return found.end() if found is not None and found.end() < len(lines) else 0


def _full_stop(street: str) -> bool:
    """Whether a dot ends a sentence rather than an abbreviation (Rd., Terr.)."""
    return street.endswith(".") and len(street[:-1].rpartition(" ")[2]) > 4


class EnglishAddress(Recognizer):
    """Street addresses: a house number and a street, with the town and postcode behind; named houses by postcode."""

    ID = "address.en"
    VERSION = 4
    ENTITIES = (Entity.ADDRESS,)
    NEEDS = Trait.LATIN | Trait.DIGIT
    CONTEXT = Context(frozenset({"address"}), frozenset(), label=2.5, near=0.5)

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every street address, post-office box and postcode with lines of address before it."""
        text = scene.view.text
        taken: list[tuple[int, int]] = []
        for pattern, detail, weight in (
            (_STREET, "street", 2.5),
            (_BOX, "PO box", 2.5),
            (_RURAL, "flat or house", 2.2),
        ):
            for m in scene.search(pattern):
                end, evidence = self._tail(text, m.end() - _full_stop(m[0]))
                evidence.insert(0, Evidence(EvidenceKind.PATTERN, weight, detail))
                if detail == "street" and m["rare"]:
                    evidence[0] = Evidence(EvidenceKind.PATTERN, _RARELY, detail)
                if detail == "street" and (m["flat"] or m["house"] or m["unit"]):
                    evidence.append(Evidence(EvidenceKind.PATTERN, 1.0, "flat or house"))
                start = lead(text, m.start() + _not_of_it(m[0]))
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
                start = lead(text, from_here + before.start() + _not_of_it(before[0]))
                evidence = [
                    Evidence(EvidenceKind.PATTERN, 1.5, "lines before a postcode"),
                    Evidence(EvidenceKind.NEIGHBOUR, 2.0, Entity.UK_POSTCODE),
                    *self.CONTEXT.weigh(scene, start, code.end()),
                ]
                yield self.match(Entity.ADDRESS, start, code.end(), -2.8, evidence)

    def _tail(self, text: str, end: int) -> tuple[int, list[Evidence]]:
        """Where town and code end, and what they are worth."""
        evidence: list[Evidence] = []
        towns = _TOWNS.match(text, end)
        stop = towns.end() if towns else end
        code = _CODE.match(text, stop) or (_CODE.match(text, end) if towns else None)
        if code is not None and (code["area"] is None or code["area"].upper() in POSTCODE_AREAS):
            if towns:
                evidence.append(Evidence(EvidenceKind.PATTERN, 0.8, "town"))
            return code.end(), [*evidence, Evidence(EvidenceKind.NEIGHBOUR, 2.5, Entity.UK_POSTCODE)]
        for at in (stop, end):
            code = _ZIP.match(text, at)
            if code is not None:
                return code.end(), [Evidence(EvidenceKind.PATTERN, 1.5, "ZIP code")]
        further, more = tail(text, end)
        if further > stop:
            return further, more
        if towns is not None:
            evidence.append(Evidence(EvidenceKind.PATTERN, 0.8, "town"))
        return stop, evidence
