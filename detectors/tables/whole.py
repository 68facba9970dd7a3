"""Forms that whole values have, asked of many values at once: one call of the expression settles hundreds of lines."""

from __future__ import annotations

import re

from detectors.text.lines import Lines

_AT_ONCE = 200
"""Lines in one call: more of them make the expression remember more, and are no quicker."""


class WholeForm:
    """What a value must look like from end to end; an end of a line inside it counts as a blank.

    ``pattern`` is for upper case and matches no end of a line.
    """

    def __init__(self, pattern: str) -> None:
        self._one = re.compile(pattern)
        self._many = re.compile(rf"(?:(?:{pattern})\n){{1,{_AT_ONCE}}}")

    def fits(self, value: str) -> bool:
        """Whether a value, in any case, has the form."""
        return self._one.fullmatch(value.upper().replace("\n", " ")) is not None

    def others(self, values: Lines) -> list[int]:
        """The numbers of those values that do not have the form."""
        text = values.upper()
        out = []
        at = number = 0
        while number < len(values):
            if found := self._many.match(text, at):
                number += text.count("\n", at, found.end())
                at = found.end()
            else:
                out.append(number)
                number += 1
                at = text.index("\n", at) + 1
        return out
