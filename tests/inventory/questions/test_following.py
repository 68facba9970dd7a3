"""One person followed across files, with the files read again by a stand-in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace

import pytest

from detectors.model import Entity, PeopleEstimate
from inventory.decisions.deciding import record
from inventory.decisions.model import Decision, Kind, Scope
from inventory.judging.history import begin
from inventory.questions.again import Lost
from inventory.questions.asked import Sure
from inventory.questions.coverage import coverage
from inventory.questions.following import look_up
from inventory.questions.quarantined import quarantine
from inventory.questions.subject import may_be_missed
from inventory.storage.indexing import fill
from inventory.storage.store import Store
from scanner.comparing import compared
from scanner.document import Detail, Problem, ProblemKind, Stage
from scanner.masking import Hasher
from scanner.records import Kind as RecordKind
from scanner.records import Mark, Record
from scanner.rereading import Reread, RereadJob
from scanner.results import FileResult, Outcome
from tests.inventory.samples import finding, problem, result, scan

HASHER = Hasher(b"a key for tests")
NAME, MAIL, PHONE = Entity.PERSON, Entity.EMAIL_ADDRESS, Entity.PHONE_NUMBER


def holds(*values: tuple[str, str], at: str = "社員!A2:A9") -> tuple:  # type: ignore[type-arg]
    return tuple(finding(entity, [HASHER.value(entity, text)], at) for entity, text in values)


def mark(at: str, entity: str, text: str, follow: str = "") -> Mark:
    return Mark(at, entity, HASHER.value(entity, text), "x***", follow)


class Reader:
    """Reads nothing: gives the records that were laid down for a file."""

    def __init__(self, store: Store, records: Mapping[str, Sequence[Record]] | None = None) -> None:
        self.asked: list[str] = []
        self._records = records or {}
        self._store = store

    def __call__(self, jobs: Sequence[RereadJob]) -> Iterable[FileResult]:
        for job in jobs:
            self.asked.append(job.ref.path)
            yield reread(FileResult(job.ref, Outcome.SCANNED, job.stat), self._records.get(job.ref.path, ()))


def reread(plain: FileResult, records: Sequence[Record]) -> Reread:
    return Reread(**{f.name: getattr(plain, f.name) for f in fields(FileResult)}, records=tuple(records))


@pytest.fixture
def store() -> Iterable[Store]:
    with Store.in_memory() as opened:
        yield opened


LIST = Record(
    "list.xlsx",
    (mark("社員!A3", NAME, "Joan Invented"),),
    (mark("社員!B3", MAIL, "joan@example.com", "sure"), mark("社員!C3", NAME, "Max Example")),
)


def shown(answer: object) -> dict[str, list[str]]:
    return {f.file.path: [w.sure.name for w in f.part.ways] for f in answer.files}  # type: ignore[attr-defined]


def test_what_stands_beside_a_person_leads_to_further_files(store: Store) -> None:
    scan(
        store,
        result("list.xlsx", findings=holds((NAME, "Joan Invented"), (MAIL, "joan@example.com"), (NAME, "Max Example"))),
        result("mail.eml", findings=holds((MAIL, "joan@example.com"), at="field From")),
        result("rota.xlsx", findings=holds((NAME, "Max Example"))),
    )
    mail = Record("mail.eml", (mark("field From", MAIL, "joan@example.com"),), ())
    answer = look_up(store, HASHER, ["INVENTED, Joan"], Reader(store, {"list.xlsx": [LIST], "mail.eml": [mail]}))
    assert shown(answer) == {"list.xlsx": ["GIVEN"], "mail.eml": ["LINKED"]}
    first, second = answer.files
    assert [(p.at, p.exact) for p in first.part.places] == [("社員!A3", True)]
    assert [(p.at, p.exact) for p in second.part.places] == [("field From", True)]
    assert (second.part.ways[0].entity, second.part.ways[0].mask) == (MAIL, "x***")
    assert (answer.reread, answer.links, answer.incomplete) == (2, 1, False)


@pytest.mark.parametrize(("others", "followed"), [(2, True), (3, False)])
def test_what_stands_with_several_other_people_is_nobodys_and_not_followed(
    store: Store, others: int, followed: bool
) -> None:
    names = ["Max Example", "Otto Fable", "Lena Fiction"][:others]
    scan(
        store,
        result("a.txt", findings=holds((NAME, "Joan Invented"), (PHONE, "01632 960111"), at="line 1")),
        result("plain.txt", findings=holds((PHONE, "01632 960111"), at="line 1")),
        *(result(f"{n}.txt", findings=holds((NAME, n), (PHONE, "01632 960111"), at="line 1")) for n in names),
    )
    name, phone = mark("line 1", NAME, "Joan Invented"), mark("line 1", PHONE, "01632 960111", "sure")
    records = {"a.txt": [Record("a.txt", (name,), (phone,))], "plain.txt": [Record("plain.txt", (phone,), ())]}
    for n in names:
        other = replace(mark("line 1", NAME, n), compared=compared(NAME, n, HASHER))
        records[f"{n}.txt"] = [Record(f"{n}.txt", (phone,), (other,))]
    answer = look_up(store, HASHER, ["Joan Invented"], Reader(store, records))
    assert ("plain.txt" in shown(answer)) is followed
    assert len(answer.files) == (others + 2 if followed else 1)
    assert [(way.entity, n) for way, n in answer.nobodys] == ([] if followed else [(PHONE, others + 1)])


def test_the_telephone_of_a_firm_is_not_followed_but_told_where_it_stands_elsewhere(store: Store) -> None:
    scan(
        store,
        result("a.txt", findings=holds((NAME, "Joan Invented"), (PHONE, "01632 960111"), at="line 1")),
        result("b.txt", findings=holds((PHONE, "01632 960111"), at="line 1")),
    )
    record = Record("a.txt", (mark("line 1", NAME, "Joan Invented"),), (mark("line 1", PHONE, "01632 960111", "firm"),))
    answer = look_up(store, HASHER, ["Joan Invented"], Reader(store, {"a.txt": [record]}))
    assert shown(answer) == {"a.txt": ["GIVEN"]}
    assert [(way.mask, n) for way, n in answer.nobodys] == [("x***", 1)]


def test_a_name_that_is_read_alike_comes_last_and_leads_weakly(store: Store) -> None:
    scan(
        store,
        result("a.csv", findings=holds((NAME, "ヤマダ タロウ"))),
        result("b.csv", findings=holds((NAME, "山田太郎"))),
        result("c.csv", findings=holds((PHONE, "07700 900111"))),
    )
    row = Record("a.csv", (mark("!A3", NAME, "ヤマダ タロウ"),), (mark("!B3", PHONE, "07700 900111", "sure"),))
    own = Record("b.csv", (mark("!A2", NAME, "山田太郎"),), ())
    answer = look_up(store, HASHER, ["山田 太郎"], Reader(store, {"a.csv": [row], "b.csv": [own]}))
    assert shown(answer) == {"b.csv": ["GIVEN"], "a.csv": ["READING"], "c.csv": ["LINKED_READING"]}
    assert next(iter(shown(answer))) == "b.csv"


def pair(family: str, given: str) -> tuple[int, int]:
    return HASHER.value(NAME, family), HASHER.value(NAME, given)


def test_family_and_given_name_apart_are_found_only_together(store: Store) -> None:
    halves = holds((NAME, "山田"), (NAME, "太郎"))
    scan(
        store,
        result("both.xlsx", findings=halves),
        result("one.xlsx", findings=holds((NAME, "山田"))),
        result("others.xlsx", findings=halves),
    )
    row = Record(
        "both.xlsx", (mark("社員!A3", NAME, "山田"), mark("社員!B3", NAME, "太郎")), (), (pair("山田", "太郎"),)
    )
    answer = look_up(store, HASHER, ["山田太郎"], Reader(store, {"both.xlsx": [row]}))
    assert shown(answer) == {"both.xlsx": ["PARTS"]}
    assert not answer.incomplete


@pytest.mark.parametrize(
    ("asked", "entity", "stands"),
    [
        ("23/05/1979", Entity.DATE_OF_BIRTH, "昭和54年5月23日"),
        ("ls116rt", Entity.UK_POSTCODE, "LS11 6RT"),
        ("〒500-8384", Entity.JP_POSTAL_CODE, "5008384"),
        ("1 Example Road, Leeds", Entity.ADDRESS, "1 Example Road, Leeds"),
    ],
)
def test_what_others_share_is_found_but_leads_to_nobody(store: Store, asked: str, entity: Entity, stands: str) -> None:
    scan(
        store,
        result("list.xlsx", findings=holds((entity, stands), (PHONE, "07700 900111"), (NAME, "Max Example"))),
        result("calls.csv", findings=holds((PHONE, "07700 900111"))),
    )
    row = Record(
        "list.xlsx",
        (mark("社員!B3", entity, stands),),
        (mark("社員!A3", NAME, "Max Example", "sure"), mark("社員!C3", PHONE, "07700 900111", "sure")),
    )
    answer = look_up(store, HASHER, [asked], Reader(store, {"list.xlsx": [row]}))
    assert shown(answer) == {"list.xlsx": ["SHARED"]}
    (found,) = answer.files
    assert (found.is_sure, found.part.beside, answer.links) == (False, (), 0)


def test_a_birth_date_beside_the_name_takes_nothing_from_it(store: Store) -> None:
    birth = Entity.DATE_OF_BIRTH
    scan(store, result("list.xlsx", findings=holds((NAME, "Joan Invented"), (birth, "1979-05-23"))))
    row = Record("list.xlsx", (mark("社員!A3", NAME, "Joan Invented"), mark("社員!B3", birth, "1979-05-23")), ())
    answer = look_up(store, HASHER, ["Joan Invented", "23/05/1979"], Reader(store, {"list.xlsx": [row]}))
    assert shown(answer) == {"list.xlsx": ["GIVEN", "SHARED"]}
    assert answer.files[0].is_sure


@pytest.mark.parametrize("value", ["May 1979", "昭和54年5月", "47歳", "aged 47"])
def test_a_value_that_is_not_looked_up_is_never_said_to_be_nowhere(store: Store, value: str) -> None:
    scan(store, result("list.xlsx", findings=holds((NAME, "Joan Invented"))))
    answer = look_up(store, HASHER, [value], Reader(store))
    assert (answer.files, answer.looked_up, answer.incomplete) == ((), False, True)
    assert [number for number, _ in answer.limits] == [1]


def test_a_name_with_initials_and_a_surname_alone_are_doubtful_and_lead_to_nobody(store: Store) -> None:
    scan(
        store,
        result("a.txt", findings=holds((NAME, "J. Invented"), (PHONE, "07700 900111"), at="line 1")),
        result("b.txt", findings=holds((NAME, "Mr Invented"), at="line 1")),
        result("c.txt", findings=holds((NAME, "Mr Invented"), at="line 1")),
        result("d.txt", findings=holds((PHONE, "07700 900111"), at="line 1")),
        result("e.txt", findings=holds((NAME, "Mr Invented"), at="line 1")),
    )
    phone = mark("line 1", PHONE, "07700 900111", "sure")
    records = {
        "a.txt": [Record("a.txt", (mark("line 1", NAME, "J. Invented"),), (phone,))],
        "b.txt": [Record("b.txt", (mark("line 1", NAME, "Mr Invented"),), (), kind=RecordKind.SURNAME)],
        "e.txt": [Record("e.txt", (mark("line 1", NAME, "Mr Invented"),), (), kind=RecordKind.NAMESAKE)],
    }
    answer = look_up(store, HASHER, ["Joan Invented"], Reader(store, records))
    assert shown(answer) == {"a.txt": ["INITIAL"], "b.txt": ["SURNAME"], "e.txt": ["NAMESAKE"]}
    assert [found.file.path for found in answer.files][-1] == "e.txt"
    assert not any(found.is_sure for found in answer.files)


def test_files_with_the_surname_that_were_not_read_again_are_counted_not_listed(store: Store) -> None:
    scan(store, *(result(f"{n}.txt", findings=holds((NAME, "Mr Invented"))) for n in range(3)))
    answer = look_up(store, HASHER, ["Joan Invented"], lambda jobs: list(Reader(store)(jobs))[:1])
    assert (answer.files, answer.more_surnames, answer.not_reread) == ((), 2, 0)


class ChangedReader(Reader):
    """Files of these paths are others by now."""

    changed: tuple[str, ...] = ()

    def __call__(self, jobs: Sequence[RereadJob]) -> Iterable[FileResult]:
        for found in super().__call__(jobs):
            yield replace(found, content_hash="cd" * 32 if found.ref.path in self.changed else "ab" * 32)


def test_a_file_that_changed_since_the_scan_is_said_to_have_and_its_copy_is_read_itself(store: Store) -> None:
    people = holds((NAME, "Joan Invented"))
    scan(store, *(result(p, findings=people, content_hash="ab" * 32) for p in ("copy.xlsx", "list.xlsx")))
    reader = ChangedReader(store, {"list.xlsx": [LIST]})
    reader.changed = ("copy.xlsx",)
    answer = look_up(store, HASHER, ["Joan Invented"], reader)
    assert reader.asked == ["copy.xlsx", "list.xlsx"]
    first, second = answer.files
    assert (first.file.path, first.lost) == ("list.xlsx", None)
    assert (second.file.path, second.lost, second.is_sure) == ("copy.xlsx", Lost.CHANGED, False)
    assert not answer.incomplete  # all was looked at: it is not there any more


def test_a_scan_that_was_broken_off_is_told(store: Store) -> None:
    scan(store, result("list.csv"))
    assert coverage(store, quarantine(store)).complete
    scan(store, finish=False)
    known = coverage(store, quarantine(store))
    assert ([root.broken_off for root in known.roots], known.complete) == ([True], False)
    assert look_up(store, HASHER, ["Joan Invented"], Reader(store)).incomplete


def test_a_first_name_that_stands_as_surname_is_doubtful(store: Store) -> None:
    scan(store, *(result(path, findings=holds((NAME, "Oliver"), (NAME, "James"))) for path in ("a.csv", "b.csv")))
    cells = (mark("!A2", NAME, "Oliver"), mark("!B2", NAME, "James"))
    records = {
        "a.csv": [Record("a.csv", cells, (), (pair("James", "Oliver"),))],
        "b.csv": [Record("b.csv", cells, (), (pair("Oliver", "James"),))],
    }
    answer = look_up(store, HASHER, ["Oliver James"], Reader(store, records))
    assert shown(answer) == {"a.csv": ["PARTS"], "b.csv": ["TURNED"]}
    assert [found.is_sure for found in answer.files] == [True, False]


def test_a_new_key_before_the_next_scan_is_told(store: Store) -> None:
    known = result("list.csv", findings=holds((NAME, "Joan Invented")), people=PeopleEstimate(1, 1), characters=90)
    scan(store, known)
    (root,) = coverage(store, quarantine(store)).roots
    assert root.new_key  # without the hash of its content, as after a change of keys
    scan(store, replace(known, content_hash="ab" * 32))
    (root,) = coverage(store, quarantine(store)).roots
    assert not root.new_key


def test_family_and_given_name_of_a_file_that_was_not_read_again_are_doubtful(store: Store) -> None:
    scan(store, result("both.xlsx", findings=holds((NAME, "山田"), (NAME, "太郎"))))
    answer = look_up(store, HASHER, ["山田太郎"], lambda jobs: [])
    assert shown(answer) == {"both.xlsx": ["APART"]}
    assert not answer.files[0].is_sure
    assert answer.incomplete


@pytest.mark.parametrize("indexed", [True, False])
def test_a_file_that_is_gone_is_said_to_be_gone_and_not_opened(store: Store, indexed: bool) -> None:
    scan(store, result("old.csv", findings=holds((MAIL, "joan@example.com"))))
    scan(store)
    if indexed:
        fill(store)
    reader = Reader(store)
    (found,) = look_up(store, HASHER, ["joan@example.com"], reader).files
    assert (found.file.gone, reader.asked) == (True, [])


def test_a_file_that_moved_is_told_once_where_it_is_now(store: Store) -> None:
    def at(*paths: str) -> None:
        people = holds((NAME, "Joan Invented"))
        scan(store, *(result(path, findings=people, content_hash="ab" * 32) for path in paths))
        begin(store)

    def met() -> dict[str, bool]:
        files = look_up(store, HASHER, ["Joan Invented"], Reader(store)).files
        return {found.file.path: found.file.gone for found in files}

    at("old/list.csv")
    at("new/list.csv")
    assert met() == {"new/list.csv": False}
    at("old/list.csv")
    assert met() == {"old/list.csv": False}
    at()
    assert met() == {"old/list.csv": True}


def test_each_content_is_read_once_and_the_copies_show_its_places(store: Store) -> None:
    people = holds((NAME, "Joan Invented"))
    scan(
        store,
        *(result(path, findings=people, content_hash="ab" * 32) for path in ("list.xlsx", "sub/copy.xlsx")),
    )
    reader = Reader(store, {"list.xlsx": [LIST]})
    answer = look_up(store, HASHER, ["Joan Invented"], reader)
    assert reader.asked == ["list.xlsx"]
    assert [[p.at for p in f.part.places] for f in answer.files] == [["社員!A3"], ["社員!A3"]]


def test_records_in_a_member_are_the_members(store: Store) -> None:
    inner = "old.zip > list.xlsx"
    member = result(inner, member_of="old.zip", findings=holds((NAME, "Joan Invented")))
    scan(store, result("old.zip", members=(member,)))
    reader = Reader(store, {"old.zip": [replace(LIST, path=inner)]})
    (found,) = look_up(store, HASHER, ["Joan Invented"], reader).files
    assert (found.file.path, [p.at for p in found.part.places]) == (inner, ["社員!A3"])


def test_a_file_that_cannot_be_read_again_keeps_its_place_and_says_why(store: Store) -> None:
    scan(store, result("list.xlsx", findings=holds((NAME, "Joan Invented"))))

    def broken(jobs: Sequence[RereadJob]) -> Iterable[FileResult]:
        for job in jobs:
            trouble = Problem(ProblemKind.UNREADABLE, Stage.CRAWL, Detail.PERMISSION)
            yield FileResult(job.ref, Outcome.FAILED, job.stat, problems=(trouble,))

    answer = look_up(store, HASHER, ["Joan Invented"], broken)
    (found,) = answer.files
    assert [(p.at, p.exact) for p in found.part.places] == [("社員!A2:A9", False)]
    assert found.problems[0].detail is Detail.PERMISSION
    assert answer.incomplete


def test_what_could_not_be_read_of_a_file_is_said_beside_what_was_found_in_it(store: Store) -> None:
    scan(store, result("list.xlsx", findings=holds((NAME, "Joan Invented"))))

    class Damaged(Reader):
        def __call__(self, jobs: Sequence[RereadJob]) -> Iterable[FileResult]:
            for found in super().__call__(jobs):
                yield replace(found, outcome=Outcome.PARTIAL, problems=(problem(),))

    answer = look_up(store, HASHER, ["Joan Invented"], Damaged(store, {"list.xlsx": [LIST]}))
    (found,) = answer.files
    assert ([p.exact for p in found.part.places], found.in_part, len(found.problems)) == ([True], True, 1)
    assert answer.incomplete


def test_what_is_not_read_within_the_time_is_counted(store: Store) -> None:
    scan(store, *(result(f"{n}.csv", findings=holds((NAME, "Joan Invented"))) for n in range(3)))
    answer = look_up(store, HASHER, ["Joan Invented"], lambda jobs: list(Reader(store)(jobs))[:1])
    assert (answer.reread, answer.not_reread, answer.incomplete) == (1, 2, True)
    assert len(answer.files) == 3


def test_limits_of_one_call_hold(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.questions.again.MOST_FILES", 2)
    scan(store, *(result(f"{n}.csv", findings=holds((NAME, "Joan Invented"))) for n in range(5)))
    reader = Reader(store)
    answer = look_up(store, HASHER, ["Joan Invented"], reader)
    assert (len(reader.asked), answer.not_reread, len(answer.files)) == (2, 3, 5)


def test_a_false_match_is_no_longer_the_persons(store: Store) -> None:
    from datetime import date

    from inventory.judging.assess import assess
    from inventory.retention.rules import load_rules

    scan(store, result("list.csv", findings=holds((NAME, "Joan Invented"))))
    record(store, Decision(0, Kind.FALSE_MATCH, Scope.PATTERN, entity=NAME, who="tester", why="product names"))
    assess(store, load_rules(("uk",), ()), date(2026, 1, 1))
    answer = look_up(store, HASHER, ["Joan Invented"], Reader(store))
    assert (answer.files, answer.false) == ((), 1)


def test_beyond_what_a_column_keeps_a_value_may_be_missed_and_reading_again_tells(store: Store) -> None:
    value = HASHER.value(MAIL, "joan@example.com")
    kept = tuple(range(1, 101))
    cut = replace(finding(MAIL, kept, "!B2:B300001"), distinct=300_000)
    scan(store, result("large.csv", findings=(cut,)), result("small.csv", findings=(finding(MAIL, kept),)))
    assert value > max(kept)
    assert [c.file.path for c in may_be_missed(store, {value: MAIL, 7: MAIL})] == ["large.csv"]
    assert may_be_missed(store, {50: MAIL, value: PHONE}) == []

    row = Record("large.csv", (mark("!B2077", MAIL, "joan@example.com"),), ())
    found = look_up(store, HASHER, ["joan@example.com"], Reader(store, {"large.csv": [row]}))
    assert [(f.file.path, [p.at for p in f.part.places]) for f in found.files] == [("large.csv", ["!B2077"])]
    absent = look_up(store, HASHER, ["joan@example.com"], Reader(store))
    assert (absent.files, absent.missed) == ((), ())
    unread = look_up(store, HASHER, ["joan@example.com"], lambda jobs: [])
    assert [c.distinct for c in unread.missed] == [300_000]
    assert unread.incomplete


def test_what_was_not_inspected_is_counted_apart_from_what_was_left_out(store: Store) -> None:
    no_reader = problem(ProblemKind.UNSUPPORTED, Detail.NO_READER)
    link = problem(ProblemKind.UNSUPPORTED, Detail.SYMLINK, Stage.CRAWL)
    scan(
        store,
        result("locked.pdf", Outcome.FAILED, problems=(problem(ProblemKind.ENCRYPTED, Detail.PASSWORD),)),
        result("model.bin", Outcome.SKIPPED, problems=(no_reader,)),
        result("link", Outcome.SKIPPED, problems=(link,)),
        result("half.xlsx", Outcome.PARTIAL, problems=(problem(),)),
        result("good.txt"),
    )
    left = coverage(store, quarantine(store))
    assert (left.files, left.none, left.partly, left.left_out) == (5, 2, 1, 1)
    assert look_up(store, HASHER, ["Joan Invented"], Reader(store)).incomplete


def test_the_surest_way_comes_first() -> None:
    sure = [Sure.GIVEN, Sure.WRITING, Sure.PARTS, Sure.LINKED]
    assert sorted(Sure)[: len(sure)] == sure
