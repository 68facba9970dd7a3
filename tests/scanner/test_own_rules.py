"""Own rules in a scan: they hold in the worker, a slow one costs its own findings only, and a change reads again."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from detectors.own.loading import load_rules
from detectors.own.model import OwnRules
from scanner.document import ProblemKind
from scanner.executors import Setup
from scanner.masking import Hasher
from scanner.options import Limits
from scanner.pipeline import examine
from scanner.results import FileRef, FileResult, FileStat, Outcome
from scanner.worker import new_context

KEY = b"k" * 32
SLOW = {"name": "slow", "supported_entity": "SLOW", "patterns": [{"name": "s", "regex": r"(a|a)*$", "score": 0.9}]}
TICKET = {"name": "ticket", "supported_entity": "TICKET", "deny_list": ["TK-1"]}
LONG = "TK-1 " + "a" * 60 + "!"


def rules(*recognizers: dict, **allow: list[str]) -> OwnRules:
    return load_rules([], {"recognizers": list(recognizers), "allow": allow})


def look(folder: Path, data: bytes, own: OwnRules, name: str = "a.txt") -> FileResult:
    (folder / name).write_bytes(data)
    context = new_context(Setup(KEY, Limits(), False, own=own))
    ref = FileRef(str(folder), name, name.encode())
    return examine(bytes(folder / name), ref, FileStat(len(data), 0), context)


def entities(result: FileResult) -> list[str]:
    return [f.entity for f in result.findings]


def test_own_rules_hold_in_a_worker(tmp_path: Path) -> None:
    text = b"TK-1 and mail taro@example.com"
    assert entities(look(tmp_path, text, OwnRules())) == ["EMAIL_ADDRESS"]
    assert entities(look(tmp_path, text, rules(TICKET))) == ["TICKET", "EMAIL_ADDRESS"]
    assert entities(look(tmp_path, text, rules(TICKET, words=["TARO@example.com"]))) == ["TICKET"]


def test_a_hash_of_the_inventory_allows_its_value(tmp_path: Path) -> None:
    text = b"mail taro@example.com, jiro@example.com"
    allowed = f"EMAIL_ADDRESS:{Hasher(KEY).value('EMAIL_ADDRESS', 'taro@example.com'):016x}"
    hashes = [f.hashes for f in look(tmp_path, text, rules(hashes=[allowed])).findings]
    assert hashes == [(Hasher(KEY).value("EMAIL_ADDRESS", "jiro@example.com"),)]


def test_a_rule_out_of_time_is_a_problem_of_the_file_with_its_place(tmp_path: Path) -> None:
    result = look(tmp_path, LONG.encode(), rules(SLOW, TICKET))
    assert result.outcome is Outcome.PARTIAL
    assert [(p.kind, str(p.at), p.cause) for p in result.problems] == [(ProblemKind.RULE_TIMEOUT, "line 1", "slow")]
    assert entities(result) == ["TICKET"]
    assert "a" * 10 not in repr(result)


def test_members_that_a_rule_was_not_tried_on_say_so_too(tmp_path: Path) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("1.txt", LONG)
        archive.writestr("2.txt", "aaa TK-1")
    result = look(tmp_path, packed.getvalue(), rules(SLOW, TICKET), "a.zip")
    assert [[p.kind for p in m.problems] for m in result.members] == [[ProblemKind.RULE_TIMEOUT]] * 2
    assert [entities(m) for m in result.members] == [["TICKET"], ["TICKET"]]


def test_the_next_file_is_tried_again(tmp_path: Path) -> None:
    context = new_context(Setup(KEY, Limits(), False, own=rules(SLOW)))
    results = []
    for name, text in (("a.txt", LONG), ("b.txt", "aaa")):
        (tmp_path / name).write_text(text)
        ref = FileRef(str(tmp_path), name, name.encode())
        results.append(examine(bytes(tmp_path / name), ref, FileStat(len(text), 0), context))
    assert [r.outcome for r in results] == [Outcome.PARTIAL, Outcome.SCANNED]
    assert entities(results[1]) == ["SLOW"]


def test_another_rule_is_another_signature_and_the_same_rules_are_the_same() -> None:
    def signature(own: OwnRules) -> str:
        return new_context(Setup(KEY, Limits(), False, own=own)).rules

    assert signature(rules(TICKET)) == signature(rules(TICKET))
    assert len({signature(OwnRules()), signature(rules(TICKET)), signature(rules(TICKET, words=["a"]))}) == 3
