"""Runs the fuzzer: exit code 0 when nothing escaped, 1 when something did; the files that did it are kept.

Every case is made of a seed file, the number given with --seed and its own number, so that it can be made again. The
case being read is kept in the folder of --keep: after the death of the process it is the one that killed it.
"""

from __future__ import annotations

import argparse
import io
import logging
import random
import sys
import time
from collections import Counter
from pathlib import Path

from scanner.confinement import limit_memory
from scanner.document import Embedded, ExtractionError, Problem, Properties, Protected, Stage, TableBlock, TextBlock
from scanner.extractors import ExtractOptions, extract
from scanner.options import MIB, Limits
from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import NAME, seeds

OPTIONS = ExtractOptions(Limits(seconds=10, members=200, rows=200_000, member_bytes=64 * MIB), ocr=False)
SLOW = 10.0  # seconds after which a case counts as hanging
_DEPTH = 3


class Escaped(Exception):
    """A promise that was not kept."""


def check(data: bytes, depth: int = 0) -> int:
    """Read the file and its members as a scan does. Gives the number of items; raises what is not declared."""
    count = 0
    for item in extract(io.BytesIO(data), "sample", len(data), OPTIONS):
        count += 1
        match item:
            case Problem():
                if item.stage is not Stage.EXTRACT or NAME in item.cause:
                    raise Escaped(f"problem of a wrong kind: {item.kind}")
            case TableBlock():
                if not item.rows or not all(type(cell) is str for row in item.rows for cell in row):
                    raise Escaped("a table without rows, or cells that are no texts")
            case TextBlock():
                if not item.text or len(item.text) > 64_000:
                    raise Escaped("a block without text, or longer than agreed")
            case Properties():
                if not all(type(value) is str for value in item.values.values()):
                    raise Escaped("a property that is no text")
            case Embedded():
                count += member(item, depth)
            case Protected():
                pass
            case _:
                raise Escaped(f"an item of type {type(item).__name__}")
    return count


def member(item: Embedded, depth: int) -> int:
    """A member, read as far as the depth allows; only ExtractionError is declared for its opening and reading."""
    try:
        with item.open() as stream:
            content = stream.read(4 * MIB)
    except ExtractionError:
        return 0
    return check(content, depth + 1) if depth < _DEPTH and content else 0


def run(arguments: argparse.Namespace) -> int:
    """Case after case until the number or the time is reached."""
    given = seeds()
    if arguments.folder:
        for path in sorted(p for p in arguments.folder.rglob("*") if p.is_file() and p.stat().st_size < MIB):
            given[path.name] = path.read_bytes()
    everything = list(given.values())
    arguments.keep.mkdir(parents=True, exist_ok=True)
    current = arguments.keep / "current"
    end = time.monotonic() + arguments.seconds
    failures: Counter[str] = Counter()
    items = case = refused = 0
    while case < arguments.cases and time.monotonic() < end:
        for kind, seed in given.items():
            data = mutated(seed, everything, random.Random(f"{arguments.seed} {case} {kind}"))
            current.write_bytes(data)
            started = time.monotonic()
            what = ""
            try:
                items += check(data)
            except MemoryError:
                refused += 1  # declared: the pipeline records it
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:  # noqa: BLE001 - counted and told: that is what is looked for
                what = f"{type(error).__name__}: {error}"[:200]
            if time.monotonic() - started > SLOW:
                what = f"took {time.monotonic() - started:.0f} s"
            if what:
                failures[f"{kind}: {what}"] += 1
                name = "".join(c if c.isalnum() else "-" for c in kind)
                (arguments.keep / f"{name}-{arguments.seed}-{case}").write_bytes(data)
        case += 1
    current.unlink(missing_ok=True)
    for line, times in failures.most_common():
        print(f"{times} x {line}")
    print(
        f"{case * len(given)} cases of {len(given)} seeds, {items} items, {refused} without memory, "
        f"{sum(failures.values())} escaped"
    )
    return 1 if failures else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seed", type=int, default=1, help="another number, other cases")
    parser.add_argument("--cases", type=int, default=1 << 60, help="cases for each seed file")
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--folder", type=Path, help="more files to start from")
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"), help="where the files that failed go")
    logging.disable(logging.CRITICAL)
    limit_memory(2048 * MIB)
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
