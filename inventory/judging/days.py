"""The day of a file's time as the calendar on the wall shows it: what a clerk sees in the folder, and as today is."""

from __future__ import annotations

from datetime import date, datetime


def local_day(nanoseconds: int) -> date | None:
    """The day, in this machine's time zone, of a time in ns since 1970; None for 0 (unknown)."""
    return datetime.fromtimestamp(nanoseconds // 1_000_000_000).date() if nanoseconds else None
