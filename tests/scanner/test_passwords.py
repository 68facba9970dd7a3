"""The list of passwords: read only from a file that nobody else can read, and shown by nothing."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from scanner.executors import Setup
from scanner.options import Limits, ScanOptions
from scanner.passwords import MOST, Passwords, load_passwords
from scanner.settings import SettingsError


def write(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    file = folder / "passwords.txt"
    file.write_bytes(content)
    file.chmod(mode)
    return file


def test_lines_are_taken_as_they_stand(tmp_path: Path) -> None:
    file = write(tmp_path, "\ufeffone\r\n\n 二つ目 \ntab\there\none\n".encode())
    assert list(load_passwords(file)) == ["one", " 二つ目 ", "tab\there"]


@pytest.mark.parametrize(
    ("content", "mode", "key"),
    [
        (b"secret\n", 0o644, "mistake.passwords_open"),
        (b"secret\n", 0o660, "mistake.passwords_open"),
        (b"secret\n", 0o700, "mistake.passwords_open"),
        ("秘密".encode("cp932"), 0o600, "mistake.not_utf8"),
        ("\n".join(map(str, range(MOST + 1))).encode(), 0o600, "mistake.too_many_passwords"),
        (b"x" * (2 << 20), 0o600, "mistake.too_many_passwords"),
    ],
)
def test_a_list_that_cannot_be_used_is_one_mistake(tmp_path: Path, content: bytes, mode: int, key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_passwords(write(tmp_path, content, mode))
    assert caught.value.key == key
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_what_is_no_file_is_a_mistake(tmp_path: Path, kind: str) -> None:
    with pytest.raises(SettingsError):
        load_passwords(tmp_path if kind == "folder" else tmp_path / "none")


def test_nothing_that_carries_it_shows_it() -> None:
    passwords = Passwords(["hunter-seven"])
    carriers = (
        passwords,
        Setup(b"k" * 32, Limits(), True, "", passwords=passwords),
        ScanOptions(("/",), passwords=passwords),
    )
    assert not [c for c in carriers if "hunter" in repr(c) or "hunter" in str(c)]
    assert pickle.loads(pickle.dumps(passwords)) == passwords


def test_its_digest_hangs_on_the_list_and_on_the_key() -> None:
    lists = (Passwords(), Passwords(["a"]), Passwords(["a", "b"]), Passwords(["b", "a"]))
    digests = {listed.digest(key) for listed in lists for key in (b"k" * 32, b"l" * 32)}
    assert len(digests) == 8
    assert Passwords(["a"]).digest(b"k" * 32) == Passwords(["a", "a"]).digest(b"k" * 32)
