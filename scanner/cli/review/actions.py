"""What the review page answers: lists, files, decisions recorded, values shown and logged."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from inventory.decisions.access import Access, log
from inventory.decisions.deciding import DecisionError, Subject, affected, load, record, subject
from inventory.decisions.model import Decision, Kind, Scope, State
from inventory.decisions.writing import iso_day
from inventory.judging.assess import assess_files
from inventory.questions.queries import InventoryView
from inventory.questions.review import Order, copies_of, disk_file_of, findings_of, listed
from inventory.questions.subject import disk_files
from inventory.storage.store import Store
from reports import wording
from reports.decisions import sentence
from reports.registers.departments import Departments, Held
from reports.review import FilePage, Filter, Pages
from scanner.cli.context import Context
from scanner.cli.decide import who
from scanner.cli.register import root_notes
from scanner.cli.retention import said_of
from scanner.cli.review.http import Answer
from scanner.cli.who import worker_setup
from scanner.private_folder import private_folder
from scanner.rereading import reread
from scanner.showing import ShowJob, Shown

if TYPE_CHECKING:
    from inventory.storage.rows import FileRow

_FILE = re.compile(r"/file/([0-9]{1,18})(/decide|/show)?")
_KINDS = {str(kind): kind for kind in Kind if kind is not Kind.WITHDRAWAL}
_BAD = frozenset({"who", "why", "date", "no_content"})
_SECONDS = 180.0


class Review:
    """The pages of one inventory. ``key`` is needed to read files again as a scan does."""

    def __init__(self, context: Context, store: Store, key: bytes, csrf: str) -> None:
        self._context = context
        self._store = store
        self._key = key
        self._csrf = csrf
        self._rules = context.rules
        self._one = threading.Lock()  # one file is read again at a time

    def get(self, path: str, query: Mapping[str, str]) -> Answer:
        """The list, one file, or the style sheet."""
        pages = self._pages()
        if path == "/style.css":
            return Answer(pages.style, kind="text/css; charset=utf-8")
        if path == "/":
            wanted = Filter.parse(query)
            return Answer(pages.listing(listed(self._store, Order(wanted.order)), wanted, self._departments()))
        if (found := _FILE.fullmatch(path)) and not found[2]:
            done = query.get("done", "")
            return self._file(int(found[1]), notice=self._notice(int(done)) if done.isdecimal() else "")
        return self.refuse("review.not_found", 404)

    def post(self, path: str, form: Mapping[str, str]) -> Answer:
        """A decision, or the wish to see the values."""
        found = _FILE.fullmatch(path)
        if found is None or not found[2]:
            return self.refuse("review.not_found", 404)
        about = subject(self._store, int(found[1]))
        if about is None:
            return self.refuse("review.gone", 404)
        return self._decide(about, form) if found[2] == "/decide" else self._show(about, form)

    def refuse(self, key: str, status: int) -> Answer:
        """One sentence, nothing of the inventory."""
        return Answer(self._pages().message(key), status)

    def _departments(self) -> Departments:
        places = InventoryView(self._store).places()
        held = (Held(place.root, place.folder) for place in places)
        return Departments(root_notes(self._context), held)

    def _pages(self) -> Pages:
        return Pages(self._context.say, self._rules, date.today())

    def _row(self, about: Subject) -> FileRow | None:
        return InventoryView(self._store).file(f"{about.root.rstrip('/')}/{about.path}")

    def _file(
        self,
        number: int,
        *,
        notice: str = "",
        name: str = "",
        shown: Shown | None = None,
        trouble: Sequence[str] = (),
        status: int = 200,
    ) -> Answer:
        about = subject(self._store, number)
        row = self._row(about) if about else None
        if about is None or row is None:
            return self.refuse("review.gone", 404)
        findings, total = findings_of(self._store, about.id)
        retention, risk, breach = said_of(self._context, InventoryView(self._store), row)
        page = FilePage(
            row=row,
            said=retention,
            risk=risk,
            breach=breach,
            findings=findings,
            more_findings=total - len(findings),
            copies=[(n, f"{root}/{path}") for n, root, path in copies_of(self._store, about.id, about.content_hash)],
            decisions=self._decisions(about),
            who=name or who(self._context),
            csrf=self._csrf,
            notice=notice,
            values=shown.values if shown is not None else None,
            cut=shown is not None and shown.cut,
            trouble=trouble,
        )
        return Answer(self._pages().file(page), status)

    def _decisions(self, about: Subject) -> list[tuple[int, str, str, str, str]]:
        decisions = load(self._store, date.today())
        return [
            (d.id, sentence(self._context.say, d), d.who, d.made, d.why)
            for d in decisions.entries
            if d.scope in (Scope.FILE, Scope.FINDING)
            and decisions.state(d) is State.IN_FORCE
            and decisions.where_now(d) == about.id
        ]

    def _notice(self, number: int) -> str:
        made = next((d for d in load(self._store, date.today()).entries if d.id == number), None)
        return self._context.text("review.decided", what=sentence(self._context.say, made)) if made else ""

    def _decide(self, about: Subject, form: Mapping[str, str]) -> Answer:
        kind = _KINDS.get(form.get("kind", ""))
        name = form.get("who", "").strip()
        if kind is None:
            return self._refused(about, name, "other")
        if kind is Kind.WRONG_RULE and form.get("right_kind", ""):
            kind = Kind.RIGHT_KIND
        if form.get("content", "") != about.content_hash:
            # Whoever decided saw another content than the one that the inventory knows by now.
            return self._refused(about, name, "changed")
        draft = Decision(
            0,
            kind,
            Scope.FILE,
            root=about.root,
            path=about.path,
            file_id=about.id,
            content_hash=about.content_hash,
            entity=form.get("only_wrong", "") if kind is Kind.FALSE_MATCH else "",
            doc_class=form.get("right_kind", "") if kind is Kind.RIGHT_KIND else "",
            until=iso_day(form.get("until", "")) if kind is Kind.KEEP_UNTIL else "",
            who=name,
            why=form.get("why", ""),
        )
        if kind is Kind.APPROVED_FOR_DISPOSAL and about.member_of:
            return self._refused(about, name, "other")
        try:
            made = record(self._store, draft)
        except DecisionError as error:
            return self._refused(about, name, error.reason if error.reason in _BAD else "other")
        today = date.today()
        files = affected(self._store, load(self._store, today), [made])
        assess_files(self._store, self._rules, today, files)
        return Answer(status=303, location=f"/file/{about.id}?done={made.id}")

    def _refused(self, about: Subject, name: str, reason: str) -> Answer:
        return self._file(about.id, name=name, trouble=[self._context.text(f"review.bad.{reason}")], status=400)

    def _show(self, about: Subject, form: Mapping[str, str]) -> Answer:
        disk = next(iter(disk_files(self._store, [disk_file_of(self._store, about.id) or 0])), None)
        if disk is None:
            return self.refuse("review.gone", 404)
        # Logged before: a look that fails half-way was a look as well.
        name = form.get("who", "").strip() or who(self._context)
        log(self._store, name, Access.REREAD, {"page": "review", "account": who(self._context)}, about.id)
        job = ShowJob(disk.root_raw, disk.ref, disk.stat, about.path)
        with self._one, private_folder() as folder:
            setup = worker_setup(self._context, self._key, folder)
            results = list(reread([job], setup, 1, _SECONDS, work="scanner.showing:work"))
        shown = next((r for r in results if isinstance(r, Shown)), None)
        problems = [problem for result in results for problem in result.problems]
        sentences = dict.fromkeys(wording.problem(self._context.say, p.sentence()) for p in problems)
        trouble = [self._context.text("review.not_read", reason=reason) for reason in sentences]
        failed = shown is None or (not shown.values and bool(trouble))
        return self._file(about.id, name=name, shown=None if failed else shown, trouble=trouble)
