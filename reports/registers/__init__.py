"""The registers: Excel workbooks pre-filled from the inventory, in which what people enter survives the next run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reports.registers.layout import RegisterError, RootNote

if TYPE_CHECKING:
    from inventory.retention.rules import RuleSet
    from reports.view import View

__all__ = ["EDITIONS", "TEMPLATES", "RegisterError", "RootNote", "write"]

TEMPLATES = ("ipa", "iar", "ropa", "pmark")
EDITIONS = ("v3.1", "v3")
"""Of the IPA form; the default first."""


def write(
    template: str,
    view: View,
    out: Path,
    lang: str,
    today: date,
    *,
    roots: Mapping[str, RootNote] | None = None,
    rules: RuleSet | None = None,
    edition: str = EDITIONS[0],
) -> None:
    """Write the register of ``template`` to ``out``; a register already there hands on what people entered.

    ``roots`` is what the settings say of each root; ``rules`` are the retention rules in force (None: the presets),
    for their names; ``edition`` is that of the IPA form.

    Raises ValueError for an unknown template, edition or language, RegisterError (one sentence in ``lang``) where
    ``out`` is there but no register of this template, and OSError where it cannot be written; the old file stays as it
    was then.
    """
    from dataclasses import replace

    from reports import excel
    from reports.locale import messages
    from reports.registers import iar, ipa, pmark, previous, ropa, sheet
    from reports.registers.departments import Departments, Held
    from reports.registers.layout import Request
    from reports.registers.merge import merge
    from reports.rules import RuleNames

    if template not in TEMPLATES:
        raise ValueError(f"no such register: {template}")
    if edition not in ipa.EDITIONS:
        raise ValueError(f"no such edition: {edition}")
    m = messages(lang)
    out = out.resolve()
    kept_as = ipa.EDITIONS[edition].template if template == "ipa" else template
    old = previous.read(out, kept_as, m)
    held = (Held(place.root, place.folder) for place in view.places())
    departments = Departments(roots or {}, held)
    content = {"ipa": ipa, "iar": iar, "ropa": ropa, "pmark": pmark}[template].content(
        Request(
            view.assets(),
            m,
            today,
            roots or {},
            RuleNames(m, rules),
            lambda asset: departments.of_asset(m, asset),
            edition,
        )
    )
    # Memory and sheet must agree on what was written, to the letter.
    cleaned = [
        replace(r, values={c: excel.clean(v) if type(v) is str else v for c, v in r.values.items()})
        for r in content.rows
    ]
    memories = old.memories or {}
    lost = memories.keys() - {row.key for row in cleaned}
    merged = merge(cleaned, old.rows, memories, content.dated, view.successors(lost) if lost else {})
    sheet.write(replace(content, rows=cleaned), merged, old, view, m, out, today)
