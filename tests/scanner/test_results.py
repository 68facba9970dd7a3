"""What goes from a worker to the command arrives whole."""

from __future__ import annotations

import pickle
from dataclasses import fields

from scanner.results import ColumnRef, Finding


def test_a_finding_arrives_with_all_that_it_has() -> None:
    sent = Finding(
        "社員!C2:C9",
        "PERSON",
        8,
        7,
        0.9,
        ("LABEL 氏名",),
        ("山***",),
        (1, 2),
        "names.ja",
        ColumnRef("社員", "C", "氏名"),
    )
    arrived = pickle.loads(pickle.dumps(sent))
    assert arrived == sent
    assert all(getattr(arrived, f.name) for f in fields(Finding))
