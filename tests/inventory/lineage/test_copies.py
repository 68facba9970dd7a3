"""Identical files are found, and the likely original named first."""

from __future__ import annotations

from typing import Any

import pytest

from detectors.model import PeopleEstimate
from inventory.lineage.copies import Copy, copy_marks, group_copies
from inventory.questions.queries import InventoryView
from inventory.storage.store import Store
from tests.inventory.samples import ROOT, result, scan, stat, unchanged


@pytest.mark.parametrize(
    "path",
    [
        "営業/顧客名簿 - コピー.xlsx",
        "営業/コピー ～ 顧客名簿.xlsx",
        "顧客名簿のｺﾋﾟｰ.xlsx",
        "顧客名簿(2).xlsx",
        "顧客名簿（２）.xlsx",
        "旧顧客名簿.xlsx",
        "顧客名簿_旧.xlsx",
        "顧客名簿(旧).xlsx",
        "旧/顧客名簿.xlsx",
        "バックアップ/顧客名簿.xlsx",
        "customers copy.xlsx",
        "Copy of customers.xlsx",
        "customers_OLD.xlsx",
        "customers.bak",
        "Backup2019/customers.xlsx",
        "customers (1).xlsx",
        "週次報告(1)_0004.eml",
    ],
)
def test_marks_of_a_copy(path: str) -> None:
    assert copy_marks(path) == 1


@pytest.mark.parametrize(
    "path",
    [
        "顧客名簿.xlsx",
        "旧姓一覧.xlsx",
        "社員_旧住所.xlsx",
        "新旧対照表.docx",
        "copyright.txt",
        "goldman.xlsx",
        "(株)山田商店.xlsx",
        "photocopier lease.pdf",
        "2019 (2) results/customers.xlsx",
        "新しいフォルダー (2)/顧客名簿.xlsx",
        "New folder (2)/customers.xlsx",
    ],
)
def test_no_marks_of_a_copy(path: str) -> None:
    assert copy_marks(path) == 0


def copy(path: str, modified_ns: int = 5, is_member: bool = False, digest: str = "aa") -> Copy:
    return Copy(0, digest, ROOT, path, is_member, 10, modified_ns, PeopleEstimate(1, 2), "none")


@pytest.mark.parametrize(
    ("copies", "order"),
    [
        ([copy("b.xlsx", 9), copy("a.xlsx", 9)], ["a.xlsx", "b.xlsx"]),
        ([copy("a.xlsx", 9), copy("b.xlsx", 3)], ["b.xlsx", "a.xlsx"]),
        ([copy("a (2).xlsx", 1), copy("a.xlsx", 9)], ["a.xlsx", "a (2).xlsx"]),
        ([copy("old/a copy.xlsx", 1), copy("old/a.xlsx", 2)], ["old/a.xlsx", "old/a copy.xlsx"]),
        ([copy("a.zip > a.xlsx", 1, is_member=True), copy("b.xlsx", 9)], ["b.xlsx", "a.zip > a.xlsx"]),
        ([copy("a.xlsx", 0), copy("b.xlsx", 9)], ["b.xlsx", "a.xlsx"]),  # unknown is not oldest
        ([copy("デスクトップ/a.xlsx", 1), copy("旧/a (2).xlsx", 9)], ["旧/a (2).xlsx", "デスクトップ/a.xlsx"]),
    ],
)
def test_the_likely_original_stands_first(copies: list[Copy], order: list[str]) -> None:
    (group,) = group_copies(copies)
    assert [copy.path for copy in group] == order


def test_a_group_needs_two_files() -> None:
    groups = group_copies([copy("z", digest="aa"), copy("y", digest="aa"), copy("x", digest="bb"), *[
        copy(path, digest="cc") for path in ("b", "a")
    ]])  # fmt: skip
    assert [[copy.path for copy in group] for group in groups] == [["y", "z"], ["a", "b"]]


def test_the_store_knows_its_copies() -> None:
    with Store.in_memory() as store:
        same: dict[str, Any] = {"content_hash": "ab", "people": PeopleEstimate(10, 12)}
        scan(
            store,
            result("営業/顧客 - コピー.xlsx", **same),
            result("a.zip", members=(result("a.zip > 顧客.xlsx", member_of="a.zip", **same),)),
            result("総務/顧客.xlsx", **same),
            result("empty-1", content_hash="00", stat=stat(0)),
            result("empty-2", content_hash="00", stat=stat(0)),
            result("unread-1"),
            result("unread-2"),
            result("alone", content_hash="cd"),
            result("passing-1", content_hash="ef"),
            result("passing-2", content_hash="ef"),
        )
        everything_else = ("営業/顧客 - コピー.xlsx", "a.zip", "総務/顧客.xlsx", "alone", "passing-1")
        scan(store, *(unchanged(path) for path in everything_else))
        (group,) = InventoryView(store).copies()
    assert group.paths == (
        (ROOT, "総務/顧客.xlsx"),
        (ROOT, "a.zip > 顧客.xlsx"),
        (ROOT, "営業/顧客 - コピー.xlsx"),
    )
    assert (group.content_hash, group.size, group.people) == ("ab", 1200, PeopleEstimate(10, 12))


@pytest.mark.parametrize("other", ["名簿_最新.xlsx", "名簿_v2.xlsx", "名簿 final.xlsx", "list_改訂版.xlsx"])
def test_a_file_whose_name_says_that_it_is_a_version_is_not_the_original_though_it_is_older(other: str) -> None:
    (group,) = group_copies([copy("z/名簿.xlsx", modified_ns=9), copy(other, modified_ns=5)])
    assert [copy.path for copy in group] == ["z/名簿.xlsx", other]
