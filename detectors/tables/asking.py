"""Tables judged together: what each asks of the recognizers is asked for all of them at once.

Judging a table is a generator that asks and goes on with the answers. A recognizer costs much by itself and little for
each text that it is shown, and most tables of a document are small.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from detectors.model import SPECIAL_CATEGORIES, Entity, Match, Passage
from detectors.text.normalise import View

if TYPE_CHECKING:
    from detectors.finder import Finder

NAMES = frozenset({Entity.PERSON, Entity.ORGANIZATION, Entity.LOCATION})
"""What values are not shown to recognizers for: a column of names is told by its values together."""
_IN_VALUES = frozenset(Entity) - NAMES - SPECIAL_CATEGORIES


@dataclass(frozen=True, slots=True)
class Question:
    """What the recognizers propose in some values, names apart, unsettled; what is found in some passages."""

    values: Sequence[View] = ()
    passages: Sequence[Passage] = ()


Answers = list[list[Match]]
"""The matches in each of the values, then those in each of the passages."""

_T = TypeVar("_T")
Asking = Generator[Question, Answers, _T]


def answered(asking: Sequence[Asking[_T]], finder: Finder) -> list[_T]:
    """What each of some comes to, in order; the questions that they ask at a time are put together."""
    out: dict[int, _T] = {}
    answers: Mapping[int, Answers | None] = dict.fromkeys(range(len(asking)))
    while answers:
        asked: dict[int, Question] = {}
        for number, answer in answers.items():
            try:
                asked[number] = next(asking[number]) if answer is None else asking[number].send(answer)
            except StopIteration as end:
                out[number] = end.value
        answers = _answers(asked, finder)
    return [out[number] for number in range(len(asking))]


def _answers(asked: Mapping[int, Question], finder: Finder) -> dict[int, Answers]:
    proposed = iter(finder.proposed([v for question in asked.values() for v in question.values], _IN_VALUES))
    found = iter(finder.find([p for question in asked.values() for p in question.passages]))
    return {
        number: [*islice(proposed, len(question.values)), *islice(found, len(question.passages))]
        for number, question in asked.items()
    }
