"""Promises of what a text says as a whole of its class."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.documents.classes import WordsSeen
from detectors.documents.gist.encoder import Layers, encoder
from detectors.documents.gist.train import points, trained
from detectors.documents.gist.weights import gist_of, weights
from detectors.documents.learning.weights import NONE
from detectors.documents.prose.weights import prose
from detectors.text.normalise import view_of


@pytest.mark.parametrize(
    ("one", "like_it", "unlike_it"),
    [
        (
            "The tenant in flat 4 has not paid the rent since May.",
            "４号室の借主が５月から家賃を払っていません。",
            "Bake the scones at 220 degrees for twelve minutes.",
        ),
        (
            "She slipped on the wet floor of the kitchen and cut her hand.",
            "厨房の床が濡れていて滑り、手を切った。",
            "来年度の予算案を承認した。",
        ),
        (
            "I am most unhappy with the sofa that you sold us and want my money back.",
            "買ったソファーがひどいので返金してください。",
            "Minutes of the annual general meeting were agreed.",
        ),
    ],
)
def test_texts_about_the_same_lie_near_one_another_whatever_their_language(one, like_it, unlike_it):
    here, near, far = map(encoder().point, (one, like_it, unlike_it))
    assert here @ near > here @ far + 0.1


@pytest.mark.parametrize("text", ["", " ", "a", "\u0000", "𠮷野家で", "😀" * 50, "x" * 100_000, "ﾃｽﾄ\n\n" * 300])
def test_every_text_lies_somewhere_and_always_there(text):
    point = encoder().point(text)
    assert np.isfinite(point).all()
    assert float(np.linalg.norm(point)) == pytest.approx(1.0, abs=1e-4)
    assert (encoder().point(text) == point).all()


def test_a_broken_character_keeps_no_text_from_lying_somewhere():
    assert np.isfinite(encoder().point(view_of("rent \ud800 arrears \udcff").folded)).all()


def test_the_layers_of_a_file_are_those_that_were_written(tmp_path):
    kept = encoder().layers
    kept.save(tmp_path / "layers.npz")
    again = Layers.load(tmp_path / "layers.npz")
    assert (again.table == kept.table).all()
    assert (again.point([1, 70, 900]) == kept.point([1, 70, 900])).all()


def test_the_weights_are_those_that_the_documents_give():
    made, kept = trained([*points()]), weights()
    assert made.classes == kept.classes
    assert float(np.abs(made.table - kept.table).max()) < 0.05


def test_documents_of_hands_that_were_not_learnt_from_are_told():
    some = [*points()]
    for hand in "ab":
        model = trained([one for one in some if one.hand[0] != hand])
        told = [
            max(sums := model.told(one.point), key=sums.__getitem__) in one.classes
            for one in some
            if one.hand[0] == hand
        ]
        assert sum(told) / len(told) > 0.6, hand


def test_none_is_what_the_other_classes_are_weighed_against():
    assert gist_of("bake the scones for twelve minutes")[NONE] == 0.0
    assert {*weights().classes} == {*prose().classes}


def test_a_few_words_are_not_weighed_and_what_is_kept_of_a_text_are_numbers_of_classes():
    seen = WordsSeen()
    seen.read("rent arrears")
    assert not seen._gist
    seen.read(
        "the tenant of the flat has not paid the rent for three months and was told that notice will be served " * 2
    )
    assert {*seen._gist} == {*weights().classes}
    assert all(isinstance(value, float) for value in seen._gist.values())
