"""What ends a command from outside: SIGTERM and SIGHUP are taken like Ctrl-C, so that what was done is kept, workers
end and temporary files go."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from scanner.cli import codes

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class Ended(KeyboardInterrupt):
    """A signal has ended the command; ``code`` is what the shell calls that: 128 and the signal's number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number


def code_of(interrupt: KeyboardInterrupt) -> int:
    """The exit code of an interrupted command."""
    return interrupt.code if isinstance(interrupt, Ended) else codes.INTERRUPTED


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Raises Ended in the block when such a signal comes; one that is ignored (nohup) stays ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    taken = [number for number, handler in before.items() if handler is signal.SIG_DFL]

    def end(number: int, _frame: FrameType | None) -> None:
        for other in taken:
            signal.signal(other, signal.SIG_IGN)  # once is enough: what follows is the tidying up
        raise Ended(number)

    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, before[number])
