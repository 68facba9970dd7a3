"""Values in parts: a digit in each box of a form, a telephone number in three columns. What may be a part, and what the
parts say together."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

NUMBERS = frozenset(
    "my_number driver_license passport residence_card resident_record_code pension_number employment_insurance fax "
    "health_insurance bank_account_jp bank_account_uk postal_code phone nino nhs utr uln credit_card "
    "driving_licence".split()
)
"""Label families whose values are written a character or a group in each part."""
UNITS = frozenset("年月日歳生")
BOXES = "parts in neighbouring cells"
"""The evidence that a value is spread over boxes of a form or columns of a list."""
_LONGEST = 8
"""Characters of a part; the longest is an account number."""


def is_part(text: str) -> bool:
    """Whether a cell may be a part of a number."""
    return 0 < len(text) <= _LONGEST and (
        len(text) == 1 or any(map(str.isdigit, text)) or (text.isascii() and text.isalpha() and len(text) <= 3)
    )


def joined(parts: Sequence[str], family: str) -> str:
    """The number or date that parts below a label of this family are together."""
    if family == "birth_date":
        return _date(parts)
    return ("" if all(len(part) == 1 for part in parts) else "-").join(parts)


def _date(parts: Sequence[str]) -> str:
    figures = "".join(parts)
    if len(figures) == 8 and figures.isdecimal() and (len(parts) == 8 or len(parts) == 3):
        # Boxes for day, month and year, or the other way round.
        year_first = figures[:2] in ("19", "20") and int(figures[4:6]) <= 12 and figures[4:6] not in ("19", "20")
        cuts = (0, 4, 6, 8) if year_first else (0, 2, 4, 8)
        return ("-" if year_first else "/").join(figures[a:b] for a, b in itertools.pairwise(cuts))
    if all(len(part) == 1 for part in parts) or any(part in UNITS for part in parts):
        return figures
    era = parts[0] if parts[0].isalpha() else ""
    return era + ".".join(parts[1:] if era else parts)
