"""Whose law was presumed, in sentences for whoever reads a list or the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.locale import Messages

if TYPE_CHECKING:
    from inventory.judging.home import Home


def country_lines(m: Messages, home: Home | None) -> list[str]:
    """Which country was presumed and why, and how to set it; nothing where the settings say it (``home`` is None)."""
    if home is None:
        return []
    name = m.text(f"country.name.{home.country}") if home.country else ""
    files = home.jp if home.country == "jp" else home.uk
    said = m.text(f"country.presumed.{home.source}", country=name, n=files, total=home.uk + home.jp)
    return [said, m.text("country.set")]
