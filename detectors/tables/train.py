"""Makes ``data/columns.npz`` from ``learnt/lists.jsonl``: ``python -m detectors.tables.train [--folds]``.

The lists are sheets as small offices keep them, a few rows of each, with the truth of each column. They were written
from memory by several hands that had not seen the product; with ``--folds`` each hand's are measured by what is learnt
from those of the others. What they say of a hand not learnt from also says how sure they may be.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from detectors.finder import Finder
from detectors.layout.category_headers import column_category
from detectors.layout.regions import layout_of
from detectors.layout.roles import column_header
from detectors.model import Table
from detectors.tables.asking import answered
from detectors.tables.judging import ARGUMENTS, taken_for
from detectors.tables.learnt.columns import KINDS, LEAST, described, learnt, under
from detectors.tables.learnt.learning import Example, trained
from detectors.tables.learnt.weights import NOTHING, OTHER, PATH, Floats, Weights

LISTS = Path(__file__).parent / "learnt" / "lists.jsonl"
HEADS = Path(__file__).parents[1] / "documents" / "heads" / "headers.tsv"
_WIDEST = 12
"""Headers of a sheet that are looked at: as many as the lists have, and a few more."""
_SLOPES = np.arange(0.3, 1.5, 0.05)
_OTHERS = [argument for argument in ARGUMENTS if argument is not learnt]


@dataclass(frozen=True, slots=True)
class Told:
    """A column of a list: its words and what it is; whether the other arguments leave it open."""

    example: Example
    is_open: bool


def kind_of(truth: str) -> str:
    """The kind of a column by its truth in a list: an entity, ``text``, or '' for nothing."""
    return NOTHING if truth in ("", "text") else truth if truth in KINDS else OTHER


def lists(path: Path = LISTS) -> Iterator[Mapping[str, Any]]:
    """The lists of a file: hand, lang, headers, truth, rows. Raises OSError where it cannot be read, ValueError where a
    line is no such list."""
    with path.open(encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def columns(some: Iterable[Mapping[str, Any]]) -> Iterator[Told]:
    """The columns of lists, as far as they have any value."""
    finder = Finder()
    for one in some:
        table = Table("", [one["headers"], *one["rows"]])
        for region in layout_of(table).tables:
            known = answered([taken_for(table, region, finder, {}, _OTHERS)], finder)[0]
            for at, column in enumerate(known.columns):
                example = Example(described(at, known), kind_of(one["truth"][column.index]), one["hand"])
                yield Told(example, known.open(column))


def heads(path: Path = HEADS) -> Iterator[Example]:
    """Headers of whole sheets that no vocabulary knows, one of each: nearly all of them head nothing of anybody. In the
    lists what is rare is written down more often than it is met; these say how seldom that is."""
    met = set[str]()
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            _, _, _, *headers = line.rstrip("\n").split("\t")
            for at, header in enumerate(headers[:_WIDEST]):
                if header not in met and column_header(header) is None and column_category(header) is None:
                    met.add(header)
                    yield Example(under(at, headers[:_WIDEST]), NOTHING, "")
                    break


def chances(model: Weights, some: Sequence[Example]) -> Floats:
    """How probable each kind of a model is for each of some columns."""
    return model.chances([np.sum([model.sum_of(g, w) for g, w in one.groups.items()], axis=0) for one in some])


def by_others(some: Sequence[Told], others: Sequence[Example]) -> Iterator[tuple[str, Weights, list[Example]]]:
    """For each hand what the others teach, and its own columns that the other arguments leave open."""
    for hand in sorted({told.example.hand for told in some}):
        model = trained([told.example for told in some if told.example.hand != hand] + [*others])
        yield hand, model, [told.example for told in some if told.is_open and told.example.hand == hand]


def slope_of(folds: Sequence[tuple[str, Weights, list[Example]]]) -> float:
    """The slope that makes what happened with hands not learnt from most probable."""

    def loss(slope: float) -> float:
        total = 0.0
        for _, model, own in folds:
            likely = chances(replace(model, slope=slope), own)
            wanted = [model.kinds.index(one.kind) if one.kind in model.kinds else -1 for one in own]
            total -= sum(float(np.log(row[k] + 1e-9)) for row, k in zip(likely, wanted, strict=True) if k >= 0)
        return total

    return float(min(_SLOPES, key=loss))


def digest() -> str:
    """Tells from which lists the weights were learnt."""
    return blake2b(LISTS.read_bytes(), digest_size=8).hexdigest()


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", action="store_true", help="measure on each hand what the others teach")
    only_folds = parser.parse_args().folds
    some = [*columns(lists())]
    others = [*heads()]
    folds = [*by_others(some, others)]
    slope = slope_of(folds)
    for hand, model, own in folds:
        model = replace(model, slope=slope)
        best = [(model.kinds[row.argmax()], float(row.max())) for row in chances(model, own)]
        told = [(kind, one.kind) for (kind, p), one in zip(best, own, strict=True) if kind in KINDS and p >= LEAST]
        missing = sum(one.kind in KINDS for one in own)
        right = sum(kind == truth for kind, truth in told)
        print(f"{hand}: {right} of {missing} open columns told, {len(told) - right} wrongly")
    if not only_folds:
        replace(trained([told.example for told in some] + others), slope=slope, learnt=digest()).save(PATH)
        print(f"{PATH.name}: {len(some):,} columns, slope {slope:.2f}, {PATH.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
