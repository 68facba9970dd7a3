"""Zip packages that were cut off or lost their directory: what is whole before the damage is read, and it is said."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.document import Detail, Embedded, Item, Problem, ProblemKind
from tests.scanner.extractors.helpers import kinds, limited, read, read_all, text_of, zipped
from tests.scanner.extractors.test_damage import SEEDS

NOISE = random.Random(1).randbytes(5000)
PARTS = {"名簿.txt": "Aiko Mihon, 07700 900123", "b.txt": "second member " * 50, "noise.bin": NOISE}


def described(parts: dict[str, bytes]) -> bytes:
    """A zip as written to a pipe: sizes and sums stand behind the data."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    out = Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def members(items: list[Item]) -> list[str]:
    return [i.name for i in items if isinstance(i, Embedded)]


def details(items: list[Item]) -> list[Detail]:
    return [i.detail for i in items if isinstance(i, Problem) and i.kind is ProblemKind.CORRUPT]


@pytest.mark.parametrize("maker", [zipped, described])
def test_without_a_directory_all_members_are_read(maker: object) -> None:
    data = maker({name: p.encode() if isinstance(p, str) else p for name, p in PARTS.items()})  # type: ignore[operator]
    items = list(read_all(data[: data.index(b"PK\x01\x02")]))
    assert members(items) == list(PARTS)
    assert "07700 900123" in text_of(items)
    assert details(items) == [Detail.DAMAGED_PART]


@pytest.mark.parametrize("maker", [zipped, described])
def test_of_a_cut_file_the_members_before_the_cut_are_read(maker: object) -> None:
    data = maker({name: p.encode() if isinstance(p, str) else p for name, p in PARTS.items()})  # type: ignore[operator]
    items = list(read_all(data[: data.index(b"noise.bin") + 2000]))
    assert members(items) == list(PARTS)[:2]
    assert details(items) == [Detail.DAMAGED_PART]


def test_members_behind_a_hole_are_read() -> None:
    data = bytearray(zipped(PARTS))
    at = data.index(b"PK\x03\x04", 4)
    data[at : at + 30] = bytes(30)
    items = list(read_all(bytes(data[: data.index(b"PK\x01\x02")])))
    assert members(items) == ["名簿.txt", "noise.bin"]


@pytest.mark.parametrize("name", ["xlsx", "docx", "pptx"])
def test_documents_without_their_directory_are_read_as_what_they_are(name: str) -> None:
    data = SEEDS[name]
    items = list(read_all(data[: data.rindex(b"PK\x01\x02")], f"sample.{name}"))
    whole = set(text_of(read_all(data, f"sample.{name}")).split())
    assert whole <= set(text_of(items).split())
    assert Detail.DAMAGED_PART in details(items)


def test_what_holds_no_whole_member_is_damaged() -> None:
    for data in (zipped({"a.bin": NOISE})[:3000], b"PK\x03\x04" + bytes(100), b"PK\x03\x04"):
        assert kinds(read(data)) == [ProblemKind.CORRUPT]


def test_a_bomb_without_directory_stops_at_the_ratio() -> None:
    data = described({"zeros": bytes(30 << 20)})
    assert ProblemKind.BOMB in kinds(read_all(data[: data.index(b"PK\x01\x02")]))


def test_the_limit_of_members_holds() -> None:
    data = zipped({f"{n}.txt": "x" for n in range(20)})
    assert len(members(read(data[: data.index(b"PK\x01\x02")], options=limited(members=5)))) <= 5


@given(st.integers(0, 6000), st.binary(max_size=8))
def test_no_cut_and_no_damage_is_more_than_a_problem(at: int, other: bytes) -> None:
    data = zipped(PARTS)
    for broken in (data[:at], data[:at] + other + data[at + len(other) :]):
        allowed = {ProblemKind.CORRUPT, ProblemKind.UNSUPPORTED, ProblemKind.ENCRYPTED, ProblemKind.BOMB}
        assert set(kinds(read_all(broken))) <= {*allowed, ProblemKind.ENCODING_GUESSED, ProblemKind.TOO_LARGE}


def test_fonts_and_styles_of_a_damaged_workbook_are_nobodys_names() -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Aiko Mihon", "07700 900123"])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as whole:
        kept = {name: whole.read(name) for name in whole.namelist() if name != "xl/workbook.xml"}
    assert b"Cambria" in kept["xl/theme/theme1.xml"]
    text = " ".join(text_of(read_all(data, name)) for name, data in kept.items())
    assert "Aiko Mihon" in text
    assert "Cambria" not in text and "Calibri" not in text
