"""json and xml: their texts with the path as label, many small values gathered into one block."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from scanner.document import Item, Location, StepKind, place
from scanner.extractors.base import BLOCK, ByFormat, ExtractOptions, Source, damaged, table_blocks, text_blocks
from scanner.extractors.encodings import Decoder, decode
from scanner.extractors.entities import left_out
from scanner.extractors.packages import local, parse_xml
from scanner.extractors.plain import line_blocks

_TREE_BYTES = 64 << 20  # larger files are read as plain text


class Json(ByFormat):
    """Lists of records become tables; the rest "key: value" lines. What is not valid JSON is read as plain text."""

    name = "json"
    version = 2
    formats = frozenset({"json"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        decoder = Decoder(src.rewound())
        if src.size > _TREE_BYTES:
            yield from line_blocks(decoder.texts())
            yield from decoder.problems()
            return
        text = "".join(decoder.texts())
        broken: list[str] = []
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            value, broken = _json_lines(text)
            if not value:
                yield from line_blocks([text])  # unescaped as it stands: nothing of it is lost
        if value:
            gathered = _Gathered()
            yield from _json_items(value, "", gathered, options)
            yield from gathered.flush()
            yield from line_blocks(["\n".join(broken)])
        yield from decoder.problems()


def _json_lines(text: str) -> tuple[list[Any], list[str]]:
    """The values of JSON lines, and the lines that are none (the last one, where the file is cut off); no values where
    too many are none."""
    values: list[Any] = []
    broken: list[str] = []
    for line in text.splitlines():
        if line.strip():
            try:
                values.append(json.loads(line))
            except (ValueError, RecursionError):
                broken.append(line)
                if len(broken) > 1 + len(values) // 20:
                    return [], []
    return (values, broken) if len(values) > 1 else ([], [])


class _Gathered:
    """Lines "key: value" of neighbouring paths in one block, at the path of the first."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._at = ""
        self._size = 0

    def add(self, path: str, label: str, value: str) -> Iterator[Item]:
        if not value.strip():
            return
        if len(value) > BLOCK // 4:
            yield from self.flush()
            yield from text_blocks(value, place(StepKind.FIELD, path), (label,) if label else ())
            return
        if not self._lines:
            self._at = path
        self._lines.append(f"{label}: {value}" if label else value)
        self._size += len(value) + len(label) + 3
        if self._size > BLOCK:
            yield from self.flush()

    def flush(self) -> Iterator[Item]:
        if self._lines:
            text = "\n".join(self._lines)
            self._lines, self._size = [], 0
            yield from text_blocks(text, place(StepKind.FIELD, self._at))


def _json_items(value: Any, path: str, gathered: _Gathered, options: ExtractOptions) -> Iterator[Item]:
    stack: list[tuple[Any, str, str]] = [(value, path, "")]
    while stack:
        current, where, label = stack.pop()
        if isinstance(current, dict):
            stack.extend((v, f"{where}.{k}" if where else str(k), str(k)) for k, v in reversed(current.items()))
        elif isinstance(current, list):
            if _is_records(current):
                yield from gathered.flush()
                keys = list(dict.fromkeys(k for record in current for k in record))
                rows = [tuple(keys), *(tuple(_scalar(r.get(k)) for k in keys) for r in current)]
                at = place(StepKind.FIELD, where) if where else place(StepKind.TABLE, 1)
                yield from table_blocks(rows, at, options.limits, where)
                inner = [(v, f"{where}[{n}].{k}", str(k)) for n, r in enumerate(current) for k, v in r.items()]
                stack.extend(item for item in reversed(inner) if isinstance(item[0], dict | list))
            else:
                stack.extend((v, f"{where}[{n}]", label) for n, v in reversed(list(enumerate(current))))
        else:
            yield from gathered.add(where, label, _scalar(current))


def _is_records(values: list[Any]) -> bool:
    """At least two objects that share half of their keys."""
    if len(values) < 2 or not all(isinstance(v, dict) and v for v in values):
        return False
    shared = set(values[0]).intersection(*values[1:20])
    return len(shared) * 2 >= len(values[0]) and sum(isinstance(values[0][k], dict | list) for k in shared) < len(
        shared
    )


def _scalar(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e17 else repr(value)
    return str(value)


_FURNITURE = re.compile(
    r"\{[^}]*/(?:drawingml|spreadsheetml|wordprocessingml|package)/[^}]*\}(?:theme|styleSheet|fonts|styles|Types)"
)
"""Roots of those parts of Office's packages that nobody has written anything in: names of fonts and styles look like
people's. They are met where a damaged package is read as an archive."""


class Xml(ByFormat):
    """Text and attribute values in document order, each leaf as "name: value"."""

    name = "xml"
    version = 3
    formats = frozenset({"xml"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        if src.size > _TREE_BYTES:
            decoder = Decoder(src.rewound())
            yield from line_blocks(decoder.texts())
            yield from decoder.problems()
            return
        data = src.data()
        try:
            root = parse_xml(data)
        except SyntaxError as error:
            text, problems = decode(data, _declared(data))
            yield from line_blocks([re.sub(r"<[^<>]*>", " ", text)])
            yield from problems
            yield damaged(error, Location())
            return
        if _FURNITURE.fullmatch(str(root.tag)):
            return
        gathered = _Gathered()
        for element in root.iter():
            if not isinstance(element.tag, str):
                # A reference to text that is not there: what stands behind it is.
                if element.tail and not element.tail.isspace():
                    yield from gathered.add("", "", element.tail.strip("\r\n"))
                continue
            name = local(element)
            for key, value in element.attrib.items():
                if len(value) > 3 and not str(value).startswith(("http://", "urn:")):
                    short = str(key).rpartition("}")[2]
                    yield from gathered.add(f"{name}@{short}", short, str(value))
            if element.text and not element.text.isspace():
                # inside mixed content the name would break up the sentence
                mixed = len(element) or (element.tail and not element.tail.isspace()) or name in ("t", "p", "r", "span")
                yield from gathered.add(name, "" if mixed else name, element.text.strip("\r\n"))
            if element.tail and not element.tail.isspace():
                yield from gathered.add(name, "", element.tail.strip("\r\n"))
        yield from gathered.flush()
        if missing := left_out(root):
            yield missing


def _declared(data: bytes) -> str:
    found = re.search(rb"""encoding=["']([A-Za-z0-9_.-]+)""", data[:200])
    return found[1].decode("ascii") if found else ""
