"""What the machine's settings say of the country it stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_ZONES = {"JST": "jp", "BST": "uk"}
"""The zones that one of our countries has for itself; GMT alone is a server's as often as London's."""


def country(lang: str, environ: Mapping[str, str], zones: Sequence[str]) -> str:
    """``uk``, ``jp``, or '' where nothing says: by the time zone (``time.tzname``), else by the language in use
    (``lang``), else by the locale of the environment."""
    for zone in zones:
        if zone in _ZONES:
            return _ZONES[zone]
    if lang == "ja":
        return "jp"
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(variable, ""):
            return "uk" if value.lower().startswith("en_gb") else ""
    return ""
