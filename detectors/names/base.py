"""What the name recognizers of both languages share: screen the sentences, tag them in bulk, weigh the evidence."""

from __future__ import annotations

import re
from abc import abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, Protocol

from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.names.tagger import Tagger, logit
from detectors.recognizer import Recognizer, Scene

TYPES = {"PER": Entity.PERSON, "ORG": Entity.ORGANIZATION, "LOC": Entity.LOCATION}

LEAST = 0.25
"""Spans below this probability are not reported at all; thresholds above it are the engine's affair."""

CELL = 2.0
"""Log-odds from which a line that is nothing but a name is taken for one on the word of the dictionaries alone."""

_TITLE = 8  # characters of the longest title before a name
_REACH = 4  # characters between a label and the name it announces
_LABEL, _AGAINST = 1.5, -1.5
# Families of labels (detectors/data/labels.yaml) whose value is a person, and those whose value is another thing.
_OWN = frozenset(("person_name", "surname", "given_name", "kana_name", "roman_name"))
_OTHER = frozenset(("organisation", "product", "address", "town", "department"))

Sentence = tuple[int, str]
"""Where it begins in the text, and the sentence."""

Found = tuple[int, int, str, float]
"""Start, end, PER/ORG/LOC, probability."""


class NameModel(Protocol):
    """Weights with what is worked out from them once a process."""

    @property
    def tagger(self) -> Tagger:
        """Decides on the tokens of a sentence."""

    @property
    def screen(self) -> Callable[[str], bool]:
        """The cheap test: whether a sentence may hold a name."""

    def cell(self, value: str) -> float:
        """Log-odds that a value is a name and nothing else."""


class NameRecognizer(Recognizer):
    """PERSON, and with lower scores ORGANIZATION and LOCATION."""

    ENTITIES: ClassVar[tuple[Entity, ...]] = (Entity.PERSON, Entity.ORGANIZATION, Entity.LOCATION)
    MODEL: ClassVar[str]
    """The model's name in the evidence."""

    AT_ONCE = 400
    """Sentences decided together."""

    KEEP = 20_000
    """Sentences whose names are remembered, none longer than ``LONGEST``: letters, signatures and notices repeat."""

    LONGEST = 400

    def __init__(self) -> None:
        self._decided: dict[str, tuple[Found, ...]] = {}

    def find(self, scene: Scene) -> Iterator[Match]:
        """Names in the scene. Raises ModelError where the weights are missing."""
        screen = self._model.screen
        waiting = [(at, s) for at, s in self._sentences(scene.view.text) if screen(s)]
        for i in range(0, len(waiting), self.AT_ONCE):
            batch = waiting[i : i + self.AT_ONCE]
            yield from self._weighed(scene, batch, self._found(scene.view.text, batch))

    def _found(self, text: str, batch: Sequence[Sentence]) -> list[Found]:
        """What the tagger finds in some sentences, each decided once: nothing outside a sentence speaks in it."""
        known = self._decided
        made: dict[str, list[Found]] = {}
        fresh: list[Sentence] = []
        for at, sentence in batch:
            if sentence not in known and sentence not in made:
                made[sentence] = []
                fresh.append((at, sentence))
        starts = [at for at, _ in fresh]
        for start, end, kind, probability in self._spans(text, fresh) if fresh else ():
            at, sentence = fresh[bisect_right(starts, start) - 1]
            made[sentence].append((start - at, end - at, kind, probability))
        out: list[Found] = []
        for at, sentence in batch:
            here = made[sentence] if sentence in made else known[sentence]
            out += [(at + start, at + end, kind, probability) for start, end, kind, probability in here]
        if len(known) + len(made) > self.KEEP:
            known.clear()
        known.update((s, tuple(found)) for s, found in made.items() if len(s) <= self.LONGEST)
        return out

    @property
    @abstractmethod
    def _model(self) -> NameModel:
        """The model, loaded once a process."""

    @abstractmethod
    def _sentences(self, text: str) -> Iterator[Sentence]:
        """The text in sentences; line ends part sentences too."""

    @abstractmethod
    def _spans(self, text: str, batch: Sequence[Sentence]) -> Iterator[Found]:
        """What the tagger finds, in order of place within each type and sentence."""

    def _weighed(self, scene: Scene, batch: Sequence[Sentence], found: Sequence[Found]) -> Iterator[Match]:
        found = sorted(found)
        starts = [f[0] for f in found]
        taken: set[int] = set()
        for start, end, odds in _lines_of_names(scene.view.text, batch, self._model.cell):
            # What overlaps the line is of the same sentence, which begins at most a title (Mrs) before the name.
            around = range(bisect_left(starts, start - _TITLE), bisect_left(starts, end))
            inside = [i for i in around if found[i][1] > start]
            surest = max((found[i][3] for i in inside if found[i][2] == "PER"), default=0.0)
            if surest < 0.5 and odds < 2 * CELL and any(found[i][3] > 0.9 for i in inside):
                continue  # surely a firm or place
            evidence = [Evidence(EvidenceKind.DICTIONARY, odds, "names")]
            if surest > 0.5:
                evidence.append(Evidence(EvidenceKind.MODEL, logit(surest), self.MODEL))
            taken.update(inside)
            yield self.match(Entity.PERSON, start, end, 0.0, evidence)
        for i, (start, end, kind, probability) in enumerate(found):
            if i not in taken:
                evidence = [Evidence(EvidenceKind.MODEL, logit(probability), self.MODEL)]
                if kind == "PER":
                    evidence += _label(scene, start)
                yield self.match(TYPES[kind], start, end, 0.0, evidence)


def _label(scene: Scene, start: int) -> list[Evidence]:
    label = scene.labels.before(start, reach=_REACH)
    if label is None or label.family not in _OWN | _OTHER:
        return []
    if label.family in _OWN:
        return [Evidence(EvidenceKind.LABEL, _LABEL, label.word)]
    return [Evidence(EvidenceKind.AGAINST, _AGAINST, label.word)]


_BEHIND = re.compile(r"(?<=..)[ ]?(?:様|さま|殿|氏|さん|くん|ちゃん|先生)$")
_BEFORE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame|Rev|Revd|Cllr)\.? (?=[^\W\d_])", re.IGNORECASE)


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
        name = sentence.strip()
        if not 2 <= len(name) <= 40 or (at and text[at - 1] != "\n"):
            continue
        end = at + len(sentence)
        if end < len(text) and text[end] != "\n" and sentence[-1] != "\n":
            continue
        if (odds := cell(name)) >= CELL:
            start = at + sentence.index(name)
            yield *bare(text, start, start + len(name)), odds
