"""Documents of other projects' test suites: what their own tests look for in them, and what we find of it."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

from scanner.document import (
    Embedded,
    ExtractionError,
    Item,
    Problem,
    ProblemKind,
    Properties,
    Protected,
    TableBlock,
    TextBlock,
)
from scanner.extractors import ExtractOptions, extract
from tests.benchmarks.corpora import CORPORA

_FOLDER = CORPORA / "documents"
_KEYS = ("must_contain", "must_contain_embedded", "member_names")
_DEPTH = 4


def measure() -> None:
    """Prints the figures, and each miss with what was said of its file."""
    lines = (_FOLDER / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    misses: list[str] = []
    outcomes: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for row in rows:
        path = _FOLDER / row["path"]
        items = list(_all(path.read_bytes(), path.name))
        text = _bare("\n".join(_texts(items)))
        problems = [i for i in items if isinstance(i, Problem)]
        said = "; ".join(dict.fromkeys(f"{p.kind} {p.sentence()}" for p in problems)) or "no problem told"
        for key in _KEYS:
            for part in row.get(key, []):
                wanted[key] += 1
                found[key] += _bare(part) in text
                if _bare(part) not in text:
                    misses.append(f"- {key}: {row['path']}: {part[:60]!r} ({said})")
        outcome = row["outcome"]
        outcomes[outcome] += 1
        locked = any(isinstance(i, Protected) for i in items) or any(p.kind is ProblemKind.ENCRYPTED for p in problems)
        right = locked if outcome == "encrypted" else bool(text or problems or outcome == "empty")
        told[outcome] += right
        if not right:
            misses.append(f"- {outcome}: {row['path']}: passed over in silence")
    for key in _KEYS:
        print(f"{key}: {found[key]} of {wanted[key]}")
    for outcome, number in sorted(outcomes.items()):
        meant = {"encrypted": "said to be encrypted"}.get(outcome, "with text or a problem")
        print(f"{outcome} files: {told[outcome]} of {number} {meant}")
    print("\nmissed:", *misses or ["nothing"], sep="\n")


def _all(data: bytes, name: str, depth: int = 0) -> Iterator[Item]:
    for item in extract(io.BytesIO(data), name, len(data), ExtractOptions()):
        yield item
        if isinstance(item, Embedded) and depth < _DEPTH:
            try:
                inner = item.open().read()
            except ExtractionError as error:
                yield error.problem
                continue
            yield from _all(inner, item.name, depth + 1)


def _texts(items: list[Item]) -> Iterator[str]:
    for item in items:
        match item:
            case TextBlock():
                yield item.text
            case TableBlock():
                yield item.name
                yield from (" ".join(row) for row in item.rows)
            case Properties():
                yield from item.values.values()
            case Embedded():
                yield item.name
            case Problem():
                yield _member_name(item)
            case _:
                pass


def _member_name(problem: Problem) -> Any:
    """The name of a member that could not be opened: it is told by the problem alone."""
    return str(problem.at) if problem.kind is ProblemKind.ENCRYPTED else ""


def _bare(text: str) -> str:
    """NFKC without white space, for comparing."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
