"""The list of passwords from tana.toml to the inventory: what it opens, what a change does, that it never shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import Place
from tests.scanner.extractors.protected import aes_zip, office

FIRST, SECOND = "Kagami-Biraki-1984", "盆踊りの合言葉"
TEXT = "氏名 架空 太郎\n電話 07700 900123\nMail taro@example.com\n".encode()


def _write_list(place: Place, *passwords: str) -> Path:
    file = place.folder / "passwords.txt"
    file.touch(mode=0o600)
    file.write_text("\n".join(passwords) + "\n", encoding="utf-8")
    return file


def _rows(place: Place, *command: str) -> list[dict[str, object]]:
    done = place.tana("export", *command)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, list[dict[str, dict[str, object]]]]:
    """A share scanned three times: with a list that opens nothing, one that opens some, one that opens all."""
    place = Place(tmp_path_factory.mktemp("passwords"))
    share = place.folder / "share"
    share.mkdir()
    (share / "plain.txt").write_bytes(TEXT)
    (share / "first.zip").write_bytes(aes_zip({"名簿.txt": TEXT}, FIRST.encode()))
    (share / "second.xlsx").write_bytes(office(SECOND))
    (place.folder / "tana.toml").write_text('[scan]\npasswords = "passwords.txt"\njobs = 1\n', encoding="utf-8")
    seen = []
    for number, passwords in enumerate((("no such",), (FIRST,), (SECOND, FIRST))):
        _write_list(place, *passwords)
        done = place.tana("-v", "scan", "share")
        assert done.returncode == (1 if number < 2 else 0), done.stderr
        (place.folder / f"{number}.stdout").write_bytes(done.stdout)
        (place.folder / f"{number}.stderr").write_bytes(done.stderr)
        seen.append({str(row["path"]): row for row in _rows(place, "files")})
    (place.folder / "problems.json").write_text(json.dumps(_rows(place, "problems")), encoding="utf-8")
    return place, seen


def test_what_was_kept_shut_is_tried_again_when_the_list_changes_and_nothing_else_is(
    scanned: tuple[Place, list[dict[str, dict[str, object]]]],
) -> None:
    _, (first, second, third) = scanned
    assert first["second.xlsx"]["outcome"] == "failed"
    assert second["plain.txt"]["outcome"] == "unchanged"
    assert second["first.zip > 名簿.txt"]["outcome"] == "scanned"
    assert second["second.xlsx"]["outcome"] == "failed"
    assert third["second.xlsx"]["outcome"] == "scanned"
    assert third["first.zip"]["outcome"] == "unchanged"


def test_the_protection_is_still_told(scanned: tuple[Place, list[dict[str, dict[str, object]]]]) -> None:
    third = scanned[1][2]
    assert (third["first.zip"]["protection"], third["second.xlsx"]["protection"]) == ("aes", "office")


def test_no_password_is_in_anything_that_was_left_behind(
    scanned: tuple[Place, list[dict[str, dict[str, object]]]],
) -> None:
    place = scanned[0]
    looked_at = 0
    for file in place.folder.rglob("*"):
        if not file.is_file() or file.name == "passwords.txt" or "share" in file.parts:
            continue
        looked_at += 1
        content = file.read_bytes()
        for password in (FIRST, SECOND, "no such"):
            for encoding in ("utf-8", "cp932", "utf-16-le"):
                assert password.encode(encoding) not in content, file.name
            assert json.dumps(password)[1:-1].encode() not in content, file.name
    assert looked_at > 6
    assert any(file.name == "inventory.db" for file in place.folder.iterdir())


@pytest.mark.parametrize(("mode", "said"), [(0o644, "chmod 600"), (0o640, "chmod 600"), (None, "does not exist")])
def test_a_list_that_others_can_read_or_that_is_missing_stops_the_scan(
    tmp_path: Path, mode: int | None, said: str
) -> None:
    place = Place(tmp_path)
    (tmp_path / "share").mkdir()
    (tmp_path / "tana.toml").write_text('[scan]\npasswords = "passwords.txt"\n', encoding="utf-8")
    if mode is not None:
        _write_list(place, FIRST).chmod(mode)
    done = place.tana("scan", "share")
    assert done.returncode == 2
    [sentence] = done.stderr.decode().splitlines()
    assert said in sentence
    assert FIRST not in sentence
    assert not place.database.exists()
