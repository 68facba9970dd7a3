"""Three sweeps of a changing share: edits, renames, copies, deletions, decisions, a change of rules; every number."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Place

RULES = """
rules:
  - id: ours.applicants
    country: uk
    name: Applicants
    basis: our own rule
    basis_kind: recommended
    period: {years: %d}
    trigger: [{event: made}]
    applies_to: {path_words: [applicants]}
    source: test
    as_of: 2026-01-01
    confidence: confirmed
"""
CONFIG = '[retention]\npresets = []\nrules = ["rules.yaml"]\n'
OLD_NS = 1_500_000_000_000_000_000  # July 2017
PEOPLE = ("Ann Example", "Ben Example", "Cat Example", "Dan Example", "Eve Example", "Fay Example", "Gus Example")


def write(file: Path, people: int, *, note: str = "") -> None:
    """A list of so many people, old enough to be left alone when it is unchanged."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = ["Name,Phone,Email"]
    lines += [
        f"{name},07700 9001{n:02},{name.split()[0].lower()}@example.com" for n, name in enumerate(PEOPLE[:people])
    ]
    file.write_text("\n".join(lines) + f"\n{note}", encoding="utf-8")
    os.utime(file, ns=(OLD_NS, OLD_NS + people))


@dataclass
class Sweeps:
    """The share's history: what each sweep said, as rows by type."""

    place: Place
    share: Path
    said: list[list[dict[str, Any]]] = field(default_factory=list)

    def tana(self, *arguments: str | Path) -> str:
        done = self.place.tana(*arguments)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout.decode()

    def scan_and_sweep(self) -> None:
        self.tana("-q", "scan", self.share, "--jobs", "1")
        self.said.append([json.loads(line) for line in self.tana("sweep", "--jsonl").splitlines()])

    def rows(self, number: int, kind: str) -> list[dict[str, Any]]:
        return [row for row in self.said[number - 1] if row["type"] == kind]

    def changes(self, number: int) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self.rows(number, "change"):
            found.setdefault(row["what"], []).append(row["path"])
        return found

    def trend(self, number: int) -> dict[str, Any]:
        return self.rows(number, "trend")[-1]


@pytest.fixture(scope="module")
def sweeps(tmp_path_factory: pytest.TempPathFactory) -> Sweeps:
    """All of it played once; the tests look at what was said."""
    place = Place(tmp_path_factory.mktemp("sweeps"))
    share = place.folder / "share"
    found = Sweeps(place, share)
    (place.folder / "tana.toml").write_text(CONFIG, encoding="utf-8")
    (place.folder / "rules.yaml").write_text(RULES % 50, encoding="utf-8")

    write(share / "sales/customers.csv", 3)
    write(share / "sales/leads.csv", 2)
    write(share / "hr/applicants 2016.csv", 4)
    write(share / "hr/keep applicants.csv", 1)
    write(share / "misc/finished.csv", 5)
    (share / "misc/note.txt").write_text("Nothing about anybody.\n", encoding="utf-8")
    os.utime(share / "misc/note.txt", ns=(OLD_NS, OLD_NS))
    (share / "misc/locked.zip").write_bytes(b"PK\x03\x04 this is no archive")
    os.utime(share / "misc/locked.zip", ns=(OLD_NS, OLD_NS))
    found.scan_and_sweep()

    # Edited, renamed, copied, deleted; decided about.
    write(share / "sales/customers.csv", 6)
    (share / "old").mkdir()
    (share / "sales/leads.csv").rename(share / "old/leads 2017.csv")
    shutil.copy2(share / "misc/finished.csv", share / "old/finished copy.csv")
    (share / "misc/note.txt").unlink()
    found.tana("decide", "legal-hold", "sales/customers.csv", "--why", "claim 12", "--who", "A. Clerk")
    found.tana("decide", "approve-disposal", "misc/finished.csv", "--why", "no reason to keep")
    found.tana("decide", "keep-until", "2099-12-31", "hr/keep applicants.csv", "--why", "case open")
    found.scan_and_sweep()

    # Rules changed; what was approved is disposed of; one list is moved and edited, another said to be no list.
    (place.folder / "rules.yaml").write_text(RULES % 5, encoding="utf-8")
    found.tana("dispose", "apply")
    (share / "sales/customers.csv").rename(share / "old/customers.csv")
    write(share / "old/customers.csv", 7)
    found.tana("decide", "false-match", "--path", "leads*", "--why", "made-up sample")
    found.scan_and_sweep()
    return found


def paths(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [row["path"] for row in rows]


def test_the_first_sweep_has_nothing_to_compare_with_and_everything_is_new(sweeps: Sweeps) -> None:
    assert sweeps.rows(1, "sweep") == [{"type": "sweep", "scan": 1, "since": None}]
    assert {what: len(found) for what, found in sweeps.changes(1).items()} == {"new": 7}
    assert {k: sweeps.trend(1)[k] for k in ("files", "people_high", "copies", "overdue_files", "personal_files")} == {
        "files": 7,
        "people_high": 15,
        "copies": 0,
        "overdue_files": 0,
        "personal_files": 5,
    }


def test_the_second_sweep_tells_edit_rename_copy_and_deletion_apart(sweeps: Sweeps) -> None:
    assert sweeps.rows(2, "sweep") == [{"type": "sweep", "scan": 2, "since": 1}]
    assert sweeps.changes(2) == {
        "gone": ["misc/note.txt"],
        "new": ["old/finished copy.csv"],
        "moved": ["old/leads 2017.csv"],
        "grown": ["sales/customers.csv"],
    }
    (moved,) = [row for row in sweeps.rows(2, "change") if row["what"] == "moved"]
    assert moved["was"]["path"] == "sales/leads.csv"
    (grown,) = [row for row in sweeps.rows(2, "change") if row["what"] == "grown"]
    assert (grown["before"]["people"], grown["after"]["people"]) == (3, 6)


def test_the_second_sweep_names_the_decisions_once(sweeps: Sweeps) -> None:
    assert [(row["kind"], row["path"]) for row in sweeps.rows(2, "decided")] == [
        ("legal_hold", "sales/customers.csv"),
        ("approved_for_disposal", "misc/finished.csv"),
        ("keep_until", "hr/keep applicants.csv"),
    ]
    assert sweeps.rows(2, "decided")[0]["who"] == "A. Clerk"
    assert sweeps.rows(2, "decided_later") == sweeps.rows(2, "done") == []


def test_the_third_sweep_follows_the_moved_file_and_the_changed_rule(sweeps: Sweeps) -> None:
    assert sweeps.rows(3, "sweep") == [{"type": "sweep", "scan": 3, "since": 2}]
    assert sweeps.changes(3) == {
        "gone": ["misc/finished.csv"],
        "grown": ["old/customers.csv"],
        "moved": ["old/customers.csv"],
        # The one to be kept is not among them.
        "overdue": ["hr/applicants 2016.csv"],
    }
    assert [(row["path"], row["how"]) for row in sweeps.rows(3, "done")] == [("misc/finished.csv", "quarantined")]
    assert [row["kind"] for row in sweeps.rows(3, "decided")] == ["false_match"]


def test_the_trend_adds_up(sweeps: Sweeps) -> None:
    shown = ("scan", "files", "personal_files", "people_high", "copies", "overdue_files")
    assert [tuple(row[name] for name in shown) for row in sweeps.rows(3, "trend")] == [
        (1, 7, 5, 15, 0, 0),
        (2, 7, 6, 23, 1, 0),
        # Gone with the disposal: 5; no list any more: 2; one more customer.
        (3, 6, 4, 17, 0, 1),
    ]
    first, second, third = sweeps.rows(3, "trend")
    assert first["overdue_person_years"] == second["overdue_person_years"] == 0
    # Four applicants, since July 2022 (2017 and five years).
    assert third["overdue_person_years"] > 4 * 4


def test_the_statement_of_coverage_accounts_for_every_file(sweeps: Sweeps) -> None:
    for number, files in ((1, 7), (2, 7), (3, 6)):
        (coverage,) = sweeps.rows(number, "coverage")
        (totals,) = coverage["roots"].values()
        left = sum(group["files"] for group in coverage["not_examined"])
        assert totals["files"] == files == totals["examined"] + left
        assert left == 1
        assert coverage["not_examined"][0]["kind"] == "CORRUPT"
        assert totals["bytes"] == totals["examined_bytes"] + sum(g["bytes"] for g in coverage["not_examined"])
    rules = [sweeps.rows(number, "coverage")[0]["retention_rules"] for number in (1, 2, 3)]
    assert rules[0] == rules[1] != rules[2]
    assert all(rules)


def test_a_sweep_without_a_new_scan_is_the_same_sweep_again(sweeps: Sweeps) -> None:
    again = [json.loads(line) for line in sweeps.tana("sweep", "--jsonl").splitlines()]
    assert again == sweeps.said[2]


def test_two_scans_further_back_can_be_compared_too(sweeps: Sweeps) -> None:
    rows = [json.loads(line) for line in sweeps.tana("sweep", "--since", "1", "--jsonl").splitlines()]
    changes = {(row["what"], row["path"]) for row in rows if row["type"] == "change"}
    assert changes == {
        ("new", "old/finished copy.csv"),
        ("gone", "misc/finished.csv"),
        ("gone", "misc/note.txt"),
        ("moved", "old/customers.csv"),
        ("grown", "old/customers.csv"),
        ("moved", "old/leads 2017.csv"),
        ("overdue", "hr/applicants 2016.csv"),
    }
    assert len([row for row in rows if row["type"] == "decided"]) == 4


def test_every_decision_is_still_told_with_what_became_of_it(sweeps: Sweeps) -> None:
    text = sweeps.tana("decide", "list")
    assert text.count("in force") == 3
    assert text.count("carried out: in quarantine since") == 1
    assert f"Now at: {sweeps.share}/old/customers.csv" in text


def test_what_is_under_hold_stays_though_it_moved_and_changed(sweeps: Sweeps) -> None:
    done = sweeps.place.tana("decide", "approve-disposal", "old/customers.csv", "--why", "by mistake")
    assert done.returncode == 0
    plan = sweeps.tana("dispose", "plan")
    assert "old/customers.csv  (left: under legal hold, decision 1)" in plan
    assert (sweeps.share / "old/customers.csv").exists()


@pytest.mark.parametrize(
    ("lang", "words"), [("en", ["Statement of coverage", "Grown"]), ("ja", ["調査範囲の記録", "増加"])]
)
def test_the_sweep_reads_well_in_both_languages(sweeps: Sweeps, lang: str, words: list[str]) -> None:
    text = sweeps.tana("sweep", "--lang", lang)
    assert all(word in text for word in words)
    assert "{" not in text


@pytest.mark.parametrize("since", ["99", "3", "1999-01-01", "yesterday"])
def test_a_scan_that_is_not_there_is_a_usage_error(sweeps: Sweeps, since: str) -> None:
    done = sweeps.place.tana("sweep", "--since", since)
    assert done.returncode == 2
    assert since in done.stderr.decode()
