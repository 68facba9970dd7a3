"""Finding in text: which recognizers can fire here, run them, settle overlaps, weigh, report.

Works on batches. A recognizer whose cheap test fails is not called; what none of ours knows, any Presidio recognizer of
the registry can add.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from detectors.model import (
    CONTEXTUAL,
    NEGATIVE,
    SPECIAL_CATEGORIES,
    Entity,
    Evidence,
    EvidenceKind,
    Match,
    Passage,
)
from detectors.recognizer import Recognizer, Scene
from detectors.said.weighing import Sayings
from detectors.special.whose import Subject, about_people
from detectors.text.lexicon import load_yaml
from detectors.text.normalise import View, spaced, unspaced

if TYPE_CHECKING:
    from detectors.own.allow import Hashed, OwnValues
    from detectors.own.model import OwnRules
    from detectors.own.recognizers import OwnRecognizer

NESTED = frozenset(
    {
        (Entity.ADDRESS, Entity.JP_POSTAL_CODE),
        (Entity.ADDRESS, Entity.UK_POSTCODE),
    }
)
"""Which entity may be reported inside which other: a postcode is part of an address and a finding of its own."""

_FAINT = 0.05
"""From this asked score down the recognizers also work out what only just could be, and negatives are shown."""

_LONGEST_VALUE = 400
"""Characters: nothing longer is one finding; it would be a recognizer's mistake."""

_STRETCH = 64
"""Characters: the grain in which neighbours are looked up."""


class Finder:
    """All recognizers of a registry behind one call. Building it loads nothing heavy; the first text does.

    ``min_score`` replaces every threshold of detectors/data/thresholds.yaml; 0 shows all that was considered. ``own``
    are an organisation's rules, ``hashed`` gives the keyed hash of a value where they have such. Raises ValueError for
    a score out of range and for hashes without ``hashed``, ImportError for a model that is not installed.
    """

    def __init__(
        self,
        min_score: float | None = None,
        recognizers: Sequence[Any] | None = None,
        own: OwnRules | None = None,
        hashed: Hashed | None = None,
    ) -> None:
        if recognizers is None:
            from detectors.registry import recognizers as default

            recognizers = default()
        if min_score is not None and not 0.0 <= min_score <= 1.0:
            raise ValueError("the least score lies between 0 and 1")
        self.own: OwnValues | None = None
        self.own_recognizers: tuple[OwnRecognizer, ...] = ()
        self._own_signature = own.signature if own else ""
        self._clock = None
        if own:
            from detectors.own.allow import OwnValues
            from detectors.own.clock import Clock
            from detectors.own.recognizers import OwnRecognizer

            self._clock = Clock()
            self.own = OwnValues(own, self._clock, hashed)
            self.own_recognizers = tuple(OwnRecognizer(rule, self._clock) for rule in own.rules)
            recognizers = [*recognizers, *self.own_recognizers]
            if own.models:
                from detectors.spacy_models import ModelRecognizer

                recognizers += [ModelRecognizer(name) for name in own.models]
        self._ours = [r for r in recognizers if isinstance(r, Recognizer)]
        special = any(not SPECIAL_CATEGORIES.isdisjoint(r.ENTITIES) for r in self._ours)
        self._sayings = Sayings() if special else None
        self._plans: dict[frozenset[str] | None, list[tuple[Recognizer, int, bool]]] = {}
        self._foreign = [r for r in recognizers if not isinstance(r, Recognizer)]
        self._min_score = min_score
        thresholds = {str(k): float(str(v)) for k, v in load_yaml("thresholds.yaml").items()}
        self._default = thresholds.pop("default")
        self._thresholds = thresholds

    def find(self, passages: Sequence[Passage], subject: Subject | None = None) -> list[list[Match]]:
        """The findings of each passage, in order of place, offsets in the passage's text as given.

        ``subject`` knows whom the document is about that the passages are of, one after the other, and learns more of
        it. Raises nothing for any text. The list has one entry for each passage.
        """
        faint = self._min_score is not None and self._min_score <= _FAINT
        views = [passage.view for passage in passages]
        spoken = [v for v in views if v.text.strip()]
        every = self.proposed(spoken, None, faint)
        if self._sayings is not None:
            every = self._sayings.weighed(spoken, every, self._sure, subject)
        proposed = iter(every)
        found: list[list[Match]] = []
        for view in views:
            known = subject.left if subject is not None else 0
            found.append(self._reported(view, next(proposed), faint, known) if view.text.strip() else [])
            if subject is not None:
                subject.read(found[-1], len(view.text))
        return found

    def out_of_time(self) -> tuple[str, ...]:
        """The names of own rules that ran out of time since this was asked last: what they would have found in what was
        examined since is not known."""
        return self._clock.told() if self._clock is not None else ()

    def restart(self) -> None:
        """A new file begins: own rules that ran out of time are tried again."""
        if self._clock is not None:
            self._clock.restart()

    def candidates(self, view: View, entities: Collection[str] | None = None, faint: bool = False) -> list[Match]:
        """Everything any recognizer proposes, unsettled, offsets in the view. For judging columns.

        With ``entities`` only recognizers that can find one of these are asked; ``faint`` as in Scene.
        """
        return self.proposed([view], entities, faint)[0]

    def proposed(
        self, views: Sequence[View], entities: Collection[str] | None = None, faint: bool = False
    ) -> list[list[Match]]:
        """What ``candidates`` gives for each of some views. A recognizer is asked about all of them at once."""
        if not views:
            return []
        scenes = Scene.all(views, faint)
        alike: dict[int, list[int]] = defaultdict(list)  # by traits
        for i, view in enumerate(views):
            alike[view.traits.value].append(i)
        out: list[list[Match]] = [[] for _ in views]
        having: dict[int, list[tuple[Scene, list[Match]]]] = {}  # the scenes by the traits that they have at least
        for recognizer, needs, particular in self._asked(entities):
            wanted = having.get(needs)
            if wanted is None:
                held = [some for traits, some in alike.items() if needs & traits == needs]
                wanted = having[needs] = [(scenes[i], out[i]) for i in sorted(itertools.chain.from_iterable(held))]
            if particular:
                wanted = [pair for pair in wanted if recognizer.wants(pair[0].view)]
            if wanted:
                for (_, proposed), found in zip(wanted, recognizer.find_all([s for s, _ in wanted]), strict=True):
                    proposed.extend(found)
        if self._foreign:
            for view, proposed in zip(views, out, strict=True):
                found = self._from_presidio(view)
                proposed.extend(m for m in found if entities is None or m.entity in entities)
        return out

    def _asked(self, entities: Collection[str] | None) -> Sequence[tuple[Recognizer, int, bool]]:
        """The recognizers that can find one of these, each with the traits it needs and whether it wants more than
        those."""
        key = None if entities is None else frozenset(entities)
        if key not in self._plans:
            self._plans[key] = [
                (r, r.NEEDS.value, type(r).wants is not Recognizer.wants)
                for r in self._ours
                if key is None or not key.isdisjoint(r.ENTITIES)
            ]
        return self._plans[key]

    def threshold(self, entity: str) -> float:
        """The score from which an entity is reported."""
        if self._min_score is not None:
            return self._min_score
        return self._thresholds.get(entity, self._default)

    def _reported(self, view: View, proposed: Sequence[Match], faint: bool, known: int) -> list[Match]:
        kept = self.settle(proposed, view.text, known)
        if self.own is not None:
            kept = about_people(self.own.sifted(view, kept), view.text, self._sure, known)
        out = []
        for match in kept:
            if (match.entity in NEGATIVE and not faint) or match.score < self.threshold(match.entity):
                continue
            start, end = view.source(match.start, match.end)
            moved = start != match.start or end != match.end
            out.append(match._replace(start=start, end=end) if moved else match)
        return sorted(out, key=attrgetter("start", "end", "entity"))

    def settle(self, proposed: Sequence[Match], text: str = "", known: int = 0) -> list[Match]:
        """Overlaps settled: addresses first, then what has a form of its own, then what a model says; among equals the
        more probable, then the longer. Below its threshold nothing pushes anything out.

        A special category stays only where something near it in the same passage points at a person.
        """
        ranked = sorted(proposed, key=lambda m: (self._tier(m), -m.score, m.start - m.end, m.start, m.entity))
        # Kept matches by the stretches of text they touch, each with whether it reaches its threshold.
        around: dict[int, list[tuple[Match, bool]]] = defaultdict(list)
        kept: list[Match] = []
        for match in ranked:
            if match.end - match.start > _LONGEST_VALUE or match.end <= match.start:
                continue
            stretches = range(match.start // _STRETCH, (match.end - 1) // _STRETCH + 1)
            if any(_pushed_out(match, around[stretch]) for stretch in stretches if stretch in around):
                continue
            kept.append(match)
            sure = self._sure(match)
            for stretch in stretches:
                around[stretch].append((match, sure))
        return about_people(kept, text, self._sure, known)

    def _sure(self, match: Match) -> bool:
        """Whether a match reaches the threshold that ships."""
        return match.score >= self._thresholds.get(match.entity, self._default)

    def _tier(self, match: Match) -> int:
        if not self._sure(match):
            return 2
        # The places and streets inside an address are often surer than the address as a whole, and say less.
        if match.entity == Entity.ADDRESS:
            return 0
        # A model sees firms in the hosts of mail addresses; what has a form of its own goes before what a model says.
        for reason in match.evidence:
            if reason.kind is EvidenceKind.MODEL:
                return 2
        return 2 if match.entity in CONTEXTUAL else 1

    def _from_presidio(self, view: View) -> Iterator[Match]:
        text, added = spaced(view.text)
        for recognizer in self._foreign:
            for result in recognizer.analyze(text, recognizer.supported_entities, None) or ():
                yield Match(
                    result.entity_type,
                    unspaced(result.start, added),
                    unspaced(result.end, added),
                    round(float(result.score), 4),
                    (Evidence(EvidenceKind.MODEL, 0.0, recognizer.name),),
                    f"presidio.{recognizer.name}",
                )


def _pushed_out(match: Match, kept: Sequence[tuple[Match, bool]]) -> bool:
    """Whether one of the matches kept, each with whether it reaches its threshold, leaves no room for another."""
    start, end = match.start, match.end
    for winner, sure in kept:
        apart = winner.start >= end or winner.end <= start
        if not apart and (winner.entity == match.entity or (sure and _excludes(winner, match))):
            return True
    return False


def _excludes(winner: Match, other: Match) -> bool:
    """Whether of two overlapping matches the winner leaves no room for the other."""
    if (winner.entity, other.entity) in NESTED or (other.entity, winner.entity) in NESTED:
        return False
    # A special category is a word about the person, which may well stand inside another finding.
    return other.entity not in SPECIAL_CATEGORIES and winner.entity not in SPECIAL_CATEGORIES
