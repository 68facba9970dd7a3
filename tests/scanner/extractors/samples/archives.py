"""Archives, packed single files, and databases."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sqlite3
import tarfile
import tempfile
from pathlib import Path

import py7zr

from scanner.document import ProblemKind
from tests.scanner.extractors import protected
from tests.scanner.extractors.helpers import zipped
from tests.scanner.extractors.old_archives import cab, lzh, packed, rar4
from tests.scanner.extractors.samples import LAST, MARK, Build, Sample

_TEXT = f"{MARK}\nnothing else\n".encode()
_REST = b"nothing personal in this line, and not in the next one either\n" * 200
_MEMBERS = 400
_NEVER = "the format itself knows no encryption"
_FOUND_DAMAGED = frozenset({ProblemKind.CORRUPT, ProblemKind.TRUNCATED})


def _two() -> dict[str, bytes]:
    return {"first.txt": _TEXT, "second.txt": _REST}


def _many() -> dict[str, bytes]:
    members = {f"{n:04}.txt": b"line %d\n" % n for n in range(_MEMBERS)}
    return {"first.txt": _TEXT, **members, "last.txt": LAST.encode()}


def _cut(build: Build, share: float) -> Build:
    """The file without its end."""

    def damaged() -> bytes:
        data = build()
        return data[: int(len(data) * share)]

    return damaged


def _tar(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def _seven(parts: dict[str, bytes], password: str | None = None) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password, header_encryption=password is not None) as archive:
        for name, content in parts.items():
            archive.writestr(content, name)
    return out.getvalue()


def _jar(parts: dict[str, bytes]) -> bytes:
    return zipped({"META-INF/MANIFEST.MF": "Manifest-Version: 1.0\n", **parts, "Main.class": b""})


def _database(*names: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.db"
        with sqlite3.connect(file) as connection:
            connection.execute("CREATE TABLE staff (name TEXT, note TEXT)")
            connection.executemany("INSERT INTO staff VALUES (?, 'x')", [(name,) for name in names])
        connection.close()
        return file.read_bytes()


def _broken_database() -> bytes:
    # A page in the middle is noise; the rows of the first page are still there.
    data = bytearray(_database(MARK, *[f"line {n}" for n in range(2_000)]))
    data[4096 * 3 : 4096 * 5] = b"\xff" * 8192
    return bytes(data)


def _noise_in_the_middle() -> bytes:
    # compress has neither a length nor a checksum: only a code that is not in its table can be told.
    data = bytearray(packed(_TEXT + _REST, "compress"))
    data[600:] = b"\xff" * (len(data) - 600)
    return bytes(data)


def _single(pack: str) -> Sample:
    packers = {"gz": lambda b: gzip.compress(b, mtime=0), "bz2": bz2.compress, "xz": lzma.compress}

    def whole(content: bytes = _TEXT) -> bytes:
        return packers[pack](content) if pack in packers else packed(content, {"zst": "zstd", "Z": "compress"}[pack])

    def noisy() -> bytes:
        # What cannot be packed fills blocks, so that the first is whole when the last is cut.
        import random

        noise = random.Random(1).randbytes(1_200_000).hex().encode()
        return whole(_TEXT + noise)

    return Sample(
        whole=whole,
        damaged=_cut(noisy, 0.9) if pack != "Z" else _noise_in_the_middle,
        empty=lambda: whole(b""),
        empty_told=frozenset({ProblemKind.CORRUPT, ProblemKind.UNSUPPORTED}) if pack in ("zst", "Z") else frozenset(),
        huge=lambda: whole(_TEXT + _REST * 400 + LAST.encode()),
        open_because=_NEVER,
        told=_FOUND_DAMAGED,
        kept=pack != "Z",  # libarchive unpacks it in large blocks
        name=f"notes.txt.{pack}",
    )


SAMPLES = {
    "zip": Sample(
        whole=lambda: zipped(_two()),
        damaged=_cut(lambda: zipped(_two()), 0.7),
        empty=lambda: zipped({}),
        huge=lambda: zipped(_many()),
        encrypted=lambda: protected.aes_zip(_two(), b"a password"),
        told=_FOUND_DAMAGED,
        name="sample.zip",
    ),
    "jar": Sample(
        whole=lambda: _jar(_two()),
        damaged=_cut(lambda: _jar(_two()), 0.7),
        empty=lambda: zipped({"META-INF/MANIFEST.MF": ""}),
        huge=lambda: _jar(_many()),
        open_because="Java reads no encrypted archives",
        told=_FOUND_DAMAGED,
        name="sample.jar",
    ),
    "tar": Sample(
        whole=lambda: _tar(_two()),
        damaged=_cut(lambda: _tar(_two()), 0.5),
        empty=lambda: _tar({}),
        empty_told=frozenset({ProblemKind.UNSUPPORTED}),  # an empty one is nothing but zeros
        huge=lambda: _tar(_many()),
        open_because=_NEVER,
        told=_FOUND_DAMAGED,
    ),
    "7z": Sample(
        whole=lambda: _seven(_two()),
        damaged=_cut(lambda: _seven(_two()), 0.7),
        empty=lambda: _seven({}),
        huge=lambda: _seven(_many()),
        encrypted=lambda: _seven(_two(), "a password"),
        told=_FOUND_DAMAGED,
        kept=False,  # its directory stands at the end
    ),
    **{word: _single(word) for word in ("gz", "bz2", "xz", "zst", "Z")},
    "rar": Sample(
        whole=lambda: rar4(_two()),
        damaged=_cut(lambda: rar4(_two()), 0.5),
        empty=lambda: rar4({}),
        huge=lambda: rar4(_many()),
        encrypted=lambda: rar4(_two(), encrypted=True),
        told=_FOUND_DAMAGED,
    ),
    "lzh": Sample(
        whole=lambda: lzh(_two()),
        damaged=_cut(lambda: lzh(_two()), 0.5),
        empty=lambda: lzh({"nothing.txt": b""}),
        huge=lambda: lzh(_many()),
        open_because=_NEVER,
        told=_FOUND_DAMAGED,
    ),
    "cab": Sample(
        whole=lambda: cab(_two()),
        damaged=_cut(lambda: cab(_two()), 0.5),
        empty=lambda: cab({"nothing.txt": b" "}),
        huge=lambda: cab({"first.txt": _TEXT, "second.txt": _REST, "last.txt": LAST.encode()}),
        open_because=_NEVER,
        told=_FOUND_DAMAGED,
        kept=False,  # all members are one block
    ),
    "sqlite": Sample(
        whole=lambda: _database(MARK),
        damaged=_broken_database,
        empty=_database,
        huge=lambda: _database(MARK, *[f"line {n}" for n in range(30_000)], LAST),
        open_because="encrypted databases (SQLCipher) have no mark of their own and look like noise",
        told=_FOUND_DAMAGED,
    ),
}
