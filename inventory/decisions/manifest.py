"""The manifest of the quarantine folder: a line of JSON for each step, from which files can be brought back, and what
was disposed of can be shown, without the inventory.

What was decided and what was known of a file is written when it goes: the inventory forgets it after a time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from detectors.model import PeopleEstimate
from inventory.decisions.disposal_log import Stage
from inventory.decisions.model import Decision
from inventory.storage.assets import NO_CLASS
from inventory.storage.places import shown_class
from inventory.storage.tables import Assessment, File

MANIFEST = "manifest.jsonl"

Facts = Mapping[str, str | int | list[str] | None]


@dataclass(frozen=True, slots=True)
class Disposed:
    """A file that was moved to quarantine, as the manifest tells it. ``stage`` is ``quarantined``, ``deleted`` or
    ``restored``. Times are ISO, UTC; ``ended`` and ``ended_by`` are of the deletion or the return. ``people`` is None,
    and words are '', where an earlier version of the program wrote the line and did not keep them. Of an
    archive or a mail they tell of what is in it, too."""

    root: str
    path: str
    size: int
    content_hash: str
    stage: Stage
    moved: str
    moved_by: str
    ended: str
    ended_by: str
    decision: int | None
    decided: str
    decided_by: str
    why: str
    rules: tuple[str, ...]
    due: str
    doc_classes: tuple[str, ...]
    people: PeopleEstimate | None
    special: tuple[str, ...]
    in_quarantine: str


def facts(connection: Connection, file_id: int, decision: Decision | None) -> Facts:
    """What is known of a file that is to go with all that is in it, and of the decision by which it goes."""
    query = select(shown_class, File.people_low, File.people_high, File.special, Assessment.rule, Assessment.due)
    query = query.outerjoin(Assessment, Assessment.file_id == File.id)
    inside = (File.container_id == file_id) & File.gone.is_(False)
    rows = list(connection.execute(query.where((File.id == file_id) | inside).order_by(File.id)))
    found: dict[str, str | int | list[str] | None] = {}
    if rows:
        # Whether the same people are in several of its files is not told: all of them at most, as in a loss.
        found = {"people_low": max(r.people_low for r in rows), "people_high": sum(r.people_high for r in rows)}
        classes = list(dict.fromkeys(r.doc_class for r in rows))
        found |= {"doc_classes": [c for c in classes if c not in NO_CLASS] or classes}
        found |= {"special": sorted({e for r in rows for e in r.special})}
        found |= {"rules": list(dict.fromkeys(r.rule for r in rows if r.rule))}
        found |= {"due": max((r.due for r in rows if r.due), default="")}
    if decision is not None:
        found |= {"decided": decision.made, "decided_by": decision.who, "why": decision.why}
    return found


def line(entry: Mapping[str, Any]) -> bytes:
    """An entry as it is written: one line, in letters that a person can read."""
    return json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def end_line(folder: bytes) -> None:
    """After an interruption: ends a line that was cut off, so that what comes next stands on one of its own. Raises
    OSError."""
    with suppress(FileNotFoundError), open(folder + b"/" + os.fsencode(MANIFEST), "r+b") as file:  # noqa: PTH123
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")


def read(folder: Path, decisions: Iterable[Decision] = ()) -> tuple[list[Disposed], int]:
    """What was ever moved to a quarantine folder, in the order in which it came; and how many lines cannot be read.
    ``decisions`` of the inventory tell what older lines do not. Raises OSError."""
    items: dict[str, list[dict[str, Any]]] = {}
    bad = 0
    for text in (folder / MANIFEST).read_bytes().splitlines():
        try:
            entry = json.loads(text)
            items.setdefault(entry["item"], []).append({**entry, "state": Stage(entry["state"])})
        except (ValueError, TypeError, KeyError):  # cut off by a power failure
            bad += 1
    by_number = {decision.id: decision for decision in decisions}
    found = (_disposed(steps, by_number) for steps in items.values())
    return sorted((each for each in found if each is not None), key=lambda each: each.moved), bad


def _disposed(steps: list[dict[str, Any]], decisions: Mapping[int, Decision]) -> Disposed | None:
    came = next((step for step in steps if step["state"] is Stage.QUARANTINED), None)
    if came is None:
        return None  # left where it was
    last = steps[-1]
    ended = last["state"] in (Stage.DELETED, Stage.RESTORED)
    told: dict[str, Any] = {}
    for step in steps:
        told |= step
    decision = decisions.get(told.get("decision") or 0)
    low, high = told.get("people_low"), told.get("people_high")
    return Disposed(
        root=told.get("root", ""),
        path=told.get("path", ""),
        size=told.get("size", 0),
        content_hash=told.get("content_hash", ""),
        stage=last["state"] if ended else Stage.QUARANTINED,
        moved=came.get("made", ""),
        moved_by=came.get("who", ""),
        ended=last.get("made", "") if ended else "",
        ended_by=last.get("who", "") if ended else "",
        decision=told.get("decision"),
        decided=told.get("decided") or (decision.made if decision else ""),
        decided_by=told.get("decided_by") or (decision.who if decision else ""),
        why=told.get("why") or (decision.why if decision else ""),
        rules=_several(told, "rules", "rule"),
        due=told.get("due", ""),
        doc_classes=_several(told, "doc_classes", "doc_class"),
        people=None if low is None or high is None else PeopleEstimate(low, high),
        special=tuple(told.get("special") or ()),
        in_quarantine=told.get("in_quarantine", ""),
    )


def _several(told: Mapping[str, Any], several: str, one: str) -> tuple[str, ...]:
    """What a line tells of all that went; older lines tell of the file itself."""
    return tuple(told.get(several) or filter(None, [told.get(one)]))
