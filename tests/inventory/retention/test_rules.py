"""Rules files: what is taken, and the one sentence that says what is wrong with the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory.retention.model import BasisKind, Confidence, Country
from inventory.retention.rules import RuleError, load_rules

OWN = """\
rules:
  - id: own.mailing-list
    country: uk
    name: Mailing list
    basis: Our retention schedule
    basis_kind: recommended
    period: {years: 2}
    trigger: [{event: last_transaction}]
    applies_to: {classes: [prospect_list]}
    source: Board decision
    as_of: 2026-04-01
    confidence: confirmed
"""


def written(tmp_path: Path, text: str | bytes, name: str = "own.yaml") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_both_presets_load_and_every_rule_has_its_switch() -> None:
    rules = load_rules()
    assert {r.country for r in rules.rules} == set(Country)
    assert 0 < len(rules.enabled) < len(rules.rules)
    assert [r.id for r in rules.rules] == sorted(r.id for r in rules.rules)


def test_one_country_alone_and_none_at_all() -> None:
    assert load_rules(("jp",)).countries == {Country.JP}
    assert load_rules(()).rules == ()


def test_a_new_rule_is_added_and_a_bare_text_stands_for_both_languages(tmp_path: Path) -> None:
    rules = load_rules(files=[written(tmp_path, OWN)])
    rule = rules.get("own.mailing-list")
    assert (rule.name.en, rule.name.ja, rule.enabled) == ("Mailing list", "Mailing list", True)
    assert len(rules.rules) == len(load_rules().rules) + 1


def test_a_preset_is_changed_key_by_key_under_its_id(tmp_path: Path) -> None:
    text = "rules:\n  - {id: uk.cctv, enabled: true, period: {days: 14}}\n  - {id: uk.paye, enabled: false}\n"
    rules = load_rules(files=[written(tmp_path, text)])
    cctv = rules.get("uk.cctv")
    assert (cctv.enabled, cctv.period.days, cctv.basis_kind) == (True, 14, BasisKind.RECOMMENDED)
    assert cctv.confidence is Confidence.SECONDARY
    assert "uk.paye" not in {r.id for r in rules.enabled}


def test_a_later_file_goes_before_an_earlier_one(tmp_path: Path) -> None:
    first = written(tmp_path, OWN)
    second = written(tmp_path, "rules: [{id: own.mailing-list, period: {months: 18}}]", "second.yaml")
    assert load_rules(files=[first, second]).get("own.mailing-list").period.months == 18


def test_a_japanese_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    text = OWN.replace("Mailing list", "メルマガ登録者名簿")
    rules = load_rules(files=[written(tmp_path, b"\xef\xbb\xbf" + text.encode())])
    assert rules.get("own.mailing-list").name.ja == "メルマガ登録者名簿"


def test_the_fiscal_year_end_is_a_day_of_the_year() -> None:
    assert load_rules(fiscal_year_end="12-31").fiscal_year_end == (12, 31)
    for bad in ("31-12", "02-30", "March", ""):
        with pytest.raises(RuleError, match="no day of the year"):
            load_rules(fiscal_year_end=bad)


BAD = [
    ("unknown key", OWN + "    perod: {years: 1}\n", 13, "rules[0].perod", "unknown key"),
    ("unknown key below", OWN.replace("{years: 2}", "{year: 2}"), 7, "rules[0].period.year", "unknown key"),
    ("missing", OWN.replace("    source: Board decision\n", ""), 2, "rules[0].source", "is missing"),
    ("no id", OWN.replace("id: own.mailing-list", "enabled: true"), 2, "rules[0]", "has no id"),
    ("odd id", OWN.replace("own.mailing-list", "Own List"), 2, "rules[0].id", "small letters"),
    ("unknown top key", OWN + "version: 1\n", 13, "version", "unknown key"),
    ("no period", OWN.replace("{years: 2}", "{years: 0}"), 7, "rules[0].period", "above zero"),
    ("negative", OWN.replace("{years: 2}", "{years: -2}"), 7, "rules[0].period.years", "at least 0"),
    ("too long", OWN.replace("{years: 2}", "{years: 2000}"), 7, "rules[0].period.years", "at most 150"),
    ("a fraction", OWN.replace("{years: 2}", "{years: 2.5}"), 7, "rules[0].period.years", "whole number"),
    ("a text", OWN.replace("{years: 2}", "{years: two}"), 7, "rules[0].period.years", "whole number"),
    ("yes for a number", OWN.replace("{years: 2}", "{years: yes}"), 7, "rules[0].period.years", "whole number"),
    ("no mapping", OWN.replace("{years: 2}", "2 years"), 7, "rules[0].period", "keys and values"),
    ("country", OWN.replace("country: uk", "country: fr"), 3, "rules[0].country", "'uk' or 'jp'"),
    ("kind", OWN.replace("basis_kind: recommended", "basis_kind: law"), 6, "rules[0].basis_kind", "'statutory'"),
    ("event", OWN.replace("last_transaction", "birthday"), 8, "rules[0].trigger[0].event", "'leaving'"),
    ("no trigger", OWN.replace("[{event: last_transaction}]", "[]"), 8, "rules[0].trigger", "empty"),
    ("class", OWN.replace("prospect_list", "propsect_list"), 9, "rules[0].applies_to.classes", "propsect_list"),
    ("entity", OWN.replace("classes: [prospect_list]", "entities: [X]"), 9, "rules[0].applies_to.entities[0]", "NINO"),
    ("about nothing", OWN.replace("{classes: [prospect_list]}", "{}"), 9, "rules[0].applies_to", "must name"),
    ("date", OWN.replace("2026-04-01", "1 April 2026"), 11, "rules[0].as_of", "a date such as"),
    ("time", OWN.replace("2026-04-01", "2026-04-01 10:00:00"), 11, "rules[0].as_of", "a date such as"),
    ("a day that is none", OWN.replace("2026-04-01", "'2026-02-30'"), 11, "rules[0].as_of", "a date such as"),
    ("confidence", OWN.replace("confidence: confirmed", "confidence: sure"), 12, "rules[0].confidence", "'confirmed'"),
    ("switch", OWN + "    enabled: maybe\n", 13, "rules[0].enabled", "true or false"),
    ("empty name", OWN.replace("Mailing list", "''"), 4, "rules[0].name.en", "not be empty"),
    ("half a name", OWN.replace("Mailing list", "{en: List}"), 4, "rules[0].name.ja", "is missing"),
    ("next day", OWN.replace("transaction}", "transaction, next: '13-01'}"), 8, "rules[0].trigger[0].next", "MM-DD"),
    ("twice the key", OWN + "    country: jp\n", 13, "country", "twice"),
    ("twice the id", OWN + OWN.removeprefix("rules:\n"), 13, "rules[1].id", "already the id of rule 1"),
    ("a rule that is a word", "rules: [hello]\n", 1, "rules[0]", "must be a rule"),
    ("no rules", "rules: []\n", 1, "rules", "at least one rule"),
    ("a list on top", "- id: x\n", 1, "", "key rules"),
    ("nothing", "", 1, "", "key rules"),
    ("not YAML", "rules:\n  - {id: x\n  period: 3\n", 3, "", "is not YAML"),
    ("a tab", "rules:\n\t- id: x\n", 2, "", "is not YAML"),
    ("a tag", OWN.replace("Board decision", "!!python/object/apply:os.getcwd []"), 10, "", "is not YAML"),
    ("an impossible date", OWN.replace("2026-04-01", "2026-02-30"), 0, "", "cannot be"),
    ("replaces nothing", OWN + "    replaces: [uk.nothing]\n", 0, "", "uk.nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "field", "words"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_a_bad_rules_file_is_refused_in_one_sentence(
    tmp_path: Path, text: str, line: int, field: str, words: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(RuleError) as caught:
        load_rules(files=[path])
    error = caught.value
    assert words in error.reason
    assert (error.line, error.field) == (line, field)
    assert "\n" not in str(error) and "pydantic" not in str(error)
    if error.line:
        assert str(error).startswith(f"{path}, line {line}")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"rules: \xff\xfe", "UTF-8"),
        ("rules: [{id: 名簿}]".encode("cp932"), "UTF-8"),
        (b"rules: \x00", "does not allow"),
        (b"# " + b"x" * (1 << 20), "1 MB"),
        (b"rules: " + b"[" * 2_000, "nested too deep|not YAML"),
        (b"rules: &a [*a]", "must be a rule"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(RuleError, match=words):
        load_rules(files=[written(tmp_path, content)])


def test_a_file_or_preset_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"missing\.yaml: cannot be read \(No such file or directory\)"):
        load_rules(files=[tmp_path / "missing.yaml"])
    with pytest.raises(RuleError, match="fr: there is no preset"):
        load_rules(("fr",))


def test_a_change_that_breaks_a_preset_is_the_files_error(tmp_path: Path) -> None:
    path = written(tmp_path, "rules:\n  - id: uk.paye\n    applies_to: {}\n")
    with pytest.raises(RuleError) as caught:
        load_rules(files=[path])
    assert (caught.value.file, caught.value.line) == (str(path), 3)


def test_the_example_of_the_manual_is_a_rules_file(tmp_path: Path) -> None:
    manual = Path(__file__).resolve().parents[3] / "docs" / "retention.md"
    example = manual.read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    rules = load_rules(files=[written(tmp_path, example)])
    assert rules.get("uk.customer-list").period.years == 3
    assert not rules.get("jp.company-books").enabled
    assert rules.get("own.mailing-list").replaces == ("jp.customer-list",)
