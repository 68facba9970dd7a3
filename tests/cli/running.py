"""Running ``tana`` as its users do: as a process of its own, with nothing of theirs in its environment.

``Place.tana`` forks it from a process that has everything loaded (``forked``), ``Place.program`` starts the installed
program. The second is for what is tested of the program as such, and for a run of each main job.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.cli.forked import Forked

TANA = Path(sys.executable).parent / "tana"


def _clean() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TANA", "LC_", "LANG", "XDG_", "COV"))}
    return {**kept, "LANG": "C.UTF-8"}


@dataclass
class Place:
    """A home, a temporary folder and an inventory of a test's own."""

    folder: Path
    env: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.temp.mkdir(exist_ok=True)
        self.home.mkdir(exist_ok=True)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def temp(self) -> Path:
        return self.folder / "temp"

    @property
    def database(self) -> Path:
        return self.folder / "inventory.db"

    def environment(self, **more: str) -> dict[str, str]:
        return {
            **_clean(),
            "HOME": str(self.home),
            "TMPDIR": str(self.temp),
            "TANA_DB": str(self.database),
            "COLUMNS": "100",
            **self.env,
            **more,
        }

    def tana(
        self, *arguments: str | Path, stdin: bytes = b"", timeout: float = 240.0, **env: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Run it to its end; the exit code is the caller's to check."""
        told, cwd = [*map(os.fspath, arguments)], os.fspath(self.folder)
        return _forked().run(os.fspath(TANA), told, stdin, timeout, cwd, self.environment(**env))

    def program(
        self, *arguments: str | Path, stdin: bytes = b"", timeout: float = 240.0, **env: str
    ) -> subprocess.CompletedProcess[bytes]:
        """The same by the installed program."""
        return subprocess.run(
            [TANA, *map(os.fspath, arguments)],
            input=stdin,
            capture_output=True,
            timeout=timeout,
            cwd=self.folder,
            env=self.environment(**env),
            check=False,
        )


@cache
def _forked() -> Forked:
    return Forked(_clean())


def assert_one_sentence(done: subprocess.CompletedProcess[bytes], code: int) -> str:
    """The command ended with ``code`` and told why in one line on stderr; gives that line."""
    lines = done.stderr.decode().splitlines()
    assert done.returncode == code, (done.returncode, done.stderr)
    assert len(lines) == 1, lines
    assert b"Traceback" not in done.stderr + done.stdout
    return lines[0]
