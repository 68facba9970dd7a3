"""A mistake in something that people write: settings and rules. Told in the reader's language by key and values."""

from __future__ import annotations


class Mistake(Exception):
    """What is wrong, as a key of reports/locale (``mistake.unknown_key``) and the values its sentence names.

    The sentences are in the catalogues alone; ``str`` gives key and values, for logs and tests.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = f"mistake.{key}"
        self.values = values

    def __str__(self) -> str:
        return " ".join([self.key, *(f"{name}={value}" for name, value in self.values.items())])


class RulesError(Mistake):
    """A file or table of own rules cannot be used. ``place`` is the file, or tana.toml's table."""


def why_unreadable(error: OSError) -> str:
    """The key for a file that could not be opened."""
    if isinstance(error, FileNotFoundError):
        return "missing"
    return "no_permission" if isinstance(error, PermissionError) else "unreadable"
