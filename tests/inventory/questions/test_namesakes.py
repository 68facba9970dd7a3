"""Whose data it is, in files as people keep them: a namesake's is told apart and leads nowhere. All are invented."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from inventory.questions.again import Found, Part
from inventory.questions.following import Answer, look_up
from inventory.questions.whose import Whose
from inventory.storage.store import Store
from scanner import worker
from scanner.crawl import Job
from scanner.executors import Setup
from scanner.masking import Hasher
from scanner.options import Limits
from scanner.pipeline import Context
from scanner.rereading import RereadJob, work
from scanner.results import FileRef, FileResult, FileStat
from tests.inventory.samples import scan

KEY = b"a key for tests"
Look = Callable[..., Answer]


@pytest.fixture(scope="module")
def context() -> Context:
    return worker.new_context(Setup(KEY, Limits(), False))


@pytest.fixture
def look(tmp_path: Path, context: Context, monkeypatch: pytest.MonkeyPatch) -> Iterator[Look]:
    """Scans files of these contents, and answers by so many values."""
    monkeypatch.setattr(worker, "_context", context)

    def reread(jobs: Sequence[RereadJob]) -> Iterable[FileResult]:
        return [work(job) for job in jobs]

    with Store.in_memory() as store:

        def answer(files: Mapping[str, str], *values: str) -> Answer:
            results = []
            for name, content in files.items():
                (tmp_path / name).write_text(content, encoding="utf-8")
                known = os.stat(tmp_path / name)
                stat = FileStat(known.st_size, known.st_mtime_ns)
                job = Job(os.fsencode(tmp_path), FileRef(str(tmp_path), name, name.encode()), stat)
                results.append(worker.work_with(job, context))
            scan(store, *results, roots=(str(tmp_path),))
            return look_up(store, Hasher(KEY), values, reread)

        yield answer


def parts(answer: Answer) -> dict[str, list[Part]]:
    return {found.file.path: [found.part, *found.others] for found in answer.files}


def whose(answer: Answer) -> dict[str, list[tuple[Whose, list[str]]]]:
    """For each file: whose what stands there is, and the rows."""
    return {
        path: [(p.judgement.whose, sorted({place.at.rpartition("!")[2][1:] for place in p.places})) for p in some]
        for path, some in parts(answer).items()
    }


def sure(answer: Answer) -> set[str]:
    return {found.file.path for found in answer.files if found.is_sure}


def by_path(answer: Answer, path: str) -> Found:
    return next(found for found in answer.files if found.file.path == path)


def table(*rows: str) -> str:
    return "\n".join(rows) + "\n"


MEMBERS = table(
    "Name,Date of birth,Telephone,Email",
    "Joan Invented,23/05/1979,07700 900111,joan@example.com",
    "Karl Madeup,24/06/1981,07700 900222,karl@example.com",
    "Lena Fiction,25/07/1983,07700 900333,lena@example.com",
    "Joan Invented,02/01/1955,07700 900444,jinv@example.org",
    "Otto Fable,26/08/1985,07700 900555,otto@example.com",
)
CALLS = table(
    "Date,Telephone",
    *(f"2024-05-0{n},07700 900{n}{n}{n}" for n in range(1, 6)),
)
MAIL = "From: {0}\nTo: office@example.com\nSubject: my booking\n\nPlease change it to Friday.\n"


def test_a_row_with_another_birth_date_is_somebody_elses_and_leads_nowhere(look: Look) -> None:
    files = {"members.csv": MEMBERS, "hers.eml": MAIL.format("joan@example.com")}
    files["namesake.eml"] = MAIL.format("jinv@example.org")
    answer = look(files, "Joan Invented", "23 May 1979")
    assert whose(answer)["members.csv"] == [(Whose.THEIRS, ["2"]), (Whose.OTHER, ["5"])]
    assert parts(answer)["members.csv"][1].judgement.against == ("DATE_OF_BIRTH",)
    assert parts(answer)["members.csv"][1].beside == ()
    assert sure(answer) == {"members.csv", "hers.eml"}
    assert "namesake.eml" not in parts(answer)


def test_rows_of_one_name_that_disagree_are_people_of_whom_none_is_followed(look: Look) -> None:
    files = {"calls.csv": CALLS, "letter.txt": "Dear Joan Bradley\n\nThank you for coming.\n"}
    files["members.csv"] = MEMBERS.replace("Joan Invented", "Joan Bradley")
    answer = look(files, "Joan Bradley")
    assert [(p.judgement.whose, p.judgement.group) for p in parts(answer)["members.csv"]] == [
        (Whose.ONE_OF, 1),
        (Whose.ONE_OF, 2),
    ]
    assert by_path(answer, "letter.txt").part.judgement.whose is Whose.DOUBTFUL
    assert (answer.links, sure(answer)) == (0, set())


def test_once_the_clerk_says_which_the_rest_falls_into_place(look: Look) -> None:
    visits = table("Name,Telephone,Visit", "Joan Invented,07700 900444,cut", "Joan Invented,07700 900111,colour")
    answer = look({"members.csv": MEMBERS, "visits.csv": visits}, "Joan Invented", "joan@example.com")
    assert whose(answer) == {
        "members.csv": [(Whose.THEIRS, ["2"]), (Whose.OTHER, ["5"])],
        "visits.csv": [(Whose.THEIRS, ["3"]), (Whose.OTHER, ["2"])],
    }


@pytest.mark.parametrize(
    ("header", "theirs", "another"),
    [
        ("NHS number", "943 476 5919", "943 476 5870"),
        ("NI number", "AB 12 34 56 C", "CE 65 43 21 A"),
        ("個人番号", "123456789018", "876543210981"),
        ("基礎年金番号", "1234-567890", "4321-098765"),
        ("Passport number", "987654321", "123454321"),
    ],
)
def test_of_a_number_that_people_have_one_of_another_speaks_against(
    look: Look, header: str, theirs: str, another: str
) -> None:
    rows = table(
        f"Name,{header},Telephone",
        f"Joan Invented,{another},07700 900111",
        *(f"{name},{number},07700 90022{n}" for n, (name, number) in enumerate(OTHERS[header])),
    )
    answer = look({"list.csv": rows, "calls.csv": CALLS}, "Joan Invented", theirs)
    assert [w for w, _ in whose(answer)["list.csv"]] == [Whose.OTHER]
    assert answer.links == 0


OTHERS = {
    "NHS number": [("Karl Madeup", "401 023 2137"), ("Lena Fiction", "943 476 5838")],
    "NI number": [("Karl Madeup", "JG 10 37 59 A"), ("Lena Fiction", "AA 11 22 33 B")],
    "個人番号": [("Karl Madeup", "111111111118"), ("Lena Fiction", "222222222226")],
    "基礎年金番号": [("Karl Madeup", "3333-444444"), ("Lena Fiction", "5555-666666")],
    "Passport number": [("Karl Madeup", "555444333"), ("Lena Fiction", "222333444")],
}


@pytest.mark.parametrize("asked", ["07700 900999", "someone@example.net", "9 Elsewhere Road, Leeds"])
def test_another_telephone_mail_or_address_leaves_it_open_and_leads_nowhere(look: Look, asked: str) -> None:
    rows = table(
        "Name,Telephone,Email,Address",
        'Joan Invented,07700 900111,joan@example.com,"1 Example Road, Leeds"',
        'Karl Madeup,07700 900222,karl@example.com,"2 Example Road, Leeds"',
    )
    answer = look({"list.csv": rows, "calls.csv": CALLS}, "Joan Invented", asked)
    assert [w for w, _ in whose(answer)["list.csv"]] == [Whose.DOUBTFUL]
    assert answer.links == 0


def test_father_and_son_of_one_name_share_telephone_and_address_and_are_two(look: Look) -> None:
    rows = table(
        "氏名,生年月日,電話番号,住所",
        "見本一郎,昭和25年1月2日,03-0000-1111,東京都架空市1-2-3",
        "見本一郎,昭和54年5月23日,03-0000-1111,東京都架空市1-2-3",
        "仮名花子,昭和60年7月8日,03-0000-2222,東京都架空市4-5-6",
    )
    answer = look({"list.csv": rows}, "見本一郎", "1979-05-23", "東京都架空市1丁目2番3号")
    assert whose(answer)["list.csv"][0][0] is Whose.THEIRS
    assert [(w, at) for w, at in whose(answer)["list.csv"]] == [(Whose.THEIRS, ["3"]), (Whose.OTHER, ["2"])]
    both = look({"list.csv": rows}, "見本一郎", "03-0000-1111")
    assert [w for w, _ in whose(both)["list.csv"]] == [Whose.ONE_OF, Whose.ONE_OF]
    assert both.links == 0


def test_a_twin_at_the_same_address_is_not_the_person(look: Look) -> None:
    rows = table(
        "Name,Date of birth,Address,Email",
        '"Ann Invented",23/05/1979,"1 Example Road, Leeds",ann@example.com',
        '"Beth Invented",23/05/1979,"1 Example Road, Leeds",beth@example.com',
        '"Karl Madeup",24/06/1981,"2 Example Road, Leeds",karl@example.com',
    )
    files = {"list.csv": rows, "twin.eml": MAIL.format("beth@example.com")}
    answer = look(files, "Ann Invented", "23/05/1979", "1 Example Road, Leeds")
    assert whose(answer) == {"list.csv": [(Whose.THEIRS, ["2"]), (Whose.DOUBTFUL, ["3"])]}


def test_the_telephone_of_a_household_does_not_make_another_of_it_the_person(look: Look) -> None:
    rows = table(
        "Name,Telephone,Email",
        "Otto Invented,07700 900111,otto@example.com",
        "Karl Madeup,07700 900222,karl@example.com",
    )
    files = {"list.csv": rows, "his.eml": MAIL.format("otto@example.com")}
    answer = look(files, "Joan Invented", "07700 900111")
    assert [
        (w, p.judgement.against) for (w, _), p in zip(whose(answer)["list.csv"], parts(answer)["list.csv"], strict=True)
    ] == [(Whose.DOUBTFUL, ("PERSON",))]
    assert "his.eml" not in parts(answer)


def test_under_a_married_name_the_number_still_tells_the_person(look: Look) -> None:
    rows = table(
        "Name,NI number,Email",
        "Joan Example,AB 12 34 56 C,joan@example.com",
        "Karl Madeup,JG 10 37 59 A,karl@example.com",
    )
    answer = look({"list.csv": rows, "a.eml": MAIL.format("joan@example.com")}, "Joan Invented", "AB123456C")
    assert sure(answer) == {"list.csv", "a.eml"}


def test_the_name_before_marriage_beside_the_new_one_is_the_persons(look: Look) -> None:
    rows = table(
        "姓,名,旧姓,生年月日,メールアドレス",
        "仮名,花子,見本,昭和54年5月23日,hanako@example.com",
        "架空,次郎,,昭和60年7月8日,jiro@example.com",
    )
    answer = look({"list.csv": rows, "a.eml": MAIL.format("hanako@example.com")}, "見本花子", "S54.5.23")
    assert sure(answer) == {"list.csv", "a.eml"}


def test_a_reading_with_the_birth_date_is_the_person_and_another_kanji_is_not(look: Look) -> None:
    kana = table(
        "フリガナ,生年月日,メールアドレス",
        "サトウ ユウコ,昭和54年5月23日,yuko@example.com",
        "カメイ タロウ,昭和60年7月8日,taro@example.com",
    )
    kanji = table(
        "氏名,フリガナ,メールアドレス",
        "佐藤裕子,サトウ ユウコ,hiroko@example.com",
        "仮名太郎,カメイ タロウ,taro@example.com",
    )
    answer = look({"kana.csv": kana, "kanji.csv": kanji}, "佐藤優子", "昭和54年5月23日")
    assert sure(answer) == {"kana.csv"}
    assert parts(answer)["kana.csv"][0].beside
    assert whose(answer)["kanji.csv"] == [(Whose.DOUBTFUL, ["2"])]


FORM = """Application form

Name: Peter Wilson
Date of birth: 24/06/1981
Telephone: 07700 900222

Emergency contact
Name: Joan Bradley
Telephone: 07700 900111
"""


def test_the_birth_date_of_a_form_is_not_the_emergency_contacts(look: Look) -> None:
    answer = look({"form.txt": FORM}, "Joan Bradley", "23/05/1979")
    assert [w for w, _ in whose(answer)["form.txt"]] == [Whose.THEIRS]
    against = look({"form.txt": FORM}, "Peter Wilson", "01/01/1950")
    assert [w for w, _ in whose(against)["form.txt"]] == [Whose.OTHER]


@pytest.mark.parametrize(
    ("about", "expected"), [("Joan Bradley, born 02/01/1955", Whose.OTHER), ("Joan Bradley", Whose.THEIRS)]
)
def test_a_letter_about_a_namesake_is_told_by_the_birth_date_in_it(look: Look, about: str, expected: Whose) -> None:
    letter = f"Clinic, Tel 020 7946 0000\n\nRe: {about}\n\nThank you for referring Joan Bradley to us.\n"
    answer = look({"letter.txt": letter}, "Joan Bradley", "23/05/1979", "07700 900111")
    assert [w for w, _ in whose(answer)["letter.txt"]] == [expected]


def test_a_file_with_the_name_alone_is_the_persons_while_no_namesake_is_known(look: Look) -> None:
    rota = table("Day,Name", "Monday,Joan Invented", "Tuesday,Karl Madeup", "Wednesday,Lena Fiction")
    assert sure(look({"rota.csv": rota}, "Joan Invented", "23/05/1979")) == {"rota.csv"}
    answer = look({"rota.csv": rota, "members.csv": MEMBERS}, "Joan Invented", "23/05/1979")
    assert sure(answer) == {"members.csv"}
    assert by_path(answer, "rota.csv").part.judgement.whose is Whose.DOUBTFUL


def test_a_date_written_otherwise_is_not_another(look: Look) -> None:
    rows = table(
        "Name,Date of birth", "Joan Invented,23rd May 79", "Karl Madeup,24th June 81", "Lena Fiction,1st May 82"
    )
    assert sure(look({"list.csv": rows}, "Joan Invented", "1979-05-23")) == {"list.csv"}
