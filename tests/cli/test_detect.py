"""``tana detect``: rows in, rows out; and running text for people."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import Place, assert_one_sentence


def rows(data: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in data.decode().splitlines()]


def test_rows_come_back_in_their_order_with_offsets_of_the_text_as_given(place: Place) -> None:
    texts = ["𠮷野家まで。ご連絡は 06-0000-1234 へ", "no people here", "Write to ann.sample@example.com please"]
    given = "".join(json.dumps({"id": f"r{n}", "text": t}, ensure_ascii=False) + "\n" for n, t in enumerate(texts))
    done = place.tana("detect", "--jsonl", stdin=given.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    out = rows(done.stdout)
    assert [row["id"] for row in out] == ["r0", "r1", "r2"]
    assert all(set(row) == {"id", "spans"} for row in out)
    cut = [
        {(s["entity"], text[s["start"] : s["end"]]) for s in row["spans"]}  # type: ignore[index, attr-defined]
        for row, text in zip(out, texts, strict=True)
    ]
    assert ("PHONE_NUMBER", "06-0000-1234") in cut[0]
    assert cut[1] == set()
    assert ("EMAIL_ADDRESS", "ann.sample@example.com") in cut[2]
    for row in out:
        for span in row["spans"]:  # type: ignore[attr-defined]
            assert set(span) == {"start", "end", "entity", "score", "evidence"}
            assert 0 <= span["score"] <= 1
            assert span["evidence"] and all(isinstance(e, str) for e in span["evidence"])


def test_many_rows_are_answered_one_by_one(place: Place) -> None:
    given = "".join(json.dumps({"id": n, "text": "x" * (n % 50)}) + "\n" for n in range(2000))
    out = rows(place.tana("detect", "--jsonl", stdin=given.encode()).stdout)
    assert [row["id"] for row in out] == list(range(2000))


def test_half_a_character_and_odd_rows_are_answered(place: Place) -> None:
    given = b'{"id": "a", "text": "x \\ud83d y ann.sample@example.com", "more": 1}\n\n{"id": null, "text": ""}\n'
    done = place.tana("detect", "--jsonl", stdin=given)
    out = rows(done.stdout)
    assert done.returncode == 0
    assert [row["id"] for row in out] == ["a", None]
    assert out[0]["spans"][0]["start"] == 6  # type: ignore[index]


@pytest.mark.parametrize(
    "bad",
    [
        b"not json",
        b"[1]",
        b'"text"',
        b'{"id": 1}',
        b'{"text": "x"}',
        b'{"id": 1, "text": 2}',
        b'{"id": 1, "text": null}',
        b'{"id": 1, "text": "\xff"}',
        b"[" * 100_000,
    ],
)
def test_a_bad_row_is_one_error_with_its_line_number(place: Place, bad: bytes) -> None:
    done = place.tana("detect", "--jsonl", stdin=b'{"id": 1, "text": "ok"}\n' + bad + b"\n")
    assert "2" in assert_one_sentence(done, 2)


def test_running_text_shows_places_and_masks_but_no_value(place: Place) -> None:
    file = place.folder / "notes.txt"
    file.write_bytes("電話番号 06-0000-1234\r\n".encode("cp932"))
    done = place.tana("detect", file)
    assert done.returncode == 0
    line = done.stdout.decode().splitlines()[0]
    assert line.split()[:2] == ["5-17", "PHONE_NUMBER"]
    assert "0000-1234" not in line


def test_explain_tells_the_reasons_in_the_chosen_language(place: Place) -> None:
    text = "電話番号 06-0000-1234".encode()
    english = place.tana("detect", "--explain", stdin=text).stdout.decode()
    japanese = place.tana("detect", "--explain", "--lang", "ja", stdin=text).stdout.decode()
    assert "電話番号" in english  # the label, a word of our own vocabulary
    assert english != japanese
    assert len(english.splitlines()) == len(japanese.splitlines()) > 2


def test_min_score_leaves_out_what_is_less_sure(place: Place) -> None:
    text = "電話番号 06-0000-1234 または ann.sample@example.com".encode()
    everything = place.tana("detect", stdin=text).stdout.decode().splitlines()
    surest = place.tana("detect", "--min-score", "0.999999", stdin=text).stdout.decode().splitlines()
    assert len(surest) < len(everything)


def test_offsets_count_on_across_blocks(place: Place) -> None:
    file = place.folder / "long.txt"
    filler = "word " * 20 + "\n"
    before = filler * 3000
    file.write_text(before + "mail: ann.sample@example.com\n", encoding="utf-8")
    done = place.tana("detect", file)
    start = len(before) + 6
    assert f"{start}-{start + 22} " in done.stdout.decode()
