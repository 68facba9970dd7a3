"""What is reported in text that is about nobody: prose, manuals, change logs, source code, logs, columns of figures.

Everything but the corpora is read where an ordinary machine has it and never copied. Nothing here is annotated, so each
count is an upper bound of what is false: a change log names its authors, and their mail addresses are theirs.
"""

from __future__ import annotations

import gzip
import html
import os
import re
import sysconfig
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from detectors.engine import Detector
from detectors.model import CONTEXTUAL, SPECIAL_CATEGORIES, Entity, Match, Passage
from scanner.masking import mask
from tests.benchmarks.corpora import CORPORA, rows

MOST = 600_000
"""Characters of each body: enough for 0.2 in 100,000 to be told from 0."""

_BLOCK = 8_000
NUMERIC = frozenset(Entity) - SPECIAL_CATEGORIES - CONTEXTUAL - {
    Entity.PERSON, Entity.ADDRESS, Entity.EMAIL_ADDRESS, Entity.DATE_OF_BIRTH, Entity.AGE, Entity.PHONE_NUMBER,
    Entity.UK_POSTCODE, Entity.JP_POSTAL_CODE,
}  # fmt: skip
"""Identifiers that name one person: the issue asks for less than 0.2 of them in 100,000 characters."""

_ROFF = re.compile(r"^[.'].*?$|\\f[A-Z]|\\[&-]|\\\(..", re.MULTILINE)
_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)


def _corpus(*names: str) -> Callable[[], Iterator[str]]:
    return lambda: (row["text"] for name in names for row in rows(f"{name}.jsonl"))


def _read(path: Path) -> str:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return data.decode("utf-8", "replace")


def _files(root: Path | None, pattern: str, clean: re.Pattern[str] | None = None) -> Callable[[], Iterator[str]]:
    def texts() -> Iterator[str]:
        for path in sorted(root.glob(pattern)) if root is not None and root.is_dir() else ():
            if path.is_file() and os.access(path, os.R_OK):
                text = _read(path)
                yield text if clean is None else html.unescape(clean.sub(" ", text))

    return texts


def _first(pattern: str, root: Path) -> Path | None:
    return next(iter(sorted(root.glob(pattern))), None) if root.is_dir() else None


_SHARE = Path("/usr/share")
_PURE = Path(sysconfig.get_paths()["purelib"])

BODIES: dict[str, Callable[[], Iterable[str]]] = {
    "Wikipedia and web, Japanese (corpora)": _corpus("ner-ja/stockmark-wikipedia", "ner-ja/ud-gsd"),
    "Wikipedia, English (corpora)": _corpus("ner-en/wikigold"),
    "contracts, English (corpora)": _corpus("ner-en/sec-filings"),
    "tweets, English (corpora)": _corpus("ner-en/wnut17", "ner-en/broad-twitter"),
    "manual pages, English": _files(_SHARE / "man", "man[1-8]/[a-z]*.gz", _ROFF),
    "manual pages, Japanese": _files(_SHARE / "man/ja", "man*/*.gz", _ROFF),
    "a programming book, Japanese": _files(
        _first("*/share/doc/rust/html/rust-by-example/ja", Path.home() / ".rustup/toolchains"), "**/*.html", _TAG
    ),
    "change logs of Debian": _files(_SHARE / "doc", "*/changelog*.gz"),
    "licences and copyright notices": _files(_SHARE / "doc", "*/copyright"),
    "source code of Python": _files(Path(os.__file__).parent, "*.py"),
    "columns of figures (csv)": _files(_PURE, "numpy/**/data/*.csv"),
    "logs": _files(Path("/var/log"), "dpkg.log"),
}


def body(name: str) -> list[str]:
    """The texts of a body in blocks, MOST characters at most; empty where the machine does not have it."""
    blocks: list[str] = []
    size = 0
    for text in BODIES[name]():
        for start in range(0, min(len(text), 100_000), _BLOCK):
            blocks.append(text[start : start + _BLOCK])
            size += len(blocks[-1])
        if size >= MOST:
            break
    return blocks


def measure() -> None:
    """Prints findings in 100,000 characters by body and entity, what is absent, every numeric identifier masked."""
    detector = Detector()
    total: Counter[str] = Counter()
    characters = 0
    print("| text | characters | characters/s | numeric identifiers | others, in 100,000 characters |")
    print("| --- | --- | --- | --- | --- |")
    shown: list[str] = []
    for name in BODIES:
        if name.endswith("(corpora)") and not CORPORA.is_dir():
            print(f"| {name} | absent | | | |")
            continue
        blocks = body(name)
        if not blocks:
            print(f"| {name} | absent | | | |")
            continue
        size = sum(map(len, blocks))
        begun = time.process_time()
        found = detector.find([Passage(b) for b in blocks])
        seconds = time.process_time() - begun
        counts = Counter(m.entity for matches in found for m in matches)
        total += counts
        characters += size
        shown += [
            f"- {name}: {_described(m, block)}"
            for block, matches in zip(blocks, found, strict=True)
            for m in matches
            if m.entity in NUMERIC or m.entity in (Entity.PHONE_NUMBER, Entity.JP_POSTAL_CODE, Entity.UK_POSTCODE)
        ]
        numeric = sum(n for e, n in counts.items() if e in NUMERIC)
        others = ", ".join(f"{e} {n * 1e5 / size:.1f}" for e, n in counts.most_common() if e not in NUMERIC)
        print(f"| {name} | {size:,} | {size / seconds:,.0f} | {numeric} | {others} |", flush=True)
    numeric = sum(n for e, n in total.items() if e in NUMERIC)
    print(
        f"\nnumeric identifiers: {numeric} in {characters:,} characters, {numeric * 1e5 / characters:.3f} in 100,000\n"
    )
    print("\n".join(shown))


def _described(match: Match, block: str) -> str:
    why = ", ".join(map(str, match.evidence))
    return f"{match.entity} {match.score:.2f} {mask(match.entity, block[match.start : match.end])} ({why})"
