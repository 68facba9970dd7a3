"""What keeps a worker process from doing harm: it says nothing, connects to nothing and has limited memory."""

from __future__ import annotations

import faulthandler
import logging
import os
import resource
import sys
import warnings
from pathlib import Path
from typing import Any

_NETWORK = frozenset({"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"})


def silence() -> None:
    """Nothing that a library prints, logs or dumps leaves the process: it might quote the file being read."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    faulthandler.disable()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)


def limit_memory(more: int) -> None:
    """Let this process map so many bytes more than it has already."""
    mapped = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = mapped + more
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def cut_off() -> None:
    """No connection is ever opened from this process, whatever a library would like to fetch."""
    sys.addaudithook(_refuse_network)


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _NETWORK:
        raise PermissionError("a scan opens no network connection")
