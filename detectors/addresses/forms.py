"""The words and forms that English streets, houses and towns are called by."""

from __future__ import annotations

import re

from detectors.text.lexicon import load_yaml

TYPES = (
    "Road|Rd|Street|St|Lane|Ln|Avenue|Ave|Av|Close|Cl|Drive|Dr|Way|Place|Pl|Court|Ct|Crescent|Cres|Gardens|Gdns|Terrace|"
    "Terr|Hill|Grove|Park|Square|Sq|Mews|Row|Walk|Green|Rise|View|Parade|Quay|Wharf|Boulevard|Blvd|Broadway|Common|"
    "Embankment|Fields|Gate|Heights|High Street|Highway|Hwy|Meadow|Meadows|Mount|Parkway|Path|Promenade|Ridge|Vale|"
    "Villas|Yard|End|Bank|Circus|Croft|Dene|Drove|Garth|Glade|Orchard|Paddock|Chase|Approach|Circle|Trail|Loop|Turnpike|"
    "Alley|Bypass|Causeway|Esplanade|Strand|Pkwy|Plaza|Trl|Ter|Cir|Expressway|Freeway|Wynd|Brae"
)
RARE_TYPES = (
    "Brow|Steps|Fold|Nook|Bottom|Ginnel|Loan|Vennel|Spinney|Copse|Coppice|Cottages|Almshouses|Precinct|Leys|Mead|Dell|Hey|"
    "Holt|Hollow|Lea|Link|Oval|Pastures|Plain|Reach|Ride|Sidings|Snicket|Stile|Top|Turn|Twitten|Warren|Woods|Cross|Corner|"
    "Bridge|Barracks|Buildings|Edge|Ings|Landing|Maltings|Moorings|Mills|Pightle|Rake|Slip|Staithe|Tithe|Weind|Yards"
)
"""What streets are called now and then, and much else is: they need a town or a flat."""
UPPER_TYPES = (
    "ROAD|RD|STREET|ST|LANE|LN|AVENUE|AVE|DRIVE|DR|CRESCENT|CRES|GARDENS|GDNS|TERRACE|GROVE|SQUARE|SQ|MEWS|BOULEVARD|"
    "BLVD|PARKWAY|PKWY|HIGHWAY|HWY|CLOSE|COURT|CT|HILL|CIRCLE|CIR|TRAIL|TRL"
)
"""In addresses typed in capitals; the words of headings (VIEW, END, BANK) are left out."""
NO_TOWN = "Dear|Hello|Hi|Mr|Mrs|Ms|Miss|Dr|Rev|Tel|Telephone|Phone|Mobile|Mob|Email|Fax|Date|Dated|Ref|Re|Yours|Regards"
"""What a line below an address begins with that is no town."""
TOWN = (
    rf"(?!(?:{NO_TOWN})\b)(?:Co\. ?|Nr\.? )?[A-Z][A-Za-z'’-]+"
    r"(?: (?:[A-Z][A-Za-z'’-]+|upon|on|under|le|in|of|the|St\.?))*"
)


def _words() -> dict[str, list[str]]:
    return {
        key: sorted(map(str, words), key=len, reverse=True)
        for key, words in load_yaml("houses.yaml").items()
        if isinstance(words, list)
    }


_HOUSE_WORDS = _words()
SURE_HOUSES, MAYBE_HOUSES, THE_HOUSES, LIVING, THERE = (
    "|".join(map(re.escape, _HOUSE_WORDS[key])) for key in ("sure", "maybe", "the", "living", "there")
)
"""What names of houses end with: hardly anything else does; firms and museums do too; behind The. What is said before
them of living there."""
HOUSES = f"{SURE_HOUSES}|{MAYBE_HOUSES}"
NOT_HOMES = frozenset(_HOUSE_WORDS["not_homes"])
