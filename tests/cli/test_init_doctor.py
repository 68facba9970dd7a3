"""``tana init`` and ``tana doctor``: the first things a person runs."""

from __future__ import annotations

import os
import re
import sqlite3

import pytest

from scanner.cli import main
from scanner.settings import Settings, load_settings
from tests.cli.running import Place, assert_one_sentence


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_init_writes_a_file_that_changes_nothing_until_it_is_edited(place: Place, lang: str) -> None:
    done = place.tana("init", "--lang", lang)
    assert (done.returncode, done.stderr) == (0, b"")
    assert load_settings(place.folder / "tana.toml") == Settings()


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_line_of_the_file_is_valid_once_it_is_uncommented(place: Place, lang: str) -> None:
    place.tana("init", "--lang", lang, "--config", place.folder / "mine.toml")
    text = (place.folder / "mine.toml").read_text(encoding="utf-8")
    full = re.sub(r"^# ((?:\[|[a-z_]+ = ).*)$", r"\1", text, flags=re.MULTILINE)
    (place.folder / "full.toml").write_text(full, encoding="utf-8")
    settings = load_settings(place.folder / "full.toml")
    assert settings.lang == lang
    assert settings.scan.seconds == 120
    assert list(settings.roots) == ["/srv/share"]


def test_init_never_overwrites(place: Place) -> None:
    file = place.folder / "tana.toml"
    file.write_text("# mine\n", encoding="utf-8")
    assert "tana.toml" in assert_one_sentence(place.tana("init"), 2)
    assert file.read_text(encoding="utf-8") == "# mine\n"


def test_init_sets_what_the_organisation_is_in_law(place: Place) -> None:
    assert place.tana("init", "--form", "association").returncode == 0
    organisation = load_settings(place.folder / "tana.toml").organisation
    assert (organisation.form, organisation.nation) == ("association", None)
    assert 'form = "company"' in assert_one_sentence(place.tana("init", "--form", "company"), 2)


def test_doctor_changes_nothing_and_tells_of_the_missing_inventory(place: Place) -> None:
    done = place.tana("doctor")
    assert (done.returncode, done.stderr) == (0, b"")
    assert str(place.database) in done.stdout.decode()
    assert not place.database.exists()
    assert list(place.home.rglob("*")) == []


def test_doctor_says_what_a_missing_tesseract_means(place: Place) -> None:
    done = place.tana("doctor", PATH=str(place.folder))
    assert done.returncode == 0
    assert "NEEDS_OCR" in done.stdout.decode()


def test_doctor_finds_a_wrong_configuration(place: Place) -> None:
    (place.folder / "tana.toml").write_text("[scan]\nspeed = 9\n", encoding="utf-8")
    done = place.tana("doctor")
    assert done.returncode == 1
    assert "speed" in done.stdout.decode()


def test_doctor_finds_a_key_that_others_can_read(place: Place) -> None:
    (place.folder / "share").mkdir()
    assert place.tana("scan", place.folder / "share").returncode == 0
    assert place.tana("doctor").returncode == 0
    (key,) = [file for file in place.folder.iterdir() if file.name.endswith(".key")]
    os.chmod(key, 0o644)
    done = place.tana("doctor")
    assert done.returncode == 1
    assert "chmod 600" in done.stdout.decode()


def test_the_configuration_of_the_current_folder_is_found_and_its_language_holds(place: Place) -> None:
    (place.folder / "tana.toml").write_text('lang = "ja"\n', encoding="utf-8")
    assert "台帳" in assert_one_sentence(place.tana("export", "files"), 3)
    assert "台帳" not in assert_one_sentence(place.tana("export", "files", "--lang", "en"), 3)


def test_doctor_says_which_optional_readers_are_missing(place: Place) -> None:
    done = place.tana("doctor", "--lang", "en", PATH="/nonexistent")
    assert "mdbtools is missing" in done.stdout.decode()
    assert all(word in done.stdout.decode() for word in ("libarchive", "libpff"))


def scanned(place: Place) -> None:
    (place.folder / "share").mkdir()
    assert place.tana("scan", place.folder / "share").returncode == 0


def test_doctor_checks_that_the_inventory_is_whole_and_the_key_its_own(place: Place) -> None:
    scanned(place)
    said = place.tana("doctor", "--lang", "en").stdout.decode()
    assert "whole, nothing loose" in said
    assert "belongs to this inventory" in said
    with sqlite3.connect(place.database) as connection:
        connection.execute("INSERT INTO file_entities VALUES (77, 'PERSON', 1, 1)")
    connection.close()
    done = place.tana("doctor", "--lang", "en")
    assert done.returncode == 1
    assert "1 rows of file_entities belong to nothing" in done.stdout.decode()


def test_doctor_says_where_it_has_not_read_everything(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scanned(place)
    # As if it were one of gigabytes.
    monkeypatch.setattr("inventory.storage.checking.READ_AT_ONCE", 0)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(place.home))
    arguments = ["doctor", "--lang", "en", "--db", f"sqlite:///{place.database}"]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert "not read as a whole" in said and "whole, nothing loose" not in said
    assert main([*arguments, "--full"]) == 0
    assert "whole, nothing loose" in capsys.readouterr().out


def test_doctor_finds_the_key_of_another_inventory(place: Place) -> None:
    scanned(place)
    place.database.with_name("inventory.db.key").write_bytes(b"k" * 32)
    done = place.tana("doctor", "--lang", "en")
    assert done.returncode == 1
    assert "tana init --new-key" in done.stdout.decode()
    assert place.tana("scan", place.folder / "share").returncode == 3
    # And what it advises helps.
    done = place.tana("init", "--new-key", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, b"")
    assert place.tana("doctor").returncode == 0
    assert place.tana("scan", place.folder / "share").returncode == 0


def test_a_new_key_needs_an_inventory(place: Place) -> None:
    assert_one_sentence(place.tana("init", "--new-key"), 3)
    assert not place.database.exists()
