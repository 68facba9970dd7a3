"""An inventory that is not whole is told so, and one that is whole is not."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from inventory.judging.expiry import expire_gone
from inventory.storage.checking import Fault, Trouble, check, check_some, file_system_elsewhere, size
from inventory.storage.store import Store
from tests.inventory.samples import finding, full_result, result, scan

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
23 22 0:21 / /srv/group rw,relatime shared:2 - nfs4 files:/group rw,vers=4.2
24 22 0:22 / /srv/group/local rw,relatime - ext4 /dev/vdb rw
25 22 0:23 / /mnt/営業\\040部 rw,relatime - cifs //files/sales rw
26 22 0:24 / /mnt/ssh rw,relatime - fuse.sshfs user@files:/ rw
27 22 0:25 / /mnt/usb rw,relatime - fuse.ntfs /dev/sdb1 rw
28 22 0:26 / /mnt/again rw,relatime - nfs files:/a rw
29 28 0:27 / /mnt/again rw,relatime - tmpfs tmpfs rw
"""


def faults(store: Store) -> list[tuple[Fault, int]]:
    return [(trouble.fault, trouble.number) for trouble in check(store)]


def change(store: Store, statement: str) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql(statement)


def test_an_inventory_with_everything_in_it_is_whole(store: Store) -> None:
    assert check(store) == []
    scan(store, full_result("a.xlsx"), full_result("b.xlsx"), result("c"))
    scan(store, full_result("b.xlsx"))
    expire_gone(store, date(2100, 1, 1), 30)
    assert check(store) == []


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE file_entities SET count = count + 1 WHERE entity = 'PERSON'", Fault.SUMS),
        ("DELETE FROM file_entities WHERE entity = 'ADDRESS'", Fault.SUMS),
        ("DELETE FROM findings WHERE entity = 'ADDRESS'", Fault.SUMS),
        ("UPDATE files SET gone = true WHERE container_id IS NULL", Fault.MEMBERS),
    ],
)
def test_what_does_not_add_up_is_told(store: Store, statement: str, fault: Fault) -> None:
    scan(store, full_result())
    assert check_some(store) == ([], 2)
    change(store, statement)
    assert faults(store) == [(fault, 1)]
    # Fewer files than are drawn: some are all.
    assert check_some(store) == ([Trouble(fault, 1)], 2)


def test_the_size_of_an_inventory_grows_with_it(store: Store) -> None:
    before = size(store)
    assert before > 0
    scan(store, *(full_result(f"{n}.xlsx") for n in range(500)))
    assert size(store) > before


def test_rows_that_belong_to_nothing_are_told_with_their_table(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'inventory.db'}") as store:
        scan(store, result("a", findings=(finding(), finding("ADDRESS"))))
        with sqlite3.connect(tmp_path / "inventory.db") as other:
            other.execute("PRAGMA foreign_keys = OFF")
            other.execute("DELETE FROM files")
        other.close()
        assert Trouble(Fault.LOOSE, 2, "findings") in check(store)


def test_a_damaged_page_is_told(tmp_path: Path) -> None:
    file = tmp_path / "inventory.db"
    with Store.open(f"sqlite:///{file}") as store:
        scan(store, *(full_result(f"{n}.xlsx") for n in range(50)))
    with sqlite3.connect(file) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_findings_file_id'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    content = bytearray(file.read_bytes())
    content[page * size - 200 : page * size - 100] = bytes(100)
    file.write_bytes(content)
    with Store.open(f"sqlite:///{file}") as store:
        assert [trouble.fault for trouble in check(store)] == [Fault.DAMAGED]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/clerk/inventory.db", ""),
        ("/srv/group/inventory.db", "nfs4"),
        ("/srv/grouped/inventory.db", ""),
        ("/srv/group/local/inventory.db", ""),
        ("/mnt/営業 部/棚卸し/inventory.db", "cifs"),
        ("/mnt/ssh/inventory.db", "fuse.sshfs"),
        ("/mnt/usb/inventory.db", ""),
        ("/mnt/again/inventory.db", ""),
    ],
)
def test_a_file_on_another_machine_is_known_by_its_mount(path: str, kind: str) -> None:
    assert file_system_elsewhere(Path(path), MOUNTS) == kind


def test_this_machine_s_own_mounts_can_be_read(tmp_path: Path) -> None:
    assert file_system_elsewhere(tmp_path) == ""
