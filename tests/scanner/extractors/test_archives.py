"""Archives: members as files of their own, and nothing that can hurt us."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

import pytest

from scanner.document import Detail, Embedded, ExtractionError, Problem, ProblemKind, Protection
from tests.scanner.extractors.helpers import kinds, limited, protections, read, read_all, text_of, zipped


def names(data: bytes) -> list[str]:
    return [i.name for i in read(data) if isinstance(i, Embedded)]


def with_name(raw: bytes, flags: int = 0, extra: bytes = b"") -> bytes:
    """A zip of one stored member whose name is these bytes."""
    content = b"x"
    common = struct.pack("<HHHHHIIIHH", 20, flags, 0, 0, 33, zlib.crc32(content), 1, 1, len(raw), len(extra))
    local = b"PK\x03\x04" + common + raw + extra + content
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + raw + extra
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


UNICODE = "顧客名簿.xlsx".encode()
RAW = b"kokyaku.xlsx"
PATH = b"\x01" + struct.pack("<I", zlib.crc32(RAW)) + UNICODE


@pytest.mark.parametrize(
    "data",
    [
        with_name(UNICODE, flags=0x800),
        with_name(UNICODE),  # macOS does not set the flag
        with_name("顧客名簿.xlsx".encode("cp932")),
        with_name(RAW, extra=struct.pack("<HH", 0x7075, len(PATH)) + PATH),
    ],
)
def test_japanese_member_names_come_out_right(data: bytes) -> None:
    assert names(data) == ["顧客名簿.xlsx"]


def test_a_backslash_in_a_second_byte_is_no_folder() -> None:
    assert names(with_name("表計算.txt".encode("cp932"))) == ["表計算.txt"]


def encrypted_zip(method: int = 0, extra: bytes = b"") -> bytes:
    data = bytearray(with_name(b"secret.txt", flags=1, extra=extra))
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", data, data.index(mark) + offset, method)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "how"),
    [
        (encrypted_zip(), Protection.ZIPCRYPTO),
        (encrypted_zip(99, struct.pack("<HHHBBBH", 0x9901, 7, 2, 65, 69, 3, 8)), Protection.AES),
    ],
)
def test_encrypted_members_are_named_and_their_kind_told(data: bytes, how: Protection) -> None:
    items = read(data)
    [problem] = [i for i in items if isinstance(i, Problem)]
    assert protections(items) == [how]
    assert (problem.kind, problem.detail, str(problem.at)) == (
        ProblemKind.ENCRYPTED,
        Detail.PARTS_ENCRYPTED,
        "secret.txt",
    )


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "C:\\windows\\x"])
def test_names_that_point_outside_are_said_and_the_member_is_read_all_the_same(name: str) -> None:
    items = read(zipped({name: "x"}))
    assert [p.detail for p in items if isinstance(p, Problem)] == [Detail.UNSAFE_NAME]
    assert sum(isinstance(i, Embedded) for i in items) == 1


def test_a_bomb_is_not_unpacked() -> None:
    items = read(zipped({"zeros": bytes(30 << 20), "text.txt": "hello"}))
    assert kinds(items) == [ProblemKind.BOMB]
    assert [i.name for i in items if isinstance(i, Embedded)] == ["text.txt"]


def test_a_bomb_that_lies_about_its_size_is_stopped_while_it_unpacks() -> None:
    data = bytearray(zipped({"zeros": bytes(30 << 20)}))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 1000)
    struct.pack_into("<I", data, data.index(b"PK\x03\x04") + 22, 1000)
    [member] = [i for i in read(bytes(data)) if isinstance(i, Embedded)]
    # zipfile stops at the size declared, or the guard at the ratio: never 30 MB
    try:
        assert len(member.open().read()) <= 1000
    except ExtractionError as error:
        assert error.problem.kind in (ProblemKind.BOMB, ProblemKind.CORRUPT)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_bomb_is_stopped(pack: object) -> None:
    data = pack(bytes(60 << 20))  # type: ignore[operator]
    [member] = [i for i in read(data, "a.gz") if isinstance(i, Embedded)]
    stream = member.open()
    with pytest.raises(ExtractionError) as error:
        while stream.read(1 << 20):
            pass
    assert error.value.problem.kind is ProblemKind.BOMB


def test_limits_on_members_and_sizes_are_problems() -> None:
    many = zipped({f"{n}.txt": "x" for n in range(20)})
    items = read(many, options=limited(members=5))
    assert (sum(isinstance(i, Embedded) for i in items), kinds(items)) == (5, [ProblemKind.TRUNCATED])
    assert kinds(read(zipped({"a": "x" * 500}), options=limited(member_bytes=100))) == [ProblemKind.TOO_LARGE]


def test_a_corrupt_zip_is_a_problem_not_a_crash() -> None:
    assert kinds(read(b"PK\x03\x04" + bytes(100))) == [ProblemKind.CORRUPT]


def test_a_damaged_member_costs_only_itself() -> None:
    data = bytearray(zipped({"a.txt": "first member " * 50, "b.txt": "second member"}, zipfile.ZIP_STORED))
    data[60] ^= 0xFF
    items = list(read_all(bytes(data)))
    assert kinds(items) == [ProblemKind.CORRUPT]
    assert "second member" in text_of(items)


def test_an_unknown_compression_method_is_unsupported_not_corrupt() -> None:
    data = bytearray(zipped({"a.txt": "x"}, zipfile.ZIP_STORED))
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", data, data.index(mark) + offset, 6)
    assert kinds(read_all(bytes(data))) == [ProblemKind.UNSUPPORTED]


def test_tar_members_are_read_and_its_links_are_not_followed() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("名簿.txt")
        info.size = 5
        archive.addfile(info, io.BytesIO(b"hello"))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    for data in (out.getvalue(), gzip.compress(out.getvalue())):
        items = list(read_all(data, "a.tgz"))
        assert "hello" in text_of(items)
        assert "名簿.txt" in text_of(items)
        assert "link" not in text_of(items)


def test_archives_in_archives_are_members_of_members() -> None:
    inner = zipped({"deep.txt": "the deepest text"})
    assert "the deepest text" in text_of(read_all(zipped({"inner.zip": inner})))


@pytest.mark.parametrize(("written", "seconds"), [((2016, 3, 31, 9, 0, 0), 1_459_414_800), ((1980, 1, 1, 0, 0, 0), 0)])
def test_a_member_without_a_time_has_none(written: tuple[int, int, int, int, int, int], seconds: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.txt", written), "x")
    (member,) = (item for item in read(out.getvalue(), "a.zip") if isinstance(item, Embedded))
    assert member.modified_ns == seconds * 1_000_000_000
