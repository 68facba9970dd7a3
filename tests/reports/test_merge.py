from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.excel import Formula, Value
from reports.registers.merge import (
    Dated,
    Difference,
    MachineRow,
    Memory,
    MergedRow,
    OldCell,
    OldRow,
    State,
    canonical,
    merge,
)

STAMPED = Dated(stamp="date")


def machine(key: str, **values: Value) -> MachineRow:
    return MachineRow(key, values)


def kept(rows: Sequence[MergedRow]) -> tuple[list[OldRow], dict[str, Memory]]:
    """What the next run reads of a register that was just written and not touched."""
    old = [OldRow(r.key, {c: v for c, v in r.cells.items() if canonical(v.value) != ""}) for r in rows]
    filled = {r.key: {c: canonical(r.cells.get(c, OldCell(None)).value) != "" for c in r.human} for r in rows}
    return old, {r.key: Memory(r.machine, filled[r.key]) for r in rows if r.key}


def edited(old: Sequence[OldRow], key: str, **values: Value) -> list[OldRow]:
    return [
        OldRow(r.key, {**r.cells, **{c: OldCell(v) for c, v in values.items()}}) if r.key == key else r for r in old
    ]


def shown(row: MergedRow) -> dict[str, Value]:
    return {c: v.value for c, v in row.cells.items()}


def again(
    fresh: Sequence[MachineRow],
    before: Sequence[MergedRow],
    key: str = "",
    successors: Mapping[str, str] | None = None,
    **values: Value,
) -> list[MergedRow]:
    """A run after a person entered ``values`` in the row ``key``."""
    old, memory = kept(before)
    return merge(fresh, edited(old, key, **values), memory, None, successors)


A, B = machine("a", name="customers", files=3), machine("b", name="staff", files=1)


def test_the_first_run_shows_the_machine_s_rows() -> None:
    rows = merge([A, B], [], {})
    assert [(r.key, r.state, shown(r), set(r.human)) for r in rows] == [
        ("a", State.NEW, {"name": "customers", "files": 3}, set()),
        ("b", State.NEW, {"name": "staff", "files": 1}, set()),
    ]


def test_an_untouched_cell_follows_the_machine() -> None:
    (row,) = again([machine("a", name="customers", files=4)], merge([A], [], {}))
    assert (row.state, shown(row), set(row.human), row.differences) == (
        State.KNOWN,
        {"name": "customers", "files": 4},
        set(),
        (),
    )


def test_an_edited_cell_stays_a_person_s_on_every_later_run() -> None:
    rows = again([A], merge([A], [], {}), "a", name="VIP customers")
    for files in (4, 5, 6):
        rows = again([machine("a", name="customers", files=files)], rows)
        assert shown(rows[0]) == {"name": "VIP customers", "files": files}
        assert rows[0].human == {"name"}


def test_an_entry_stays_even_after_the_machine_said_the_same_for_a_while() -> None:
    rows = again([A], merge([A], [], {}), "a", name="clients")
    rows = again([machine("a", name="clients", files=3)], rows)
    rows = again([machine("a", name="something else", files=3)], rows)
    assert shown(rows[0])["name"] == "clients"


def test_an_emptied_cell_stays_empty() -> None:
    rows = again([A], merge([A], [], {}), "a", name=None)
    rows = again([A], rows)
    assert (rows[0].cells["name"].value, rows[0].human) == (None, {"name"})


def test_emptying_one_s_own_entry_gives_the_cell_back_to_the_machine() -> None:
    rows = again([A], merge([A], [], {}), "a", name="mine")
    rows = again([A], rows, "a", name=None)
    assert (shown(rows[0])["name"], set(rows[0].human)) == ("customers", set())


def test_a_cell_that_the_machine_leaves_empty_is_a_person_s_to_fill() -> None:
    first = machine("a", name="customers", owner="")
    rows = again([first], again([first], merge([first], [], {}), "a", owner="Ms Example"))
    assert (shown(rows[0])["owner"], rows[0].human, rows[0].differences) == ("Ms Example", {"owner"}, ())


def test_a_difference_says_what_was_entered_what_the_machine_says_and_whether_that_is_news() -> None:
    rows = again([A], merge([A], [], {}), "a", files=99)
    ((d,),) = [r.differences for r in rows]
    assert (d.column, d.entered, d.found, d.changed) == ("files", 99, 3, False)
    rows = again([machine("a", name="customers", files=7)], rows)
    ((d,),) = [r.differences for r in rows]
    assert (d.entered, d.found, d.changed) == (99, 7, True)


def test_rows_keep_the_order_that_a_person_gave_them_and_new_ones_follow() -> None:
    old, memory = kept(merge([A, B], [], {}))
    rows = merge([machine("c", name="new"), A, B], old[::-1], memory)
    assert [r.key for r in rows] == ["b", "a", "c"]
    assert [r.state for r in rows] == [State.KNOWN, State.KNOWN, State.NEW]


def test_edits_follow_their_row_when_rows_are_sorted() -> None:
    old, memory = kept(merge([A, B], [], {}))
    rows = merge([A, B], edited(old, "b", name="team")[::-1], memory)
    assert [(r.key, shown(r)["name"]) for r in rows] == [("b", "team"), ("a", "customers")]


def test_a_row_that_a_person_added_stays_where_it_is() -> None:
    old, memory = kept(merge([A, B], [], {}))
    own = OldRow("", {"name": OldCell("paper files"), "owner": OldCell("Ms Example")})
    for _ in range(3):
        rows = merge([A, B], [old[0], own, old[1]], memory)
        assert [(r.key, r.state) for r in rows] == [("a", State.KNOWN), ("", State.OWN), ("b", State.KNOWN)]
        assert shown(rows[1]) == {"name": "paper files", "owner": "Ms Example"}
        old, memory = kept(rows)
        own, old = old[1], [old[0], old[2]]


def test_a_row_with_a_key_that_nobody_gave_it_counts_as_a_person_s() -> None:
    rows = merge([A], [OldRow("zzz", {"name": OldCell("x")})], {})
    assert [(r.key, r.state) for r in rows] == [("", State.OWN), ("a", State.NEW)]


def test_an_emptied_row_of_a_person_s_own_goes() -> None:
    assert merge([], [OldRow("", {"sum": OldCell(Formula("=MAX(A1)"))}), OldRow("", {})], {}) == []


def test_a_copied_row_is_one_of_the_machine_s_and_one_of_the_person_s() -> None:
    # IPA wants paper and electronic copies on two rows: the second is made by copying the first.
    old, memory = kept(merge([A], [], {}))
    copy = edited(old, "a", name="customers, on paper")
    for order in ([*copy, *old], [*old, *copy]):
        rows = merge([machine("a", name="customers", files=8)], order, memory)
        assert sorted((r.key, shown(r)["name"], shown(r)["files"]) for r in rows) == [
            ("", "customers, on paper", 3),
            ("a", "customers", 8),
        ]


def test_a_vanished_asset_goes_if_nobody_wrote_in_its_row() -> None:
    assert [r.key for r in again([A], merge([A, B], [], {}))] == ["a"]


def test_a_vanished_asset_stays_and_is_marked_if_a_person_wrote_in_its_row() -> None:
    rows = again([A], merge([A, B], [], {}), "b", owner="Ms Example")
    for _ in range(2):
        assert [(r.key, r.state) for r in rows] == [("a", State.KNOWN), ("b", State.GONE)]
        assert shown(rows[1]) == {"name": "staff", "files": 1, "owner": "Ms Example"}
        rows = again([A], rows)
    back = again([A, machine("b", name="staff", files=5)], rows)
    assert (back[1].state, shown(back[1])) == (State.KNOWN, {"name": "staff", "files": 5, "owner": "Ms Example"})


def test_a_row_follows_its_files_to_another_folder() -> None:
    moved, went = machine("c", name="customers, sales", files=3), {"z": "c", "a": "c"}
    before = again([A, B], merge([A, B], [], {}), "a", name="our customers")
    rows = again([B, moved], before, "a", went, note="in the safe")
    assert [(row.key, row.state) for row in rows] == [("c", State.MOVED), ("b", State.KNOWN)]
    assert shown(rows[0]) == {"name": "our customers", "files": 3, "note": "in the safe"}
    assert rows[0].differences == (Difference("name", "our customers", "customers, sales", changed=True),)
    rows = again([B, moved], rows, successors=went)
    assert [(row.key, row.state) for row in rows] == [("c", State.KNOWN), ("b", State.KNOWN)]


def test_a_row_stays_where_its_old_folder_still_has_files() -> None:
    part = machine("c", name="customers, sales", files=1)
    rows = again([A, part], merge([A], [], {}), "a", {"a": "c"}, name="our customers")
    assert [(row.key, row.state, shown(row)["name"]) for row in rows] == [
        ("a", State.KNOWN, "our customers"),
        ("c", State.NEW, "customers, sales"),
    ]


def test_of_two_rows_whose_files_are_together_now_the_one_with_more_files_goes_on() -> None:
    both, went = machine("c", name="customers", files=4), {"b": "c", "a": "c"}
    rows = again([both], again([A, B], merge([A, B], [], {}), "a", owner="Ms Example"), "b", went, owner="Mr Example")
    assert [(row.key, row.state, shown(row)["owner"]) for row in rows] == [
        ("a", State.GONE, "Ms Example"),
        ("c", State.MOVED, "Mr Example"),
    ]


def test_a_removed_row_comes_back_while_its_files_are_there() -> None:
    old, memory = kept(merge([A, B], [], {}))
    rows = merge([A, B], old[:1], memory)
    assert [(r.key, r.state) for r in rows] == [("a", State.KNOWN), ("b", State.RETURNED)]


def test_a_comment_stays_on_a_machine_s_cell() -> None:
    old, memory = kept(merge([A], [], {}))
    old = [OldRow("a", {**old[0].cells, "files": OldCell(3, comment="ask Ms Example")})]
    (row,) = merge([machine("a", name="customers", files=4)], old, memory)
    assert (row.cells["files"].value, row.cells["files"].comment, set(row.human)) == (4, "ask Ms Example", set())


def test_the_date_moves_only_with_the_row() -> None:
    first, later = date(2026, 11, 22), date(2027, 2, 1)
    rows = merge([machine("a", files=3, date=first)], [], {}, STAMPED)
    rows = merge([machine("a", files=3, date=later)], *kept(rows), STAMPED)
    assert shown(rows[0])["date"] == first
    rows = merge([machine("a", files=4, date=later)], *kept(rows), STAMPED)
    assert shown(rows[0])["date"] == later
    old, memory = kept(rows)
    rows = merge(
        [machine("a", files=5, date=date(2027, 5, 1))], edited(old, "a", date=date(2020, 1, 1)), memory, STAMPED
    )
    assert (shown(rows[0])["date"], rows[0].differences) == (date(2020, 1, 1), ())


def test_numbers_are_handed_out_once_and_kept_for_good() -> None:
    serial = Dated(serial="ref", prefix="IA-")
    a, b, c = (machine(k, name=k, ref="") for k in "abc")
    rows = merge([a, b], [], {}, serial)
    assert [shown(r)["ref"] for r in rows] == ["IA-0001", "IA-0002"]
    old, memory = kept(rows)
    own = OldRow("", {"ref": OldCell("IA-0007"), "name": OldCell("paper")})
    rows = merge([c, a, b], [*old[::-1], own], memory, serial)
    assert [(r.key, shown(r)["ref"]) for r in rows] == [
        ("b", "IA-0002"), ("a", "IA-0001"), ("", "IA-0007"), ("c", "IA-0008"),
    ]  # fmt: skip
    old, memory = kept(rows)
    rows = merge([a, b, c], edited(old, "a", ref="HR/12"), memory, serial)
    assert [shown(r)["ref"] for r in rows] == ["IA-0002", "HR/12", "IA-0007", "IA-0008"]


def test_a_formula_is_the_column_s_until_a_person_overwrites_it() -> None:
    rows = merge([machine("a", sum=Formula("=MAX({row})"))], [], {})
    old, memory = kept(rows)
    moved = [OldRow("a", {"sum": OldCell(Formula("=MAX(J9,K9)"), origin="M9")})]
    (row,) = merge([machine("a", sum=Formula("=MAX({row})"))], moved, memory)
    assert set(row.human) == set()
    (row,) = merge([machine("a", sum=Formula("=MAX({row})"))], edited(old, "a", sum=2), memory)
    assert (row.human, row.cells["sum"].value, row.differences) == ({"sum"}, 2, ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (3, 3.0), (3, "3"), (None, ""), ("a\nb", "a\r\nb"), ("x ", "x"), (date(2026, 1, 2), datetime(2026, 1, 2)),
        (date(2026, 1, 2), "2026-01-02"), ("a_x000D_\nb", "a\nb"),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_changes_on_its_own_is_no_edit(one: Value, other: Value) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), [("007", 7), ("1e3", 1000), (0, ""), ("a", "A"), (1, 1.5), ("٣", 3)])
def test_what_a_person_means_is_an_edit(one: Value, other: Value) -> None:
    assert canonical(one) != canonical(other)


def test_two_rows_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="two rows with one key"):
        merge([A, A], [], {})


KEYS, COLUMNS = ("k1", "k2", "k3", "k4"), ("name", "files", "owner")
VALUE = st.one_of(st.text(max_size=5), st.integers(0, 5))
FRESH = st.dictionaries(st.sampled_from(KEYS), st.fixed_dictionaries(dict.fromkeys(COLUMNS, VALUE)))
EDITS = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(COLUMNS), st.text("abc", min_size=1, max_size=4)))
SWEEPS = st.lists(st.tuples(FRESH, EDITS, st.randoms()), min_size=1, max_size=5)


@given(SWEEPS)
def test_whatever_happens_nothing_that_a_person_entered_is_lost(
    sweeps: list[tuple[Mapping[str, Mapping[str, Value]], list[tuple[str, str, str]], object]],
) -> None:
    old: list[OldRow] = []
    memory: dict[str, Memory] = {}
    entered: dict[tuple[str, str], str] = {}
    for fresh, edits, random in sweeps:
        rows = merge([MachineRow(k, v) for k, v in fresh.items()], old, memory)
        assert len({r.key for r in rows}) == len(rows)
        assert set(fresh) <= {r.key for r in rows}
        for (key, column), text in entered.items():
            (row,) = [r for r in rows if r.key == key]
            assert row.cells[column].value == text
            assert column in row.human
        old, memory = kept(rows)
        for key, column, text in edits:
            row_now = next((r for r in old if r.key == key), None)
            # Typing what stands there already is no entry.
            if row_now and canonical(row_now.cells.get(column, OldCell(None)).value) != canonical(text):
                old = edited(old, key, **{column: text})
                now = canonical(memory[key].machine.get(column)) == canonical(text)
                was_own = column in memory[key].human
                if now and not was_own:
                    entered.pop((key, column), None)  # typed back to what the machine had written
                else:
                    entered[key, column] = text
        random.shuffle(old)  # type: ignore[attr-defined]
