"""The report: one page that needs nothing but itself, no network, no script, and that no file name can break."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from datetime import date, tzinfo
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from detectors.model import SPECIAL_CATEGORIES
from inventory.storage.personal import personal
from reports import related, summary, wording
from reports.country import country_lines
from reports.files import atomic
from reports.locale import Messages, messages
from reports.rules import RuleNames
from reports.text import encodable, visible

if TYPE_CHECKING:
    from jinja2 import Environment

    from inventory.judging.home import Home
    from inventory.retention.rules import RuleSet
    from inventory.storage.rows import FileRow
    from reports.view import View

_TEMPLATES = Path(__file__).parent / "templates"


def write(
    view: View,
    out: Path,
    lang: str,
    today: date,
    *,
    rules: RuleSet | None = None,
    home: Home | None = None,
    zone: tzinfo | None = None,
) -> None:
    """Write the report of ``view`` as of ``today`` to ``out``, in one step; the same input gives the same bytes.

    ``rules`` are the retention rules in force, for their names; None for the presets as they come. ``home`` is the
    country that was presumed, None where the settings say it; times are told in ``zone`` (None: the machine's).
    Raises ValueError for an unknown language and OSError where ``out`` cannot be written.
    """
    page = render(view, lang, today, rules, home, zone).encode("utf-8")
    with atomic(out.resolve()) as file:
        file.write(page)


def render(
    view: View,
    lang: str,
    today: date,
    rules: RuleSet | None = None,
    home: Home | None = None,
    zone: tzinfo | None = None,
) -> str:
    """The page as text."""
    m = messages(lang)
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    figures = summary.gather(view, today)
    page = _environment(m, RuleNames(m, rules)).get_template("report.html")
    return encodable(
        page.render(
            f=figures,
            today=today,
            style=Markup(style),
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            outcome_bar=_stacked([n for _, n in figures.outcomes]),
            entity_shares=summary.shares([files for files, _ in figures.entities.values()]),
            class_shares=summary.shares(list(figures.classes.values())),
            newest=lambda row: summary.newest(row, today),
            charted=summary.SHORT,
            moment=lambda text: wording.moment(text, zone),
            country=country_lines(m, home),
        )
    )


def _stacked(counts: Sequence[int]) -> list[tuple[float, float]]:
    """Start and width in per cent of each part of a bar."""
    total = sum(counts) or 1
    starts = [0, *accumulate(counts)]
    return [(round(100 * s / total, 3), round(100 * n / total, 3)) for s, n in zip(starts, counts, strict=False)]


def _shown(value: object) -> object:
    """Everything that goes into the page passes here: nothing invisible, nothing that turns the text round."""
    return visible(value) if type(value) is str else value


def _environment(m: Messages, rules: RuleNames) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        t=m.text,
        lang=m.lang,
        word=m.word,
        size=lambda n: wording.size(m, n),
        people=lambda estimate: wording.people(m, estimate),
        evidence=lambda reason: wording.evidence(m, reason),
        problem=lambda detail: wording.problem(m, detail),
        place=lambda at: wording.place(m, at),
        overdue=lambda days: wording.overdue(m, days),
        rule=rules,
        categories=_categories,
        special_entities={e.value for e in SPECIAL_CATEGORIES},
        shared=lambda row: related.sentence(m, row),
        marks=lambda row: related.marks(m, row),
        folder=_folder,
        name=_name,
        breakable=_breakable,
        level=_level,
    )
    environment.filters["thousands"] = lambda n: f"{n:,}"
    return environment


def _categories(row: FileRow) -> list[str]:
    """The entities of a file that are about people, the most frequent first."""
    found = personal(row.entities, row.people)
    return sorted(found, key=lambda e: (-found[e].distinct, e))


def _folder(path: str) -> str:
    """The part of a path that is shown quietly."""
    return path[: len(path) - len(_name(path))]


def _name(path: str) -> str:
    """The part of a path that people know the file by."""
    return path.rsplit("/", 1)[-1]


def _breakable(path: str) -> Markup:
    """A path that lines may end in where a reader would part it: a browser sees one long word."""
    # The order of escaping: what is invisible goes first, then the text becomes HTML, then our own tags stand in it.
    return Markup("").join(Markup("{}<wbr>").format(part) for part in re.split(r"(?<=[/_])(?=.)", visible(path)))


def _level(risk: int) -> str:
    """The colour of a risk: its class in the style sheet."""
    return "high" if risk >= 70 else "medium" if risk >= 40 else "low"
