"""How a scan tells of its progress: a protocol; who prints it, and whether, is the command line's affair."""

from __future__ import annotations

from typing import Protocol

from scanner.results import FileResult


class Progress(Protocol):
    """What a scan calls while it runs, always from the thread that consumes its results.

    ``found`` gives running totals of everything met so far (the crawl runs ahead of the reading, so they grow during
    the scan); ``finished`` is called once for each file met on disk, just before its result is handed out; ``note``
    carries something worth saying once, as a key of the message catalogues with its values.
    """

    def found(self, files: int, bytes_: int) -> None: ...

    def finished(self, result: FileResult) -> None: ...

    def note(self, text_key: str, **values: object) -> None: ...


class Silent:
    """A Progress that says nothing."""

    def found(self, files: int, bytes_: int) -> None:
        """Nothing."""

    def finished(self, result: FileResult) -> None:
        """Nothing."""

    def note(self, text_key: str, **values: object) -> None:
        """Nothing."""
