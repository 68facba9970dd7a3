"""The normalised view: what it unifies, and that every offset leads back to the text as given."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detectors.text import normalise
from detectors.text.normalise import HYPHENS, Trait, fold, spaced, unspaced, view_of

_mixed = st.text(alphabet="aZ09 -ー‐－―−あがｶﾞﾟか\u3099㈱㍿㍻ⅣＡ１　山髙﨑葛\U000e0100é\u0301½\n")


@pytest.mark.parametrize(
    ("given_text", "normal"),
    [
        ("０９０－１２３４－５６７８", "090-1234-5678"),
        ("03ー1234―5678", "03-1234-5678"),
        ("センター１", "センター1"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ"),
        ("か\u3099", "が"),
        ("㈱テスト", "(株)テスト"),
        ("㍻元年", "平成元年"),
        ("山田　太郎", "山田 太郎"),
        ("taro＠example．com", "taro@example.com"),
        ("葛\U000e0100城", "葛城"),
        ("山\ud800田", "山\ufffd田"),
    ],
)
def test_one_view_unifies_the_forms_of_office_text(given_text: str, normal: str) -> None:
    assert view_of(given_text).text == normal


@settings(deadline=None)
@given(_mixed | st.text())
@example("か\u3099\u0301㈱\u0301\ufe00Å\u0301\U000e0100\ud800\U0001d400ｶﾞ\u3099𠮷")
@example("\u0301\u0301aᲐİ\uff9e\uff9eｶ\uff9e")
def test_a_long_text_is_read_as_a_short_one(text: str) -> None:
    def read(longest: int) -> tuple[object, ...]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(normalise, "_LONG", longest)
            view = view_of(text)
            places = [view.source(i, i + 1) for i in range(len(view.text))]
            return view.text, view.folded, places

    assert read(0) == read(10_000)


@given(_mixed | st.text())
@example("a㈱b㍿c")
def test_whole_text_leads_back_to_whole_text(text: str) -> None:
    view = view_of(text)
    if view.text:
        assert view.source(0, len(view.text))[1] <= len(text)
    assert len(view.folded) == len(view.text)


@given(_mixed)
def test_each_character_leads_back_to_the_cluster_it_came_from(text: str) -> None:
    view = view_of(text)
    for i, character in enumerate(view.text):
        start, end = view.source(i, i + 1)
        assert 0 <= start < end <= len(text)
        cluster = text[start:end].replace("\ud800", "\ufffd")
        if character == "-":
            assert cluster[0] in "-－ｰ" + HYPHENS
        else:
            assert character in unicodedata.normalize("NFKC", cluster.replace("\U000e0100", "")) or character in cluster


@given(_mixed)
def test_spans_never_go_backwards(text: str) -> None:
    view = view_of(text)
    starts = [view.source(i, i + 1)[0] for i in range(len(view.text))]
    assert starts == sorted(starts)


def test_a_span_inside_grown_text_is_reported_in_the_original() -> None:
    view = view_of("㈱ﾔﾏﾀﾞ商店 ０３-１２３４-５６７８")
    at = view.text.index("03-1234-5678")
    start, end = view.source(at, at + 12)
    assert view.original[start:end] == "０３-１２３４-５６７８"


@given(_mixed)
def test_added_spaces_can_be_taken_back(text: str) -> None:
    wide, added = spaced(text)
    positions = [i for i in range(len(wide)) if i not in added]
    assert [unspaced(i, added) for i in positions] == list(range(len(text)))


def test_traits_say_what_a_text_holds() -> None:
    assert Trait.DIGITS in view_of("Tel 01 23").traits
    assert Trait.DIGITS not in view_of("3 of 12").traits
    assert view_of("山田").traits == Trait.KANJI


def test_folding_keeps_the_length_and_joins_old_forms() -> None:
    assert fold("髙橋 İ") == "高橋 İ"[:3] + "İ"
    assert fold("ABC") == "abc"
