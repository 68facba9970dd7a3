"""The class of a document: which words of data/classes.yaml stand in which places, what heads its columns, and in which
words its text begins; what all that is worth together, ``judge`` says."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Self

from detectors.documents.gist.weights import GIST, gist_of
from detectors.documents.heads.weights import WHOLE, heads, is_known, known
from detectors.documents.judge import NEAR, likeliest, shares
from detectors.documents.learning.weights import NONE, WordWeights
from detectors.documents.letters import LETTER, MAIL
from detectors.documents.prose.weights import WORDS, prose, words_of
from detectors.model import ClassVerdict, Entity, Evidence, EvidenceKind, WordClue
from detectors.text.blanks import BLANKS
from detectors.text.lexicon import Lexicon, load_yaml
from detectors.text.normalise import looked_up, view_of


class Place(Enum):
    """Where a word stands, with what it is worth there as a title and as a term (log-odds)."""

    NAME = (4.8, 1.0)
    HEADING = (3.4, 0.8)  # headings, document title, sheet names
    LABEL = (0.8, 1.1)  # column headers, form labels
    FOLDER = (1.2, 0.2)
    TEXT = (0.4, 0.5)

    @property
    def title(self) -> float:
        """What a title word is worth here."""
        return self.value[0]

    @property
    def term(self) -> float:
        """What a term is worth here."""
        return self.value[1]


_AGAINST = -3.75
"""What headers say against a class at most: a table of what was decided is in minutes, too."""
_SHARED = 0.6
"""Share of its worth that a term keeps where several classes know it."""
_NEEDS = {"": 0, "people": 1, "list": 3, "nobody": -1}
_TERMS_AT_MOST, _TEXT_TERMS_AT_MOST = 4.0, 2.8
_LONG, _LONG_TEXT_TERMS_AT_MOST = 8_000, 2.2
"""Characters of a long text, and what its terms say at most: it holds some of everything."""
_FURTHER_TITLES = 0.25
"""Share of its worth that a second title word of the same class adds."""
_INCIDENTAL = 0.4
"""Share of its worth that a title word keeps where it is the smaller part of a heading or name."""
_WORDS = 12
"""Different words of a text, known ones, below which they are not weighed: a line tells little."""
TEMPLATE = "form_template"
_SPECIMEN, _FEW = "specimen", 6
"""What a form says of itself that shows how to fill it in, and how many people are in such a form at most."""
_LITTLE = 100
"""Characters of text below which there is nobody in a list, rather than nobody known."""
_QUOTING = (EvidenceKind.LABEL, EvidenceKind.CONTEXT)
_CLUES = 20
"""Words of its class that a document is said to tell of itself, at most."""
_FEWEST, _COLUMNS = 3, 300
"""Headers that make a list of people rather than names with something beside them; headers that are weighed at most."""

_TORN = Evidence(EvidenceKind.NEIGHBOUR, 0.0, "its headers")
"""The reason that headers are which are known by their parts only."""

_SEPARATORS = re.compile(r"[_\-.+~\s]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SPACED_OUT = re.compile(r"[\u3041-\u30ff\u3400-\u9fff](?: [\u3041-\u30ff\u3400-\u9fff]){1,7}")
"""A heading with a space behind each character: 履 歴 書."""


def plain(text: str) -> str:
    """A name, heading or label for look-ups: separators as spaces, camel case apart, folded."""
    found = _SEPARATORS.sub(" ", view_of(_CAMEL.sub(" ", text)).folded).strip()
    return found.replace(" ", "") if _SPACED_OUT.fullmatch(found) else found


@dataclass(frozen=True, slots=True)
class DocumentClass:
    """An entry of data/classes.yaml."""

    id: str
    signs: Mapping[str, float]
    people: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words of all classes, and the classes that each speaks for; and what words tell beside it, by data/told.yaml,
    with how many of them must stand in running text."""

    classes: tuple[DocumentClass, ...]
    words: Lexicon
    titles: Mapping[str, tuple[str, ...]]
    terms: Mapping[str, tuple[str, ...]]
    told: Mapping[str, str]
    least: Mapping[str, int]


def _words(entry: Mapping[str, object], field: str) -> Iterator[str]:
    by_language = entry.get(field, {})
    if not isinstance(by_language, Mapping):
        raise ValueError(f"{field} is not a mapping of languages")
    for words in by_language.values():
        yield from looked_up(map(str, words))


@cache
def vocabulary() -> Vocabulary:
    """The classes and their words, read once. Raises ValueError where the file is wrong."""
    classes = []
    titles: dict[str, list[str]] = defaultdict(list)
    terms: dict[str, list[str]] = defaultdict(list)
    for name, entry in load_yaml("classes.yaml").items():
        if not isinstance(entry, dict):
            raise ValueError(f"classes.yaml: {name} is not a mapping")
        signs = {str(k): float(v) for k, v in entry.get("signs", {}).items()}
        classes.append(DocumentClass(name, signs, _NEEDS[entry.get("needs", "")]))
        for part, words in (("titles", titles), ("terms", terms)):
            for word in _words(entry, part):
                if name not in words[word]:
                    words[word].append(name)
    told, least = _told([*titles, *terms])
    lexicon = Lexicon((word, word) for word in {**titles, **terms, **told})
    return Vocabulary(
        tuple(classes),
        lexicon,
        {w: tuple(c) for w, c in titles.items()},
        {w: tuple(c) for w, c in terms.items()},
        told,
        least,
    )


def _told(known: Sequence[str]) -> tuple[dict[str, str], dict[str, int]]:
    """What each word tells, and how many it takes. The longest word of a text is found alone, so words of the classes
    that hold such a word (executed as a deed) tell the same."""
    told: dict[str, str] = {}
    least: dict[str, int] = {}
    for what, entry in load_yaml("told.yaml").items():
        if not isinstance(entry, dict):
            raise ValueError(f"told.yaml: {what} is not a mapping")
        least[what] = int(entry["in_text"])
        told |= dict.fromkeys(_words(entry, "words"), what)
    parts = Lexicon((what, word) for word, what in told.items())
    return told | {word: found[0].key for word in known if (found := parts.find(word))}, least


@dataclass(slots=True)
class Case:
    """What is said of a class: how much by each kind of evidence, and the reasons, each with its kind."""

    said: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))  # log-odds, not yet weighed
    reasons: list[tuple[str, Evidence]] = field(default_factory=list)

    def say(self, kind: str, reason: Evidence) -> None:
        """Add what speaks for the class, or against it."""
        self.said[kind] += reason.weight
        self.reasons.append((kind, reason))


class WordsSeen:
    """The vocabulary's words met so far, each with the best place and the share of its line there; and the heads of
    columns and the words of the beginning, by the numbers that learnt weights know them by; and what the beginning says
    as a whole."""

    def __init__(self) -> None:
        self._best: dict[str, tuple[Place, float]] = {}
        self._columns: dict[tuple[int, ...], None] = {}
        self._prose: frozenset[int] = frozenset()
        self._gist: Mapping[str, float] = {}
        self._text = 0

    def copy(self) -> Self:
        """The same words, to look further from."""
        other = type(self)()
        other._best.update(self._best)
        other._columns.update(self._columns)
        other._prose, other._gist, other._text = self._prose, self._gist, self._text
        return other

    def look(self, folded: str, place: Place) -> None:
        """Look through a folded text."""
        length = max(1, len(folded.strip()))
        self._text += length if place is Place.TEXT else 0
        for hit in vocabulary().words.find(folded):
            share = (hit.end - hit.start) / length
            before = self._best.get(hit.word)
            if before is None or (place.title, share) > (before[0].title, before[1]):
                self._best[hit.word] = (place, share)

    def read(self, text: str, form: str = "") -> None:
        """Read the beginning of a document, folded: of its running text and of its forms. The text says as a whole what
        it is about; labels and what stands behind them do not."""
        words = prose().known(words_of(text))
        self._gist = gist_of(text) if len(words) >= _WORDS else {}
        self._prose = frozenset([*words, *prose().known(words_of(form))])

    def look_at_column(self, header: str) -> None:
        """Look at the header of a column, as it is written."""
        if len(self._columns) < _COLUMNS and (words := known(header)):
            self._columns[words] = None

    def told(self, verdict: ClassVerdict) -> tuple[WordClue, ...]:
        """What the words met tell of the document: the keys of data/told.yaml, in order, then those words of its class
        that speak for it. Another class that it may be, and what was seen without a word, tell nothing."""
        known = vocabulary()
        seen: dict[str, list[Place]] = defaultdict(list)
        for word, (place, _) in self._best.items():
            if word in known.told:
                seen[known.told[word]].append(place)
        told = [
            WordClue(what, max(places, key=lambda place: place.title).name.lower())
            for what, places in sorted(seen.items())
            if len(places) >= known.least[what] or {*places} != {Place.TEXT}
        ]
        words = [e.detail for e in verdict.evidence if e.kind in _QUOTING and e.weight > 0]
        words = [word for word in dict.fromkeys(words) if word not in known.told][:_CLUES]
        return (*told, *(WordClue(word, self._place(word).name.lower()) for word in words))

    def _place(self, word: str) -> Place:
        return self._best[word][0] if word in self._best else Place.LABEL  # a header that is learnt

    def verdict(self, people: int, signs: Collection[str] = ()) -> ClassVerdict:
        """The likeliest class, or ``none`` where none is surely likelier than that. ``people``: how many there are at
        most; ``signs``: what the document shows of its class without words."""
        cases = self.cases(people, signs)
        best, likely = likeliest({name: case.said for name, case in cases.items()}, shares())
        if best == NONE:
            return ClassVerdict(NONE, 0.0)
        reasons = cases[best].reasons
        if "heads" in cases[best].said:
            told = heads().reasons(self._columns, best, EvidenceKind.LABEL, WHOLE, _TORN)
            reasons += [("heads", reason) for reason in told]
        worth = [e._replace(weight=round(shares()[kind] * e.weight, 2)) for kind, e in reasons]
        worth.sort(key=lambda e: -abs(e.weight))
        rival = max(likely.keys() - {best}, key=lambda name: (likely[name], name))
        if likely[rival] >= NEAR * likely[best]:
            against = round(math.log(likely[rival] / likely[best]), 2)
            worth.insert(0, Evidence(EvidenceKind.RIVAL, min(0.0, against), rival))
        return ClassVerdict(best, round(likely[best], 4), tuple(worth))

    def as_known_to(self, headers: WordWeights, texts: WordWeights | None, gist: Mapping[str, float]) -> Self:
        """The same words as other weights know them, learnt from fewer lists and documents; or none of the text's.
        ``gist``: what the text as a whole says by such weights."""
        other = self.copy()
        columns = (headers.known(heads().words[number] for number in column) for column in self._columns)
        other._columns = {column: None for column in columns if column}
        other._prose = frozenset(texts.known(prose().words[number] for number in self._prose) if texts else ())
        other._gist = gist
        return other

    def cases(
        self,
        people: int,
        signs: Collection[str],
        headers: WordWeights | None = None,
        texts: WordWeights | None = None,
    ) -> dict[str, Case]:
        """What is said of ``none`` and of each class that anything speaks for; by the weights that come with the
        product, if by no others."""
        headers, texts = headers or heads(), texts or prose()
        by_heads = self._by_heads(headers)
        titles, terms = self._by_place(bool(by_heads))
        called_none = any(title.weight >= Place.HEADING.title for _, title in titles[NONE])
        to_read = len(self._prose) >= _WORDS and not by_heads and not called_none
        words = dict(zip(texts.classes, map(float, texts.sums(self._prose)), strict=True)) if to_read else {}
        by_prose, by_gist = _over_letters(words, signs), _over_letters(self._gist if to_read else {}, signs)
        known = vocabulary()
        cases = {NONE: Case()}
        for _, title in _titles(titles[NONE]):
            cases[NONE].say("none title", title)
        cases[NONE].said["none read"] = bool(by_prose)
        in_text = _TEXT_TERMS_AT_MOST if self._text <= _LONG else _LONG_TEXT_TERMS_AT_MOST
        # What nothing can be read of (a shortcut, a locked file), or carries a list, is none because it is called so.
        no_list = (self._text < _LITTLE and not self._columns) or MAIL in signs
        # A form that nobody filled in, or only to show how, is called by what it is for.
        called = [title.detail for place, title in titles[TEMPLATE] if place in (Place.NAME, Place.HEADING)]
        filled_in = 0 if people <= _FEW and any(known.told.get(word) == _SPECIMEN for word in called) else people
        is_form = filled_in == 0 and (BLANKS in signs or called)
        for cls in known.classes:
            if cls.id == NONE:
                continue
            case = Case()
            for place, title in _titles(titles[cls.id]) if cls.id == TEMPLATE or not is_form else ():
                case.say("name" if place is Place.NAME else "title", title)
            for term in _terms(terms[cls.id], in_text):
                case.say("text" if term.kind is EvidenceKind.CONTEXT else "term", term)
            for sign in sorted(cls.signs.keys() & {*signs}):
                shown = Evidence(EvidenceKind.NEIGHBOUR, cls.signs[sign], sign)
                case.say(sign if sign in (LETTER, BLANKS) else "sign", shown)
            learnt = by_heads.get(cls.id, max(by_prose.get(cls.id, 0.0), by_gist.get(cls.id, 0.0)))
            if (not case.reasons and learnt <= 0) or (people < cls.people and no_list):
                continue
            if cls.id == LETTER and MAIL in signs and not titles[LETTER]:
                continue
            case.said["any"] = 1
            if cls.id in by_heads:
                case.said["headed"], case.said["heads"] = 1, max(_AGAINST, learnt)
            elif cls.id in by_prose:
                case.said["read"] = 1
                # Which words they are is the document's own.
                case.say("words", Evidence(EvidenceKind.NEIGHBOUR, by_prose[cls.id], WORDS))
                case.say("gist", Evidence(EvidenceKind.NEIGHBOUR, by_gist.get(cls.id, 0.0), GIST))
            if LETTER in signs and cls.id != LETTER:
                case.said["in a letter"] = 1
            if cls.people < 0:
                case.said["filled in"] = min(filled_in, 3)
            elif people < cls.people:
                case.say("nobody", Evidence(EvidenceKind.AGAINST, 1.0, "people"))
            elif cls.people and people >= _NEEDS["list"] and (case.said["sign"] or len(self._columns) >= _FEWEST):
                case.say("list", Evidence(EvidenceKind.NEIGHBOUR, 1.0, str(Entity.PERSON)))
            elif cls.people:
                case.said["somebody"] = 1
            cases[cls.id] = case
        return cases

    def _by_place(self, headed: bool) -> tuple[dict[str, list[tuple[Place, Evidence]]], dict[str, list[Evidence]]]:
        """What titles and terms say for each class, by where they stand."""
        titles: dict[str, list[tuple[Place, Evidence]]] = defaultdict(list)
        terms: dict[str, list[Evidence]] = defaultdict(list)
        for word, (place, share) in self._best.items():
            kind = EvidenceKind.CONTEXT if place is Place.TEXT else EvidenceKind.LABEL
            least = {Place.NAME: 0.35, Place.HEADING: 0.5}.get(place, 0.0)
            for name in vocabulary().titles.get(word, ()):
                # A form is called by what it is for as well (退職届（様式）), a paper of no class by whose it is.
                worth = place.title * (1.0 if share >= least or name in (TEMPLATE, NONE) else _INCIDENTAL)
                titles[name].append((place, Evidence(kind, worth, word)))
            if headed and place is Place.LABEL and is_known(word):
                continue  # weighed already
            speaks_for = vocabulary().terms.get(word, ())
            worth = place.term * (_SHARED if len(speaks_for) > 1 and place is not Place.TEXT else 1.0)
            for name in speaks_for:
                terms[name].append(Evidence(kind, worth, word))
        return titles, terms

    def _by_heads(self, headers: WordWeights) -> dict[str, float]:
        """What the heads of columns say for each class over none; nothing where they are two, which tell nothing."""
        if len(self._columns) < _FEWEST:
            return {}
        sums = headers.sums(number for column in self._columns for number in column)
        return dict(zip(headers.classes, map(float, sums), strict=True))


def _over_letters(sums: Mapping[str, float], signs: Collection[str]) -> dict[str, float]:
    """What a text says for each class over none; of a letter or mail, over a letter as well. What has no form of a
    letter is none by what it says: people write in posts and stories as they do in letters."""
    letter = sums.get(LETTER, 0.0)
    over = max(0.0, letter) if LETTER in signs or MAIL in signs else 0.0
    out = {name: max(0.0, s - over) if s > 0 else s for name, s in sums.items() if name != LETTER}
    if LETTER in signs and MAIL not in signs and sums:
        out[LETTER] = letter
    return out


def _titles(found: Sequence[tuple[Place, Evidence]]) -> list[tuple[Place, Evidence]]:
    """The surest title counts in full, further ones add a little."""
    ranked = sorted(found, key=lambda t: (-t[1].weight, t[1].detail))[:4]
    return [*ranked[:1], *((place, e._replace(weight=e.weight * _FURTHER_TITLES)) for place, e in ranked[1:])]


def _terms(found: Sequence[Evidence], most_in_text: float) -> list[Evidence]:
    """Terms up to a limit, those of running text up to a lower one: long texts hold some of everything."""
    out: list[Evidence] = []
    total = in_text = 0.0
    for e in sorted(found, key=lambda e: (-e.weight, e.detail)):
        if total + e.weight > _TERMS_AT_MOST:
            break
        if e.kind is EvidenceKind.CONTEXT:
            if in_text + e.weight > most_in_text:
                break
            in_text += e.weight
        total += e.weight
        out.append(e)
    return out
