"""tana.toml is checked to the letter, and a mistake is told in one sentence with the key's name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detectors.own.mistakes import RulesError
from reports.locale import messages
from scanner.settings import Settings, SettingsError, load_settings, own_rules


def test_without_a_file_the_defaults_hold() -> None:
    settings = load_settings(None)
    assert settings == Settings()
    assert (settings.scan.jobs, settings.scan.ocr, settings.organisation.fiscal_year_end) == (None, True, "03-31")


def test_everything_is_read(tmp_path: Path) -> None:
    file = tmp_path / "tana.toml"
    file.write_text(
        """
lang = "ja"
[scan]
jobs = 2
exclude = ["*.tmp", "/private/"]
ocr = false
seconds = 30
memory_mb = 2048
[organisation]
name = "架空商事株式会社"
country = "jp"
fiscal_year_end = "02-29"
[retention]
presets = ["jp"]
rules = ["own.yaml", "/etc/rules.yaml"]
[roots."/srv/share"]
medium = "ファイルサーバー"
department = "総務部"
""",
        encoding="utf-8",
    )
    settings = load_settings(file)
    assert settings.lang == "ja"
    assert (settings.scan.jobs, settings.scan.seconds, settings.scan.memory_mb) == (2, 30.0, 2048)
    assert settings.scan.exclude == ("*.tmp", "/private/")
    assert settings.organisation.country == ("jp",)
    assert settings.retention.rules == (tmp_path / "own.yaml", Path("/etc/rules.yaml"))
    assert settings.roots["/srv/share"].department == "総務部"


@pytest.mark.parametrize(
    ("text", "said", "japanese"),
    [
        ("[scan]\njobz = 2", "scan.jobz is not a known key", "scan.jobz という項目はありません"),
        ("speed = 1", "speed is not a known key", "speed という項目はありません"),
        ('[organisation]\nphones = ["abc"]', "phones.0 is no telephone number", "phones.0 は電話番号では"),
        ("[scan]\njobs = 0", "scan.jobs must be 1 or more", "scan.jobs には 1 以上を"),
        ("[scan]\njobs = 'x'", "scan.jobs must be a number", "scan.jobs には数値を"),
        ("[scan]\nocr = 'x'", "scan.ocr must be true or false", "scan.ocr には true か false を"),
        ("[scan]\nseconds = -1", "scan.seconds must be above 0", "scan.seconds には 0 より大きい値を"),
        ("[scan]\nexclude = '*.tmp'", "scan.exclude must be a list", "scan.exclude はリストで"),
        ("[organisation]\nname = 2", "organisation.name must be text", "organisation.name には文字列を"),
        ("scan = 2", "scan must be a table", "scan は項目と値の組で"),
        ("[detect]\nallow = 2", "detect.allow must be a table", "detect.allow は項目と値の組で"),
        ("lang = 'fr'", 'lang must be one of "en", "ja"', 'lang には "en", "ja" のいずれかを'),
        ("[organisation]\ncountry = 'fr'", "organisation.country.0 must be one of", "organisation.country.0 には"),
        ("[organisation]\nown = 'fr'", 'organisation.own must be one of "omit", "mark"', "organisation.own には"),
        ("[organisation]\nfiscal_year_end = '31-03'", "must be a day written as MM-DD", "日付を MM-DD の形で"),
        ("[organisation]\nfiscal_year_end = '04-31'", "must be a day written as MM-DD", "日付を MM-DD の形で"),
        ('[roots."/srv/share"]\nmedia = "x"', 'roots."/srv/share".media is not a known key', "という項目はありません"),
        ("scan = ", "line 1: this is not valid TOML", "1行目は TOML として正しくありません"),
        ("[scan]\n\njobs = 2 3", "line 3: this is not valid TOML", "3行目は TOML として正しくありません"),
        ("lang = '\udcff'", "is not UTF-8 text", "UTF-8 のテキストではありません"),
    ],
)
def test_a_mistake_is_one_sentence_in_the_readers_language(tmp_path: Path, text: str, said: str, japanese: str) -> None:
    file = tmp_path / "tana.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    for lang, words in (("en", said), ("ja", japanese)):
        sentence = messages(lang).text(caught.value.key, **caught.value.values)
        assert words in sentence
        assert str(file) in sentence
        assert "\n" not in sentence


def test_a_missing_file_and_one_that_is_a_folder_are_said(tmp_path: Path) -> None:
    for path, key in ((tmp_path / "tana.toml", "mistake.missing"), (tmp_path, "mistake.unreadable")):
        with pytest.raises(SettingsError) as caught:
            load_settings(path)
        assert caught.value.key == key


def test_every_mistake_has_a_sentence_in_both_languages_and_no_sentence_is_left_over() -> None:
    root = Path(__file__).resolve().parents[2]
    scanner = [root / "scanner" / f"{name}.py" for name in ("settings", "passwords", "crawl", "scan", "executors")]
    sources = [*scanner, *(root / "detectors/own").glob("*.py")]
    named = set()
    for source in sources:
        text = source.read_text(encoding="utf-8")
        named |= set(
            re.findall(
                r'(?:SettingsError|RulesError|RootError|PatternError|ExecutorError|_wrong|return)\(?\s*"([a-z_0-9]+)"',
                text,
            )
        )
        named |= set(re.findall(r'"[a-z_]+": "([a-z_]+)",|"(?:too_small|not_above|missing)"', text)) - {""}
    catalogues = [
        {key.removeprefix("mistake.") for key in messages(lang).keys() if key.startswith("mistake.")}  # noqa: SIM118
        for lang in ("en", "ja")
    ]
    assert catalogues[0] == catalogues[1]
    assert named - {"too_small", "not_above"} <= catalogues[0]
    text = "".join(source.read_text(encoding="utf-8") for source in sources)
    assert {key for key in catalogues[0] if f'"{key}"' not in text} == set()


def test_what_the_organisation_says_of_itself_and_its_rules_are_read(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "recognizers:\n- {name: n, supported_entity: TICKET, deny_list: [TK-1]}\n", encoding="utf-8"
    )
    file = tmp_path / "tana.toml"
    file.write_text(
        r"""
[organisation]
phones = ["03-5555-0100"]
addresses = ["東京都千代田区丸の内1-2-3"]
mail_domains = ["example.co.jp"]
member_id = 'S-\d{5}'
own = "mark"
[detect]
rules = ["own.yaml"]
allow.words = ["見本 太郎"]
[[detect.recognizers]]
name = "m"
supported_entity = "PROJECT"
deny_list = ["青鷺計画"]
""",
        encoding="utf-8",
    )
    rules = own_rules(load_settings(file), str(file))
    assert [r.entity for r in rules.rules] == ["TICKET", "PROJECT", "MEMBER_ID"]
    assert rules.allowed.words == {("", "見本 太郎")}
    assert (rules.identity.phones, rules.identity.mark) == (("03-5555-0100",), True)
    assert not own_rules(Settings(), "tana.toml")


def test_a_mistake_in_a_rules_file_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("recognizers: 3", encoding="utf-8")
    file = tmp_path / "tana.toml"
    file.write_text('[detect]\nrules = ["own.yaml"]', encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        own_rules(load_settings(file), str(file))
    assert caught.value.values == {"place": str(tmp_path / "own.yaml"), "at": "recognizers"}


def test_the_mark_that_windows_puts_before_a_text_is_no_part_of_it(tmp_path: Path) -> None:
    file = tmp_path / "tana.toml"
    file.write_bytes(b"\xef\xbb\xbf[scan]\r\njobs = 3\r\n")
    assert load_settings(file).scan.jobs == 3
