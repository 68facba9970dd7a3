"""What the examination of a file asks of the detectors: interfaces, so that tests and users may put others in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from detectors.model import Match, Passage, Table, TableVerdict
from detectors.special.whose import Subject
from scanner.duplicates import Profile


class Detects(Protocol):
    """The part of detectors.engine.Detector that is used here."""

    @property
    def signature(self) -> str: ...

    def find(self, passages: Sequence[Passage], subject: Subject | None = None) -> list[list[Match]]: ...

    def judge_all(self, tables: Sequence[Table]) -> list[TableVerdict]: ...

    def out_of_time(self) -> tuple[str, ...]: ...

    def restart(self) -> None: ...


class ContentProfile(Protocol):
    """What the content says of itself, whatever the file's name; can be pickled."""

    def under(self, path: str) -> Profile: ...


class Profiler(Protocol):
    """The part of detectors.documents.profile.DocumentProfile that is used here."""

    def text(self, passage: Passage, matches: Sequence[Match]) -> None: ...

    def table(self, table: Table, verdict: TableVerdict) -> None: ...

    def properties(self, values: Mapping[str, str]) -> None: ...

    def finish(self) -> ContentProfile: ...
