"""Makes ``data/judge.yaml``: ``python -m detectors.documents.train [--folds]``.

What each kind of evidence is worth is learnt from the documents and lists of headers that the weights of words are made
from. What those say of a hand's own is what the other hands teach, for of what they were made from they know too much.
Each document is judged twice, once without what its words say, so that titles and terms are learnt for those classes,
too, of which there are no documents. With ``--folds`` each hand's are measured by what is learnt from those of the
others.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from detectors.documents.classes import Place, WordsSeen, plain
from detectors.documents.gist import train as gist_train
from detectors.documents.heads import train as heads_train
from detectors.documents.heads.weights import heads
from detectors.documents.judge import SHARES, likeliest
from detectors.documents.learning.training import Course, Example, trained
from detectors.documents.learning.weights import NONE, WordWeights
from detectors.documents.profile import DocumentProfile
from detectors.documents.prose import train as prose_train
from detectors.documents.prose.weights import prose
from detectors.finder import Finder
from detectors.layout.headers import header_of
from detectors.model import Passage

PATH = Path(__file__).parents[1] / "data" / SHARES
FILES = (prose_train.DOCUMENTS, heads_train.LISTS)
_NAMES = frozenset({"person_name", "surname", "kana_name"})
_LISTED = 3
"""People in a list with names, of which the headers do not tell how many there are."""
_LISTS, _OF_NO_CLASS, _UNREAD = 0.4, 4.0, 0.5
"""What a list counts, there being many; a list of no class, of which there are more on shares than among these; and a
document without its words."""
_ABOUT = "What each kind of evidence of a document's class is worth. Made by python -m detectors.documents.train."
_STEPS, _STRIDE = 30, 2.0
"""Newton's steps, and how far one goes at most."""
_LOOSE = 1.0
"""How far shares may be from what they are thought to be at first."""
_AS_SAID = frozenset({"name", "title", "term", "text", "heads", "words", "gist", "sign"})
"""Kinds whose worth is log-odds already: thought to be worth just that at first, and others nothing. No example has a
name of its own or people in tables, so that ``name`` and ``sign`` stay so."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of each class that a document or list may be, and which of them it is."""

    hand: str
    classes: tuple[str, ...]
    said: Mapping[str, Mapping[str, float]]
    counts: float


def _by_others(some: Sequence[Example], course: Course) -> dict[str, WordWeights]:
    """For each hand the weights that the others teach."""
    hands = sorted({one.hand[0] for one in some})
    return {hand: trained([one for one in some if one.hand[0] != hand], course) for hand in hands}


def documents_judged() -> Iterator[Judged]:
    """The documents, with and without their words."""
    by_others, finder = _by_others([*prose_train.documents()], prose_train.COURSE), Finder()
    points = [*gist_train.points()]
    gists = {hand: gist_train.trained([one for one in points if one.hand[0] != hand]) for hand in by_others}
    known = {NONE, *prose().classes}
    for (hand, classes, text), whole in zip(prose_train.texts(), points, strict=True):
        passage, profile = Passage(text), DocumentProfile()
        profile.text(passage, finder.find([passage])[0])
        content, learnt = profile.finish(), by_others[hand[0]]
        for texts, counts in ((learnt, 1.0), (None, _UNREAD)):
            gist = gists[hand[0]].told(whole.point) if texts else {}
            words = content.words.as_known_to(heads(), texts, gist)
            cases = words.cases(content.people.high, content.signs, heads(), learnt)
            said = {name: case.said for name, case in cases.items() if name in known}
            yield Judged(f"documents {hand[0]}", classes, said, counts)


def lists_judged() -> Iterator[Judged]:
    """The lists, by their headers alone."""
    by_others = _by_others([*heads_train.lists()], heads_train.COURSE)
    for hand, classes, headers in heads_train.rows():
        words, learnt = WordsSeen(), by_others[hand[0]]
        for header in headers:
            words.look(plain(header), Place.LABEL)
            words.look_at_column(header)
        families = {found.family for header in headers if (found := header_of(header)) is not None}
        cases = words.as_known_to(learnt, None, {}).cases(_LISTED if families & _NAMES else 0, (), learnt)
        counts = _LISTS * (_OF_NO_CLASS if classes[0] == NONE else 1.0)
        yield Judged(f"lists {hand[0]}", classes, {name: case.said for name, case in cases.items()}, counts)


def learnt(some: Sequence[Judged]) -> dict[str, float]:
    """The shares by these: Newton's steps to where they make what each is most likely (any of its classes will do)."""
    some = [one for one in some if len(one.said) > 1 and not one.said.keys().isdisjoint(one.classes)]
    kinds = sorted({kind for one in some for said in one.said.values() for kind in said} | _AS_SAID)
    worth = np.array([[said.get(k, 0.0) for k in kinds] for one in some for said in one.said.values()], float)
    right = np.array([name in one.classes for one in some for name in one.said])
    sizes = np.array([len(one.said) for one in some])
    starts = np.cumsum([0, *sizes[:-1]])
    counts = np.array([one.counts for one in some])
    every = np.repeat(counts, sizes)
    first = np.array([float(kind in _AS_SAID) for kind in kinds])

    def likely(shares: Numbers, among: Numbers) -> Numbers:
        sums = worth @ shares
        odds = np.exp(sums - np.repeat(np.maximum.reduceat(sums, starts), sizes)) * among
        found: Numbers = odds / np.repeat(np.add.reduceat(odds, starts), sizes)
        return found

    shares = first.copy()
    for _ in range(_STEPS):
        told, wanted = likely(shares, np.ones(len(worth))), likely(shares, right.astype(float))
        slope = worth.T @ (every * (told - wanted)) + _LOOSE * (shares - first)
        middle = np.add.reduceat(worth * told[:, None], starts)
        bend = worth.T @ (worth * (every * told)[:, None]) - middle.T @ (middle * counts[:, None])
        step = np.linalg.solve(bend + _LOOSE * np.eye(len(kinds)), slope)
        shares -= step * min(1.0, _STRIDE / float(np.abs(step).max() or 1.0))
    return {kind: round(float(share), 2) for kind, share in zip(kinds, shares, strict=True)}


def digest() -> str:
    """Tells what the shares were learnt from."""
    found = blake2b(digest_size=8)
    for file in FILES:
        found.update(file.read_bytes())
    return found.hexdigest()


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", action="store_true", help="measure on each hand what the others teach")
    folds = parser.parse_args().folds
    some = [*documents_judged(), *lists_judged()]
    for hand in sorted({one.hand for one in some}) if folds else ():
        worth = learnt([one for one in some if one.hand != hand])
        own = [one for one in some if one.hand == hand and one.counts != _UNREAD]
        told = {nobody: [one for one in own if (one.classes[0] == NONE) is nobody] for nobody in (False, True)}
        right = [[likeliest(one.said, worth)[0] in one.classes for one in told[nobody]] for nobody in told]
        print(f"{hand}: class right {sum(right[0])} of {len(right[0])}, no class {sum(right[1])} of {len(right[1])}")
    if not folds:
        text = yaml.safe_dump({"of": digest(), "shares": learnt(some)}, sort_keys=True)
        PATH.write_text(f"# {_ABOUT}\n{text}", encoding="utf-8")
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
