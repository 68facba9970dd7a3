"""Runs the measurements named, or all of them."""

from __future__ import annotations

import sys

from tests.benchmarks import (
    addresses,
    calibration,
    columns,
    documents,
    growth,
    identifiers,
    people,
    prose,
    special,
    speed,
    stages,
)
from tests.benchmarks.columns import peers
from tests.benchmarks.corpora import CORPORA

MEASUREMENTS = {
    "identifiers": identifiers.measure,
    "prose": prose.measure,
    "calibration": calibration.measure,
    "addresses": addresses.measure,
    "columns": columns.measure,
    "documents": documents.measure,
    "people": people.measure,
    "speed": speed.measure,
    "special": special.measure,
    "stages": stages.measure,
    "growth": growth.measure,
    "peers": peers.measure,
}
SELF_CONTAINED = {"columns", "people", "prose", "calibration", "growth"}


def main(names: list[str]) -> int:
    """0 when all that was asked for was measured, 2 for an unknown name, 3 where the corpora are absent."""
    if unknown := set(names) - MEASUREMENTS.keys():
        print(
            f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(MEASUREMENTS)}", file=sys.stderr
        )
        return 2
    if not CORPORA.is_dir() and not (names and set(names) <= SELF_CONTAINED):
        print(
            "the corpora are not beside this checkout (../shared/corpora), so nothing can be measured", file=sys.stderr
        )
        return 3
    for name in names or MEASUREMENTS:
        print(f"\n## {name}", flush=True)
        MEASUREMENTS[name]()
    return 0


sys.exit(main(sys.argv[1:]))
