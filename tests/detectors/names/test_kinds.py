"""What dictionaries say of words: kept in little space, of unlisted words what their spelling makes likely."""

from __future__ import annotations

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from detectors.names import japanese as ja
from detectors.names.kinds import Kinds, Script, pieces, script_of
from detectors.names.tagger import ModelError
from detectors.names.train_kinds import words

BUCKETS = 64
LISTED = {
    "ロキタンスキー": frozenset(("person",)),
    "ロキータ": frozenset(("person", "place")),
    "ポンプ": frozenset(("word",)),
}


@pytest.fixture
def kinds() -> Kinds:
    weights = np.zeros((BUCKETS, 2), np.float32)
    weights[pieces("スキ", BUCKETS)[2:5]] = (1.0, -1.0)  # what begins, is, and ends it
    katakana = Script.of(LISTED, ("person", "place", "word"), ("person", "word"), weights, (-1.0, 0.5))
    return Kinds({"katakana": katakana})


def test_a_word_is_said_to_be_what_it_is_listed_as(kinds: Kinds) -> None:
    assert "J=person+place" in kinds.said("ロキータ")
    assert {"j=person", "j=place"} <= set(kinds.said("ロキータ"))
    assert "J=" in kinds.said("ロキノスキー")


def test_nothing_is_said_of_what_mixes_scripts_or_has_no_list(kinds: Kinds) -> None:
    for word in ("", "ポンプの", "Smith", "ロ", "ポ" * 13, "佐藤"):
        assert kinds.said(word) == []
    assert script_of("佐藤") == "kanji"


def test_spelling_speaks_of_words_that_are_not_listed(kinds: Kinds) -> None:
    script = kinds.scripts["katakana"]
    person, word = script.of_spelling("スキ")
    assert person > script.of_spelling("モモ")[0]
    assert word < script.of_spelling("モモ")[1]
    assert all(0 < p < 1 for p in (person, word))


def test_a_listed_name_that_looks_like_a_word_is_no_name_for_the_screen() -> None:
    kinds = Kinds.load(ja.KINDS)
    assert kinds.is_person("ヴァン") and kinds.is_person("キャンベル")
    for word in ("サーバー", "データベース", "佐藤", "Smith", "の"):
        assert not kinds.is_person(word)
    assert "person" in kinds.scripts["katakana"].of_lists("サーバー")


def test_kinds_come_back_as_saved_and_in_the_same_bytes(kinds: Kinds, tmp_path: Path) -> None:
    for name in ("a", "b"):
        kinds.save(tmp_path / f"{name}.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    back = Kinds.load(tmp_path / "a.npz")
    for word in (*LISTED, "ヴォルペ"):
        assert back.said(word) == kinds.said(word)


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 no", b"\x00" * 4000])
def test_missing_and_broken_files_say_so(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "kinds.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"kinds\.npz"):
        Kinds.load(path)


def test_what_ships_knows_foreign_names_from_words() -> None:
    script = Kinds.load(ja.KINDS).scripts["katakana"]
    assert "person" in script.of_lists("ブロツキー") and "word" not in script.of_lists("ブロツキー")
    assert "word" in script.of_lists("データベース") and "person" not in script.of_lists("データベース")
    name, word = (
        dict(zip(script.likely, script.of_spelling(w), strict=True)) for w in ("ナバロフスキー", "データシート")
    )
    assert name["person"] > 0.5 > name["word"]
    assert word["word"] > 0.5 > word["person"]


SCHEMA = """
create table NEKanji (idseq, text); create table NEKana (idseq, text); create table NETranslation (ID, idseq);
create table NETransType (tid, text); create table Kanji (idseq, text); create table Kana (idseq, text);
insert into NEKanji values (1, '乱馬橋'), (2, '文鮮亮');
insert into NEKana values (1, 'らんまばし'), (2, 'ぶんせんりょう'), (3, 'ロキツァニー');
insert into NETranslation values (10, 1), (20, 2), (30, 3);
insert into NETransType values (10, 'surname'), (10, 'place'), (20, 'person'), (30, 'unclass');
insert into Kanji values (4, '揚水管理'); insert into Kana values (4, 'ようすいかんり'), (5, 'ポンプラック');
"""


def test_the_dictionaries_are_read_as_kinds_of_written_words(tmp_path: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        (tmp_path / "jamdict.db.xz").write_bytes(lzma.compress(connection.serialize()))
    found = words(tmp_path)
    assert found["kanji"]["乱馬橋"] == {"surname", "place"}
    assert found["kanji"]["文鮮亮"] == {"full"}
    assert found["kanji"]["揚水管理"] == {"word"}
    assert found["katakana"]["ロキツァニー"] == {"person"}
    assert found["katakana"]["ポンプラック"] == {"word"}
    assert "surname" in found["kanji"]["佐藤"]  # SudachiDict has its say too


def test_a_folder_without_the_dictionaries_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="jamdict"):
        words(tmp_path)
