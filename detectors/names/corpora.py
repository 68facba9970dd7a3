"""Marked text for training and scoring: the rows of the corpora folder, repaired where their marking is not ours.

A corpora folder holds ``ner-ja`` and ``ner-en`` with JSON Lines files: rows ``{"id", "text", "spans": [{"start", "end",
"type"}], "source"}`` with offsets in code points. Used in training only.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

JAPANESE = ("stockmark-wikipedia", "ud-gsd")
ENGLISH = ("presidio-research-synth", "wikigold", "wnut17", "broad-twitter", "sec-filings", "re3d")

_TYPES = {"PERSON": "PER", "ORG": "ORG", "LOCATION": "LOC"}
# SEC filings mark the parties' roles, re3d marks pronouns and offices: neither is a name.
_ROLES = re.compile(r"(?i)(the )?(borrower|lender|bank|agent)s?")
_PRONOUN = re.compile(r"(?i)(i|he|she|his|her|him|we|you|they|it|me|my|us|our)")


@dataclass(frozen=True, slots=True)
class Row:
    """A text with its marked spans (start, end, PER/ORG/LOC). ``group`` keeps together what may not be split
    between training and scoring."""

    id: str
    text: str
    spans: tuple[tuple[int, int, str], ...]
    group: str
    corpus: str

    def fold_of(self, folds: int) -> int:
        """The fold that the row's group belongs to, by hash."""
        return int.from_bytes(hashlib.sha256(f"{self.corpus}/{self.group}".encode()).digest()[:4]) % folds

    def copy_of(self, ways: int) -> int:
        """A number below ``ways`` that is the row's own."""
        return int.from_bytes(hashlib.sha256(self.id.encode()).digest()[4:8]) % ways


def read(folder: Path, corpora: tuple[str, ...]) -> Iterator[Row]:
    """The rows of some corpora, in file order. Raises FileNotFoundError where one is missing."""
    for corpus in corpora:
        path = folder / ("ner-ja" if corpus in JAPANESE else "ner-en") / f"{corpus}.jsonl"
        last, run = -10, 0
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            number = int(re.sub(r"\D", "", row["id"].rsplit("-", 1)[-1]) or 0)
            if number - last > 2:
                run = number
            last = number
            spans = tuple(
                (s["start"], s["end"], _TYPES[s["type"]])
                for s in row["spans"]
                if s["type"] in _TYPES and _ours(corpus, row["text"], s["start"], s["end"], s["type"])
            )
            yield Row(row["id"], row["text"], spans, _group(corpus, row, run), corpus)


def _ours(corpus: str, text: str, start: int, end: int, kind: str) -> bool:
    if corpus == "broad-twitter" and text[max(start - 1, 0) : start + 1].strip()[:1] in ("@", "#"):
        return False  # an account's handle or a hashtag, marked in this corpus only
    if kind != "PERSON":
        return True
    name = text[start:end]
    if corpus == "sec-filings":
        return not _ROLES.fullmatch(name)
    if corpus == "re3d":
        return not _PRONOUN.fullmatch(name) and not name.lower().startswith("the ") and " minister" not in name.lower()
    return True


def _group(corpus: str, row: dict[str, object], run: int) -> str:
    """The article, template or document a row comes from; its own id where rows are independent."""
    source, text = str(row["source"]), str(row["text"])
    if corpus == "stockmark-wikipedia":
        return source.rpartition("curid=")[2]
    if corpus == "presidio-research-synth":
        # Templates bear other numbers in other files: what the blanks leave over is the same.
        spans = row["spans"]
        assert isinstance(spans, list)
        for span in sorted(spans, key=lambda s: -int(s["start"])):
            text = text[: span["start"]] + "_" + text[span["end"] :]
        return re.sub(r"\W+", " ", text).lower()
    if corpus == "wikigold":
        return f"run{run}"  # whole articles were kept: a run of ids is one or more of them
    if corpus in ("sec-filings", "re3d"):
        return source
    return str(row["id"])
