"""Character recognition by Tesseract as a separate program, Japanese and English."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess

from scanner.document import Detail, Location, Problem, ProblemKind, extract_problem
from scanner.extractors.base import ExtractOptions


@functools.cache
def languages() -> str:
    """Tesseract's language argument, '' where the program or both languages are missing."""
    program = shutil.which("tesseract")
    if not program:
        return ""
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""  # the same as not installed: OCR_MISSING is reported for every picture
    return "+".join(code for code in ("jpn", "eng") if code in listed.stdout.split())


def unavailable(options: ExtractOptions, at: Location | None = None) -> Problem | None:
    """NEEDS_OCR with the reason why pictures are not read here; None where they can be."""
    if not options.ocr:
        return extract_problem(ProblemKind.NEEDS_OCR, Detail.OCR_OFF, at)
    if not languages():
        return extract_problem(ProblemKind.NEEDS_OCR, Detail.OCR_MISSING, at)
    return None


def recognise(image: bytes, options: ExtractOptions) -> str | Problem:
    """The text of a picture file (PNM, PNG, JPEG, TIFF), or the problem that kept it from being read."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    command = ["tesseract", "stdin", "stdout", "-l", languages(), "--psm", "3"]
    try:
        done = subprocess.run(
            command, input=image, capture_output=True, timeout=options.limits.seconds, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        return extract_problem(ProblemKind.TIMEOUT, Detail.TIME_LIMIT, cause="tesseract")
    except OSError as error:
        return extract_problem(ProblemKind.NEEDS_OCR, Detail.OCR_MISSING, cause=type(error).__name__)
    if done.returncode:
        return extract_problem(ProblemKind.CORRUPT, Detail.DAMAGED, cause="tesseract")
    return _joined(done.stdout.decode("utf-8", "replace"))


def _joined(text: str) -> str:
    """Tesseract puts spaces between Japanese characters; they are taken out."""
    import re

    wide = "[぀-ヿ一-鿿々〆〇、。・「」（）ー０-９]"
    return re.sub(rf"(?<={wide}) +(?={wide})", "", text)
