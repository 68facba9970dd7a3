"""``tana decide false-match --value``: a single value that is no personal data, wherever it was found.

A value that was found nowhere is refused, for nothing would come of it: what was found may be another part of the text
than somebody types.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from scanner.cli import codes
from scanner.cli.context import Context

if TYPE_CHECKING:
    from inventory.decisions.model import Decision
    from inventory.storage.store import Store
    from scanner.masking import Hasher

_LEAST, _MOST = 2, 80
"""Characters of a part that is looked for, and of a value that is taken apart."""


def false_value(context: Context, store: Store, base: Decision, who: str) -> Decision:
    """The decision about ``--value`` of ``--entity``, with the mask of the value instead of a path. Raises UsageError
    where it was found nowhere (the look-up is logged then), CannotRun without the key."""
    from inventory.decisions.access import Access, log
    from inventory.decisions.deciding import found_values
    from inventory.decisions.model import Scope
    from inventory.storage.keys import existing_key
    from scanner.masking import Hasher, mask

    entity, given = context.args.entity, context.args.value
    text = sys.stdin.readline().rstrip("\n") if given == "-" else given
    key = existing_key(context.database)
    if key is None:
        raise codes.CannotRun(context.text("cli.decide.no_key"))
    hasher = Hasher(key)
    value = hasher.value(entity, text)
    if found_values(store, [value]):
        return replace(base, scope=Scope.VALUE, entity=entity, value=value, path=mask(entity, text.strip()))
    log(store, who, Access.LOOKUP, {"entity": entity, "files": 0})
    instead = _instead(context, store, hasher, text.strip())
    raise codes.UsageError(context.text("cli.decide.never_found", instead=instead))


def _instead(context: Context, store: Store, hasher: Hasher, text: str) -> str:
    """What was found instead: the same as something else, or the longest part of it; else how to learn what was. The
    value itself is not said again."""
    from detectors.model import Entity
    from inventory.decisions.deciding import found_values
    from reports import wording

    entity = context.args.entity
    others = {hasher.value(each, text): str(each) for each in Entity if each != entity}
    found = found_values(store, list(others))
    if found:
        names = sorted(others[value] for value in found)
        which = wording.joined(context.say, (f"{wording.entity(context.say, n)} (--entity {n})" for n in names))
        return context.text("cli.decide.found_as", which=which)
    if len(text) <= _MOST:
        spans = [(a, b) for a in range(len(text)) for b in range(a + _LEAST, len(text) + 1) if b - a < len(text)]
        parts = {hasher.value(entity, text[a:b]): (b - a, a) for a, b in sorted(spans, key=lambda s: s[0] - s[1])}
        found = found_values(store, list(parts))
        if found:
            length, start = max(parts[value] for value in found)
            return context.text("cli.decide.found_part", first=start + 1, last=start + length)
    return context.text("cli.decide.learn_value")
