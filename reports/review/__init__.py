"""The review page: the list of files, one file with everything known of it, and the forms to decide.

Plain HTML made on this side: no script, nothing from elsewhere. Everything shown passes the template's escaping.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from inventory.questions.review import FindingDetail, Listed, Order
from inventory.retention.model import NAMEABLE
from inventory.storage.personal import IMPERSONAL, personal
from inventory.storage.rows import FileRow
from reports import wording
from reports.locale import Messages
from reports.registers.departments import Departments
from reports.rules import RuleNames
from reports.text import encodable, visible

if TYPE_CHECKING:
    from jinja2 import Environment

    from inventory.retention.rules import RuleSet
    from scanner.showing import ShownValue

_TEMPLATES = Path(__file__).parents[1] / "templates"

PAGE = 50
"""Files on one page of the list."""

STATES = ("", "overdue", "undecided", "decided")


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the list is shown, as it stands in the address. What makes no sense there is as if it were not there."""

    order: Order = Order.RISK
    state: str = ""
    department: str = ""
    text: str = ""
    page: int = 1

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> Filter:
        """From the fields of an address."""
        order, state, page = query.get("order", ""), query.get("state", ""), query.get("page", "")
        return cls(
            Order(order) if order in set(Order) else Order.RISK,
            state if state in STATES else "",
            query.get("department", ""),
            query.get("text", "").strip(),
            max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 7 else 1,
        )

    def address(self, page: int) -> str:
        """The address of another page of the same list."""
        fields = {"order": self.order, "state": self.state, "department": self.department, "text": self.text}
        return "/?" + urlencode({**{k: v for k, v in fields.items() if v}, "page": page})

    def keeps(self, row: Listed, department: str) -> bool:
        """Whether a file of this department is in the list."""
        late = row.overdue_days > 0 and bool(row.due)
        state = {"": True, "overdue": late, "undecided": not row.standing, "decided": bool(row.standing)}[self.state]
        named = self.department in ("", department)
        return state and named and self.text.casefold() in f"{row.root}/{row.path}".casefold()


@dataclass(frozen=True, slots=True)
class FilePage:
    """Everything the page of one file shows. ``said`` explains its retention, ``risk`` and ``breach`` the parts of its
    risk and the tests of a breach, each with a heading as its first line; ``copies`` are (number, path), ``decisions``
    (number, sentence, who, when, why). ``values`` is None until they are asked for; ``trouble`` says why they could not
    be read."""

    row: FileRow
    said: Sequence[str]
    risk: Sequence[str]
    breach: Sequence[str]
    findings: Sequence[FindingDetail]
    more_findings: int
    copies: Sequence[tuple[int, str]]
    decisions: Sequence[tuple[int, str, str, str, str]]
    who: str
    csrf: str
    notice: str = ""
    values: Sequence[ShownValue] | None = None
    cut: bool = False
    trouble: Sequence[str] = ()


class Pages:
    """Makes the pages in the language of ``m``."""

    def __init__(self, m: Messages, rules: RuleSet, today: date) -> None:
        self._m = m
        self._today = today
        self._environment = _environment(m, RuleNames(m, rules))
        self.style = (_TEMPLATES / "review.css").read_text(encoding="utf-8")

    def listing(self, rows: Sequence[Listed], wanted: Filter, departments: Departments) -> str:
        """The list. A page beyond the last is the last."""
        whose = [departments.of_path(row.root, row.path) for row in rows]
        found = [row for row, department in zip(rows, whose, strict=True) if wanted.keeps(row, department)]
        last = max(1, -(-len(found) // PAGE))
        page = min(wanted.page, last)
        return self._render(
            "review_list.html",
            rows=found[(page - 1) * PAGE : page * PAGE],
            total=len(found),
            wanted=wanted,
            page=page,
            last=last,
            departments=sorted(set(whose)),
            orders=list(Order),
            states=STATES,
            late=lambda row: bool(row.due) and date.fromisoformat(row.due) < self._today,
            overdue_days=lambda row: (self._today - date.fromisoformat(row.due)).days,
        )

    def file(self, page: FilePage) -> str:
        """One file."""
        # What is about people first; places and firms are context.
        findings = sorted(page.findings, key=lambda f: f.entity in IMPERSONAL)
        groups = _grouped(page.values or ())
        found = list(personal(page.row.entities, page.row.people))
        values = {"findings": findings, "groups": groups, "found": found, "kinds": NAMEABLE}
        return self._render("review_file.html", p=page, row=page.row, **values)

    def message(self, key: str) -> str:
        """A page with one sentence."""
        return self._render("review_message.html", sentence=self._m.text(key))

    def _render(self, template: str, **values: Any) -> str:
        return encodable(self._environment.get_template(template).render(**values))


def _grouped(values: Iterable[ShownValue]) -> dict[str, list[ShownValue]]:
    found: dict[str, list[ShownValue]] = {}
    for value in values:
        found.setdefault(value.entity, []).append(value)
    return found


def _environment(m: Messages, rules: RuleNames) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: visible(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        t=m.text,
        lang=m.lang,
        word=m.word,
        rule=rules,
        size=lambda n: wording.size(m, n),
        people=lambda estimate: wording.people(m, estimate),
        entity=lambda name: wording.entity(m, name),
        doc_class=lambda name: wording.doc_class(m, name),
        evidence=lambda reason: wording.evidence(m, reason),
        problem=lambda detail: wording.problem(m, detail),
        place=lambda at: wording.place(m, at),
        overdue=lambda days: wording.overdue(m, days),
        day=wording.local_day,
        joined=lambda words: wording.joined(m, words),
        level=lambda risk: "high" if risk >= 70 else "medium" if risk >= 40 else "low",
        folder=lambda path: path[: len(path) - len(path.rsplit("/", 1)[-1])],
        name=lambda path: path.rsplit("/", 1)[-1],
    )
    return environment
