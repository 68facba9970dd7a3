"""The class of a document by its vocabulary (data/classes.yaml): which words stand in which places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from math import inf

from detectors.lexicon import Lexicon, load_yaml
from detectors.model import ClassVerdict, Entity, Evidence, EvidenceKind, score
from detectors.normalise import looked_up

NONE = "none"
TEMPLATE = "form_template"


class Place(Enum):
    """Where a word stands, with what it is worth there as a title and as a term (log-odds)."""

    NAME = (4.2, 1.0)
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


_PRIOR = -3.0
_NOBODY = -2.0
_LISTED, _HEADED = 1.2, 1.8
"""What a table of people is worth to the classes that are about people: they are what such tables mostly are. More
where something else than running text speaks for the class."""
_HEAD = 0.9
"""What a word that only heads columns is worth: one alone tells nothing."""
_CALLED = 1.0
"""What it is worth that the people are called so at the head of their names."""
_CONTACT, _CONTACTS = 0.4, frozenset({"phone", "address", "email"})
"""What it is worth that people can be reached: most lists tell how."""
_WHOLE_HEAD = 0.6
"""Share of a header, least, that a word which only heads columns must be."""
_SHARED = 0.6
"""Share of its worth that a term keeps where several classes know it."""
_NEEDS = {"": 0, "people": 1, "list": 3}
_FAMILY, _FAMILIES_AT_MOST = 0.8, 3
_TERMS_AT_MOST, _TEXT_TERMS_AT_MOST = 4.0, 2.8
_FURTHER_TITLES = 0.25
"""Share of its worth that a second title word of the same class adds."""
_INCIDENTAL = 0.7
"""Share of its worth that a title word keeps where it is the smaller part of a heading or name."""
_SHOWN = 6


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
    """All words of all classes, those that only head columns apart, and the classes that each speaks for."""

    classes: tuple[DocumentClass, ...]
    words: Lexicon
    heads: Lexicon
    people: Lexicon
    titles: Mapping[str, tuple[str, ...]]
    terms: Mapping[str, tuple[str, ...]]
    headed: Mapping[str, tuple[str, ...]]
    called: Mapping[str, tuple[str, ...]]


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
    heads: dict[str, list[str]] = defaultdict(list)
    called: dict[str, list[str]] = defaultdict(list)
    for name, entry in load_yaml("classes.yaml").items():
        if not isinstance(entry, dict):
            raise ValueError(f"classes.yaml: {name} is not a mapping")
        families = frozenset(entry.get("families", ()))
        entities = {str(k): float(v) for k, v in entry.get("entities", {}).items()}
        signs = {str(k): float(v) for k, v in entry.get("signs", {}).items()}
        classes.append(DocumentClass(name, families, entities, signs, _NEEDS[entry.get("needs", "")]))
        for field, words in (("titles", titles), ("terms", terms), ("heads", heads), ("called", called)):
            for word in _words(entry, field):
                if name not in words[word]:
                    words[word].append(name)
    lexicon = Lexicon((word, word) for word in {**titles, **terms})
    return Vocabulary(
        tuple(classes),
        lexicon,
        Lexicon((word, word) for word in heads),
        Lexicon((word, word) for word in called),
        {w: tuple(c) for w, c in titles.items()},
        {w: tuple(c) for w, c in terms.items()},
        {w: tuple(c) for w, c in heads.items()},
        {w: tuple(c) for w, c in called.items()},
    )


@lru_cache(20_000)
def _heads_of(folded: str) -> tuple[str, ...]:
    """The words that only head columns of which a header is nothing but one."""
    least = _WHOLE_HEAD * len(folded)
    return tuple(h.word for h in vocabulary().heads.find(folded) if h.end - h.start >= least)


@cache
def _as_head(word: str) -> tuple[tuple[str, Evidence], ...]:
    """The classes that a word speaks for at the head of a column."""
    known = vocabulary().headed[word]
    also = {*known, *vocabulary().terms.get(word, ())}
    reason = Evidence(EvidenceKind.LABEL, round(_HEAD * (_SHARED if len(also) > 1 else 1.0), 2), word)
    return tuple((name, reason) for name in known)


class WordsSeen:
    """The vocabulary's words met so far, each with the best place and the share of its line there."""

    def __init__(self) -> None:
        self._best: dict[str, tuple[Place, float]] = {}
        self._heads: set[str] = set()
        self._called: set[str] = set()

    def copy(self) -> WordsSeen:
        """The same words, to look further from."""
        other = WordsSeen()
        other._best.update(self._best)
        other._heads.update(self._heads)
        other._called.update(self._called)
        return other

    def look(self, folded: str, place: Place) -> None:
        """Look through a folded text."""
        length = max(1, len(folded.strip()))
        for hit in vocabulary().words.find(folded):
            share = (hit.end - hit.start) / length
            before = self._best.get(hit.word)
            if before is None or (place.title, share) > (before[0].title, before[1]):
                self._best[hit.word] = (place, share)

    def look_at_head(self, folded: str) -> None:
        """Look through the folded header of a column."""
        self.look(folded, Place.LABEL)
        self._heads.update(_heads_of(folded))

    def look_at_names(self, folded: str) -> None:
        """Look through the folded header of a column of names of the people that rows are about."""
        self._called.update(h.word for h in vocabulary().people.find(folded)[:1])

    def verdict(
        self,
        families: Mapping[str, str],
        entities: Collection[str],
        people: int,
        listed: bool = False,
        signs: Collection[str] = (),
    ) -> ClassVerdict:
        """The likeliest class, or ``none`` where none is likelier than not. ``families``: label families met, each with
        the vocabulary's word that was met; ``listed``: whether there is a table of people, which shows ``signs``."""
        titles: dict[str, list[Evidence]] = defaultdict(list)
        terms: dict[str, list[Evidence]] = defaultdict(list)
        for word, (place, share) in self._best.items():
            kind = EvidenceKind.CONTEXT if place is Place.TEXT else EvidenceKind.LABEL
            for name in vocabulary().titles.get(word, ()):
                whole = place in (Place.TEXT, Place.LABEL, Place.FOLDER) or share >= (
                    0.5 if place is Place.HEADING else 0.25
                )
                titles[name].append(Evidence(kind, place.title * (1.0 if whole else _INCIDENTAL), word))
            known = vocabulary().terms.get(word, ())
            worth = round(place.term * (_SHARED if len(known) > 1 and place is not Place.TEXT else 1.0), 2)
            for name in known:
                terms[name].append(Evidence(kind, worth, word))
        for word in self._heads if listed else ():
            for name, reason in _as_head(word):
                terms[name].append(reason)
        called = {name: word for word in sorted(self._called) for name in vocabulary().called[word]}
        best, most = ClassVerdict(NONE, 0.0), -inf
        for cls in vocabulary().classes:
            mine = sorted(cls.families & families.keys())
            shown = [s for s in sorted(cls.signs) if listed and s in signs]
            # People with address, telephone and mail, and nothing said of them: customers, as likely as not.
            reachable = listed and len(mine) >= _FAMILIES_AT_MOST
            mine_by_name = listed and cls.id in called
            if cls.id not in titles and cls.id not in terms and not reachable and not shown and not mine_by_name:
                continue
            evidence = [*_titles(titles[cls.id]), *_terms(terms[cls.id])]
            told = bool(shown) or mine_by_name or reachable or any(e.kind is EvidenceKind.LABEL for e in evidence)
            evidence += [Evidence(EvidenceKind.NEIGHBOUR, cls.signs[s], s) for s in shown]
            if mine_by_name:
                evidence.append(Evidence(EvidenceKind.NEIGHBOUR, _CALLED, called[cls.id]))
            evidence += [
                Evidence(EvidenceKind.LABEL, _CONTACT if f in _CONTACTS else _FAMILY, families[f]) for f in mine
            ][:_FAMILIES_AT_MOST]
            evidence += [Evidence(EvidenceKind.NEIGHBOUR, w, e) for e, w in cls.entities.items() if e in entities]
            if listed and (cls.people or told):
                evidence.append(Evidence(EvidenceKind.NEIGHBOUR, _HEADED if told else _LISTED, str(Entity.PERSON)))
            if people < cls.people:
                evidence.append(Evidence(EvidenceKind.AGAINST, _NOBODY, "people"))
            found = score(evidence, _PRIOR)
            if cls.id == NONE and any(e.kind is EvidenceKind.NEIGHBOUR for e in best.evidence):
                continue  # what is in it says more than what it is called
            # By weight, for probabilities near one are all the same.
            if found >= 0.5 and (weight := sum(e.weight for e in evidence)) > most:
                most = weight
                best = ClassVerdict(cls.id, found, tuple(sorted(evidence, key=lambda e: -abs(e.weight))[:_SHOWN]))
        return best if best.doc_class != NONE else ClassVerdict(NONE, 0.0)


def _titles(found: Sequence[Evidence]) -> list[Evidence]:
    """The surest title counts in full, further ones add a little."""
    ranked = sorted(found, key=lambda e: (-e.weight, e.detail))
    return [
        e if i == 0 else Evidence(e.kind, round(e.weight * _FURTHER_TITLES, 2), e.detail)
        for i, e in enumerate(ranked[:4])
    ]


def _terms(found: Sequence[Evidence]) -> list[Evidence]:
    """Terms up to a limit, those of running text up to a lower one: long texts hold some of everything."""
    out: list[Evidence] = []
    total = in_text = 0.0
    for e in sorted(found, key=lambda e: (-e.weight, e.detail)):
        if total + e.weight > _TERMS_AT_MOST:
            break
        if e.kind is EvidenceKind.CONTEXT:
            if in_text + e.weight > _TEXT_TERMS_AT_MOST:
                break
            in_text += e.weight
        total += e.weight
        out.append(e)
    return out
