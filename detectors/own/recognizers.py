"""Recognizers made from own rules. They have a time limit, and see Latin letters and digits apart from kana."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from math import log
from typing import Any

from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.own.clock import Clock
from detectors.own.model import OwnRule
from detectors.recognizer import Recognizer, Scene
from detectors.text.lexicon import Lexicon
from detectors.text.normalise import Trait, spaced, unspaced

_CONTEXT, _LEAST_WITH_CONTEXT = 0.35, 0.4
"""What a context word adds, and the least score with one: Presidio's LemmaContextAwareEnhancer."""
_BEFORE, _BEHIND = 60, 20
"""Characters within which a context word stands near."""

_spaced = lru_cache(maxsize=2)(spaced)


class OwnRecognizer(Recognizer):
    """One own rule: regular expressions and words, with a score and words that raise it."""

    ID = "own"
    ENTITIES: tuple[Entity, ...] = ()  # type: ignore[misc]
    NEEDS = Trait.NONE

    def __init__(self, rule: OwnRule, clock: Clock) -> None:
        import regex

        self.rule = rule
        self.ID = f"own.{rule.name}"  # type: ignore[misc]
        self.ENTITIES = (rule.entity,)  # type: ignore[assignment]
        self._clock = clock
        self._patterns = [(p, regex.compile(p.regex, p.flags)) for p in rule.patterns]
        self._context = Lexicon(("context", word) for word in rule.context)
        self._upstream: Any = upstream(rule.predefined) if rule.predefined else None

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every match of a pattern, as Presidio scores it; a check of Presidio's own decides where there is one."""
        text, added = _spaced(scene.view.text)
        seen: dict[tuple[int, int], tuple[float, str]] = {}
        for pattern, compiled in self._patterns:
            for found in self._clock.matches(self.rule.name, compiled, text):
                value = found[0]
                # A blank at an edge may be one of ours.
                start, end = found.start(), found.end()
                start, end = start + len(value) - len(value.lstrip()), end - len(value) + len(value.rstrip())
                if start >= end:
                    continue
                score = self._checked(value, pattern.score)
                place = (unspaced(start, added), unspaced(end, added))
                if score > max(self.rule.least, seen.get(place, (0.0, ""))[0]):
                    seen[place] = (score, pattern.name)
        if not seen:
            return
        labelled = next((h.word for label in scene.view.labels for h in self._context.find(label)), "")
        hits = self._context.find(scene.view.folded) if self.rule.context else []
        for (start, end), (score, name) in seen.items():
            around = (h for h in hits if start - _BEFORE <= h.start and h.end <= end + _BEHIND)
            near = next((h.word for h in around if h.end <= start or end <= h.start), "")
            word = labelled or near
            if self.rule.needs_context and not word:
                continue
            evidence = [Evidence(EvidenceKind.PATTERN, _odds(score), name or self.rule.name)]
            if word:
                raised = min(1.0, max(score + _CONTEXT, _LEAST_WITH_CONTEXT))
                kind = EvidenceKind.LABEL if labelled else EvidenceKind.CONTEXT
                evidence.append(Evidence(kind, round(_odds(raised) - _odds(score), 2), word))
                score = raised
            yield Match(self.rule.entity, start, end, round(score, 4), tuple(evidence), self.ID)

    def _checked(self, value: str, score: float) -> float:
        if self._upstream is None:
            return score
        valid = self._upstream.validate_result(value)
        if valid is not None:
            score = 1.0 if valid else 0.0
        return 0.0 if self._upstream.invalidate_result(value) else score


def upstream(name: str) -> Any:
    """A pattern recognizer of Presidio by its class name. Raises ValueError where there is none of that name."""
    from presidio_analyzer import PatternRecognizer

    found = getattr(import_module("presidio_analyzer.predefined_recognizers"), name, None)
    if not (isinstance(found, type) and issubclass(found, PatternRecognizer)):
        raise ValueError(name)
    made: Any = found
    return made()


def _odds(score: float) -> float:
    bounded = min(max(score, 0.0001), 0.9999)
    return round(log(bounded / (1.0 - bounded)), 2)
