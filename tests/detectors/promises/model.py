"""What a table holds, and values of a form made for columns."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

Cases = tuple[tuple[str, str], ...]
"""Texts, each with the value in it that is to be found from end to end."""

KANA = "アイウエオカキクケコサシスセソタチツテト"


@dataclass(frozen=True)
class Table:
    """The promises of one recognizer about one entity.

    ``must`` plain texts; ``must_not`` values that cannot be it; ``look_alikes`` values of its form that are something
    else; ``wide`` full-width texts; ``touching`` kanji and kana right beside the value; ``column`` a header and values
    that make a column of it; ``split`` a row of a form, its label and its value in cells of their own or the value in
    several, and the value as it is found.
    """

    entity: str
    must: Cases
    must_not: tuple[str, ...]
    look_alikes: tuple[str, ...]
    wide: Cases
    touching: Cases
    column: tuple[str, tuple[str, ...]]
    split: tuple[tuple[str, ...], str]


def some(form: str, valid: Callable[[str], bool] = lambda _: True, count: int = 6, seed: int = 1) -> tuple[str, ...]:
    """Values of a form (``9`` any digit, ``A`` any letter, all else as it stands) that are valid; always the same."""
    rng = random.Random(f"{form} {seed}")
    out: list[str] = []
    while len(out) < count:
        value = "".join(
            rng.choice("0123456789") if c == "9" else rng.choice("ABCDEFGHJKLMNPRSTWXY") if c == "A" else c
            for c in form
        )
        if valid(value) and value not in out:
            out.append(value)
    return tuple(out)
