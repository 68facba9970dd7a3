"""Retention rules as people name them: by title, period and what it runs from, never by their identifier alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from reports import wording
from reports.locale import Messages

if TYPE_CHECKING:
    from inventory.retention.model import Period, Rule
    from inventory.retention.rules import RuleSet


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
        return self._m.text(
            "rule.terms", period=period(self._m, rule.period), event=self._m.text("rule.or").join(events)
        )

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
