"""A mask helps its owner and nobody else; equal values hash alike however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.model import Entity
from scanner.masking import Hasher, mask

HASHER = Hasher(b"a key for tests")
_entities = st.sampled_from([*map(str, Entity), "SOME_FOREIGN_ENTITY"])
_values = (
    st.text(max_size=80)
    | st.from_regex(r"[a-z]{1,12}@[a-z]{1,12}\.(com|jp)", fullmatch=True)
    | st.from_regex(r"[0-9０-９+() -]{1,20}", fullmatch=True)
    | st.text("山田太郎花子東京都渋谷区一二三 ", max_size=20)
)


@pytest.mark.parametrize(
    ("entity", "value", "expected"),
    [
        (Entity.PERSON, "山田太郎", "山***"),
        (Entity.PERSON, "森健", "***"),
        (Entity.PERSON, "Joan Invented", "J***"),
        (Entity.EMAIL_ADDRESS, "taro@example.com", "t***@e***"),
        (Entity.EMAIL_ADDRESS, "ab@example.com", "***@e***"),
        (Entity.PHONE_NUMBER, "07700 900123", "***23"),
        (Entity.PHONE_NUMBER, "090-1234-5678", "***78"),
        (Entity.CREDIT_CARD, "4111 1111 1111 1111", "***11"),
        (Entity.JP_MY_NUMBER, "123456789018", "************"),
        (Entity.JP_MY_NUMBER, "1234 5678 9018", "************"),
        (Entity.DATE_OF_BIRTH, "1985-04-01", "***"),
        (Entity.ADDRESS, "東京都渋谷区神南1-2-3", "東京***"),
        (Entity.ADDRESS, "12 Invented Street, Leeds", "***"),
        (Entity.UK_POSTCODE, "LS1 4AP", "L***"),
        (Entity.UK_NINO, "QQ123456C", "***6C"),
        (Entity.HEALTH, "糖尿病", "***"),
        (Entity.PERSON, "", "***"),
        (Entity.PERSON, "=cmd()", "***"),
    ],
)
def test_masks(entity: str, value: str, expected: str) -> None:
    assert mask(entity, value) == expected


@given(_entities, _values)
def test_a_mask_never_contains_the_value(entity: str, value: str) -> None:
    bare = value.strip()
    if bare.strip("*@. "):  # punctuation is what masks are made of
        assert bare not in mask(entity, value)


@given(_entities, _values)
def test_a_mask_shows_two_characters_and_a_quarter_of_the_value_at_most(entity: str, value: str) -> None:
    shown = mask(entity, value).replace("*", "").replace("@", "")
    assert len(shown) <= 2
    assert len(shown) * 4 <= len(value.strip())
    assert shown.isalnum() or not shown


@given(_entities, _values)
def test_the_stars_tell_nothing_of_the_length(entity: str, value: str) -> None:
    stars = mask(entity, value).count("*")
    assert stars in ((12,) if entity == Entity.JP_MY_NUMBER else (3, 6) if entity == Entity.EMAIL_ADDRESS else (3,))


@pytest.mark.parametrize(
    ("entity", "one", "other"),
    [
        (Entity.PERSON, "山田 太郎", "山田太郎"),
        (Entity.PERSON, "山田　太郎 様", "山田太郎"),
        (Entity.PERSON, "髙橋花子", "高橋花子"),
        (Entity.PERSON, "ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダタロウ"),
        (Entity.PERSON, "Mrs Joan Invented", "joan invented"),
        (Entity.PERSON, "Invented, Joan", "Joan Invented"),
        (Entity.PERSON, "架空様（本人紛失）", "架空様"),
        (Entity.PERSON, "架空 花子（旧姓 虚構）", "架空花子"),
        (Entity.PERSON, "Joan Invented (Mrs)", "Joan Invented"),
        (Entity.PHONE_NUMBER, "+44 (0)7700 900123", "07700 900123"),
        (Entity.PHONE_NUMBER, "0044 7700 900123", "07700-900123"),
        (Entity.PHONE_NUMBER, "+81-90-1234-5678", "０９０－１２３４－５６７８"),
        (Entity.EMAIL_ADDRESS, "Taro@Example.com", "taro@example.com"),
        (Entity.EMAIL_ADDRESS, "mailto:taro@example.com", "taro@example.com"),
        (Entity.JP_MY_NUMBER, "1234 5678 9018", "１２３４５６７８９０１８"),
        (Entity.UK_NINO, "QQ 12 34 56 C", "qq123456c"),
        (Entity.UK_POSTCODE, "ls1 4ap", "LS14AP"),
        (Entity.ADDRESS, "東京都渋谷区神南1丁目2番3号", "東京都渋谷区神南１－２－３"),
        (Entity.HEALTH, "Type 2\n diabetes", "type 2 diabetes"),
    ],
)
def test_writings_of_one_value_hash_alike(entity: str, one: str, other: str) -> None:
    assert HASHER.value(entity, one) == HASHER.value(entity, other)


@pytest.mark.parametrize(
    ("entity", "one", "other"),
    [
        (Entity.PERSON, "山田太郎", "山田次郎"),
        (Entity.PERSON, "Sirius Invented", "ius Invented"),
        (Entity.PERSON, "殿", "様"),
        (Entity.PERSON, "架空（花子）", "架空（太郎）"),
        (Entity.PERSON, "Invented (Joan)", "Invented (Otto)"),
        (Entity.PHONE_NUMBER, "07700 900123", "07700 900124"),
        (Entity.ADDRESS, "神南1-23", "神南12-3"),
        (Entity.PERSON, "---", "..."),
    ],
)
def test_different_values_hash_differently(entity: str, one: str, other: str) -> None:
    assert HASHER.value(entity, one) != HASHER.value(entity, other)


def test_hashes_depend_on_the_key_and_on_the_entity() -> None:
    assert HASHER.value("PERSON", "山田太郎") != Hasher(b"another key").value("PERSON", "山田太郎")
    assert HASHER.value("PERSON", "12345678") != HASHER.value("MEMBER_ID", "12345678")
    one, other = HASHER.new_content(), Hasher(b"another key").new_content()
    for content in (one, other):
        content.update(b"the same bytes")
    assert one.hexdigest() != other.hexdigest()


@given(_entities, _values)
def test_a_hash_is_an_unsigned_64_bit_number(entity: str, value: str) -> None:
    assert 0 <= HASHER.value(entity, value) < 1 << 64
    assert HASHER.value(entity, value) == Hasher(b"a key for tests").value(entity, value)


@pytest.mark.parametrize("key", [b"", b"x" * 65])
def test_a_key_of_impossible_length_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="1 to 64 bytes"):
        Hasher(key)


def test_many_values_are_hashed_as_each_by_itself() -> None:
    texts = [
        "Dr Jane O'Neill",
        "Suzuki, Ichiro",
        "佐藤 太郎 様",
        "髙橋　花子",
        "",
        "dr. ",
        "a\nb",
        "+44 (0)7700 900123",
        "1丁目 2 - 3",
        "_",
    ]
    hasher = Hasher(b"k" * 32)
    for entity in ("PERSON", "PHONE_NUMBER", "ADDRESS", "EMAIL_ADDRESS", "MEMBER_ID", "DATE_OF_BIRTH"):
        assert hasher.values(entity, texts).tolist() == [hasher.value(entity, text) for text in texts], entity
    assert hasher.values("PERSON", []).tolist() == []


_written = st.text("山髙﨑太様さん殿氏先生1丁目2番地号のーｰ-－ \u3000,.()+_08Aaｱガ\u3099é\n\U00020bb7\t:", max_size=12)


@given(_entities, st.lists(_written | _values, max_size=12))
def test_any_values_are_hashed_together_as_each_by_itself(entity: str, texts: list[str]) -> None:
    assert HASHER.values(entity, texts).tolist() == [HASHER.value(entity, text) for text in texts]
