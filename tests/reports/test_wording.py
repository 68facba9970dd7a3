from __future__ import annotations

from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from detectors.model import PeopleEstimate
from inventory.retention.rules import load_rules
from inventory.storage.rows import RetentionRow
from reports import wording
from reports.locale import messages
from reports.rules import RuleNames
from scanner.document import StepKind
from tests.reports.memory import file, problem

EN, JA = messages("en"), messages("ja")


@pytest.mark.parametrize(
    ("reason", "english", "japanese"),
    [
        ("LABEL 氏名", "it stands under the label “氏名”", "見出しに「氏名」とある"),
        ("CHECK_DIGIT", "its check digit agrees", "検査数字が合う"),
        ("NEIGHBOUR days across", "its columns are days", "日付が横に並ぶ表である"),
        ("NEIGHBOUR its words", "the way its first words are put", "書き出しの文章の書き方から判断した"),
        ("NEIGHBOUR its headers", "how its columns are headed", "列の見出しの言葉から判断した"),
        ("RIVAL tenants", "it may just as well be: Tenant list", "「入居者名簿」である可能性もある"),
        ("COLUMN 0.998", "99% of the column’s values agree", "列の値の99%が当てはまる"),
        ("COLUMN 1.0", "100% of the column’s values agree", "列の値の100%が当てはまる"),
        ("NEIGHBOUR PERSON", "next to it: Name of a person", "隣に氏名がある"),
        ("DICTIONARY names", "it is in our word lists (names)", "用語集・一覧にある（人名）"),
        ("DICTIONARY 糖尿病", "it is in our word lists (糖尿病)", "用語集・一覧にある（糖尿病）"),
        (
            "AGAINST role account",
            "something speaks against it (address of a role, not of a person)",
            "反対の材料がある（担当窓口の宛先）",
        ),
        ("DICTIONARY JP mobile", "it is in our word lists (Japanese mobile)", "用語集・一覧にある（日本の携帯電話）"),
        ("LABEL street", "it stands under the label “street”", "見出しに「street」とある"),
        ("SOMETHING new", "SOMETHING new", "SOMETHING new"),
    ],
)
def test_evidence_is_told_as_a_sentence(reason: str, english: str, japanese: str) -> None:
    assert wording.evidence(EN, reason) == english
    assert wording.evidence(JA, reason) == japanese


@pytest.mark.parametrize(
    ("zone", "told", "day"),
    [
        (ZoneInfo("Asia/Tokyo"), "2026-12-01 02:09 JST", "2026-12-01"),
        (ZoneInfo("Europe/London"), "2026-11-30 17:09 GMT", "2026-11-30"),
        (timezone(timedelta(hours=-3, minutes=-30)), "2026-11-30 13:39 UTC-03:30", "2026-11-30"),
        (UTC, "2026-11-30 17:09 UTC", "2026-11-30"),
    ],
)
def test_a_time_is_told_as_the_clock_on_the_wall_shows_it_with_its_zone(zone: tzinfo, told: str, day: str) -> None:
    """A scan of the small hours in Tokyo was not made the afternoon before."""
    assert wording.moment("2026-11-30T17:09:20Z", zone) == told
    assert wording.local_day("2026-11-30T17:09:20Z", zone) == day
    assert (wording.moment("", zone), wording.local_day("", zone)) == ("", "")


@pytest.mark.parametrize(
    ("detail", "japanese"),
    [
        ("a password is needed to open it", "開くにはパスワードが必要です"),
        ("damaged, could not be read (BadZipFile)", "壊れていて読み取れません"),  # a program's word, no clerk's
        ("no reader for this type (dwg)", "この形式には対応していません (dwg)"),
        ("something new", "something new"),
    ],
)
def test_a_problem_is_told_in_the_language_with_its_cause(detail: str, japanese: str) -> None:
    assert wording.problem(JA, detail) == japanese


@pytest.mark.parametrize(
    ("low", "high", "english"),
    [(0, 0, "none"), (1, 1, "1 person"), (0, 5, "up to 5 people"), (1190, 1204, "1,190 to 1,204 people")],
)
def test_people_are_told_with_both_bounds(low: int, high: int, english: str) -> None:
    assert wording.people(EN, PeopleEstimate(low, high)) == english


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 bytes"), (1023, "1,023 bytes"), (1024, "1.0 KB"), (5 * 1024**3, "5.0 GB"), (9 * 1024**5, "9,216.0 TB")],
)
def test_a_size_is_told_in_the_unit_that_reads_best(count: int, text: str) -> None:
    assert wording.size(EN, count) == text


@pytest.mark.parametrize(
    ("due", "days", "state"),
    [
        ("2025-01-01", 1, "overdue"),
        ("2026-11-22", 0, "due_soon"),
        ("2027-02-20", -90, "due_soon"),
        ("2027-02-21", -91, "within"),
        ("", 0, "unknown"),
    ],
)
def test_the_state_of_retention_follows_the_date(due: str, days: int, state: str) -> None:
    assert wording.retention_state(RetentionRow("r", "statutory", due, days, "field", "strong")) == state


def test_a_file_without_a_rule_is_neither_overdue_nor_safe() -> None:
    assert wording.retention_state(None) == "no_rule"


@pytest.mark.parametrize(
    ("outcome", "kind", "stage", "expected"),
    [
        ("scanned", "ENCODING_GUESSED", "EXTRACT", False),
        ("unchanged", "", "", False),
        ("partial", "CORRUPT", "EXTRACT", True),
        ("failed", "ENCRYPTED", "EXTRACT", True),
        ("skipped", "UNSUPPORTED", "CRAWL", False),  # a link
        ("skipped", "UNSUPPORTED", "EXTRACT", True),  # a type without a reader
    ],
)
def test_a_file_without_a_reader_counts_as_not_examined_and_a_link_does_not(
    outcome: str, kind: str, stage: str, expected: bool
) -> None:
    row = file(outcome=outcome, problems=(problem("x", kind, "d", stage=stage),) if kind else ())
    assert wording.not_examined(row) is expected


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_preset_rule_has_a_name_terms_and_a_basis(lang: str) -> None:
    rules = load_rules()
    names = RuleNames(messages(lang), rules)
    for rule in rules.rules:
        assert rule.name.text(lang) in names.name(rule.id)
        assert names.terms(rule.id)
        assert names.basis(rule.id)


def test_an_unconfirmed_rule_says_so_and_an_unknown_one_keeps_its_identifier() -> None:
    rules = load_rules()
    names = RuleNames(EN, rules)
    unconfirmed = [r for r in rules.rules if r.confidence == "unconfirmed"]
    assert unconfirmed
    assert all("not confirmed" in names.name(r.id) for r in unconfirmed)
    assert (names.name("our.own"), names.terms("our.own"), names.basis("our.own")) == ("our.own", "", "")


@pytest.mark.parametrize(
    ("at", "english", "japanese"),
    [
        ("page 3", "page 3", "3ページ"),
        ("古い.zip > 規程.docx > paragraph 3", "古い.zip > 規程.docx > paragraph 3", "古い.zip > 規程.docx > 段落3"),
        ("社員!C2:C40", "社員!C2:C40", "社員!C2:C40"),
        ("property author", "property author", "文書の作成者"),
        ("./page 3 > header", "./page 3 > header", "./page 3 > ヘッダー"),
    ],
)
def test_places_in_files_are_said_in_the_readers_language(at, english, japanese):
    assert wording.place(messages("en"), at) == english
    assert wording.place(messages("ja"), at) == japanese


def test_every_step_to_a_place_has_its_words_in_both_languages():
    for kind in set(StepKind) - {StepKind.MEMBER, StepKind.CELL}:
        assert wording.place(messages("ja"), f"{kind} 1") != f"{kind} 1"
        assert wording.place(messages("en"), f"{kind} 1") == f"{kind} 1"


def test_what_was_found_is_named_in_either_language_several_at_once() -> None:
    assert wording.entities_named("Health, Staff, customer or member number; phone number") == [
        *("HEALTH", "MEMBER_ID", "PHONE_NUMBER")
    ]
    assert wording.entities_named("電話番号、PERSON") == ["PHONE_NUMBER", "PERSON"]
    assert wording.entities_named("") == []
    assert wording.entities_named("phone number and health") is None
