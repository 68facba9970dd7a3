"""A bounded run of the fuzzer: the same cases every time. The long run is ``make fuzz``."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import seeds

QUIET = {**os.environ, "RUST_BACKTRACE": "0"}
"""Native readers panic by the hundred here; writing each one's calls down takes longer than all the reading."""
ROOT = Path(__file__).resolve().parents[2]


def test_only_declared_problems_escape_from_mutated_files(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--seed", "1", "--cases", "400", "--keep", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, cwd=ROOT, env=QUIET)
    left = sorted(p.name for p in tmp_path.iterdir())
    assert (done.returncode, left) == (0, []), done.stdout + done.stderr[-2000:]


def test_a_case_can_be_made_again() -> None:
    given = seeds()
    everything = list(given.values())
    first = [mutated(seed, everything, random.Random(f"1 0 {kind}")) for kind, seed in given.items()]
    again = [mutated(seed, everything, random.Random(f"1 0 {kind}")) for kind, seed in given.items()]
    assert first == again
    assert all(a != b for a, b in zip(first, everything, strict=True))
