"""What a statement about "all files" rests on: when each root was scanned, and what was not looked at."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from inventory.judging.counting import place_rows
from inventory.questions.quarantined import Quarantine
from inventory.storage.store import Store
from inventory.storage.tables import Root, Scan
from scanner.results import Outcome


@dataclass(frozen=True, slots=True)
class RootState:
    """A root: when the newest scan of it that came to its end began (UTC, ISO; '' for none), and whether a later one
    was broken off."""

    path: str
    scanned: str
    broken_off: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the inventory knows of: ``files`` are there (members of archives and mails included), ``none`` of these
    could not be looked at, ``partly`` only in part, ``left_out`` were left out on purpose (links, devices, exclusions).
    ``quarantined`` lie in quarantine, and what is in ``quarantine_unknown`` of these is not known, or not any more."""

    roots: tuple[RootState, ...]
    files: int
    none: int
    partly: int
    left_out: int
    quarantined: int = 0
    quarantine_unknown: int = 0

    @property
    def complete(self) -> bool:
        """Whether all that was to be looked at was looked at."""
        scanned = all(root.scanned and not root.broken_off for root in self.roots)
        return scanned and not (self.none or self.partly or self.quarantine_unknown)


def coverage(store: Store, inside: Quarantine) -> Coverage:
    """What there is to say of the store's files, and of those in quarantine. Raises StoreError."""
    files = none = partly = left_out = 0
    for place in place_rows(store):
        totals = place.totals
        part = totals.outcomes.get(Outcome.PARTIAL, 0)
        failed = totals.outcomes.get(Outcome.FAILED, 0)
        files += totals.files
        none += totals.not_examined - part
        partly += part
        # Those for which there is no reader are among the ones not examined.
        left_out += totals.outcomes.get(Outcome.SKIPPED, 0) - (totals.not_examined - part - failed)
    return Coverage(_roots(store), files, none, partly, left_out, inside.files, inside.unknown)


def _roots(store: Store) -> tuple[RootState, ...]:
    with store.reading() as connection:
        paths = list(connection.execute(select(Root.path).order_by(Root.path)).scalars())
        scans = connection.execute(select(Scan.roots, Scan.started, Scan.finished).order_by(Scan.id)).all()
    newest: dict[str, RootState] = {path: RootState(path, "", False) for path in paths}
    for roots, started, finished in scans:
        for path in roots:
            if path in newest:
                state = RootState(path, started, False) if finished else RootState(path, newest[path].scanned, True)
                newest[path] = state
    return tuple(newest.values())
