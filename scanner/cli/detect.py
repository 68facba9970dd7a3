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
    from detectors.own.allow import Hashed
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
    parser.add_argument("--hashes", action="store_true", help=say.text("cli.detect.hashes"))


def run(context: Context) -> int:
    """Detect and print; the exit code says nothing about whether something was found, 1 that a rule ran out of time."""
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

    hashed = _hashed(context)
    detector = Detector(context.args.min_score, own=context.own, hashed=hashed)
    shown_hash = hashed if context.args.hashes else None
    with data_output() as out:
        lines = _of_rows if context.args.jsonl else _of_text
        for line in lines(context, detector, stream, shown_hash):
            out.write(line + "\n")
    late = detector.out_of_time()
    for rule in late:
        context.error(context.text("cli.detect.out_of_time", rule=rule))
    return codes.DONE_WITH_PROBLEMS if late else codes.DONE


def _hashed(context: Context) -> Hashed | None:
    """The keyed hash of a value, where it is asked for or own rules compare by it: with the inventory's key.

    ``--hashes`` makes a key where there is none yet, as a scan does. Raises UsageError where hashes that were made with
    a key cannot be compared for want of it, and CannotRun where it cannot be read.
    """
    if not (context.args.hashes or context.own.allowed.hashes):
        return None
    from inventory.storage.errors import StoreError
    from inventory.storage.keys import existing_key, key_path, load_key
    from scanner.masking import Hasher

    if context.args.hashes and not context.no_inventory_yet:
        with context.store() as store:
            return Hasher(store.key()).value
    try:
        key = load_key(context.database) if context.args.hashes else existing_key(context.database)
        if key is None:
            raise codes.UsageError(context.text("cli.error.no_key", file=key_path(context.database)))
    except StoreError as error:
        raise context.stopped_by(error) from None
    return Hasher(key).value


def _of_rows(context: Context, detector: Detector, stream: BinaryIO, hashed: Hashed | None) -> Iterator[str]:
    """One output row for each input row, in the same order. Raises UsageError at the first row that is none."""
    from detectors.model import Passage

    for batch in _batches(_rows(context, stream)):
        found = detector.find([Passage(text) for _, text in batch])
        for (id_, text), matches in zip(batch, found, strict=True):
            spans = [_span(match, text, hashed) for match in matches]
            yield json.dumps({"id": id_, "spans": spans}, ensure_ascii=False)


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


def _span(match: Match, text: str, hashed: Hashed | None) -> dict[str, Any]:
    span: dict[str, Any] = {
        "start": match.start,
        "end": match.end,
        "entity": str(match.entity),
        "score": match.score,
        "evidence": [str(evidence) for evidence in match.evidence],
    }
    if hashed is not None:
        span["hash"] = _hash(match, text, hashed)
    return span


def _hash(match: Match, text: str, hashed: Hashed) -> str:
    """As a list of allowed values has it."""
    return f"{match.entity}:{hashed(match.entity, text[match.start : match.end]):016x}"


def _of_text(context: Context, detector: Detector, stream: BinaryIO, hashed: Hashed | None) -> Iterator[str]:
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
                behind = f"  {_hash(match, block, hashed)}" if hashed is not None else ""
                yield shown(f"{place:<15} {match.entity:<24} {match.score:.2f}  {value}{behind}")
                if context.args.explain:
                    yield from (f"    {_reason(context, evidence)}" for evidence in match.evidence)
            offset += len(block)


def _reason(context: Context, evidence: Evidence) -> str:
    from reports import wording

    return shown(f"{evidence.weight:+.2f}  {wording.evidence(context.say, str(evidence))}")
