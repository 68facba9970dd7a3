"""Every format that has a reader: what happens to a whole, a damaged, an encrypted, an empty and a huge file of it."""

from __future__ import annotations

import io

import pytest

from scanner.document import ProblemKind, TableBlock, TextBlock
from scanner.extractors import EXTRACTORS, identify
from scanner.extractors.base import LONGEST, TABLE_ROWS
from tests.scanner.extractors.helpers import kinds, protections, read_all, text_of
from tests.scanner.extractors.samples import AWAITED, LAST, MARK, every_sample

SAMPLES = every_sample()
ENCRYPTED = [word for word, sample in SAMPLES.items() if sample.encrypted]


def test_every_format_that_has_a_reader_has_its_samples() -> None:
    listed = {word for extractor in EXTRACTORS for word in extractor.formats}
    assert listed - SAMPLES.keys() == AWAITED & listed
    assert not AWAITED & SAMPLES.keys()


@pytest.mark.parametrize("word", SAMPLES)
def test_a_whole_file_is_known_by_its_content_and_read_without_a_problem(word: str) -> None:
    sample = SAMPLES[word]
    data = sample.whole()
    assert identify(io.BytesIO(data), sample.name) == word
    items = list(read_all(data, sample.name))
    assert MARK in text_of(items)
    assert kinds(items) == []


@pytest.mark.parametrize("word", SAMPLES)
def test_a_damaged_file_is_said_to_be_and_what_stands_before_the_damage_is_kept(word: str) -> None:
    sample = SAMPLES[word]
    items = list(read_all(sample.damaged(), sample.name))
    assert sample.told & set(kinds(items)), kinds(items)
    assert MARK in text_of(items) or not sample.kept


@pytest.mark.parametrize("word", ENCRYPTED)
def test_an_encrypted_file_is_said_to_be_encrypted(word: str) -> None:
    sample = SAMPLES[word]
    assert sample.encrypted is not None
    items = list(read_all(sample.encrypted(), sample.name))
    assert ProblemKind.ENCRYPTED in kinds(items)
    assert protections(items)
    assert MARK not in text_of(items)


def test_where_nothing_can_be_encrypted_the_reason_is_written_down() -> None:
    assert [word for word, s in SAMPLES.items() if (s.encrypted is None) != bool(s.open_because)] == []


@pytest.mark.parametrize("word", SAMPLES)
def test_an_empty_file_is_no_problem(word: str) -> None:
    sample = SAMPLES[word]
    items = list(read_all(sample.empty(), sample.name))
    assert MARK not in text_of(items)
    assert set(kinds(items)) <= sample.empty_told


@pytest.mark.parametrize("word", SAMPLES)
def test_a_huge_file_is_read_to_its_end_in_bounded_pieces_or_it_is_said_where_reading_stopped(word: str) -> None:
    sample = SAMPLES[word]
    items = list(read_all(sample.huge(), sample.name))
    for item in items:
        if isinstance(item, TextBlock):
            assert len(item.text) <= LONGEST
        elif isinstance(item, TableBlock):
            assert len(item.rows) <= TABLE_ROWS
    text = text_of(items)
    assert MARK in text
    assert LAST in text or sample.huge_told & set(kinds(items))
