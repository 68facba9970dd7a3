"""Every reason is said in plain words, in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from detectors import identifiers
from detectors.engine import Detector
from detectors.identifiers.abroad import REGIONS
from detectors.identifiers.phones import _KINDS
from detectors.model import Entity, EvidenceKind, Passage
from reports import wording
from reports.locale import messages
from tests.detectors.promises import TABLES

_QUOTED = {EvidenceKind.LABEL, EvidenceKind.CONTEXT, EvidenceKind.COLUMN}
"""These quote a word of the vocabulary or a share."""


def _details() -> set[str]:
    """Every detail that the source of the identifiers writes out."""
    found = set()
    for path in Path(identifiers.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Evidence", "Check"):
                kind = getattr(node.args[0], "attr", "")
                words = [a for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                found |= {str(w.value) for w in words if kind not in {k.name for k in _QUOTED}}
    return found - {""}


SPOKEN = sorted(
    _details()
    | {f"{r} number" for r in (*REGIONS, "JP", "GB")}
    | {f"{r} {kind}" for r in ("JP", "GB") for kind in _KINDS.values()}
    | set(_KINDS.values())
)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("detail", SPOKEN)
def test_every_word_of_the_evidence_has_a_wording(language: str, detail: str) -> None:
    assert f"evidence_word.{detail}" in set(messages(language).keys()) or detail in Entity.__members__


@pytest.mark.parametrize("name", TABLES)
def test_the_reasons_of_every_finding_are_japanese_in_japanese(name: str) -> None:
    say = messages("ja")
    for text, _ in TABLES[name].must:
        for match in Detector().find([Passage(text)])[0]:
            for evidence in match.evidence:
                said = wording.evidence(say, str(evidence))
                assert evidence.kind.name not in said
                assert evidence.kind in _QUOTED or not any(
                    w.isascii() and w.isalpha() and w.islower() for w in said.split()
                )
