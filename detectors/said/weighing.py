"""What the network says of a text, weighed with what the vocabulary of special categories says.

Only sentences are looked at that have a hint or a word of the vocabulary, where something may be about somebody who is
pointed at. A stretch that touches a word of its category adds to that; one that stands alone is a match of its own; and
that the network finds nothing around a word speaks against it, most of all against an ordinary one. Sentences that come
again are remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from detectors.model import SPECIAL_CATEGORIES, Evidence, EvidenceKind, Match, score
from detectors.names.numbering import Numbering
from detectors.said.network import Network, hints, network
from detectors.said.spans import Stretch, stretches
from detectors.said.words import ENGLISH_WORDS, JAPANESE_WORDS, LANGUAGES, Place, is_japanese
from detectors.special.whose import ILLNESS, PRIOR, SILENCE, Subject, befell, is_somebodys, within_reach
from detectors.text.lexicon import Lexicon
from detectors.text.normalise import Trait, View

ID = "said"
"""The recognizer that such a match names."""
VERSION = 1

_ALONE, _AMONG_ORDINARY, _MOST = -0.5, -1.4, 1.0
"""What a stretch is worth less where no word of the vocabulary stands in it, and where only an ordinary one does, and
the most that it adds to one."""
_SILENCE, _ORDINARY = -0.4, -1.5
"""What it is worth that the network finds nothing around a word, and around one that is an ordinary word."""

_SENTENCE = tuple[int, str, str]
"""Where it begins, the sentence folded, and its language."""
_KEEP, _TOKENS, _LONGEST = 20_000, 100_000, 400
"""Sentences and tokens remembered before all begins afresh, and characters of the longest sentence that is."""


class Sayings:
    """The networks of both languages with what they said lately. Not thread-safe; one a process."""

    def __init__(self) -> None:
        self._met: dict[tuple[str, str], Sequence[Stretch]] = {}
        self._numberings = {name: Numbering() for name in LANGUAGES}

    def weighed(
        self,
        views: Sequence[View],
        proposed: Sequence[list[Match]],
        sure: Callable[[Match], bool],
        subject: Subject | None,
    ) -> list[list[Match]]:
        """What was proposed in the texts of a document, one after the other, and what the network says of them.

        ``sure`` says whether a match is reported; ``subject`` whom the document is known to be about. Raises ModelError
        where the weights are missing.
        """
        told = subject.copy() if subject is not None else Subject()
        texts: list[list[_SENTENCE]] = []
        for view, some in zip(views, proposed, strict=True):
            places = [m.start for m in some if m.entity in SPECIAL_CATEGORIES]
            places += [hit.start for hit in _hints().find(view.folded)]
            reach = within_reach(some, view.text, sure, told.left) if places else ()
            texts.append(_sentences(view, [p for p in places if any(a <= p < b for a, b in reach)]))
            told.read([m for m in some if sure(m)], len(view.text))
        wanted = {(language, sentence) for text in texts for _, sentence, language in text}
        self._listen(sorted(wanted.difference(self._met)))
        out = [
            self._joined(view, some, text) if text else some
            for view, some, text in zip(views, proposed, texts, strict=True)
        ]
        if len(self._met) > _KEEP:
            self._met.clear()
        return out

    def _listen(self, sentences: Sequence[tuple[str, str]]) -> None:
        for name, language in LANGUAGES.items():
            own = [sentence for of, sentence in sentences if of == name]
            if not own:
                continue
            if len(self._numberings[name].tokens) > _TOKENS:
                self._numberings[name] = Numbering()
            places: list[list[Place]] = [language.places(sentence) for sentence in own]
            batch = self._numberings[name].batch([token for token, _, _ in some] for some in places)
            if not len(batch.numbers):
                self._met.update(((name, sentence), ()) for sentence in own)
                continue
            scores = network(name).scores(batch)
            for sentence, some, begin in zip(own, places, batch.starts.tolist(), strict=True):
                self._met[name, sentence] = stretches(some, scores[begin : begin + len(some)]) if some else ()

    def _joined(self, view: View, proposed: list[Match], text: Sequence[_SENTENCE]) -> list[Match]:
        special = [m for m in proposed if m.entity in SPECIAL_CATEGORIES]
        changed: dict[int, Match] = {}
        alone: list[Match] = []
        for at, sentence, language in text:
            model, detail = network(language), f"{ID}.{language}"
            here = [m for m in special if at <= m.start < at + len(sentence)]
            silences = {id(match): _silence(match, view.folded) for match in here}
            told: dict[int, float] = {}
            for stretch in self._met[language, sentence]:
                start, end = at + stretch.start, at + stretch.end
                entity, odds = model.entities[stretch.category], _odds(model, stretch)
                touched = [m for m in here if m.entity == entity and m.start < end and start < m.end]
                for match in touched:
                    less = _AMONG_ORDINARY if silences[id(match)] == _ORDINARY else 0.0
                    told[id(match)] = max(told.get(id(match), 0.0), min(odds + less, _MOST))
                if not touched:
                    reasons = [Evidence(EvidenceKind.MODEL, round(odds - PRIOR + _ALONE, 2), detail)]
                    if is_somebodys(view.folded, start, end):
                        reasons.append(Evidence(EvidenceKind.NEIGHBOUR, 0.0, "said of somebody"))
                    alone.append(Match(entity, start, end, score(reasons, PRIOR), tuple(reasons), ID))
            for match in here:
                if (worth := told.get(id(match), silences[id(match)])) is not None:
                    changed[id(match)] = _with(match, worth, detail)
        return [changed.get(id(m), m) for m in proposed] + alone


def _silence(match: Match, folded: str) -> float | None:
    """What it is worth against a word of the vocabulary that the network finds nothing around it; None for what stands
    behind a label, of which no sentence is made. That something befell somebody (was arrested) is no ordinary word."""
    said = max((e.weight for e in match.evidence if e.kind is EvidenceKind.DICTIONARY), default=None)
    if said is None or any(e.kind is EvidenceKind.LABEL for e in match.evidence):
        return None
    return _ORDINARY if said < ILLNESS and not befell(folded, match.start, match.end) else _SILENCE


def _with(match: Match, worth: float, detail: str) -> Match:
    told = (EvidenceKind.MODEL, detail) if worth >= 0 else (EvidenceKind.AGAINST, SILENCE)
    reasons = (*match.evidence, Evidence(told[0], round(worth, 2), told[1]))
    return match._replace(evidence=reasons, score=score(reasons, PRIOR))


def _odds(model: Network, stretch: Stretch) -> float:
    """The log-odds with which such stretches came true."""
    slope, offset = model.calibration
    return slope * stretch.odds + offset


@cache
def _hints() -> Lexicon:
    return Lexicon((name, word) for name in LANGUAGES for word in hints(name))


def _sentences(view: View, places: Sequence[int]) -> list[_SENTENCE]:
    """The sentences of a text in which some places are, in order."""
    text, folded = view.text, view.folded
    japanese = bool(view.traits & (Trait.KANA | Trait.KANJI))
    out: list[_SENTENCE] = []
    line, cut = -1, 0
    for place in sorted(places):
        if place < cut:
            continue
        begin = text.rfind("\n", 0, place) + 1
        if begin != line:
            line, parts = begin, list(_cut(text[begin : _end_of_line(text, place)], japanese))
        for at, part, language in parts:
            if begin + at <= place < begin + at + len(part):
                cut = begin + at + len(part)
                out.append((begin + at, folded[begin + at : cut], language))
    return out


def _end_of_line(text: str, place: int) -> int:
    end = text.find("\n", place)
    return end if end >= 0 else len(text)


def _cut(line: str, japanese: bool) -> Iterator[tuple[int, str, str]]:
    """The sentences of a line, each with its language."""
    if not japanese:
        yield from ((at, part, ENGLISH_WORDS.name) for at, part in ENGLISH_WORDS.sentences(line))
        return
    for at, part in JAPANESE_WORDS.sentences(line):
        if is_japanese(part):
            yield at, part, JAPANESE_WORDS.name
        else:
            yield from ((at + begin, inner, ENGLISH_WORDS.name) for begin, inner in ENGLISH_WORDS.sentences(part))
