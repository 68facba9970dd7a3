"""Forms as offices lay them out, filled in and blank, with the truth about each field. The same seed gives the same forms."""

# ruff: noqa: E501 (Japanese characters count double)
from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.benchmarks.columns.people import Person, british, japanese

Rows = list[list[str]]

REPORT = 31337
"""The seed of the figures; weaknesses are looked for on others."""

EACH = 12
"""Forms of each layout and language."""

BLANK_SHARE = 0.25
"""Share of forms that nobody has filled in."""

_ENTITY = {
    "name": "PERSON", "kana": "PERSON", "guardian": "PERSON", "birth": "DATE_OF_BIRTH", "gender": "GENDER",
    "postcode": "", "address": "ADDRESS", "phone": "PHONE_NUMBER", "mail": "EMAIL_ADDRESS", "my_number": "JP_MY_NUMBER",
    "nino": "UK_NINO", "nhs": "UK_NHS", "illness": "HEALTH", "member_no": "MEMBER_ID", "date": "", "purpose": "",
    "firm": "", "amount": "",
}  # fmt: skip

_LABELS_JA = {
    "name": "氏名|お名前|氏　名|申請者氏名|氏 名（自署）|名前", "kana": "フリガナ|ふりがな|ﾌﾘｶﾞﾅ|フリガナ（カタカナ）", "guardian": "保護者氏名|緊急連絡先氏名|保証人氏名",
    "birth": "生年月日|生 年 月 日|生年月日（西暦）", "gender": "性別|性　別|男女の別", "postcode": "郵便番号|〒",
    "address": "住所|現住所|ご住所|住　所|住所又は居所", "phone": "電話番号|電話|TEL|連絡先電話番号|携帯電話", "mail": "メールアドレス|E-mail|電子メール",
    "my_number": "個人番号|マイナンバー", "illness": "病名|傷病名|持病", "member_no": "会員番号|職員番号", "date": "申請日|提出年月日|記入日",
    "purpose": "申請理由|志望動機|利用目的", "firm": "勤務先|会社名", "amount": "金額|申請額",
}  # fmt: skip
_LABELS_EN = {
    "name": "Name|Full name|Applicant name|Your name|Name of applicant|Full name (block capitals)", "guardian": "Parent/guardian|Next of kin|Emergency contact name",
    "birth": "Date of birth|DOB|D.O.B.|Date of birth (dd/mm/yyyy)", "gender": "Gender|Sex", "postcode": "Postcode|Post code",
    "address": "Address|Home address|Current address", "phone": "Telephone|Phone number|Mobile no|Daytime telephone", "mail": "Email|E-mail address|Email address",
    "nino": "National Insurance number|NI No|NI number", "nhs": "NHS number|NHS No", "illness": "Medical conditions|Diagnosis|Health conditions",
    "member_no": "Membership number|Staff number", "date": "Date|Date of application|Today's date", "purpose": "Reason for application|Reason for request",
    "firm": "Employer|Company", "amount": "Amount|Amount requested",
}  # fmt: skip
_TITLES = {
    "ja": ["入会申込書", "住所変更届", "履 歴 書", "補助金交付申請書", "健康調査票", "施設利用申請書", "扶養控除等（異動）申告書", "奨学金願書"],
    "en": ["Application form", "Change of address", "New starter form", "Medical questionnaire", "Membership application", "Hardship grant request"],
}  # fmt: skip
_REASONS = {
    "ja": ["転居のため", "通学に使用するため", "契約更新"],
    "en": ["Moved house", "Annual renewal", "Travel to work"],
}
_NOTES = {
    "ja": ["※太枠内を記入してください。", "（注）黒のボールペンで記入すること", "記入例を参照のこと"],
    "en": ["Please complete in black ink.", "Return this form to reception.", "Office use only"],
}
_ERAS = {"昭和": "昭", "平成": "平", "令和": "令"}


@dataclass(frozen=True)
class Field:
    """One filled field: what it is, and its whole value however it was laid out."""

    entity: str
    value: str


@dataclass
class Form:
    """A generated form. A blank one has no fields."""

    lang: str
    layout: str
    path: str
    rows: Rows
    fields: list[Field] = field(default_factory=list)
    people: int = 0


def forms(seed: int, each: int = EACH) -> Iterator[Form]:
    """All forms of a seed, in a fixed order."""
    for lang in ("ja", "en"):
        for name, layout in LAYOUTS.items():
            if lang == "en" and name in _JAPANESE_ONLY:
                continue
            for number in range(each):
                yield _Maker(lang, name, layout, random.Random(f"form/{seed}/{name}/{lang}/{number}")).form()


class _Maker:
    def __init__(self, lang: str, name: str, layout: Callable[[_Maker], Rows], rng: random.Random) -> None:
        self.lang, self.name, self.layout, self.rng = lang, name, layout, rng
        self.blank = rng.random() < BLANK_SHARE
        self.dates = rng.choice(["era", "kanji", "slash", "short"] if lang == "ja" else ["uk", "uk_words", "iso"])
        make = japanese if lang == "ja" else british
        self.person: Person = make(rng, rng.randrange(1, 900), self.dates)
        other = make(rng, rng.randrange(1, 900), self.dates)
        self.person |= {"guardian": other["name"]}
        self.names = self._names()
        self.fields: list[Field] = []

    def _names(self) -> list[str]:
        labels = _LABELS_JA if self.lang == "ja" else _LABELS_EN
        some = [n for n in labels if n not in ("name", "address", "birth", "phone") and self.rng.random() < 0.45]
        order = [n for n in labels if n in some or n in ("name", "address", "birth", "phone")]
        if self.lang == "ja" and "kana" in order and self.rng.random() < 0.7:
            order.remove("kana")
            order.insert(order.index("name"), "kana")  # the reading stands above the name
        return order

    def form(self) -> Form:
        rows = self.layout(self)
        rng = self.rng
        title = rng.choice(_TITLES[self.lang])
        top: Rows = [[title]] if rng.random() < 0.8 else []
        if top and rng.random() < 0.3:
            top.append([])
        if rng.random() < 0.3:
            rows = [*rows, [], [rng.choice(_NOTES[self.lang])]]
        if rng.random() < 0.3:
            rows = [["", *r] if r else [] for r in rows]
        stem = title.replace(" ", "") if rng.random() < 0.5 else rng.choice(["Book1", "様式1", "form v2"])
        people = 0 if self.blank else 1 + sum(n == "guardian" for n in self.names)
        kept = [f for f in self.fields if f.entity]
        return Form(self.lang, self.name, f"{stem}.xlsx", [*top, *rows], [] if self.blank else kept, people)

    def label(self, name: str) -> str:
        """What the form calls a field."""
        text = self.rng.choice((_LABELS_JA if self.lang == "ja" else _LABELS_EN)[name].split("|"))
        return text + self.rng.choice(
            ["", "", "", ":" if self.lang == "en" else "：", " *" if self.lang == "en" else "（必須）"]
        )

    def value(self, name: str) -> str:
        """What stands in the field, noted as the truth; on a blank form what is printed there, often nothing."""
        if self.blank:
            return self._printed(name)
        value = self._written(name)
        self._note(name, value)
        if name == "gender":
            return self._chosen(value)
        if name == "name" and self.lang == "ja" and self.rng.random() < 0.2:
            return value + self.rng.choice(["　印", "　㊞"])
        if name == "birth" and self.lang == "ja" and self.dates in ("era", "kanji") and self.rng.random() < 0.4:
            return value + self.rng.choice(["生", f"（満{self.person['age']}歳）"])
        if name == "address" and self.rng.random() < 0.3:
            return (
                f"〒{self.person['postcode']}　{value}" if self.lang == "ja" else f"{value} {self.person['postcode']}"
            )
        return value

    def _note(self, name: str, value: str) -> None:
        self.fields.append(Field(_ENTITY[name], value))

    def _written(self, name: str) -> str:
        rng, person = self.rng, self.person
        if name == "name" and self.lang == "ja":
            return person["surname"] + rng.choice(["", " ", "　"]) + person["given"]
        if name == "date":
            return rng.choice(["令和5年4月1日", "2023/4/1"] if self.lang == "ja" else ["01/04/2023", "1 April 2023"])
        if name == "purpose":
            return rng.choice(_REASONS[self.lang])
        if name == "amount":
            return f"{rng.randrange(1, 90) * 1000:,}" + ("円" if self.lang == "ja" else ".00")
        return person[name]

    def _chosen(self, value: str) -> str:
        """A choice as it is marked on paper and in files."""
        first, second = ("男", "女") if self.lang == "ja" else ("M", "F")
        if self.lang == "en":
            first, second = "Male", "Female"
            value = first if value == "M" else second
        mine = value == first
        marks = [("☑", "□"), ("■", "□"), ("☒", "☐"), ("✓", "□")]
        on, off = self.rng.choice(marks)
        style = self.rng.choice(["box", "box", "circle", "plain", "plain"])
        if style == "box":
            return f"{on if mine else off}{first}　{off if mine else on}{second}"
        if style == "circle":
            return f"({first})・{second}" if mine else f"{first}・({second})"
        return value

    def _printed(self, name: str) -> str:
        rng, ja = self.rng, self.lang == "ja"
        blanks = {
            "gender": ["男・女", "□男　□女", ""] if ja else ["□ Male  □ Female", "M / F", ""],
            "birth": ["　　年　　月　　日", "明・大・昭・平・令　　年　　月　　日生", ""] if ja else ["__ /__ /____", "DD/MM/YYYY", ""],
            "date": ["令和　　年　　月　　日", ""] if ja else ["___/___/_____", ""],
            "phone": ["（　　　）　　－", "　　　－　　　－", ""] if ja else ["", "____________"],
            "address": ["〒　　　－", ""] if ja else ["", "______________________"],
            "postcode": ["　　　－", ""] if ja else [""],
            "name": ["", "㊞", "　　　　　　印"] if ja else ["", "________________", "(block capitals)"],
            "mail": ["　　　　＠", ""] if ja else [""],
            "amount": ["　　　円"] if ja else ["£"],
        }  # fmt: skip
        return rng.choice(blanks.get(name, [""]))

    def split(self, name: str) -> list[str]:
        """A value over boxes: a character each, or the parts of a date."""
        if self.blank:
            return {"birth": ["昭・平・令", "", "年", "", "月", "", "日"]}.get(name, [""] * 6)
        rng = self.rng
        value = self._written(name)
        if name == "birth" and self.lang == "ja":
            era = rng.choice(["era", "western", "circled"]) if self.dates == "era" else "western"
            from detectors.text.dates import parse_date

            day = parse_date(value)
            assert day is not None
            when = day.first
            parts = [str(when.year), "年", str(when.month), "月", str(when.day), "日"]
            self._note(name, "".join(parts))
            if era != "western":
                begins = {"令和": 2018, "平成": 1988, "昭和": 1925}
                which = next(e for e in begins if value.startswith(e))
                of_era = str(when.year - begins[which])
                self.fields.pop()
                self._note(name, f"{which}{of_era}年{when.month}月{when.day}日")
                if era == "era":
                    return [which, of_era, *parts[1:]]
                choices = "・".join(f"({s})" if e == which else s for e, s in _ERAS.items())
                return [choices, of_era, *parts[1:]]
            return parts
        self._note(name, value)
        if name == "name":
            first, second = ("surname", "given") if self.lang == "ja" else ("given", "surname")
            return [*self.person[first], *([""] if rng.random() < 0.5 else []), *self.person[second]]
        if name == "birth":
            from detectors.text.dates import parse_date

            day = parse_date(value)
            assert day is not None
            digits = f"{day.first:%d%m%Y}"
            self.fields[-1] = Field(_ENTITY[name], digits)
            return [*digits] if rng.random() < 0.5 else [digits[:2], digits[2:4], digits[4:]]
        return [c for c in value if not c.isspace() and (c.isalnum() or rng.random() < 0.5)]


def _two_columns(form: _Maker) -> Rows:
    return [[form.label(n), form.value(n)] for n in form.names]


def _side_by_side(form: _Maker) -> Rows:
    cells = [(form.label(n), form.value(n)) for n in form.names]
    gap = [""] if form.rng.random() < 0.4 else []
    return [[*a, *gap, *b] for a, b in zip(cells[::2], [*cells[1::2], ("", "")][: len(cells[::2])], strict=True)]


def _labels_above(form: _Maker) -> Rows:
    width = form.rng.choice([2, 3])
    rows: Rows = []
    for at in range(0, len(form.names), width):
        part = form.names[at : at + width]
        gaps = [""] if form.rng.random() < 0.3 else []
        rows += [[c for n in part for c in [form.label(n), *gaps]], [c for n in part for c in [form.value(n), *gaps]]]
        if form.rng.random() < 0.3:
            rows.append([])
    return rows


def _same_cell(form: _Maker) -> Rows:
    """Label and value in one cell, as in Word tables and printed forms, often with underscores."""
    ja, rng = form.lang == "ja", form.rng
    rows: Rows = []
    for name in form.names:
        label = form.label(name).rstrip(":：")
        value = form.value(name)
        line = rng.choice(["", "", "_" * rng.randrange(3, 9), "＿＿" if ja else "......"])
        text = f"{label}{'：' if ja else ': '}{line}{value}{line}"
        if rows and len(rows[-1]) == 1 and rng.random() < 0.4:
            rows[-1].append(text)
        else:
            rows.append([text])
    return rows


def _grid_paper(form: _Maker) -> Rows:
    """神エクセル: narrow columns throughout, labels over some of them, values over others or a character in each."""
    rng = form.rng
    label_width = rng.choice([1, 3, 4])
    rows: Rows = []
    for name in form.names:
        parts = form.split(name) if name in _BOXED and rng.random() < 0.6 else [form.value(name)]
        row = [form.label(name), *[""] * (label_width - 1), *parts]
        rows.append(row + [""] * (30 - len(row)))
        if rng.random() < 0.25:
            rows.append([""] * 30)
    return rows


def _rirekisho(form: _Maker) -> Rows:
    """履歴書 (JIS): the reading above the name, address over two rows, a list of schools and posts below."""
    rng = form.rng
    rows: Rows = [["履 歴 書", "", "", "" if form.blank else "2023年4月1日現在", "写真を貼る位置"]]
    rows += [[form.label("kana"), form.value("kana"), "", "", ""], [form.label("name"), form.value("name"), "", "", ""]]
    rows += [[form.label("birth"), form.value("birth"), "", form.label("gender"), form.value("gender")]]
    rows += [["ふりがな", "", "", form.label("phone"), form.value("phone")]]
    rows += [[form.label("address"), form.value("address"), "", form.label("mail"), form.value("mail")], []]
    rows += [["年", "月", "学歴・職歴", "", ""]]
    years = sorted(rng.randrange(1998, 2022) for _ in range(4))
    past = ["高等学校卒業", "大学経済学部卒業", "株式会社磯辺水産入社", "一身上の都合により退社"]
    rows += [
        ["", "", "", "", ""] if form.blank else [str(y), str(rng.randrange(1, 13)), what, "", ""]
        for y, what in zip(years, past, strict=True)
    ]
    form.names = ["kana", "name", "birth", "gender", "phone", "address", "mail"]
    return rows


def _merged_left(form: _Maker) -> Rows:
    """A heading down the left over several fields (申請者 / Applicant), then label and value."""
    head = form.rng.choice(
        ["申請者", "申込者", "本人"] if form.lang == "ja" else ["Applicant", "Your details", "Section A"]
    )
    return [[head if i == 0 else "", form.label(n), form.value(n)] for i, n in enumerate(form.names)]


_BOXED = frozenset({"name", "birth", "phone", "postcode", "my_number", "nino", "nhs", "member_no"})
_JAPANESE_ONLY = frozenset({"rirekisho"})
LAYOUTS: dict[str, Callable[[_Maker], Rows]] = {
    "two columns": _two_columns,
    "side by side": _side_by_side,
    "labels above": _labels_above,
    "same cell": _same_cell,
    "grid paper": _grid_paper,
    "rirekisho": _rirekisho,
    "heading left": _merged_left,
}
