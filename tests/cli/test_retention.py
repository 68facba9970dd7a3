"""``tana retention`` as a user runs it: overdue, explained, tried, put into a calendar, tested for a breach."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from detectors.model import ClueKind, DateClue, PeopleEstimate
from inventory.judging.assess import assess
from inventory.retention.rules import load_rules
from inventory.storage.store import Store
from scanner.document import Detail, Problem, ProblemKind, Stage
from scanner.results import Outcome
from tests.cli.running import Place, assert_one_sentence
from tests.inventory.samples import finding, result, scan, stat

NUMBERS, LIST = "人事/番号_平成27年.csv", "sales/customers.csv"


@pytest.fixture
def place(place: Place) -> Place:
    """With an inventory of two files: individual numbers of 2015 that everybody may read, and a customer list."""

    def left(event: str, day: str) -> tuple[DateClue, ...]:
        return (DateClue(ClueKind.FIELD, event, day, day, "content"),)

    numbers = result(
        NUMBERS,
        stat=stat(mode=0o100644),
        format="csv",
        content_hash="ab" * 32,
        doc_class="my_number_form",
        findings=(finding("JP_MY_NUMBER"), finding()),
        people=PeopleEstimate(2, 2),
        clues=left("leaving", "2015-03-31"),
    )
    customers = result(
        LIST,
        format="csv",
        content_hash="cd" * 32,
        doc_class="customer_list",
        findings=(finding(hashes=(1, 2, 3)), finding("UK_POSTCODE", hashes=(4,))),
        people=PeopleEstimate(900, 1500),
        clues=left("last_transaction", "2015-05-06"),
    )
    locked = result(
        "sales/locked.xlsx",
        outcome=Outcome.FAILED,
        problems=(Problem(ProblemKind.ENCRYPTED, Stage.EXTRACT, Detail.PASSWORD),),
    )
    with Store.open(f"sqlite:///{place.database}") as store:
        scan(store, numbers, customers, locked)
        assess(store, load_rules(), date.today())
    return place


def said(place: Place, *arguments: str | Path) -> str:
    done = place.tana("retention", *arguments)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def test_individual_numbers_past_their_period_are_a_finding_of_their_own(place: Place) -> None:
    heading = "Individual numbers past their period, outside the approved places (1):\n  /srv/share/" + NUMBERS
    assert said(place, "list").startswith(heading)
    (place.folder / "tana.toml").write_text('[retention]\nmy_number_places = ["/人事/"]\n', "utf-8")
    assert "Individual numbers past" not in said(place, "list")
    (place.folder / "tana.toml").write_text('[retention]\nmy_number_places = ["/人事/個人番号/"]\n', "utf-8")
    assert said(place, "list").startswith(heading)


def test_explain_says_what_the_risk_is_made_of_and_what_a_leak_would_mean(place: Place) -> None:
    english = said(place, "explain", NUMBERS)
    assert "The individual numbers are past their period and lie outside the places approved for them." in english
    assert "who may read it: " in english and "everybody on the system may read it" in english
    assert "Would meet: individual numbers open to an unspecified number of people" in english
    assert "Ends by the other clocks: the file system's date" in english
    japanese = said(place, "explain", LIST, "--lang", "ja")
    assert "場合による: 本人の数が1,000人を超える漏えい等（同法26条・施行規則7条4号）。" in japanese
    assert "リスク: 100点中" in japanese and "2026年11月22日現在の規定による" in japanese


def test_rules_are_tried_against_the_inventory_and_not_stored(place: Place) -> None:
    before = place.database.read_bytes()
    rules = place.folder / "own.yaml"
    rules.write_text("rules: [{id: uk.customer-list, period: {years: 40}}]")
    text = said(place, "try", rules)
    assert "Newly past their period (0):\nNo longer past their period (1):\n" in text
    assert f"  2021-05-06 → 2055-05-06  uk.customer-list  /srv/share/{LIST}\n" in text
    assert "nothing was stored" in text
    assert place.database.read_bytes() == before


def test_the_calendar_is_written_as_asked_for(place: Place) -> None:
    assert said(place, "calendar", "--out", place.folder / "plan.ics").endswith("plan.ics (2 entries)\n")
    assert (place.folder / "plan.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    said(place, "calendar", "--out", place.folder / "plan.xlsx", "--lang", "ja")
    assert (place.folder / "plan.xlsx").read_bytes().startswith(b"PK")
    assert (place.folder / "plan.xlsx").stat().st_mode & 0o077 == 0


def test_assets_whose_leak_would_meet_a_test_are_listed(place: Place) -> None:
    lines = said(place, "breach").splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        "/srv/share/sales: Customer list, 900 to 1,500 people",
        "/srv/share/人事: My Number form, 2 people",
        "Not read, or only in part (1): what it holds is not known, so every test depends on it:",
        "The score for the United Kingdom is advice, not a verdict: the law names no figure.",
        "What really happened decides, and who was affected. This is not legal advice.",
    ]


def test_what_could_not_be_read_is_named_since_every_test_depends_on_it(place: Place) -> None:
    """The password list on the stolen machine: unread is not harmless."""
    for arguments in ((), ("sales",), ("/srv/share/sales/locked.xlsx",)):
        text = said(place, "breach", *arguments)
        assert "every test depends on it:\n  /srv/share/sales/locked.xlsx: A password is needed to open it\n" in text


def test_a_lost_folder_is_answered_as_one_loss_with_its_files(place: Place) -> None:
    text = said(place, "breach", "/srv/share")
    assert text.startswith(
        "If all of this got out (3 files and members, with personal data: 2):\nPeople: 900 to 1,502 people"
    )
    assert f"  /srv/share/{LIST}: Customer list, 900 to 1,500 people\n" in text and NUMBERS in text
    one = said(place, "breach", "/srv/share/人事/", "--lang", "ja")
    assert f"個人データのあるファイル（1件）:\n  /srv/share/{NUMBERS}" in one and "sales" not in one
    assert "laptop" in assert_one_sentence(place.tana("retention", "breach", "laptop"), 2)


def test_only_the_law_of_the_organisations_country_is_asked(place: Place) -> None:
    (place.folder / "tana.toml").write_text('[organisation]\nnation = "japan"\n')
    assert "UK GDPR" not in said(place, "breach")
    (place.folder / "tana.toml").write_text('[organisation]\ncountry = "uk"\n')
    assert "Japan" not in said(place, "breach")


@pytest.mark.parametrize("arguments", [("rules",), ("breach",), ("list",)])
def test_the_configuration_sets_the_language_of_every_word(place: Place, arguments: tuple[str, ...]) -> None:
    (place.folder / "tana.toml").write_text('lang = "ja"\n')
    text = said(place, *arguments)
    assert not [line for line in text.splitlines() if re.search("[a-z]{3,} [a-z]{2,} [a-z]{3,}", line)]


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain",),
        ("try",),
        ("calendar",),
        ("calendar", "--out", "x.txt"),
        ("list", "--out", "x.ics"),
        ("rules", "x"),
        ("explain", "x", "y"),
    ],
)
def test_what_does_not_go_together_is_refused_in_one_sentence(place: Place, arguments: tuple[str, ...]) -> None:
    done = place.tana("retention", *arguments)
    assert_one_sentence(done, 2)


def test_a_wrong_place_for_numbers_is_refused(place: Place) -> None:
    (place.folder / "tana.toml").write_text('[retention]\nmy_number_places = ["!"]\n')
    done = place.tana("retention", "list")
    assert_one_sentence(done, 2)


def test_the_nation_of_the_settings_brings_its_rules_into_force(place: Place) -> None:
    off = "uk.contract-scotland [off]"
    assert off in said(place, "rules")
    (place.folder / "tana.toml").write_text('[organisation]\nnation = "scotland"\n')
    text = said(place, "rules")
    assert off not in text and "uk.contract-scotland: " in text
    (place.folder / "tana.toml").write_text('[organisation]\nnation = "atlantis"\n')
    assert_one_sentence(place.tana("retention", "rules"), 2)


def test_what_no_rule_is_about_is_listed_last_and_a_wrong_rule_takes_a_file_there(place: Place) -> None:
    assert "under no retention rule" not in said(place, "list")
    done = place.tana("decide", "wrong-rule", LIST, "--why", "A list of suppliers")
    assert done.returncode == 0
    listed = said(place, "list")
    assert listed.index("Personal data under no retention rule (1 file)") > listed.index("Past the retention period")
    assert listed.rstrip().endswith(f"/srv/share/{LIST}")
    explained = said(place, "explain", LIST)
    assert "It was decided that this is wrong for the file" in explained
    assert "Rule:" not in explained
    place.tana("decide", "withdraw", "1", "--why", "A mistake")
    assert "under no retention rule" not in said(place, "list")


def test_a_file_under_a_legal_hold_is_said_not_to_be_due(place: Place) -> None:
    place.tana("decide", "legal-hold", LIST, "--why", "Claim")
    explained = said(place, "explain", LIST)
    assert "A decision goes before the rule: legal hold. Nothing of it is due while that holds" in explained
    assert "last day: -" not in explained
