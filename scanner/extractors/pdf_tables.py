"""Tables of a PDF page: cells put together from lines of text by the rules around them, or by columns and gaps."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from scanner.extractors.pdf_lines import Boxes, Line, fragments, gappy, joint

_OBJECTS = 20_000  # on a page; more are a drawing rather than a table
_SEGMENTS = 40_000
_PAIRS = 300_000  # of rules that are compared with each other
_NEAR = 2.5  # points: rules closer than this are the same, or touch
_FLAT = 3.0  # points: an oblong thinner than this is a rule
_ROWS = 3
_BOXES = 6
_FILLED = 0.3  # share of the cells that hold something; fewer are lines of text across an ornament
_LONG_CELL = 250  # characters on average: columns of prose rather than a table

Cells = dict[tuple[int, int], list[Line]]


@dataclass(slots=True)
class Grid:
    """A table: its rows of cell texts, and the left edges of its columns in points."""

    rows: list[tuple[str, ...]]
    edges: tuple[float, ...]

    def continues(self, before: Grid) -> bool:
        """Whether this may be the rest of a table on the page before: as many columns, at the same places."""
        return len(self.edges) == len(before.edges) and all(
            abs(a - b) < 6 for a, b in zip(self.edges, before.edges, strict=True)
        )


@dataclass(slots=True)
class _Piece:
    line: Line
    whole: int  # number of the line on the page it was cut from
    used: bool = False


@dataclass(slots=True)
class _Rules:
    upright: list[tuple[float, float, float]]  # x, from y, to y
    level: list[tuple[float, float, float]]  # y, from x, to x


def tables(page: Any, lines: Sequence[Line], boxes: Boxes) -> tuple[list[Grid], Sequence[Line]]:
    """The tables of a page, and the lines outside them. Pages without anything side by side cost next to nothing."""
    if sum(map(gappy, lines)) < 2 and not _side_by_side(lines):
        return [], lines
    rules = _rules(page, boxes.turn)
    xs = sorted({round(x, 1) for x, _, _ in rules.upright})
    pieces: list[_Piece] = []
    for number, line in enumerate(lines):
        if not line.upright:
            continue
        inside = [x for x in xs if line.left + 1 < x < line.right - 1]
        parts = fragments(line, boxes, inside) if " " in line.text else [line]
        pieces.extend(_Piece(part, number) for part in parts)
    found = _ruled(pieces, rules)
    found += _aligned([p for p in pieces if not p.used])
    if not found:
        return [], lines
    cut = {p.whole for p in pieces if p.used}
    rest: list[tuple[int, Line]] = [(number, line) for number, line in enumerate(lines) if number not in cut]
    rest += [(p.whole, p.line) for p in pieces if p.whole in cut and not p.used]
    return found, [line for _, line in sorted(rest, key=lambda r: r[0])]


def _side_by_side(lines: Sequence[Line]) -> bool:
    """Whether lines one after the other stand on the same height, or go up again: cells drawn one by one."""
    beside = 0
    for a, b in itertools.pairwise(lines):
        if a.upright and b.upright and b.left >= a.right and b.middle > a.middle - 0.3 * a.height:
            beside += 1
    return beside >= _ROWS


# ---------------------------------------------------------------- rules


def _rules(page: Any, turn: int) -> _Rules:
    from pypdfium2 import raw

    rules = _Rules([], [])
    count = raw.FPDFPage_CountObjects(page)
    if turn or count > _OBJECTS:
        return rules
    left_over = _SEGMENTS
    matrix = raw.FS_MATRIX()
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(count):
        item = raw.FPDFPage_GetObject(page, number)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_PATH:
            continue
        segments = raw.FPDFPath_CountSegments(item)
        left_over -= segments
        if left_over < 0:
            break
        raw.FPDFPageObj_GetMatrix(item, matrix)
        path: list[tuple[float, float]] = []
        for index in range(segments):
            segment = raw.FPDFPath_GetPathSegment(item, index)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            px = matrix.a * x.value + matrix.c * y.value + matrix.e
            py = matrix.b * x.value + matrix.d * y.value + matrix.f
            if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
                _add(rules, path)
                path = []
            path.append((px, py))
            if raw.FPDFPathSegment_GetClose(segment):
                path.append(path[0])
        _add(rules, path)
    return rules


def _add(rules: _Rules, path: list[tuple[float, float]]) -> None:
    """A stroke's straight parts; an oblong as thin as a stroke is one of them, any other is its four sides."""
    if len(path) > 64 or len(path) < 2:
        return
    xs, ys = [p[0] for p in path], [p[1] for p in path]
    left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
    if right - left < _FLAT and top - bottom > 2 * _FLAT:
        rules.upright.append(((left + right) / 2, bottom, top))
    elif top - bottom < _FLAT and right - left > 2 * _FLAT:
        rules.level.append(((bottom + top) / 2, left, right))
    else:
        for (ax, ay), (bx, by) in itertools.pairwise(path):
            if abs(ax - bx) < 0.5 and abs(ay - by) > _FLAT:
                rules.upright.append((ax, min(ay, by), max(ay, by)))
            elif abs(ay - by) < 0.5 and abs(ax - bx) > _FLAT:
                rules.level.append((ay, min(ax, bx), max(ax, bx)))


def _merged(rules: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Rules on one line that touch, as one."""
    out: list[tuple[float, float, float]] = []
    for at, start, end in sorted(rules, key=lambda r: (round(r[0] / _NEAR), r[1])):
        if out and abs(out[-1][0] - at) < _NEAR and start <= out[-1][2] + _NEAR:
            out[-1] = (out[-1][0], min(out[-1][1], start), max(out[-1][2], end))
        else:
            out.append((at, start, end))
    return out


def _ruled(pieces: Sequence[_Piece], rules: _Rules) -> list[Grid]:
    upright, level = _merged(rules.upright), _merged(rules.level)
    if len(upright) < 2 or len(level) < 2 or len(upright) * len(level) > _PAIRS:
        return []
    # rules that cross or touch belong to one table
    group = list(range(len(upright) + len(level)))

    def root(n: int) -> int:
        while group[n] != n:
            group[n] = group[group[n]]
            n = group[n]
        return n

    for i, (x, low, high) in enumerate(upright):
        for j, (y, start, end) in enumerate(level):
            if start - _NEAR <= x <= end + _NEAR and low - _NEAR <= y <= high + _NEAR:
                group[root(i)] = root(len(upright) + j)
    members: dict[int, tuple[list[float], list[float]]] = {}
    for i, (x, _, _) in enumerate(upright):
        members.setdefault(root(i), ([], []))[0].append(x)
    for j, (y, _, _) in enumerate(level):
        members.setdefault(root(len(upright) + j), ([], []))[1].append(y)
    found: list[tuple[float, Grid]] = []
    for xs, ys in members.values():
        across, down = _distinct(xs), _distinct(ys)[::-1]
        if len(across) > 1 and len(down) > 1 and (grid := _in_grid(pieces, across, down)):
            found.append((down[0], grid))
    return [grid for _, grid in sorted(found, key=lambda f: -f[0])]


def _distinct(values: list[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _NEAR:
            out.append(value)
    return out


def _in_grid(pieces: Sequence[_Piece], across: list[float], down: list[float]) -> Grid | None:
    from bisect import bisect_right

    cells: Cells = {}
    inside: list[_Piece] = []
    upwards = down[::-1]
    for piece in pieces:
        line = piece.line
        column = bisect_right(across, line.left + min(2.0, (line.right - line.left) / 2)) - 1
        row = len(down) - 1 - bisect_right(upwards, line.middle)
        if 0 <= column < len(across) - 1 and 0 <= row < len(down) - 1:
            cells.setdefault((row, column), []).append(line)
            inside.append(piece)
    return _grid(_banded(cells), tuple(across[:-1]), inside)


def _banded(cells: Cells) -> Cells:
    """Rules drawn around several rows at once: cells whose lines all stand side by side are as many rows."""
    out: Cells = {}
    number = 0
    for _, group in itertools.groupby(sorted(cells), key=lambda where: where[0]):
        where = list(group)
        rows: list[list[tuple[int, Line]]] = []
        for column, line in sorted(((c, n) for r, c in where for n in cells[r, c]), key=lambda n: -n[1].middle):
            if rows and abs(rows[-1][0][1].middle - line.middle) < 0.5 * line.height:
                rows[-1].append((column, line))
            else:
                rows.append([(column, line)])
        filled = [len({c for c, _ in row}) for row in rows]
        if len(rows) < _ROWS or len(where) < 2 or min(filled) < 0.7 * len(where):
            rows = [[entry for row in rows for entry in row]]
        for row in rows:
            for column, line in row:
                out.setdefault((number, column), []).append(line)
            number += 1
    return out


def _grid(cells: Cells, edges: tuple[float, ...], inside: Sequence[_Piece]) -> Grid | None:
    """The table, unless it is none: prose in a frame, a single row or column."""
    rows, filled = {r for r, _ in cells}, {c for _, c in cells}
    if len(rows) < 2 or len(filled) < 2 or len(cells) < max(4, _FILLED * len(rows) * len(filled)):
        return None
    texts = {where: _cell(lines) for where, lines in cells.items()}
    if sum(map(len, texts.values())) > _LONG_CELL * len(texts):
        return None
    _combed(texts, cells, edges)
    kept = sorted(filled)
    grid = [tuple(texts.get((r, c), "") for c in kept) for r in sorted(rows)]
    for piece in inside:
        piece.used = True
    return Grid(grid, tuple(edges[c] for c in kept))


def _combed(texts: dict[tuple[int, int], str], cells: Cells, edges: tuple[float, ...]) -> None:
    """A box for each digit of a number: the whole of it goes into the first box."""
    run: list[tuple[int, int]] = []
    for where in [*sorted(cells), (-1, -1)]:
        row, column = where
        box = edges[column + 1] - edges[column] if 0 <= column < len(edges) - 1 else 0.0
        single = row >= 0 and len(texts[where]) == 1 and texts[where].isalnum() and box < 2.4 * cells[where][0].height
        if single and run and (row, column - 1) == run[-1]:
            run.append(where)
            continue
        if len(run) >= _BOXES:
            texts[run[0]] = "".join(texts[w] for w in run)
            texts.update(dict.fromkeys(run[1:], ""))
        run = [where] if single else []


def _cell(lines: list[Line]) -> str:
    """The lines of one cell as one text, top to bottom."""
    ordered: list[list[Line]] = []
    for line in sorted(lines, key=lambda n: -n.middle):
        if ordered and abs(ordered[-1][0].middle - line.middle) < 0.5 * line.height:
            ordered[-1].append(line)
        else:
            ordered.append([line])
    text, hyphen = "", False
    for row in ordered:
        row.sort(key=lambda n: n.left)
        part = " ".join(n.text for n in row)
        text += part if hyphen or not text else joint(text, part, narrow=True) + part
        hyphen = row[-1].hyphen
    return text


# ---------------------------------------------------------------- columns


def _aligned(pieces: Sequence[_Piece]) -> list[Grid]:
    """Tables without upright rules: rows of pieces in at least three columns that nothing crosses."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda p: -p.line.middle):
        if rows and abs(rows[-1][0].line.middle - piece.line.middle) < 0.5 * piece.line.height:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    found: list[Grid] = []
    run: list[list[_Piece]] = []
    for row in rows:
        if run and _pitch(run[-1], row) > 3.5:
            found += _table(run)
            run = []
        if len(row) > 1 or (run and _fits(row[0], run)):
            run.append(row)
        else:
            found += _table(run)
            run = []
    return found + _table(run)


def _pitch(above: list[_Piece], row: list[_Piece]) -> float:
    """From one row to the next, in heights of a line."""
    height = max(p.line.height for p in row)
    return (above[0].line.middle - row[0].line.middle) / max(1.0, height)


def _spans(rows: Sequence[Sequence[_Piece]]) -> list[tuple[float, float]]:
    """The columns: what remains when everything that overlaps is merged."""
    spans: list[tuple[float, float]] = []
    for left, right in sorted((p.line.left, p.line.right) for row in rows for p in row):
        if spans and left < spans[-1][1] + 1.0:
            spans[-1] = (spans[-1][0], max(spans[-1][1], right))
        else:
            spans.append((left, right))
    return spans


def _fits(piece: _Piece, run: Sequence[Sequence[_Piece]]) -> bool:
    """Whether a lone piece stands in one column of the rows above it: part of a cell of several lines."""
    spans = _spans([row for row in run if len(row) > 1])
    return len(spans) > 2 and sum(piece.line.left < b and a < piece.line.right for a, b in spans) == 1


def _table(run: list[list[_Piece]]) -> list[Grid]:
    while run and len(run[-1]) == 1 and len(run) > 1 and _pitch(run[-2], run[-1]) > 1.6:
        run = run[:-1]
    full = [row for row in run if len(row) > 1]
    spans = _spans(full)
    if len(full) < _ROWS or len(spans) < 3:
        return []
    if median(len({_column(p, spans) for p in row}) for row in full) < 0.5 * len(spans):
        return []
    if _is_prose(full, spans) or not _lined_up(full, spans):
        return []
    cells: Cells = {}
    inside: list[_Piece] = []
    for number, pieces in enumerate(_logical(run, spans)):
        for piece in pieces:
            cells.setdefault((number, _column(piece, spans)), []).append(piece.line)
            inside.append(piece)
    grid = _grid(cells, tuple(left for left, _ in spans), inside)
    return [grid] if grid else []


def _column(piece: _Piece, spans: Sequence[tuple[float, float]]) -> int:
    middle = (piece.line.left + piece.line.right) / 2
    return min(range(len(spans)), key=lambda n: max(spans[n][0] - middle, middle - spans[n][1]))


def _is_prose(rows: Sequence[Sequence[_Piece]], spans: Sequence[tuple[float, float]]) -> bool:
    """Columns of a newspaper: nearly every line fills its column, and is long."""
    filled = [
        (p.line.right - p.line.left) / max(1.0, spans[c][1] - spans[c][0])
        for row in rows
        for p in row
        for c in [_column(p, spans)]
    ]
    return median(filled) > 0.85 and median(len(p.line.text) for row in rows for p in row) > 18


def _lined_up(rows: Sequence[Sequence[_Piece]], spans: Sequence[tuple[float, float]]) -> bool:
    """Whether most columns have an edge, or a middle, that most of what stands in them keeps to."""
    stacks: dict[int, list[Line]] = {}
    for row in rows:
        for piece in row:
            stacks.setdefault(_column(piece, spans), []).append(piece.line)
    straight = 0
    for stack in stacks.values():
        edges = ([n.left for n in stack], [n.right for n in stack], [(n.left + n.right) / 2 for n in stack])
        straight += any(sum(abs(x - median(xs)) < 4 for x in xs) >= 0.6 * len(xs) for xs in edges)
    return straight >= 0.6 * len(stacks)


def _logical(run: list[list[_Piece]], spans: Sequence[tuple[float, float]]) -> list[list[_Piece]]:
    """The pieces of each row of the table. Where the lines of a cell stand closer than rows do, cells are told by that,
    and those side by side are a row; else what leaves the first column empty and few others filled goes on from the
    row above."""
    stacks: dict[int, list[_Piece]] = {}
    for row in run:
        for piece in row:
            stacks.setdefault(_column(piece, spans), []).append(piece)
    gaps = [_pitch([a], [b]) for stack in stacks.values() for a, b in itertools.pairwise(stack)]
    gaps = [g for g in gaps if g > 0.5]
    least = min(gaps, default=9.0)
    if least < 1.4 and sum(g > 1.2 * least for g in gaps) >= 0.2 * len(gaps):
        return _beside([cell for stack in stacks.values() for cell in _stacked(stack, 1.2 * least)])
    out: list[list[_Piece]] = []
    for row, above in zip(run, [[], *run], strict=False):
        columns = {_column(p, spans) for p in row}
        close = bool(above) and _pitch(above, row) < 1.6 and len(row) * 2 <= max(2, len(above)) and len(above) > 1
        if close and 0 not in columns:
            out[-1].extend(row)
        else:
            out.append(list(row))
    return out


def _stacked(stack: list[_Piece], most: float) -> list[list[_Piece]]:
    """The pieces of one column, top to bottom, as cells."""
    cells: list[list[_Piece]] = []
    for piece in stack:
        if cells and _pitch([cells[-1][-1]], [piece]) <= most:
            cells[-1].append(piece)
        else:
            cells.append([piece])
    return cells


def _beside(cells: list[list[_Piece]]) -> list[list[_Piece]]:
    """Cells in rows: those whose heights overlap."""
    rows: list[list[_Piece]] = []
    floor = 0.0
    for cell in sorted(cells, key=lambda c: -c[0].line.top):
        top, bottom = cell[0].line.top, cell[-1].line.bottom
        if rows and top - floor > 0.3 * cell[0].line.height:
            rows[-1].extend(cell)
            floor = min(floor, bottom)
        else:
            rows.append(list(cell))
            floor = bottom
    return rows
