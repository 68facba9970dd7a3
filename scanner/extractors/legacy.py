"""epub and iWork by kreuzberg: its plain text and its tables; no cache, no OCR, no network."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from scanner.document import (
    Detail,
    Item,
    ProblemKind,
    StepKind,
    extract_problem,
    place,
)
from scanner.extractors.base import (
    ExtractOptions,
    Paragraphs,
    Source,
    damaged,
    fail,
    is_panic,
    properties,
    table_blocks,
)

MIME = {
    "ppt": "application/vnd.ms-powerpoint",
    "rtf": "application/rtf",
    "epub": "application/epub+zip",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "iwork": "application/x-iwork-numbers-sffnumbers",
}
_IWORK = {"pages": "application/x-iwork-pages-sffpages", "key": "application/x-iwork-keynote-sffkey"}


class Legacy:
    """The fallback: first for epub and iWork, second for those that have a reader of their own."""

    name = "kreuzberg"
    version = 2
    formats = frozenset(MIME)

    def accepts(self, head: Any) -> int:
        """5 for the formats that only kreuzberg reads, 1 for those it may try when their own reader has failed."""
        if head.format in ("odt", "docx", "pptx", "rtf", "ppt"):
            return 1
        return 5 if head.format in self.formats else 0

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        data = src.data()
        result = run(data, _mime(src))
        yield from properties(_metadata(result.metadata))
        tables = [[tuple(str(c) for c in row) for row in table.cells] for table in result.tables or ()]
        # the text repeats the tables, a row a line
        rows = {_bare("".join(row)) for table in tables for row in table}
        found = bool(tables)
        texts = Paragraphs(StepKind.PARAGRAPH)
        lines = (line.translate(_MARKS) for line in (result.content or "").split("\n"))
        for block in texts.all(line for line in lines if _bare(line) not in rows):
            found = True
            yield block
        for number, table in enumerate(tables, 1):
            yield from table_blocks(table, place(StepKind.TABLE, number), options.limits)
        if not found and src.format == "iwork":
            yield extract_problem(ProblemKind.UNSUPPORTED, Detail.NO_READER, cause="iwork")


_MARKS = dict.fromkeys(range(1, 9))  # marks of fields and pictures


def _bare(text: str) -> str:
    return "".join(text.split())


def _mime(src: Source) -> str:
    if src.format == "iwork":
        return _IWORK.get(src.name.rpartition(".")[2].lower(), MIME["iwork"])
    return MIME[src.format]


@functools.cache
def _config() -> Any:
    import kreuzberg

    return kreuzberg.ExtractionConfig(use_cache=False, output_format="plain", enable_quality_processing=False)


def run(data: bytes, mime: str) -> Any:
    """Kreuzberg's result; its errors and panics are raised as CORRUPT."""
    import kreuzberg

    try:
        return kreuzberg.extract_bytes_sync(data, mime, _config())
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (raised on as a problem)
        fail(damaged(error), error)
    except BaseException as error:
        if is_panic(error):
            fail(damaged("PanicException"), error)
        raise


def _metadata(found: Any) -> dict[str, object]:
    values: dict[str, object] = {}
    for key, ours in (
        ("title", "title"),
        ("subject", "subject"),
        ("created_by", "author"),
        ("modified_by", "last_modified_by"),
        ("created_at", "created"),
        ("modified_at", "modified"),
        ("keywords", "keywords"),
        ("description", "description"),
    ):
        value = found.get(key)
        if isinstance(value, list):
            value = ", ".join(map(str, value))
        if isinstance(value, str) and "\\'" not in value and not value.startswith("0000-"):
            values[ours] = value
    authors = found.get("authors")
    if authors and not values.get("author"):
        values["author"] = ", ".join(a for a in map(str, authors) if "\\'" not in a)
    return values
