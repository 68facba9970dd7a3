"""What the prefilter leaves out can be told from nothing but the clock: matches are those of looking everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.engine import Detector
from detectors.identifiers.uk import UkPostcode
from detectors.model import Passage
from detectors.registry import recognizers
from detectors.text import prefilter
from detectors.text.prefilter import Automaton, Prefilter, Sought, declared
from detectors.text.shapes import Alphabet, shape_of

pytest.importorskip("hyperscan", reason="without Hyperscan there is no prefilter to test")

recognizers()  # declares every pattern
EVERY = tuple(prefilter._declared)

Spans = list[tuple[int, int]]


def plain(pattern: re.Pattern[str], text: str) -> Spans:
    return [m.span() for m in pattern.finditer(text)]


def filtered(pattern: re.Pattern[str], text: str) -> Spans:
    """The matches by the automaton alone; where it finds too much to be of use, a dense text, all are looked at."""
    shape = shape_of(pattern)
    assert shape is not None
    alphabet = Alphabet([shape])
    return by(Automaton(alphabet, shape), alphabet, pattern, text)


def by(automaton: Automaton, alphabet: Alphabet, pattern: re.Pattern[str], text: str) -> Spans:
    padding = "\n" * 60 * (len(text) + 1)  # so that it is never dense
    ends = automaton.ends(alphabet.encoded(text + padding))
    assert ends is not None
    return [m.span() for m in prefilter._within(pattern, text + padding, automaton.shape, ends)]


@pytest.fixture(scope="module")
def every() -> Prefilter:
    return Prefilter()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Automata are used for every text, however short and early."""
    monkeypatch.setattr(prefilter, "SHORTEST", 0)
    monkeypatch.setattr(prefilter, "WORTH_IT", 0)
    yield


FORMS = [
    (r"(?<![0-9])[0-9]{3}-?[0-9]{4}(?![0-9-])", "1234567 123-4567 12345678 x123-4567y 123-4567-"),
    (r"(?<![A-Z])(?<!no )[A-Z]{2}[0-9]{2}", "AB12 no AB12 XAB12 AB123"),
    (r"(?:mark\s*)?(?P<c>[0-9]{3})\b", "mark 123, mark\n\n\n456 789 mark mark 000x"),
    (r"(?P<q>['\"])[a-z]{1,4}(?P=q)", "'abc' \"abc' 'abcd\" \"abcd\""),
    (r"(?i)straße|kelvin ?[0-9]", "STRASSE Straße STRAẞE kelvin 1 KELVIN2 \u212aelvin3"),
    (r"(?i:[a-f]{2})[0-9]|[^\W\d_]{3}x", "Af1 aG1 éàüx _12x ſſſx"),
    (r"[0-9]+[a-z]", "1234a 1b 77777777777777777777777777777777777777777777777777c"),
    (r"[一-龥]{2}[都道府県](?:[0-9]|番)", "東京都1 京都府番 奈良県 大阪府9"),
    (r"(?=[A-Z9]{5})[A-Z]{1,5}9{0,4} ?[0-9]", "ABCDE1 AB9991 ABC 1 ABCD9 7"),
    (r"(?m)a(?:b|cd*|e{2,3})f$", "abf\nacdddf\naeef\naeeeef\nacf"),
    (r"(?>ab?)c[0-9]{1,3}?x", "abc1x ac123x abc1234x"),
    (r".\S\s\w\W\d\D", "a b c1d xx _-1a 阿\u3000阿a-٣b"),
]


@pytest.mark.parametrize(("form", "text"), FORMS)
def test_each_kind_of_expression_is_found_as_without(form: str, text: str) -> None:
    pattern = re.compile(form)
    found = filtered(pattern, text)
    assert found
    assert found == plain(pattern, text + "\n" * 60 * (len(text) + 1))


@settings(deadline=None, max_examples=60)
@given(data=st.data(), form=st.sampled_from([f for f, _ in FORMS]))
def test_generated_texts_are_searched_as_without(data: st.DataObject, form: str) -> None:
    pattern = re.compile(form)
    pieces = st.one_of(
        st.from_regex(pattern), st.text(max_size=6), st.sampled_from(["-", " ", "\n", "0", "K", "ſ", "ı"])
    )
    text = "".join(data.draw(st.lists(pieces, max_size=6)))
    assert filtered(pattern, text) == plain(pattern, text + "\n" * 60 * (len(text) + 1))


@settings(deadline=None, max_examples=150)
@given(data=st.data(), pattern=st.sampled_from(EVERY))
def test_every_pattern_of_the_recognizers_is_found_as_without(
    every: Prefilter, data: st.DataObject, pattern: re.Pattern[str]
) -> None:
    automaton = every.automaton(pattern)
    assert automaton is not None, "a declared pattern that no automaton can stand for"
    joints = st.sampled_from(["", " ", "\n", "-", "1", "A", "z", "番", "ア", ".", "0120", "İ", "\U0001f600", "ſ"])
    pieces = st.one_of(st.from_regex(pattern), joints, st.text(max_size=4))
    text = "".join(data.draw(st.lists(pieces, max_size=6)))
    assert by(automaton, every.alphabet, pattern, text) == plain(pattern, text + "\n" * 60 * (len(text) + 1))


@settings(deadline=None, max_examples=150)
@given(data=st.data(), pattern=st.sampled_from(EVERY))
def test_texts_looked_through_together_are_searched_as_each_alone(
    every: Prefilter, data: st.DataObject, pattern: re.Pattern[str]
) -> None:
    whole = st.from_regex(pattern, fullmatch=True)
    pieces = st.one_of(whole, whole.map(lambda text: text[1:]), st.text(max_size=4), st.sampled_from(["1", "A", "番"]))
    texts = [*data.draw(st.lists(pieces, min_size=2, max_size=6)), "\n" * 2_000]  # the last: so that it is never dense
    sought = Sought(texts)
    sought._prefilter = every
    for number, text in enumerate(texts):
        assert [m.span() for m in sought.all(pattern, number)] == plain(pattern, text)


@pytest.mark.parametrize(
    "letter", [*"skiKIßåÅµμΩςσΣſıİéÉǆǅǄ", "\u212a", "\u2126", "\u1e9e", "\ufb05", "\ufb06", "ა", "Ა"]
)
def test_letters_that_case_makes_equal_are_equal(letter: str) -> None:
    pattern = re.compile(f"x{letter}y", re.IGNORECASE)
    text = "".join(f"x{chr(c)}y " for c in range(32, 0x2130)) + "x\ufb05y x\ufb06y xაy xᲐy"
    assert filtered(pattern, text)
    assert filtered(pattern, text) == plain(pattern, text)


def test_what_is_not_known_looks_everywhere() -> None:
    assert shape_of(re.compile(r"(?a)\w+")) is None
    assert shape_of(re.compile(r"(a)?(?(1)b|c)")) is None
    assert shape_of(re.compile(r"[a-z]*")) is None
    text = "ab c " * 1000
    assert [m.span() for m in Sought([text]).all(re.compile(r"(a)?(?(1)b|c)"))] == plain(re.compile(r"ab|c"), text)


def test_a_text_full_of_it_is_read_whole(at_once: None) -> None:
    pattern = UkPostcode.FORM
    text = "SW1A 1AA " * 500
    automaton = Prefilter().automaton(pattern)
    assert automaton is not None
    assert automaton.ends(text.encode("ascii")) is None
    assert len(list(Sought([text]).all(pattern))) == 500


def test_a_pattern_declared_late_is_known_at_the_next_text(at_once: None) -> None:
    text = "nothing " * 50 + "zz-77" + " nothing" * 50
    assert list(Sought([text]).all(UkPostcode.FORM)) == []
    late = declared(r"zz-[0-9]{2}")
    try:
        assert [m[0] for m in Sought([text]).all(late)] == ["zz-77"]
    finally:
        del prefilter._declared[late]


def test_a_text_among_others_begins_and_ends_as_it_does_alone(at_once: None) -> None:
    pattern = declared(r"(?<!\n)zz[0-9](?!\n)")
    try:
        sought = Sought(["zz1", "a zz2", "zz3", "\nzz4\n" * 2 + "\n" * 2_000])
        assert [[m[0] for m in sought.all(pattern, number)] for number in range(4)] == [["zz1"], ["zz2"], ["zz3"], []]
    finally:
        del prefilter._declared[pattern]


TEXT = (
    "Write to Dr Amina Okafor, Flat 2, 14 Harbour Lane, Leeds LS1 4AB, NI QQ 12 34 56 C, aged 44, born 3 May 1980.\n"
    "Sort code 20-00-00 account 55779911, passport 925665416, GB29 NWBK 6016 1331 9268 19 from 203.0.113.44.\n"
    "住所 〒100-0001 東京都千代田区千代田1-1 電話 03-1234-5678 記号12340 番号12345671 ゆうちょ銀行 品川 300 あ 12-34\n"
)


def test_findings_are_the_same_with_and_without(at_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    passages = [Passage(TEXT), Passage(TEXT + "plain words and no numbers, " * 200 + TEXT), Passage("語" * 2000 + TEXT)]
    detector = Detector(min_score=0.0)
    with_it = detector.find(passages)
    monkeypatch.setattr(prefilter, "_available", lambda: False)
    assert Sought([TEXT])._prefilter is None
    assert detector.find(passages) == with_it
    assert sum(map(len, with_it)) > 30
