"""Own rules: what is allowed stays unsaid, the organisation knows its own, own patterns find and end in time."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry

from detectors.engine import Detector
from detectors.model import Passage, Table
from detectors.nlp import SudachiNlpEngine
from detectors.own.allow import OwnValues
from detectors.own.clock import Clock
from detectors.own.loading import identity_rules, load_rules
from detectors.own.mistakes import RulesError
from detectors.own.model import OwnRules
from reports.locale import messages
from scanner.masking import Hasher
from scanner.settings import load_settings, own_rules

HASHED = Hasher(b"k" * 32).value
HOSTILE = r"(a|a)*$"
"""Takes a time that doubles with each letter of a text that does not end in one."""

TICKETS = {
    "recognizers": [
        {
            "name": "ticket",
            "supported_language": "ja",
            "supported_entity": "TICKET",
            "patterns": [{"name": "ticket", "regex": r"\bTK-\d{4}\b", "score": 0.4}],
            "context": ["チケット", "ticket"],
        },
        {"name": "projects", "supported_entity": "PROJECT", "deny_list": ["Blue Heron", "青鷺計画"]},
    ]
}


def own(table: dict | None = None, **identity) -> OwnRules:
    return identity_rules(load_rules([], table), **identity)


def detector(table: dict | None = None, **identity) -> Detector:
    return Detector(own=own(table, **identity), hashed=HASHED)


def found(detector: Detector, text: str, *labels: str) -> list[tuple[str, str]]:
    return [(m.entity, text[m.start : m.end]) for m in detector.find([Passage(text, labels)])[0]]


# What is allowed


@pytest.mark.parametrize(
    ("allow", "text"),
    [
        ({"words": ["架空 花子"]}, "担当は架空花子様です"),
        ({"words": ["ＴＡＲＯ＠example.com"]}, "mail taro@example.com"),
        ({"words": {"EMAIL_ADDRESS": ["taro@example.com"]}}, "mail taro@example.com"),
        ({"words": ["other", {"EMAIL_ADDRESS": ["taro@example.com"]}]}, "mail taro@example.com"),
        ({"patterns": [r"test[0-9]+@example\.com"]}, "mail Test17@example.com"),
        ({"hashes": [f"EMAIL_ADDRESS:{HASHED('EMAIL_ADDRESS', 'taro@example.com'):016x}"]}, "Mail: Taro@Example.com"),
    ],
)
def test_what_is_allowed_is_not_reported_and_anything_else_is(allow: dict, text: str) -> None:
    assert found(Detector(), text) != []
    assert found(detector({"allow": allow}), text) == []
    assert ("EMAIL_ADDRESS", "jiro@example.com") in found(detector({"allow": allow}), f"{text} and jiro@example.com")


def test_a_part_of_an_allowed_name_goes_with_it_and_the_name_elsewhere_stays() -> None:
    allow = {"allow": {"words": ["Margaret Thompson Care"]}}
    text = "Write to Margaret Thompson Care, attention John Smith and Margaret Thompson."
    assert found(Detector(), text).count(("PERSON", "Margaret Thompson")) >= 1
    starts = [m.start for m in detector(allow).find([Passage(text)])[0] if m.entity == "PERSON"]
    assert starts == [text.index("John"), text.rindex("Margaret")]


def test_an_allowed_word_for_one_entity_allows_no_other() -> None:
    strict = detector({"allow": {"words": {"PERSON": ["taro@example.com"]}}})
    assert found(strict, "mail taro@example.com") == [("EMAIL_ADDRESS", "taro@example.com")]


def test_a_pattern_allows_only_what_it_matches_altogether() -> None:
    part = detector({"allow": {"patterns": ["taro"]}})
    assert found(part, "mail taro@example.com") == [("EMAIL_ADDRESS", "taro@example.com")]


def test_hashes_without_the_key_are_refused() -> None:
    rules = own({"allow": {"hashes": ["PERSON:0123456789abcdef"]}})
    with pytest.raises(ValueError, match="key"):
        Detector(own=rules)


def test_an_allowed_person_is_nobody_that_a_special_category_could_be_about() -> None:
    text = "mail taro@example.com はうつ病で休職中"
    assert "HEALTH" in {e for e, _ in found(Detector(), text)}
    assert found(detector({"allow": {"words": ["taro@example.com"]}}), text) == []


def _people(*mails: str) -> Table:
    return Table(
        "社員", [["氏名", "メール"], *[[f"山田{c}子", m] for c, m in zip("花優恵和美千", mails, strict=False)]]
    )


def test_allowed_values_of_a_column_are_neither_counted_nor_kept() -> None:
    mails = [f"user{i}@example.com" for i in range(5)] + ["office@example.org"]
    allow = {"allow": {"words": ["office@example.org"]}}
    plain, less = Detector().judge(_people(*mails)), detector(allow).judge(_people(*mails))
    counts = [{c.entity: (c.count, len(c.values)) for c in v.columns}["EMAIL_ADDRESS"] for v in (plain, less)]
    assert counts == [(6, 6), (5, 5)]


def test_a_column_of_nothing_but_allowed_values_is_no_finding() -> None:
    allow = {"allow": {"patterns": [r".*@example\.com"]}}
    verdict = detector(allow).judge(_people(*(f"user{i}@example.com" for i in range(6))))
    assert "EMAIL_ADDRESS" not in {c.entity for c in verdict.columns}
    assert "EMAIL_ADDRESS" not in {c.match.entity for c in verdict.cells}


# What is the organisation's own


IDENTITY = {
    "phones": ("03-5555-0100", "+44 20 7946 0000"),
    "addresses": ("〒100-0005 東京都千代田区丸の内1丁目2番3号", "12 High Street, Anytown, SW1A 1AA"),
    "mail_domains": ("example.co.jp",),
}


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("電話 03-5555-0100", "PHONE_NUMBER"),
        ("電話 ０３（５５５５）０１００", "PHONE_NUMBER"),
        ("TEL +81 3-5555-0100", "PHONE_NUMBER"),
        ("Phone 020 7946 0000", "PHONE_NUMBER"),
        ("住所:東京都千代田区丸の内１－２－３", "ADDRESS"),
        ("住所:千代田区丸の内1-2-3 丸ビル5階", "ADDRESS"),
        ("Address: 12 High Street, Anytown SW1A 1AA", "ADDRESS"),
        ("郵便番号 100-0005", "JP_POSTAL_CODE"),
        ("Postcode: SW1A 1AA", "UK_POSTCODE"),
    ],
)
def test_the_organisations_own_is_left_out_or_marked(text: str, entity: str) -> None:
    assert entity in {e for e, _ in found(Detector(), text)}
    assert entity not in {e for e, _ in found(detector(**IDENTITY), text)}
    marked = [m for m in detector(**IDENTITY, mark=True).find([Passage(text)])[0] if m.entity == entity]
    assert [str(e) for m in marked for e in m.evidence][-1] == "AGAINST organisation's own"


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("電話 03-5555-0101", "PHONE_NUMBER"),
        ("住所:東京都千代田区丸の内11-2-34", "ADDRESS"),
        ("住所:東京都千代田区丸の内1-2-34", "ADDRESS"),
        ("住所:東京都千代田区丸の内1-2", "ADDRESS"),
        ("Address: 112 High Street, Anytown, SW1A 1AB", "ADDRESS"),
        ("mail taro@notexample.co.jp", "EMAIL_ADDRESS"),
    ],
)
def test_what_only_looks_like_the_organisations_own_is_reported(text: str, entity: str) -> None:
    matches = [m for m in detector(**IDENTITY).find([Passage(text)])[0] if m.entity == entity]
    assert matches
    assert "organisation's own" not in [e.detail for m in matches for e in m.evidence]


def test_a_colleagues_mail_address_is_a_persons_and_marked_as_the_organisations() -> None:
    matches = detector(**IDENTITY).find([Passage("mail taro.yamada@sub.example.co.jp")])[0]
    assert [(m.entity, str(m.evidence[-1])) for m in matches] == [("EMAIL_ADDRESS", "AGAINST organisation's own")]


def test_staff_numbers_are_found_by_their_format_and_bare_digits_only_beside_a_word() -> None:
    staff = detector(member_id=(r"S-\d{5}", r"\d{6}"))
    assert found(staff, "担当はS-12345です") == [("MEMBER_ID", "S-12345")]
    assert found(staff, "XS-123456") == []
    assert ("MEMBER_ID", "654321") in found(staff, "社員コード 654321")
    assert found(staff, "在庫は654321個") == []


# Own patterns


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        ("チケットTK-1234です", (), [("TICKET", "TK-1234")]),
        ("チケットＴＫ－１２３４を参照", (), [("TICKET", "ＴＫ－１２３４")]),
        ("TK-1234", ("Ticket",), [("TICKET", "TK-1234")]),
        ("TK-1234", (), []),  # 0.4 without a context word is below the threshold
        ("the Blue Heron and 青鷺計画の資料", (), [("PROJECT", "Blue Heron")]),  # kanji are letters to Presidio
        ("「青鷺計画」の資料", (), [("PROJECT", "青鷺計画")]),
        ("BLUE HERONS", (), []),
    ],
)
def test_own_patterns_find_in_text(text: str, labels: tuple[str, ...], expected: list) -> None:
    assert found(detector(TICKETS), text, *labels) == expected


def test_a_column_that_an_own_pattern_matches_is_one_finding() -> None:
    rows = [["氏名", "チケット"], *[[f"山田{c}子", f"TK-12{i:02d}"] for i, c in enumerate("花優恵和美千")]]
    column = next(c for c in detector(TICKETS).judge(Table("表", rows)).columns if c.entity == "TICKET")
    assert (column.column, column.count, column.first_row, column.last_row) == (1, 6, 1, 6)
    assert [str(e) for e in column.evidence] == ["PATTERN ticket", "LABEL チケット", "COLUMN 1.00"]


def test_an_own_pattern_inside_some_cells_is_found_there() -> None:
    notes = ["なし", "済", "ticket TK-1234 を参照", "済", "保留", "済"]
    rows = [["氏名", "処理"], *[[f"山田{c}子", note] for c, note in zip("花優恵和美千", notes, strict=True)]]
    cells = [c for c in detector(TICKETS).judge(Table("表", rows)).cells if c.match.entity == "TICKET"]
    assert [(c.row, c.column) for c in cells] == [(3, 1)]


def test_a_rule_out_of_time_is_told_not_tried_again_and_costs_no_other() -> None:
    table = {"recognizers": [*TICKETS["recognizers"], {"name": "slow", "supported_entity": "SLOW",
             "patterns": [{"name": "slow", "regex": HOSTILE, "score": 0.9}]}]}  # fmt: skip
    slow = detector(table)
    text = "チケットTK-1234 " + "a" * 60 + "!"
    started = time.monotonic()
    assert found(slow, text) == [("TICKET", "TK-1234")]
    assert time.monotonic() - started < 20  # two seconds of its own; the rest is room for a busy machine
    assert slow.out_of_time() == ("slow",)
    assert slow.out_of_time() == ()
    found(slow, "another text")
    assert slow.out_of_time() == ("slow",), "what it was not asked about is as unknown as before"
    slow.restart()
    assert found(slow, "aaaa") == [("SLOW", "aaaa")]
    assert slow.out_of_time() == ()


def test_an_allowed_pattern_out_of_time_hides_nothing() -> None:
    rules = own({"allow": {"patterns": [r"(a|a)*@example"]}})
    values, clock = OwnValues(rules, clock := Clock(0.05)), clock
    assert not values.allowed("EMAIL_ADDRESS", "a" * 60 + "@example.com")
    assert len(clock.told()) == 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_any_word_may_be_allowed_and_any_text_examined(text: str, word: str) -> None:
    allow = {"allow": {"words": [word]}} if word.strip() else None
    rules = own(allow, phones=(text,), addresses=(text,), mail_domains=(text,))
    values = OwnValues(rules, Clock())
    assert isinstance(values.own("ADDRESS", word), bool)
    assert not word.strip() or values.allowed("PERSON", word)


# Files


def test_presidios_own_files_of_recognizers_load_as_they_are(tmp_path: Path) -> None:
    import presidio_analyzer

    example = Path(presidio_analyzer.__file__).parent / "conf" / "example_recognizers.yaml"
    registry = RecognizerRegistry()
    registry.add_recognizers_from_yaml(example)
    rules = load_rules([example])
    assert {r.entity for r in rules.rules} == {r.supported_entities[0] for r in registry.recognizers}
    assert found(Detector(own=rules), "Dr. X") == [("TITLE", "Dr.")]
    assert found(Detector(own=rules), "zip code 12345") == []  # 0.01 + 0.35: Presidio has it too, below every threshold


def test_what_our_engine_finds_by_a_file_presidios_finds_too(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(yaml.safe_dump(TICKETS, allow_unicode=True), encoding="utf-8")
    registry = RecognizerRegistry(supported_languages=["en", "ja"])
    registry.add_recognizers_from_yaml(str(file))
    presidio = AnalyzerEngine(registry=registry, nlp_engine=SudachiNlpEngine(), supported_languages=["en", "ja"])
    text = "チケット TK-1234 を参照"
    theirs = [(r.entity_type, text[r.start : r.end], round(r.score, 2)) for r in presidio.analyze(text, "ja")]
    ours = [
        (m.entity, text[m.start : m.end], m.score) for m in Detector(own=load_rules([file])).find([Passage(text)])[0]
    ]
    assert theirs == ours == [("TICKET", "TK-1234", 0.75)]


def test_predefined_recognizers_of_presidio_join_with_their_checks() -> None:
    conf = {"recognizers": [{"name": "UsSsnRecognizer", "type": "predefined", "supported_languages": [
            {"language": "en", "context": ["social security"]}]}]}  # fmt: skip
    american = detector(conf)
    assert ("US_SSN", "078-05-1121") in found(american, "social security 078-05-1121")
    assert found(american, "social security 000-05-1120") == []  # its own rule: no group is all zeros


def test_a_disabled_recognizer_is_none_and_languages_bring_their_words() -> None:
    entry = {
        "name": "n", "supported_entity": "X", "patterns": [{"name": "p", "regex": "zz9", "score": 0.4}],
        "supported_languages": [{"language": "en", "context": ["zed"]}, {"language": "ja", "context": ["ゼット"]}],
    }  # fmt: skip
    assert load_rules([], {"recognizers": [{**entry, "enabled": False}]}).rules == ()
    assert load_rules([], {"recognizers": [entry]}).rules[0].context == ("zed", "ゼット")


def test_every_change_of_the_rules_changes_the_signature() -> None:
    base = {"allow": {"words": ["a"]}, **TICKETS}
    some = [
        own(),
        own(base),
        own({**base, "allow": {"words": ["b"]}}),
        own({**base, "allow": {"patterns": ["a"]}}),
        own({**base, "allow": {"hashes": ["PERSON:0123456789abcdef"]}}),
        own(base, phones=("1",)),
        own(base, addresses=("1",)),
        own(base, mail_domains=("1",)),
        own(base, member_id=("S1",)),
        own(base, phones=("1",), mark=True),
    ]
    signatures = [Detector(own=rules, hashed=HASHED).signature for rules in some]
    assert len(set(signatures)) == len(some)
    assert Detector().signature == signatures[0] == Detector(own=OwnRules()).signature
    assert Detector(own=own(base)).signature == signatures[1]
    assert {f.name for f in dataclasses.fields(OwnRules)} == {"allowed", "rules", "identity", "models"}


@pytest.mark.parametrize(
    ("table", "key", "at"),
    [
        ({"allow": {"wordz": []}}, "unknown_key", "detect.allow.wordz"),
        ({"allow": {"words": "a"}}, "not_a_list", "detect.allow.words"),
        ({"allow": {"words": [12]}}, "not_a_text", "detect.allow.words"),
        ({"allow": {"words": {"person": ["a"]}}}, "bad_entity", "detect.allow.words"),
        ({"allow": {"patterns": ["(a"]}}, "bad_pattern", "detect.allow.patterns"),
        ({"allow": {"patterns": ["(" * 3000]}}, "bad_pattern", "detect.allow.patterns"),
        ({"allow": {"patterns": ["a" * 6000]}}, "long_pattern", "detect.allow.patterns"),
        ({"allow": {"hashes": ["taro@example.com"]}}, "bad_hash", "detect.allow.hashes"),
        ({"recognizers": ["a"]}, "not_a_table", "detect.recognizers.1"),
        ({"recognizers": [{"name": "n"}]}, "bad_entity", "detect.recognizers.1"),
        ({"recognizers": [{"name": "n", "supported_entity": "X"}]}, "no_patterns", "detect.recognizers.1"),
        ({"recognizers": [{"name": "n", "type": "x"}]}, "bad_type", "detect.recognizers.1.type"),
        ({"recognizers": [{"name": "Nope", "type": "predefined"}]}, "not_predefined", "detect.recognizers.1"),
        (
            {"recognizers": [{"name": "n", "supported_entity": "X", "patterns": [{"regex": "a", "score": 2}]}]},
            "bad_score",
            "detect.recognizers.1.patterns.score",
        ),
        (
            {"recognizers": [{"name": "n", "supported_entity": "X", "global_regex_flags": -1, "deny_list": ["a"]}]},
            "bad_flags",
            "detect.recognizers.1.global_regex_flags",
        ),
    ],
)
def test_a_wrong_rule_is_one_sentence_in_both_languages(table: dict, key: str, at: str) -> None:
    with pytest.raises(RulesError) as caught:
        own(table)
    assert caught.value.key == f"mistake.{key}"
    assert caught.value.values["at"] == at
    for lang in ("en", "ja"):
        sentence = messages(lang).text(caught.value.key, **caught.value.values)
        assert at in sentence
        assert "\n" not in sentence


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"allow: [", "not_yaml"),
        (b"allow: \xff", "not_utf8"),
        (b"- a", "not_rules"),
        (b"just words", "not_rules"),
        (b"&a [*a, *a", "not_yaml"),
        (b"[" * 5000, "not_yaml"),
        (b"recognisers: []", "unknown_key"),
    ],
)
def test_a_wrong_file_is_told_by_its_name(tmp_path: Path, content: bytes, key: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_bytes(content)
    with pytest.raises(RulesError) as caught:
        load_rules([file])
    assert (caught.value.key, caught.value.values["place"]) == (f"mistake.{key}", caught.value.values["place"])
    assert str(file) == str(caught.value.values["place"])


def test_a_missing_file_a_wrong_staff_number_and_a_missing_model_are_told(tmp_path: Path) -> None:
    for make, key in (
        (lambda: load_rules([tmp_path / "none.yaml"]), "missing"),
        (lambda: own(member_id=("(",)), "bad_pattern"),
        (lambda: own(models=("en_core_web_none",)), "no_model"),
        (lambda: own(models=("os",)), "no_model"),
    ):
        with pytest.raises(RulesError) as caught:
            make()
        assert caught.value.key == f"mistake.{key}"


def test_an_empty_file_is_no_rule(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("# nothing yet\n")
    assert not load_rules([file])


def test_the_examples_of_the_docs_load(tmp_path: Path) -> None:
    docs = (Path(__file__).resolve().parents[2] / "docs/detectors.md").read_text(encoding="utf-8")
    (tmp_path / "our-recognisers.yaml").write_text(docs.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    parts = [part.split("```")[0] for part in docs.split("```toml\n")[1:]]
    (tmp_path / "tana.toml").write_text("".join(parts[:2]) + parts[2].replace("[detect]\n", ""), encoding="utf-8")
    settings = load_settings(tmp_path / "tana.toml")
    rules = own_rules(settings, "tana.toml")
    assert [r.entity for r in rules.rules] == ["TICKET", "PROJECT", "US_SSN", "MEMBER_ID", "MEMBER_ID"]
    assert len(rules.allowed.hashes) == 1
    assert rules.identity.phones
