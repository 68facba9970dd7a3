"""What the registers propose for an asset: business area, name, department, notes, risk. People correct it."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from detectors.model import Entity
from detectors.special.laws import APPI, UK_GDPR_9, UK_GDPR_10, special_under
from inventory.lineage.folders import own_part
from inventory.retention.model import Trust
from inventory.storage.assets import unnumbered
from inventory.storage.personal import personal
from inventory.storage.rows import AssetRow, FileRow
from reports import wording
from reports.locale import Messages
from reports.rules import RuleNames
from reports.text import visible

JAPANESE_SPECIAL = special_under(APPI)
"""要配慮個人情報 (political opinions count as 信条). Trade unions and sex life are not on that list."""
UK_SPECIAL = special_under(UK_GDPR_9, UK_GDPR_10)
"""Special category data (a disability is health) and criminal offence data."""
HIGH_HARM = frozenset(
    {
        *(Entity.CREDIT_CARD, Entity.IBAN_CODE, Entity.UK_BANK_ACCOUNT, Entity.JP_BANK_ACCOUNT, Entity.JP_MY_NUMBER),
        *(Entity.UK_NINO, Entity.UK_NHS, Entity.UK_PASSPORT, Entity.JP_PASSPORT, Entity.JP_RESIDENCE_CARD),
        *(Entity.JP_PENSION_NUMBER, Entity.JP_RESIDENT_RECORD_CODE),
    }
)
MANY_PEOPLE = 1000
"""Above this number of people a leak is reportable in Japan whatever the data (APPI enforcement rules, Art 7)."""
HANDFUL = 10
"""People whom papers name without being a list of them."""
MOST_FOLDERS = 5
_GENERAL = ("", "general_affairs", "common")
_NAMELESS = ("none", "form_template")


@dataclass(frozen=True, slots=True)
class _Area:
    words: tuple[str, ...]
    whom: tuple[str, ...]
    classes: frozenset[str]


@cache
def _areas() -> Mapping[str, _Area]:
    text = (Path(__file__).parent / "business_areas.toml").read_text(encoding="utf-8")
    return {
        name: _Area(tuple(table["words"]), tuple(table.get("whom", ())), frozenset(table["classes"]))
        for name, table in tomllib.loads(text).items()
    }


@cache
def area_words() -> frozenset[str]:
    """The words for business areas, but for that of what all share."""
    return frozenset(word for name, found in _areas().items() if name != "common" for word in found.words)


def _names(word: str, folder: str) -> bool:
    if word.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", folder) is not None
    return word in folder


def area(asset: AssetRow) -> str:
    """The id of the business area, from the folders' names (innermost first), else from the kind of document.

    What general administration keeps and what all share goes by its kind, where no other folder says more: pay is HR's
    also below 総務課, and contracts of the lettings department (賃貸管理課/契約書) are that department's.
    """
    by_kind = next((name for name, found in _areas().items() if asset.doc_class in found.classes), "")
    folders = _folders(asset)[::-1]
    named = [*map(area_of, folders), *map(_area_of_whom, folders)]
    telling = next((name for name in named if name not in _GENERAL), "")
    return telling or by_kind or next(filter(None, named), "common")


@lru_cache(maxsize=4096)
def area_of(folder: str) -> str:
    """The area that a folder's name gives away by its longest word; '' where none does."""
    return _longest(folder, {name: found.words for name, found in _areas().items()})


@lru_cache(maxsize=4096)
def _area_of_whom(folder: str) -> str:
    """The same, by a word for the people whom its documents are about: nobody's area by itself (Advice/Clients)."""
    return _longest(folder, {name: found.whom for name, found in _areas().items()})


def _longest(folder: str, words: Mapping[str, Sequence[str]]) -> str:
    lower = folder.lower().replace("_", " ").replace("-", " ")
    named = [(len(word), name) for name, of in words.items() for word in of if _names(word, lower)]
    return max(named, key=lambda n: n[0])[1] if named else ""


def _folders(asset: AssetRow) -> list[str]:
    last_of_root = asset.root.rstrip("/").rsplit("/", 1)[-1]
    return [f for f in (last_of_root, *asset.folder.split("/")) if f]


def lies_below(asset: AssetRow, words: Iterable[str]) -> bool:
    """Whether one of its folders has one of these words in its name."""
    return any(_names(word, folder.lower().replace("_", " ")) for folder in _folders(asset) for word in words)


def names(m: Messages, assets: Sequence[AssetRow]) -> list[str]:
    """A short name for each asset, as a clerk would write it: what it is, whose or in which folder, and which years.

    Where two would be called the same, the root's own name tells them apart.
    """
    plain = [_name(m, a, _place(m, a, a.folder.split("/"))) for a in assets]
    counts = Counter(plain)
    return [
        _name(m, a, _place(m, a, _folders(a))) if counts[name] > 1 else name
        for a, name in zip(assets, plain, strict=True)
    ]


def _place(m: Messages, asset: AssetRow, folders: Sequence[str]) -> str:
    """The folders, without one that only says again what kind of document it is (健康診断 for 健康診断の結果)."""
    # 個人 says whose the folders below it are, and nothing of 個人情報.
    kind = _kind(m, asset).lower()
    told = [unnumbered(f) for f in folders if f and (len(f) < 2 or f.strip().lower() not in kind or own_part((f,)))]
    return m.text("register.name.folders").join(told)


def _kind(m: Messages, asset: AssetRow) -> str:
    if asset.doc_class in _NAMELESS:
        return m.text("register.name.personal" if has_personal(asset) else "register.name.documents")
    return wording.doc_class(m, asset.doc_class)


def _name(m: Messages, asset: AssetRow, place: str) -> str:
    name = _kind(m, asset)
    if place:
        name = m.text("register.name.in_folder", kind=name, folder=place)
    span = years(m, asset)
    return m.text("register.name.with_years", kind=name, years=span) if span else name


def places(asset: AssetRow) -> list[str]:
    """Where its files lie: the folders by their whole paths, also those that its name leaves out (old, backup)."""
    root = asset.root.rstrip("/")
    return [visible(f"{root}/{folder}".rstrip("/")) or "/" for folder in asset.folders or (asset.folder,)]


def location(m: Messages, asset: AssetRow) -> str:
    """The same as one text, a folder a line."""
    return cut(m, places(asset), MOST_FOLDERS)


def cut(m: Messages, lines: Iterable[str], most: int) -> str:
    """The first lines, and how many were left out."""
    listed = list(lines)
    shown = listed[:most]
    if len(listed) > most:
        shown.append(m.text("register.more", n=len(listed) - most))
    return "\n".join(shown)


def access(m: Messages, asset: AssetRow) -> str:
    """Who can read it, as far as the files' permissions tell."""
    return m.text(f"register.access.{'everyone' if asset.world_readable else 'limited'}")


def years(m: Messages, asset: AssetRow) -> str:
    """The years that the data cover; business years as they are written: 2020-21, 2020年度."""
    if not asset.first_year and not asset.last_year:
        return ""
    first, last = asset.first_year or asset.last_year, asset.last_year or asset.first_year
    year, words = (_BusinessYear, "split_") if asset.split_years else (int, "")
    if first == last:
        return m.text(f"register.years.{words}one", year=year(first))
    return m.text(f"register.years.{words}span", first=year(first), last=year(last))


class _BusinessYear(int):
    """A year by its beginning, that is written with its end in English: 2020-21."""

    def __str__(self) -> str:
        return f"{int(self)}-{(self + 1) % 100:02}"


def categories(m: Messages, held: AssetRow | FileRow) -> str:
    """The personal data in it, the most frequent first."""
    entities = personal(held.entities, held.people)
    order = sorted(entities, key=lambda e: (-entities[e].distinct, e))
    return wording.joined(m, (wording.entity(m, e) for e in order))


def special(m: Messages, asset: AssetRow, law: Iterable[Entity]) -> str:
    """Which of the special categories of a law are in it."""
    return wording.joined(m, (wording.entity(m, e) for e in sorted(law) if e in asset.special))


def has_personal(asset: AssetRow) -> bool:
    """Whether there is anything about people in it."""
    return bool(personal(asset.entities, asset.people))


def retention(m: Messages, names: RuleNames, asset: AssetRow) -> str:
    """The date until which it is kept, with the rule, as one text; the first and the last where its files differ."""
    found = asset.retention
    if found is None:
        return m.text("retention.no_rule")
    kind = "unknown" if not found.due else "weak" if found.trust == "weak" else "until"
    rule, terms = names.name(found.rule), names.terms(found.rule) or m.word("basis", found.basis_kind)
    return m.text(f"register.retention.{kind}", due=due(m, asset) or found.due, rule=rule, terms=terms)


def due(m: Messages, asset: AssetRow) -> str:
    """The first and the last day until which its files are kept; '' where there is only one."""
    found = asset.retention
    if found is None or not found.due or not asset.last_due or asset.last_due == found.due:
        return ""
    return m.text("register.retention.span", first=found.due, last=asset.last_due)


def all_late(asset: AssetRow, today: date) -> bool:
    """Whether the period of all its files that have one is over: of some, the text says how many."""
    last = asset.last_due or (asset.retention.due if asset.retention else "")
    return asset.overdue_files > 0 and last < today.isoformat()


def examples(m: Messages, asset: AssetRow) -> str:
    """Paths of some of its files, of different titles."""
    paths = asset.examples or (asset.example,)
    return m.text("register.note.example", path=m.text("register.note.and").join(map(visible, paths)))


def rule(m: Messages, names: RuleNames, asset: AssetRow) -> str:
    """The retention rule with its period, what that runs from, and its basis."""
    if asset.retention is None:
        return m.text("retention.no_rule")
    parts = [f(asset.retention.rule) for f in (names.name, names.terms, names.basis)]
    if asset.retention.trust == Trust.WEAK:
        parts.append(m.text("register.retention.rough"))
    return "\n".join(part for part in parts if part)


def protection(m: Messages, asset: AssetRow) -> str:
    """How its files are protected."""
    return wording.joined(m, (m.word("protection", p) for p in asset.protection))


def risk(m: Messages, asset: AssetRow) -> tuple[str, str]:
    """A level (``high``, ``medium`` or ``low``) and the reasons for it in words.

    High: special categories, numbers that open accounts or identities, or more than a thousand people. Medium: other
    personal data, and accounts or addresses in which nobody was found. One step up where everyone can read more
    than a handful of people and nothing protects them. The scale is the product's own.
    """
    reasons: list[str] = []
    level = 1 if has_personal(asset) else 0
    if asset.special:
        reasons.append(m.text("register.risk.special"))
    nobody = level == 1 and asset.people.high <= 0 and not asset.special
    if HIGH_HARM & asset.entities.keys() and not nobody:
        reasons.append(m.text("register.risk.high_harm"))
    if asset.people.everybody.high > MANY_PEOPLE:
        reasons.append(m.text("register.risk.many_people"))
    if reasons:
        level = 2
    open_to_all = asset.world_readable and (not asset.protection or "none" in asset.protection)
    if level and open_to_all and not nobody:
        level = min(2, level + (asset.people.high > HANDFUL))
        reasons.append(m.text("register.risk.open"))
    if asset.overdue_files:
        reasons.append(m.text("register.risk.overdue", n=asset.overdue_files))
    if nobody:
        reasons.append(m.text("register.risk.nobody"))
    if level and asset.copies:
        reasons.append(m.text("register.risk.copies", n=asset.copies))
    return ("low", "medium", "high")[level], wording.joined(m, reasons)
