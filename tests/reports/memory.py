"""An inventory of made-up rows, answering what ``inventory.questions.queries.InventoryView`` answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from detectors.model import PeopleEstimate
from inventory.judging.forgotten import Candidate, Forgotten, choose
from inventory.lineage.copying import CopyOrder
from inventory.lineage.surplus import Surplus
from inventory.questions.archives import Inside
from inventory.questions.twins import Twin
from inventory.questions.undecided import Group, Undecided, weight
from inventory.storage.personal import personal
from inventory.storage.rows import (
    AssetRow,
    CopyCounts,
    CopyGroup,
    Coverage,
    EntityCount,
    FileRow,
    FindingRow,
    ProblemRow,
    RelatedRow,
    Relation,
    RetentionRow,
    ScanRow,
)
from inventory.storage.totals import PlaceRow, Totals
from reports import wording
from reports.summary import newest

ROOT = "/srv/share"
HOSTILE = (
    "<script>alert(1)</script>.xlsx",
    "=cmd|' /C calc'!A0.csv",
    "line\nbreak.txt",
    "invoice\u202etxt.exe",
    "bell\x07 and escape\x1b[31m.doc",
    "@SUM(1+1).csv",
    '"onmouseover="alert(1)".html',
    "{{ 7*7 }}.txt",
    "\\xff\\xfe.txt",
    "lone \udc80 surrogate.txt",
)


@dataclass
class MemoryView:
    """The view itself; coverage is counted from the files."""

    file_rows: Sequence[FileRow] = ()
    finding_rows: Sequence[FindingRow] = ()
    asset_rows: Sequence[AssetRow] = ()
    copy_groups: Sequence[CopyGroup] = ()
    related_rows: Sequence[RelatedRow] = ()
    near: Mapping[int, Sequence[Twin]] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    inside: Mapping[int, Inside] = field(default_factory=dict)
    surplus: Mapping[int, Surplus] = field(default_factory=dict)
    scan: ScanRow | None = field(
        default_factory=lambda: ScanRow(
            1, (ROOT,), "2026-11-20T08:00:00Z", "2026-11-20T08:12:30Z", "rules-1", {"scanned": 3}
        )
    )

    def files(self) -> Iterator[FileRow]:
        return iter(self.file_rows)

    def not_examined(self, most: int | None) -> Sequence[FileRow]:
        order = ("failed", "partial", "skipped")
        left = sorted((r for r in self.file_rows if r.outcome in order), key=lambda r: order.index(r.outcome))
        return left[:most]

    def riskiest(self, most: int) -> Sequence[FileRow]:
        found = [r for r in self.file_rows if r.risk and personal(r.entities, r.people)]
        return sorted(found, key=lambda r: -r.risk)[:most]

    def due(self, first: str, upto: str, most: int | None) -> tuple[Sequence[FileRow], int]:
        found = [(r.retention.due, r) for r in self.file_rows if r.retention and r.retention.due]
        within = sorted((pair for pair in found if first <= pair[0] <= upto), key=lambda pair: pair[0])
        return [row for _, row in within[:most]], len(within)

    def unruled(self, most: int | None) -> tuple[Sequence[FileRow], int]:
        found = [r for r in self.file_rows if r.risk and personal(r.entities, r.people) and not r.retention]
        return sorted(found, key=lambda r: -r.risk)[:most], len(found)

    def forgotten(self, before: str, today: str, most: int) -> Forgotten:
        day = date.fromisoformat(today)
        held = [r for r in self.file_rows if r.people.high > 2 and personal(r.entities, r.people)]
        files = [
            Candidate(number, r.people.high, r.format == "xlsx", bool(r.special), newest(r, day))
            for number, r in enumerate(held)
        ]
        found, many, smaller = choose(files, before)
        return Forgotten([held[c.number] for c in found[:most]], len(found), many, smaller)

    def places(self) -> Sequence[PlaceRow]:
        return [place(row) for row in self.file_rows]

    def undecided(self, risk: int, most: int, group: Group, only: str | None = None) -> dict[str, Undecided]:
        found: dict[str, list[FileRow]] = defaultdict(list)
        for row in self.still_open({row.id for row in self.file_rows}).rows:
            days = row.retention.overdue_days if row.retention else 0
            name = group(row.root, row.path)
            if (row.risk >= risk or days > 0 or row.id in self.surplus) and only in (None, name):
                found[name].append(row)
        order = {
            n: sorted(r, key=lambda r: -weight(r.risk, r.retention.overdue_days if r.retention else 0))
            for n, r in found.items()
        }
        return {name: Undecided(rows[:most], len(rows), self.inside, self.surplus) for name, rows in order.items()}

    def still_open(self, files: Collection[int]) -> Undecided:
        rows = [row for row in self.file_rows if row.id in files and not row.decision and not row.member_of]
        held = {row.id: self.inside[row.id] for row in rows if row.id in self.inside}
        return Undecided(rows, len(rows), held, {n: copy for n, copy in self.surplus.items() if n in files})

    def twins(self, files: Collection[int]) -> Mapping[int, Sequence[Twin]]:
        """Identical files, and those of ``near``."""
        return {
            one.id: [
                Twin(other.root, other.path, kept=other.retention.due if other.decision and other.retention else "")
                for other in self.file_rows
                if other is not one and other.content_hash == one.content_hash
            ]
            + list(self.near.get(one.id, ()))
            for one in self.file_rows
            if one.id in files
        }

    def findings(self) -> Iterator[FindingRow]:
        return iter(self.finding_rows)

    def problems(self) -> Iterator[ProblemRow]:
        return (p for f in self.file_rows for p in f.problems)

    def coverage(self) -> Coverage:
        kinds: Counter[str] = Counter()
        for row in self.file_rows:
            kinds.update({p.kind for p in row.problems})
        return Coverage(
            tuple(sorted({f.root for f in self.file_rows})) or (ROOT,),
            len(self.file_rows),
            sum(f.size for f in self.file_rows if not f.member_of),
            sum(f.characters for f in self.file_rows),
            Counter(f.outcome for f in self.file_rows),
            kinds,
            self.scan,
        )

    def findings_of(self, files: Collection[int]) -> Iterator[FindingRow]:
        wanted = {(row.root, row.path) for row in self.file_rows if row.id in files}
        return (f for f in self.finding_rows if (f.root, f.path) in wanted)

    def copies(self, order: CopyOrder, most: int | None = None, *, people: bool | None = None) -> Sequence[CopyGroup]:
        groups = [g for g in self.copy_groups if people is None or (g.people.high > 0) is people]
        return sorted(groups, key=lambda g: -g.people.high * (len(g.paths) - 1))[:most]

    def copy_counts(self) -> CopyCounts:
        about = [g for g in self.copy_groups if g.people.high > 0]
        surplus = sum(len(g.paths) - 1 for g in about)
        return CopyCounts(len(about), surplus, len(self.copy_groups) - len(about))

    def related(self, relation: Relation | None = None, most: int | None = None) -> Sequence[RelatedRow]:
        return [row for row in self.related_rows if relation in (None, row.relation)][:most]

    def related_count(self, relation: Relation) -> int:
        return len(self.related(relation))

    def assets(self) -> Sequence[AssetRow]:
        return self.asset_rows

    def successors(self, lost: Collection[str]) -> Mapping[str, str]:
        return {key: now for key, now in self.moved.items() if key in lost}


def place(row: FileRow) -> PlaceRow:
    """A place in which this file alone is."""
    about_people, state = bool(personal(row.entities, row.people)), wording.retention_state(row.retention)
    return PlaceRow(
        row.root,
        "/".join(row.path.split(" > ")[0].split("/")[:-1][:2]),
        "",
        row.doc_class,
        Totals(
            files=1,
            not_examined=int(wording.not_examined(row)),
            personal=int(about_people),
            at_risk=int(about_people and row.risk > 0),
            unruled=int(about_people and row.risk > 0 and not row.retention),
            sensitive=int(bool(row.special)),
            most_people=row.people.high,
            risk=row.risk,
            overdue=int(state == "overdue"),
            no_clock=int(state == "unknown"),
            entities={name: [1, found.distinct] for name, found in row.entities.items()},
        ),
    )


def counts(**entities: int) -> dict[str, EntityCount]:
    return {name: EntityCount(n, n) for name, n in entities.items()}


def retention(rule: str = "jp.wage-ledger", due: str = "2025-03-31", overdue_days: int = 601) -> RetentionRow:
    return RetentionRow(rule, "statutory", due, overdue_days, "period", "medium")


def file(path: str = "営業/名簿.xlsx", **changes: object) -> FileRow:
    row = FileRow(
        id=1,
        root=ROOT,
        path=path,
        member_of="",
        format="xlsx",
        outcome="scanned",
        problems=(),
        size=48_213,
        modified="2019-04-01T09:30:00Z",
        content_hash="ab12",
        doc_class="customer_list",
        class_evidence=("LABEL 顧客名", "PATTERN"),
        entities=counts(PERSON=1204, PHONE_NUMBER=1190, ADDRESS=1200),
        people=PeopleEstimate(1190, 1204),
        special=(),
        protection="none",
        risk=74,
        retention=None,
        clues=(),
        mode=0o100644,
        owner=1000,
        characters=120_000,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def problem(path: str, kind: str, detail: str, at: str = "", stage: str = "EXTRACT") -> ProblemRow:
    return ProblemRow(ROOT, path, kind, stage, detail, at)


def finding(path: str = "営業/名簿.xlsx", **changes: object) -> FindingRow:
    row = FindingRow(
        root=ROOT,
        path=path,
        at="顧客!C2:C1205",
        entity="PHONE_NUMBER",
        count=1204,
        distinct=1190,
        score=0.9931,
        evidence=("LABEL 電話番号", "COLUMN 0.998"),
        masked=("090-****-**01", "080-****-**77"),
        is_column=True,
        sheet="顧客",
        letter="C",
        header="電話番号",
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def asset(key: str = "k1", **changes: object) -> AssetRow:
    row = AssetRow(
        key=key,
        root=ROOT,
        folder="営業部/顧客",
        doc_class="customer_list",
        files=3,
        bytes=151_552,
        people=PeopleEstimate(1190, 1310),
        entities=counts(PERSON=1310, PHONE_NUMBER=1190),
        special=(),
        first_year=2015,
        last_year=2019,
        retention=None,
        overdue_files=0,
        protection=("none",),
        formats=("xlsx", "csv"),
        copies=1,
        example="営業部/顧客/顧客名簿2019.xlsx",
        world_readable=False,
        first_seen="2026-11-20",
        last_modified="2019-04-01T09:30:00Z",
        problems=0,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def office() -> MemoryView:
    """A small firm's share: a bit of everything that a report has to show."""
    files = [
        file(),
        file("営業/旧/名簿 コピー.xlsx", risk=71, modified="2014-05-02T01:02:03Z"),
        file(
            "人事/健診2016.xlsx",
            doc_class="health_check",
            special=("HEALTH",),
            entities=counts(PERSON=42, DATE_OF_BIRTH=42, HEALTH=42),
            people=PeopleEstimate(42, 42),
            risk=92,
            retention=retention("jp.health-check", "2021-05-31", 2001),
            content_hash="c3",
        ),
        file(
            "人事/マイナンバー.csv",
            format="csv",
            doc_class="my_number_form",
            entities=counts(PERSON=12, JP_MY_NUMBER=12),
            people=PeopleEstimate(12, 12),
            risk=95,
            retention=retention("jp.my-number", "2026-12-31", -39),
            content_hash="d4",
        ),
        file(
            "payroll/2018/P60s.zip > P60 2018.pdf",
            member_of="payroll/2018/P60s.zip",
            format="pdf",
            doc_class="payroll",
            entities=counts(PERSON=30, UK_NINO=30, ADDRESS=30),
            people=PeopleEstimate(28, 30),
            risk=66,
            retention=retention("uk.paye", "2024-04-05", 961),
            content_hash="e5",
            size=9_000,
        ),
        file(
            "payroll/2018/P60s.zip",
            format="zip",
            doc_class="none",
            class_evidence=(),
            entities={},
            people=PeopleEstimate(0, 0),
            risk=0,
            content_hash="f6",
            protection="aes",
        ),
        file(
            "総務/契約書.pdf",
            outcome="failed",
            problems=(problem("総務/契約書.pdf", "ENCRYPTED", "a password is needed to open it"),),
            doc_class="none",
            class_evidence=(),
            entities={},
            people=PeopleEstimate(0, 0),
            risk=20,
            content_hash="",
            protection="pdf",
        ),
        file(
            "総務/議事録.docx",
            outcome="partial",
            problems=(
                problem("総務/議事録.docx", "CORRUPT", "damaged, read up to a point (BadZipFile)", "page 3"),
                problem("総務/議事録.docx", "NEEDS_OCR", "character recognition is not installed"),
            ),
            doc_class="minutes",
            entities=counts(PERSON=5),
            people=PeopleEstimate(4, 6),
            risk=12,
            content_hash="07",
        ),
        file("link", outcome="skipped", entities={}, doc_class="none", risk=0, people=PeopleEstimate(0, 0),
             problems=(problem("link", "UNSUPPORTED", "symbolic link, not followed", stage="CRAWL"),),
             content_hash="", characters=0),
        file("写真/案内.txt", outcome="unchanged", entities={}, doc_class="none", risk=0, people=PeopleEstimate(0, 0),
             content_hash="08"),
        *(
            file(name, risk=50, doc_class="none", people=PeopleEstimate(1, 2), entities=counts(PERSON=2),
                 content_hash="")
            for name in HOSTILE
        ),
    ]  # fmt: skip
    findings = [
        finding(),
        finding(entity="PERSON", at="顧客!B2:B1205", letter="B", header="氏名", masked=("山* 太*",),
                evidence=("LABEL 氏名", "DICTIONARY surnames", "MODEL ja")),
        finding("人事/マイナンバー.csv", entity="JP_MY_NUMBER", at="!C2:C13", sheet="", count=12, distinct=12,
                evidence=("CHECK_DIGIT", "COLUMN 1.0", "NEIGHBOUR PERSON"), masked=("********9012",)),
        finding("総務/議事録.docx", entity="PERSON", at="page 3 > line 4", is_column=False, sheet="", letter="",
                header="", count=1, distinct=1, evidence=("CONTEXT 出席者",), masked=("佐* 花*",)),
        *(finding(name, at=name, is_column=False, masked=(name,)) for name in HOSTILE),
    ]  # fmt: skip
    copies = [CopyGroup("ab12", ((ROOT, files[0].path), (ROOT, files[1].path)), 48_213, PeopleEstimate(1190, 1204))]
    return MemoryView(files, findings, assets(), copies)


def assets() -> list[AssetRow]:
    return [
        asset(),
        asset(
            "k2",
            folder="人事/健診",
            doc_class="health_check",
            files=1,
            people=PeopleEstimate(42, 42),
            entities=counts(PERSON=42, HEALTH=42),
            special=("HEALTH",),
            first_year=2016,
            last_year=2016,
            retention=retention("jp.health-check", "2021-05-31", 2001),
            overdue_files=1,
            copies=0,
            example="人事/健診/健診2016.xlsx",
            world_readable=True,
        ),
        asset(
            "k3",
            folder="人事",
            doc_class="my_number_form",
            entities=counts(PERSON=12, JP_MY_NUMBER=12),
            people=PeopleEstimate(12, 12),
            first_year=0,
            last_year=0,
            retention=RetentionRow("jp.my-number", "destroy-by", "", 0, "none", "none"),
            problems=1,
            example="人事/=HYPERLINK(1)\n.csv",
        ),
        asset("k4", folder="finance/purchase ledger", doc_class="ledger", entities={}, people=PeopleEstimate(0, 0)),
        asset("k5", folder="営業部/旧顧客", protection=("aes",), example="営業部/旧顧客/<b>.xlsx"),
    ]
