"""Streets in other languages than English and Japanese, by the words that make one: ``Rue``, ``Calle``, ``…straße``.

A street word beside a house number, the number behind it (Hauptstraße 12, Via Roma 5) or before it (36 rue de la Paix).
What stands in front of a flat (``Apt. 5``) with a number is a street too, whatever the language. The words are looked
up in one pass; only around them is the grammar tried, so that text without any costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

_SUFFIXES = (
    "straße strasse str. gasse platz allee weg damm ufer chaussee straat laan plein gracht kade dreef steenweg "
    "gatan gata gränd vägen väg stigen vej vejen stræde vegen veien vei vegur götu katu kuja polku kaari tie "
    "utca utcája rkp. tér ulica ulice ulitsa"
).split()
"""They end the word that names the street, or stand alone behind the name."""

_WEAK_SUFFIXES = frozenset("weg laan tie vei väg ufer damm tér gata kade platz dreef kaari".split())
"""Also the end of ordinary words and names: they need something more than a number."""

_PREFIXES = (
    "rue avenue boulevard chemin allée allées impasse quai cours passage calle avenida avda. carrer paseo plaza rua "
    "travessa estrada praça avenida via viale piazza corso vicolo strada largo ul. al. os. pl. ulica ulice aleja trg "
    "náměstí nám. bulevar strada calea šetalište"
).split()
"""They stand before the name."""

_WEAK_PREFIXES = frozenset("via cours passage largo plaza al. os. pl. avenue boulevard strada".split())
_UNITS = "apt apt. apartment suite ste. flat".split()
_FORCES = "apo fpo dpo bfpo".split()

_NUMBER = r"[0-9]{1,5}(?:[A-Za-z](?![A-Za-z]))?(?:[-/][0-9]{1,4}[A-Za-z]?)?"
_NAME = r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?"  # each character can be matched in one way only
_CAP = rf"(?![a-zß-öø-ÿ]){_NAME}"
_SMALL = (
    r"(?:de|du|des|del|della|delle|dei|di|da|das|do|dos|la|las|los|les|le|el|l'|d'|van|von|der|den|zum|zur|am|im|i|y|e)"
)
_WORDS_BEFORE = re.compile(
    rf"(?:(?P<first>{_NUMBER}),? (?:(?P<second>{_NUMBER}),? )?)?(?:{_CAP} (?:{_SMALL} )?){{0,3}}$"
)
_NUMBERS_BEFORE = re.compile(rf"(?<![\w.,£$€-])(?P<first>{_NUMBER}(?: ?(?:bis|ter))?),? (?:(?P<second>{_NUMBER}),? )?$")
_NUMBER_BEHIND = re.compile(rf",? ?(?:[Nn][ro°º]\.? ?)?(?P<number>(?![0-9]{{5}}){_NUMBER})(?![0-9.,]*[0-9%])")
_NAME_BEHIND = re.compile(rf" (?:{_SMALL}[ ]?){{0,3}}(?P<name>{_CAP}(?:[ -](?:{_SMALL} ){{0,2}}{_CAP}){{0,4}})")
_SMALL_NAME_BEHIND = re.compile(rf" (?:{_SMALL} ){{1,3}}{_NAME}")
_BEFORE_UNIT = re.compile(
    rf"(?<![\w.])(?:(?P<first>{_NUMBER}),? (?:{_NUMBER},? )?{_NAME}(?: {_NAME}){{0,4}}|"
    rf"{_CAP}(?: (?:{_SMALL} )?{_CAP}){{0,3}})"
    rf"(?:,? (?P<last>{_NUMBER}))?(?:,|,? ?\n)?[>?| \t]*$"
)
_LABELLED = re.compile(
    rf"[:：]?[ \n]{{0,3}}(?:(?:is|as|to|at|the|same|following|below|now|changed|moved):? ?)*[:：]?[ \n]{{0,3}}"
    rf"(?P<street>{_NUMBER},? (?:{_NUMBER},? )?{_NAME}(?: {_NAME}){{0,3}}(?:,? (?P<last>{_NUMBER}))?)(?![0-9%])"
)
_UNIT = re.compile(r"(?:Apt\.?|Apartment|Suite|Ste\.?|Flat) ?#?[0-9]{1,4}[A-Za-z]?(?![\w])", re.IGNORECASE)
_FORCES_CODE = re.compile(r"(?:(?:APO|FPO|DPO),? A[AEP],? [0-9]{5}(?![0-9])|BFPO [0-9]{1,4}(?![0-9]))", re.IGNORECASE)
_FORCES_BEFORE = re.compile(
    r"(?:(?:Unit|PSC|CMR) [0-9]{1,5},? Box [0-9]{1,5}|(?:USS|USNS|USNV|USCGC|HMS|RFA) \w[\w' -]{1,30})[,\n ]{1,3}$",
    re.IGNORECASE,
)
_LINE = re.compile(r"[^\n]*\n?[>?| \t]*$")


@dataclass(frozen=True, slots=True)
class Street:
    """A street found: its place, whether it is sure by itself, and in what form."""

    start: int
    end: int
    sure: bool
    unit: bool
    form: str


@cache
def _automaton() -> tuple[Any, tuple[tuple[str, str], ...]]:
    from ahocorasick_rs import AhoCorasick, MatchKind

    words: dict[str, str] = {}
    for kind, some in (("unit", _UNITS), ("forces", _FORCES), ("prefix", _PREFIXES), ("suffix", _SUFFIXES)):
        for word in some:
            words[word] = "both" if kind == "suffix" and words.get(word) == "prefix" else kind
    pairs = tuple(words.items())
    return AhoCorasick([w for w, _ in pairs], matchkind=MatchKind.Standard), pairs


def streets(text: str, folded: str) -> Iterator[Street]:
    """Every street of these forms in a view's text (``folded``: the same in lower case), overlaps allowed."""
    automaton, words = _automaton()
    try:
        found = automaton.find_matches_as_indexes(folded, overlapping=True)
    except UnicodeEncodeError:  # lone surrogates, as from odd file names
        found = automaton.find_matches_as_indexes(folded.encode("utf-8", "replace").decode("utf-8"), overlapping=True)
    for index, start, end in found:
        word, kind = words[index]
        if end < len(folded) and (folded[end].isalpha() or (folded[end] == "_")) and not word.endswith("."):
            continue
        whole = not (start and folded[start - 1].isalnum())
        if kind == "unit" and whole:
            street = _before_unit(text, start)
        elif kind == "forces" and whole:
            street = _forces(text, start)
        else:
            street = None
            if kind in ("prefix", "both") and whole:
                street = _word_first(text, start, end, word)
            if street is None and kind in ("suffix", "both"):
                street = _word_last(text, start, end, word, whole)
        if street is not None:
            yield street


def labelled(text: str, label_end: int) -> Street | None:
    """A number and words right behind the label of an address, whatever the language: ``address: 64 Purje 5``."""
    found = _LABELLED.match(text, label_end)
    if found is None:
        return None
    return Street(found.start("street"), found.end("street"), found["last"] is not None, False, "street")


def _word_last(text: str, start: int, end: int, word: str, whole: bool) -> Street | None:
    """Hauptstraße 12; 12 Hauptstraße; Fő utca 3."""
    begin = start
    while begin and (text[begin - 1].isalpha() or text[begin - 1] in "-'’"):
        begin -= 1
    if not whole and start - begin < 3:
        return None
    behind = _NUMBER_BEHIND.match(text, end)
    window = max(0, begin - 60)
    before = _WORDS_BEFORE.search(text, window, begin)
    named = before is not None and before[0].rstrip()[-1:].isalpha()
    if whole and not named:
        return None
    numbered = before is not None and before["first"] is not None
    if behind is None and not numbered:
        return None
    # Lower case is how some type whole mails; the number alone does not make a street of an ordinary word then.
    capital = text[begin].isupper() or numbered
    at = before.start() if before is not None and (numbered or whole) else begin
    sure = word not in _WEAK_SUFFIXES and capital
    if not sure and not (numbered and behind):
        return Street(at, behind.end() if behind else end, False, False, "street")
    return Street(at, behind.end() if behind else end, True, False, "street")


def _word_first(text: str, start: int, end: int, word: str) -> Street | None:
    """36 rue de la Paix; Via Roma 12; ul. Karpacka 69."""
    before = _NUMBERS_BEFORE.search(text, max(0, start - 16), start)
    name = _NAME_BEHIND.match(text, end) if text[start].isupper() or word.endswith(".") else None
    if name is None and before is not None:
        name = _NAME_BEHIND.match(text, end) or _SMALL_NAME_BEHIND.match(text, end)
    if name is None:
        return None
    behind = _NUMBER_BEHIND.match(text, name.end())
    if before is None and behind is None:
        return None
    sure = word not in _WEAK_PREFIXES or (before is not None and word not in ("via", "al.", "os.", "pl."))
    at = before.start() if before is not None else start
    end = behind.end() if behind else name.end()
    if text[end - 1] == "." and text[end - 4 : end - 1].isalpha():  # a full stop rather than an abbreviation
        end -= 1
    return Street(at, end, sure, False, "street")


def _before_unit(text: str, start: int) -> Street | None:
    """Kromwater 38, Apt. 705: a name and a number before a flat."""
    unit = _UNIT.match(text, start)
    if unit is None:
        return None
    window = max(0, start - 80)
    before = _BEFORE_UNIT.search(text, window, start)
    if before is None or (before["first"] is None and before["last"] is None):
        return None
    return Street(
        before.start(), unit.end(), before["last"] is not None or text[before.end() - 1] == "\n", True, "street"
    )


def _forces(text: str, start: int) -> Street | None:
    """Unit 4818 Box 0262, DPO AA 65303; BFPO 57."""
    code = _FORCES_CODE.match(text, start)
    if code is None:
        return None
    before = _FORCES_BEFORE.search(text, max(0, start - 60), start)
    return Street(before.start() if before else start, code.end(), True, before is not None, "forces post")
