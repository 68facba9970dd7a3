"""The process that workers are forked from: started as early as can be, so it asks for little here."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable
from multiprocessing import forkserver, util

PRELOAD = "scanner.preload"
_QUIET = "scanner.quiet"
_LONGEST = 75
"""Bytes of the path of the folder for temporary files: with the socket's own name they have to fit into the 107 that an
address may have (unix(7))."""


def prepare(preload: str = PRELOAD) -> None:
    """Start the process that workers are forked from, unless it runs. It loads ``preload`` while the caller goes on."""
    multiprocessing.get_context("forkserver").set_forkserver_preload([_QUIET, preload])
    if len(os.fsencode(tempfile.gettempdir())) > _LONGEST:
        _place_sockets("/tmp")
    _deaf_to_interrupts(forkserver.ensure_running)


def _place_sockets(folder: str) -> None:
    """Have the sockets of this process lie in a folder of its own below another one than that for temporary files."""
    before, tempfile.tempdir = tempfile.tempdir, folder
    try:
        util.get_temp_dir()  # made once a process, and removed with it
    finally:
        tempfile.tempdir = before


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
