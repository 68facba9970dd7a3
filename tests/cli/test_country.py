"""Whose law holds where nobody has said: presumed from the files, else from the machine, and said plainly."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.cli.machine import country
from tests.cli.running import Place, assert_one_sentence

MINUTES = "Minutes of the meeting of the trustees held on 14 March 2012. Present: Janet Okafor, Alan Firth."
ROWS = "First name,Surname,Postcode,NI number\nJanet,Okafor,LS11 6RT,QQ123456C\nAlan,Firth,LS9 7TH,AB123456C\n"


def british(place: Place, lists: int = 3) -> Path:
    share = place.folder / "share"
    share.mkdir()
    (share / "minutes 14 March 2012.txt").write_text(MINUTES)
    for number in range(lists):
        (share / f"clients {number}.csv").write_text(f"{ROWS}Mary,Firth,LS{number + 1} 4AP,AB{number}23456D\n")
    return share


def test_a_first_scan_without_settings_takes_the_country_from_the_files_and_says_so(place: Place) -> None:
    """A machine that stands in Japan, and the files of a charity in Leeds."""
    share = british(place)
    done = place.tana("scan", share, "--jobs", "1", TZ="Asia/Tokyo").stdout.decode()
    said = "Taken from the files: the United Kingdom (3 of the 3 files"
    assert said in done and "tana init --nation england" in done
    listed = place.tana("retention", "list", TZ="Asia/Tokyo").stdout.decode()
    assert said in listed and "2022-03-14" in listed
    explained = place.tana("retention", "explain", share / "minutes 14 March 2012.txt", TZ="Asia/Tokyo").stdout.decode()
    assert "Companies Act 2006" in explained or "Charit" in explained
    assert "APPI" not in place.tana("retention", "breach", TZ="Asia/Tokyo").stdout.decode()
    place.tana("report", "--out", "report.html", TZ="Asia/Tokyo")
    assert said in (place.folder / "report.html").read_text("utf-8")


def test_where_the_files_say_nothing_the_machine_is_asked_and_where_it_says_nothing_both_hold(place: Place) -> None:
    share = british(place, lists=0)
    done = place.tana("scan", share, "--jobs", "1", TZ="Asia/Tokyo").stdout.decode()
    assert "Taken from the language and time zone of this machine: Japan" in done
    done = place.tana("scan", share, "--jobs", "1", TZ="UTC").stdout.decode()
    assert "the retention rules of the United Kingdom and of Japan both apply" in done


def test_a_country_that_is_set_is_not_guessed_at(place: Place) -> None:
    assert place.tana("init", "--nation", "scotland").returncode == 0
    text = (place.folder / "tana.toml").read_text("utf-8")
    assert '\ncountry = ["uk"]\n' in text and '\nnation = "scotland"\n' in text
    done = place.tana("scan", british(place), "--jobs", "1", TZ="Asia/Tokyo").stdout.decode()
    assert "No country is set" not in done
    again = assert_one_sentence(place.tana("init", "--nation", "japan"), 2)
    assert 'country = ["jp"], nation = "japan"' in again


@pytest.mark.parametrize(
    ("lang", "environ", "zones", "expected"),
    [
        ("en", {}, ("JST", "JST"), "jp"),
        ("ja", {"LANG": "ja_JP.UTF-8"}, ("GMT", "BST"), "uk"),
        ("ja", {}, ("UTC", "UTC"), "jp"),
        ("en", {"LANG": "en_GB.UTF-8"}, ("UTC", "UTC"), "uk"),
        ("en", {"LC_ALL": "C", "LANG": "en_GB.UTF-8"}, ("UTC", "UTC"), ""),
        ("en", {"LANG": "en_US.UTF-8"}, ("EST", "EDT"), ""),
    ],
)
def test_a_machine_tells_its_country_by_time_zone_then_language(
    lang: str, environ: dict[str, str], zones: tuple[str, str], expected: str
) -> None:
    assert country(lang, environ, zones) == expected
