"""The training script: the same rows give the same bytes, and no row is scored by a model that saw its group."""

from __future__ import annotations

import json
from math import log
from pathlib import Path

import pytest

from detectors.names import synthetic
from detectors.names.corpora import ENGLISH, JAPANESE, Row, read
from detectors.names.languages import Language, Prediction, bio
from detectors.names.train import FOLDS, Tally, articles, language_of, reported, train
from detectors.names.wordlists import romaji

CORPORA = Path(__file__).resolve().parents[3] / "../shared/corpora"
needs_corpora = pytest.mark.skipif(not (CORPORA / "ner-ja").is_dir(), reason="the corpora folder is not here")


@pytest.fixture(scope="module")
def english() -> Language:
    return language_of("en")


def test_the_same_rows_give_the_same_bytes(english: Language, tmp_path: Path) -> None:
    rows = synthetic.rows("en", 5, 1)[::4]
    for name in ("a", "b"):
        train(english, rows, iterations=8).save(tmp_path / f"{name}.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_small_training_learns_what_it_is_shown(english: Language) -> None:
    rows = synthetic.rows("en", 5, 1)
    predict = english.predict(train(english, rows, iterations=40))
    assert any(p.entity == "PERSON" for p in predict("Dear Mr Okafor,"))
    assert not any(p.entity == "PERSON" for p in predict("Shipments of small motors are on track."))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_our_own_sentences_mark_what_they_say_they_mark(language: str) -> None:
    rows = synthetic.rows(language, 3, 1)
    assert len(rows) > 100
    for row in rows:
        assert "\n" not in row.text and "{" not in row.text
        for start, end, _ in row.spans:
            assert 0 <= start < end <= len(row.text)
            assert row.text[start:end] == row.text[start:end].strip()
    assert synthetic.rows(language, 3, 1) == rows
    assert synthetic.rows(language, 4, 1) != rows


def test_the_calibration_is_of_what_the_models_say_alone_and_scores_are_what_comes_of_it() -> None:
    row = Row("1", "Amy Price met Bob Long Ltd", ((0, 9, "PER"),), "g", "c")
    # Half of what the models are sure of is right; of one of these it is known besides that it is no person.
    found = [Prediction(0, 9, "PERSON", 0.9, 0.9), Prediction(14, 22, "PERSON", 0.008, 0.9)]
    lines: list[str] = []
    slope, offset = reported([(row, found)] * 50, True, lines.append)
    assert slope * log(9) + offset == pytest.approx(0, abs=0.01)
    (line,) = [x for x in lines if x.startswith("c ") and "PERSON" in x and " 0.4 " in x]
    assert line.split()[3:] == ["50", "50", "1.000", "1.000", "1.000"]


def test_articles_are_their_rows_in_order_with_the_same_people_marked() -> None:
    rows = [
        Row("w-1", "Ben Player won.", ((0, 10, "PER"),), "run1", "wikigold"),
        Row("t-1", "Hello Mary", ((6, 10, "PER"),), "t", "wnut17"),
        Row("w-2", "Then Player left.", ((5, 11, "PER"),), "run1", "wikigold"),
        Row("w-9", "Leeds is a town.", ((0, 5, "LOC"),), "run9", "wikigold"),
    ]
    first, second = articles(rows, ("wikigold",))
    assert first.text == "Ben Player won.\nThen Player left."
    assert [first.text[a:b] for a, b, _ in first.spans] == ["Ben Player", "Player"]
    assert (second.text, second.corpus) == ("Leeds is a town.", "wikigold, articles")


def test_a_renamed_row_keeps_all_but_the_names() -> None:
    row = Row(
        "x-1", "Today Mary Jones met Tom in Leeds.", ((6, 16, "PER"), (21, 24, "PER"), (28, 33, "LOC")), "g", "wikigold"
    )
    other = synthetic.renamed(row, "en")
    assert other is not None
    first, second, place = (other.text[a:b] for a, b, _ in other.spans)
    assert other.text == f"Today {first} met {second} in {place}."
    assert place == "Leeds"
    assert first != "Mary Jones"
    assert synthetic.renamed(row, "en") == other


def test_tokens_take_the_label_of_the_span_they_share_a_character_with() -> None:
    assert bio([(0, 2), (2, 4), (5, 7)], [(1, 4, "PER")]) == ["B-PER", "I-PER", "O"]


def test_overlap_is_counted_as_the_benchmark_counts_it() -> None:
    tally = Tally()
    tally.add([(0, 4), (10, 14)], [(2, 3), (3, 4), (20, 22)])
    assert (tally.gold, tally.found, tally.predicted, tally.right) == (2, 1, 3, 2)


@pytest.mark.parametrize(
    ("kana", "latin"),
    [
        ("サトウ", "sato"),
        ("オオノ", "ono"),
        ("シンイチ", "shinichi"),
        ("ハットリ", "hattori"),
        ("キョウコ", "kyoko"),
        ("ホンマ", "homma"),
        ("イノウエ", "inoue"),
        ("ハッチョウ", "hatcho"),
        ("ユウジ", "yuji"),
    ],
)
def test_kana_become_the_romaji_of_passports(kana: str, latin: str) -> None:
    assert romaji(kana) == latin


def rows_of(path: Path, corpus: str, lines: list[dict[str, object]]) -> list[Row]:
    folder = path / "ner-en"
    folder.mkdir(exist_ok=True)
    text = "\n".join(json.dumps(line) for line in lines)
    (folder / f"{corpus}.jsonl").write_text(text, encoding="utf-8")
    return list(read(path, (corpus,)))


def span(text: str, name: str) -> dict[str, object]:
    return {"start": text.index(name), "end": text.index(name) + len(name), "type": "PERSON"}


def test_roles_pronouns_and_handles_are_not_taken_for_names(tmp_path: Path) -> None:
    text = "Borrower and Ann Lee met @annlee"
    for corpus, name, kept in (
        ("sec-filings", "Borrower", False),
        ("sec-filings", "Ann Lee", True),
        ("broad-twitter", "annlee", False),
        ("broad-twitter", "Ann Lee", True),
    ):
        rows = rows_of(tmp_path, corpus, [{"id": "x-1", "text": text, "spans": [span(text, name)], "source": "s"}])
        assert bool(rows[0].spans) is kept, (corpus, name)


def test_a_template_is_never_on_both_sides_of_the_split(tmp_path: Path) -> None:
    texts = [("I am Ann Lee, hello", "Ann Lee"), ("I am Bo, hello", "Bo")]
    lines: list[dict[str, object]] = [
        {"id": f"x-{i}", "text": t, "spans": [span(t, n)], "source": f"file{i} template {i}"}
        for i, (t, n) in enumerate(texts)
    ]
    rows = rows_of(tmp_path, "presidio-research-synth", lines)
    assert rows[0].group == rows[1].group
    assert rows[0].fold_of(FOLDS) == rows[1].fold_of(FOLDS)


@needs_corpora
@pytest.mark.corpus
def test_the_corpora_read_whole_and_split_into_folds_of_like_size() -> None:
    for corpora in (JAPANESE, ENGLISH):
        rows = list(read(CORPORA, corpora))
        assert {r.corpus for r in rows} == set(corpora)
        assert all(r.text[a:b].strip() for r in rows for a, b, _ in r.spans)
        sizes = [sum(r.fold_of(FOLDS) == fold for r in rows) for fold in range(FOLDS)]
        assert min(sizes) > 0.12 * len(rows)
