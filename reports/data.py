"""The inventory as data: JSON Lines and CSV, with the columns that scripts rely on."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from typing import TextIO

from detectors.special.laws import laws
from inventory.storage.rows import FileRow, FindingRow, ProblemRow
from reports.text import encodable
from reports.view import View

FILES = [
    *("root", "path", "member_of", "format", "outcome", "problems", "size", "modified", "content_hash", "doc_class"),
    *("entities", "people", "special", "protection", "risk", "retention", "people_beside"),
]
FINDINGS = ["root", "path", "at", "entity", "count", "distinct", "score", "evidence", "masked", "column", "laws"]
PROBLEMS = ["root", "path", "kind", "stage", "detail", "at"]
COLUMNS: Mapping[str, list[str]] = {"files": FILES, "findings": FINDINGS, "problems": PROBLEMS}
FORMATS = ("jsonl", "csv")

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # a spreadsheet takes a cell beginning so for a formula
_BREAKS = {ord(c): f"\\u{ord(c):04x}" for c in "\x7f\x85\u2028\u2029"}  # line ends for some readers, not for JSON


def _file(row: FileRow) -> dict[str, object]:
    retention = row.retention
    return {
        "root": row.root,
        "path": row.path,
        "member_of": row.member_of or None,
        "format": row.format,
        "outcome": row.outcome,
        "problems": [{"kind": p.kind, "stage": p.stage, "detail": p.detail, "at": p.at} for p in row.problems],
        "size": row.size,
        "modified": row.modified,
        "content_hash": row.content_hash,
        "doc_class": row.doc_class,
        "entities": {e: {"count": n.count, "distinct": n.distinct} for e, n in sorted(row.entities.items())},
        "people": {"low": row.people.low, "high": row.people.high},
        "special": list(row.special),
        "protection": row.protection,
        "risk": row.risk,
        "retention": retention
        and {
            "rule": retention.rule,
            "due": retention.due or None,
            "overdue_days": retention.overdue_days if retention.due else None,
            "clock": retention.clock,
            "trust": retention.trust,
        },
        "people_beside": {"low": row.people.beside_low, "high": row.people.beside_high},
    }


def _finding(row: FindingRow) -> dict[str, object]:
    return {
        "root": row.root,
        "path": row.path,
        "at": row.at,
        "entity": row.entity,
        "count": row.count,
        "distinct": row.distinct,
        "score": row.score,
        "evidence": list(row.evidence),
        "masked": list(row.masked),
        "column": {"sheet": row.sheet, "letter": row.letter, "header": row.header} if row.is_column else None,
        "laws": list(laws(row.entity)),
    }


def _problem(row: ProblemRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in PROBLEMS}


def rows(view: View, what: str) -> Iterator[dict[str, object]]:
    """The rows of ``files``, ``findings`` or ``problems``, keys in the order of ``COLUMNS``. ValueError for another."""
    if what == "files":
        return map(_file, view.files())
    if what == "findings":
        return map(_finding, view.findings())
    if what == "problems":
        return map(_problem, view.problems())
    raise ValueError(f"no such export: {what}")


def _compact(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return encodable(text).translate(_BREAKS)


def _cell(value: object) -> object:
    """A CSV cell: numbers as they are, nested values as compact JSON, text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return value
    text = encodable(value) if isinstance(value, str) else _compact(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def export(view: View, what: str, format: str, out: TextIO) -> None:
    """Write ``files``, ``findings`` or ``problems`` to ``out`` as ``jsonl`` or ``csv``, one row after the other.

    CSV is for spreadsheets: it begins with a byte order mark, its lines end with CR LF (``out`` must not translate
    line ends), nested values are compact JSON, and text that would be a formula has an apostrophe before it.
    Raises ValueError for another format or kind of row.
    """
    if format not in FORMATS:
        raise ValueError(f"no such format: {format}")
    found = rows(view, what)
    if format == "jsonl":
        for row in found:
            out.write(_compact(row) + "\n")
        return
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS[what])
    for row in found:
        writer.writerow([_cell(v) for v in row.values()])
