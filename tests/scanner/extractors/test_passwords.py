"""Listed passwords open what is protected, in full; what none of them opens says that they were tried."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from scanner.document import Detail, Embedded, Item, Problem, ProblemKind, Protection, TableBlock, TextBlock
from scanner.extractors import ExtractOptions
from scanner.options import Limits
from scanner.passwords import Passwords, Tries
from tests.scanner.extractors.helpers import kinds, protections, read, read_all, text_of
from tests.scanner.extractors.protected import aes_zip, office, pdf, zipcrypto
from tests.scanner.extractors.test_damage import SEEDS
from tests.scanner.extractors.test_sevenzip import sevenzip

RIGHT = "correct horse 正しい馬"
LISTED = ExtractOptions(ocr=False, passwords=Passwords(["wrong", "also wrong", RIGHT]))
WRONG = ExtractOptions(ocr=False, passwords=Passwords(["wrong", "also wrong"]))
TEXT = "Aiko Mihon, 07700 900123"
PARTS = {"a.txt": TEXT.encode(), "b/c.txt": b"the second member"}

PROTECTED = {
    "zip, AES": (aes_zip(PARTS, RIGHT.encode()), Protection.AES),
    "zip, AES, password in cp932": (aes_zip(PARTS, RIGHT.encode("cp932")), Protection.AES),
    "zip, ZipCrypto": (zipcrypto("a.txt", TEXT.encode(), RIGHT.encode()), Protection.ZIPCRYPTO),
    "7z": (sevenzip(PARTS, RIGHT), Protection.AES),
    "7z with its directory": (sevenzip(PARTS, RIGHT, directory=True), Protection.AES),
    "Office": (office(RIGHT), Protection.OFFICE),
}


@pytest.mark.parametrize("name", PROTECTED)
def test_a_listed_password_opens_the_file_and_the_protection_is_still_told(name: str) -> None:
    data, how = PROTECTED[name]
    items = list(read_all(data, options=LISTED))
    assert protections(items) == [how]
    assert kinds(items) == []
    expected = text_of(read_all(SEEDS["xlsx"])) if how is Protection.OFFICE else TEXT
    assert expected.strip()
    assert expected in text_of(items)


def test_a_pdf_is_opened_with_what_is_read_beside_its_text() -> None:
    items = read(pdf(TEXT, "plain horse"), options=ExtractOptions(ocr=False, passwords=Passwords(["x", "plain horse"])))
    assert protections(items) == [Protection.PDF]
    assert kinds(items) == []
    assert TEXT in text_of(items)


@pytest.mark.parametrize("name", PROTECTED)
def test_where_none_fits_it_is_encrypted_and_said_to_have_been_tried(name: str) -> None:
    data, how = PROTECTED[name]
    items = list(read_all(data, options=WRONG))
    assert protections(items) == [how]
    assert set(kinds(items)) == {ProblemKind.ENCRYPTED}
    assert {i.detail for i in items if isinstance(i, Problem)} == {Detail.PASSWORDS_TRIED}
    assert not [i for i in items if isinstance(i, (TextBlock, TableBlock, Embedded))]


@pytest.mark.parametrize("name", PROTECTED)
def test_no_item_of_any_kind_quotes_a_password(name: str) -> None:
    for options in (LISTED, WRONG):
        shown = repr([repr(item) for item in read_all(PROTECTED[name][0], options=options)]) + repr(options)
        assert not [word for word in (RIGHT, "also wrong") if word in shown]


def test_members_under_different_passwords_are_each_opened() -> None:
    one, two = (aes_zip({f"{n}.txt": f"text {n}".encode()}, n.encode()) for n in ("first", "second"))
    outer = aes_zip({"one.zip": one, "two.zip": two}, RIGHT.encode())
    options = ExtractOptions(ocr=False, passwords=Passwords(["first", "second", RIGHT]))
    items = list(read_all(outer, options=options))
    assert kinds(items) == []
    assert "text first" in text_of(items)
    assert "text second" in text_of(items)


@pytest.mark.parametrize("name", PROTECTED)
def test_damage_in_a_protected_file_is_a_problem_not_a_crash(name: str) -> None:
    data = PROTECTED[name][0]
    for cut in (len(data) // 3, len(data) // 2):
        broken = data[:cut] + bytes(20) + data[cut + 20 :]
        for item in read_all(broken, options=LISTED):
            assert not isinstance(item, Problem) or item.kind in (
                ProblemKind.CORRUPT, ProblemKind.ENCRYPTED, ProblemKind.UNSUPPORTED, ProblemKind.BOMB,
            )  # fmt: skip
        assert kinds(read_all(data[:cut], options=LISTED))


def test_a_right_password_on_a_damaged_member_is_not_taken_for_a_wrong_one_of_the_others() -> None:
    data = bytearray(aes_zip({"bad.txt": bytes(range(256)) * 8, "good.txt": TEXT.encode()}, RIGHT.encode()))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        info = archive.infolist()[0]
    data[info.header_offset + 80] ^= 0xFF
    items = list(read_all(bytes(data), options=LISTED))
    assert TEXT in text_of(items)
    assert kinds(items) == [ProblemKind.ENCRYPTED]


def test_time_for_passwords_is_bounded_and_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(range(0, 10_000))
    monkeypatch.setattr("scanner.passwords.time.monotonic", lambda: float(next(now)))
    tries = Tries(Passwords(map(str, range(100))), seconds=40.0)
    assert list(tries) == [str(n) for n in range(10)]
    assert tries.problem().detail is Detail.PASSWORDS_TIME
    assert list(tries) == []


def test_what_fitted_before_is_tried_first() -> None:
    tries = Tries(Passwords(["a", "b", "c"]), Limits().seconds)
    tries.fits("c")
    assert list(tries) == ["c", "a", "b"]


def _known() -> list[tuple[str, str]]:
    """Files of other projects' tests whose password is noted."""
    file = Path(__file__).resolve().parents[3] / "../shared/corpora/documents/expected.jsonl"
    if not file.is_file():
        return []
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row.get("outcome") == "encrypted" and (said := re.search(r'password "?([^"\s;,]+)"?$', row["note"])):
            found.append((str(file.parent / row["path"]), said[1]))
    return found


@pytest.mark.corpus
@pytest.mark.skipif(not _known(), reason="the collected documents are not here")
def test_protected_documents_of_other_projects_are_opened() -> None:
    passwords = Passwords(["wrong", *(password for _, password in _known())])
    passwords = Passwords([*passwords, "Tika"])  # the 7z's is not as noted
    shut: list[str] = []
    for path, _ in _known():
        items: list[Item] = list(
            read_all(Path(path).read_bytes(), Path(path).name, ExtractOptions(Limits(), False, passwords))
        )
        if not text_of(items).strip() or ProblemKind.ENCRYPTED in kinds(items):
            shut.append(Path(path).name)
    # Its content is not of a length that the cipher allows; msoffcrypto refuses it, Excel does not.
    assert shut == ["extenxls_pwd123.xlsx"]
