"""The same sheets judged by Presidio Structured and by Capital One's DataProfiler.

``python -m tests.benchmarks peers``. They are given more than the product is: each table cut out of its sheet, with its
true header as the names of the columns. Their packages go into build/bench/peers, apart from the project's.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detectors.engine import Detector
from tests.benchmarks.columns.score import Counts, Result, look
from tests.benchmarks.columns.sheets import REPORT, Sheet, sheets
from tests.benchmarks.corpora import SHARED

WORK = Path(__file__).resolve().parents[3] / "build" / "bench" / "peers"
PACKAGES = ["presidio-structured", "DataProfiler[ml]", "-r", str(SHARED / "bench/requirements.txt")]
EVERY = 8
"""One sheet of so many: the peers take up to a minute for a table."""
RUNNER = Path(__file__).with_name("peers_run.py")

Place = tuple[int, int, int]
"""Sheet, first row, column."""

# A peer's own words for what the truth calls by the name on the right; what stands alone here is taken as it is.
# Where a peer knows only the wider kind (a place, a date), finding that is counted as right.
PEERS = {
    "presidio_structured": {"LOCATION": "ADDRESS", "DATE_TIME": "DATE_OF_BIRTH"},
    "data_profiler": {
        "DATE": "DATE_OF_BIRTH", "DATETIME": "DATE_OF_BIRTH", "IPV4": "IP_ADDRESS", "IPV6": "IP_ADDRESS",
        "DRIVERS_LICENSE": "UK_DRIVING_LICENCE", "BAN": "UK_BANK_ACCOUNT",
    },
}  # fmt: skip
_NOT_PERSONAL = {"DATE_OF_BIRTH", "ORGANIZATION", "URL", "DATE_TIME", "LOCATION", "NRP"}
"""What a column of a sheet without people may be called without harm: a date, a firm, a place."""


def measure() -> None:
    """Prints a line for each peer."""
    if not SHARED.is_dir():
        print("the yardsticks are not beside this checkout (../shared/bench), so the peers cannot be run")
        return
    made = [s for s in sheets(REPORT) if not s.transposed][::EVERY]
    tables = [table for number, sheet in enumerate(made) for table in _tables(number, sheet)]
    WORK.mkdir(parents=True, exist_ok=True)
    asked = WORK / "tables.jsonl"
    asked.write_text("".join(json.dumps(t, ensure_ascii=False) + "\n" for t in tables), encoding="utf-8")
    print(f"\n{len(made)} sheets (transposed ones left out), {len(tables)} tables\n")
    print("| tool | macro F1 ja | macro F1 en | macro F1 | false verdicts | seconds |\n|---|---|---|---|---|---|")
    began = time.monotonic()
    detector = Detector()
    verdicts = [look(sheet, detector)[0] for sheet in made]
    ours = {(n, c.first_row, c.column): c.entity for n, v in enumerate(verdicts) for c in v.columns}
    _row("tana", _score(made, ours, {}), time.monotonic() - began)
    for peer, words in PEERS.items():
        began = time.monotonic()
        answers = WORK / f"{peer}.jsonl"
        subprocess.run([_python(), RUNNER, peer, asked, answers, SHARED / "bench"], check=True)
        _row(peer, _score(made, _answers(answers), words), time.monotonic() - began)


def _row(tool: str, result: Result, seconds: float) -> None:
    false = result.false_verdicts / result.impersonal
    figures = [f"{result.macro(lang):.3f}" for lang in ("ja", "en", "")]
    print(f"| {tool} | {' | '.join(figures)} | {false:.1%} | {seconds:.0f} |", flush=True)


def _answers(file: Path) -> dict[Place, str]:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {(row["sheet"], row["first"], int(column)): e for row in rows for column, e in row["columns"].items()}


def _tables(number: int, sheet: Sheet) -> Iterator[dict[str, Any]]:
    spans = sorted({(t.first_row, t.last_row) for t in sheet.columns})
    for first, last in spans:
        rows = sheet.rows[first : last + 1]
        width = max(map(len, rows), default=0)
        header = list(sheet.rows[first - 1]) if first else []
        names = [(header[i] if i < len(header) else "") or f"column{i + 1}" for i in range(width)]
        body = [[*r, *[""] * (width - len(r))] for r in rows]
        yield {"sheet": number, "lang": sheet.lang, "first": first, "last": last, "header": names, "rows": body}


def _score(made: list[Sheet], found: dict[Place, str], words: dict[str, str]) -> Result:
    result = Result()
    for number, sheet in enumerate(made):
        for truth in sheet.columns:
            if truth.entity is None:
                continue
            rows = range(truth.first_row, truth.last_row + 1)
            said = next((e for (n, r, c), e in found.items() if n == number and c == truth.column and r in rows), "")
            said = words.get(said, said)
            counts: Counts = result.entities[sheet.lang, truth.entity or said]
            if not sheet.kind.people:
                result.impersonal += 1
                result.false_verdicts += bool(said) and said not in _NOT_PERSONAL
            elif truth.entity and said == truth.entity:
                counts.right += 1
            elif truth.entity:
                counts.missed += 1
                if said:
                    result.entities[sheet.lang, said].wrong += 1
            elif said and said not in _NOT_PERSONAL:
                counts.wrong += 1
    return result


def _python() -> Path:
    python = WORK / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(WORK / "venv", with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return python


if __name__ == "__main__":
    sys.exit(measure())
