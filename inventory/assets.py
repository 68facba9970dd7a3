"""Files grouped into what people would call an information asset: a folder family and a document class.

Pure: file rows in, asset rows out. That what is handled alike goes on one row is the register's own rule (IPA 付録7).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from detectors.model import CONTEXTUAL, NEGATIVE, ClueKind, DateClue, PeopleEstimate
from inventory.rows import AssetRow, CopyGroup, EntityCount, FileRow, RetentionRow

FAMILY_DEPTH = 2
"""Folders below the root that make a family: department and subject. Deeper ones are how somebody files things."""

_NO_CLASS = frozenset({"none", "form_template"})
_IMPERSONAL = frozenset(str(entity) for entity in CONTEXTUAL | NEGATIVE)
_ERA = r"(?:明治|大正|昭和|平成|令和|[mtshr])\.?(?:元|\d{1,2})"
_YEAR = rf"(?:(?:19|20)\d\d|{_ERA})"
# A folder that says only when, not what: 2015年度, FY2020, 2018-19, 平成27年分, H27, 2019-04, 4月, Q1, April.
_PERIOD = re.compile(
    rf"(?:fy|cy|tax year|year)?[ _-]*{_YEAR}(?:年度?分?|fy)?(?:[-_/.~〜～ ]+(?:{_YEAR}|\d\d)(?:年度?分?)?)?"
    rf"|fy[ _-]?\d\d|{_YEAR}(?:年度?)?[-_. ]?\d{{1,2}}月?(?:分|[-_.]?\d{{1,2}}日?)?|\d{{1,2}}月(?:分|度)?"
    r"|(?:第)?[1-4一二三四]四半期|(?:上|下)(?:半)?期|q[1-4]|\d{1,2}|第\d{1,3}期"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|(?:nov|dec)(?:ember)?"
)
# A folder that says neither: left over from working, or made by the system.
_VAGUE = re.compile(
    r"(?:新しい|new)[ _-]?(?:フォルダ?ー?|folder)(?: ?\(\d+\))?|(?:old|旧|backups?|bak|archive[sd]?|バックアップ"
    r"|過去分?|tmp|temp|misc|その他|作業中?|work|copy|コピー)(?: ?\(\d+\))?"
)


@dataclass(slots=True)
class _Asset:
    files: int = 0
    size: int = 0
    low: int = 0
    high: int = 0
    entities: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    special: set[str] = field(default_factory=set)
    years: list[int] = field(default_factory=list)
    retention: RetentionRow | None = None
    overdue: int = 0
    protection: set[str] = field(default_factory=set)
    formats: Counter[str] = field(default_factory=Counter)
    copies: int = 0
    example: tuple[int, str] | None = None
    world_readable: bool = False
    first_seen: str = ""
    last_modified: str = ""
    problems: int = 0


def family(path: str) -> str:
    """The folder family of a file's path (of a member: of the file that holds it): at most two folders, without those
    that only name a period or nothing at all. '' for files that lie at the top."""
    kept: list[str] = []
    for folder in path.split("/")[:-1]:
        plain = unicodedata.normalize("NFKC", folder).strip().lower()
        if not _PERIOD.fullmatch(plain) and not _VAGUE.fullmatch(plain):
            kept.append(folder)
        if len(kept) == FAMILY_DEPTH:
            break
    return "/".join(kept)


def years(clues: Sequence[DateClue]) -> tuple[int, ...]:
    """The years a file is about, from its most telling clues: a period in the title or name before the document's own
    date, before dates in the data. A year from April to March, or a tax year, is named by its beginning."""
    for kind in (ClueKind.PERIOD, ClueKind.DOCUMENT_DATE, ClueKind.NEWEST_DATE, ClueKind.FIELD):
        found: set[int] = set()
        for clue in clues:
            if clue.kind is not kind or clue.event == "modified":
                continue
            first, last = clue.first[:4], clue.last[:4]
            if first.isdecimal() and last.isdecimal():
                found.add(int(first))
                # Whole years beyond one: the period runs to the year in which its last one began.
                found.add(max(int(first), int(last) - (clue.first[5:10] > "01-01")))
        if found:
            return tuple(sorted(found))
    return ()


def asset_key(root: str, folder: str, doc_class: str) -> str:
    """Identifies an asset from run to run: 16 hexadecimal digits of its root, folder family and class."""
    return blake2b("\0".join((root, folder, doc_class)).encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()


def is_asset(row: FileRow) -> bool:
    """Whether a file belongs into the register: personal data in it, or a class that means something."""
    personal = any(entity not in _IMPERSONAL for entity in row.entities) or bool(row.special)
    return personal or row.doc_class not in _NO_CLASS


def group_assets(rows: Iterable[tuple[FileRow, str]], copies: Sequence[CopyGroup]) -> list[AssetRow]:
    """Assets of the files given, each with the ISO date on which it was first seen; by root, folder and class.

    People: at least as many as the largest file has, at most the sum over files of different content. ``copies`` counts
    the files whose content is elsewhere too, the likely original aside.
    """
    surplus = {place for group in copies for place in group.paths[1:]}
    holders: dict[tuple[str, str, str], _Asset] = {}
    counted: set[tuple[str, str, str, str]] = set()
    for row, first_seen in rows:
        if not is_asset(row):
            continue
        # A member lies in the folder of the file on disk that holds it.
        on_disk = row.path.split(" > ", 1)[0] if row.member_of else row.path
        place = (row.root, family(on_disk), row.doc_class)
        asset = holders.setdefault(place, _Asset())
        content = (*place, row.content_hash)
        is_new_content = not row.content_hash or content not in counted
        counted.add(content)
        _add(asset, row, first_seen, is_new_content, (row.root, row.path) in surplus)
    return [_asset_row(*place, asset) for place, asset in sorted(holders.items())]


def _add(asset: _Asset, row: FileRow, first_seen: str, is_new_content: bool, is_copy: bool) -> None:
    asset.files += 1
    asset.size += max(row.size, 0)
    asset.low = max(asset.low, row.people.low)
    if is_new_content:
        asset.high += row.people.high
    for entity, count in row.entities.items():
        sums = asset.entities[entity]
        sums[0] += count.count
        sums[1] += count.distinct if is_new_content else 0
    asset.special.update(row.special)
    asset.years += years(row.clues)
    if row.retention:
        asset.retention = _due_first(asset.retention, row.retention)
        asset.overdue += row.retention.due != "" and row.retention.overdue_days > 0
    asset.protection.add(row.protection)
    if row.format:
        asset.formats[row.format] += 1
    asset.copies += is_copy
    # The file with the most people tells best what the asset is; the first by path among equals.
    if asset.example is None or row.people.high > asset.example[0]:
        asset.example = (row.people.high, row.path)
    asset.world_readable |= bool(row.mode & 0o004)
    asset.first_seen = min(asset.first_seen or first_seen, first_seen)
    asset.last_modified = max(asset.last_modified, row.modified[:10])
    asset.problems += row.outcome in ("partial", "failed")


def _due_first(one: RetentionRow | None, other: RetentionRow) -> RetentionRow:
    if one is None or (not one.due and other.due):
        return other
    return other if other.due and other.due < one.due else one


def _asset_row(root: str, folder: str, doc_class: str, asset: _Asset) -> AssetRow:
    return AssetRow(
        key=asset_key(root, folder, doc_class),
        root=root,
        folder=folder,
        doc_class=doc_class,
        files=asset.files,
        bytes=asset.size,
        people=PeopleEstimate(asset.low, max(asset.low, asset.high)),
        entities={entity: EntityCount(*sums) for entity, sums in sorted(asset.entities.items())},
        special=tuple(sorted(asset.special)),
        first_year=min(asset.years, default=0),
        last_year=max(asset.years, default=0),
        retention=asset.retention,
        overdue_files=asset.overdue,
        protection=tuple(sorted(asset.protection)),
        formats=tuple(name for name, _ in sorted(asset.formats.items(), key=lambda item: (-item[1], item[0]))),
        copies=asset.copies,
        example=asset.example[1] if asset.example else "",
        world_readable=asset.world_readable,
        first_seen=asset.first_seen,
        last_modified=asset.last_modified,
        problems=asset.problems,
    )
