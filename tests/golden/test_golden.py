"""Nothing is found otherwise than is stored, unless somebody meant it and renewed what is stored."""

from __future__ import annotations

import pytest

from tests import golden
from tests.benchmarks.corpora import CORPORA

RENEW = "if that is meant: python -m tests.golden"


def test_the_sample_documents_hold_what_they_held() -> None:
    assert golden.changes(golden.stored(golden.DOCUMENTS), golden.documents()) == [], RENEW


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not beside this checkout")
def test_the_corpora_hold_what_they_held() -> None:
    known = {name: (of_file, found) for name, of_file, found, _ in golden.stored(golden.TEXTS)}
    now = {name: (of_file, found) for name, of_file, found, _ in golden.texts()}
    same_files = [name for name, (of_file, _) in now.items() if name in known and known[name][0] == of_file]
    assert len(same_files) > 10
    assert [name for name in same_files if known[name] != now[name]] == [], RENEW


LINE = ("a.txt", "PERSON", "line 1", "1", "J***", "0a1b2c3d", "0.900")


def test_what_came_what_went_and_what_counts_otherwise_is_told() -> None:
    moved = (*LINE[:2], "line 2", *LINE[3:])
    assert golden.changes([LINE, LINE], [LINE]) == ["- " + " | ".join(LINE)]
    assert golden.changes([LINE], [moved]) == ["- " + " | ".join(LINE), "+ " + " | ".join(moved)]


@pytest.mark.parametrize(("score", "differ"), [("0.901", 0), ("0.899", 0), ("0.905", 2)])
def test_scores_may_differ_as_much_as_processors_do(score: str, differ: int) -> None:
    assert len(golden.changes([LINE], [(*LINE[:-1], score)])) == differ
