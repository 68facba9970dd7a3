"""Promises of tables about nobody: headers and places that look like names are none, names that head columns are."""

from __future__ import annotations

from detectors.engine import Detector
from detectors.model import Entity, Table

DETECTOR = Detector()


def _named(rows: list[list[str]]) -> set[str]:
    verdict = DETECTOR.judge(Table("", rows))
    cells = {rows[c.row][c.column] for c in verdict.cells if c.match.entity == Entity.PERSON}
    return cells.union(*(c.values for c in verdict.columns if c.entity == Entity.PERSON))


def test_wards_places_and_classes_are_nobody():
    assert _named([
        ["Ward", "Clients", "Female", "Disabled", "BME"],
        ["Harehills", "210", "120", "80", "150"],
        ["Beeston", "130", "70", "55", "60"],
        ["Armley", "99", "51", "40", "20"],
    ]) == set()  # fmt: skip
    assert _named([
        ["Room", "Date", "Group", "Fee"],
        ["Hall", "04/05/2019", "Zumba", "20.0"],
        ["Hall", "05/05/2019", "Slimming World", "25.0"],
        ["Meeting 1", "06/05/2019", "AA", "10.0"],
    ]) == set()  # fmt: skip


def test_names_that_head_the_columns_of_a_rota_are_found():
    rows = [
        ["Week", "Jane Holt", "Tom Baker", "Nadia Malik"],
        ["1", "early", "late", "off"],
        ["2", "late", "off", "early"],
        ["3", "off", "early", "late"],
        ["4", "early", "late", "off"],
    ]
    assert {"Jane Holt", "Tom Baker", "Nadia Malik"} <= _named(rows)
