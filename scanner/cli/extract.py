"""``tana extract FILE``: what the extractors see, block by block, each with its place."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from scanner.cli import codes
from scanner.cli.context import Context, shown
from scanner.cli.export import data_output

if TYPE_CHECKING:
    from reports.locale import Messages
    from scanner.document import Embedded, Item
    from scanner.extractors.base import ExtractOptions


IN_MEMORY = 16 << 20
"""Bytes of a member beyond which it is read by way of a nameless temporary file."""
CHUNK = 1 << 20


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    parser.add_argument("file", metavar="FILE", help=say.text("cli.extract.file"))
    parser.add_argument("--jsonl", action="store_true", help=say.text("cli.extract.jsonl"))


def run(context: Context) -> int:
    """Print the items; exit code 1 where one of them is a problem."""
    from scanner.extractors.base import ExtractOptions
    from scanner.options import Limits

    path = Path(context.args.file)
    if not path.is_file():
        raise codes.UsageError(context.text("cli.error.no_file", file=shown(str(path))))
    problems = False
    with path.open("rb") as stream, data_output() as out:
        options = ExtractOptions(Limits(), ocr=True, passwords=context.passwords)
        for at, item in _items(stream, path.name, os.fstat(stream.fileno()).st_size, options):
            row = _row(at, item)
            problems = problems or row["type"] == "problem"
            out.write(json.dumps(row, ensure_ascii=False) if context.args.jsonl else _lines(context, row))
            out.write("\n")
    return codes.DONE_WITH_PROBLEMS if problems else codes.DONE


def _items(
    stream: BinaryIO, name: str, size: int, options: ExtractOptions, above: tuple[str, ...] = ()
) -> Iterator[tuple[str, Item]]:
    """Every item of a file and, in its place, of its members, with where it is from the outermost file inwards."""
    from scanner.document import Embedded, ExtractionError, Location
    from scanner.extractors import extract

    def place(at: Location) -> str:
        return " > ".join([*above, *(str(step) for step in at.steps)])

    try:
        for item in extract(stream, name, size, options):
            if isinstance(item, Embedded):
                yield from _member(item, options, above)
            else:
                yield place(getattr(item, "at", Location())), item
    except ExtractionError as error:
        yield place(error.problem.at), error.problem


def _member(item: Embedded, options: ExtractOptions, above: tuple[str, ...]) -> Iterator[tuple[str, Item]]:
    from scanner.document import Detail, ExtractionError, ProblemKind, Step, StepKind, extract_problem

    inner = (*above, str(Step(StepKind.MEMBER, item.name)))
    place = " > ".join(inner)
    yield place, item
    if len(inner) > options.limits.depth:
        yield place, extract_problem(ProblemKind.NESTED_TOO_DEEP, Detail.DEPTH)
        return
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as whole:
        try:
            with item.open() as source:
                while chunk := source.read(CHUNK):
                    whole.write(chunk)
                    if whole.tell() > options.limits.member_bytes:
                        yield place, extract_problem(ProblemKind.TOO_LARGE, Detail.FILE_TOO_LARGE)
                        return
        except ExtractionError as error:
            yield place, error.problem
            if not whole.tell() or error.problem.kind is not ProblemKind.CORRUPT:
                return
        except Exception as error:  # noqa: BLE001 - told as a problem: archives are damaged in many ways
            yield place, extract_problem(ProblemKind.CORRUPT, Detail.DAMAGED, cause=type(error).__name__)
            return
        size = whole.tell()
        whole.seek(0)
        yield from _items(cast(BinaryIO, whole), item.name, size, options, inner)


def _row(at: str, item: Item) -> dict[str, Any]:
    """The item as a row of JSON."""
    from scanner.document import Embedded, Properties, Protected, TableBlock, TextBlock

    if isinstance(item, TextBlock):
        return {"type": "text", "at": at, "text": item.text, "labels": item.labels, "hidden": item.hidden}
    if isinstance(item, TableBlock):
        return {
            "type": "table",
            "at": at,
            "name": item.name,
            "first_row": item.first_row,
            "first_column": item.first_column,
            "hidden": item.hidden,
            "hidden_rows": item.hidden_rows,
            "hidden_columns": item.hidden_columns,
            "rows": item.rows,
        }
    if isinstance(item, Embedded):
        return {"type": "member", "at": at, "size": item.size}
    if isinstance(item, Properties):
        return {"type": "properties", "at": at, "values": dict(item.values)}
    if isinstance(item, Protected):
        return {"type": "protected", "at": at, "how": str(item.how)}
    return {"type": "problem", "at": at, "kind": item.kind, "stage": item.stage, "detail": item.sentence()}


def _hiding(context: Context, row: dict[str, Any]) -> Iterator[str]:
    """What of the row is not shown where the file is opened."""
    from scanner.document import column_letter

    if row.get("hidden"):
        yield context.text("cli.extract.hidden")
    if rows := row.get("hidden_rows"):
        yield context.text("cli.extract.hidden_rows", rows=_runs([(str(a), str(b)) for a, b in rows]))
    if columns := row.get("hidden_columns"):
        runs = _runs([(column_letter(a), column_letter(b)) for a, b in columns])
        yield context.text("cli.extract.hidden_columns", columns=runs)


def _runs(runs: Sequence[tuple[str, str]]) -> str:
    return ", ".join(first if first == last else f"{first}-{last}" for first, last in runs)


def _lines(context: Context, row: dict[str, Any]) -> str:
    """The row for reading: its type and place, then what it holds."""
    from reports import wording

    head = f"[{row['type']}] {row['at']}".rstrip() + "".join(f" ({words})" for words in _hiding(context, row))
    match row["type"]:
        case "text":
            body = ["\t".join(row["labels"])] if row["labels"] else []
            body += row["text"].splitlines()
        case "table":
            body = ["\t".join(" ".join(cell.split()) for cell in cells) for cells in row["rows"]]
        case "properties":
            body = [f"{key}: {value}" for key, value in row["values"].items()]
        case "protected":
            body = [row["how"]]
        case "problem":
            body = [f"{row['kind']}: {wording.problem(context.say, row['detail'])}"]
        case _:
            body = []
    return "\n".join([shown(head), *("  " + "\t".join(map(shown, line.split("\t"))) for line in body)])
