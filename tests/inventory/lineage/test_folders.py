"""Somebody's own folder is told from a department's by its name."""

from __future__ import annotations

import pytest

from inventory.lineage.folders import in_own_folder


@pytest.mark.parametrize(
    "path",
    [
        "05_個人フォルダ/棚橋/名簿.xlsx",
        "棚橋/デスクトップ/名簿.csv",
        "Users/b/list.csv",
        "My Documents/list.csv",
        "Staff/Sandra P/New folder (2)/labels.xlsx",
        "Staff/Dave/old.zip > phones.txt",
        "Staff folders/Dr Hember/list.csv",
        "職員/大橋先生/名簿.xlsx",
        "職員/棚橋/名簿.xlsx",
        "大野（退職）/backup.sql",
        "Dave - leaver/phones.txt",
    ],
)
def test_a_persons_own_folder(path: str) -> None:
    assert in_own_folder(path)


@pytest.mark.parametrize(
    "path",
    [
        "Staff/list.xlsx",
        "Staff/Policies/list.xlsx",
        "Staff/Training/2024/list.xlsx",
        "職員/様式/名簿.xlsx",
        "総務課/退職者/名簿.xlsx",
        "HR/Leavers/list.xlsx",
        "営業部/顧客/デスクトップ.xlsx",
        "個人情報保護規程/規程.docx",
        "名簿.xlsx",
    ],
)
def test_no_persons_own_folder(path: str) -> None:
    assert not in_own_folder(path)
