"""Which encoding a text is in, and what is said when that was a guess."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.document import ProblemKind
from scanner.extractors.encodings import Decoder, choose, decode
from tests.scanner.extractors.helpers import kinds, read, text_of

JAPANESE = "株式会社みほんの従業員名簿です。氏名、住所、電話番号、生年月日を記載する。山田太郎、髙橋花子。\n" * 3
WESTERN = "Zoë Müller paid £50 at the café — André’s naïve façade, 20°C.\n" * 3


@pytest.mark.parametrize(
    ("text", "encoding", "chosen"),
    [
        (JAPANESE, "utf-8", "utf-8"),
        (JAPANESE, "utf-8-sig", "utf-8"),
        (JAPANESE, "cp932", "cp932"),
        (JAPANESE.replace("髙", "高"), "euc_jp", "euc_jp"),
        (JAPANESE.replace("髙", "高"), "iso2022_jp", "iso2022_jp_ext"),
        (JAPANESE, "utf-16", "utf-16-le"),
        (JAPANESE, "utf-16-le", "utf-16-le"),
        (JAPANESE, "utf-16-be", "utf-16-be"),
        (WESTERN, "cp1252", "cp1252"),
        (WESTERN, "utf-8", "utf-8"),
        (WESTERN, "utf-16-le", "utf-16-le"),
        ("Short ASCII", "ascii", "utf-8"),
    ],
)
def test_the_usual_encodings_of_an_old_share_are_certain(text: str, encoding: str, chosen: str) -> None:
    choice = choose(text.encode(encoding))
    assert (choice.encoding, choice.certain) == (chosen, True)
    assert decode(text.encode(encoding)) == (text, [])


def test_half_width_kana_of_bank_files_is_cp932() -> None:
    text = "12000210000ﾐﾎﾝｼﾖｳｼﾞ          0401\n21ﾔﾏﾀﾞ ﾀﾛｳ            1234567\n" * 4
    assert choose(text.encode("cp932")).encoding == "cp932"


def test_a_guess_is_said_with_its_runner_up() -> None:
    data = b"caf\xe9 t\xe9l\xe9\xff\xfe\x81"
    _, problems = decode(data)
    assert [p.kind for p in problems] == [ProblemKind.ENCODING_GUESSED]
    assert "," in problems[0].cause


def test_the_choice_waits_for_the_first_byte_that_is_not_ascii() -> None:
    data = b"line of plain text\n" * 40_000 + JAPANESE.encode("cp932")
    decoder = Decoder(io.BytesIO(data))
    assert "".join(decoder.texts()).endswith(JAPANESE)
    assert decoder.choice.encoding == "cp932"
    assert list(decoder.problems()) == []


def test_a_log_in_two_encodings_is_read_line_by_line_and_said() -> None:
    data = JAPANESE.encode() + "氏名=佐藤一郎\n".encode("cp932") + JAPANESE.encode()
    text, problems = decode(data)
    assert "氏名=佐藤一郎" in text
    assert [p.kind for p in problems] == [ProblemKind.ENCODING_GUESSED]


def test_lost_bytes_are_said() -> None:
    text, problems = decode(JAPANESE.encode() + b"\xff\xff\xff\n" + JAPANESE.encode())
    assert "\ufffd" in text
    assert problems


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_decode_to_something(data: bytes) -> None:
    text, _ = decode(data)
    assert isinstance(text, str)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="あいうえお山田太郎名簿0123abc、。\n", min_size=40, max_size=2000))
def test_utf8_text_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode()) == (text, [])


@pytest.mark.parametrize("encoding", ["cp932", "utf-16", "euc_jp"])
def test_text_files_come_in_blocks_of_whole_lines_at_their_line(encoding: str) -> None:
    lines = [f"{n}行目の本文です。山田太郎さんの電話番号は別紙のとおりです。" for n in range(1, 3001)]
    items = read("\n".join(lines).encode(encoding), "a.txt")
    assert kinds(items) == []
    assert text_of(items).split("\n") != []
    for block in items:
        number = int(str(block.at).removeprefix("line "))  # type: ignore[union-attr]
        assert block.text.startswith(f"{number}行目")  # type: ignore[union-attr]
        assert len(block.text) <= 32_000  # type: ignore[union-attr]
    assert "".join(b.text for b in items) == "\n".join(lines)  # type: ignore[union-attr]


PEOPLE = "氏名,住所\n山田太郎,東京都千代田区一番町\n佐藤花子,大阪府大阪市北区梅田\n"
KANA = "ﾔﾏﾀﾞ ﾀﾛｳ,ﾄｳｷﾖｳﾄ ﾁﾖﾀﾞｸ\nｻﾄｳ ﾊﾅｺ,ｵｵｻｶﾌ\n"


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "iso2022_jp_ext", "utf-16-le", "utf-16-be", "utf-7", "utf-8"])
@pytest.mark.parametrize("text", [PEOPLE, KANA, PEOPLE + KANA], ids=["kanji", "half-width", "both"])
def test_a_short_list_is_read_in_every_encoding(text: str, encoding: str) -> None:
    read_back, problems = decode(text.encode(encoding))
    assert read_back == text
    assert kinds(problems) in ([], [ProblemKind.ENCODING_GUESSED])


@pytest.mark.parametrize("text", ["Call +447700900123 or +81312345678.\n", "C++ and a+b=c, 1+AAAA\n", "+ALSO+THIS+\n"])
def test_a_plus_sign_makes_no_utf7(text: str) -> None:
    assert decode(text.encode()) == (text, [])


def test_a_log_of_three_programs_is_read_line_by_line_and_said() -> None:
    data = PEOPLE.encode("cp932") * 50 + "氏名=鈴木一郎\n".encode("euc_jp") + "氏名=高橋次郎\n".encode()
    text, problems = decode(data + PEOPLE.encode("cp932"))
    assert "氏名=鈴木一郎" in text and "氏名=高橋次郎" in text and PEOPLE in text
    assert kinds(problems) == [ProblemKind.ENCODING_GUESSED]


def test_a_line_of_euc_that_would_be_valid_cp932_is_not_stored_as_half_width_kana() -> None:
    text, problems = decode(PEOPLE.encode("cp932") * 5 + "氏名=鈴木一郎さん\n".encode("euc_jp"))
    assert "氏名=鈴木一郎さん" in text
    assert kinds(problems) == [ProblemKind.ENCODING_GUESSED]


WORDS = st.sampled_from(
    "氏名 住所 電話番号 山田太郎 佐藤花子 東京都 営業部の予定 お知らせです カタカナ 株式会社 、 。 2024年 abc".split()
)


@settings(max_examples=80, deadline=None)
@given(st.lists(WORDS, min_size=12, max_size=80), st.sampled_from(["cp932", "euc_jp", "iso2022_jp", "utf-8", "utf-16"]))
def test_japanese_prose_is_read_or_the_guess_is_said(words: list[str], encoding: str) -> None:
    text = "".join(words)
    read_back, problems = decode(text.encode(encoding))
    assert read_back == text or problems
