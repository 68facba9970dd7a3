from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from detectors.model import PeopleEstimate
from inventory.storage.assets import title
from inventory.storage.rows import RetentionRow
from reports.locale import messages
from reports.registers import suggest
from tests.reports.memory import asset, counts

EN = messages("en")
FEW = PeopleEstimate(3, 3)


@pytest.mark.parametrize(
    ("root", "folder", "doc_class", "area"),
    [
        ("/srv/share", "人事/健診", "none", "hr"),
        ("/srv/share", "営業部/請求書", "none", "finance"),  # the innermost folder says most
        ("/srv/share", "経理/顧客", "ledger", "finance"),
        ("/srv/share", "顧客/2019", "none", "sales"),
        ("/srv/share", "HR/contracts 2018", "none", "hr"),
        ("/srv/share", "contracts 2018", "none", "general_affairs"),
        ("/srv/share", "01_賃貸管理課/契約書", "contract", "housing"),
        ("/srv/share", "Lettings/Contracts", "contract", "housing"),
        ("/srv/share", "05_学習塾/面談", "minutes", "education"),
        ("/srv/share", "credits", "none", "common"),  # "it" is a word, not two letters
        ("/srv/share", "IT", "none", "it"),
        ("/srv/share", "social_care/2019", "none", "care"),
        ("/srv/finance", "2019", "none", "finance"),
        ("/srv/share", "misc", "payroll", "hr"),
        ("/srv/share", "misc", "customer_list", "sales"),
        ("/srv/share", "", "none", "common"),
        ("/srv/share", "本部/総務課", "payroll", "hr"),
        ("/srv/share", "本部/総務課", "minutes", "general_affairs"),
        ("/srv/share", "共有/総務課", "none", "general_affairs"),
        ("/srv/share", "02_デイサービスセンター/利用者台帳", "customer_list", "care"),
        ("/srv/share", "Advice/Clients", "customer_list", "services"),
        ("/srv/share", "Foodbank/Vouchers", "customer_list", "services"),
    ],
)
def test_the_business_area_comes_from_folders_then_from_the_kind(
    root: str, folder: str, doc_class: str, area: str
) -> None:
    assert suggest.area(asset(root=root, folder=folder, doc_class=doc_class)) == area


@pytest.mark.parametrize("folder", ["個人/花田", "Users/hanada"])
def test_a_name_says_that_an_asset_lies_in_somebodys_own_folder(folder: str) -> None:
    held = asset(folder=folder, doc_class="none", entities=counts(PERSON=3), first_year=0, last_year=0)
    (name,) = suggest.names(messages("ja"), [held])
    assert name == f"個人情報を含む文書 {folder.replace('/', ' ')}"


def test_every_document_class_of_an_area_is_one_that_exists() -> None:
    from inventory.retention.model import DOC_CLASSES

    for area in suggest._areas().values():
        assert area.classes <= DOC_CLASSES


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({"entities": {}, "people": PeopleEstimate(0, 0)}, "low"),
        ({"entities": counts(PERSON=3), "people": FEW}, "medium"),
        ({"entities": counts(PERSON=3), "people": PeopleEstimate(3, 1000)}, "medium"),
        ({"entities": counts(PERSON=3), "people": PeopleEstimate(3, 1001)}, "high"),
        ({"entities": counts(PERSON=3), "people": FEW, "special": ("HEALTH",)}, "high"),
        ({"entities": counts(JP_MY_NUMBER=3), "people": FEW}, "high"),
        # a supplier's account on an invoice
        ({"entities": counts(UK_BANK_ACCOUNT=1, ADDRESS=1), "people": PeopleEstimate(0, 0)}, "medium"),
        ({"entities": counts(PERSON=3), "people": FEW, "world_readable": True}, "medium"),  # petty cash
        ({"entities": counts(PERSON=11), "people": PeopleEstimate(11, 11), "world_readable": True}, "high"),
        (
            {
                "entities": counts(PERSON=3),
                "people": PeopleEstimate(3, 3),
                "world_readable": True,
                "protection": ("aes",),
            },
            "medium",
        ),
        ({"entities": {}, "people": PeopleEstimate(0, 0), "world_readable": True}, "low"),
    ],
)
def test_the_risk_level_follows_data_people_and_exposure(changes: dict[str, object], level: str) -> None:
    assert suggest.risk(EN, asset(**changes))[0] == level


@pytest.mark.parametrize(
    ("first", "last", "split", "english", "japanese"),
    [
        (2020, 2020, True, "2020-21", "2020年度"),
        (2016, 2020, True, "2016-17 to 2020-21", "2016～2020年度"),
        (1999, 1999, True, "1999-00", "1999年度"),
        (2016, 2020, False, "2016–2020", "2016～2020年"),
    ],
)
def test_business_years_are_shown_as_they_are_written(
    first: int, last: int, split: bool, english: str, japanese: str
) -> None:
    held = asset(first_year=first, last_year=last, split_years=split)
    assert (suggest.years(EN, held), suggest.years(messages("ja"), held)) == (english, japanese)


def test_a_row_of_several_days_shows_the_first_and_the_last_and_is_red_only_when_all_are_past() -> None:
    """The list in use and its forerunner lie in one folder: that the old one is past says nothing of the new one."""
    late = RetentionRow("uk.customer-list", "recommended", "2017-03-31", 3000, "field", "strong")
    mixed = asset(retention=late, overdue_files=1, last_due="2032-03-31", files=2)
    assert suggest.due(EN, mixed) == "2017-03-31 to 2032-03-31"
    assert not suggest.all_late(mixed, date(2026, 11, 30))
    assert suggest.all_late(replace(mixed, last_due="2018-03-31", overdue_files=2), date(2026, 11, 30))
    assert suggest.due(EN, asset(retention=late, overdue_files=1, last_due="2017-03-31")) == ""
    assert suggest.all_late(asset(retention=late, overdue_files=1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("職員名簿_令和8年度.xlsx", "旧/職員名簿 - コピー.xlsx", True),
        ("寄附者名簿_2020.xlsx", "ボランティア登録名簿.xlsx", False),
        ("Client list 2019 v2 FINAL.xlsx", "client list (copy).xls", True),
        ("2019.csv", "2020.csv", False),
    ],
)
def test_files_of_one_title_are_one_example(one: str, other: str, same: bool) -> None:
    assert (title(one) == title(other)) is same
