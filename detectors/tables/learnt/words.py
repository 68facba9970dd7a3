"""A column in words, as it is learnt from and judged: of its header, of what stands beside it, and of its values.

Words are pieces of what is written, and what the vocabularies say of it: 内服ｱﾘ is told by 内服, a medicine among its
values, and names two columns away. Whatever is said of a value is weighed by the share of the values of which it
is said, so that a list of four rows and one of four thousand are described alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from detectors.layout.category_headers import column_category, hints, measure, telling_words
from detectors.layout.headers import is_numeric, plain_label, spread
from detectors.layout.roles import ROLE, column_header, spelt_out
from detectors.special.sensitive import vocabulary
from detectors.tables.column import Column
from detectors.tables.hypotheses import Hypotheses
from detectors.tables.name_odds import NAME_FORM, name_odds
from detectors.text.dates import parse_date
from detectors.text.normalise import View, fold, view_of
from detectors.text.nothing import is_nothing

Words = Mapping[str, float]
"""Words, and how often or in what share of the values each is said."""

_SOME = 12
"""Different values that are looked at, spread over the column."""
_HEADER, _VALUE, _WHOLE, _LOOK = 40, 60, 16, 24
"""Characters of a header and of a value that are looked at, of a value that is a word of its own, and of its look."""
_LATIN = re.compile(r"[a-z][a-z']*")
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff々]+")
_MARKS = frozenset("〇○◯×△✓✔☑✕◎●")
_LIKELY = 0.4
"""From which score on a column's reading is spoken of beside it."""
_ANIMALS = frozenset({"animals"})
_EDGES = {side: frozenset({f"{side} edge"}) for side in ("before", "behind")}
_ODDS, _SHARES, _SCORES = (-5.0, -1.5, 0.0, 1.5), (0.2, 0.7), (0.01, 0.1, 0.5)
"""Where log-odds of names, shares of values and scores are told apart."""


def _pieces(text: str, latin: tuple[int, int], japanese: tuple[int, int]) -> Iterator[str]:
    """The words of a folded text in Latin letters, and runs of so few to so many characters of every word, edges
    marked."""
    for pattern, (fewest, most) in ((_LATIN, latin), (_JAPANESE, japanese)):
        for word in pattern.findall(text):
            if pattern is _LATIN:
                yield word
            edged = f"^{word}$"
            for size in range(fewest, most + 1):
                yield from (edged[i : i + size] for i in range(len(edged) - size + 1))


@lru_cache(20_000)
def of_header(header: str) -> frozenset[str]:
    """What a header says of its own column."""
    shown = fold(view_of(header[:_HEADER]).text).replace("\n", " ").strip()
    if not shown:
        return frozenset({"blank"})
    plain = plain_label(spelt_out(header[:_HEADER]))
    words = {f"={shown}", f"={plain}", f"long {min(len(shown), 12) // 3}"}
    words.update(_pieces(shown, (2, 5), (1, 3)), _LATIN.findall(plain))
    words.update(c for c in shown if not c.isalnum() and c != " ")
    words.update(f"hint {entity}" for entity in hints(header))
    if (measured := measure(header)) is not None:
        words.add(f"measure {measured[0]}")
    words.update(_known(header))
    return frozenset(words)


@lru_cache(20_000)
def of_neighbour(header: str, taken_for: str, side: str = "") -> frozenset[str]:
    """What a column says of the others of its table, or of the one that has it right ``before`` or ``behind`` it: by
    its header, and by what it is taken for ('' if for nothing)."""
    plain = plain_label(spelt_out(header[:_HEADER]))
    words = {f"={plain}"} if plain else set()
    words.update(_known(header), [f"is {taken_for}"] if taken_for else [])
    if side:
        return frozenset(f"{side} {word}" for word in words)
    words.update(_LATIN.findall(plain), _runs(plain))
    return frozenset(words)


def _runs(plain: str) -> Iterator[str]:
    for run in _JAPANESE.findall(plain):
        yield from (run[i : i + 2] for i in range(len(run) - 1)) if len(run) > 1 else run


def _known(header: str) -> Iterator[str]:
    """What the vocabularies say of a header."""
    if (named := column_header(header)) is not None:
        yield f"family {named.family}"
    if (category := column_category(header)) is not None:
        yield f"category {category[0]}"


Heads = Sequence[tuple[str, str]]
"""The headers of a table, each with what its column is taken for ('' if for nothing)."""


def heads_of(known: Hypotheses) -> Heads:
    """The heads of a table."""
    return [(column.header, _taken_for(column, known)) for column in known.columns]


def of_table(heads: Heads, animals: bool = False) -> list[frozenset[str]]:
    """What all columns of a table say together."""
    words = [of_neighbour(*head) for head in heads]
    return [*words, _ANIMALS] if animals else words


def of_sides(at: int, heads: Heads) -> list[frozenset[str]]:
    """What the columns before and behind one of the columns of a table say."""
    return [
        of_neighbour(*heads[place], side) if 0 <= place < len(heads) else _EDGES[side]
        for side, place in (("before", at - 1), ("behind", at + 1))
    ]


def _taken_for(column: Column, known: Hypotheses) -> str:
    reading = known.best.get(column.index)
    return str(reading.spec.entity) if reading is not None and reading.score >= _LIKELY else ""


def of_values(column: Column) -> Words:
    """What the values of a column say, each word with the share of them that say it."""
    some = spread(column.values, _SOME)
    words = Counter[str]()
    for value in some:
        words.update(_of_value(value))
    return {word: often / len(some) for word, often in words.items()}


def of_readings(column: Column, known: Hypotheses) -> frozenset[str]:
    """What a column may be by its values as the recognizers see them, and how full it is."""
    words = {f"full {3 * column.filled // len(column.cells)}"}
    for entity, lines in column.passed.items():
        words.add(f"passed {entity} {_step(len(lines) / len(column.sample), _SHARES)}")
    if (reading := known.best.get(column.index)) is not None:
        words.add(f"read {reading.spec.entity} {_step(reading.score, _SCORES)}")
    if column.embedded:
        words.add("embedded")
    if len(column.values) == 1 < column.filled:
        words.add("same")
    return frozenset(words)


def _step(number: float, steps: Sequence[float]) -> int:
    return sum(number >= step for step in steps)


def _of_value(value: str) -> set[str]:
    view = view_of(value[:_VALUE])
    shown = view.text.strip().replace("\n", " ")
    if not shown or is_nothing(shown):
        return {"nothing"}
    plain = fold(shown)
    words = {*_looks(shown), f"long {len(value).bit_length()}", f"words {min(len(plain.split()), 5)}"}
    words.update(_pieces(plain, (3, 4), (1, 2)))
    if len(plain) <= _WHOLE:
        words.add(f"={plain}")
    words.update(_told(view))
    if plain.isdecimal():
        words.add(f"digits {min(len(plain), 13)}")
        if len(plain) <= 3:
            words.add(f"tens {int(plain) // 10}")
    if is_numeric(shown):
        words.add("number")
    if parse_date(shown) is not None:
        words.add("date")
    if NAME_FORM.fits(value):
        words.update(f"name {family} {_step(name_odds(value, family), _ODDS)}" for family in ("", ROLE))
    return words


def _told(view: View) -> Iterator[str]:
    """The special categories of which a value holds words."""
    for hit in vocabulary().words.find(view.folded):
        yield f"tells {hit.key}"
    for entity, words in telling_words().cells.items():
        if words.find(view.folded):
            yield f"tells {entity}"


def _looks(shown: str) -> tuple[str, str]:
    """The look of a value: its kinds of characters in order, without and with how many there are of each."""
    kinds: list[tuple[str, int]] = []
    for c in shown[:_LOOK]:
        kind = _kind(c)
        if kinds and kinds[-1][0] == kind:
            kinds[-1] = kind, kinds[-1][1] + 1
        else:
            kinds.append((kind, 1))
    return "look " + "".join(kind for kind, _ in kinds), "form " + "".join(
        f"{kind}{min(often, 9)}" if kind in "9漢A" else kind for kind, often in kinds
    )


def _kind(c: str) -> str:
    if c.isdigit():
        return "9"
    if c in _MARKS:
        return "o"
    if "\u3041" <= c <= "\u309f":
        return "あ"
    if "\u30a0" <= c <= "\u30ff":
        return "ア"
    if "\u3400" <= c <= "\u9fff" or c == "々":
        return "漢"
    return ("A" if c.isupper() else "a") if c.isalpha() else c
