"""The signature of the rules, remembered from one run to the next.

Working it out loads every detector, some seconds; a scan that meets nothing new needs no detector at all. What is
remembered is tied to the installation by a mark: the sizes and times of the program's own files, and the times of the
folders that its libraries were installed in. Nothing but digests is kept, in the user's cache folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOMS = ("detectors", "scanner")
"""Whose code and data decide what a scan finds."""

MOST = 20
"""Marks kept: a few settings of a few installations."""


def mark(*settings: str) -> str:
    """What the signature depends on, in one word: this installation, and ``settings`` that change what is found."""
    digest = hashlib.sha256("\n".join([sys.version, *settings]).encode())
    above = Path(__file__).resolve().parents[1]
    for room in ROOMS:
        for path, stat in sorted(_files(above / room)):
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    for folder in map(Path, sys.path):
        if folder.name in ("site-packages", "dist-packages") and folder.is_dir():
            digest.update(f"{folder} {folder.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()[:32]


def recall(word: str) -> str:
    """The signature remembered for a mark, '' where there is none. A file of another making counts as none."""
    return _known().get(word, "")


def remember(word: str, signature: str) -> None:
    """Keep a signature. Raises OSError where the cache folder cannot be written; then the next run works it out."""
    kept = {**_known(), word: signature}
    while len(kept) > MOST:
        del kept[next(iter(kept))]
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="utf-8") as new:
        json.dump(kept, new)
    Path(new.name).replace(file)


def _known() -> dict[str, str]:
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):  # not there, or not ours: the same as nothing remembered
        return {}
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        return {}
    return found


def _file() -> Path:
    import platformdirs

    return Path(platformdirs.user_cache_dir("tanaoroshi")) / "rules.json"


def _files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            if entry.name != "__pycache__":
                yield from _files(Path(entry.path))
        else:
            yield entry.path, entry.stat()
