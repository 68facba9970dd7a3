"""Retention rules as people name them: by title, period and what it runs from, never by their identifier alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from detectors.model import UNDER_18
from inventory.retention.clocks import extended
from inventory.retention.model import Clock
from reports import wording
from reports.locale import Messages

if TYPE_CHECKING:
    from inventory.retention.model import Period, Rule
    from inventory.retention.rules import RuleSet
    from inventory.storage.rows import FileRow

_CLOCKS = frozenset(map(str, Clock))
"""What a day comes from that a rule gives, and no decision."""


class RuleNames:
    """The rules of one rule set in the language of ``m``; a rule that is not in it keeps its identifier."""

    def __init__(self, m: Messages, rules: RuleSet | None = None) -> None:
        """``rules`` are the rules in force; None for the presets as they come."""
        self._m = m
        self._rules: Mapping[str, Rule] = {r.id: r for r in (rules or _presets()).rules}

    def name(self, rule_id: str) -> str:
        """The title; an unconfirmed rule says that it is one."""
        rule = self._rules.get(rule_id)
        if rule is None:
            return rule_id
        name = rule.name.text(self._m.lang)
        return self._m.text("rule.unconfirmed", name=name) if rule.confidence == "unconfirmed" else name

    def terms(self, rule_id: str) -> str:
        """The period and what it runs from: ``6 years from the end of the tax year``; '' for an unknown rule."""
        rule = self._rules.get(rule_id)
        if rule is None:
            return ""
        events = dict.fromkeys(self._m.text(f"event.{t.event}") for t in rule.trigger)
        terms = self._m.text(
            "rule.terms", period=period(self._m, rule.period), event=self._m.text("rule.or").join(events)
        )
        return self._m.text("rule.and").join([terms, *self.longer(rule_id)])

    def longer(self, rule_id: str) -> list[str]:
        """The cases in which the period is longer: ``21 years if a child was hurt``."""
        rule = self._rules.get(rule_id)
        return [
            self._m.text("rule.longer", period=period(self._m, case.period), when=case.when.text(self._m.lang))
            for case in (rule.longer_when if rule else ())
        ]

    def until(self, row: FileRow, today: date) -> list[str]:
        """For a file that is put forward: until when it is kept in the cases that cannot be seen in it, as far as that
        is not over as well."""
        due = row.retention.due if row.retention and row.retention.clock in _CLOCKS else ""
        rule = self._rules.get(row.retention.rule) if row.retention else None
        said: list[str] = []
        if rule is None or not due:
            return said
        for case in rule.longer_when:
            if case.children and UNDER_18 in row.told:
                continue  # seen, and in the day already
            day = extended(date.fromisoformat(due), rule.period, case.period)
            if day >= today:
                said.append(self._m.text("rule.until", day=day.isoformat(), when=case.when.text(self._m.lang)))
        return said

    def basis(self, rule_id: str) -> str:
        """What stands behind it: the law and its section; '' for an unknown rule."""
        rule = self._rules.get(rule_id)
        return rule.basis.text(self._m.lang) if rule else ""


@cache
def _presets() -> RuleSet:
    from inventory.retention.rules import load_rules

    return load_rules()


def period(m: Messages, length: Period) -> str:
    """``6 years``, ``1 year, 3 months``."""

    def parts() -> Iterator[str]:
        for unit in ("years", "months", "days"):
            if n := getattr(length, unit):
                yield m.text(f"period.{unit}", n=n)

    return wording.joined(m, parts())
