"""Risk: each fact moves the number the way a person would expect, and the parts explain it."""

from __future__ import annotations

import pwd
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.model import CONTEXTUAL, NEGATIVE, SPECIAL_CATEGORIES, Entity, PeopleEstimate
from inventory.judging import owners
from inventory.judging.risk import RiskFacts, _weights, assess_risk, exposure

LIST = RiskFacts(("PERSON", "ADDRESS", "PHONE_NUMBER"), (), PeopleEstimate(100, 120), 0o100640, "none")


@pytest.mark.parametrize(
    ("facts", "low", "high"),
    [
        (RiskFacts((), (), PeopleEstimate(0, 0), 0o100666, "none", 9999), 0, 0),
        (RiskFacts(("ORGANIZATION", "IP_ADDRESS"), (), PeopleEstimate(0, 0), 0o100666, "none"), 0, 0),
        (RiskFacts(("HEALTH",), (), PeopleEstimate(0, 0), 0o100666, "none"), 0, 0),  # a word, tied to nobody
        (RiskFacts(("UK_POSTCODE",), (), PeopleEstimate(0, 0), 0o100644, "none"), 1, 10),
        (RiskFacts(("PERSON", "EMAIL_ADDRESS"), (), PeopleEstimate(3, 3), 0o100600, "none"), 8, 25),
        (LIST, 25, 50),
        (replace(LIST, entities=(*LIST.entities, "JP_MY_NUMBER"), people=PeopleEstimate(5, 5), mode=0o100600), 48, 60),
        (replace(LIST, entities=(*LIST.entities, "JP_MY_NUMBER"), mode=0o100644, overdue_days=4000), 75, 100),
        (RiskFacts(("PERSON",), (), PeopleEstimate(2, 3), 0o100644, "none", doc_class="social_care_case"), 40, 70),
        (RiskFacts((), (), PeopleEstimate(0, 0), 0o100644, "none", doc_class="social_care_case"), 0, 0),
        (RiskFacts(("PERSON",), ("HEALTH",), PeopleEstimate(10**5, 10**6), 0o100666, "none", 9999), 90, 100),
    ],
)  # fmt: skip
def test_risk_is_where_a_person_would_put_it(facts: RiskFacts, low: int, high: int) -> None:
    assert low <= assess_risk(facts).score <= high


@pytest.mark.parametrize(
    ("worse", "part"),
    [
        ({"entities": (*LIST.entities, "UK_NINO")}, "sensitivity"),
        ({"special": ("CRIMINAL",)}, "sensitivity"),
        ({"entities": (*LIST.entities, "SOME_OTHER_ENTITY")}, "sensitivity"),
        ({"people": PeopleEstimate(1000, 1200)}, "people"),
        ({"mode": 0o100644}, "exposure"),
        ({"overdue_days": 1}, "overdue"),
        ({"owner_gone": True}, "exposure"),
    ],
)
def test_each_fact_raises_its_part(worse: dict[str, object], part: str) -> None:
    before, after = assess_risk(LIST), assess_risk(replace(LIST, **worse))  # type: ignore[arg-type]
    assert after.score > before.score
    assert after.parts[part] > before.parts[part]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("mode", [0o100600, 0o100640, 0o100644]),
        ("protection", ["aes", "office", "pdf", "zipcrypto", "none"]),
        ("overdue_days", [-400, 1, 400, 1825]),
        ("people", [PeopleEstimate(0, 0), PeopleEstimate(1, 1), PeopleEstimate(1, 50), PeopleEstimate(10_000, 10_000)]),
    ],
)
def test_worse_is_more(field: str, values: list[object]) -> None:
    totals = [sum(assess_risk(replace(LIST, **{field: value})).parts.values()) for value in values]  # type: ignore[arg-type]
    assert totals == sorted(totals)
    assert len(set(totals)) == len(totals)


@pytest.mark.parametrize(
    ("mode", "acl", "who"),
    [
        (0, "", "unknown"),
        (0o100600, "", "owner"),
        (0o100640, "u1001:r g:- m:r", "named"),
        (0o100640, "g:- g50:r m:r", "group"),
        (0o100640, "", "group"),
        (0o100644, "u1001:r g:- m:r", "others"),
    ],
)
def test_the_access_list_says_who_may_read(mode: int, acl: str, who: str) -> None:
    assert exposure(mode, acl) == who


def test_named_readers_are_between_the_owner_alone_and_a_group() -> None:
    owner, named, group = (
        assess_risk(replace(LIST, mode=mode, acl=acl)).parts["exposure"]
        for mode, acl in ((0o100600, ""), (0o100640, "u1001:r g:- m:r"), (0o100640, "g:- g50:r m:r"))
    )
    assert owner < named < group


def test_an_owner_is_gone_only_where_people_have_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    def accounts(*uids: int) -> None:
        found = [pwd.struct_passwd(("x", "x", uid, uid, "", "/", "/bin/sh")) for uid in uids]
        monkeypatch.setattr(pwd, "getpwall", lambda: found)
        monkeypatch.setattr(pwd, "getpwuid", {a.pw_uid: a for a in found}.__getitem__)
        owners.owner_gone.cache_clear()
        owners._people_have_accounts.cache_clear()

    try:
        accounts(0, 1000, 65534)
        assert [owners.owner_gone(uid) for uid in (1000, 1001, 0, -1)] == [False, True, False, False]
        accounts(0, 65534)
        assert not owners.owner_gone(1001), "a machine without accounts of people knows nobody"
    finally:
        monkeypatch.undo()
        owners.owner_gone.cache_clear()
        owners._people_have_accounts.cache_clear()


def test_rights_that_are_unknown_count_as_those_of_a_group() -> None:
    assert assess_risk(replace(LIST, mode=0)) == assess_risk(LIST)
    # A file that nobody but root may read is not unknown.
    assert assess_risk(replace(LIST, mode=0o100000)).parts["exposure"] == 0


def test_five_years_overdue_is_as_bad_as_it_gets() -> None:
    assert assess_risk(replace(LIST, overdue_days=1825)) == assess_risk(replace(LIST, overdue_days=20_000))


@given(
    st.builds(
        RiskFacts,
        st.lists(st.sampled_from([*map(str, Entity), "SOMETHING"]), unique=True).map(tuple),
        st.lists(st.sampled_from([*map(str, SPECIAL_CATEGORIES), "SOMETHING"]), unique=True).map(tuple),
        st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)).map(lambda p: PeopleEstimate(min(p), max(p))),
        st.integers(0, 0o177777),
        st.sampled_from(["none", "aes", "zipcrypto", "office", "pdf", "something"]),
        st.integers(-(10**6), 10**6),
    )
)
def test_the_parts_add_up_to_a_number_from_0_to_100(facts: RiskFacts) -> None:
    risk = assess_risk(facts)
    assert 0 <= risk.score <= 100
    assert abs(sum(risk.parts.values()) - risk.score) <= 0.75
    assert all(points >= 0 for points in risk.parts.values())


def test_every_entity_has_a_weight_and_the_greatest_add_up_to_100() -> None:
    weights = _weights()
    counted = {str(e) for e in Entity} - {str(e) for e in CONTEXTUAL | NEGATIVE | SPECIAL_CATEGORIES}
    assert set(weights["sensitivity"]["entities"]) == counted
    assert set(weights["sensitivity"]["special"]) == {str(e) for e in SPECIAL_CATEGORIES}
    assert sum(part["greatest"] for part in weights.values()) == 100
