"""Retention rules from YAML: the presets of this package and the organisation's own files, checked key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from inventory.retention.model import Country, Form, Nation, Rule, month_day

PRESETS = Path(__file__).parent / "presets"
_MOST_BYTES = 1 << 20
# The C parser, where PyYAML was built with it, reads the presets in a tenth of the time. Deep nesting crashes it:
# it is for our own files only.
_PRESET_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class RuleError(Exception):
    """A rules file cannot be used. ``str`` is one sentence: file, line, field, what is wrong.

    ``line`` counts from 1 and is 0 where it is not known; ``field`` is where the value stands: rules[2].period.years.
    """

    def __init__(self, file: str, reason: str, field: str = "", line: int = 0) -> None:
        self.file, self.reason, self.field, self.line = file, reason, field, line
        where = file + (f", line {line}" if line else "") + (f", {field}" if field else "")
        super().__init__(f"{where}: {reason}")


@dataclass(frozen=True)
class RuleSet:
    """The rules in force, in the order of their ids, off ones included.

    ``fiscal_year_end`` is the (month, day) on which the organisation's year ends, ``nation`` the one whose law governs
    it (None: not told). ``presumed`` is the country taken for its own where no nation was told. ``form`` is what it is
    in law; where that was not told, rules of all forms hold.
    """

    rules: tuple[Rule, ...]
    fiscal_year_end: tuple[int, int] = (3, 31)
    nation: Nation | None = None
    presumed: Country | None = None
    form: Form | None = None

    @cached_property
    def enabled(self) -> tuple[Rule, ...]:
        """The rules in force: switched on, and not those of another nation or form of organisation."""
        return tuple(r for r in self.rules if self.in_force(r))

    def in_force(self, rule: Rule) -> bool:
        """Whether a rule is switched on and, where it is one nation's or some forms', that is the organisation's."""
        of_its_form = self.form is None or not rule.forms or self.form in rule.forms
        return rule.enabled and rule.nation in (None, self.nation) and of_its_form

    def about(self, doc_class: str) -> tuple[Rule, ...]:
        """Of the rules in force those that may be about a file of this class, in their order."""
        found = self._by_class.get(doc_class)
        if found is None:
            of = (r for r in self.enabled if not r.applies_to.classes or doc_class in r.applies_to.classes)
            found = self._by_class[doc_class] = tuple(of)
        return found

    @cached_property
    def _by_class(self) -> dict[str, tuple[Rule, ...]]:
        """Filled as classes are met: every file asks, and nearly all rules are about a few classes."""
        return {}

    @cached_property
    def countries(self) -> frozenset[Country]:
        return frozenset(r.country for r in self.enabled)

    @cached_property
    def home(self) -> frozenset[Country]:
        """The country of the nation, else the one presumed; empty where there is neither."""
        if self.nation is None:
            return frozenset({self.presumed}) if self.presumed else frozenset()
        return frozenset({Country.JP if self.nation is Nation.JAPAN else Country.UK})

    def get(self, rule_id: str) -> Rule:
        """The rule of that id. Raises KeyError."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)


def load_rules(
    presets: Sequence[str] = ("uk", "jp"),
    files: Sequence[Path] = (),
    fiscal_year_end: str = "03-31",
    nation: str | None = None,
    form: str | None = None,
) -> RuleSet:
    """The presets, then the files in order: a known id changes that rule key by key, a new one adds a rule.

    ``fiscal_year_end`` is MM-DD, ``nation`` a word of ``Nation`` or None, ``form`` one of ``Form``. Raises RuleError
    with the file, the line if known, the field, and one sentence.
    """
    merged: dict[str, dict[str, Any]] = {}
    rules: dict[str, Rule] = {}
    sources = [(PRESETS / f"{name}.yaml", name) for name in presets] + [(Path(f), str(f)) for f in files]
    for number, (path, name) in enumerate(sources):
        if number < len(presets) and (name not in {c.value for c in Country}):
            raise RuleError(name, f"there is no preset of that name (there are: {', '.join(Country)})")
        document = _Document.read(path)
        for index, raw in document.rules():
            rule_id = raw["id"]
            merged[rule_id] = {**merged.get(rule_id, {}), **raw}
            rules[rule_id] = document.checked(index, merged[rule_id])
    for rule in rules.values():
        for other in rule.replaces:
            if other not in rules:
                raise RuleError(rule.id, f"replaces {other}, which is no rule")
    try:
        ends = month_day(fiscal_year_end)
    except ValueError:
        raise RuleError("fiscal_year_end", f"{fiscal_year_end} is no day of the year as MM-DD") from None
    ours = tuple(rules[k] for k in sorted(rules))
    return RuleSet(ours, ends, Nation(nation) if nation else None, form=Form(form) if form else None)


@dataclass(frozen=True, slots=True)
class _Document:
    """A YAML file with its node tree, from which the line of a value is found."""

    file: str
    root: yaml.MappingNode
    data: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> _Document:
        file = path.name if path.parent == PRESETS else str(path)
        try:
            with path.open("rb") as stream:
                content = stream.read(_MOST_BYTES + 1)
        except OSError as error:
            raise RuleError(file, f"cannot be read ({error.strerror or type(error).__name__})") from error
        if len(content) > _MOST_BYTES:
            raise RuleError(file, "is larger than 1 MB, which no rules file is")
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise RuleError(file, "is not UTF-8 text") from error
        try:
            loader = (_PRESET_LOADER if path.parent == PRESETS else yaml.SafeLoader)(text)
            root = loader.get_single_node()
            if not isinstance(root, yaml.MappingNode):
                raise RuleError(file, "must begin with the key rules", line=1)
            _no_duplicate_keys(file, root)
            data = loader.construct_document(root)
        except yaml.reader.ReaderError as error:
            raise RuleError(file, "holds a character that YAML does not allow") from error
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise RuleError(file, f"is not YAML: {error.problem}", line=mark.line + 1 if mark else 0) from error
        except ValueError as error:  # 2019-02-30 as an unquoted date
            raise RuleError(file, f"holds a value that cannot be: {error}") from error
        except RecursionError as error:
            raise RuleError(file, "is nested too deep") from error
        return cls(file, root, data)

    def rules(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Each entry with its index, its id checked: present, text, not twice in the file."""
        for key in self.data:
            if key != "rules":
                raise self.error((key,), "unknown key; the only key at the top is rules")
        entries = self.data.get("rules")
        if not isinstance(entries, list) or not entries:
            raise self.error(("rules",), "must be a list with at least one rule")
        seen: dict[str, int] = {}
        for index, entry in enumerate(entries):
            if not isinstance(entry, dict):
                raise self.error(("rules", index), "must be a rule: keys and values")
            rule_id = entry.get("id")
            if not isinstance(rule_id, str):
                raise self.error(("rules", index), "has no id")
            if rule_id in seen:
                raise self.error(("rules", index, "id"), f"{rule_id} is already the id of rule {seen[rule_id] + 1}")
            seen[rule_id] = index
            yield index, entry

    def checked(self, index: int, raw: Mapping[str, Any]) -> Rule:
        try:
            return Rule.model_validate(raw)
        except ValidationError as error:
            # An unknown key often explains why another is missing: it is the better thing to say first.
            details = sorted(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
            raise self.error(("rules", index, *details[0]["loc"]), _sentence(details[0])) from None

    def error(self, loc: tuple[str | int, ...], reason: str) -> RuleError:
        field = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in loc).lstrip(".")
        return RuleError(self.file, reason, field, self._line(loc))

    def _line(self, loc: tuple[str | int, ...]) -> int:
        """The line of the value, or of the innermost thing around it that is in the file."""
        node: yaml.Node = self.root
        line: int = node.start_mark.line
        for part in loc:
            if isinstance(node, yaml.MappingNode):
                pair = next(((k, v) for k, v in node.value if k.value == part), None)
                if pair is None:
                    break
                line, node = pair[0].start_mark.line, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line
            else:
                break
        return line + 1


def _no_duplicate_keys(file: str, root: yaml.Node) -> None:
    """YAML forbids a key twice in one mapping; the loader would silently keep the last."""
    seen_nodes: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen_nodes:
            continue
        seen_nodes.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode):
                    if key.value in keys:
                        raise RuleError(file, "the key is there twice", str(key.value), key.start_mark.line + 1)
                    keys.add(key.value)
                waiting.append(value)


_SENTENCES = {
    "extra_forbidden": "unknown key",
    "missing": "is missing",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long",
    "string_pattern_mismatch": "may hold small letters, digits, dots and hyphens only",
    "int_type": "must be a whole number",
    "too_short": "must not be empty",
    "tuple_type": "must be a list",
    "model_type": "must hold keys and values",
    "model_attributes_type": "must hold keys and values",
    "date_from_datetime_parsing": "must be a date such as 2026-11-22",
    "date_parsing": "must be a date such as 2026-11-22",
}


def _sentence(error: ErrorDetails) -> str:
    """The library's message in words for the person who wrote the file; those of our own checks are already such."""
    context = error.get("ctx", {})
    if error["type"] == "enum":
        return f"must be {context['expected']}"
    if error["type"] in ("greater_than_equal", "less_than_equal"):
        return f"must be {'at least' if 'ge' in context else 'at most'} {context.get('ge', context.get('le'))}"
    return _SENTENCES.get(error["type"], error["msg"])
