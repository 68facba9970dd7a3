"""``tana detect [FILE]``: what the detectors see in plain text, or in rows of JSON."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from scanner.cli import codes
from scanner.cli.context import Context, shown
from scanner.cli.export import data_output

if TYPE_CHECKING:
    from detectors.engine import Detector
    from detectors.model import Evidence, Match
    from reports.locale import Messages

BATCH_ROWS = 512
BATCH_CHARACTERS = 500_000
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    parser.add_argument("file", metavar="FILE", nargs="?", help=say.text("cli.detect.file"))
    parser.add_argument("--jsonl", action="store_true", help=say.text("cli.detect.jsonl"))
    parser.add_argument("--min-score", metavar="S", type=float, help=say.text("cli.detect.min_score"))
    parser.add_argument("--explain", action="store_true", help=say.text("cli.detect.explain"))


def run(context: Context) -> int:
    """Detect and print; the exit code says nothing about whether something was found."""
    minimum = context.args.min_score
    if minimum is not None and not 0.0 <= minimum <= 1.0:
        raise codes.UsageError(context.text("cli.detect.bad_score"))
    file = context.args.file
    if file is None:
        return _run(context, sys.stdin.buffer)
    if not Path(file).is_file():
        raise codes.UsageError(context.text("cli.error.no_file", file=shown(file)))
    with Path(file).open("rb") as stream:
        return _run(context, stream)


def _run(context: Context, stream: BinaryIO) -> int:
    from detectors.engine import Detector

    detector = Detector(context.args.min_score)
    with data_output() as out:
        for line in _of_rows(context, detector, stream) if context.args.jsonl else _of_text(context, detector, stream):
            out.write(line + "\n")
    return codes.DONE


def _of_rows(context: Context, detector: Detector, stream: BinaryIO) -> Iterator[str]:
    """One output row for each input row, in the same order. Raises UsageError at the first row that is none."""
    from detectors.model import Passage

    for batch in _batches(_rows(context, stream)):
        found = detector.find([Passage(text) for _, text in batch])
        for (id_, _), matches in zip(batch, found, strict=True):
            yield json.dumps({"id": id_, "spans": [_span(match) for match in matches]}, ensure_ascii=False)


def _rows(context: Context, stream: BinaryIO) -> Iterator[tuple[Any, str]]:
    """The id and text of each row; empty lines are passed over."""
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except (ValueError, RecursionError):
            raise codes.UsageError(context.text("cli.detect.not_json", line=number)) from None
        if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("text"), str):
            raise codes.UsageError(context.text("cli.detect.bad_row", line=number))
        # Half a character (a lone surrogate) is no text; one replacement character keeps every offset where it was.
        yield row["id"], _LONE_SURROGATE.sub("\ufffd", row["text"])


def _batches(rows: Iterable[tuple[Any, str]]) -> Iterator[list[tuple[Any, str]]]:
    batch: list[tuple[Any, str]] = []
    characters = 0
    for row in rows:
        batch.append(row)
        characters += len(row[1])
        if len(batch) >= BATCH_ROWS or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _span(match: Match) -> dict[str, Any]:
    return {
        "start": match.start,
        "end": match.end,
        "entity": str(match.entity),
        "score": match.score,
        "evidence": [str(evidence) for evidence in match.evidence],
    }


def _of_text(context: Context, detector: Detector, stream: BinaryIO) -> Iterator[str]:
    """A line for each match of running text: place, entity, score and the value masked; the reasons with --explain."""
    from detectors.model import Passage
    from scanner.extractors.base import cut
    from scanner.extractors.encodings import Decoder
    from scanner.masking import mask

    offset = 0
    for text in Decoder(stream).texts():
        for block in cut(text):
            for match in detector.find([Passage(block)])[0]:
                value = mask(match.entity, block[match.start : match.end])
                place = f"{offset + match.start}-{offset + match.end}"
                yield shown(f"{place:<15} {match.entity:<24} {match.score:.2f}  {value}")
                if context.args.explain:
                    yield from (f"    {_reason(context, evidence)}" for evidence in match.evidence)
            offset += len(block)


def _reason(context: Context, evidence: Evidence) -> str:
    from reports import wording

    return shown(f"{evidence.weight:+.2f}  {wording.evidence(context.say, str(evidence))}")
