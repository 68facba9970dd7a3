"""What tells a form from a table: labels down a column, over values, or in one cell with them, each once.

Only the layout is looked at; what the values are is ``detectors.tables.forms`` and ``detectors.tables.form_values``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, cast

from detectors.layout.headers import (
    Rows,
    header_of,
    is_code,
    is_label,
    is_no_header,
    is_numeric,
    is_weak,
    names_something,
    plain_label,
    spread,
)
from detectors.layout.parts import NUMBERS
from detectors.model import Entity
from detectors.special.sensitive import header_category
from detectors.text.blanks import filled_in
from detectors.text.lexicon import load_yaml
from detectors.text.normalise import fold

FORM_ROWS = 120
"""Rows: a longer block is a list, whatever its first column says."""
FORM_GAP = 2
"""Blank rows that may stand inside a form."""

_LABELS, _CELLS = 0.25, 80
"""A form's least share of labels among its values, and how many cells tell whether it can have half as many."""
_LONGEST_LABEL = 24
_LEFT = 0.6
"""Share of the rows of a part of a form that begin with a label."""
_BOXES = 3
"""Cells of one character that make the boxes of a form."""

_FEWEST_QUESTIONS, _ASKS, _LONGEST_QUESTION = 3, 0.75, 200
"""Labels and questions at least of a form in two columns, their share of what stands at the left, and characters."""
_SURE_CATEGORY = 4.0
_NAMES_SOMEBODY = re.compile(r"(?i:\bname)\W*$|(?:氏名|名前)[（(]?\S*$")
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_PAIR = re.compile(r"\s*(?P<label>[^:：]{1,40}?)\s*[:：]\s*(?P<value>\S.*)?", re.DOTALL)
_BOXED = NUMBERS | frozenset(
    "member_number employee_number person_name surname given_name kana_name birth_date".split()
)
"""Label families whose values are written a character in each box."""


def is_field_label(text: str) -> bool:
    """Whether a cell is the label of a field: of the vocabulary, a special category, or short with a colon behind."""
    return not is_code(text) and _is_field_label(text)


@lru_cache(20_000)  # asked again and again of the cells of a short table
def _is_field_label(text: str) -> bool:
    if not text or len(text) > 60:
        return False
    if len(text) <= _LONGEST_LABEL and text[-1] in ":：" and not any(map(str.isdigit, text)):
        return True
    if is_no_header(text):
        return False
    if is_label(text) or (_NAMES_SOMEBODY.search(text) and header_of(text) is not None):
        return True
    return category_of(text) is not None


def category_of(label: str) -> tuple[Entity, str, float] | None:
    """The special category that a label names and nothing else: 病名（必須）."""
    if is_no_header(label):
        return None
    found = header_category(_BRACKETS.sub("", label).strip(" \u3000:：*＊"))
    return found if found is not None and found[2] >= _SURE_CATEGORY else None


def pair_of(text: str) -> tuple[str, str, int] | None:
    """Label, value and where the value begins, of a cell that holds both: ``氏名：＿＿山田太郎＿＿``."""
    if not _holds_colon(text):
        return None
    found = _PAIR.fullmatch(text)
    if found is None or not found["value"] or is_numeric(found["label"]) or not is_field_label(found["label"]):
        return None
    return found["label"], found["value"], found.start("value")


def _holds_colon(text: str) -> bool:
    return ":" in text or "：" in text


def in_boxes(label: str, values: Sequence[str]) -> bool:
    """Whether the cells behind a label are one value, a character in each box, rather than a value each."""
    if len(values) < _BOXES or sum(len(v) == 1 for v in values[: _BOXES + 3]) < _BOXES:
        return False
    found = header_of(label)
    return found is not None and found.family in _BOXED


def is_part_of_form(rows: Rows, start: int, end: int) -> bool:
    """Whether rows without a blank row inside may be part of a form: labels at the left of most, or over values."""
    return _labels_at_left(rows, start, end) or labels_over_values(rows, start, end)


def _labels_at_left(rows: Rows, start: int, end: int) -> bool:
    block = rows[start:end]
    # What stands right of the first column goes on with what stands above it.
    first_column = next(filter(any, itertools.zip_longest(*block, fillvalue="")), ())
    begun = sum(map(bool, first_column))
    labels: list[str] = []
    beside = False
    others = 0
    for row, begins in zip(block, first_column, strict=False):
        if others > (1 - _LEFT) * begun:
            return False  # most lists end here
        if not begins or not (firsts := [*itertools.islice(_filled(row), 2)]):
            continue
        first = firsts[0]
        pair = _holds_colon(first) and _PAIR.fullmatch(first)
        if pair and (pair_of(first) is not None or (beside and not any(map(str.isdigit, first[:3])))):
            labels.append(first)
            beside = True
            continue
        # A heading may stand at the left of the labels of a part.
        label = next(filter(is_field_label, firsts), None)
        if label is None or (label is first and len(firsts) > 1 and all(map(is_label, _filled(row)))):
            others += 1
            continue
        labels.append(label)
        beside = beside or len([*_filled(row)]) > (1 if label is first else 2)
    return beside and len(labels) >= _LEFT * begun and len(set(map(plain_label, labels))) >= 0.7 * len(labels)


def _filled(row: Sequence[str]) -> Iterator[str]:
    """The filled cells of a row, without the blanks around them."""
    return filter(None, map(str.strip, row))


def labels_over_values(rows: Rows, start: int, end: int) -> bool:
    """Whether rows of labels and rows of values take turns, each label once. Blank rows do not count."""
    labels: list[str] = []
    lines = 0
    valued = 0
    was_labels = False
    for r in range(start, end):
        filled = [bare for c in rows[r] if c and (bare := c.strip()) and (bare == "〒" or is_code(c) or filled_in(c))]
        if not filled:
            # Blank, or printed units where nobody has written anything.
            valued += was_labels and any(c.strip() for c in rows[r])
            was_labels = False
            continue
        known = sum(map(is_field_label, filled))
        if known and known * 2 >= len(filled) and not any(map(is_numeric, filled)):
            labels += filled
            lines += 1
            was_labels = True
        elif was_labels:
            valued += 1
            was_labels = False
        elif not lines and len(filled) == 1:
            continue  # a title
        elif len(filled) > 1 or not labels:
            return False
    return valued > 0 and valued <= lines + 1 and len(set(map(plain_label, labels))) >= 0.8 * len(labels)


def questions_of(rows: Rows, start: int, end: int) -> dict[int, int]:
    """The column of the label in each row of a block of two columns that is about one person: labels at the left, each
    once and in whatever words, one of them a label of names with a value beside it. Nothing for any other block."""
    pairs = {r: [i for i, c in enumerate(rows[r]) if c.strip()] for r in range(start, end)}
    left = min((filled[0] for filled in pairs.values() if filled), default=0)
    right = {filled[1] for filled in pairs.values() if len(filled) > 1}
    if len(right) != 1 or any(len(filled) > 2 or filled[:1] not in ([], [left], [*right]) for filled in pairs.values()):
        return {}
    both = {r: filled[0] for r, filled in pairs.items() if len(filled) == 2}
    asked = [plain_label(rows[r][c]) for r, c in both.items()]
    if len(both) < _FEWEST_QUESTIONS or len(set(asked)) < len(asked):
        return {}
    named = next((r for r, c in both.items() if _asks_for_name(rows[r][c].strip())), None)
    asks = sum(_is_question(rows[r][c].strip()) for r, c in both.items())
    if named is None or asks < _ASKS * len(both):
        return {}
    # 氏名 beside 住所 heads a table.
    value = rows[named][pairs[named][1]].strip()
    return {} if _says_label(value) or any(map(str.isdigit, value)) else both


@cache
def _questions() -> re.Pattern[str]:
    told = load_yaml("questions.yaml")
    begins, ends = (
        "|".join(re.escape(str(w)) for words in dict(cast("Mapping[str, Any]", told[key])).values() for w in words)
        for key in ("begins", "ends")
    )
    return re.compile(rf"(?:{begins})\b.+|.*(?:{ends})")


def _is_question(text: str) -> bool:
    """Whether a cell asks for an answer: a label, or a question in whatever words."""
    return len(text) <= _LONGEST_QUESTION and (
        _questions().fullmatch(fold(text.rstrip(" .。:：*＊"))) is not None or is_field_label(text)
    )


def _asks_for_name(text: str) -> bool:
    found = header_of(text)
    return found is not None and found.family == "person_name" and (found.whole or bool(_NAMES_SOMEBODY.search(text)))


def is_form(rows: Rows, start: int, end: int) -> bool:
    """Labels down a column or all over the block, each once, with values beside or below them."""
    if end - start > FORM_ROWS:
        return False
    if questions_of(rows, start, end):
        return True
    every = [*itertools.chain.from_iterable(rows[start:end])]
    filled = [c for c in every if len(c) > 1]
    cells = len(filled)
    if cells > 4 * _CELLS and sum(map(_says_label, spread(filled, _CELLS))) < 0.5 * _LABELS * _CELLS:
        return False  # looking at every cell of every short table would cost more than all the rest
    if sum(map(_says_label, itertools.filterfalse(str.isdecimal, every))) < max(1, _LABELS * cells):
        return False
    found = [(r, i, c) for r in range(start, end) for i, c in enumerate(rows[r]) if c and _says_label(c)]
    pairs = sum(pair_of(c) is not None for _, _, c in found)
    cells += sum(in_one for r in range(start, end) if (in_one := _runs_of_boxes(rows[r])))
    if len({plain_label(c) for _, _, c in found}) < 0.7 * len(found) or len(found) < _LABELS * cells:
        return False
    if len(found) < 2:
        return len(found) == 1 and not pairs and _one_field(rows[found[0][0]], end - start == 1)
    if pairs >= 2 and pairs * 2 >= len(found):
        return True
    if len(found) == cells:
        return end - start > 1  # nothing but labels: not filled in
    by_row = [sum(1 for r, _, _ in found if r == row) for row in range(start, end)]
    if by_row.count(0) < len(by_row) - 1 and labels_over_values(rows, start, end) and sum(map(bool, by_row)) > 1:
        return True
    if by_row[0] >= 2 and by_row[0] >= 0.6 * sum(1 for c in rows[start] if c):
        # Looks like a header row; a form all the same if the rows below go on naming things, each another one.
        below = [{c for c in rows[r] if c and names_something(c)} for r in range(start + 1, end)]
        naming = min(sum(map(bool, below)), len(set().union(*below)))
        return naming >= max(1, 0.5 * (end - start - 1))
    with_labels = sum(1 for n in by_row if n)
    return with_labels >= 2 or (end - start == 1 and len(found) < cells)


def _says_label(text: str) -> bool:
    return not is_code(text) and _is_label_or_pair(text)


@lru_cache(20_000)
def _is_label_or_pair(text: str) -> bool:
    return _is_field_label(text.strip()) or pair_of(text) is not None


def _runs_of_boxes(row: Sequence[str]) -> int:
    """How many runs of single characters a row holds: each is a value."""
    runs = 0
    inside = False
    for cell in row:
        single = len(cell) == 1
        runs += single and not inside
        inside = single or (inside and not cell)
    return runs


def _one_field(row: Sequence[str], alone: bool) -> bool:
    """A row of a label that is hardly ever a value and of what stands beside it: in boxes where it is not ``alone``."""
    filled = [c.strip() for c in row if c.strip()]
    if not filled:
        return False
    first = header_of(filled[0])
    if len(filled) < 2 or first is None or not first.whole or is_weak(first) or fold(filled[0]) in ("date", "日付"):
        return False
    return (alone and len(filled) == 2) or in_boxes(filled[0], filled[1:])
