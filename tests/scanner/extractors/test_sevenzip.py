"""7z: members as files of their own, with the guards of the other archives."""

from __future__ import annotations

import io

import py7zr
import pytest

from scanner.document import Detail, Embedded, Problem, ProblemKind, Protection
from tests.scanner.extractors.helpers import kinds, limited, protections, read, read_all, text_of, zipped


def sevenzip(parts: dict[str, bytes], password: str | None = None, directory: bool = False) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password, header_encryption=directory) as archive:
        for name, content in parts.items():
            archive.writestr(content, name)
    return out.getvalue()


def names(data: bytes) -> list[str]:
    return [i.name for i in read(data) if isinstance(i, Embedded)]


def test_members_are_read_with_their_names() -> None:
    data = sevenzip({"名簿.txt": "山田太郎".encode(), "sub/second.txt": b"second member", "empty": b""})
    items = list(read_all(data))
    assert [i.name for i in items if isinstance(i, Embedded)] == ["名簿.txt", "sub/second.txt", "empty"]
    assert "山田太郎" in text_of(items)
    assert "second member" in text_of(items)
    assert kinds(items) == []


def test_archives_inside_are_members_of_members() -> None:
    assert "the deepest text" in text_of(read_all(sevenzip({"a.zip": zipped({"deep.txt": "the deepest text"})})))


def test_encrypted_members_are_named_and_an_encrypted_directory_is_said() -> None:
    members = read(sevenzip({"secret.txt": b"hidden text"}, "a password"))
    assert protections(members) == [Protection.AES]
    assert [(p.detail, str(p.at)) for p in members if isinstance(p, Problem)] == [
        (Detail.PARTS_ENCRYPTED, "secret.txt")
    ]
    whole = read(sevenzip({"secret.txt": b"hidden text"}, "a password", directory=True))
    assert protections(whole) == [Protection.AES]
    assert [(p.kind, p.detail, p.cause) for p in whole if isinstance(p, Problem)] == [
        (ProblemKind.ENCRYPTED, Detail.PASSWORD, "with its directory")
    ]


def test_a_bomb_stops_at_the_ratio_and_keeps_what_came_before() -> None:
    items = list(read_all(sevenzip({"text.txt": b"the first member", "zeros": bytes(30 << 20)})))
    assert kinds(items) == [ProblemKind.BOMB]
    assert "the first member" in text_of(items)


@pytest.mark.parametrize(
    ("limits", "kind"),
    [({"members": 2}, ProblemKind.TRUNCATED), ({"member_bytes": 100}, ProblemKind.TOO_LARGE)],
)
def test_limits_are_problems(limits: dict[str, int], kind: ProblemKind) -> None:
    data = sevenzip({f"{n}.txt": b"x" * 500 for n in range(4)})
    assert kinds(read(data, options=limited(**limits))) == [kind]


def test_names_that_point_outside_are_said_and_the_member_is_read_all_the_same() -> None:
    data = sevenzip({"aa/aa/passwd": b"member text"}).replace(
        "aa/aa/".encode("utf-16-le"), "../../".encode("utf-16-le")
    )
    if "../../".encode("utf-16-le") not in data:  # the directory is packed: make one that is not
        out = io.BytesIO()
        with py7zr.SevenZipFile(out, "w") as archive:
            archive.set_encoded_header_mode(False)
            archive.writestr(b"member text", "aa/aa/passwd")
        data = out.getvalue().replace("aa/aa/".encode("utf-16-le"), "../../".encode("utf-16-le"))
        data = _checked(data)
    items = list(read_all(data))
    assert [p.detail for p in items if isinstance(p, Problem)] == [Detail.UNSAFE_NAME]
    assert "member text" in text_of(items)


def _checked(data: bytes) -> bytes:
    """The archive with the checksums of its header set right."""
    import struct
    import zlib

    offset, size = struct.unpack_from("<QQ", data, 12)
    start = bytearray(data[:32])
    struct.pack_into("<I", start, 28, zlib.crc32(data[32 + offset : 32 + offset + size]))
    struct.pack_into("<I", start, 8, zlib.crc32(start[12:32]))
    return bytes(start) + data[32:]


def test_members_before_the_damage_are_kept() -> None:
    import os

    data = bytearray(sevenzip({"first.txt": b"the first member", "noise": os.urandom(300_000), "last.txt": b"x"}))
    data[200_000:200_200] = bytes(200)
    items = list(read_all(bytes(data)))
    assert ProblemKind.CORRUPT in kinds(items)
    assert "the first member" in text_of(items)


def test_a_cut_off_archive_is_a_problem() -> None:
    data = sevenzip({"first.txt": b"the first member"})
    assert kinds(read(data[: len(data) // 2])) == [ProblemKind.CORRUPT]
    assert names(sevenzip({})) == []
