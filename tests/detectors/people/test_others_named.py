"""Promises of people named in a list beside those that its rows are about: they raise the high bound only."""

from __future__ import annotations

import pytest

from tests.detectors.sheets import british, estimate_of, japanese, people_of

JA = list({"".join(p.name.split()): p for p in japanese(80, seed=21)}.values())
EN = list({p.name: p for p in british(80, seed=22)}.values())
ROWS, OTHERS = 20, 4


def _beside(people, header, of):
    """A list of people, and what stands beside each: somebody else in the first rows."""
    return [header, *(of(p, people[ROWS + i] if i < OTHERS else None) for i, p in enumerate(people[:ROWS]))]


@pytest.mark.parametrize(
    ("people", "header", "of"),
    [
        (EN, ["Applicant", "Joint applicant"], lambda p, other: [p.name, other.name if other else ""]),
        (JA, ["氏名", "共有者氏名"], lambda p, other: [p.name, other.name if other else ""]),
        (EN, ["Tenant(s)", "Rent"], lambda p, other: [p.name + (f" & {other.name}" if other else ""), "600"]),
    ],
)
def test_joint_applicants_and_couples_may_be_people_of_their_own(people, header, of):
    assert people_of(_beside(people, header, of)) == (ROWS, ROWS + OTHERS)


def test_recipients_who_are_mostly_the_buyers_are_counted_with_them():
    rows = _beside(JA, ["注文者氏名", "送付先氏名"], lambda p, other: [p.name, (other or p).name])
    assert people_of(rows) == (ROWS + OTHERS, ROWS + OTHERS)


def test_who_looks_after_somebody_is_nobody_that_the_list_is_of():
    rows = [["児童氏名", "保護者氏名"], *([p.name, JA[ROWS + i].name] for i, p in enumerate(JA[:ROWS]))]
    assert people_of(rows) == (ROWS, ROWS)


def test_a_mail_address_in_a_row_without_a_name_may_be_somebody():
    rows = [["Name", "Email"], *([p.name if i >= OTHERS else "", p.mail] for i, p in enumerate(EN[:ROWS]))]
    low, high = people_of(rows)
    assert low == ROWS - OTHERS
    assert high >= low + len({p.mail for p in EN[:OTHERS]})


def test_whoever_a_title_names_above_a_list_may_be_one_of_it():
    rows = [["担当：" + JA[-1].name, ""], ["", ""], ["氏名", "年齢"], *([p.name, "70"] for p in JA[:ROWS])]
    low, high = people_of(rows)
    assert low == ROWS
    assert high in (ROWS, ROWS + 1)


@pytest.mark.parametrize(
    ("people", "header"),
    [
        (JA, ["契約者氏名", "緊急連絡先氏名"]),
        (JA, ["生徒氏名", "保護者氏名"]),
        (EN, ["Tenant name", "Emergency contact name"]),
    ],
)
def test_contacts_beside_the_people_of_a_list_are_told_beside_them(people, header):
    rows = [header, *([p.name, people[ROWS + i].name] for i, p in enumerate(people[:ROWS]))]
    found = estimate_of(rows)
    assert (found.low, found.high, found.beside_low, found.beside_high) == (ROWS, ROWS, ROWS, ROWS)


def test_a_parent_of_two_is_one_and_somebody_of_the_list_is_nobody_beside_it():
    parents = [JA[ROWS + i // 2] for i in range(ROWS - 1)]
    rows = [["児童氏名", "保護者氏名"], *([p.name, q.name] for p, q in zip(JA, [*parents, JA[0]], strict=False))]
    assert estimate_of(rows).everybody.high == ROWS + ROWS // 2


def test_former_names_and_readings_make_nobody_beside():
    rows = [["氏名", "フリガナ", "旧姓"], *([p.name, p.kana, JA[ROWS + i].surname] for i, p in enumerate(JA[:ROWS]))]
    assert estimate_of(rows).beside_high == 0
