"""The departments' work lists: what is on them, in which words, and that no answer is lost on the way back."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from detectors.model import PeopleEstimate
from inventory.lineage.surplus import Surplus
from inventory.questions.archives import Inside
from inventory.questions.twins import Twin
from inventory.questions.worklist import CONTENT, FILE_ID, HEADERS, WORDS, Answer, read
from inventory.retention.model import NAMEABLE
from inventory.storage.rows import FileRow, Relation
from reports import wording, worklist
from reports.locale import messages
from reports.registers import RegisterError, RootNote
from tests.reports.memory import HOSTILE, ROOT, MemoryView, counts, file, retention

TODAY = date(2026, 11, 22)
ENGLISH, JAPANESE = 0, 1


def files() -> list[FileRow]:
    return [
        file("営業部/顧客/名簿.xlsx", id=1, risk=74, mode=0o100600),
        file(
            "営業部/旧/健診.xlsx",
            id=2,
            content_hash="cd34",
            risk=20,
            mode=0o100644,
            doc_class="health_check",
            special=("HEALTH",),
            entities=counts(PERSON=42, HEALTH=42, JP_MY_NUMBER=42),
            people=PeopleEstimate(42, 42),
            retention=retention("jp.health-check", "2021-05-31", 2001),
        ),
        file("営業部/議事録.docx", id=3, risk=12, retention=retention(due="2030-03-31", overdue_days=-1200)),
        file("UK/HR/P60s.zip", id=4, risk=66),
        file("営業部/保全.xlsx", id=5, risk=90, decision="legal_hold"),
    ]


def write(folder: Path, rows: list[FileRow], lang: str = "en", **more: object) -> dict[str, Worksheet]:
    made = worklist.write(MemoryView(rows), folder, lang, TODAY, **more)  # type: ignore[arg-type]
    return {each.department: load_workbook(each.path).worksheets[0] for each in made}


def table(sheet: Worksheet) -> list[dict[str, object]]:
    heads = [str(cell.value) for cell in sheet[1]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]


def answer(path: Path, row: int, said: Answer, tongue: int, until: object = None, why: str | None = "見直し") -> None:
    """Fill in a row as a person would."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    places = {str(cell.value): cell.column for cell in sheet[1]}
    values = {"decision": WORDS[said][tongue], "until": until, "who": "担当 花子", "why": why}
    for name, value in values.items():
        sheet.cell(row, places[HEADERS[name][tongue]]).value = value  # type: ignore[assignment]
    book.save(path)


def test_each_department_has_a_list_of_what_is_at_risk_or_overdue_the_riskiest_first(tmp_path: Path) -> None:
    lists = write(tmp_path / "lists", files())
    assert {name: [row[FILE_ID] for row in table(sheet)] for name, sheet in lists.items()} == {
        "HR": [4],
        "営業部": [1, 2],
    }


def test_a_list_is_in_the_language_of_its_department(tmp_path: Path) -> None:
    lists = write(tmp_path, files())
    assert [c.value for c in lists["HR"][1]][:3] == ["No.", "File", "Folder"]
    assert [c.value for c in lists["営業部"][1]][:3] == ["番号", "ファイル", "フォルダー"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["work-list_HR.xlsx", "作業リスト_営業部.xlsx"]
    assert table(write(tmp_path / "ja", files(), "ja")["HR"])[0]["フォルダー"] == "/srv/share/UK/HR"


def test_a_row_says_what_it_is_why_it_is_listed_and_until_when_it_was_kept(tmp_path: Path) -> None:
    row = table(write(tmp_path, files())["営業部"])[1]
    assert (row["ファイル"], row["フォルダー"]) == ("健診.xlsx", "/srv/share/営業部/旧")
    assert (row["文書の種別"], row["本人の数"], row["リスク"]) == ("健康診断の結果", "42人", 20)
    assert str(row["保存期限"])[:10] == "2021-05-31"
    assert str(row["リストに載せた理由"]).splitlines() == [
        "保存期限を2,001日超過（健康診断個人票）",
        "要配慮・機微：病歴・健康",
        "口座・身分に関わる番号：個人番号（マイナンバー）",
        "誰でも読める",
    ]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_row_of_an_archive_names_what_is_in_it_and_what_is_still_within_its_period(
    tmp_path: Path, lang: str
) -> None:
    old = file("HR/a.zip > in/P60 2018.pdf", id=8, member_of="HR/a.zip", retention=retention(due="2020-03-31"))
    new = file("HR/a.zip > leave.csv", id=9, member_of="HR/a.zip", retention=retention(due="2034-03-31"))
    view = MemoryView([file("HR/a.zip", id=4, risk=66), old, new], inside={4: Inside(3, (old, new), 1, new)})
    (made,) = worklist.write(view, tmp_path, lang, TODAY)
    (row,) = table(load_workbook(made.path).worksheets[0])
    why = str(row[messages(lang).text("worklist.column.reason")])
    assert row[messages(lang).text("worklist.column.file")] == "a.zip"
    assert messages(lang).text("archive.inside", n=3) in why and "・P60 2018.pdf" in why and "・leave.csv" in why
    assert messages(lang).text("archive.within", n=1, file="leave.csv", due="2034-03-31") in why
    assert messages(lang).text("list.more", n=1) in why


def test_the_settings_say_whose_a_root_is(tmp_path: Path) -> None:
    assert list(write(tmp_path, files(), roots={ROOT: RootNote("", "Records")})) == ["Records"]


def test_a_row_names_its_copies_and_what_makes_its_risk(tmp_path: Path) -> None:
    """The clerk who is asked about a list and about its copy has to know of both."""
    few = PeopleEstimate(80, 80)
    parts = {"sensitivity": 20.0, "people": 9.0}
    rows = [
        file("総務課/職員名簿.xlsx", id=1, risk=44, content_hash="aa", people=few, risk_parts=parts),
        file("総務課/職員名簿 - コピー.xlsx", id=2, risk=44, content_hash="aa"),
    ]
    found = {row["ファイル"]: str(row["リストに載せた理由"]) for row in table(write(tmp_path, rows)["総務課"])}
    assert "同じ内容のファイル: 総務課/職員名簿 - コピー.xlsx" in found["職員名簿.xlsx"]
    assert "リスク44（主な要因: 情報の機微性、人数）" in found["職員名簿.xlsx"]
    assert "同じ内容のファイル: 総務課/職員名簿.xlsx" in found["職員名簿 - コピー.xlsx"]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_row_names_nearly_the_same_lists_larger_ones_and_until_when_another_copy_is_kept(
    tmp_path: Path, lang: str
) -> None:
    kept = file("HR/master.xlsx", id=2, content_hash="aa", decision="keep_until", retention=retention(due="2028-03-31"))
    near = (Twin(ROOT, "HR/near.csv", Relation.NEAR, 34, 34), Twin(ROOT, "HR/all.xlsx", Relation.PART, 30, 34))
    hidden = Twin(ROOT, "Users/Davie/near.csv", Relation.NEAR, 34, 34)
    rows = [file("HR/copy.xlsx", id=1, content_hash="aa"), kept]
    (made,) = worklist.write(MemoryView(rows, near={1: (*near, hidden)}), tmp_path, lang, TODAY)
    m = messages(lang)
    (row,) = table(load_workbook(made.path).worksheets[0])
    lines = str(row[m.text("worklist.column.reason")]).splitlines()
    copy = m.text("worklist.reason.kept", file="HR/master.xlsx", day="2028-03-31")
    others = wording.joined(m, ["HR/near.csv", m.text("worklist.reason.others", n=1)])
    assert lines[-3:] == [
        m.text("worklist.reason.copy", which=copy),
        m.text("worklist.reason.near", which=others),
        m.text("worklist.reason.part", which="HR/all.xlsx", shared=30, total=34),
    ]


def test_a_surplus_copy_is_listed_though_neither_overdue_nor_at_risk_with_where_the_original_lies(
    tmp_path: Path,
) -> None:
    small: dict[str, Any] = {"risk": 10, "mode": 0o100600, "people": PeopleEstimate(20, 20)}
    rows = [
        file("営業部/名簿.xlsx", id=1, content_hash="ab", **small),
        file("営業部/名簿 - コピー.xlsx", id=2, content_hash="ab", **small),
        file("営業部/名簿 (2).xlsx", id=3, content_hash="cd", **small),
    ]
    copies = {n: Surplus(ROOT, "営業部/名簿.xlsx", own=False) for n in (2, 3)}

    def listed() -> dict[object, str]:
        worklist.write(MemoryView(rows, surplus=copies), tmp_path, "ja", TODAY)
        sheet = load_workbook(tmp_path / "作業リスト_営業部.xlsx").worksheets[0]
        return {row["ファイル"]: str(row["リストに載せた理由"]) for row in table(sheet)}

    reason = "名前またはフォルダー名からみて余分な写し（元のファイル: 営業部/名簿.xlsx）"
    assert listed() == {"名簿 - コピー.xlsx": reason, "名簿 (2).xlsx": reason}
    answer(tmp_path / "作業リスト_営業部.xlsx", 2, Answer.DELETE, JAPANESE)
    assert set(listed()) == {"名簿 - コピー.xlsx", "名簿 (2).xlsx"}


def test_nobodys_list_names_what_lies_in_anothers_own_folder(tmp_path: Path) -> None:
    rows = [
        file("個人/花田/名簿.xlsx", id=1, risk=74),
        file("個人/城戸/懲戒.xlsx", id=2, risk=74),
        file("営業部/名簿.xlsx", id=3, risk=74),
        file("営業部/個人/林/a/b/名簿.xlsx", id=4, risk=74, content_hash="other"),
    ]
    lists = write(tmp_path, rows)
    assert {name: [row["ファイル"] for row in table(sheet)] for name, sheet in lists.items()} == {
        "個人/花田": ["名簿.xlsx"],
        "個人/城戸": ["懲戒.xlsx"],
        "営業部": ["名簿.xlsx"],
        "営業部/個人/林": ["名簿.xlsx"],
    }
    assert (tmp_path / "作業リスト_個人_花田.xlsx").exists()
    for name, sheet in lists.items():
        told = "\n".join(str(value) for row in table(sheet) for value in row.values())
        assert ("懲戒" in told) == (name == "個人/城戸")
        assert ("個人/花田" in told) == (name == "個人/花田")
    assert "同じ内容のファイル: 営業部/名簿.xlsx、ほかの人の個人フォルダーに1件" in str(table(lists["個人/花田"])[0])


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_drop_down_offers_the_words_that_are_read_back(tmp_path: Path, lang: str) -> None:
    tongue = ENGLISH if lang == "en" else JAPANESE
    sheet = write(tmp_path, [file("HR/x.xlsx", risk=50)], lang)["HR"]
    rules = {rule.promptTitle: rule for rule in sheet.data_validations.dataValidation}
    choice = rules[HEADERS["decision"][tongue]]
    assert choice.formula1 == '"' + ",".join(WORDS[a][tongue] for a in Answer) + '"'
    assert choice.showErrorMessage
    assert len(rules) == len(HEADERS)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_right_kind_is_chosen_among_all_kinds_by_their_names(tmp_path: Path, lang: str) -> None:
    sheet = write(tmp_path, [file("HR/x.xlsx", risk=50)], lang)["HR"]
    rules = {rule.promptTitle: rule for rule in sheet.data_validations.dataValidation}
    source = rules[HEADERS["right_kind"][ENGLISH if lang == "en" else JAPANESE]].formula1
    assert source is not None
    name, _, cells = source.partition("!")
    offered = [row[0].value for row in sheet.parent[name][cells.replace("$", "")]]  # type: ignore[index]
    assert offered == [wording.doc_class(messages(lang), kind) for kind in NAMEABLE]


def test_a_kind_named_stays_on_the_list_until_the_file_counts_as_that(tmp_path: Path) -> None:
    write(tmp_path, files())
    path = tmp_path / "作業リスト_営業部.xlsx"
    book = load_workbook(path)
    places = {str(cell.value): cell.column for cell in book.worksheets[0][1]}
    book.worksheets[0].cell(2, places["正しい種別"]).value = "見込み客名簿"
    book.save(path)
    assert [(r.file_id, r.answer, r.right_kind) for r in read(path)] == [(1, Answer.RULE, "見込み客名簿")]
    assert table(write(tmp_path, files())["営業部"])[0]["正しい種別"] == "見込み客名簿"
    taught = [replace(r, doc_class="prospect_list") if r.id == 1 else r for r in files()]
    first = table(write(tmp_path, taught)["営業部"])[0]
    assert (first[FILE_ID], first["文書の種別"], first["正しい種別"]) == (1, "見込み客名簿", None)


def test_what_only_is_wrong_is_chosen_among_what_was_found_and_stays_until_it_counts_no_more(tmp_path: Path) -> None:
    sheet = write(tmp_path, files())["営業部"]
    rules = {rule.promptTitle: rule for rule in sheet.data_validations.dataValidation}
    name, _, cells = str(rules["この項目だけ誤り"].formula1).partition("!")
    offered = [row[0].value for row in sheet.parent[name][cells.replace("$", "")]]  # type: ignore[index]
    assert offered == sorted({wording.entity(messages("ja"), e) for r in files() if r.id in (1, 2) for e in r.entities})
    path = tmp_path / "作業リスト_営業部.xlsx"
    book = load_workbook(path)
    places = {str(cell.value): cell.column for cell in book.worksheets[0][1]}
    book.worksheets[0].cell(2, places["この項目だけ誤り"]).value = offered[0]
    book.save(path)
    assert [(r.file_id, r.answer, r.only_wrong) for r in read(path)] == [(1, None, offered[0])]
    assert table(write(tmp_path, files())["営業部"])[0]["この項目だけ誤り"] == offered[0]
    wrong = wording.entities_named(str(offered[0])) or []
    told = [replace(r, entities={e: n for e, n in r.entities.items() if e not in wrong}) for r in files()]
    assert table(write(tmp_path, told)["営業部"])[0]["この項目だけ誤り"] is None


def test_ids_are_hidden_and_move_with_their_rows(tmp_path: Path) -> None:
    sheet = write(tmp_path, files())["営業部"]
    hidden = {c.value for c in sheet[1] if sheet.column_dimensions[c.column_letter].hidden}
    assert hidden == {FILE_ID, CONTENT}
    last = sheet.cell(3, sheet.max_column).coordinate
    assert sheet.auto_filter.ref == f"A1:{last}"


def test_answers_are_read_back(tmp_path: Path) -> None:
    write(tmp_path, files())
    path = tmp_path / "作業リスト_営業部.xlsx"
    answer(path, 2, Answer.KEEP, JAPANESE, date(2027, 3, 31))
    answer(path, 3, Answer.DELETE, JAPANESE)
    assert [(r.file_id, r.content_hash, r.answer, r.until, r.who, r.why) for r in read(path)] == [
        (1, "ab12", Answer.KEEP, "2027-03-31", "担当 花子", "見直し"),
        (2, "cd34", Answer.DELETE, "", "担当 花子", "見直し"),
    ]


def test_a_list_made_again_keeps_what_was_entered_and_not_yet_read_in(tmp_path: Path) -> None:
    write(tmp_path, files())
    path = tmp_path / "作業リスト_営業部.xlsx"
    answer(path, 2, Answer.KEEP, JAPANESE, "来年度末", why=None)
    answer(path, 3, Answer.DELETE, JAPANESE)
    changed = [replace(r, risk=5, retention=None, content_hash="new") if r.id == 2 else r for r in files()]
    rows = {row[FILE_ID]: row for row in table(write(tmp_path, changed)["営業部"])}
    assert (rows[1]["判断"], rows[1]["いつまで保管"], rows[1]["理由"]) == ("期限まで保管", "来年度末", None)
    # No longer at risk, but answered; and an answer never passes to another content.
    assert (rows[2]["判断"], rows[2][CONTENT]) == ("廃棄", "cd34")
    assert str(rows[2]["リストに載せた理由"]).startswith("回答の後にファイルが変わった")


def test_what_was_decided_meanwhile_leaves_the_list_and_an_empty_list_stays(tmp_path: Path) -> None:
    write(tmp_path, files())
    answer(tmp_path / "work-list_HR.xlsx", 2, Answer.DELETE, ENGLISH)
    lists = write(tmp_path, [replace(r, decision="approved_for_disposal") if r.id == 4 else r for r in files()])
    assert set(lists) == {"営業部", "HR"}
    assert read(tmp_path / "work-list_HR.xlsx") == []


def test_what_turned_out_to_be_nothing_leaves_the_list(tmp_path: Path) -> None:
    write(tmp_path, files())
    answer(tmp_path / "作業リスト_営業部.xlsx", 2, Answer.WRONG, JAPANESE)
    cleared = [replace(r, risk=0, entities={}) if r.id == 1 else r for r in files()]
    assert [row[FILE_ID] for row in table(write(tmp_path, cleared)["営業部"])] == [2]


def test_an_answer_follows_its_file_to_another_department(tmp_path: Path) -> None:
    write(tmp_path, files())
    answer(tmp_path / "work-list_HR.xlsx", 2, Answer.WRONG, ENGLISH)
    moved = [replace(r, path="総務部/P60 2018.pdf", member_of="") if r.id == 4 else r for r in files()]
    (row,) = table(write(tmp_path, moved)["総務部"])
    assert (row[FILE_ID], row["判断"]) == (4, WORDS[Answer.WRONG][ENGLISH])


def test_one_department_gets_its_list_alone_and_no_answer_is_lost(tmp_path: Path) -> None:
    assert list(write(tmp_path, files(), only="HR")) == ["HR"]
    assert [p.name for p in tmp_path.iterdir()] == ["work-list_HR.xlsx"]
    write(tmp_path, files())
    answer(tmp_path / "work-list_HR.xlsx", 2, Answer.WRONG, ENGLISH)
    others = (tmp_path / "作業リスト_営業部.xlsx").read_bytes()
    # Answered on this list, it stays there though it belongs to a department whose list is not written now.
    moved = [replace(r, path="営業部/P60 2018.pdf", member_of="") if r.id == 4 else r for r in files()]
    (row,) = table(write(tmp_path, moved, only="HR")["HR"])
    assert (row[FILE_ID], row["Decision"]) == (4, WORDS[Answer.WRONG][ENGLISH])
    assert (tmp_path / "作業リスト_営業部.xlsx").read_bytes() == others
    assert write(tmp_path, files(), only="Nobody") == {}


def test_a_file_that_is_no_work_list_is_left_as_it_is(tmp_path: Path) -> None:
    theirs = tmp_path / "work-list_HR.xlsx"
    Workbook().save(theirs)
    before = theirs.read_bytes()
    with pytest.raises(RegisterError, match=r"work-list_HR\.xlsx"):
        write(tmp_path, files())
    assert theirs.read_bytes() == before


def test_a_long_list_is_cut_and_counted_but_keeps_every_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [file(f"HR/{n}.xlsx", id=n, risk=40 + n) for n in range(1, 6)]
    write(tmp_path, rows)
    answer(tmp_path / "work-list_HR.xlsx", 6, Answer.WRONG, ENGLISH)  # the least at risk
    monkeypatch.setattr(worklist, "MOST", 2)
    sheet = write(tmp_path, rows)["HR"]
    assert [row[FILE_ID] for row in table(sheet)] == [5, 4, 1]
    notes = {r[0]: r[1] for r in load_workbook(tmp_path / "work-list_HR.xlsx")["Notes"].iter_rows(values_only=True)}
    assert notes["Left out"] == "2 more files of lower risk are left out."


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_no_file_or_department_name_becomes_a_formula_or_leaves_the_folder(tmp_path: Path, lang: str) -> None:
    rows = [file(f"{name}/{name}", id=n, risk=50) for n, name in enumerate([*HOSTILE, "..", "../../x", "a&b"])]
    folder = tmp_path / "lists"
    for sheet in write(folder, rows, lang).values():
        assert {c.data_type for r in sheet.iter_rows() for c in r} <= {"s", "n", "d", "inlineStr"}
    assert {p.name for p in tmp_path.iterdir()} == {"lists"}


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write(tmp_path / folder, files())
    assert [p.read_bytes() for p in sorted((tmp_path / "a").iterdir())] == [
        p.read_bytes() for p in sorted((tmp_path / "b").iterdir())
    ]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_list_filled_in_and_saved_by_libreoffice_is_read_back(tmp_path: Path) -> None:
    write(tmp_path, files())
    path = tmp_path / "作業リスト_営業部.xlsx"
    answer(path, 2, Answer.KEEP, JAPANESE, date(2027, 3, 31))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    made = tmp_path / "out" / path.name
    (row,) = read(made)
    assert (row.file_id, row.content_hash, row.answer, row.until) == (1, "ab12", Answer.KEEP, "2027-03-31")
    sheet = load_workbook(made).worksheets[0]
    assert any(rule.type == "list" for rule in sheet.data_validations.dataValidation)
    shutil.copy(made, path)
    again = {r[FILE_ID]: r for r in table(write(tmp_path, files())["営業部"])}
    assert (again[1]["判断"], str(again[1]["いつまで保管"])[:10]) == ("期限まで保管", "2027-03-31")
