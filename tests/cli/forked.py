"""``tana`` without its start: a process that has everything loaded and forks for each call.

Starting the program and the process that its workers come from takes most of the time of a test of the command line.
Here both are forks of one process, which nothing has been done with before: arguments, streams, folder, environment and
exit code are the call's own, and what the fork does no later call sees. What is tested of the program as such (its
start, signals, closed streams, limits of memory, encodings, what it loads) goes through the installed program
(``running.Place.program``).

Run as a script it is that process: its standard input is the socket that calls come by.
"""

from __future__ import annotations

import json
import locale
import multiprocessing.util
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from itertools import pairwise
from typing import IO, Any, NoReturn

_LOADED = ("inventory", "reports", "scanner.cli")
"""Packages of which all modules are loaded, besides what workers load; and what they load themselves when needed."""
_LOADED_TOO = ("scanner.preload", "sqlalchemy.dialects.sqlite", "openpyxl")


class Forked:
    """The process that calls are forked from. It ends with this one."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._calls, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen([sys.executable, __file__], stdin=theirs, env=dict(environment))

    def run(
        self, program: str, arguments: Sequence[str], stdin: bytes, timeout: float, cwd: str, env: Mapping[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        """As ``subprocess.run`` of the program. Raises TimeoutExpired, and EOFError where the process has ended."""
        with (
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
            tempfile.TemporaryFile() as call,
        ):
            _fill(given, stdin)
            _fill(call, json.dumps([cwd, dict(env), [program, *arguments]]).encode())
            reading, writing = os.pipe()
            with open(reading, encoding="ascii") as told:
                socket.send_fds(self._calls, [b"."], [*(one.fileno() for one in (given, out, err, call)), writing])
                os.close(writing)
                code = _code(told, timeout, program)
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess([program, *arguments], code, out.read(), err.read())


def _fill(file: IO[bytes], content: bytes) -> None:
    file.write(content)
    file.seek(0)


def _code(told: IO[str], timeout: float, program: str) -> int:
    pid = int(told.readline() or _gone())
    before = signal.signal(signal.SIGALRM, lambda *_: os.kill(pid, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, timeout)
    begun = time.monotonic()
    try:
        code = int(told.readline() or _gone())
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    if code == -signal.SIGKILL and time.monotonic() - begun >= timeout:
        raise subprocess.TimeoutExpired(program, timeout)
    return code


def _gone() -> NoReturn:
    raise EOFError("the process that calls are forked from has ended")


def _serve() -> None:
    """Forks for each call until there is nobody to call; comes back in the forks alone, as the program."""
    calls = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that wait for the calls
    while True:
        message, passed, _, _ = socket.recv_fds(calls, 1, 5)
        if not message:
            os._exit(0)
        if os.fork() == 0:
            calls.close()
            return _keep(*passed)
        for one in passed:
            os.close(one)


def _keep(given: int, out: int, err: int, call: int, told: int) -> None:
    """Waits for the program and tells its number and how it ended; comes back as the program."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        os.close(told)
        return _become(given, out, err, call)
    os.write(told, b"%d\n" % pid)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.write(told, b"%d\n" % code)
    os._exit(0)


def _become(given: int, out: int, err: int, call: int) -> None:
    """Makes this process what the program finds at its start."""
    with open(call, "rb") as asked:
        folder, environment, sys.argv = json.loads(asked.read())
    for stream, number in ((given, 0), (out, 1), (err, 2)):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    with suppress(locale.Error):  # one that is not installed leaves things as they are
        locale.setlocale(locale.LC_CTYPE, "")
    tempfile.tempdir = None
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w", buffering=1)  # noqa: SIM115
    sys.modules["__main__"] = types.ModuleType("__main__")
    multiprocessing.util.spawnv_passfds = _fork_for_workers  # type: ignore[attr-defined]


def _fork_for_workers(_path: Any, arguments: Sequence[str | bytes], passed: Sequence[int]) -> int:
    """In place of a new Python for the process that workers come from: a fork that keeps what that would keep."""
    pid = os.fork()
    if pid:
        return pid
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    kept = [2, *sorted(passed), os.sysconf("SC_OPEN_MAX")]
    for before, after in pairwise(kept):
        os.closerange(before + 1, after)
    try:
        exec(os.fsdecode(arguments[-1]), {})
    finally:
        os._exit(0)


if __name__ == "__main__":
    del sys.path[0]
    for _module in _LOADED_TOO:
        import_module(_module)
    for _package in map(import_module, _LOADED):
        for _found in pkgutil.walk_packages(_package.__path__, f"{_package.__name__}."):
            if ".migrations" not in _found.name:  # alembic runs them
                import_module(_found.name)
    _serve()
    sys.exit(import_module("scanner.cli.entry").main())
