"""Files become the assets that people would name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from detectors.model import ClueKind, DateClue, PeopleEstimate
from inventory.judging.assess import assess
from inventory.questions.queries import InventoryView
from inventory.retention.rules import load_rules
from inventory.storage.assets import family, years
from inventory.storage.rows import AssetRow, EntityCount
from inventory.storage.store import Store
from scanner.document import Protection
from scanner.results import FileResult, Outcome
from tests.inventory.samples import ROOT, finding, problem, result, scan, stat, unchanged

RULES = load_rules()
ISSUED_2017 = DateClue(ClueKind.FIELD, "issued", "2017-09-12", "2017-09-12", "content")
SAVED_2026 = DateClue(ClueKind.DOCUMENT_DATE, "created", "2026-11-30", "2026-11-30", "property")
FISCAL_2019 = DateClue(ClueKind.PERIOD, "fiscal_year", "2019-04-01", "2020-03-31", "name", "年度")
FISCAL_2015 = DateClue(ClueKind.PERIOD, "fiscal_year", "2015-04-01", "2016-03-31", "name", "年度")


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("顧客.xlsx", ""),
        ("総務/名簿.xlsx", "総務"),
        ("総務/給与/名簿.xlsx", "総務/給与"),
        ("総務/給与/正社員/明細/名簿.xlsx", "総務/給与"),
        *((f"総務/{year}/給与/名簿.xlsx", "総務/給与") for year in (
            "2015年度", "2019", "２０１９年", "FY2020", "FY20", "平成27年度", "H27", "R1", "令和元年", "2018-19",
            "2018-2019", "平成30年~令和2年", "2019年度分", "tax year 2018-19", "4月", "2019-04", "201904", "2019年4月",
            "20190401", "Q1", "第1四半期", "上期", "第12期", "April", "Sep", "01",
        )),
        *((f"総務/{vague}/給与/名簿.xlsx", "総務/給与") for vague in (
            "新しいフォルダー", "新しいフォルダー (2)", "New folder", "旧", "old", "Backup", "バックアップ", "tmp",
            "_解約", "終了", "不採用", "退職者", "H29解約", "Closed cases", "00_Archive", "Leavers 2019",
            "2019-03_旧サーバー",
        )),
        ("2019/名簿.xlsx", ""),
        ("Clients/Closed/Millfield Dental/list.xlsx", "Clients/Millfield Dental"),
        ("顧問先/_解約/005_はまゆう歯科/名簿.xlsx", "顧問先/005_はまゆう歯科"),
        ("旧給与ソフト/名簿.xlsx", "旧給与ソフト"),
        ("人事/採用/名簿.xlsx", "人事/採用"),
        ("Open day/list.xlsx", "Open day"),
        ("3課/名簿.xlsx", "3課"),
        ("Oldham/list.xlsx", "Oldham"),
        ("Marketing/list.xlsx", "Marketing"),
    ],
)  # fmt: skip
def test_the_family_of_a_folder(path: str, folder: str) -> None:
    assert family(path) == folder


@pytest.mark.parametrize(
    ("clues", "expected"),
    [
        ((), ()),
        ((FISCAL_2019,), (2019,)),
        ((FISCAL_2019, FISCAL_2015), (2015, 2019)),
        ((DateClue(ClueKind.PERIOD, "tax_year", "2018-04-06", "2019-04-05", "name"),), (2018,)),
        ((DateClue(ClueKind.PERIOD, "calendar_year", "2018-01-01", "2018-12-31", "name"),), (2018,)),
        ((DateClue(ClueKind.PERIOD, "fiscal_year", "2015-04-01", "2020-03-31", "name"),), (2015, 2019)),
        ((DateClue(ClueKind.DOCUMENT_DATE, "created", "2017-06-05", "2017-06-05", "content"), FISCAL_2019), (2019,)),
        ((DateClue(ClueKind.DOCUMENT_DATE, "modified", "2024-06-05", "2024-06-05", "property"),), ()),
        ((DateClue(ClueKind.NEWEST_DATE, "data", "2016-06-05", "2016-06-05", "content"),), (2016,)),
        ((ISSUED_2017, SAVED_2026), (2017,)),
        ((SAVED_2026,), (2026,)),
        ((DateClue(ClueKind.NEWEST_DATE, "mentioned", "1998-06-05", "1998-06-05", "content"),), ()),
        ((DateClue(ClueKind.FIELD, "valid_until", "2026-06-05", "2026-06-05", "content"),), ()),
    ],
)
def test_the_years_of_a_file(clues: tuple[DateClue, ...], expected: tuple[int, ...]) -> None:
    found = years(clues, saved=2026)
    assert tuple(dict.fromkeys(filter(None, found[:2]))) == expected


def test_renewals_still_to_come_say_nothing_of_the_years_of_a_list() -> None:
    renewals = [DateClue(ClueKind.NEWEST_DATE, "data", f"{y}-06-05", f"{y}-06-05", "content") for y in (2019, 2031)]
    assert years(renewals, 2026) == (2019, 2019, False)
    assert years(renewals[1:], 2026) == (0, 0, False)


@pytest.mark.parametrize(
    ("clues", "split"),
    [
        ((FISCAL_2019, FISCAL_2015), True),
        ((DateClue(ClueKind.PERIOD, "fiscal_year", "2018-01-01", "2018-12-31", "name"),), False),
        ((DateClue(ClueKind.PERIOD, "calendar_year", "2018-01-01", "2018-12-31", "name"), FISCAL_2019), False),
    ],
)
def test_years_are_split_where_all_begin_in_one_and_end_in_the_next(clues: tuple[DateClue, ...], split: bool) -> None:
    assert years(clues, 2026).split is split


def assets(*results: FileResult) -> list[AssetRow]:
    with Store.in_memory() as store:
        scan(store, *results)
        return InventoryView(store).assets()


def customer_list(path: str, **fields: object) -> FileResult:
    values: dict[str, Any] = {
        "doc_class": "customer_list",
        "format": "xlsx",
        "people": PeopleEstimate(10, 20),
        "findings": (finding(),),
    }
    return result(path, **{**values, **fields})


def test_years_of_one_list_are_one_asset() -> None:
    both = (finding("PERSON", (1,)), finding("ADDRESS", (2,)))
    rows = assets(
        customer_list("営業/2015年度/顧客.xlsx", content_hash="aa", clues=(FISCAL_2015,)),
        customer_list(
            "営業/2019年度/顧客.csv",
            format="csv",
            content_hash="bb",
            clues=(FISCAL_2019,),
            people=PeopleEstimate(30, 45),
            findings=both,
            special=("HEALTH",),
            protection=Protection.AES,
            stat=stat(800, mode=0o100644),
        ),
        customer_list(
            "営業/2019年度/顧客 - コピー.csv",
            format="csv",
            content_hash="bb",
            people=PeopleEstimate(30, 45),
            findings=both,
        ),
        result("営業/2019年度/手順.txt"),
    )
    assert len(rows) == 1
    (row,) = rows
    assert (row.root, row.folder, row.doc_class, row.files, row.bytes) == (ROOT, "営業", "customer_list", 3, 3200)
    # At least the largest list; at most all of different content.
    assert row.people == PeopleEstimate(30, 65)
    assert row.entities == {"ADDRESS": EntityCount(6, 1), "PERSON": EntityCount(9, 3)}
    assert (row.special, row.first_year, row.last_year) == (("HEALTH",), 2015, 2019)
    assert (row.protection, row.formats, row.copies) == (("aes", "none"), ("csv", "xlsx"), 1)
    assert (row.world_readable, row.last_modified, row.problems) == (True, "2017-07-14", 0)
    assert row.example == "営業/2019年度/顧客.csv"
    assert row.retention is None
    assert (row.overdue_files, len(row.first_seen)) == (0, 10)


@pytest.mark.parametrize(
    ("made", "counts"),
    [
        (result("a", doc_class="none"), 0),
        (result("a", doc_class="form_template"), 0),
        (result("a", doc_class="cv"), 1),
        (result("a", findings=(finding("PERSON"),), people=PeopleEstimate(1, 1)), 1),
        (result("a", findings=(finding("PERSON"),)), 0),  # whoever wrote it
        (result("a", findings=(finding("UK_NINO"),)), 1),
        (result("a", findings=(finding("ORGANIZATION"),)), 0),  # only context
        (result("a", special=("HEALTH",), findings=(finding("HEALTH"),)), 1),
        (result("a", Outcome.FAILED, doc_class="payroll", problems=(problem(),)), 1),
    ],
)
def test_only_files_about_people_or_of_a_known_class_are_assets(made: FileResult, counts: int) -> None:
    assert len(assets(made)) == counts


def test_members_belong_to_the_folder_of_their_archive() -> None:
    (row,) = assets(
        result("営業/古い.zip", members=(customer_list("営業/古い.zip > 別/顧客.xlsx", member_of="営業/古い.zip"),))
    )
    assert (row.folder, row.files) == ("営業", 1)


def test_assets_are_ordered_and_keep_their_keys_from_scan_to_scan() -> None:
    with Store.in_memory() as store:
        files = [customer_list("b/x.xlsx"), customer_list("a/x.xlsx"), customer_list("a/cv.docx", doc_class="cv")]
        scan(store, *files)
        first = InventoryView(store).assets()
        scan(store, unchanged("b/x.xlsx"), unchanged("a/cv.docx"), customer_list("a/new.xlsx"), customer_list("c/y"))
        second = InventoryView(store).assets()
    assert [(row.folder, row.doc_class) for row in first] == [
        ("a", "customer_list"),
        ("a", "cv"),
        ("b", "customer_list"),
    ]
    assert [row.key for row in first] == [row.key for row in second][:3]
    assert len({row.key for row in second}) == 4


def test_examples_name_the_original_and_a_copy_only_where_there_is_nothing_else() -> None:
    many, few = PeopleEstimate(90, 90), PeopleEstimate(10, 10)
    (row,) = assets(
        customer_list("営業/顧客 (2).xlsx", people=many),
        customer_list("営業/旧/得意先.xlsx", people=many),
        customer_list("営業/顧客.xlsx", people=few),
    )
    assert row.examples == ("営業/顧客.xlsx", "営業/旧/得意先.xlsx")
    assert row.example == row.examples[0]


def test_files_with_something_unread_are_counted() -> None:
    (row,) = assets(
        customer_list("a.xlsx"),
        customer_list("b.xlsx", outcome=Outcome.PARTIAL, problems=(problem(),)),
        customer_list("c.xlsx", outcome=Outcome.FAILED, problems=(problem(),)),
    )
    assert row.problems == 2


def test_what_became_of_an_asset_is_where_most_of_its_files_are() -> None:
    def lists(folder: str, *numbers: int) -> list[FileResult]:
        return [customer_list(f"{folder}/{n}.xlsx", content_hash=f"hash{n}") for n in numbers]

    with Store.in_memory() as store:
        seen: list[list[AssetRow]] = []
        went: list[dict[str, str]] = []
        for files in (
            lists("営業", 1, 2, 3) + lists("総務", 4),
            lists("販売", 1, 2) + lists("共有", 3) + lists("総務", 4),
            lists("販売部", 1, 2) + lists("共有", 3, 4),
        ):
            scan(store, *files)
            assess(store, RULES, date(2026, 11, 22))
            seen.append(InventoryView(store).assets())
            lost = {row.key for rows in seen for row in rows} - {row.key for row in seen[-1]}
            went.append(InventoryView(store).successors({*lost, "unknown"}))
    keys = {row.folder: row.key for rows in seen for row in rows}
    assert went[:2] == [{}, {keys["営業"]: keys["販売"]}]
    # Those of most files first.
    assert list(went[2].items())[2:] == [(keys["総務"], keys["共有"])]
    assert went[2] == {keys[f]: keys[to] for f, to in {"営業": "販売部", "販売": "販売部", "総務": "共有"}.items()}


def test_an_asset_of_another_kind_now_is_found_again_also_where_its_files_moved() -> None:
    def lists(folder: str, kind: str) -> list[FileResult]:
        return [customer_list(f"{folder}/{n}.xlsx", content_hash=f"hash{n}", doc_class=kind) for n in (1, 2)]

    seen: list[AssetRow] = []
    with Store.in_memory() as store:
        for files in (lists("営業", "customer_list"), lists("営業", "staff_list"), lists("販売", "staff_list")):
            scan(store, *files)
            assess(store, RULES, date(2026, 11, 22))
            seen += InventoryView(store).assets()
        first, second, last = (row.key for row in seen)
        assert InventoryView(store).successors({first, second}) == {first: last, second: last}
