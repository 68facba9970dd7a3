"""Access control lists: who may read a file besides its owner, also where its mode does not say so."""

from __future__ import annotations

import errno
import os
import struct
import subprocess
from pathlib import Path
from shutil import which

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.acl import UNKNOWN, Readers, as_text, read_acl, readers
from scanner.crawl import Exclusions, Job, crawl, find_root
from scanner.opening import open_file

NOBODY = 0xFFFFFFFF


def attribute(*entries: tuple[int, int, int]) -> bytes:
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


# As setfacl -m u:1001:r,g:50:rw writes it for a file of mode 640: owner, user, group of the file, group, mask, others.
LIST = attribute((1, 6, NOBODY), (2, 4, 1001), (4, 4, NOBODY), (8, 6, 50), (16, 6, NOBODY), (32, 0, NOBODY))


def test_the_entries_are_read_as_the_kernel_writes_them() -> None:
    assert as_text(LIST) == "u1001:r g:r g50:r m:r"


@pytest.mark.parametrize("damaged", [b"", b"\2\0\0", LIST[:-3], b"\1" + LIST[1:], attribute(*[(2, 4, 1)] * 101)])
def test_a_damaged_list_is_unknown(damaged: bytes) -> None:
    assert as_text(damaged) == UNKNOWN


@given(st.binary(max_size=100))
def test_no_attribute_stops_the_scan(content: bytes) -> None:
    assert isinstance(readers(0o100640, as_text(content)), Readers)


@pytest.mark.parametrize(
    ("mode", "acl", "expected"),
    [
        (0o100600, "", Readers(False, False)),
        (0o100640, "", Readers(False, True)),
        (0o100644, "", Readers(True, True)),
        (0o100640, UNKNOWN, Readers(False, True)),
        # The group bits of the mode are the mask here: the group itself may not read, one person may.
        (0o100640, "u1001:r g:- m:r", Readers(False, False, 0, 1)),
        (0o100640, "u1001:r u1002:- g:r g50:r g51:r m:r", Readers(False, True, 2, 1)),
        (0o100600, "u1001:r g:r g50:r m:-", Readers(False, False)),
        (0o100604, "u1001:r g:r m:-", Readers(True, False)),
    ],
)
def test_the_mask_and_the_list_decide_who_may_read(mode: int, acl: str, expected: Readers) -> None:
    assert readers(mode, acl) == expected


@pytest.mark.parametrize(
    ("number", "said"), [(errno.ENODATA, ""), (errno.EOPNOTSUPP, ""), (errno.EACCES, UNKNOWN), (errno.EIO, UNKNOWN)]
)
def test_no_list_is_not_the_same_as_one_that_cannot_be_read(
    number: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> bytes:
        raise OSError(number, "")

    monkeypatch.setattr(os, "getxattr", refused)
    assert read_acl("/srv/x") == said


@pytest.mark.skipif(which("setfacl") is None, reason="setfacl is not installed")
def test_crawling_and_opening_both_see_the_list(tmp_path: Path) -> None:
    file = tmp_path / "名簿.csv"
    file.write_text("x")
    file.chmod(0o600)
    done = subprocess.run(["setfacl", "-m", "u:1:r", file], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this file system has no access control lists")
    (job,) = crawl(find_root(str(tmp_path)), Exclusions(()))
    assert isinstance(job, Job)
    with open_file(job.root, job.ref.raw) as opened:
        assert job.stat.acl == opened.stat.acl == "u1:r g:- m:r"
