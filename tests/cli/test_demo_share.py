"""The sample share: invented people only, the same ones every time, files that are what they say."""

from __future__ import annotations

import io
import re
import zipfile

import msoffcrypto
import pytest
from stdnum.gb import nhs
from stdnum.jp import cn

from scanner.cli.sample.people import Person, english, japanese, my_number_check_digit
from scanner.cli.sample.share import samples
from scanner.cli.sample.writers import archive, weakly_protected_archive


@pytest.fixture(scope="module")
def people() -> list[Person]:
    return japanese(100, 1) + english(100, 1)


def test_people_are_the_same_for_the_same_seed_and_others_for_another() -> None:
    assert japanese(10, 7) == japanese(10, 7) != japanese(10, 8)
    assert english(10, 7) == english(10, 7) != english(10, 8)


def test_nobody_can_be_telephoned_or_written_to(people: list[Person]) -> None:
    for person in people:
        assert re.fullmatch(r"(06|080)-0000-\d{4}|07700 900\d{3}", person.phone)
        assert person.mail.endswith(("@example.jp", "@example.com"))


def test_names_are_distinct(people: list[Person]) -> None:
    assert len({person.name for person in people}) == len(people)


@pytest.mark.parametrize(("eleven", "digit"), [("12345678901", 8), ("02345678901", 3), ("00000000000", 0)])
def test_my_number_check_digits_are_right(eleven: str, digit: int) -> None:
    weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
    rest = sum(int(d) * w for d, w in zip(eleven, weights, strict=True)) % 11
    assert my_number_check_digit(eleven) == digit == (0 if rest <= 1 else 11 - rest)


def test_check_digits_of_nhs_numbers_are_right_and_of_the_test_range(people: list[Person]) -> None:
    numbers = [person.nhs for person in people if person.nhs]
    assert len(numbers) == 100
    assert all(nhs.is_valid(number) and number.startswith("999") for number in numbers)


def test_corporate_numbers_of_the_decoy_are_valid() -> None:
    (decoy,) = [sample for sample in samples() if "法人番号" in sample.path]
    numbers = re.findall(r"^(\d{13}),", decoy.data.decode("utf-8-sig"), re.MULTILINE)
    assert len(numbers) == 40
    assert all(cn.is_valid(number) for number in numbers)


def test_the_files_are_the_same_every_time() -> None:
    first, second = ({sample.path: sample.data for sample in samples()} for _ in range(2))
    different = {path for path in first if first[path] != second[path]}
    # A password's salt and a mail's boundary are drawn anew each time.
    assert all(path.endswith((".eml", "Salary review.xlsx")) for path in different)


def test_copies_are_copies_and_paths_are_distinct() -> None:
    made = {sample.path: sample.data for sample in samples()}
    assert len(made) == len(list(samples()))
    assert made["営業部/顧客名簿.xlsx"] == made["営業部/old/顧客名簿 - コピー.xlsx"]
    assert made["UK/Sales/Customers.xlsx"] == made["UK/Sales/Copy of Customers.xlsx"]


def test_the_protected_workbook_opens_with_its_password_only() -> None:
    (sample,) = [sample for sample in samples() if sample.path.endswith("Salary review.xlsx")]
    office = msoffcrypto.OfficeFile(io.BytesIO(sample.data))
    assert office.is_encrypted()
    office.load_key(password="demonstration")
    out = io.BytesIO()
    office.decrypt(out)
    assert zipfile.is_zipfile(out)


def test_the_weak_archive_opens_with_its_password() -> None:
    made = weakly_protected_archive("a.txt", b"some text", b"pw")
    with zipfile.ZipFile(io.BytesIO(made)) as zip_:
        assert zip_.read("a.txt", b"pw") == b"some text"
        with pytest.raises(RuntimeError):
            zip_.read("a.txt")


def test_the_old_archive_has_names_in_cp932_and_says_nothing_of_it() -> None:
    made = archive({"名簿.txt": b"x", "デスクトップ/表.csv": b"y"})
    with zipfile.ZipFile(io.BytesIO(made), metadata_encoding="cp932") as zip_:
        assert zip_.namelist() == ["名簿.txt", "デスクトップ/表.csv"]
        assert all(member.flag_bits == 0 for member in zip_.infolist())
        assert zip_.testzip() is None
