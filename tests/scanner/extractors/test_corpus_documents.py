"""The extractors against 181 real documents of other projects' test suites, where those are at hand."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from scanner.document import Item, Problem, ProblemKind, Protected
from scanner.extractors import identify
from tests.scanner.extractors.helpers import bare, read_all, text_of

CORPUS = Path(__file__).resolve().parents[3] / "../shared/corpora/documents"
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (CORPUS / "expected.jsonl").exists(), reason="the document corpus is not here"),
]
FOUND = 315  # of 319 strings that the projects' own tests look for
FOUND_EMBEDDED = 11  # of 14


@pytest.fixture(scope="module")
def corpus() -> list[tuple[dict[str, Any], list[Item]]]:
    rows = [json.loads(line) for line in (CORPUS / "expected.jsonl").read_text("utf-8").splitlines()]
    return [(row, list(read_all((CORPUS / row["path"]).read_bytes(), Path(row["path"]).name))) for row in rows]


Corpus = list[tuple[dict[str, Any], list[Item]]]


def _found(corpus: Corpus, key: str) -> tuple[int, list[str]]:
    hits, missing = 0, []
    for row, items in corpus:
        text = bare(text_of(items))
        for wanted in row.get(key, []):
            hits += bare(wanted) in text
            if bare(wanted) not in text:
                missing.append(f"{row['path']}: {wanted}")
    return hits, missing


def test_what_the_upstream_tests_look_for_is_found(corpus: Corpus) -> None:
    hits, missing = _found(corpus, "must_contain")
    assert hits >= FOUND, missing


def test_attachments_and_embedded_documents_are_read(corpus: Corpus) -> None:
    hits, missing = _found(corpus, "must_contain_embedded")
    assert hits >= FOUND_EMBEDDED, missing


def test_every_member_name_of_an_archive_is_listed(corpus: Corpus) -> None:
    assert _found(corpus, "member_names")[1] == []


def test_every_encrypted_file_is_said_to_be_encrypted(corpus: Corpus) -> None:
    silent = [
        row["path"]
        for row, items in corpus
        if row["outcome"] == "encrypted"
        and not any(
            isinstance(i, Protected) or (isinstance(i, Problem) and i.kind is ProblemKind.ENCRYPTED) for i in items
        )
    ]
    assert silent == []


def test_no_damaged_file_is_passed_over_in_silence(corpus: Corpus) -> None:
    silent = [
        row["path"]
        for row, items in corpus
        if row["outcome"] != "empty" and not text_of(items).strip() and not any(isinstance(i, Problem) for i in items)
    ]
    assert silent == []


def test_formats_are_told_by_content_not_by_name() -> None:
    told = {}
    for row in map(json.loads, (CORPUS / "expected.jsonl").read_text("utf-8").splitlines()):
        if row["outcome"] == "text" and row["format"] in (
            "docx",
            "xlsx",
            "xls",
            "doc",
            "ppt",
            "pptx",
            "pdf",
            "rtf",
            "msg",
        ):
            data = (CORPUS / row["path"]).read_bytes()
            told[row["path"]] = (identify(io.BytesIO(data), "name.bin"), row["format"])
    wrong = {path: pair for path, pair in told.items() if pair[0] != pair[1] and pair != ("xls4", "xls")}
    assert wrong == {}
