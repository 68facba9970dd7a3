"""Which rule decides about a file, and when its period ends. Pure: facts, rules and the day go in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from detectors.documents.ended import ends_in
from detectors.model import UNDER_18, WordClue
from inventory.retention.clocks import last_day, lowered, read_clocks, rival_of, waits
from inventory.retention.model import (
    BasisKind,
    Clock,
    Country,
    FileFacts,
    Longer,
    Reading,
    Rule,
    RuleDue,
    Trust,
    Verdict,
)
from inventory.retention.rules import RuleSet
from inventory.retention.standing import standing
from inventory.retention.wording import explain

__all__ = ["applicable", "applies", "country_hints", "evaluate", "explain"]

_JAPANESE = re.compile("[぀-ヿ一-鿿]")
_PARTS = re.compile(r"[/\\]| > ")
_JAPANESE_FORMS = ("和暦", "年", "西暦", "決算期")
_MINIMUM = (BasisKind.STATUTORY, BasisKind.REGULATOR)
_BLANK_FORM = "form_template"
"""The class of forms that nobody has filled in: a rule is about them only if it says so."""


def country_hints(facts: FileFacts) -> frozenset[Country]:
    """The countries that a file points to by its entities, clues and path; empty where nothing does.

    A hint handed in (``facts.country_hint``) is taken alone.
    """
    if facts.country_hint:
        return frozenset({Country(facts.country_hint)})
    found = set()
    for entity, count in facts.entities.items():
        if count > 0 and entity.startswith(("JP_", "UK_")):
            found.add(Country.JP if entity.startswith("JP_") else Country.UK)
    for clue in facts.clues:
        if clue.form.startswith(_JAPANESE_FORMS):
            found.add(Country.JP)
        elif clue.event == "tax_year":
            found.add(Country.UK)
    if _JAPANESE.search(_plain(facts.path)):
        found.add(Country.JP)
    return frozenset(found)


def _word(word: str) -> str:
    """A Latin word stands alone (deed is not in indeed; _ and digits part words), a Japanese one anywhere."""
    plain = _plain(word)
    spaced = r"[\s_-]*".join(map(re.escape, re.split(r"[\s_-]+", plain)))
    before = "(?<![a-z])" if plain[0].isascii() and plain[0].isalpha() else ""
    after = "(?![a-z])" if plain[-1].isascii() and plain[-1].isalpha() else ""
    return before + spaced + after


@lru_cache(maxsize=4096)
def _any_word(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_word, words)))


@lru_cache(maxsize=256)  # every rule asks for the same path, and files for the same words
def _plain(path: str) -> str:
    return unicodedata.normalize("NFKC", path).casefold()


def applies(rule: Rule, facts: FileFacts) -> bool:
    """Whether a rule is about such a file: every list of its ``applies_to`` that is given is met."""
    about = rule.applies_to
    if facts.doc_class == _BLANK_FORM and _BLANK_FORM not in about.classes:
        return False
    if about.classes and facts.doc_class not in about.classes:
        return False
    if about.entities and not any(facts.entities.get(e, 0) > 0 for e in about.entities):
        return False
    if about.not_path_words and _any_word(about.not_path_words).search(_plain(facts.path)):
        return False
    return not about.path_words or _word_of(rule, facts) is not None


def _word_of(rule: Rule, facts: FileFacts) -> WordClue | None:
    """The first word of a rule that is in the path, else the first thing that the document tells of itself with one in
    it."""
    words = rule.applies_to.path_words
    if not words:
        return None
    any_word, path = _any_word(words), _plain(facts.path)
    if any_word.search(path):
        return WordClue(next(word for word in words if _any_word((word,)).search(path)), "path")
    return next((clue for clue in facts.told if any_word.search(_plain(clue.word))), None)


def applicable(facts: FileFacts, rules: RuleSet) -> list[Rule]:
    """The rules switched on that are about such a file, of the countries it points to (of all if it points to none).

    Of a regulation in force or a blank form these are only rules about what was found in it.
    """
    countries = country_hints(facts) or rules.home
    found = [r for r in rules.about(facts.doc_class) if applies(r, facts)]
    if found and standing(facts) is not None:
        found = [r for r in found if r.applies_to.entities]
    here = [r for r in found if r.country in countries]
    # Where a file points to a country that no rule is loaded for, the organisation's own rules are the best there is.
    if countries & rules.countries:
        found = here
    replaced = {rule_id for r in found for rule_id in r.replaces}
    return [r for r in found if r.id not in replaced]


def evaluate(facts: FileFacts, rules: RuleSet, today: date) -> Verdict | None:
    """The retention verdict for a file; None where no rule is about it.

    A destroy-by rule goes before everything else, but never ends before a minimum that applies to the same file. Of the
    minimums (statutory and regulators') the one that ends last decides; where there is none, the recommended period
    that ends last. A period that waits for somebody to leave, or for a contract to end, ends after all others. A rule
    without a readable clock decides only where no other has one.
    """
    about = applicable(facts, rules)
    if not about:
        return None
    over, year_end = _over(facts), rules.fiscal_year_end
    read = [
        (rule, read_clocks(_as_seen(rule, facts), facts.clues, facts.modified, today, year_end, over)) for rule in about
    ]
    minimums = [r for r in read if r[0].basis_kind in _MINIMUM]
    destroy = [r for r in read if r[0].basis_kind is BasisKind.DESTROY_BY]
    rule, readings = _last(destroy or minimums or read, over)
    due = _end(readings)
    if destroy and due is not None:
        due = max([due, *(end for _, r in minimums if (end := _end(r)))])
    others = tuple(RuleDue(o.id, _end(r)) for o, r in read if o.id != rule.id)
    waiting = due is None and waits(rule, over)
    found = _verdict(rule, readings, due, today, others, _for_children(rule, facts), waiting)
    return replace(found, by=_word_of(rule, facts))


def _for_children(rule: Rule, facts: FileFacts) -> Longer | None:
    """The case for which the period of a rule is longer, where it is about children and such are in the file."""
    if UNDER_18 not in facts.told:
        return None
    return next((case for case in rule.longer_when if case.children), None)


def _as_seen(rule: Rule, facts: FileFacts) -> Rule:
    case = _for_children(rule, facts)
    return rule if case is None else rule.model_copy(update={"period": case.period})


def _over(facts: FileFacts) -> frozenset[str]:
    """The ends that the path of a file, or its title, tells to have come."""
    titles = (clue.word for clue in facts.told if clue.place == "heading")
    return frozenset().union(*map(ends_in, [*_PARTS.split(facts.path), *titles]))


def _end(readings: Sequence[Reading]) -> date | None:
    """The last day of the period by the clock that is used; None where there is none."""
    return readings[0].due if readings and readings[0].trust is not Trust.NONE else None


def _last(read: Sequence[tuple[Rule, list[Reading]]], over: frozenset[str]) -> tuple[Rule, list[Reading]]:
    """The rule whose period ends last; among equals the first by id, of those that wait the longest."""

    def end(rule: Rule, readings: list[Reading]) -> tuple[date, date]:
        due = _end(readings)
        if due is None and waits(rule, over):
            return date.max, last_day(date.min, rule.period)
        return due or date.min, date.min

    return max(sorted(read, key=lambda r: r[0].id), key=lambda r: end(*r))


def _verdict(
    rule: Rule,
    readings: list[Reading],
    due: date | None,
    today: date,
    others: tuple[RuleDue, ...],
    longer: Longer | None,
    waiting: bool,
) -> Verdict:
    if due is None:
        event, clock = rule.trigger[0].event, Clock.WAITING if waiting else Clock.NONE
        none = Verdict(rule.id, rule.basis_kind, None, 0, clock, Trust.NONE, event, others=others)
        return replace(none, readings=tuple(readings))
    used, rival = readings[0], rival_of(readings)
    trust = lowered(used.trust) if rival is not None and rival.due > used.due else used.trust
    return Verdict(
        rule.id,
        rule.basis_kind,
        due,
        (today - due).days,
        used.clock,
        trust,
        used.event,
        used.start,
        used.clue,
        rival.clue if rival else None,
        rival.due if rival else None,
        others,
        tuple(readings),
        longer,
    )
