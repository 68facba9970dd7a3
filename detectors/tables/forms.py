"""Forms: labels and what was written beside or below them, a character in each box or marked among choices.

A field is a label and its value; what is printed there for whoever fills it in (年 月 日, □男 □女) is no value, so a
blank form holds nothing. A value spread over boxes is one finding, at its first box.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detectors.layout.form_shape import category_of, is_field_label, pair_of, questions_of
from detectors.layout.headers import HOLDERS, Header, Rows, header_of, is_label, is_numeric
from detectors.layout.parts import BOXES, NUMBERS, is_part, joined
from detectors.model import Entity, Evidence, EvidenceKind
from detectors.tables.name_odds import NAME_FAMILIES
from detectors.text.normalise import fold, view_of
from detectors.text.nothing import is_nothing

IN_BOXES = Evidence(EvidenceKind.NEIGHBOUR, 0.0, BOXES)

_REACH = 3
"""Rows: how far above a value its label may stand."""
Cell = tuple[int, int]
_LONGEST_LABEL = 24
_MOST_PARTS = 40

_AS_ABOVE = frozenset("本人 同上 同左 上記 別紙 自署 記入例 見本 サンプル self same above sample example 男 女".split())

_MARKED = "☑☒■✓✔◉●レ✕✗✘◎"
_OPEN_BOX = "□☐○〇◯❏▢"
_OPTION = re.compile(
    rf"(?P<mark>[{_MARKED}{_OPEN_BOX}])?\s*(?P<open>[(（\[])?(?P<word>[^\s\u3000・･/／,、()（）\[\]{_MARKED}{_OPEN_BOX}]+)(?P<close>[)）\]])?"
)
_SEXES = frozenset("男 女 男性 女性 男子 女子 male female m f man woman".split())
_NOT_SO = frozenset("無 なし 無し ない いいえ 非該当 no none not nothing".split())
_ERA_CHOICE = re.compile(
    r"\s*(?:[(（○〇◯]?\s*(?:明治|大正|昭和|平成|令和|[明大昭平令MTSHR])\s*[)）]?[\s・･、,/／|]*){2,}"
)
_ERA = re.compile(r"(?P<open>[(（○〇◯])?\s*(?P<era>[明大昭平令MTSHR])[治正和成]?\s*(?P<close>[)）])?")
_ERAS = {name[0]: name for name in "明治 大正 昭和 平成 令和".split()} | dict(
    zip("MTSHR", "明治 大正 昭和 平成 令和".split(), strict=True)
)
_YEARS = {"明治": 45, "大正": 15, "昭和": 64, "平成": 31}
"""How many years the eras had that are over; of 令和 nobody can say."""
_OPTION_CELL = re.compile(rf"\s*[{_MARKED}{_OPEN_BOX}(（]|\s*[男女]$")
_DATE_PART = re.compile(r"[0-9]{1,4}[年月日]?|[年月日生歳満/.・-]|[明大昭平令][治正和成]?|[MTSHR]|西暦|[A-Za-z]{1,3}")
_ADDRESS_LIKE = re.compile(r"[都道府県市区町村〒]|\d.*[A-Za-z]{3}|[A-Za-z]{3}.*\d|\d+[-－‐]\d+")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[\s\u3000・･.'’\-‐ー々〆ヶ]){0,38}")
_HALF_NAME = re.compile(r"(?![\x00-\x7f]+$)[^\W\d_](?:[^\W\d_]|[・･'’\-‐ー々〆ヶ]){0,4}")
_PRINTED = frozenset("写真 写真貼付 印 捺印 押印 署名 自署 様 殿 氏 男 女".split())
"""What is printed behind the place for a name."""


@dataclass(frozen=True, slots=True)
class Field:
    """A label ('' where there is none) and the cells (row, column) of its value; ``text`` is what they say together.

    ``start`` is where the value begins in a cell that holds its label too. ``parts`` says that the cells are boxes of
    one value.
    """

    label: str
    cells: tuple[tuple[int, int], ...]
    text: str
    start: int = 0
    parts: bool = False

    @property
    def named(self) -> Header | None:
        """What the label names."""
        return header_of(self.label)

    @property
    def family(self) -> str:
        """The family of the label, or ''."""
        named = self.named
        return ("person_name" if named.word in HOLDERS else named.family) if named else ""

    @property
    def category(self) -> tuple[Entity, str, float] | None:
        """The special category that the label names."""
        return category_of(self.label)


def fields_of(rows: Rows, start: int, end: int) -> Iterator[Field]:
    """The fields of a block, in order, and what stands in it without a label."""
    heads = _heads(rows, start, end)
    for r in range(start, end):
        left: Cell | None = None
        runs: list[tuple[Cell | None, list[Cell]]] = []
        for c, cell in enumerate(rows[r]):
            text = cell.strip()
            if not text:
                continue
            in_boxes = left is not None and runs and runs[-1][0] == left and _single(rows, runs[-1][1])
            if (r, c) in heads and not (in_boxes and len(text) == 1):
                left = (r, c)
            elif (pair := pair_of(cell)) is not None:
                left = None
                yield Field(pair[0], ((r, c),), pair[1], pair[2])
            else:
                label = left or _above(rows, heads, (r, c), start)
                if label is not None and runs and runs[-1][0] == label:
                    runs[-1][1].append((r, c))
                else:
                    runs.append((label, [(r, c)]))
        for label, cells in runs:
            yield from _grouped(rows, _said(rows, label) if label else "", cells)


def _said(rows: Rows, label: Cell) -> str:
    """What a label says; nothing where it heads the reading of an address, which stands below it."""
    row, column = label
    text = rows[row][column].strip()
    named = header_of(text)
    if named is not None and named.family == "kana_name" and row + 1 < len(rows) and column < len(rows[row + 1]):
        below = header_of(rows[row + 1][column].strip())
        if below is not None and below.family in ("address", "phone", "email"):
            return ""
    return text


def _heads(rows: Rows, start: int, end: int) -> frozenset[Cell]:
    """The cells of a block that are labels: known ones, and unknown ones in a row of labels above a row of values."""
    known = {
        (r, c)
        for r in range(start, end)
        for c, cell in enumerate(rows[r])
        if cell and is_field_label(cell.strip()) and pair_of(cell) is None
    }
    if questions := questions_of(rows, start, end):
        return frozenset({cell for cell in known if cell[1] == questions.get(cell[0], cell[1])} | questions.items())
    more: set[Cell] = set()
    if _at_left(rows, known, start, end):
        return frozenset(known)
    for r in range(start, end - 1):
        filled = [c for c, cell in enumerate(rows[r]) if cell.strip()]
        mine = sum((r, c) in known for c in filled)
        below = [c for c, cell in enumerate(rows[r + 1]) if cell.strip()]
        if mine * 2 < len(filled) or not mine or any((r + 1, c) in known for c in below):
            continue
        # Labels over values: nothing stands beside a label that could be its value.
        if len(filled) > 1 and set(below) & set(filled) and all(c in below or (r, c) in known for c in filled):
            more |= {(r, c) for c in filled if len(rows[r][c]) <= _LONGEST_LABEL and not _is_value(rows[r][c])}
    return frozenset(known | more)


def _at_left(rows: Rows, known: set[Cell], start: int, end: int) -> bool:
    """Whether the labels of a block stand left of their values rather than over them."""
    left = over = 0
    for r in range(start, end):
        filled = [c for c, cell in enumerate(rows[r]) if cell.strip()]
        heads = [(r, c) in known for c in filled]
        left += any(a and not b for a, b in itertools.pairwise(heads))
        over += len(heads) > 1 and all(heads)
    return left > over


def _is_value(text: str) -> bool:
    return is_numeric(text.strip()) or "@" in text or any(map(str.isdigit, text))


def _single(rows: Rows, cells: Sequence[Cell]) -> bool:
    return all(len(rows[r][c].strip()) == 1 for r, c in cells)


def _above(rows: Rows, heads: frozenset[Cell], cell: Cell, start: int) -> Cell | None:
    """The label over a cell: in its column, or in a label that reaches over the blank cells to its right."""
    row, column = cell
    for r in range(row - 1, max(start, row - _REACH) - 1, -1):
        above = rows[r]
        for c in range(min(column, len(above) - 1), -1, -1):
            if above[c].strip():
                if (
                    (r, c) in heads
                    and not _has_value_beside(rows, heads, r, c)
                    and (c == column or _boxes_below(rows[row], c, column))
                ):
                    return r, c
                if c == column:
                    return None
                break
    return None


def _has_value_beside(rows: Rows, heads: frozenset[Cell], row: int, column: int) -> bool:
    """Whether the next filled cell right of a label is its value rather than another label."""
    following = next((c for c in range(column + 1, len(rows[row])) if rows[row][c].strip()), None)
    return following is not None and (row, following) not in heads


def _boxes_below(row: Sequence[str], first: int, last: int) -> bool:
    """Whether a value that begins under a label goes on to a column right of it, a box at a time."""
    parts = [row[c].strip() for c in range(first, min(last + 1, len(row))) if row[c].strip()]
    return len(parts) > 1 and bool(row[first].strip()) and all(len(p) <= 4 for p in parts)


def _grouped(rows: Rows, label: str, cells: Sequence[Cell]) -> Iterator[Field]:
    """One field of cells that are parts of one value; else the first cell, and the others by themselves."""
    texts = [rows[r][c].strip() for r, c in cells]
    named = header_of(label)
    family = named.family if named else ""
    if label and 1 < len(cells) <= _MOST_PARTS:
        taken = _parts_taken(texts, family)
        if taken > 1:
            text = _joined(rows, cells[:taken], family)
            yield Field(label, tuple(cells[:taken]), text, parts=True)
            cells = cells[taken:]
            label = ""
    for number, (r, c) in enumerate(cells):
        text = rows[r][c]
        # An address may go on in the next cell; what else stands behind a value is not what the label names.
        mine = label if not number or (family == "address" and _ADDRESS_LIKE.search(text) and not _is_sum(text)) else ""
        yield Field(mine, ((r, c),), text)


def _is_sum(text: str) -> bool:
    return is_numeric(text.strip()) and text.strip()[-1:] in "円0"


def _parts_taken(texts: Sequence[str], family: str) -> int:
    """How many of the cells behind a label are parts of one value; 0 where each stands for itself."""
    if _OPTION_CELL.match(texts[0]) and (family == "gender" or any(c in _MARKED for t in texts for c in t)):
        return len(texts)
    single = next((i for i, t in enumerate(texts) if len(t) > 1), len(texts))
    if family in NAME_FAMILIES:
        if single > 1:
            return single
        halves = len(texts) >= 2 and all(_HALF_NAME.fullmatch(t) and t not in _PRINTED for t in texts[:2])
        return 2 if halves else 0
    if family == "birth_date":
        end = next(
            (i for i, t in enumerate(texts) if not _DATE_PART.fullmatch(t) and not _ERA_CHOICE.fullmatch(t)), len(texts)
        )
        return end if any(any(map(str.isdigit, t)) for t in texts[:end]) else 0
    if family in NUMBERS:
        end = next((i for i, t in enumerate(texts) if not is_part(t)), len(texts))
        return end if end > 1 and any(any(map(str.isdigit, t)) for t in texts[:end]) else 0
    return single if single > 2 else 0


def _joined(rows: Rows, cells: Sequence[Cell], family: str) -> str:
    texts = [rows[r][c].strip() for r, c in cells]
    if any(c in _MARKED or c in _OPEN_BOX for t in texts for c in t):
        return "\u3000".join(texts)
    if family == "birth_date":
        if _ERA_CHOICE.fullmatch(texts[0]) and len(texts) > 1:
            return chosen_era(texts[0], day := joined(texts[1:], family)) + day
        return joined(texts, family)
    if all(len(t) == 1 for t in texts):
        # A blank box stands between surname and given name.
        gaps = [b[1] - a[1] > 1 for a, b in itertools.pairwise(cells)]
        between = [" " if gap and family in NAME_FAMILIES and sum(gaps) == 1 else "" for gap in gaps]
        return "".join(t + space for t, space in zip(texts, [*between, ""], strict=True))
    return " ".join(texts) if family in NAME_FAMILIES else joined(texts, family)


def chosen_era(text: str, day: str = "") -> str:
    """The era that is marked among several, as in 昭・(平)・令, or the only one that had as many years as the day says;
    '' where that is none or several."""
    eras = list(_ERA.finditer(text))
    marked = [_ERAS[m["era"]] for m in eras if m["open"]] or ([_ERAS[eras[0]["era"]]] if len(eras) == 1 else [])
    if not marked and (year := re.match(r"\s*([0-9]{1,2})(?![0-9])", day)):
        marked = [name for m in eras if int(year[1]) <= _YEARS.get(name := _ERAS[m["era"]], 0)]
    return marked[0] if len(marked) == 1 else ""


def birth_text(text: str) -> str:
    """A date of birth as it is written out: the era that was marked before the numbers, nothing behind the day."""
    if (choice := _ERA_CHOICE.match(text)) and len(_ERA.findall(choice[0])) > 1:
        day = text[choice.end() :].strip()
        return chosen_era(choice[0], day) + day
    return text


def chosen(text: str) -> tuple[int, int] | None:
    """Where the chosen word of a row of choices stands: ``□男 ■女``, ``(男)・女``; None where none or several are."""
    options = [m for m in _OPTION.finditer(text) if m["word"]]
    marked = [m for m in options if m["mark"] and m["mark"] in _MARKED]
    if not marked:
        marked = [m for m in options if m["open"] and m["close"]] if len(options) > 1 else []
    if not marked and len(options) == 1 and not options[0]["mark"]:
        marked = options
    return marked[0].span("word") if len(marked) == 1 else None


def is_choice(text: str) -> bool:
    """Whether a value is a row of choices with boxes."""
    return any(c in _MARKED or c in "□☐" for c in text)


def chosen_sex(text: str) -> tuple[int, int] | None:
    """Where the sex that was written or chosen stands."""
    span = chosen(view_of(text).text if len(view_of(text).text) == len(text) else text)
    return span if span is not None and fold(view_of(text[slice(*span)]).text) in _SEXES else None


def says_no(text: str) -> bool:
    """Whether a value says that there is nothing of what its label asks for."""
    plain = fold(view_of(text).text).strip(" .。")
    return plain in _NOT_SO or is_nothing(plain)


def name_span(text: str) -> tuple[int, int] | None:
    """Where a name stands that is all there is in a field; None where it cannot be one."""
    begin = len(text) - len(text.lstrip())
    core = text.strip()
    if len(core) < 2 or not _NAME.fullmatch(core) or fold(core) in _AS_ABOVE or is_nothing(core) or is_label(core):
        return None
    return begin, begin + len(core)
