"""What a statement about "all files" rests on: when each root was scanned, and what was not looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select

from inventory.judging.counting import place_rows
from inventory.questions.quarantined import Quarantine
from inventory.storage.store import Store
from inventory.storage.tables import File, Root, Scan
from scanner.results import Outcome


@dataclass(frozen=True, slots=True)
class RootState:
    """A root: when the newest scan of it that came to its end began (UTC, ISO; '' for none), and whether a later one
    was broken off. ``new_key``: the key is another since, so that no value can be found in its files before they are
    scanned again."""

    path: str
    scanned: str
    broken_off: bool
    new_key: bool = False


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
        scanned = all(root.scanned and not root.broken_off and not root.new_key for root in self.roots)
        return scanned and not (self.none or self.partly or self.quarantine_unknown)


def coverage(store: Store, inside: Quarantine) -> Coverage:
    """What there is to say of the store's files, and of those in quarantine. Raises StoreError."""
    files = none = partly = left_out = 0
    holding: set[str] = set()
    for place in place_rows(store):
        totals = place.totals
        if totals.hits:
            holding.add(place.root)
        part = totals.outcomes.get(Outcome.PARTIAL, 0)
        failed = totals.outcomes.get(Outcome.FAILED, 0)
        files += totals.files
        none += totals.not_examined - part
        partly += part
        # Those for which there is no reader are among the ones not examined.
        left_out += totals.outcomes.get(Outcome.SKIPPED, 0) - (totals.not_examined - part - failed)
    return Coverage(_roots(store, holding), files, none, partly, left_out, inside.files, inside.unknown)


def _roots(store: Store, holding: set[str]) -> tuple[RootState, ...]:
    with store.reading() as connection:
        numbers = {row.path: row.id for row in connection.execute(select(Root.path, Root.id).order_by(Root.path))}
        scans = connection.execute(select(Scan.roots, Scan.started, Scan.finished).order_by(Scan.id)).all()
        hashed = {
            path
            for path in holding & numbers.keys()
            if connection.execute(
                select(File.id).where(File.root_id == numbers[path], File.content_hash != "").limit(1)
            ).first()
        }
    newest = {path: RootState(path, "", False, path in holding - hashed) for path in numbers}
    for roots, started, finished in scans:
        for path in roots:
            if path in newest:
                state = newest[path]
                newest[path] = replace(state, scanned=started if finished else state.scanned, broken_off=not finished)
    return tuple(newest.values())
