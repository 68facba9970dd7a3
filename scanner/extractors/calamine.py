"""Calling calamine: what it refuses, where it panics, and what its values are as text."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

from scanner.extractors.base import Source, is_panic


class CalamineFailure(Exception):
    """Calamine refused the workbook or panicked; ``cause`` is its exception's class name."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


def guarded(call: Any, *args: Any) -> Any:
    """Call into calamine; its errors and panics come out as ``CalamineFailure``."""
    try:
        return call(*args)
    except MemoryError:
        raise
    except Exception as error:
        raise CalamineFailure(type(error).__name__) from error
    except BaseException as error:
        if is_panic(error):
            raise CalamineFailure("PanicException") from error
        raise


def opened(src: Source) -> Any:
    import python_calamine

    return python_calamine.CalamineWorkbook.from_filelike(src.rewound())


def rows_of(sheet: Any, fixes: dict[tuple[int, int], str], start: tuple[int, int]) -> Iterator[tuple[str, ...]]:
    if not fixes:
        for row in itertools.islice(sheet.iter_rows(), start[0], None):
            yield tuple([v if type(v) is str else cell_text(v) for v in row])
        return
    for r, row in enumerate(itertools.islice(sheet.iter_rows(), start[0], None), start[0]):
        yield tuple([fixes.get((r, c)) or cell_text(v) for c, v in enumerate(row, start[1])])


def cell_text(value: Any) -> str:
    """A cell's value as text: ISO dates, whole numbers without a decimal point, '' for nothing."""
    if type(value) is float:
        return str(int(value)) if value.is_integer() and abs(value) < 1e17 else repr(value)
    if value is None or type(value) is str:
        return value or ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        midnight = not (value.hour or value.minute or value.second or value.microsecond)
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat(timespec="seconds")
    return str(value)
