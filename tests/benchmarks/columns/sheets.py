"""Sheets as people keep them, with the truth about each: columns, people, class. The same seed gives the same sheets."""

# ruff: noqa: E501 (Japanese characters count double)
from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tests.benchmarks.columns import words
from tests.benchmarks.columns.documents import EN, JA, KINDS, Kind
from tests.benchmarks.columns.people import Person, british, date_text, japanese

Rows = list[list[str]]

TUNE, REPORT = 11, 2026
"""Seeds: weaknesses are looked for on the first; the figures are of the second."""

EACH = 10
"""Sheets of each kind and language."""

_SELF_EVIDENT = frozenset(
    {
        "PERSON",
        "ADDRESS",
        "EMAIL_ADDRESS",
        "PHONE_NUMBER",
        "UK_NINO",
        "UK_POSTCODE",
        "JP_POSTAL_CODE",
        "JP_MY_NUMBER",
        "",
    }
)
"""What a column without any header can be asked for; others are left out of the score there."""
_NOTHING = ("", "-", "なし", "N/A", "－")
_MANY = 2_000_000


@dataclass(frozen=True)
class Truth:
    """One column of one table: where it is, what it holds ('' for nothing, None for not scored), how often."""

    column: int
    first_row: int
    last_row: int
    entity: str | None
    rows: int
    distinct: int


@dataclass
class Sheet:
    """A generated file of one sheet. ``transposed`` sheets have people side by side: their truth is by row."""

    kind: Kind
    lang: str
    path: str
    name: str
    rows: Rows
    columns: list[Truth] = field(default_factory=list)
    people: int = 0
    dirt: tuple[str, ...] = ()
    transposed: dict[int, str] = field(default_factory=dict)


def sheets(seed: int, each: int = EACH) -> Iterator[Sheet]:
    """All sheets of a seed, in a fixed order."""
    for kind in KINDS:
        for lang in ("ja", "en"):
            if lang == "en" and not kind.titles_en:
                continue
            for number in range(each):
                yield _Maker(kind, lang, random.Random(f"{seed}/{kind.name}/{lang}/{number}")).sheet()


class _Maker:
    def __init__(self, kind: Kind, lang: str, rng: random.Random) -> None:
        self.kind, self.lang, self.rng = kind, lang, rng
        self.fields = JA if lang == "ja" else EN
        self.dates = rng.choice(
            ["iso", "slash", "kanji", "era", "short"] if lang == "ja" else ["iso", "uk", "uk_words"]
        )
        self.dirt: list[str] = []

    def chance(self, name: str, share: float) -> bool:
        """Whether this sheet has that dirt; noted."""
        if self.rng.random() < share:
            self.dirt.append(name)
            return True
        return False

    def sheet(self) -> Sheet:
        rng, kind = self.rng, self.kind
        titles = (kind.titles_ja if self.lang == "ja" else kind.titles_en).split("|")
        title = rng.choice(titles)
        names = self._fields()
        transposed = kind.people and kind.rows_each == 1 and self.chance("transposed", 0.04)
        subjects = rng.randrange(3, 6) if transposed else int(6 * 25 ** rng.random())
        records = self._records(subjects)
        headless = not transposed and self.chance("no header", 0.08)
        sheet_name = title if rng.random() < 0.4 else rng.choice(["Sheet1", "データ", "2019", "List"])
        out = Sheet(kind, self.lang, self._path(title, headless), sheet_name, [])
        out.people = len({(r["name"], r["birth"]) for r in records}) if kind.people else 0
        grid = [[self._value(f, r, i) for f in names] for i, r in enumerate(records, 1)]
        self._spoil(names, grid, headless)
        top = self._top(title) if headless or self.chance("title rows", 0.35) else []
        out.dirt = tuple(self.dirt)
        if transposed:
            self._transpose(out, names, grid, top)
            return out
        header = [] if headless else self._header(names)
        self._assemble(out, names, grid, top if not headless else [], header, headless)
        return out

    def _fields(self) -> list[str]:
        rng, kind = self.rng, self.kind
        some = [f for f in kind.some.split() if f in self.fields and rng.random() < 0.5]
        names = [f for f in kind.always.split() if f in self.fields] + some
        if kind.name == "customer list" and "customer_no" in names:
            names.insert(0, names.pop(names.index("customer_no")))
        if "name" in names and self.chance("split names", 0.2):
            at = names.index("name")
            names[at : at + 1] = ["surname", "given"]
            if "kana" in names:
                at = names.index("kana")
                names[at : at + 1] = ["kana_surname", "kana_given"]
        if self.lang == "en" and "address" in names and rng.random() < 0.4:
            at = names.index("address")
            names[at : at + 1] = ["street", *([] if "prefecture" in names else ["prefecture"])]
        if self.chance("hidden column", 0.12):
            names.insert(rng.randrange(len(names) + 1), "hidden")
        if rng.random() < 0.3 and kind.rows_each == 1:
            names.insert(0, "number")
        return names

    def _records(self, subjects: int) -> list[Person]:
        make = japanese if self.lang == "ja" else british
        start = self.rng.randrange(1, 400)
        people = [make(self.rng, start + i, self.dates, self.kind.child) for i in range(subjects)]
        for person in people:
            person["customer_no"] = person["patient_no"] = person["pupil_no"] = person["member_no"]
        return [p for p in people for _ in range(self.kind.rows_each)]

    def _path(self, title: str, headless: bool) -> str:
        rng = self.rng
        telling = rng.random() < 0.6 or headless
        stem = (
            title
            if telling
            else rng.choice(["Book1", "データ_最新版", "export (2)", "新しいフォルダー_コピー", "2019 final"])
        )
        if telling and rng.random() < 0.5:
            stem += rng.choice(["_2019", "_R1", " v2", "_最終"] if self.lang == "ja" else [" 2019", "_v2", " FINAL"])
        folder = rng.choice(["共有/", "総務/2019/", ""] if self.lang == "ja" else ["Shared/", "Office/2019/", ""])
        return f"{folder}{stem}.xlsx"

    def _header(self, names: list[str]) -> Rows:
        row = [self.rng.choice(self.fields[f][1].split("|")) for f in names]
        if self.chance("odd headers", 0.25):
            row = [self._odd(h, i) for i, h in enumerate(row, 1)]
        if "surname" in names and self.chance("merged header", 0.25):
            at = names.index("surname")
            over = [""] * len(names)
            over[at] = "氏名" if self.lang == "ja" else "Name"
            row = [r if i in (at, at + 1) else "" for i, r in enumerate(row)] if self.rng.random() < 0.5 else row
            if not row[0] or "" in row:
                full = [self.rng.choice(self.fields[f][1].split("|")) for f in names]
                over = [over[i] if i in (at, at + 1) else full[i] for i in range(len(names))]
            return [over, row]
        contact = [i for i, f in enumerate(names) if f in ("phone", "mobile", "mail", "address", "postcode")]
        if len(contact) >= 2 and contact[-1] - contact[0] == len(contact) - 1 and self.chance("two-line header", 0.3):
            over = [
                ("連絡先" if self.lang == "ja" else "Contact details") if i == contact[0] else ""
                for i in range(len(row))
            ]
            upper = [row[i] if i not in contact else over[i] for i in range(len(row))]
            return [upper, [row[i] if i in contact else "" for i in range(len(row))]]
        return [row]

    def _odd(self, header: str, number: int) -> str:
        """A header as systems and tidy people write it."""
        if self.lang == "ja":
            return self.rng.choice(
                [header, f"【{header}】", f"{header}（必須）", f"{header}\n※必須", f"{number}.{header}", f"{header}*"]
            )
        snake = header.lower().replace(" ", "_")
        return self.rng.choice(
            [header, header.upper(), snake, header.title().replace(" ", ""), f"{header} *", f"{header}:"]
        )

    def _top(self, title: str) -> Rows:
        made = "作成日：2019年4月1日" if self.lang == "ja" else "Printed 1 April 2019"
        return [[title], *([[made]] if self.rng.random() < 0.5 else []), *([[]] if self.rng.random() < 0.6 else [])]

    def _assemble(self, out: Sheet, names: list[str], grid: Rows, top: Rows, header: Rows, headless: bool) -> None:
        rng = self.rng
        rows: Rows = [*top, *header]
        first = len(rows)
        gap = rng.randrange(3, len(grid) - 2) if len(grid) > 8 and self.chance("blank row", 0.12) else -1
        for i, row in enumerate(grid):
            if i == gap:
                rows.append([""] * len(names))
            rows.append(row)
        last = len(rows) - 1
        for column, name in enumerate(names):
            filled = [r[column] for r in grid if r[column].strip() not in _NOTHING]
            entity: str | None = self.fields[name][0] if self.kind.people else ""
            if headless and entity not in _SELF_EVIDENT:
                entity = None
            if filled and entity == "" and headless and name in ("firm", "supplier", "left", "joined"):
                entity = None
            out.columns.append(Truth(column, first, last, entity if filled else "", len(filled), len(set(filled))))
        if self.kind.name in ("payroll", "invoice", "inventory", "wage ledger") and self.chance("totals", 0.4):
            total = ["合計" if self.lang == "ja" else "Total", *[""] * (len(names) - 2), str(rng.randrange(10**6))]
            rows.append(total)
        if self.chance("notes", 0.15):
            rows += [
                [],
                [
                    "※本資料は社外秘です。取扱いに注意してください。"
                    if self.lang == "ja"
                    else "Note: figures are subject to review. Do not forward."
                ],
            ]
        if not headless and self.chance("second table", 0.12):
            rows.append([])
            at = len(rows)
            head = ["部門", "件数", "金額"] if self.lang == "ja" else ["Department", "Count", "Amount"]
            parts = words.DEPARTMENTS_JA if self.lang == "ja" else words.DEPARTMENTS_EN
            rows += [head, *([d, str(rng.randrange(50)), str(rng.randrange(_MANY))] for d in parts[:5])]
            out.columns += [Truth(c, at + 1, len(rows) - 1, "", 5, 5) for c in range(3)]
        out.rows, out.dirt = rows, tuple(self.dirt)

    def _transpose(self, out: Sheet, names: list[str], grid: Rows, top: Rows) -> None:
        header = self._header(names)[-1]
        header = [h or self.rng.choice(self.fields[f][1].split("|")) for h, f in zip(header, names, strict=True)]
        for i, name in enumerate(names):
            out.transposed[len(top) + i] = self.fields[name][0]
        out.rows = [*top, *([h, *(r[i] for r in grid)] for i, h in enumerate(header))]
        out.dirt = tuple(self.dirt)

    def _value(self, name: str, person: Person, row: int) -> str:
        rng, ja = self.rng, self.lang == "ja"
        if name in person:
            return person[name]
        if name in ("joined", "last_visit", "since", "moved_in", "visit", "happened", "applied", "day"):
            return self._recent(2012, 2019)
        if name == "left":
            return self._recent(2019, 2023) if rng.random() < 0.3 else ""
        if name == "stamp":
            return f"2023-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d} {rng.randrange(24):02d}:{rng.randrange(60):02d}:{row % 60:02d}"
        if name in ("start", "end"):
            return f"{rng.randrange(7, 10) if name == 'start' else rng.randrange(16, 20):02d}:{rng.choice(['00', '15', '30', '45'])}"
        amounts = {"spent": 90_000, "basic": 400_000, "health_premium": 20_000, "pension_premium": 40_000, "tax": 9_000, "paid": 300_000, "rent": 90_000, "deposit": 180_000, "price": 9_000, "amount": 99_000, "value_a": 99_000, "value_b": 900, "fee": 9_000}  # fmt: skip
        if name in amounts:
            n = rng.randrange(100, amounts[name])
            return f"{n:,}" if rng.random() < 0.3 else str(n) if ja else f"{n / 10:.2f}"
        small = {"quantity": 99, "stock": 900, "work_days": 23, "work_hours": 180, "overtime": 40, "break": 60, "grade": 6, "mark": 5}  # fmt: skip
        if name in small:
            return str(rng.randrange(1, small[name] + 1))
        codes = {
            "number": str(row), "month": date_text(_first(row), "iso")[:7], "form": rng.choice("ABC"),
            "flat": f"{rng.randrange(1, 9)}{rng.randrange(1, 20):02d}", "invoice_no": f"INV-{20_190_000 + row}",
            "interest": rng.choice("ABC" if ja else ["Hot", "Warm", "Cold"]),
            "source": rng.choice(["Web", "紹介", "展示会"] if ja else ["Web", "Referral", "Trade show"]),
            "outcome": rng.choice(["採用", "不採用", "辞退"] if ja else ["Rejected", "Offer made", "Withdrawn"]),
            "post": rng.choice(["営業職", "経理職", "倉庫作業"] if ja else ["Sales assistant", "Bookkeeper", "Warehouse operative"]),
            "ward": rng.choice(["内科", "整形外科", "皮膚科"] if ja else ["Outpatients", "Ward 7", "Physio"]),
            "facility": f"{rng.choice(words.TOWNS_JA)[2]}{rng.choice(words.FACILITIES_JA)}" if ja else f"{rng.choice(words.TOWNS_EN)[0]} {rng.choice(words.FACILITIES_EN)}",
            "seat_count": str(rng.randrange(20, 900)), "prefecture": rng.choice(words.TOWNS_JA)[0] if ja else rng.choice(words.TOWNS_EN)[0],
            "place": rng.choice(["第二倉庫", "荷捌場", "階段"] if ja else ["Loading bay", "Stairwell", "Yard"]),
            "injury": rng.choice(["右手指", "腰部", "左足首捻挫", "前腕部打撲"] if ja else ["Cut finger", "Sprained ankle", "Bruised knee"]),
            "goods": rng.choice(words.GOODS_JA if ja else words.GOODS_EN),
            "goods_code": f"{rng.choice('PQRS')}{rng.randrange(100, 999)}-{row:04d}",
            "ean": f"{rng.choice(['45', '49', '50'])}{rng.randrange(10**10):010d}0", "shelf": f"{rng.choice('ABCD')}-{rng.randrange(1, 40)}",
            "supplier": rng.choice(words.FIRMS_JA if ja else words.FIRMS_EN), "level": rng.choice(["INFO", "WARN", "ERROR"]),
            "message": rng.choice(["service restarted", "disk usage above limit", "backup finished", "接続が切断されました", "バッチ処理が完了"]),
            "code12": f"{rng.randrange(10**11, 10**12)}", "code10": f"{rng.randrange(10**9, 10**10)}",
            "code_mixed": f"{rng.choice(['AX', 'BT', 'KR'])}{rng.randrange(10**4, 10**5)}{rng.choice('ABCD')}",
            "hidden": "" if rng.random() < 0.5 else f"{row * 13:05d}",
        }  # fmt: skip
        return codes[name]

    def _recent(self, first: int, last: int) -> str:
        day = _first(1).replace(
            year=self.rng.randrange(first, last + 1), month=self.rng.randrange(1, 13), day=self.rng.randrange(1, 29)
        )
        return date_text(day, self.dates)

    def _spoil(self, names: list[str], grid: Rows, headless: bool) -> None:
        """Makes the values of each column as uneven as clerks do."""
        rng = self.rng
        identity = next((i for i, f in enumerate(names) if f in ("name", "surname")), -1)
        for i, name in enumerate(names):
            if name in ("name", "guardian"):
                style = (
                    rng.choice(["", " ", "\u3000", "mixed"])
                    if self.lang == "ja"
                    else rng.choice(["", "", "comma", "title"])
                )
                for row in grid:
                    row[i] = self._named(row[i], style)
            if name in ("kana", "kana_surname", "kana_given") and self.chance("half-width kana", 0.3):
                for row in grid:
                    row[i] = _half_width(row[i])
            if name in ("phone", "mobile"):
                style = rng.choice(["", "", "mixed", "plain" if headless else "lost zero", "plain"])
                self.dirt += [f"phones {style}"] if style else []
                for row in grid:
                    row[i] = self._phone(row[i], style)
            if name == "postcode" and self.lang == "ja":
                style = rng.choice(["", "", "plain", "mark"])
                for row in grid:
                    row[i] = {"": row[i], "plain": row[i].replace("-", "").lstrip("0"), "mark": "〒" + row[i]}[style]
            if name == "my_number" and rng.random() < 0.3:
                for row in grid:
                    row[i] = f"{row[i][:4]} {row[i][4:8]} {row[i][8:]}"
            if name == "nino" and rng.random() < 0.5:
                for row in grid:
                    v = row[i]
                    row[i] = f"{v[:2]} {v[2:4]} {v[4:6]} {v[6:8]} {v[8:]}"
            if name == "nhs" and rng.random() < 0.5:
                for row in grid:
                    row[i] = f"{row[i][:3]} {row[i][3:6]} {row[i][6:]}"
            if (
                name in ("phone", "mobile", "mail", "address", "illness", "birth")
                and i != identity
                and rng.random() < 0.5
            ):
                for row in grid:
                    if rng.random() < 0.12:
                        row[i] = rng.choice(["", "", "-", "なし" if self.lang == "ja" else "N/A"])

    def _named(self, value: str, style: str) -> str:
        if self.lang == "en":
            given, surname = value.split(" ", 1)
            return {
                "": value,
                "comma": f"{surname}, {given}",
                "title": f"{self.rng.choice(['Mr', 'Ms', 'Dr'])} {value}",
            }[style]
        surname = max((s for s, _ in words.SURNAMES_JA if value.startswith(s)), key=len)
        gap = self.rng.choice(["", " ", "\u3000"]) if style == "mixed" else style
        return surname + gap + value[len(surname) :]

    def _phone(self, value: str, style: str) -> str:
        plain = "".join(c for c in value if c.isdigit())
        if style == "lost zero":
            return plain[1:]
        if style == "plain":
            return plain
        if style == "mixed":
            abroad = f"+{'81' if self.lang == 'ja' else '44'} {value[1:]}"
            parts = value.replace(" ", "-").split("-")
            return self.rng.choice(
                [value, plain, abroad, f"({parts[0]}) {' '.join(parts[1:])}", value.replace("-", "‐")]
            )
        return value


def _first(month: int) -> date:
    return date(2018, (month - 1) % 12 + 1, 1)


def _half_width(kana: str) -> str:
    """ヒガキ -> ﾋｶﾞｷ."""
    return "".join(_HALF.get(c, c) for d in kana for c in unicodedata.normalize("NFD", d))


_HALF = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF66, 0xFF9E)} | {"\u3099": "ﾞ", "\u309a": "ﾟ"}
