"""Where the tables on a sheet are: title rows, headers, data, several tables one under another, forms.

One pass over the rows decides; nothing here knows what personal data is. A header row is one whose cells are labels of
the vocabulary, or text above data of another shape.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from detectors.layout.form_shape import FORM_GAP, FORM_ROWS, in_boxes, is_field_label, is_form, is_part_of_form
from detectors.layout.header_rows import (
    PIVOT,
    SAMPLE,
    filled_cells,
    goes_on_below,
    heads_by_shape,
    heads_days,
    is_header,
    is_upper_line,
)
from detectors.layout.headers import (
    EDGES,
    LONGEST_HEADER,
    SENTENCE,
    Rows,
    header_of,
    is_label,
    is_numeric,
    is_weak,
    names_something,
)
from detectors.sheet import Layout, Region
from detectors.text.normalise import fold

if TYPE_CHECKING:
    from detectors.model import Table
    from detectors.text.lines import Characters, Lines

_TRANSPOSED_ROWS = 40
"""Rows: with more labels down its first column a block is a list of labels."""

_DIFFERENT = 0.7
"""Share of the labels of such a list that are different: two people's marks, one below another, are headed alike."""
_SIDE_BY_SIDE = 0.5
"""Share of its rows in which a transposed table has at least two records."""

_TITLES = 4
"""Words in one row above a table: whose it is, of which month; two tables side by side have one each."""

_UPPER = 2
"""Rows that may stand above the header of a table as part of its block."""

_GAP = 4
"""Rows within which a table begins below its titles."""

_LONGEST_CELL = 60
"""Characters: a row with one filled cell longer than this is text between tables, not a row of one."""

_TOTALS = frozenset(
    {
        *"合計 小計 総計 計 総合計 平均 人数 件数 total totals subtotal sub-total sum average".split(),
        "grand total",
        "sub total",
    }
)
_PIVOT_BEGINS = frozenset("Rr行")
"""How the head of the first column of a pivot table begins."""
_TOTALS_BEGIN = frozenset(c for w in _TOTALS for c in (w[0], w[0].upper()))
_LONGEST_TOTAL = 14
_DOUBTFUL = _TOTALS_BEGIN | _PIVOT_BEGINS
_LONG = 1_000
"""Rows from which it pays to look first for those that are surely data."""


def layout_of(table: Table, most: int | None = None) -> Layout:
    """How a table is laid out, or the first rows of it; worked out once."""
    rows = table.rows[:most] if most is not None and most < len(table.rows) else table.rows
    if len(rows) not in table.layouts:
        table.layouts[len(rows)] = layout(rows, table.lines if rows is table.rows else None)
    return table.layouts[len(rows)]


def layout(rows: Rows, column: Callable[[int], Lines] | None = None) -> Layout:
    """Take a grid apart. Every filled cell is in one table's data, one form, one header, or loose. ``column`` gives the
    cells of a column, and makes long tables quicker."""
    out = Layout(sure=_sure(rows, column) if column is not None else bytes(len(rows)))
    for start, end in _blocks(rows, out.sure):
        _place(rows, start, end, out)
    return out


def _sure(rows: Rows, column: Callable[[int], Lines]) -> bytes:
    """A 1 for each row of a long table that is neither blank nor a header, a total or text: two of its cells are
    filled, one of them with a figure, and its first cell does not begin like what heads or sums up others, or ends in a
    figure all the same."""
    sample = rows[:: len(rows) // SAMPLE + 1] if len(rows) >= _LONG else ()
    some = [*itertools.zip_longest(*sample, fillvalue="")]
    if len(some) < 2:
        return bytes(len(rows))
    figure = max(range(len(some)), key=lambda i: sum(cell[:1].isdecimal() for cell in some[i]))
    other = max(range(len(some)), key=lambda i: sum(map(bool, some[i])) if i != figure else -1)
    decimal, doubtful = _first_characters()
    doubts = doubtful[column(0).firsts] & ~decimal[column(0).lasts]
    sure = decimal[column(figure).firsts] & (column(other).lengths > 0) & ~doubts
    return sure.tobytes()


@cache
def _first_characters() -> tuple[Characters, Characters]:
    """The characters that begin figures, and those that begin what may be no row of data."""
    from detectors.text.lines import table_of, table_with  # with numpy, which only an examination needs

    return table_of(str.isdecimal), table_with("".join(_DOUBTFUL) + "\n")


def _blocks(rows: Rows, sure: bytes) -> Iterator[tuple[int, int]]:
    """The runs, with the parts of a form that blank rows or rows of labels divide put together again."""
    parts: list[tuple[int, int]] = []
    for start, end in _runs(rows, sure):
        part = end - start <= FORM_ROWS and is_part_of_form(rows, start, end)
        if parts and not (part and start - parts[-1][1] <= FORM_GAP and end - parts[0][0] <= FORM_ROWS):
            yield from _together(rows, parts)
            parts = []
        if part:
            parts.append((start, end))
        else:
            yield start, end
    yield from _together(rows, parts)


def _together(rows: Rows, parts: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Parts as one block where that is a form, each by itself elsewhere."""
    if len(parts) > 1 and is_form(rows, parts[0][0], parts[-1][1]):
        yield parts[0][0], parts[-1][1]
    else:
        yield from parts


def _runs(rows: Rows, sure: bytes) -> Iterator[tuple[int, int]]:
    """Runs of rows without a blank row or a header row inside them."""
    start, number = -1, 0
    while number < len(rows):
        if start >= 0 and sure[number]:
            number = sure.find(0, number)
            if number < 0:
                break
        row = rows[number]
        if not any(row):
            if start >= 0:
                yield start, number
            start = -1
        elif start < 0:
            start = number
        elif _header_inside(row):
            yield start, number
            start = number
        number += 1
    if start >= 0:
        yield start, len(rows)


def _header_inside(row: Sequence[str]) -> bool:
    """Whether a row in the middle of a table begins another one. Must be quick: it is asked of every row."""
    for cell in row:
        if cell and (cell[0].isdecimal() or len(cell) > LONGEST_HEADER):
            return fold(row[0].strip()) in PIVOT if row[0][:1] in _PIVOT_BEGINS else False
    return is_header(row, strict=True)


def _place(rows: Rows, start: int, end: int, out: Layout) -> None:
    # Two or three single cells above a row of several, blank rows between or not, are its titles.
    below = next((r for r in range(end, min(end + _GAP, len(rows))) if any(rows[r])), end)
    titles = end - start <= 3 and below < len(rows) and filled_cells(rows[below]) > 1
    single = not titles and _single_column(rows, start, end)
    at = start
    while at < end and not single and _is_title(rows, at, end):
        out.loose += [(at, i) for i, c in enumerate(rows[at]) if c]  # titles, and text between tables
        at += 1
    if at == end:
        return
    pairs = _rows_of_pairs(rows, at, end)
    if (
        pairs
        and at + pairs < end
        and (_is_transposed(rows, at + pairs, end) or heads_days([c for c in rows[at + pairs] if c]))
    ):
        out.forms.append((at, at + pairs))  # a ledger's months below whom it is about
        at += pairs
    upper = end - at == 1 and end < len(rows) and is_upper_line(rows[at], rows[end])
    fields = _is_list_of_fields(rows, at, end)
    if not upper and not fields and _is_transposed(rows, at, end):
        out.transposed.append((at, end))
        return
    if not upper and not fields and is_form(rows, at, end):
        out.forms.append((at, end))
        return
    header = at if upper or is_header(rows[at], strict=False) or heads_by_shape(rows, at, end) else -1
    if header < 0 and (below := _header_below(rows, at, end)) > 0:
        out.loose += [(row, i) for row in range(at, below) for i, c in enumerate(rows[row]) if c]
        at = header = below
    headers = tuple(c.strip() for c in rows[header]) if header >= 0 else ()
    data = at + 1 if header >= 0 else at
    if header >= 0 and data < end and goes_on_below(rows[header], rows, data, end):
        lower = tuple(c.strip() for c in rows[data])
        headers = tuple(below or above for above, below in itertools.zip_longest(headers, lower, fillvalue=""))
        header, data = data, data + 1
    previous = out.tables[-1] if out.tables else None
    if previous is not None and not previous.size and headers and previous.header_row == at - 1:
        # A header of two lines: the lower line says more, where it says anything.
        both = itertools.zip_longest(headers, previous.headers, fillvalue="")
        headers = tuple(lower or upper for lower, upper in both)
        out.forget(previous)
    if header < 0 and previous is not None and _goes_on(rows, previous, data, end):
        region = previous
    else:
        region = out.region(header, headers)
    _add_spans(rows, region, range(data, end), single, out)


def _header_below(rows: Rows, at: int, end: int) -> int:
    """The header below a row or two that are none and leave cells blank that it fills: groups of columns, months, days;
    -1 for none."""
    for row in range(at + 1, min(at + _UPPER, end - 1) + 1):
        if any(not (i < len(rows[at]) and rows[at][i]) for i, c in enumerate(rows[row]) if c) and is_header(
            rows[row], strict=False
        ):
            return row
    return -1


def _add_spans(rows: Rows, region: Region, data: range, single: bool, out: Layout) -> None:
    """The rows of data; rows that are text are put out, totals are left out."""
    begin = at = data.start
    while not single and (at := out.sure.find(0, at, data.stop)) >= 0:
        if (total := _is_total(rows[at])) or _is_text(rows[at]):
            if not total:
                out.loose.append((at, _first(rows[at])))
            if begin < at:
                region.spans.append((begin, at))
            begin = at + 1
        at += 1
    if begin < data.stop:
        region.spans.append((begin, data.stop))


def _first(row: Sequence[str]) -> int:
    return next(i for i, c in enumerate(row) if c)


def _is_total(row: Sequence[str]) -> bool:
    """A row of sums: its first word says so."""
    # Asked of every row: the first letter settles most.
    first = next(filter(None, row), "")
    return first[:1] in _TOTALS_BEGIN and len(first) <= _LONGEST_TOTAL and fold(first.strip(EDGES)) in _TOTALS


def _is_text(row: Sequence[str]) -> bool:
    """A row of one long cell, or of a sentence: text between rows of data."""
    if len(row) - row.count("") != 1:
        return False
    text = row[_first(row)]
    return len(text) > _LONGEST_CELL or (len(text) > 12 and ("。" in text or SENTENCE.search(text) is not None))


def _single_column(rows: Rows, start: int, end: int) -> bool:
    """Whether nothing but one column is filled: then a row of one cell is a row like any other."""
    column = _first(rows[start])
    return end - start > 1 and all(filled_cells(rows[r]) == 1 and _first(rows[r]) == column for r in range(start, end))


def _is_title(rows: Rows, at: int, end: int) -> bool:
    """Whether a row at the beginning stands above a table: one cell, or a few words above a header with nothing but
    other such rows between."""
    filled = filled_cells(rows[at])
    if filled == 1:
        return not _starts_table(rows, at, end)
    below = next((r for r in range(at + 1, min(end, at + _TITLES)) if filled_cells(rows[r]) > _TITLES), at + 1)
    if filled > _TITLES or below >= end or filled * 2 > filled_cells(rows[below]):
        return False
    if not any(i < len(rows[below]) and rows[below][i] for i, c in enumerate(rows[at]) if c):
        return False
    if is_header(rows[below], strict=False):
        return True
    return not any(map(is_numeric, filter(None, rows[at]))) and below == at + 1 and heads_by_shape(rows, below, end)


def _starts_table(rows: Rows, at: int, end: int) -> bool:
    """Whether a row of one cell is a row of data all the same: most of the next ones are so too."""
    following = range(at, min(end, at + 6))
    return len(following) > 3 and sum(filled_cells(rows[r]) == 1 for r in following) > 0.7 * len(following)


def _goes_on(rows: Rows, region: Region, start: int, end: int) -> bool:
    """Whether rows after a gap belong to the table above: they fill no column that it does not have."""
    if not region.headers:
        width = max(len(rows[r]) for r in range(*region.spans[-1])) if region.spans else 0
        return max(len(rows[r]) for r in range(start, end)) == width
    named = {i for i, h in enumerate(region.headers) if h}
    sample = range(start, min(end, start + SAMPLE))
    return all(filled_cells(rows[r]) >= 2 and {i for i, c in enumerate(rows[r]) if c} <= named for r in sample)


def _rows_of_pairs(rows: Rows, start: int, end: int) -> int:
    """How many rows at the beginning are two labels or more, each before its value."""
    for r in range(start, end):
        labels: list[bool] = []
        for cell in filter(None, map(str.strip, rows[r])):
            # Behind a label a word that may be a value is one: 所属, 製造2課.
            labels.append(is_field_label(cell) and not (labels and labels[-1] and not names_something(cell)))
        if not 2 <= sum(labels) < len(labels) or any(a and b for a, b in itertools.pairwise(labels)) or not labels[0]:
            return r - start
    return end - start


def _is_list_of_fields(rows: Rows, start: int, end: int) -> bool:
    """Whether the same word stands in every row of a column: a list of fields and their types. Nobody has the same
    beside every label."""
    below = rows[start + 1 : end]
    if not 3 < len(below) <= _TRANSPOSED_ROWS:
        return False
    columns = itertools.islice(itertools.zip_longest(*below, fillvalue=""), 1, None)
    return any(len(set(c)) == 1 and len(c[0]) > 1 and c[0].isalpha() for c in columns)


def _is_transposed(rows: Rows, start: int, end: int) -> bool:
    """Labels down the first column and nowhere else, the records, two at least, side by side."""
    block = rows[start:end]
    if not 3 <= len(block) <= _TRANSPOSED_ROWS or not all(row and row[0] for row in block):
        return False
    first = [row[0].strip() for row in block]
    if len(set(first)) < _DIFFERENT * len(first) or any(is_numeric(c) or len(c) > LONGEST_HEADER for c in first):
        return False
    found = [h for h in map(header_of, first) if h is not None]
    if len(found) < 0.3 * len(first) or len({h.family for h in found}) < 2 or all(map(is_weak, found)):
        return False
    values = [[c.strip() for c in row[1:] if c] for row in block]
    if any(in_boxes(label, v) for label, v in zip(first, values, strict=True)):
        return False
    if any(fold(c.strip(EDGES)) in _TOTALS for c in block[0]):
        return False  # a cross table: its sums are nobody's
    if sum(len(v) > 1 for v in values) < _SIDE_BY_SIDE * len(block):
        return False  # a form in which a value stands in several cells
    cells = sum(map(len, values))
    if cells < 1.5 * len(block) or sum(is_label(c) for v in values for c in v) > 0.1 * cells:
        return False
    # Fewer known labels will do where each row is of one kind and the rows are of different kinds.
    numeric = [sum(map(is_numeric, v)) / len(v) for v in values if v]
    of_a_kind = sum(1 for n in numeric if n in (0.0, 1.0)) >= 0.8 * len(numeric) and 0.0 < sum(numeric) < len(numeric)
    return len(found) >= 0.5 * len(first) or of_a_kind
