"""What of the reasons for a class a retention rule may be told by."""

from __future__ import annotations

from datetime import date

import pytest

from inventory.judging.one_file import told_by
from inventory.retention.evaluate import applies
from inventory.retention.model import FileFacts
from inventory.retention.rules import load_rules

REASONS = ("LABEL 患者", "CONTEXT 初診", "NEIGHBOUR its words", "RIVAL medical_record", "AGAINST 履歴")


def test_only_words_that_stood_in_the_file_are_handed_to_the_rules() -> None:
    assert told_by(REASONS) == ("患者", "初診")


@pytest.mark.parametrize(
    ("reason", "is_about"), [("LABEL directors", True), ("RIVAL board", False), ("AGAINST directors", False)]
)
def test_what_a_file_may_be_instead_names_no_law(reason: str, is_about: bool) -> None:
    rule = load_rules().get("uk.board-minutes")
    facts = FileFacts("minutes", "notes.docx", {}, (), date(2026, 1, 1), told_by=told_by([reason]))
    assert applies(rule, facts) is is_about
