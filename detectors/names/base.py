"""What the name recognizers of both languages share: screen the sentences, tag them in bulk, weigh the evidence."""

from __future__ import annotations

import re
from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, filterfalse
from operator import itemgetter
from typing import ClassVar, Protocol

from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.names.tagger import logit
from detectors.recognizer import Recognizer, Scene

TYPES = {"PER": Entity.PERSON, "ORG": Entity.ORGANIZATION, "LOC": Entity.LOCATION}

LEAST = 0.25
"""Spans below this probability are not reported at all; thresholds above it are the engine's affair."""

CELL = 2.0
"""Log-odds from which a line that is nothing but a name is taken for one on the word of the dictionaries alone."""

_TITLE = 8  # characters of the longest title before a name
_REACH = 4  # characters between a label and the name it announces
_LABEL, _AGAINST = 1.5, -1.5
_AGAIN = 2.0
"""Log-odds more for a part of a full name of the same text that the model thought might be a person's."""
_WORDS = re.compile(r"(?i)(?!\bis\b)\b[a-z]+")  # between a label and what it announces: none but "is"
# Families of labels (detectors/data/labels.yaml) whose value is a person, and those whose value is another thing.
_OWN = frozenset(("person_name", "surname", "given_name", "kana_name", "roman_name"))
_OTHER = frozenset(("organisation", "product", "address", "town", "department"))
_EITHER = _OWN | _OTHER

PRIOR = -2.5
"""Log-odds that what is told by what stands beside it is somebody, before any evidence."""

_TAKEN = 0.5
"""Score of a name from which on nothing else is looked for at its place."""

Pointed = tuple[int, int, tuple[Evidence, ...]]
"""Start and end in the view of what is told by what stands beside it, and why."""

Sentence = tuple[int, str]
"""Where it begins in the text, and the sentence."""

Found = tuple[int, int, str, float]
"""Start, end, PER/ORG/LOC, probability."""


class NameModel(Protocol):
    """Weights with what is worked out from them once a process."""

    def cell(self, value: str) -> float:
        """Log-odds that a value is a name and nothing else."""


class NameRecognizer(Recognizer):
    """PERSON, and with lower scores ORGANIZATION and LOCATION."""

    ENTITIES: ClassVar[tuple[Entity, ...]] = (Entity.PERSON, Entity.ORGANIZATION, Entity.LOCATION)
    MODEL: ClassVar[str]
    """The model's name in the evidence."""

    AT_ONCE = 2_000
    """Sentences decided together."""

    KEEP = 40_000
    """Sentences of which is remembered what was found, none longer than ``LONGEST``: letters, signatures and notices
    repeat."""

    LONGEST = 400

    def __init__(self) -> None:
        self._decided: dict[str, Sequence[Found] | None] = {}

    def find(self, scene: Scene) -> Iterator[Match]:
        """Names in the scene. Raises ModelError where the weights are missing."""
        yield from self.find_all([scene])[0]

    def find_all(self, scenes: Sequence[Scene]) -> list[list[Match]]:
        """Names in each of some scenes, whose sentences are decided together: each distinct one once. What else the
        text says is weighed afterwards, and what is told by what stands beside it is added."""
        texts = [list(self._sentences(scene.view.text)) for scene in scenes]
        decided = self._decided
        distinct = dict.fromkeys(map(itemgetter(1), chain.from_iterable(texts)))
        fresh = list(filterfalse(decided.__contains__, distinct))
        for at in range(0, len(fresh), self.AT_ONCE):
            some = fresh[at : at + self.AT_ONCE]
            decided.update(zip(some, self._found(some), strict=True))
        out = [list(self._weighed(scene, sentences)) for scene, sentences in zip(scenes, texts, strict=True)]
        if len(decided) > self.KEEP:
            decided.clear()
        for sentence in fresh:
            if len(sentence) > self.LONGEST:
                decided.pop(sentence, None)
        for scene, matches in zip(scenes, out, strict=True):
            taken = [m for m in matches if m.entity == Entity.PERSON and m.score >= _TAKEN]
            self._add(self._pointed(scene), matches, taken)
            self._add(self._beside_others(scene, {m.start for m in taken}), matches, taken)
        return out

    def _add(self, pointed: Iterable[Pointed], matches: list[Match], taken: list[Match]) -> None:
        """Add to the matches of a text who is told by what stands beside them, but where somebody is taken already."""
        for start, end, evidence in pointed:
            there = [m for m in taken if m.start < end and start < m.end]
            if there and not _is_part(there, start, end):
                continue
            for part in there:
                matches.remove(part)
                taken.remove(part)
                evidence = (*evidence, *part.evidence)
            taken.append(self.match(Entity.PERSON, start, end, PRIOR, evidence))
            matches.append(taken[-1])

    @abstractmethod
    def _beside_others(self, scene: Scene, known: set[int]) -> Iterator[Pointed]:
        """Who stands in a list with others; ``known`` are the places where people begin."""

    @abstractmethod
    def _pointed(self, scene: Scene) -> Iterator[Pointed]:
        """What must be names by what stands beside them; asked of what the model did not take for one."""

    @property
    @abstractmethod
    def _model(self) -> NameModel:
        """The model, loaded once a process."""

    @abstractmethod
    def _sentences(self, text: str) -> Iterator[Sentence]:
        """The text in sentences; line ends part sentences too."""

    @abstractmethod
    def _found(self, sentences: Sequence[str]) -> Sequence[Sequence[Found] | None]:
        """What is found in each of some sentences, by place in it; None where no name can stand."""

    def _mentioned(
        self, text: str, sentences: Sequence[Sentence], found: Sequence[Found]
    ) -> tuple[set[int], list[Found]]:
        """For which of those found, by number, the rest of the text speaks too, and whom it names besides."""
        return set(), []

    def _weighed(self, scene: Scene, sentences: Sequence[Sentence]) -> Iterator[Match]:
        decided = self._decided
        batch: list[Sentence] = []
        found: list[Found] = []
        for at, sentence in sentences:
            if (names := decided[sentence]) is not None:
                batch.append((at, sentence))
                found += [(at + start, at + end, kind, probability) for start, end, kind, probability in names]
        found.sort()
        again, new = self._mentioned(scene.view.text, sentences, found)
        starts = [f[0] for f in found]
        taken: set[int] = set()
        for start, end, odds in _lines_of_names(scene.view.text, batch, self._model.cell):
            # What overlaps the line is of the same sentence, which begins at most a title (Mrs) before the name.
            around = range(bisect_left(starts, start - _TITLE), bisect_left(starts, end))
            inside = [i for i in around if found[i][1] > start]
            surest = max((found[i][3] for i in inside if found[i][2] == "PER"), default=0.0)
            if surest < 0.5 and odds < 2 * CELL and any(found[i][3] > 0.9 for i in inside):
                continue  # surely a firm or place
            if sum(found[i][2] == "PER" for i in inside) > 1 and "  " in scene.view.text[start:end]:
                continue  # several people side by side
            evidence = [Evidence(EvidenceKind.DICTIONARY, odds, "names")]
            if surest > 0.5:
                evidence.append(Evidence(EvidenceKind.MODEL, logit(surest), self.MODEL))
            taken.update(inside)
            yield self.match(Entity.PERSON, start, end, 0.0, evidence)
        for i, (start, end, kind, probability) in enumerate(found):
            if i not in taken:
                evidence = [Evidence(EvidenceKind.MODEL, logit(probability), self.MODEL)]
                if i in again:
                    evidence.append(Evidence(EvidenceKind.MENTION, _AGAIN))
                if kind == "PER":
                    evidence += _label(scene, start)
                yield self.match(TYPES[kind], start, end, 0.0, evidence)
        for start, end, kind, probability in new:
            reasons = [Evidence(EvidenceKind.MENTION, logit(probability)), *_label(scene, start)]
            yield self.match(TYPES[kind], start, end, 0.0, reasons)


def _is_part(there: Sequence[Match], start: int, end: int) -> bool:
    """Whether what was found at a place is the surname alone of who is in full there."""
    return len(there) == 1 and there[0].start == start and there[0].end < end


def _label(scene: Scene, start: int) -> list[Evidence]:
    label = scene.labels.before(start, reach=_REACH)
    if label is None or label.family not in _EITHER:
        return []
    if _WORDS.search(scene.view.text, start - label.distance, start):
        return []  # "the package manager or Flatpak" labels nothing
    if label.family in _OWN:
        return [Evidence(EvidenceKind.LABEL, _LABEL, label.word)]
    return [Evidence(EvidenceKind.AGAINST, _AGAINST, label.word)]


_BEHIND = re.compile(r"(?<=..)[ ]?(?:様|さま|殿|氏|さん|くん|ちゃん|先生)$")
_BEFORE = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame|Rev|Revd|Cllr|Councillor|Nurse|Matron)\.? (?=[^\W\d_])", re.IGNORECASE
)


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the honorific behind a name or the title before it: neither is part of the name."""
    if behind := _BEHIND.search(text[start:end]):
        end = start + behind.start()
    if before := _BEFORE.match(text, start, end):
        start = before.end()
    return start, end


def _lines_of_names(
    text: str, batch: Sequence[Sentence], cell: Callable[[str], float]
) -> Iterator[tuple[int, int, float]]:
    """Those of the sentences that are a whole line and nothing but a name, with the log-odds of that."""
    for at, sentence in batch:
        if at and text[at - 1] != "\n":
            continue
        name = sentence.strip()
        if not 2 <= len(name) <= 40:
            continue
        end = at + len(sentence)
        if end < len(text) and text[end] != "\n" and sentence[-1] != "\n":
            continue
        if (odds := cell(name)) >= CELL:
            start = at + sentence.index(name)
            yield *bare(text, start, start + len(name)), odds
