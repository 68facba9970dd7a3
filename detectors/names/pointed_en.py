"""English names that are told by what stands beside them, whatever the name: Mrs Hepzibah Crabtree-Wong; Dear Orla,;
my niece Pansy; Regards, Sioned Wyn-Ellis; Reported by: R. Dovey.

A rare name is in no list, and short lines say little to a model. Asked of what the model did not take for a name.
Words: data/pointing.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from detectors.layout.roles import ROLE, column_header, is_beside
from detectors.model import Evidence, EvidenceKind
from detectors.names.base import Pointed
from detectors.names.odds import CALENDAR, ORGANISATION_WORDS, PLACE_WORDS
from detectors.names.words import EnglishWords, word_class
from detectors.recognizer import Scene
from detectors.text.lexicon import load_yaml
from detectors.text.prefilter import declared

_TITLE, _KIN, _GREETED, _CLOSED, _DID, _LABEL, _SIGNED = 4.5, 3.5, 4.0, 3.5, 3.5, 4.0, 3.5
"""What it says to stand behind a title, a relation, a greeting, the end of a letter, what somebody did."""
_ORDINARY = 7
"""Words commoner than that need a title, or a list of names that has them."""
_LISTED = 2
"""How common a name is that many a word is as well."""

_WORD = r"[A-ZÀ-ÖØ-ÞĀ-Ɏ][A-Za-zÀ-ɏ]*(?:[’'-][A-Za-zÀ-ɏ]+)*"
_NAME = rf"(?:{_WORD}|[A-Z]\.)(?: (?:(?:de|van|von|der|bin|al) )?(?:{_WORD}|[A-Z]\.)){{0,3}}"
_WITHIN = re.compile(r"[\w“\"'#-]$")
_CAPITAL_BEFORE = re.compile(r"[A-Z][a-z]+ $")  # Cheriton Dr, Rue Al Imam
_GAP = r"[ \t]"
_INDENTED = 12
"""Blanks at most before what begins a line."""
_LINE = r"(?m)^[ \tA-Za-z]"
_LABELLED_NAME = declared(
    rf"(?m)^{_GAP}{{0,{_INDENTED}}}(?P<word>[A-Z][A-Za-z /'-]{{2,24}}):{_GAP}+(?P<name>{_NAME})"
    rf"(?={_GAP}{{2,}}|{_GAP}*[,;(]|{_GAP}*$|\s+\w+:)",
    core=rf":{_GAP}+[A-ZÀ-ÖØ-ÞĀ-Ɏ]",
    within=_INDENTED + 25,
    opens=_LINE,
)
ROW = declared(
    rf"(?m)^{_GAP}{{0,{_INDENTED}}}(?:[0-9]{{1,3}}[.)]?{_GAP}+)?(?P<name>{_WORD}(?: (?:{_WORD}|[A-Z]\.)){{0,2}})"
    rf"(?:\t+| {{2,}}|{_GAP}?[-–:|,]{_GAP}?)(?=[0-9£$€(])",
    core=r"[A-Za-z.](?:\t| {2}|[ \t]?[-–:|,][ \t]?[0-9£$€(])",
    within=80,
    opens="(?m)^[ \tA-Z0-9]",
)
"""Otilia     1,512.00."""
_LAST_LINE = re.compile(
    rf"[.?!xX0-9](?:{_GAP}*\n)+{_GAP}*(?P<name>{_WORD}(?: {_WORD})?)(?:,?{_GAP}+[A-Z]{{2}}[A-Za-z]{{0,6}})?\s*\Z"
)
_SIGNATURE = 200
"""Characters at the end of a text in which its last line is sought."""
_OF_PEOPLE = frozenset({"person_name", ROLE})
_PARTS = re.compile(r"\S+")
_AND_SONS = re.compile(r" ?(?:&|and) (?:Co\b|Sons?\b|Partners|Bros|Associates)")
_OF_PROGRAMS = re.compile(r"[a-z][A-Z]")
_ABBREVIATION = 4  # capitals: initials are fewer
_NOBODY = ORGANISATION_WORDS | CALENDAR
_ROLES = word_class("english", "roles")


@cache
def _vocabulary() -> dict[str, tuple[str, ...]]:
    told = load_yaml("pointing.yaml")
    return {
        key: tuple(sorted(map(str, words), key=len, reverse=True))
        for key, words in told.items()
        if isinstance(words, list)
    }


def _patterns() -> Sequence[tuple[float, bool, re.Pattern[str]]]:
    """What each place is worth, whether any word will do there, and its form. Forms begin with words written out, not
    with what may not stand before them: the search is four times as quick."""
    told = _vocabulary()
    called = _either(map(str.capitalize, told["called"]))
    of_all = _either([*map(str.capitalize, told["of_all"]), *map(str.upper, told["called"] + told["of_all"])])
    kin = _either(told["kin_en"])
    greetings, closings, did, reached = (
        _either(form for word in told[key] for form in (word, word[0].upper() + word[1:]))
        for key in ("greetings", "closings", "signed", "reached")
    )
    name = f"(?P<name>{_NAME})"
    title = rf"(?:(?:{called.replace('?P<word>', '?:')})\.? )?"
    return (
        (_TITLE, True, declared(rf"{called}\.? {name}")),
        (_TITLE, False, declared(rf"{of_all} {name}")),
        (_KIN, False, declared(rf"{kin} (?P<name>{_WORD}(?<=[a-z]))(?!\w| [0-9])")),
        (_GREETED, False, _at_line(greetings, rf" {title}{name}(?=[ \t]*(?:[,:!-]|$|and|&))")),
        (_CLOSED, False, _at_line(closings, rf"[,.]?(?: |[ \t]*\n\s*){title}{name}(?=[ \t]*(?:[,(x]|$))")),
        (_DID, False, declared(rf"{reached} {title}{name}(?=(?: on|:|,| -)? ?[(+]?[0-9]{{4}})")),
        (_DID, False, declared(rf"{did}(?::[ \t]*|[ \t]){title}{name}")),
    )


def _at_line(words: str, rest: str) -> re.Pattern[str]:
    core = words.replace("?P<word>", "?:")
    return declared(rf"(?m)^[ \t]{{0,{_INDENTED}}}{words}{rest}", core=rf"{core}[ ,.\n]", within=_INDENTED, opens=_LINE)


def _either(words: Iterable[str]) -> str:
    return f"(?P<word>{'|'.join(map(re.escape, words))})"


_PATTERNS = _patterns()


def pointed_en(scene: Scene, words: EnglishWords) -> Iterator[Pointed]:
    """What must be names by what stands beside them; some may be given twice."""
    text = scene.view.text
    for weight, any_word, pattern in _PATTERNS:
        for found in scene.search(pattern):
            start, end = _name(text, found.start("name"), found.end("name"), words, any_word)
            begin = found.start("word")
            part = _WITHIN.search(text, max(0, begin - 1), begin)
            street = weight == _TITLE and _CAPITAL_BEFORE.search(text, max(0, begin - 15), begin)
            if start < end and not part and not street:
                yield start, end, (Evidence(EvidenceKind.CONTEXT, weight, found["word"].lower()),)
    yield from _labelled(scene, words)
    yield from _last(text, words)


def _labelled(scene: Scene, words: EnglishWords) -> Iterator[Pointed]:
    """Resident: Hepzibah Crabtree-Wong."""
    text = scene.view.text
    for found in scene.search(_LABELLED_NAME):
        if _names_somebody(found["word"]):
            start, end = _name(text, found.start("name"), found.end("name"), words, False)
            if start < end:
                yield start, end, (Evidence(EvidenceKind.CONTEXT, _LABEL, ""),)


def may_be_name_en(text: str, start: int, end: int, words: EnglishWords) -> bool:
    """Whether a whole run of capitalised words can be a name where something says that one stands there."""
    return _name(text, start, end, words, False) == (start, end) and not text[start:end].isupper()


@lru_cache(10_000)  # labels come again and again
def _names_somebody(label: str) -> bool:
    named = column_header(label)
    return is_beside(label) or (named is not None and named.family in _OF_PEOPLE)


def _last(text: str, words: EnglishWords) -> Iterator[Pointed]:
    """Whoever signs below a text: a last line of one or two words that are hardly anything else."""
    found = _LAST_LINE.search(text, max(0, len(text) - _SIGNATURE))
    if found is None:
        return
    start, end = _name(text, found.start("name"), found.end("name"), words, False)
    said = text[start:end].lower().split()
    ordinary = all(words.common.get(w, 9) <= _ORDINARY and w not in words.given for w in said)
    if end == found.end("name") and not ordinary and not all(map(words.places.__contains__, said)):
        yield start, end, (Evidence(EvidenceKind.CONTEXT, _SIGNED, ""),)


def _name(text: str, start: int, end: int, words: EnglishWords, any_word: bool) -> tuple[int, int]:
    """As much of a run of capitals as may be a name; nothing where it is another thing's."""
    if _AND_SONS.match(text, end):
        return start, start
    kept = start
    letters = 0
    for part in _PARTS.finditer(text, start, end):
        word = part[0].removesuffix("'s").removesuffix("’s")
        low = word.lower().rstrip(".").replace("’", "'")
        place = low in words.places and " " not in text[start:end]
        if low in _NOBODY or (not any_word and (low in _greeted() or place)):
            return start, start
        if part.start() > start and (low in PLACE_WORDS or _is_ordinary(low, words)):
            if not any_word:
                return start, start
            break
        if part.start() == start and _is_ordinary(low, words) and (not any_word or low in _ROLES):
            return start, start
        if _OF_PROGRAMS.search(word) and not word.startswith(("Mc", "Mac", "De", "Fitz")):
            return start, start
        if not any_word and word.isupper() and len(word) == _ABBREVIATION:
            return start, start
        letters = max(letters, len(low))
        kept = part.start() + len(word)
        if len(word) < len(part[0]):
            break  # Mr Lord's letters
    return (start, kept) if letters > 1 else (start, start)


def _is_ordinary(low: str, words: EnglishWords) -> bool:
    """Whether a word is hardly anybody's name."""
    listed = words.given.get(low, 0) >= _LISTED or words.surnames.get(low, 0) >= _LISTED
    return len(low) > 1 and words.common.get(low, 9) <= _ORDINARY and not listed


@cache
def _greeted() -> frozenset[str]:
    return frozenset(_vocabulary()["greeted"])
