"""What the files were last judged by: the day, the rules, the decisions in force and the accounts that had gone.

Where only one of these changes, only the files are judged again that it can concern; a test compares that with judging
all of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from typing import cast

from sqlalchemy import Connection, Table, delete, insert, select

from inventory.decisions.model import Decisions, Kind, State
from inventory.judging.risk import weights_text
from inventory.retention.rules import RuleSet
from inventory.storage.bulk import as_json
from inventory.storage.tables import Meta

_META = cast(Table, Meta.__table__)
_DAY, _BY, _DECISIONS, _OWNERS = "judged", "judged_by", "judged_decisions", "judged_owners"


@dataclass(frozen=True, slots=True)
class Basis:
    """``by`` stands for program and rules; ``in_force`` gives for each decision in force the file it is about by now
    (None where it is not about one); ``owners`` says of each number of an account that files belong to whether the
    account is gone."""

    day: date
    by: str
    in_force: Mapping[int, int | None]
    owners: Mapping[int, bool]


def load(connection: Connection) -> Basis | None:
    """What all files were last judged by; None where they never were, or by an earlier schema."""
    query = select(_META.c.name, _META.c.value).where(_META.c.name.in_((_DAY, _BY, _DECISIONS, _OWNERS)))
    found = {row.name: row.value for row in connection.execute(query)}
    if _BY not in found:
        return None
    decisions, owners = (json.loads(found[name]) for name in (_DECISIONS, _OWNERS))
    return Basis(
        date.fromisoformat(found[_DAY]),
        found[_BY],
        {int(number): file for number, file in decisions.items()},
        {int(number): gone for number, gone in owners.items()},
    )


def store(connection: Connection, basis: Basis) -> None:
    """All files have been judged by this."""
    forget(connection)
    values = {
        _DAY: basis.day.isoformat(),
        _BY: basis.by,
        _DECISIONS: as_json(dict(basis.in_force)),
        _OWNERS: as_json(dict(basis.owners)),
    }
    connection.execute(insert(_META), [{"name": name, "value": value} for name, value in values.items()])


def forget(connection: Connection) -> None:
    """What was judged says nothing about the next time: all files are to be judged then."""
    connection.execute(delete(_META).where(_META.c.name.in_((_DAY, _BY, _DECISIONS, _OWNERS))))


def day_of(connection: Connection) -> str:
    """The day (ISO) as of which files were last judged, '' where they never were: overdue is what was due before it."""
    return connection.execute(select(_META.c.value).where(_META.c.name == _DAY)).scalar() or ""


def days_overdue(due: str, day: str) -> int:
    """How many days past its last one a period is on a day (both ISO); below 0 before that, 0 where either is ''."""
    return (_date(day) - _date(due)).days if due and day else 0


@cache
def _date(day: str) -> date:
    return date.fromisoformat(day)


def rules_signature(rules: RuleSet) -> str:
    """Tells sets of retention rules apart: 16 hexadecimal digits."""
    text = "\n".join(rule.model_dump_json() for rule in rules.rules) + str(rules.fiscal_year_end)
    text += (rules.nation or "") + (rules.presumed or "") + (rules.form or "")
    return blake2b(text.encode(), digest_size=8).hexdigest()


def judged_by(rules: RuleSet) -> str:
    """Stands for all that decides what is said of a file, but for the day and what people decided."""
    text = "\0".join((version("tanaoroshi"), rules_signature(rules), weights_text()))
    return blake2b(text.encode(), digest_size=8).hexdigest()


def in_force(decisions: Decisions) -> dict[int, int | None]:
    """The decisions that hold, and for those about a file where that is now."""
    return {
        decision.id: decisions.where_now(decision)
        for decision in decisions.entries
        if decision.kind is not Kind.WITHDRAWAL and decisions.state(decision) is State.IN_FORCE
    }
