"""Files that are whole or not there."""

from __future__ import annotations

import io
import os
import stat
import tempfile
from pathlib import Path


class atomic:
    """A binary file that takes ``out``'s name only when the block ended well; a broken write leaves nothing behind."""

    def __init__(self, out: Path) -> None:
        self._out = out

    def __enter__(self) -> io.BufferedWriter:
        # A new file is 0600 as mkstemp makes it: it names the files that hold personal data. One that colleagues were
        # given access to keeps that.
        number, name = tempfile.mkstemp(dir=self._out.parent, prefix=".tana-", suffix=".part")
        self._part = Path(name)
        self._file = os.fdopen(number, "wb")
        if self._out.exists():
            self._part.chmod(stat.S_IMODE(self._out.stat().st_mode))
        return self._file

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            with self._file:
                if kind is None:
                    self._file.flush()
                    os.fsync(self._file.fileno())
            if kind is None:
                self._part.replace(self._out)
        finally:
            self._part.unlink(missing_ok=True)
