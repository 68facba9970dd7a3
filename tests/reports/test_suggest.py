from __future__ import annotations

import pytest

from detectors.model import PeopleEstimate
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
        ("/srv/share", "HR/contracts 2018", "none", "general_affairs"),
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
        ({"entities": counts(PERSON=3), "people": FEW, "world_readable": True}, "high"),
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
