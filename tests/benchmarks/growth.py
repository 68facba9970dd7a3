"""Whether the cost of examining files grows in a straight line: with the number of files, and with the size of one.

Prints CPU seconds, which say nearly the same on a busy machine as on a quiet one, and what each further file or
megabyte cost. The texts are built from a seed and hardly repeat, so next to nothing is remembered.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from detectors.documents.profile import DocumentProfile
from detectors.engine import Detector
from detectors.model import Passage
from scanner import extractors
from scanner.document import TextBlock
from scanner.extractors.base import ExtractOptions
from scanner.options import Limits

COUNTS = (10, 100, 1_000, 10_000)
MEGABYTES = (1, 10, 100)
_OF_A_FILE = 8_000  # characters
_MOST = int(os.environ.get("GROWTH_MOST", "100"))
"""Megabytes and hundreds of files beyond which nothing is measured: a run in full takes some ten minutes."""

_WORDS = (
    "the order for new valves was sent by rail and came late because of snow while our office in the harbour asked "
    "whether a further part could be had before the end of this quarter at last year's price or slightly above it"
).split()
_JAPANESE = (
    "在庫 確認 担当 部署 から 報告 が あり 来週 の 会議 で 詳細 を 検討 する 予定 です 納期 は 変更 なく".split()
)
_PEOPLE = ("Amina Okafor", "Rhys Penhaligon", "Sanjay Deshmukh", "Zofia Nowak", "田中 美咲", "小野寺 健")


def text(characters: int, seed: int) -> Iterator[str]:
    """Lines of prose in both languages with a person, a telephone number or a mail address here and there."""
    drawn = random.Random(seed)
    while characters > 0:
        if drawn.random() < 0.3:
            line = "".join(drawn.choice(_JAPANESE) for _ in range(drawn.randint(8, 30))) + "。"
        else:
            words = " ".join(drawn.choice(_WORDS) for _ in range(drawn.randint(6, 20)))
            line = f"{words.capitalize()} {drawn.randint(1, 9999)}."
        if drawn.random() < 0.1:
            line += f" {drawn.choice(_PEOPLE)} 07700 900{drawn.randint(0, 999):03}, p{drawn.randint(1, 99)}@example.com"
        characters -= len(line) + 1
        yield line + "\n"


def spent(folder: Path, detector: Detector) -> float:
    """CPU seconds that the files of a folder take: extracted, examined, profiled; storing is left out."""
    options = ExtractOptions(Limits(), False)
    begun = process_time()
    for path in sorted(folder.iterdir()):
        profile = DocumentProfile()
        with path.open("rb") as stream:
            for item in extractors.extract(stream, path.name, path.stat().st_size, options):
                if isinstance(item, TextBlock):
                    passage = Passage(item.text, item.labels)
                    profile.text(passage, detector.find([passage])[0])
        profile.finish().under(str(path))
    return process_time() - begun


def measure() -> None:
    """Prints a row for each number of files and each size of a file."""
    detector = Detector()
    detector.find([Passage("".join(text(200_000, -1)))])  # loads everything
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        last = (0, 0.0)
        print(f"{'files':>8} {'CPU s':>8} {'ms a further file':>18}", flush=True)
        for count in (c for c in COUNTS if c <= 100 * _MOST):
            folder = place / f"files{count}"
            folder.mkdir()
            for number in range(count):
                (folder / f"{number:05}.txt").write_text("".join(text(_OF_A_FILE, number)), encoding="utf-8")
            cost = spent(folder, detector)
            print(f"{count:>8} {cost:>8.1f} {1000 * (cost - last[1]) / (count - last[0]):>18.1f}", flush=True)
            last = (count, cost)
        last = (0, 0.0)
        print(f"\n{'MB':>8} {'CPU s':>8} {'s a further MB':>18}", flush=True)
        for size in (s for s in MEGABYTES if s <= _MOST):
            folder = place / f"size{size}"
            folder.mkdir()
            with (folder / "minutes.txt").open("w", encoding="utf-8") as file:
                written = 0
                for number in range(10_000):
                    if written >= size * 1_000_000:
                        break
                    part = "".join(text(50_000, number))
                    written += len(part.encode("utf-8"))
                    file.write(part)
            cost = spent(folder, detector)
            print(f"{size:>8} {cost:>8.1f} {(cost - last[1]) / (size - last[0]):>18.2f}", flush=True)
            last = (size, cost)
