"""The engine: everything that is found in texts and tables, behind one call."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache, cached_property
from importlib import resources

from detectors.finder import Finder
from detectors.model import Table, TableVerdict
from detectors.said import weighing as said
from detectors.tables.asking import answered
from detectors.tables.judging import judging
from detectors.tables.long_tables import LongTables, apart

ENGINE_VERSION = 20
"""Raised when settling, the judging of tables or the profile changes what is reported: files are then read again."""


class Detector(Finder):
    """A ``Finder`` that judges tables, too."""

    @cached_property
    def _long_tables(self) -> LongTables:
        return {}

    @property
    def vocabulary(self) -> str:
        """The part of the signature that is not the recognizers': the engine, and the words that a class is told by."""
        return f"engine {ENGINE_VERSION} {_data_signature('data')}"

    @cached_property
    def signature(self) -> str:
        """Changes whenever a recognizer, a vocabulary, trained weights, a threshold or the engine do: a reason to read
        a file again."""
        parts = [self.vocabulary, _data_signature("names/data"), *sorted(f"{r.ID} {r.VERSION}" for r in self._ours)]
        parts.append(f"{said.ID} {said.VERSION}")
        parts += sorted(f"{r.name} {r.version}" for r in self._foreign)
        parts += [f"{k} {v}" for k, v in sorted(self._thresholds.items())] + [f"{self._default} {self._min_score}"]
        parts += [f"own {self._own_signature}"] if self._own_signature else []
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def restart(self) -> None:
        """A new file begins: own rules that ran out of time are tried again, and no table goes on."""
        super().restart()
        self._long_tables.clear()

    def judge(self, table: Table) -> TableVerdict:
        """What each column of a table holds, and what was found in cells that are not judged by column."""
        return self.judge_all([table])[0]

    def judge_all(self, tables: Sequence[Table]) -> list[TableVerdict]:
        """The verdict of each of some tables, in order."""
        held = self._long_tables
        return [v for some in apart(tables, held) for v in answered([judging(t, self, held) for t in some], self)]


@cache
def _data_signature(folder: str) -> str:
    """A hash of the vocabularies or weights in a folder that ships with the detectors."""
    digest = hashlib.sha256()
    for file in sorted(resources.files("detectors").joinpath(folder).iterdir(), key=lambda f: f.name):
        if file.is_file():
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]
