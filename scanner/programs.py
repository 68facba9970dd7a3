"""Programs besides Python that help to read files: run without a shell, in bounds, and gone when the worker is."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_libc = ctypes.CDLL(None, use_errno=True)  # loaded here: nothing may be loaded between fork and exec


def _die_with(parent: int) -> None:
    """In the child, before the program begins: the kernel kills it when the worker ends, however that ends."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # ended in between
        os._exit(1)


def run(
    command: Sequence[str], seconds: float, data: bytes | None = None, more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the program to its end with ``data`` as its input, and ``more`` in its environment; its memory is bounded by
    the worker's.

    Raises subprocess.TimeoutExpired after ``seconds`` (it is killed then), and OSError where it cannot be started.
    """
    parent = os.getpid()
    return subprocess.run(
        list(command),
        input=data or b"",  # without one the program would read ours
        capture_output=True,
        timeout=seconds,
        check=False,
        env={**os.environ, **(more or {})},
        preexec_fn=lambda: _die_with(parent),
    )
