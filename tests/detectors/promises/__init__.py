"""One table a recognizer: what is found, what not, look-alikes, full width, Japanese beside it, columns, cells."""

from __future__ import annotations

from tests.detectors.promises import everywhere, japan, names, uk
from tests.detectors.promises.model import Table

TABLES: dict[str, Table] = {**japan.TABLES, **uk.TABLES, **everywhere.TABLES, **names.TABLES}
