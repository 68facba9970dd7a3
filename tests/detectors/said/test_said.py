"""Promises of what is told from the words around, without a word of any list: what sentences say of people."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.engine import Detector
from detectors.model import SPECIAL_CATEGORIES, EvidenceKind, Match, Passage
from detectors.said.learning import Lesson, trained
from detectors.said.network import Network, Weights, network, path_of
from detectors.said.passages import LABELS, digest, passages
from detectors.said.spans import stretches
from detectors.said.words import ENGLISH_WORDS, JAPANESE_WORDS, LANGUAGES, Token, is_japanese
from detectors.text.normalise import view_of

DETECTOR = Detector()


def _said(text: str) -> list[Match]:
    return [m for m in DETECTOR.find([Passage(text)])[0] if m.entity in SPECIAL_CATEGORIES]


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_weights_are_those_that_the_passages_gave(language):
    kept = Weights.load(path_of(language))
    assert kept.learnt == digest()
    assert kept.labels == LABELS


def test_every_mark_stands_in_its_passage_and_is_of_a_category_that_is_learnt():
    for passage in passages():
        for start, end, entity in passage.marks:
            assert passage.text[start:end].strip()
            assert entity in LABELS[1:]


def test_a_sentence_that_is_met_again_is_heard_as_the_first_time():
    text = "Jane Smith rang. She can barely lift her arm since the fall.\n"
    first, second = _said(text), _said(text)
    assert first == second


@pytest.mark.parametrize(
    "text",
    [
        "She can barely lift her arm since the fall and is not sleeping.",
        "Staff with back trouble should use the hoist.",
        "The printer is dead again and the budget is on life support.",
        "背中が痛む職員は台車を使うこと。",
        "会議が炎上し、プリンターがまた死んでいる。",
    ],
)
def test_what_is_said_where_nobody_is_pointed_at_is_nobodys(text):
    assert not _said(text)


def test_no_evidence_quotes_the_text():
    text = "Jane Smith rang. She can barely lift her arm since the fall and is not sleeping."
    told = [e for m in _said(text) for e in m.evidence if e.kind is EvidenceKind.MODEL]
    assert {e.detail for e in told} <= {"said.en", "said.ja"}


@pytest.mark.parametrize(
    ("language", "sentence", "words"),
    [
        (ENGLISH_WORDS, "she's up 3 times", ["she's", "up", "0", "times"]),
        (ENGLISH_WORDS, "off 12345 days", ["off", "0000", "days"]),
        (JAPANESE_WORDS, "夜眠れない", ["夜", "眠れ", "ない"]),
        (ENGLISH_WORDS, "", []),
    ],
)
def test_words_are_told_as_they_are_and_figures_by_how_many_they_are(language, sentence, words):
    assert [token.word for token, _, _ in language.places(view_of(sentence).folded)] == words


def test_a_japanese_verb_is_known_by_the_form_that_the_dictionary_has():
    forms = {token.form for token, _, _ in JAPANESE_WORDS.places("夜眠れません")}
    assert "眠れる" in forms


def test_a_sentence_is_japanese_by_its_script():
    assert is_japanese("田中さんはVIP")
    assert not is_japanese("Café")


def _lessons() -> list[Lesson]:
    """Thirty times two sentences: of words unlike these, "red" alone says something."""
    said = np.eye(2, dtype=np.float32)
    one = Lesson([Token("the"), Token("red"), Token("car")], said[[0, 1, 0]])
    other = Lesson([Token("the"), Token("long"), Token("road")], said[[0, 0, 0]])
    return [one, other] * 30


def test_what_was_learnt_is_known_and_the_same_lessons_give_the_same_weights():
    layers = trained(_lessons(), ENGLISH_WORDS)
    again = trained(_lessons(), ENGLISH_WORDS)
    assert all(np.array_equal(layers[name], again[name]) for name in layers)
    model = Network(Weights(("", "HEALTH"), layers), ENGLISH_WORDS)
    from detectors.names.numbering import Numbering

    batch = Numbering().batch([one.tokens for one in _lessons()[:2]])
    assert model.scores(batch).argmax(1).tolist() == [0, 1, 0, 0, 0, 0]


def test_weights_that_are_kept_and_read_again_say_the_same(tmp_path):
    layers = trained(_lessons(), ENGLISH_WORDS)
    Weights(("", "HEALTH"), layers, "abc", (0.5, -1.0)).save(tmp_path / "w.npz")
    read = Weights.load(tmp_path / "w.npz")
    assert (read.labels, read.learnt, read.calibration) == (("", "HEALTH"), "abc", (0.5, -1.0))
    assert all(np.allclose(read.layers[name], layers[name], atol=0.05) for name in layers)


def test_a_word_that_says_nothing_does_not_part_a_stretch_but_a_sign_does():
    def cut(between: str) -> int:
        places = [(Token("off"), 0, 3), (Token(between), 4, 5), (Token("sick"), 6, 10)]
        scores = np.array([[0, 5], [5, 0], [0, 5]], np.float32)
        return len(stretches(places, scores))

    assert cut("a") == 1
    assert cut(",") == 2


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_what_the_network_says_does_not_hang_on_what_is_asked_with_it(language):
    cutting = LANGUAGES[language]
    some = {"en": ["she can barely lift her arm", "the van is late"], "ja": ["夜も眠れないそうだ", "車が遅い"]}[
        language
    ]
    from detectors.names.numbering import Numbering

    tokens = [[t for t, _, _ in cutting.places(s)] for s in some]
    together = network(language).scores(Numbering().batch(tokens))[: len(tokens[0])]
    alone = network(language).scores(Numbering().batch(tokens[:1]))
    assert np.allclose(together, alone, atol=1e-4)
