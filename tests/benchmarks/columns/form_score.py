"""What was found on generated forms against what was filled in: each field right, missed, or wrong."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass, field

from detectors.engine import Detector
from detectors.model import Table
from detectors.people.estimate import PeopleCounter
from detectors.text.normalise import fold, view_of
from tests.benchmarks.columns.forms import REPORT, Form, forms
from tests.benchmarks.columns.score import Counts

_SCORED = frozenset(
    "PERSON ADDRESS DATE_OF_BIRTH GENDER PHONE_NUMBER EMAIL_ADDRESS JP_MY_NUMBER UK_NINO UK_NHS HEALTH "
    "MEMBER_ID".split()
)
_LOOSE = re.compile(r"[\W_]+")
_PART = 0.6
"""Share of an address that makes it found: a town before it may be left out."""


@dataclass
class FormResult:
    """Counts by layout and by entity, both languages; blank forms with anything found on them; people."""

    layouts: dict[tuple[str, str], Counts] = field(default_factory=dict)
    entities: dict[tuple[str, str], Counts] = field(default_factory=dict)
    blank: int = 0
    blank_found: int = 0
    people_off: list[float] = field(default_factory=list)
    people_held: list[bool] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def measure_forms(seed: int = REPORT) -> FormResult:
    """Judge all forms of a seed."""
    detector = Detector()
    result = FormResult()
    for form in forms(seed):
        add(result, form, detector)
    return result


def add(result: FormResult, form: Form, detector: Detector) -> None:
    """Judge one form and count."""
    table = Table("Sheet1", form.rows)
    verdict = detector.judge(table)
    found = {(v.entity, _plain(x)) for v in verdict.columns for x in v.values}
    found |= {(c.match.entity, _plain(form.rows[c.row][c.column][c.match.start : c.match.end])) for c in verdict.cells}
    found = {f for f in found if f[0] in _SCORED and f[1]}
    if not form.fields:
        result.blank += 1
        result.blank_found += bool(found)
        result.notes += [f"blank {form.lang} {form.layout}: {f} {form.rows}" for f in found][:1]
    rest = set(found)
    wanted = Counter((f.entity, _plain(f.value)) for f in form.fields if f.entity in _SCORED)
    for entity, value in wanted:
        hit = [f for f in found if f[0] == entity and _same(entity, f[1], value)]
        rest -= set(hit)
        if not hit:
            result.notes.append(f"missed {form.lang} {form.layout}: {entity} {value} {form.rows}")
        for counts in _counts(result, form, entity):
            counts.right += bool(hit)
            counts.missed += not hit
    for entity, value in rest:
        result.notes.append(f"wrong {form.lang} {form.layout}: {entity} {value} {form.rows}")
        for counts in _counts(result, form, entity):
            counts.wrong += 1
    counter = PeopleCounter()
    counter.table(table, verdict.columns, verdict.cells)
    people = counter.estimate()
    # Whoever is to be called in an emergency may be counted or not.
    least = min(1, form.people)
    result.people_held.append(people.low <= form.people and people.high >= least)
    middle = (people.low + people.high) / 2
    off = max(0.0, least - middle, middle - form.people)
    result.people_off.append(off / max(1, form.people))
    if not result.people_held[-1] or off:
        result.notes.append(f"people {form.lang} {form.layout}: {people} for {form.people} {form.rows}")


def _counts(result: FormResult, form: Form, entity: str) -> tuple[Counts, Counts]:
    return (
        result.layouts.setdefault((form.lang, form.layout), Counts()),
        result.entities.setdefault((form.lang, entity), Counts()),
    )


def _plain(text: str) -> str:
    return _LOOSE.sub("", fold(view_of(text).text))


def _same(entity: str, found: str, value: str) -> bool:
    if found == value:
        return True
    if entity == "ADDRESS":
        return (found in value and len(found) >= _PART * len(value)) or value in found
    if entity == "GENDER":
        return found in (value, {"m": "male", "f": "female", "男": "男性", "女": "女性"}.get(value, ""))
    return entity == "DATE_OF_BIRTH" and found in (value + "生", value.replace("月", "").replace("年", "").rstrip("日"))


def show_forms(result: FormResult) -> None:
    """Prints a result as Markdown."""
    for title, table in (("layout", result.layouts), ("entity", result.entities)):
        print(f"\n| {title} | ja P | ja R | en P | en R | fields |\n|---|---|---|---|---|---|")
        for name in sorted({n for _, n in table}):
            both = [table.get((lang, name), Counts()) for lang in ("ja", "en")]
            cells = [f"{x:.3f}" if c.right + c.missed else "" for c in both for x in (c.precision, c.recall)]
            print(f"| {name} | {' | '.join(cells)} | {sum(c.right + c.missed for c in both)} |")
    for lang in ("ja", "en"):
        mine = [c for (at, _), c in result.layouts.items() if at == lang]
        right, wrong, missed = (sum(getattr(c, n) for c in mine) for n in ("right", "wrong", "missed"))
        print(f"\n- {lang}: precision {right / max(1, right + wrong):.3f}, recall {right / max(1, right + missed):.3f}")
    print(f"- blank forms with a finding: {result.blank_found} of {result.blank}")
    held = sum(result.people_held) / len(result.people_held)
    median = sorted(result.people_off)[len(result.people_off) // 2]
    print(f"- people on forms: median error {median:.1%}, held in {held:.1%}")


if __name__ == "__main__":
    from tests.benchmarks.columns.sheets import TUNE

    _result = measure_forms(int(sys.argv[1]) if len(sys.argv) > 1 else TUNE)
    print("\n".join(_result.notes))
    show_forms(_result)
