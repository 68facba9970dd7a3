"""rar, lzh, cab, zst and Z: members as files of their own; what is encrypted, damaged, empty or huge is said."""

from __future__ import annotations

import pytest

from scanner.document import Detail, Embedded, Problem, ProblemKind, Protection
from scanner.extractors import libarchived
from tests.scanner.extractors.helpers import kinds, limited, protections, read, read_all, text_of
from tests.scanner.extractors.old_archives import cab, lzh, packed, rar4, rar5

needs_library = pytest.mark.skipif(libarchived.library() is None, reason="libarchive is not installed")
PARTS = {"a.txt": b"Aiko Mihon, 07700 900123", "sub/b.txt": b"the second member"}
MAKERS = {"rar4": rar4, "rar5": rar5, "lzh": lzh, "cab": cab}


@needs_library
@pytest.mark.parametrize("name", MAKERS)
def test_members_are_read_with_their_names(name: str) -> None:
    items = list(read_all(MAKERS[name](PARTS)))
    assert [i.name for i in items if isinstance(i, Embedded)] == list(PARTS)
    assert all(part.decode() in text_of(items) for part in PARTS.values())
    assert kinds(items) == []


@needs_library
@pytest.mark.parametrize("maker", [rar5, lzh, cab])
def test_japanese_names_are_whole(maker: object) -> None:
    [member] = [i for i in read(maker({"名簿表.txt": b"x"})) if isinstance(i, Embedded)]  # type: ignore[operator]
    assert member.name == "名簿表.txt"


@needs_library
@pytest.mark.parametrize("packing", ["zstd", "compress"])
def test_one_packed_file_is_named_as_the_outer_one(packing: str) -> None:
    word = {"zstd": "zst", "compress": "Z"}[packing]
    items = list(read_all(packed(b"Aiko Mihon\n" * 50, packing), f"names.txt.{word}"))
    assert [i.name for i in items if isinstance(i, Embedded)] == ["names.txt"]
    assert text_of(items).count("Aiko Mihon") == 50
    assert kinds(items) == []


@pytest.mark.parametrize("maker", [rar4, rar5])
def test_encrypted_members_are_named_and_an_encrypted_directory_is_said(maker: object) -> None:
    members = read(maker(PARTS, encrypted=True))  # type: ignore[operator]
    assert protections(members) == [Protection.AES]
    if libarchived.library() is not None:
        assert [(p.kind, str(p.at)) for p in members if isinstance(p, Problem)] == [
            (ProblemKind.ENCRYPTED, name) for name in PARTS
        ]
    whole = read(maker(PARTS, directory=True))  # type: ignore[operator]
    assert protections(whole) == [Protection.AES]
    assert [(p.kind, p.cause) for p in whole if isinstance(p, Problem)] == [
        (ProblemKind.ENCRYPTED, "with its directory")
    ]


@needs_library
@pytest.mark.parametrize("name", MAKERS)
def test_damage_is_a_problem_and_what_came_before_it_is_kept(name: str) -> None:
    data = MAKERS[name]({"a.txt": b"Aiko Mihon", "b.txt": bytes(range(256)) * 40})
    items = list(read_all(data[: len(data) - 5000]))
    assert ProblemKind.CORRUPT in kinds(items)
    assert name == "cab" or "Aiko Mihon" in text_of(items)  # a cab's one block of data is checked as a whole
    for at in range(8, len(data), 97):
        for item in read_all(data[:at] + b"\xff" + data[at + 1 :]):
            assert not isinstance(item, Problem) or item.kind is not ProblemKind.CRASHED


@needs_library
@pytest.mark.parametrize("name", MAKERS)
def test_an_empty_archive_holds_nothing(name: str) -> None:
    assert [i for i in read(MAKERS[name]({"empty.txt": b""})) if isinstance(i, Embedded)] != []
    assert set(kinds(read(MAKERS[name]({})))) <= {ProblemKind.CORRUPT, ProblemKind.UNSUPPORTED}


@needs_library
@pytest.mark.parametrize("name", MAKERS)
def test_limits_hold(name: str) -> None:
    data = MAKERS[name]({f"{n}.txt": b"x" * 200 for n in range(5)})
    assert kinds(read_all(data, options=limited(members=2))) == [ProblemKind.TRUNCATED]
    assert set(kinds(read_all(data, options=limited(member_bytes=100)))) == {ProblemKind.TOO_LARGE}


@needs_library
@pytest.mark.parametrize("packing", ["zstd", "compress"])
def test_a_bomb_stops_at_the_ratio(packing: str) -> None:
    options = limited(ratio=5.0)
    assert kinds(read_all(packed(bytes(30 << 20), packing), options=options)) == [ProblemKind.BOMB]


@needs_library
def test_a_name_that_points_outside_is_said_and_never_used() -> None:
    items = read(rar5({"../../etc/cron.d/job": b"* * * * *"}))
    assert [p.detail for p in items if isinstance(p, Problem)] == [Detail.UNSAFE_NAME]


@pytest.mark.parametrize("word", ["rar", "lzh", "cab", "zst", "Z"])
def test_without_the_library_the_type_is_named(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = {
        "rar": rar5(PARTS),
        "lzh": lzh(PARTS),
        "cab": cab(PARTS),
        "zst": b"\x28\xb5\x2f\xfd...",
        "Z": b"\x1f\x9d..",
    }
    monkeypatch.setattr(libarchived, "library", lambda: None)
    assert [(p.kind, p.detail, p.cause) for p in read(samples[word]) if isinstance(p, Problem)] == [
        (ProblemKind.UNSUPPORTED, Detail.NOT_INSTALLED, word)
    ]


@needs_library
@pytest.mark.parametrize(
    ("at", "value"),
    [(36, 9_000), (40, 5), (44, 900), (48, 900), (52, 1), (26, 7), (28, 9), (16, 9_000), (30, 1), (96, 0xFFFF)],
    ids=["data elsewhere", "too many blocks", "longer member", "later member", "no such folder", "more folders",
         "more members", "directory elsewhere", "another cabinet before it", "larger block"],
)  # fmt: skip
def test_a_cabinet_whose_directory_lies_is_damaged_and_not_given_to_the_library(at: int, value: int) -> None:
    data = bytearray(cab(PARTS))
    data[at : at + 2] = value.to_bytes(2, "little")
    items = read(bytes(data))
    assert kinds(items) == [ProblemKind.CORRUPT]
    assert len(items) == 1
