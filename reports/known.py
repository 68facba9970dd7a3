"""What else whoever is asked about a file has to know: what holds the same, and what is in an archive; in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from inventory.lineage.folders import in_own_folder
from inventory.lineage.surplus import Surplus
from inventory.questions.archives import Inside
from inventory.questions.twins import Twin
from inventory.storage.rows import FileRow, Relation
from reports import archives, wording
from reports.locale import Messages
from reports.registers.departments import Departments
from reports.text import visible

_NAMED = 3
"""Of the files that hold the same so many are named."""

_HOW = {None: "copy", Relation.NEAR: "near", Relation.PART: "part"}


@dataclass(frozen=True, slots=True)
class Known:
    """For the list of ``whose``: what lies in another's own folder is counted on it and not named. ``held`` says what
    is in archives and mails, ``copies`` what surplus copies are copies of."""

    twins: Callable[[Collection[int]], Mapping[int, Sequence[Twin]]]
    departments: Departments
    whose: str
    m: Messages
    held: Mapping[int, Inside]
    copies: Mapping[int, Surplus]

    def told(self, rows: Sequence[FileRow]) -> dict[int, list[str]]:
        """The lines about each of these files: its twins, then what is in it, with the twins of that."""
        members = {row.id: self.held[row.id].first for row in rows if row.id in self.held}
        found = self.twins({row.id for row in rows} | {member.id for some in members.values() for member in some})
        return {row.id: [*self._copy(row, found), *self._inside(row, found)] for row in rows}

    def _copy(self, row: FileRow, found: Mapping[int, Sequence[Twin]]) -> list[str]:
        """That a file is a surplus copy, of which, and what else holds the same."""
        copy, twins = self.copies.get(row.id), found.get(row.id, ())
        if copy is None:
            return self._same(twins)
        of = [twin for twin in twins if (twin.root, twin.path) == (copy.root, copy.path)]
        key = "worklist.reason.own_copy" if copy.own else "worklist.reason.called_copy"
        others = [twin for twin in twins if twin not in of]
        return [self.m.text(key, original=self._named(of or [Twin(copy.root, copy.path)])), *self._same(others)]

    def _inside(self, row: FileRow, found: Mapping[int, Sequence[Twin]]) -> list[str]:
        held = self.held.get(row.id)
        if held is None:
            return []
        told = {member.id: self._same(found.get(member.id, ())) for member in held.first}
        return archives.inside(self.m, held, told)

    def _same(self, twins: Sequence[Twin]) -> list[str]:
        lines = []
        for how, word in _HOW.items():
            some = [twin for twin in twins if twin.relation is how]
            if some:
                numbers = {"shared": some[0].shared, "total": some[0].total}
                lines.append(self.m.text(f"worklist.reason.{word}", which=self._named(some), **numbers))
        return lines

    def _named(self, twins: Sequence[Twin]) -> str:
        # What all work with says more than what lies on a desktop.
        shown = [twin for twin in twins if self.departments.shows(self.whose, twin.root, twin.path)]
        shown.sort(key=lambda twin: (not twin.kept, in_own_folder(twin.path)))
        told = [self._name(twin) for twin in shown[:_NAMED]]
        if len(shown) > _NAMED:
            told.append(self.m.text("list.more", n=len(shown) - _NAMED))
        if others := len(twins) - len(shown):
            told.append(self.m.text("worklist.reason.others", n=others))
        return wording.joined(self.m, told)

    def _name(self, twin: Twin) -> str:
        name = visible(twin.path)
        return self.m.text("worklist.reason.kept", file=name, day=twin.kept) if twin.kept else name
