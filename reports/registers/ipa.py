"""IPA 『中小企業の情報セキュリティ対策ガイドライン』 付録7 情報資産管理台帳: columns A to O, pre-filled.

Two editions with scales that must never be mixed: v3.1 (2023) values from 1 to 3, v3 (2019) from 0 to 2. Any personal
information makes the importance (重要度) the highest value. Columns, scales and rule: docs/registers.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from detectors.model import Entity
from inventory.storage.rows import AssetRow
from reports import wording
from reports.excel import Formula, Value
from reports.locale import Messages
from reports.registers import suggest
from reports.registers.layout import Column, Content, Request, RootNote
from reports.registers.merge import Dated, MachineRow
from reports.text import visible

YES = "有"
MEDIA = ("書類", "可搬電子媒体", "事務所PC", "モバイル機器", "社内サーバー", "社外サーバー")
"""The closed list of 媒体・保存先. The form is Japanese: its own words stay so in every language."""
SERVER = "社内サーバー"
SOURCE = (
    "IPA『中小企業の情報セキュリティ対策ガイドライン』付録7 リスク分析シートを基に作成"
    "  https://www.ipa.go.jp/security/guide/sme/ug65p90000019cbk-att/000055518.xlsx"
)


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the form: its name in the workbook, its number, and the highest value; the lowest is two less."""

    template: str
    number: str
    high: int

    @property
    def middle(self) -> int:
        """The middle value."""
        return self.high - 1

    @property
    def low(self) -> int:
        """The lowest value."""
        return self.high - 2

    def importance(self) -> Formula:
        """重要度: the highest of the three values, and the highest there is wherever there is personal information."""
        flags, values = "G{row}:I{row}", "J{row}:L{row}"
        return Formula(
            f'=IF(COUNTIF({flags},"{YES}")>0,{self.high},IF(COUNT({values})=0,"",MAX(J{{row}},K{{row}},L{{row}})))'
        )


EDITIONS = {"v3.1": Edition("ipa", "3.1", 3), "v3": Edition("ipa-v3", "3", 2)}
"""By the name that is asked for; the default first."""


def columns(edition: Edition) -> list[Column]:
    """The columns A to O."""
    flag, scale = (YES,), (edition.low, edition.high)
    return [
        Column("area", 13, centre=True),
        Column("name", 30),
        Column("note", 42),
        Column("users", 15),
        Column("department", 14),
        Column("medium", 15, MEDIA, centre=True),
        Column("personal", 9, flag, group="personal", centre=True),
        Column("sensitive", 15, flag, group="personal", centre=True),
        Column("my_number", 13, flag, group="personal", centre=True),
        Column("confidentiality", 8, scale=scale, group="value", centre=True),
        Column("integrity", 8, scale=scale, group="value", centre=True),
        Column("availability", 8, scale=scale, group="value", centre=True),
        Column("importance", 8, centre=True),
        Column("retention", 26),
        Column("registered", 12, centre=True),
    ]


def content(request: Request) -> Content:
    """The register's rows, one for each asset."""
    m, edition = request.messages, EDITIONS[request.edition]
    scale = {"top": edition.high, "middle": edition.middle, "bottom": edition.low, "edition": edition.number}
    names = suggest.names(m, request.assets)
    note_names = (
        "purpose",
        "how",
        "colours",
        "confidentiality",
        "integrity",
        "availability",
        "importance",
        "retention",
    )
    return Content(
        template=edition.template,
        words="ipa",
        title=m.text("register.ipa.title"),
        source=SOURCE,
        columns=columns(edition),
        rows=[_row(request, edition, a, n) for a, n in zip(request.assets, names, strict=True)],
        dated=Dated(stamp="registered"),
        formulas={"importance": edition.importance()},
        warn={a.key: frozenset({"retention"}) for a in request.assets if suggest.all_late(a, request.today)},
        notes=[
            (m.text(f"register.ipa.notes.{n}.label"), m.text(f"register.ipa.notes.{n}.text", **scale))
            for n in (*note_names, "people", "source")
        ],
        files=sum(a.files for a in request.assets),
    )


def _row(request: Request, edition: Edition, asset: AssetRow, name: str) -> MachineRow:
    m = request.messages
    root = request.roots.get(asset.root, RootNote())
    personal = suggest.has_personal(asset)
    sensitive = any(e in suggest.JAPANESE_SPECIAL for e in asset.special)
    my_number = Entity.JP_MY_NUMBER in asset.entities
    registered: date = request.today
    top = edition.high if personal or sensitive or my_number else edition.middle
    values: dict[str, Value] = {
        "area": m.text(f"register.area.{suggest.area(asset)}"),
        "name": visible(name),
        "note": note(m, asset),
        "users": m.text("register.users.everyone") if asset.world_readable else "",
        "department": request.department(asset),
        "medium": root.medium if root.medium in MEDIA else SERVER,
        "personal": YES if personal or my_number else "",
        "sensitive": YES if sensitive else "",
        "my_number": YES if my_number else "",
        "confidentiality": top,
        "integrity": top,
        "availability": edition.middle,  # files do not show it
        "importance": edition.importance(),
        "retention": suggest.retention(m, request.rules, asset),
        "registered": registered,
    }
    return MachineRow(asset.key, values)


def note(m: Messages, asset: AssetRow) -> str:
    """備考: how many files and people, which kinds of data, copies and gaps, and one path as an example."""
    parts = [m.text("register.note.files", n=asset.files)]
    if asset.people.high > 0:
        parts.append(m.text("register.note.people", people=wording.people(m, asset.people)))
    if special := suggest.special(m, asset, suggest.JAPANESE_SPECIAL):
        parts.append(m.text("register.note.special", special=special))
    if asset.copies:
        parts.append(m.text("register.note.copies", n=asset.copies))
    if asset.problems:
        parts.append(m.text("register.note.problems", n=asset.problems))
    if asset.overdue_files:
        parts.append(m.text("register.note.overdue", n=asset.overdue_files))
    return f"{wording.joined(m, parts)}\n{suggest.examples(m, asset)}"
