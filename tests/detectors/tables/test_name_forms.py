"""Promises of names in no list: they are told where all values of a column are written as only names are."""

from __future__ import annotations

import pytest

from tests.detectors.sheets import EN, entities, judged

_AMOUNTS = ["1,250", "980", "4,410", "300", "2,075", "615", "88"]


def beside_amounts(header: str, values: list[str]) -> str | None:
    """What a column is taken for beside amounts and telephone numbers."""
    rows = [
        [header, "Tel", "£"],
        *([v, f"01632 96{i:04}", a] for i, (v, a) in enumerate(zip(values, _AMOUNTS, strict=False))),
    ]
    return entities(judged(rows)).get(0)


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Pilot", ["Hartnoll, Giles", "Ravenscroft, Imo", "Dutt, Sanjoy", "Pettifer, Ken", "Szarka, Eszter"]),
        ("Op", ["Dobrescu V", "Hannigan P", "Wenlock T", "Mbeki-Rowe S", "Skoczylas A", "Larn Q"]),
        ("団", ["空知川 吾一", "音江 慎", "納内 太陽", "多度志 恵", "帖佐原 栄", "姶良 国雄"]),
        ("児", ["りょうけ あおと", "こめだに ひいろ", "きりはた ノエル", "おおはらの みう", "はつか ゆづき"]),
        ("With", ["husband Adil", "mum Dee", "Grandad Ron", "Foster c. Beryl", "sister Moll"]),
        ("お迎え", ["父(末沢)", "母 乾", "母アディカリ", "祖母 楽京谷 よし", "母・鹿野"]),
    ],
)
def test_rare_names_are_told_by_being_written_alike(header, values):
    assert beside_amounts(header, values) == "PERSON"


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Stock", ["Bolts, Steel", "Canon, Black", "Paper, White", "Screws, Brass", "Tape, Green"]),
        ("品", ["特上 にぎり", "並 にぎり", "上 にぎり", "特上 ちらし", "並 ちらし"]),
        ("Fit", ["mild", "moderate", "severe", "none", "unknown"]),
    ],
)
def test_things_written_so_are_nobody(header, values):
    assert beside_amounts(header, values) != "PERSON"


def test_whoever_stands_before_whose_kin_they_are_is_named():
    kin = [("Chidi", "husband"), ("Jun-jun", "brother"), ("Dafydd", "partner"), ("Wouter", "friend"), ("Ffion", "mum")]
    rows = [["Name", "ICE1", "Rel", "Tel"], *([p.name, a, k, p.phone] for p, (a, k) in zip(EN, kin, strict=False))]
    assert entities(judged(rows)).get(1) == "PERSON"
