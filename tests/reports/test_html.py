from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from detectors.model import ClueKind, DateClue, PeopleEstimate
from inventory.storage.rows import CopyGroup, FileRow, RelatedRow, Relation
from reports import html, summary
from reports.locale import messages
from tests.reports.memory import HOSTILE, ROOT, MemoryView, counts, file, finding, office, problem, retention

TODAY = date(2026, 11, 22)
LANGS = pytest.mark.parametrize("lang", ["en", "ja"])


class Page(HTMLParser):
    """A page taken apart: its tags with their attributes, and the text that a reader sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.seen: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "rect", "wbr"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.seen.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.seen).split())


def page(view: MemoryView, lang: str = "en") -> Page:
    return Page(html.render(view, lang, TODAY))


@LANGS
def test_copies_of_lists_are_shown_those_in_somebodys_own_folder_first(lang: str) -> None:
    def pair(relation: Relation, second: str, own: bool) -> RelatedRow:
        where = (ROOT, "Advice/clients.xlsx"), (ROOT, second)
        return RelatedRow(relation, *where, "PERSON", True, 300, 140, 0, True, False, False, own_folder=own)

    rows = [pair(Relation.NEAR, "Advice/b.xlsx", False), pair(Relation.PART, "Staff/Sandra P/clients.csv", True)]
    rows.append(pair(Relation.OVERLAP, "Foodbank/referrals.xlsx", True))
    text = html.render(MemoryView(related_rows=rows), lang, TODAY)
    assert text.index("Staff/Sandra P/clients.csv") < text.index("Advice/b.xlsx")
    assert "Foodbank" not in text
    assert messages(lang).text("report.lists.title", n=2) in text


@LANGS
def test_the_page_is_well_formed_and_needs_nothing_but_itself(lang: str) -> None:
    made = page(office(), lang)
    assert made.open == []
    assert not {tag for tag, _ in made.tags} & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    for tag, attributes in made.tags:
        assert not set(attributes) & {"src", "srcset", "action", "style"}, tag
        assert not [name for name in attributes if name.startswith("on")], tag
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in html.render(office(), lang, TODAY)


def test_the_content_policy_allows_our_own_style_sheet_only() -> None:
    text = html.render(office(), "en", TODAY)
    (policy,) = [
        a["content"] for t, a in Page(text).tags if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    ]
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def everywhere(name: str) -> MemoryView:
    """A view with ``name`` in every place that a file share can put text into."""
    problems = (problem(name, "CORRUPT", name, name),)
    row = file(
        name,
        root=name,
        outcome="partial",
        doc_class=name,
        format=name,
        problems=problems,
        special=(name,),
        entities=counts(**{"PERSON": 500, name: 1}),
        retention=retention(name),
    )
    found = finding(name, root=name, at=name, entity=name, evidence=(name, f"LABEL {name}"), masked=(name,))
    copies = CopyGroup("x", ((name, name), (name, name)), 1, PeopleEstimate(1, 1))
    return MemoryView([row], [found], [], [copies])


@LANGS
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_shown_and_changes_nothing_of_the_page(lang: str, name: str) -> None:
    made = page(everywhere(name), lang)
    assert made.open == []
    assert made.tags == page(everywhere("plain"), lang).tags
    raw = html.render(everywhere(name), lang, TODAY)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", raw)


def test_direction_marks_and_line_breaks_are_shown_as_what_they_are() -> None:
    text = page(office()).text
    assert "invoice⟦U+202E⟧txt.exe" in text
    assert "line⟦U+000A⟧break.txt" in text
    assert "{{ 7*7 }}.txt" in text


@LANGS
def test_the_counts_add_up(lang: str) -> None:
    figures = summary.gather(office(), TODAY)
    assert figures.total == sum(n for _, n in figures.outcomes) == len(office().file_rows) == 20
    assert dict(figures.outcomes) == {"scanned": 16, "partial": 1, "skipped": 1, "failed": 1, "unchanged": 1}
    m = messages(lang)
    text = page(office(), lang).text
    assert f"{m.text('report.coverage.sum')} 20" in text
    for outcome, n in figures.outcomes:
        assert f"{m.text(f'outcome.{outcome}')} {n} " in text


def test_the_figures_are_those_of_the_inventory() -> None:
    f = summary.gather(office(), TODAY)
    assert (f.personal, f.special, f.my_number, f.most_people) == (16, 1, 1, 1204)
    assert (f.overdue.seen, f.due_soon.seen, f.no_clock) == (2, 1, 0)
    assert (f.surplus_copies, f.not_examined, f.unread.seen) == (1, 2, 3)
    assert [r.path for r in f.riskiest.rows][:3] == ["人事/マイナンバー.csv", "人事/健診2016.xlsx", "営業/名簿.xlsx"]
    assert [r.path for r in f.overdue.rows] == ["人事/健診2016.xlsx", "payroll/2018/P60s.zip > P60 2018.pdf"]
    assert [r.outcome for r in f.unread.rows] == ["failed", "partial", "skipped"]
    assert next(iter(f.entities)) == "PERSON"
    assert f.entities["PERSON"] == (16, 1204 * 2 + 42 + 12 + 30 + 5 + 2 * len(HOSTILE))
    assert f.classes["customer_list"] == 2


def test_a_member_counts_in_the_folder_of_its_archive() -> None:
    f = summary.gather(office(), TODAY)
    names = [folder.name for folder in f.folders.rows]
    assert "/srv/share/payroll/2018" in names
    assert not [n for n in names if " > " in n or ".zip" in n]


def test_an_old_list_of_many_people_is_found_by_the_dates_inside_it() -> None:
    new_inside = DateClue(ClueKind.NEWEST_DATE, "data", "2026-01-01", "2026-10-01", "content")
    old_name = DateClue(ClueKind.PERIOD, "fiscal_year", "2011-04-01", "2012-03-31", "name")
    to_come = DateClue(ClueKind.FIELD, "valid_until", "2099-01-01", "2099-01-01", "content")
    old_inside = DateClue(ClueKind.NEWEST_DATE, "data", "2012-03-31", "2012-03-31", "content")
    rows = [
        file("old.xlsx"),
        file("old outside, new inside.xlsx", clues=(new_inside,)),
        file("new outside, old inside.xlsx", clues=(old_inside, to_come), modified="2026-11-01T00:00:00Z"),
        file("old by its name.xlsx", clues=(old_name,), modified="2026-11-01T00:00:00Z"),
        file("few.xlsx", people=PeopleEstimate(9, 9)),
        file("text.pdf", format="pdf", people=PeopleEstimate(99, 99)),
        file("companies.xlsx", entities=counts(JP_CORPORATE_NUMBER=900)),
    ]
    got = summary.gather(MemoryView(rows), TODAY).forgotten.rows
    assert sorted(r.path for r in got) == ["new outside, old inside.xlsx", "old.xlsx"]
    assert summary.newest(rows[2], TODAY) == "2012-03-31"


@LANGS
def test_where_no_list_is_long_enough_the_shorter_ones_are_told_and_what_was_looked_for(lang: str) -> None:
    m = messages(lang)
    text = page(MemoryView([file("few.xlsx", people=PeopleEstimate(9, 9))]), lang).text
    assert m.text("report.forgotten.lead", n=10) in text and m.text("report.forgotten.smaller", n=1) in text
    assert m.text("report.forgotten.none") not in text


def test_evidence_and_samples_stand_beside_the_riskiest_files() -> None:
    text = page(office(), "ja").text
    assert "090-****-**01" in text
    assert "見出しに「電話番号」とある／列の値の99%が当てはまる" in text
    assert "顧客!C2:C1205" in text


def test_retention_names_rule_clock_and_trust() -> None:
    text = page(office()).text
    assert "5 years from making of the document · statutory period" in text
    assert "period stated in its name, title or text trust: fairly sure" in text
    assert "2,001 days over" in text
    assert "in 39 days" in text


@LANGS
def test_an_empty_inventory_says_so_in_every_section(lang: str) -> None:
    m = messages(lang)
    text = page(MemoryView(scan=None), lang).text
    sections = ("riskiest.none", "forgotten.none", "retention.none_overdue", "copies.none", "unread.none")
    for key in (*sections, "coverage.no_problems"):
        assert m.text(f"report.{key}") in text


def many() -> Iterator[FileRow]:
    """More files than a page can take."""
    failed = (problem("x", "CORRUPT", "damaged, could not be read"),)
    for n in range(12_000):
        due = retention("uk.paye", "2024-04-05", n % 900 + 1)
        folder = f"dir{n % 700}/sub{n % 7}"
        problems = failed if n % 3 == 0 else ()
        outcome = "failed" if problems else "scanned"
        yield file(f"{folder}/{n:06}.xlsx", risk=n % 101, retention=due, outcome=outcome, problems=problems)


def test_very_many_rows_do_not_blow_the_page() -> None:
    copies = [CopyGroup(str(n), ((ROOT, "a"),) * 50, 1, PeopleEstimate(n, n)) for n in range(500)]
    text = html.render(MemoryView(list(many()), copy_groups=copies), "en", TODAY)
    assert len(text) < 300_000
    made = Page(text).text
    assert "and 11,900 more: tana export files lists them all" in made
    assert "and 3,900 more: tana export problems lists them all" in made
    assert "and 469 more" in made  # of 500 groups one is about nobody
    assert "1 more group of identical files holds no personal data." in made
    assert "and 45 more" in made


@LANGS
def test_the_same_input_gives_the_same_bytes(tmp_path: Path, lang: str) -> None:
    for name in ("one.html", "two.html"):
        html.write(office(), tmp_path / name, lang, TODAY)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
    assert (tmp_path / "one.html").stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one.html", "two.html"]


def test_top_keeps_the_greatest_and_the_first_of_equals() -> None:
    top: summary.Top[str] = summary.Top(3, len)
    for word in ("bb", "a", "cc", "ddd", "ee"):
        top.add(word)
    assert (top.rows, top.seen, top.more) == (["ddd", "bb", "cc"], 5, 2)


def test_what_exists_is_never_an_invisible_bar() -> None:
    assert summary.shares([100_000, 1, 0]) == [100.0, 0.8, 0.0]
    assert summary.shares([]) == []
