"""Every error of one seed, for whoever looks for its cause: ``python -m tests.benchmarks.columns [seed]``."""

from __future__ import annotations

import sys

from tests.benchmarks.columns import run, show
from tests.benchmarks.columns.sheets import TUNE

_result, _made = run(int(sys.argv[1]) if len(sys.argv) > 1 else TUNE)
print("\n".join(_result.notes))
show(_result, _made)
