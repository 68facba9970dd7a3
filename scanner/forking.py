"""The process that workers are forked from: started as early as can be, so it asks for little here."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable
from multiprocessing import forkserver

PRELOAD = "scanner.preload"
_QUIET = "scanner.quiet"


def prepare(preload: str = PRELOAD) -> None:
    """Start the process that workers are forked from, unless it runs. It loads ``preload`` while the caller goes on."""
    multiprocessing.get_context("forkserver").set_forkserver_preload([_QUIET, preload])
    _deaf_to_interrupts(forkserver.ensure_running)


def _deaf_to_interrupts(begin: Callable[[], None]) -> None:
    """Start the process that workers come from so that none of them hears Ctrl-C: the parent alone decides.

    An ignored signal stays ignored in what is started meanwhile.
    """
    if threading.current_thread() is not threading.main_thread():
        begin()
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        begin()
    finally:
        signal.signal(signal.SIGINT, before)
