"""Whatever goes wrong in a command ends as one sentence and an exit code, and quotes nothing."""

from __future__ import annotations

import errno

import pytest

from scanner.cli import codes, doctor, main


class PanicException(BaseException):
    """Stands for the panic of a native reader, which is no Exception."""


SECRET = "山田 花子 719283640553"


@pytest.mark.parametrize(
    ("error", "code", "word"),
    [
        (ValueError(SECRET), 3, "ValueError"),
        (UnicodeDecodeError("cp932", SECRET.encode(), 0, 1, SECRET), 3, "UnicodeDecodeError"),
        (PanicException(SECRET), 3, "PanicException"),
        (RecursionError(SECRET), 3, "RecursionError"),
        (MemoryError(SECRET), 3, "memory"),
        (OSError(errno.ENOSPC, "No space left on device", "/srv/x.db"), 3, "No space left on device"),
        (KeyboardInterrupt(), 130, "Interrupted"),
        (codes.UsageError("that was wrong"), 2, "that was wrong"),
        (codes.CannotRun("cannot be done"), 3, "cannot be done"),
    ],
)
def test_an_error_is_one_sentence_and_never_quotes_what_was_read(
    error: BaseException,
    code: int,
    word: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def fail(_: object) -> int:
        raise error

    monkeypatch.setattr(doctor, "run", fail)
    assert main(["doctor", "--lang", "en"]) == code
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("tana: ")
    assert err.count("\n") == 1
    assert word in err
    assert SECRET not in err and "719283640553" not in err
