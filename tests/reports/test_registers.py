from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from detectors.model import PeopleEstimate
from inventory.storage.rows import AssetRow
from reports import registers
from reports.registers import RegisterError, RootNote
from reports.registers.layout import FIRST_ROW, HEADING_ROW, ID_ROW, LEGEND_ROW, MARK, SOURCE_ROW
from tests.reports.memory import HOSTILE, MemoryView, asset, assets, counts, file, office, problem

TODAY, LATER = date(2026, 11, 22), date(2027, 2, 20)
IPA_HEADINGS = [
    *(
        "業務分類",
        "情報資産名称",
        "備考",
        "利用者範囲",
        "管理部署",
        "媒体・保存先",
        "個人情報",
        "要配慮個人情報",
        "特定個人情報",
    ),
    *("機密性", "完全性", "可用性", "重要度", "保存期限", "登録日"),
]
BOTH = pytest.mark.parametrize("template", ["ipa", "iar", "ropa", "pmark"])
SHOWN = {"ipa": 5, "iar": 5, "ropa": 3, "pmark": 4}
"""Rows that assets() makes: the ledger holds nobody, and two customer lists of one department are one processing."""
LANGS = pytest.mark.parametrize("lang", ["en", "ja"])


class Register:
    """One register file, written and read back; columns are named by their ids."""

    def __init__(self, path: Path, template: str = "ipa", lang: str = "ja") -> None:
        self.path, self.template, self.lang = path, template, lang

    def write(self, rows: list[AssetRow], today: date = TODAY, **more: object) -> Register:
        view = replace(office(), asset_rows=rows)
        registers.write(self.template, view, self.path, self.lang, today, **more)  # type: ignore[arg-type]
        return self

    def table(self) -> Worksheet:
        return load_workbook(self.path).worksheets[0]

    def edit(self, **cells: object) -> None:
        """Change cells as a person would: ``name__k2="x"`` is the column name in the row of the asset k2."""
        book = load_workbook(self.path)
        sheet = book.worksheets[0]
        for place, value in cells.items():
            column, key = place.split("__")
            sheet.cell(row_of(sheet, key), column_of(sheet, column)).value = value  # type: ignore[assignment]
        book.save(self.path)

    def rows(self) -> dict[str, dict[str, object]]:
        sheet = self.table()
        names = ids(sheet)
        found: dict[str, dict[str, object]] = {}
        for row in range(FIRST_ROW, sheet.max_row + 1):
            values = {name: sheet.cell(row, column).value for name, column in names.items()}
            found[str(values.pop("key") or f"own row {row}")] = values
        return found


def ids(sheet: Worksheet) -> dict[str, int]:
    marks = {c: str(sheet.cell(ID_ROW, c).value or "") for c in range(1, sheet.max_column + 1)}
    return {m.removeprefix(MARK): c for c, m in marks.items() if m}


def column_of(sheet: Worksheet, name: str) -> int:
    return ids(sheet)[name]


def row_of(sheet: Worksheet, key: str) -> int:
    column = column_of(sheet, "key")
    return next(r for r in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(r, column).value == key)


@pytest.fixture
def ipa(tmp_path: Path) -> Register:
    return Register(tmp_path / "台帳.xlsx").write(assets())


@pytest.fixture
def iar(tmp_path: Path) -> Register:
    return Register(tmp_path / "register.xlsx", "iar", "en").write(assets())


def test_ipa_has_the_columns_a_to_o_in_order(ipa: Register) -> None:
    sheet = ipa.table()
    assert [sheet.cell(HEADING_ROW, c).value for c in range(1, 16)] == IPA_HEADINGS
    assert sheet["G5"].value == "個人情報の種類"
    assert sheet["J5"].value == "評価値"
    assert {str(r) for r in sheet.merged_cells.ranges} == {"G5:I5", "J5:L5"}


@LANGS
def test_ipa_names_its_source(tmp_path: Path, lang: str) -> None:
    line = Register(tmp_path / "r.xlsx", lang=lang).write([]).table().cell(SOURCE_ROW, 1).value
    assert "IPA『中小企業の情報セキュリティ対策ガイドライン』付録7 リスク分析シートを基に作成" in str(line)
    assert "https://www.ipa.go.jp/" in str(line)


def test_ipa_rows_are_filled_in_from_the_scan(ipa: Register) -> None:
    row = ipa.rows()["k2"]
    assert row["area"] == "人事"
    assert row["name"] == "健康診断の結果 人事 健診(2016年)"
    assert row["users"] == "全員（制限なし）"
    assert row["medium"] == "社内サーバー"
    assert (row["personal"], row["sensitive"], row["my_number"]) == ("有", "有", None)
    assert (row["confidentiality"], row["integrity"], row["availability"]) == (3, 3, 2)
    assert row["retention"] == "2021-05-31（健康診断個人票、作成の日から5年）"
    note = str(row["note"])
    assert note.splitlines()[0] == "ファイル1件、本人の数 42人、要配慮：病歴・健康、保存期限を過ぎたファイル1件"
    assert note.splitlines()[1] == "例：人事/健診/健診2016.xlsx"
    assert str(row["registered"])[:10] == "2026-11-22"
    assert ipa.rows()["k3"]["my_number"] == "有"


def test_assets_that_would_have_one_name_are_told_apart_by_their_folders(ipa: Register) -> None:
    names = [row["name"] for row in ipa.rows().values()]
    assert names[0] == "顧客名簿 営業部(2015～2019年)"  # 顧客 says nothing that 顧客名簿 does not
    assert names[4] == "顧客名簿 営業部 旧顧客(2015～2019年)"
    assert len(set(names)) == len(names)


def test_documents_of_no_known_kind_are_named_by_their_folder(tmp_path: Path) -> None:
    rows = [
        asset("a", doc_class="none", folder="総務/雑件"),
        asset("b", doc_class="none", folder="", first_year=0, last_year=0),
    ]
    names = [row["name"] for row in Register(tmp_path / "r.xlsx").write(rows).rows().values()]
    assert names == ["個人情報を含む文書 総務 雑件(2015～2019年)", "個人情報を含む文書"]


def test_ipa_importance_is_a_formula_that_follows_what_people_enter(ipa: Register) -> None:
    sheet = ipa.table()
    assert sheet["M7"].value == '=IF(COUNTIF(G7:I7,"有")>0,3,IF(COUNT(J7:L7)=0,"",MAX(J7,K7,L7)))'
    assert sheet["M11"].value == '=IF(COUNTIF(G11:I11,"有")>0,3,IF(COUNT(J11:L11)=0,"",MAX(J11,K11,L11)))'


def test_ipa_without_personal_data_is_of_middle_value(ipa: Register) -> None:
    row = ipa.rows()["k4"]
    assert (row["personal"], row["sensitive"], row["my_number"]) == (None, None, None)
    assert (row["confidentiality"], row["integrity"], row["availability"]) == (2, 2, 2)


@pytest.mark.parametrize("category", ["UNION", "SEX_LIFE", "BIOMETRIC"])
def test_what_is_special_in_the_uk_alone_is_not_marked_in_the_japanese_register(tmp_path: Path, category: str) -> None:
    rows = [asset(special=(category,), entities=counts(PERSON=2, **{category: 2}))]
    assert Register(tmp_path / "a.xlsx").write(rows).rows()["k1"]["sensitive"] is None
    assert Register(tmp_path / "b.xlsx", "iar", "en").write(rows).rows()["k1"]["special"] != "None found"


def test_ipa_offers_its_choices(ipa: Register) -> None:
    rules = {str(v.sqref): v.formula1 for v in ipa.table().data_validations.dataValidation}
    by_column = {place[0]: choices for place, choices in rules.items()}
    assert by_column["F"] == '"書類,可搬電子媒体,事務所PC,モバイル機器,社内サーバー,社外サーバー"'
    assert [by_column[c] for c in "GHI"] == ['"有"'] * 3
    assert [by_column[c] for c in "JKL"] == ['"1,2,3"'] * 3
    assert all(place.split(":")[0].endswith(str(FIRST_ROW)) for place in rules)


def test_iar_is_filled_in_from_the_scan(iar: Register) -> None:
    row = iar.rows()["k2"]
    assert row["reference"] == "IA-0002"
    assert row["name"] == "Health check results, 人事 健診 (2016)"
    assert row["area"] == "Human resources"
    assert row["location"] == "/srv/share/人事/健診"
    assert row["volume"] == "1 file, 148.0 KB"
    assert str(row["updated"])[:10] == "2019-04-01"
    assert row["personal"] == "Health, Name of a person"
    assert row["special"] == "Health"
    assert row["people"] == "42 people"
    assert row["access"] == "Every account on the server"
    assert str(row["due"])[:10] == "2021-05-31"
    assert str(row["rule"]).splitlines()[1] == "5 years from making of the document"
    assert (row["risk"], row["owner"], row["disposal"]) == ("High", None, None)
    assert row["reasons"] == "special category data, everyone can read it, 1 file overdue"
    assert str(row["review"])[:10] == "2027-11-20"


def test_iar_offers_the_disposal_actions(iar: Register) -> None:
    choices = [v.formula1 for v in iar.table().data_validations.dataValidation]
    assert '"Keep,Relocate,Archive,Delete"' in choices


@BOTH
@LANGS
def test_headings_stand_still_filters_are_on_and_keys_are_hidden(tmp_path: Path, template: str, lang: str) -> None:
    sheet = Register(tmp_path / "r.xlsx", template, lang).write(assets()).table()
    last = ids(sheet)["key"]
    assert sheet.freeze_panes == f"C{FIRST_ROW}"
    # Sorting by the filter must move the keys along with their rows.
    assert (
        sheet.auto_filter.ref == f"A{HEADING_ROW}:{sheet.cell(1, last).column_letter}{FIRST_ROW + SHOWN[template] - 1}"
    )
    assert sheet.column_dimensions[sheet.cell(1, last).column_letter].hidden
    assert sheet.row_dimensions[ID_ROW].hidden
    assert all(sheet.cell(HEADING_ROW, c).value for c in range(1, last + 1))


@BOTH
def test_cells_of_machine_and_person_are_told_apart_by_colour_with_a_legend(tmp_path: Path, template: str) -> None:
    register = Register(tmp_path / "r.xlsx", template).write(assets())
    first = next(iter(register.rows()))
    register.edit(**{f"name__{first}": "うちの名簿"})
    sheet = register.write(assets()).table()
    row, column = row_of(sheet, first), column_of(sheet, "name")
    legend = [sheet.cell(LEGEND_ROW, c).fill.start_color.rgb for c in (2, 3, 4)]
    assert len(set(legend)) == 3
    assert sheet.cell(row, column).fill.start_color.rgb == legend[1]
    assert sheet.cell(row + 1, column).fill.start_color.rgb == legend[0]


@BOTH
@LANGS
def test_no_file_name_ever_becomes_a_formula(tmp_path: Path, template: str, lang: str) -> None:
    rows = [asset(n, example=n, folder=n, root=n, formats=(n,), doc_class=n) for n in HOSTILE]
    path = Register(tmp_path / "r.xlsx", template, lang).write(rows).write(rows).path
    sheets = load_workbook(path).worksheets
    formulas = [c.value for s in sheets for r in s.iter_rows() for c in r if c.data_type in ("f", "e")]
    assert all(str(f).startswith("=IF(COUNTIF(") for f in formulas)
    texts = [str(c.value) for r in sheets[0].iter_rows() for c in r if c.data_type == "s"]
    assert not any(set("\u202e\x07\x1b\r") & set(t) for t in texts)


def test_a_name_that_looks_like_a_formula_is_kept_word_for_word(tmp_path: Path) -> None:
    rows = [asset(folder='=HYPERLINK("x")課')]
    cell = Register(tmp_path / "r.xlsx").write(rows).table()["E7"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ('=HYPERLINK("x")課', "s", True)


@BOTH
def test_the_coverage_sheet_adds_up_and_lists_what_could_not_be_read(tmp_path: Path, template: str) -> None:
    path = Register(tmp_path / "r.xlsx", template).write(assets()).path
    sheet = load_workbook(path)["対象範囲"]
    values = {sheet.cell(r, 1).value: sheet.cell(r, 2).value for r in range(1, sheet.max_row + 1)}
    names = [
        "調査済み",
        "一部のみ",
        "対象外（リンク・除外・未対応の形式）",
        "失敗（調べられなかった）",
        "変更なし",
    ]
    assert sum(int(str(values[n])) for n in names) == values["合計"] == len(office().file_rows)
    listed = {sheet.cell(r, 1).value: sheet.cell(r, 3).value for r in range(1, sheet.max_row + 1)}
    assert listed["/srv/share/総務/契約書.pdf"] == "開くにはパスワードが必要です"
    assert listed["/srv/share/link"] == "シンボリックリンクのため、たどっていません"


def test_a_long_list_of_unread_files_is_cut_and_counted(tmp_path: Path) -> None:
    files = [file(f"{n}.pdf", outcome="failed", problems=(problem("", "CORRUPT", "x"),)) for n in range(1005)]
    registers.write("ipa", MemoryView(files), tmp_path / "r.xlsx", "en", TODAY)
    sheet = load_workbook(tmp_path / "r.xlsx")["Coverage"]
    assert sheet.cell(sheet.max_row, 1).value == "and 5 more: tana export problems lists them all"


@BOTH
@LANGS
def test_the_same_input_gives_the_same_bytes(tmp_path: Path, template: str, lang: str) -> None:
    one = Register(tmp_path / "one.xlsx", template, lang).write(assets()).path.read_bytes()
    two = Register(tmp_path / "two.xlsx", template, lang).write(assets()).path.read_bytes()
    assert one == two


def test_the_properties_name_no_person_and_no_time_of_day(ipa: Register) -> None:
    core = zipfile.ZipFile(ipa.path).read("docProps/core.xml").decode()
    assert ">Tanaoroshi</dc:creator>" in core
    assert "lastModifiedBy" not in core
    assert core.count("2026-11-22T00:00:00Z") == 2


# What people enter survives


def test_edits_survive_although_rows_were_sorted_and_the_scan_changed(ipa: Register) -> None:
    ipa.edit(name__k1="得意先名簿", users__k1="営業部のみ", availability__k2=3, personal__k5=None)
    book = load_workbook(ipa.path)
    sheet = book.worksheets[0]
    content = [[c.value for c in row] for row in sheet.iter_rows(min_row=FIRST_ROW)]
    for number, row in enumerate(reversed(content), FIRST_ROW):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
    book.save(ipa.path)
    changed = [replace(a, files=9, people=PeopleEstimate(7, 7)) for a in assets()]
    rows = ipa.write(changed, LATER).rows()
    assert list(rows) == ["k5", "k4", "k3", "k2", "k1"]
    assert (rows["k1"]["name"], rows["k1"]["users"]) == ("得意先名簿", "営業部のみ")
    assert rows["k2"]["availability"] == 3
    assert rows["k5"]["personal"] is None
    assert str(rows["k1"]["note"]).startswith("ファイル9件、本人の数 7人")
    assert str(rows["k1"]["registered"])[:10] == "2027-02-20"
    sheet = ipa.table()
    for number in range(FIRST_ROW, FIRST_ROW + 5):
        assert f"G{number}:I{number}" in str(sheet.cell(number, 13).value)


def test_rows_columns_sheets_and_comments_that_people_add_survive(ipa: Register) -> None:
    for _ in range(3):
        book = load_workbook(ipa.path)
        sheet = book.worksheets[0]
        if "紙の台帳" not in [sheet.cell(r, 2).value for r in range(FIRST_ROW, sheet.max_row + 1)]:
            below, right = sheet.max_row + 1, sheet.max_column + 1
            sheet.cell(below, 2).value, sheet.cell(below, 6).value = "紙の台帳", "書類"
            sheet.cell(below, 10).value = 2
            sheet.cell(HEADING_ROW, right).value = "棚番号"
            sheet.cell(row_of(sheet, "k2"), right).value = "A-3"
            sheet.cell(row_of(sheet, "k2"), 2).comment = Comment("要確認", "someone")
            book.create_sheet("メモ")["A1"].value = "来年度に見直す"
            book.save(ipa.path)
        rows = ipa.write(assets(), LATER).rows()
        assert rows["k2"]["own:棚番号"] == "A-3"
        own = rows[f"own row {FIRST_ROW + 5}"]
        assert (own["name"], own["medium"], own["state"]) == ("紙の台帳", "書類", "手入力の行")
        assert "G12:I12" in str(own["importance"])
        book = load_workbook(ipa.path)
        assert book["メモ"]["A1"].value == "来年度に見直す"
        comment = book.worksheets[0].cell(row_of(book.worksheets[0], "k2"), 2).comment
        assert comment is not None
        assert comment.text == "要確認"
        assert len(book.sheetnames) == len(set(book.sheetnames)) == 5


def test_a_column_inserted_between_ours_moves_nothing_out_of_place(ipa: Register) -> None:
    book = load_workbook(ipa.path)
    sheet = book.worksheets[0]
    sheet.insert_cols(3)
    sheet.cell(HEADING_ROW, 3).value = "担当者"
    sheet.cell(row_of(sheet, "k1"), 3).value = "営業 一郎"
    book.save(ipa.path)
    rows = ipa.write(assets()).rows()
    assert rows["k1"]["own:担当者"] == "営業 一郎"
    assert rows["k1"]["medium"] == "社内サーバー"
    assert rows["k1"]["state"] == "継続"


def test_a_person_s_own_formula_moves_with_its_row(ipa: Register) -> None:
    ipa.edit(note__k5="=B11&C11")
    rows = ipa.write(assets()[2:]).rows()
    assert rows["k5"]["note"] == "=B9&C9"


def test_a_vanished_asset_with_entries_stays_and_is_marked(ipa: Register) -> None:
    ipa.edit(users__k1="営業部")
    rows = ipa.write(assets()[2:]).rows()
    assert list(rows) == ["k1", "k3", "k4", "k5"]
    assert (rows["k1"]["users"], rows["k1"]["state"]) == ("営業部", "ファイルが見つからない")


def test_differences_have_a_sheet_of_their_own(ipa: Register) -> None:
    assert "入力との違い" not in load_workbook(ipa.path).sheetnames
    ipa.edit(name__k2="健診", availability__k2=3)
    ipa.write(assets())
    sheet = load_workbook(ipa.path)["入力との違い"]
    got = [[c.value for c in row] for row in sheet.iter_rows(min_row=5)]
    assert got == [
        [8, "健診", "情報資産名称", "健診", "健康診断の結果 人事 健診(2016年)", "前回と同じ"],
        [8, "健診", "可用性", 3, 2, "前回と同じ"],
    ]


def test_a_difference_is_shown_on_the_cell_itself_until_it_is_gone(ipa: Register) -> None:
    ipa.edit(name__k1="得意先名簿", name__k2="健康診断の結果 人事 健診(2016年)。")

    def comments() -> dict[str, str]:
        sheet = ipa.table()
        cells = {key: sheet.cell(row_of(sheet, key), column_of(sheet, "name")) for key in ("k1", "k2")}
        return {key: cell.comment.text for key, cell in cells.items() if cell.comment}

    ipa.write(assets())
    assert comments()["k1"] == "tana: 調査の結果は「顧客名簿 営業部(2015～2019年)」"
    sheet = (book := load_workbook(ipa.path)).worksheets[0]
    sheet.cell(row_of(sheet, "k2"), column_of(sheet, "name")).comment = Comment("課長に確認済み", "")
    book.save(ipa.path)
    ipa.lang = "en"
    ipa.write(assets())
    assert comments() == {
        "k1": "tana: the scan says “Customer list, 営業部 顧客 (2015–2019)”",
        "k2": "課長に確認済み",  # a person's own is never replaced
    }
    ipa.edit(name__k1=None)
    ipa.write(assets())
    assert "k1" not in comments()


def test_the_language_may_change_between_runs(ipa: Register) -> None:
    ipa.edit(name__k1="得意先名簿")
    ipa.lang = "en"
    rows = ipa.write(assets()).rows()
    assert (rows["k1"]["name"], rows["k2"]["name"]) == ("得意先名簿", "Health check results, 人事 健診 (2016)")
    assert {str(r["state"]) for r in rows.values()} == {"Known"}


def test_a_very_long_entry_comes_back_whole(ipa: Register) -> None:
    text = "長" * 32_767
    ipa.edit(note__k1=text)
    assert ipa.write(assets()).write(assets()).rows()["k1"]["note"] == text


def test_invisible_characters_that_a_person_typed_are_left_alone(ipa: Register) -> None:
    ipa.edit(note__k1="a\u200bb\tc")
    assert ipa.write(assets()).rows()["k1"]["note"] == "a\u200bb\tc"


def test_settings_of_a_root_give_medium_and_department(tmp_path: Path) -> None:
    roots = {"/srv/share": RootNote("社外サーバー", "総務課")}
    row = Register(tmp_path / "r.xlsx").write(assets(), roots=roots).rows()["k4"]
    assert (row["medium"], row["department"]) == ("社外サーバー", "総務課")


# What is refused


def _other_workbook(path: Path) -> None:
    Workbook().save(path)


def _other_template(path: Path) -> None:
    registers.write("iar", office(), path, "en", TODAY)


def _newer(path: Path) -> None:
    registers.write("ipa", office(), path, "en", TODAY)
    book = load_workbook(path)
    book["_tana"]["C1"].value = 99
    book.save(path)


def _no_table(path: Path) -> None:
    registers.write("ipa", office(), path, "en", TODAY)
    book = load_workbook(path)
    del book[book.sheetnames[0]]
    book.save(path)


def _spoilt_memory(path: Path) -> None:
    registers.write("ipa", office(), path, "en", TODAY)
    book = load_workbook(path)
    book["_tana"]["B2"].value = "{"
    book.save(path)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.write_text("notes"), "not a register made by tana"),
        (lambda path: path.write_bytes(b"PK\x03\x04broken"), "not a register made by tana"),
        (_other_workbook, "not a register made by tana"),
        (_spoilt_memory, "not a register made by tana"),
        (_other_template, "another template"),
        (_newer, "newer version"),
        (_no_table, "no longer holds the register's table"),
    ],
)
def test_a_file_that_is_no_such_register_is_left_as_it_is(tmp_path: Path, make: object, says: str) -> None:
    path = tmp_path / "mine.xlsx"
    make(path)  # type: ignore[operator]
    before = path.read_bytes()
    with pytest.raises(RegisterError, match=says):
        registers.write("ipa", office(), path, "en", TODAY)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["mine.xlsx"]


def test_a_write_that_fails_leaves_the_old_register_and_nothing_else(
    ipa: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = ipa.path.read_bytes()
    monkeypatch.setattr("reports.files.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        ipa.write(assets()[1:])
    assert ipa.path.read_bytes() == before
    assert [p.name for p in ipa.path.parent.iterdir()] == [ipa.path.name]


def test_a_new_register_is_its_maker_s_alone_and_an_old_one_keeps_its_permissions(ipa: Register) -> None:
    assert ipa.path.stat().st_mode & 0o777 == 0o600
    ipa.path.chmod(0o664)
    assert ipa.write(assets()).path.stat().st_mode & 0o777 == 0o664


def test_an_unknown_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such register: gdpr"):
        registers.write("gdpr", office(), tmp_path / "r.xlsx", "en", TODAY)
