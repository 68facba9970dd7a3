"""The class of a document: which words of data/classes.yaml stand in which places, what heads its columns, and in which
words its text begins."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from math import inf

from detectors.documents.heads.weights import WHOLE, heads, is_known, known
from detectors.documents.learning.weights import NONE
from detectors.documents.letters import LETTER, MAIL
from detectors.documents.prose.weights import BEGINNING, WORDS, prose, words_of
from detectors.model import ClassVerdict, Entity, Evidence, EvidenceKind, score
from detectors.text.lexicon import Lexicon, load_yaml
from detectors.text.normalise import looked_up

TEMPLATE = "form_template"


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


_PRIOR, _READ, _HEADED = -3.0, -2.25, -1.5
"""What speaks against any class from the start: of a document, of one whose words are weighed against those of
documents of no class already, and of one with a table, whose headers are weighed against those of such tables."""
_NOBODY = -2.0
_LISTED = 1.5
"""What it is worth to a class of lists of people that there are some: tables of no class are mostly about nobody."""
_HEADS = 0.8
"""Share of its worth that what headers say keeps beside names and titles, which say the same in part."""
_AGAINST = -3.0
"""What headers say against a class at most: a table of what was decided is in minutes, too."""
_PROSE = 1.3
"""Share of its worth that what the words of a text say keeps beside titles and terms, which say the same in part."""
_CONTACT, _CONTACTS = 0.4, frozenset({"phone", "address", "email"})
"""What it is worth that people can be reached: most documents tell how."""
_SHARED = 0.6
"""Share of its worth that a term keeps where several classes know it."""
_NEEDS = {"": 0, "people": 1, "list": 3}
_FAMILY, _FAMILIES_AT_MOST = 0.8, 3
_TERMS_AT_MOST, _TEXT_TERMS_AT_MOST = 4.0, 2.8
_LONG, _LONG_TEXT_TERMS_AT_MOST = 8_000, 2.2
"""Characters of a long text, and what its terms say at most: it holds some of everything."""
_FURTHER_TITLES = 0.25
"""Share of its worth that a second title word of the same class adds."""
_INCIDENTAL = 0.7
"""Share of its worth that a title word keeps where it is the smaller part of a heading or name."""
_WORDS = 12
"""Different words of a text, known ones, below which they are not weighed: a line tells little."""
_SHOWN = 6
_FEWEST, _COLUMNS = 3, 300
"""Headers that make a list of people rather than names with something beside them; headers that are weighed at most."""


@dataclass(frozen=True, slots=True)
class DocumentClass:
    """An entry of data/classes.yaml."""

    id: str
    families: frozenset[str]
    entities: Mapping[str, float]
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
        raise ValueError(f"classes.yaml: {field} is not a mapping of languages")
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
        families = frozenset(entry.get("families", ()))
        entities = {str(k): float(v) for k, v in entry.get("entities", {}).items()}
        signs = {str(k): float(v) for k, v in entry.get("signs", {}).items()}
        classes.append(DocumentClass(name, families, entities, signs, _NEEDS[entry.get("needs", "")]))
        for field, words in (("titles", titles), ("terms", terms)):
            for word in _words(entry, field):
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
        told |= dict.fromkeys(looked_up(map(str, entry["words"])), what)
    parts = Lexicon((what, word) for word, what in told.items())
    return told | {word: found[0].key for word in known if (found := parts.find(word))}, least


class WordsSeen:
    """The vocabulary's words met so far, each with the best place and the share of its line there; and the heads of
    columns, by the numbers of their words."""

    def __init__(self) -> None:
        self._best: dict[str, tuple[Place, float]] = {}
        self._columns: dict[tuple[int, ...], None] = {}
        self._prose: set[int] = set()
        self._text = self._read = 0

    def copy(self) -> WordsSeen:
        """The same words, to look further from."""
        other = WordsSeen()
        other._best.update(self._best)
        other._columns.update(self._columns)
        other._prose |= self._prose
        other._text, other._read = self._text, self._read
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

    def read(self, folded: str) -> None:
        """Read a folded text or form, of which the beginning tells."""
        if self._read < BEGINNING:
            self._prose.update(prose().known(words_of(folded[: BEGINNING - self._read])))
            self._read += len(folded)

    def look_at_column(self, header: str) -> None:
        """Look at the header of a column, as it is written."""
        if len(self._columns) < _COLUMNS and (words := known(header)):
            self._columns[words] = None

    def told(self) -> list[str]:
        """What the words met tell of the document, beside its class: the keys of data/told.yaml, in order."""
        known = vocabulary()
        seen = [(known.told[word], place) for word, (place, _) in self._best.items() if word in known.told]
        sure = {what for what, place in seen if place is not Place.TEXT}
        times = Counter(what for what, _ in seen)
        return sorted(sure | {what for what, n in times.items() if n >= known.least[what]})

    def verdict(
        self, families: Mapping[str, str], entities: Collection[str], people: int, signs: Collection[str] = ()
    ) -> ClassVerdict:
        """The likeliest class, or ``none`` where none is likelier than not. ``families``: label families met, each with
        the vocabulary's word that was met; ``signs``: what a table of people shows of its class without words."""
        by_heads = self._by_heads() if self._columns else {}
        titles: dict[str, list[Evidence]] = defaultdict(list)
        terms: dict[str, list[Evidence]] = defaultdict(list)
        for word, (place, share) in self._best.items():
            kind = EvidenceKind.CONTEXT if place is Place.TEXT else EvidenceKind.LABEL
            for name in vocabulary().titles.get(word, ()):
                whole = place in (Place.TEXT, Place.LABEL, Place.FOLDER) or share >= (
                    0.5 if place is Place.HEADING else 0.25
                )
                titles[name].append(Evidence(kind, place.title * (1.0 if whole else _INCIDENTAL), word))
            speaks_for = vocabulary().terms.get(word, ())
            worth = round(place.term * (_SHARED if len(speaks_for) > 1 and place is not Place.TEXT else 1.0), 2)
            if place is Place.LABEL and by_heads and is_known(word):
                continue  # weighed already
            for name in speaks_for:
                terms[name].append(Evidence(kind, worth, word))
        called_none = any(e.weight >= Place.HEADING.title for e in titles[NONE])
        by_prose = self._by_prose(signs) if len(self._prose) >= _WORDS and not by_heads and not called_none else {}
        best, most = ClassVerdict(NONE, 0.0), -inf
        in_text = _TEXT_TERMS_AT_MOST if self._text <= _LONG else _LONG_TEXT_TERMS_AT_MOST
        for cls in vocabulary().classes:
            mine = sorted(cls.families & families.keys()) if cls.id not in by_heads else []
            # What is something else may have the form and the words of a letter, too.
            is_more = cls.id == LETTER and best.doc_class != NONE
            by_words = by_prose.get(cls.id) if not is_more else None
            shown = [s for s in sorted(cls.signs) if s in signs and not is_more]
            learnt = by_heads.get(cls.id, 0.0) + (by_words or 0.0)
            if cls.id not in titles and cls.id not in terms and not shown and learnt <= 0:
                continue
            evidence = [*_titles(titles[cls.id]), *_terms(terms[cls.id], in_text)]
            evidence += [Evidence(EvidenceKind.NEIGHBOUR, cls.signs[s], s) for s in shown]
            evidence += [
                Evidence(EvidenceKind.LABEL, _CONTACT if f in _CONTACTS else _FAMILY, families[f]) for f in mine
            ][:_FAMILIES_AT_MOST]
            evidence += [Evidence(EvidenceKind.NEIGHBOUR, w, e) for e, w in cls.entities.items() if e in entities]
            if people < cls.people:
                evidence.append(Evidence(EvidenceKind.AGAINST, _NOBODY, "people"))
            elif cls.people and people >= _NEEDS["list"] and (shown or len(self._columns) >= _FEWEST):
                evidence.append(Evidence(EvidenceKind.NEIGHBOUR, _LISTED, str(Entity.PERSON)))
            prior = _PRIOR
            if cls.id in by_heads:
                prior = _HEADED + max(by_heads[cls.id], _AGAINST)
            elif by_words is not None:
                prior = _READ + by_words
            found = score(evidence, prior)
            if cls.id == NONE and any(e.kind is EvidenceKind.NEIGHBOUR for e in best.evidence):
                continue  # what is in it says more than what it is called
            # By weight, for probabilities near one are all the same.
            if found >= 0.5 and (weight := prior + sum(e.weight for e in evidence)) > most:
                most = weight
                best = ClassVerdict(cls.id, found, tuple(evidence))
        if best.doc_class == NONE:
            return ClassVerdict(NONE, 0.0)
        reasons = [*best.evidence]
        if best.doc_class in by_heads:
            reasons += heads().reasons(self._telling_columns, best.doc_class, EvidenceKind.LABEL, WHOLE)
        if said := by_prose.get(best.doc_class):
            reasons.append(Evidence(EvidenceKind.NEIGHBOUR, round(said, 2), WORDS))  # which ones is the document's own
        return replace(best, evidence=tuple(sorted(reasons, key=lambda e: -abs(e.weight))[:_SHOWN]))

    def _by_prose(self, signs: Collection[str]) -> dict[str, float]:
        """What the words of a text say for each class over none; of a letter or mail, over a letter as well. What has
        no form of a letter is none by its words: people write in posts and stories as they do in letters."""
        sums = dict(zip(prose().classes, map(float, prose().sums(self._prose)), strict=True))
        letter = sums.pop(LETTER, 0.0)
        over = max(0.0, letter) if LETTER in signs or MAIL in signs else 0.0
        sums = {name: max(0.0, s - over) if s > 0 else s for name, s in sums.items()}
        if LETTER in signs and MAIL not in signs:
            sums[LETTER] = letter
        return {name: _PROSE * s for name, s in sums.items()}

    @property
    def _telling_columns(self) -> Collection[tuple[int, ...]]:
        return self._columns if len(self._columns) >= _FEWEST else ()  # two headers tell nothing

    def _by_heads(self) -> dict[str, float]:
        """What the heads of columns say for each class over none."""
        sums = heads().sums(number for column in self._telling_columns for number in column)
        return dict(zip(heads().classes, (_HEADS * float(s) for s in sums), strict=True))


def _titles(found: Sequence[Evidence]) -> list[Evidence]:
    """The surest title counts in full, further ones add a little."""
    ranked = sorted(found, key=lambda e: (-e.weight, e.detail))
    return [
        e if i == 0 else Evidence(e.kind, round(e.weight * _FURTHER_TITLES, 2), e.detail)
        for i, e in enumerate(ranked[:4])
    ]


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
