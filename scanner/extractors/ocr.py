"""Character recognition by Tesseract as a separate program: Japanese and English, upright, turned or vertical."""

from __future__ import annotations

import csv
import functools
import io
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scanner import programs
from scanner.document import Detail, Item, Location, Problem, ProblemKind, extract_problem
from scanner.extractors.base import ExtractOptions, text_blocks

_SURE = 60.0  # per cent: below this another way up is tried
_UNSURE = 45.0  # per cent: below this it is said that the words may be wrong
_SHARE = 0.6  # of the time limit that one picture may take
_TRIES = 12_000_000  # pixels: a larger picture is not tried every way up
_WIDE = "[぀-ヿ一-鿿々〆〇、。・「」（）ー０-９]"

Render = Callable[[int], bytes]
"""The picture as a PNM file, turned counter-clockwise by 0, 90, 180 or 270 degrees."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was recognised, and how sure the program is of it on average: per cent, weighted by characters."""

    text: str
    confidence: float

    @property
    def worth(self) -> float:
        """For choosing between readings: many characters, and these sure."""
        return len(self.text) * max(0.0, self.confidence - 25.0)


@functools.cache
def installed() -> frozenset[str]:
    """Tesseract's language data that are there, none where the program is missing."""
    program = shutil.which("tesseract")
    if not program:
        return frozenset()
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError):
        return frozenset()  # the same as not installed: OCR_MISSING is reported for every picture
    return frozenset(listed.stdout.split())


def languages() -> str:
    """Tesseract's language argument, '' where the program or both languages are missing."""
    return "+".join(code for code in ("jpn", "eng") if code in installed())


def unavailable(options: ExtractOptions, at: Location | None = None) -> Problem | None:
    """NEEDS_OCR with the reason why pictures are not read here; None where they can be."""
    if not options.ocr:
        return extract_problem(ProblemKind.NEEDS_OCR, Detail.OCR_OFF, at)
    if not languages():
        return extract_problem(ProblemKind.NEEDS_OCR, Detail.OCR_MISSING, at)
    return None


def picture_items(render: Render, pixels: int, options: ExtractOptions, at: Location) -> Iterator[Item]:
    """The text of a picture of so many pixels, and what is to be said of it: nothing found, unsure, not read."""
    deadline = time.monotonic() + options.limits.seconds * _SHARE
    first = _recognise(render(0), languages(), "3", deadline)
    if isinstance(first, Problem):
        yield Problem(first.kind, first.stage, first.detail, at, first.cause)
        return
    best = first
    if not first.text or first.confidence < _SURE:
        best = _better(render, first, pixels, deadline)
    if not best.text:
        yield extract_problem(ProblemKind.NEEDS_OCR, Detail.OCR_NOTHING, at)
        return
    yield from text_blocks(best.text, at)
    if best.confidence < _UNSURE:
        yield extract_problem(ProblemKind.NEEDS_OCR, Detail.OCR_UNSURE, at, f"{best.confidence:.0f} %")


def _better(render: Render, first: Reading, pixels: int, deadline: float) -> Reading:
    """The best of the readings the other ways up, and of vertical writing, that time allows. A failure of one of
    them leaves the others."""
    ways: list[tuple[int, str, str]] = []
    if "jpn_vert" in installed():
        ways.append((0, "jpn_vert", "5"))
    turn = _orientation(render(0), deadline)
    if turn is not None:
        ways += [(turn, languages(), "3")] if turn else []
    elif pixels <= _TRIES:
        ways += [(degrees, languages(), "3") for degrees in (90, 270, 180)]
    best = first
    for degrees, language, mode in ways:
        reading = _recognise(render(degrees), language, mode, deadline)
        if isinstance(reading, Reading) and reading.worth > best.worth:
            best = reading
            if best.confidence >= _SURE and len(best.text) > 20:
                break
    return best


def _orientation(image: bytes, deadline: float) -> int | None:
    """By how many degrees counter-clockwise the picture is to be turned, None where the program cannot tell."""
    if "osd" not in installed():
        return None
    done = _run(image, ["--psm", "0", "-l", "osd"], deadline)
    if isinstance(done, Problem) or done.returncode:
        return None
    said = dict(re.findall(r"^(Orientation in degrees|Orientation confidence): ([\d.]+)", done.stdout.decode(), re.M))
    if float(said.get("Orientation confidence", 0)) < 1.0:
        return None
    # the page stands turned clockwise by so much
    return int(float(said["Orientation in degrees"])) % 360


def _recognise(image: bytes, language: str, mode: str, deadline: float) -> Reading | Problem:
    done = _run(image, ["-l", language, "--psm", mode, "-c", "tessedit_create_tsv=1"], deadline)
    if isinstance(done, Problem):
        return done
    if done.returncode:
        return extract_problem(ProblemKind.CORRUPT, Detail.DAMAGED, cause="tesseract")
    return _reading(done.stdout.decode("utf-8", "replace"))


def _run(image: bytes, arguments: list[str], deadline: float) -> subprocess.CompletedProcess[bytes] | Problem:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        return extract_problem(ProblemKind.TIMEOUT, Detail.TIME_LIMIT, cause="tesseract")
    command = ["tesseract", "stdin", "stdout", *arguments]
    try:
        return programs.run(command, seconds, image, {"OMP_THREAD_LIMIT": "1"})
    except subprocess.TimeoutExpired:
        return extract_problem(ProblemKind.TIMEOUT, Detail.TIME_LIMIT, cause="tesseract")
    except OSError as error:
        return extract_problem(ProblemKind.NEEDS_OCR, Detail.OCR_MISSING, cause=type(error).__name__)


def _reading(table: str) -> Reading:
    """The words of Tesseract's table (TSV), line by line, and their confidence."""
    lines: dict[tuple[str, ...], list[str]] = {}
    sure = characters = 0.0
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        word = (row.get("text") or "").strip()
        if row.get("level") != "5" or not word:
            continue
        confidence = float(row.get("conf") or 0)
        if confidence < 1:
            continue
        lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(word)
        sure += confidence * len(word)
        characters += len(word)
    text = _joined("\n".join(" ".join(words) for words in lines.values()))
    return Reading(text, sure / characters if characters else 0.0)


def _joined(text: str) -> str:
    """Tesseract puts spaces between Japanese characters; they are taken out."""
    return re.sub(rf"(?<={_WIDE}) +(?={_WIDE})", "", text)
