"""Which names tell that somebody has left or that a contract is over, and when."""

from __future__ import annotations

import pytest

from detectors.documents.ended import dated_ends, ends_in

LEFT = {"leaving", "contract_end"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Leavers", LEFT),
        ("Davie (left Nov 2026)", LEFT),
        ("ex-employees", LEFT),
        ("Ex_Staff", LEFT),
        ("退職者", LEFT),
        ("玉城(退職)", LEFT),
        ("003_見本商会_R8解約", {"contract_end"}),
        ("Flat 2 tenancy ended", {"contract_end"}),
        ("退去済", {"contract_end"}),
        # what holds such a word and tells nothing of the kind
        ("Left handed tools", set()),
        ("leaflets", set()),
        ("退職金規程", set()),
        ("入退社一覧", set()),
        ("解約手数料の案内", set()),
        ("Accounts year ended 31 March 2019", set()),
        ("Staff", set()),
    ],
)
def test_a_name_tells_an_end_by_its_words(name: str, told: set[str]) -> None:
    assert ends_in(name) == told


@pytest.mark.parametrize(
    ("name", "event", "last"),
    [
        ("Davie (left Nov 2026)", "leaving", "2026-11-30"),
        ("退職_R6.3", "leaving", "2024-03-31"),
        ("003_見本商会_R8解約", "contract_end", "2026-12-31"),
        ("Flat 2 (ended March 2024)", "contract_end", "2024-03-31"),
    ],
)
def test_the_date_beside_such_words_is_that_of_the_end(name: str, event: str, last: str) -> None:
    assert [(c.kind, c.event, c.last, c.source) for c in dated_ends(name, "folder")] == [
        ("FIELD", event, last, "folder")
    ]


def test_a_date_without_such_words_is_none() -> None:
    assert list(dated_ends("2019年度", "folder")) == []
