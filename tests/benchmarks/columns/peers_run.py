"""Runs one peer over tables, in an interpreter that has its packages: PEER TABLES.jsonl ANSWERS.jsonl BENCH_FOLDER.

A table that a peer fails on has no verdicts; how many did is told on stderr.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Judge = Callable[[dict[str, Any]], dict[int, str]]


def _frame(table: dict[str, Any]) -> Any:
    import pandas as pd

    seen: dict[str, int] = {}
    names = []
    for name in table["header"]:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return pd.DataFrame(table["rows"], columns=names, dtype=str)


def presidio_structured(bench: Path) -> Judge:
    """Presidio Structured on the plain pipeline's analyzer: all predefined recognizers, ja_ginza for Japanese."""
    sys.path.insert(0, str(bench))
    from plain_presidio import build_analyzer
    from presidio_structured import PandasAnalysisBuilder

    builder = PandasAnalysisBuilder(build_analyzer())

    def judge(table: dict[str, Any]) -> dict[int, str]:
        frame = _frame(table)
        found = builder.generate_analysis(frame, n=min(100, len(frame)), language=table["lang"]).entity_mapping
        return {i: found[name] for i, name in enumerate(frame.columns) if name in found}

    return judge


def data_profiler(bench: Path) -> Judge:
    """DataProfiler's structured labeler with the model it ships."""
    import dataprofiler

    options = dataprofiler.ProfilerOptions()
    options.set(
        {"*.is_enabled": False, "data_labeler.is_enabled": True, "structured_options.multiprocess.is_enabled": False}
    )

    def judge(table: dict[str, Any]) -> dict[int, str]:
        frame = _frame(table)
        profile = dataprofiler.Profiler(frame, options=options, profiler_type="structured")
        report = profile.report(report_options={"output_format": "serializable"})
        out = {}
        for i, column in enumerate(report["data_stats"]):
            label = column.get("data_label") or ""
            label = label.split("|")[0]
            if label not in (
                "",
                "UNKNOWN",
                "BACKGROUND",
                "could not determine",
                "INTEGER",
                "FLOAT",
                "ORDINAL",
                "QUANTITY",
                "TIME",
            ):
                out[i] = label
        return out

    return judge


def main(peer: str, tables: str, answers: str, bench: str) -> None:
    """Judges every table."""
    logging.disable(logging.WARNING)
    judge = {"presidio_structured": presidio_structured, "data_profiler": data_profiler}[peer](Path(bench))
    failed = 0
    with open(tables, encoding="utf-8") as asked, open(answers, "w", encoding="utf-8") as out:
        for line in asked:
            table = json.loads(line)
            try:
                columns = judge(table)
            except Exception as error:  # noqa: BLE001 - a peer's failure is counted and told
                failed += 1
                columns = {}
                print(f"{peer}: {type(error).__name__}: {error}"[:300], file=sys.stderr)
            out.write(json.dumps({"sheet": table["sheet"], "first": table["first"], "columns": columns}) + "\n")
    print(f"{peer}: {failed} tables failed", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
