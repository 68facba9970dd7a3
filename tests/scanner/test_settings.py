"""tana.toml is checked to the letter, and a mistake is told in one sentence with the key's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.settings import Settings, SettingsError, load_settings


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
    ("text", "said"),
    [
        ("[scan]\njobz = 2", "scan.jobz is not a known key"),
        ("speed = 1", "speed is not a known key"),
        ("[scan]\njobs = 0", "scan.jobs: input should be greater than or equal to 1"),
        ("[scan]\nseconds = -1", "scan.seconds: input should be greater than 0"),
        ("[scan]\nexclude = '*.tmp'", "scan.exclude: input should be a valid tuple"),
        ("lang = 'fr'", "lang: input should be 'en' or 'ja'"),
        ("[organisation]\ncountry = 'fr'", "organisation.country.0: input should be 'uk' or 'jp'"),
        ("[organisation]\nfiscal_year_end = '31-03'", "organisation.fiscal_year_end: not a day written as MM-DD"),
        ("[organisation]\nfiscal_year_end = '04-31'", "organisation.fiscal_year_end: not a day written as MM-DD"),
        ('[roots."/srv/share"]\nmedia = "x"', 'roots."/srv/share".media is not a known key'),
        ("scan = ", "is not valid TOML"),
        ("lang = '\udcff'", "is not valid TOML"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "tana.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    assert said in str(caught.value)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read: No such file"):
        load_settings(tmp_path / "tana.toml")
