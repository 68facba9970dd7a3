"""The scanner against the plain Presidio pipeline, both in one run, by ../shared/bench/speed.py.

The pipeline's own packages go into build/bench-venv, apart from the project's.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

from tests.benchmarks.corpora import SHARED

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "bench"
SHARES = {
    "recipe": ["--files", "160", "--seed", "1"],
    "office": ["--files", "500", "--seed", "1", "--profile", "office"],
}
"""As the yardstick's own page makes them; some five minutes, the first time."""


def share(name: str) -> Path:
    """The folder of one of the shares, made the first time."""
    made = WORK / name
    if not made.exists():
        subprocess.run([_python(), SHARED / "bench/make_share.py", made, *SHARES[name]], check=True)
    return made / "share"


def measure() -> None:
    """Prints what speed.py says of each share."""
    python = _python()
    tana = Path(sys.executable).parent / "tana"
    for profile, arguments in SHARES.items():
        folder = share(profile)
        print(f"\n{profile}: make_share.py {' '.join(arguments)}", flush=True)
        scan = [tana, "--db", "sqlite:///{tmp}/inventory.db", "-q", "scan", "{share}"]
        baseline = ["--sample", "16", "--chars-per-file", "20000", "--accept-exit", "1"]
        subprocess.run([python, SHARED / "bench/speed.py", folder, *baseline, "--", *scan], check=True)


def _python() -> Path:
    python = WORK / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(WORK / "venv", with_pip=True)
        requirements = SHARED / "bench/requirements.txt"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", requirements], check=True)
    return python
