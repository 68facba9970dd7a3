"""Own rules from YAML files and tables: Presidio's format of recognizers, and a list of what is allowed.

    allow:
      words: [山田商店, {PERSON: [Sample Taro]}]
      patterns: ['TEST-\\d{4}']
      hashes: ['PERSON:3f2a9c0d1e4b5a67']
    recognizers:            # as for presidio_analyzer.RecognizerRegistry.add_recognizers_from_yaml
      - name: ...

The languages of a recognizer are read and not heeded: text on a share says in no field what language it is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from detectors.model import Entity
from detectors.own.mistakes import RulesError, why_unreadable
from detectors.own.model import Allowed, OwnIdentity, OwnPattern, OwnRule, OwnRules

PRESIDIO_FLAGS = 26  # DOTALL | MULTILINE | IGNORECASE, as Presidio compiles patterns where nothing is said
_LARGEST = 10_000_000
"""Bytes of a rules file."""
_LONGEST_PATTERN = 5_000
_LONGEST_WORDS = 50_000
"""Words of one list of Presidio's kind; longer ones belong into ``allow`` or a recognizer of their own."""
_ENTITY = re.compile(r"[A-Z][A-Z0-9_]{0,60}")
_MODEL = re.compile(r"[a-z]{2,3}_[a-z0-9_]{2,40}")
_HASH = re.compile(r"([A-Z][A-Z0-9_]{0,60}):([0-9a-f]{16})")

_TOP = {"allow", "recognizers", "supported_languages", "supported_countries", "global_regex_flags"}
_ALLOW = {"words", "patterns", "hashes"}
_RECOGNIZER = {
    "name", "class_name", "type", "enabled", "supported_language", "supported_languages", "supported_entity",
    "supported_entities", "patterns", "deny_list", "deny_list_score", "context", "global_regex_flags", "version",
    "country_code", "score_thresholds",
}  # fmt: skip
_PATTERN = {"name", "regex", "score"}

_STAFF_SCORE = 0.85
_STAFF_WORDS = (
    "社員番号 社員No 職員番号 従業員番号 社員コード 社員ID 職員コード 社員証 員番".split()
    + "staff number|staff no|staff id|employee number|employee no|employee id|payroll number|payroll no|badge".split(
        "|"
    )
)


def load_rules(files: Sequence[Path], table: Mapping[str, Any] | None = None, place: str = "tana.toml") -> OwnRules:
    """The rules of files and of the table [detect] of ``place``, together. Raises RulesError for the first mistake."""
    allowed, rules = Allowed(), list[OwnRule]()
    documents = [(_Document(str(f)), _read(f)) for f in files]
    if table:
        documents.append((_Document(place, "detect."), table))
    for document, data in documents:
        more, some = document.read(data)
        allowed = Allowed(allowed.words | more.words, allowed.patterns + more.patterns, allowed.hashes | more.hashes)
        rules += some
    return OwnRules(allowed, _distinct(rules))


def staff_numbers(patterns: Iterable[str], place: str) -> Iterator[OwnRule]:
    """Rules for the organisation's own staff numbers. A pattern for digits alone needs a word beside it.

    Raises RulesError where one of them is no regular expression.
    """
    document = _Document(place)
    for number, text in enumerate(patterns, start=1):
        document.compiled(text, "organisation.member_id", PRESIDIO_FLAGS)
        whole = rf"(?<![A-Za-z0-9])(?:{text})(?![A-Za-z0-9])"
        pattern = OwnPattern("staff number", whole, _STAFF_SCORE, PRESIDIO_FLAGS)
        bare = re.search(r"(?<!\\)[A-Za-z_#/-]", re.sub(r"\[0-9\]|\{[0-9,]*\}", "", text)) is None
        yield OwnRule(
            f"staff number {number}", str(Entity.MEMBER_ID), (pattern,), tuple(_STAFF_WORDS), needs_context=bare
        )


def _distinct(rules: Iterable[OwnRule]) -> tuple[OwnRule, ...]:
    """One rule for each name: the same recognizer for another language brings its context words along."""
    by_name: dict[str, OwnRule] = {}
    for rule in rules:
        name, number = rule.name, 2
        while (before := by_name.get(name)) is not None and (before.entity, before.patterns) != (
            rule.entity,
            rule.patterns,
        ):
            name, number = f"{rule.name} {number}", number + 1
        words = dict.fromkeys((*(before.context if before else ()), *rule.context))
        by_name[name] = OwnRule(
            name, rule.entity, rule.patterns, tuple(words), rule.least, rule.needs_context, rule.predefined,
            rule.language,
        )  # fmt: skip
    return tuple(by_name.values())


def _read(file: Path) -> Any:
    import yaml

    try:
        if file.stat().st_size > _LARGEST:
            raise RulesError("too_large", place=file, megabytes=_LARGEST // 1_000_000)
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RulesError(why_unreadable(error), place=file) from None
    except UnicodeDecodeError:
        raise RulesError("not_utf8", place=file) from None
    try:
        return yaml.safe_load(text) or {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RulesError("not_yaml", place=file, line=line) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise RulesError("not_yaml", place=file, line=1) from None


class _Document:
    """One file or table being read; knows where it is for the sentence about a mistake."""

    def __init__(self, place: str, prefix: str = "") -> None:
        self._place = place
        self._prefix = prefix

    def read(self, data: Any) -> tuple[Allowed, list[OwnRule]]:
        top = self._mapping(data, "", _TOP)
        flags = self._flags(top.get("global_regex_flags"), "global_regex_flags")
        rules = []
        for number, entry in enumerate(self._list(top.get("recognizers"), "recognizers")):
            rules += self._recognizer(entry, f"recognizers.{number + 1}", flags)
        return self._allowed(top.get("allow")), rules

    def _allowed(self, data: Any) -> Allowed:
        if data is None:
            return Allowed()
        table = self._mapping(data, "allow", _ALLOW)
        words = frozenset(self._by_entity(table.get("words"), "allow.words"))
        patterns = tuple(self._by_entity(table.get("patterns"), "allow.patterns"))
        for _, text in patterns:
            self.compiled(text, "allow.patterns", re.IGNORECASE)
        hashes = set()
        for text in self._list(table.get("hashes"), "allow.hashes"):
            found = _HASH.fullmatch(str(text).strip())
            if found is None:
                raise self._wrong("bad_hash", "allow.hashes")
            hashes.add((found[1], int(found[2], 16)))
        return Allowed(words, patterns, frozenset(hashes))

    def _by_entity(self, data: Any, key: str) -> Iterator[tuple[str, str]]:
        """Texts for any entity (''), or for one: ``{PERSON: [..]}``, as a list of both or as the mapping alone."""
        for entry in [data] if isinstance(data, Mapping) else self._list(data, key):
            if isinstance(entry, Mapping):
                for entity, texts in entry.items():
                    self._entity(entity, key)
                    yield from ((str(entity), self._text(t, key)) for t in self._list(texts, key))
            else:
                yield "", self._text(entry, key)

    def _recognizer(self, data: Any, key: str, flags: int) -> list[OwnRule]:
        table = self._mapping(data, key, _RECOGNIZER)
        if table.get("enabled") is False:
            return []
        kind = table.get("type", "custom")
        if kind == "predefined":
            return self._predefined(table, key)
        if kind != "custom":
            raise self._wrong("bad_type", f"{key}.type")
        name = self._text(table.get("name") or table.get("supported_entity"), f"{key}.name")
        flags = self._flags(table.get("global_regex_flags"), f"{key}.global_regex_flags", flags)
        entities = self._list(table.get("supported_entities"), key)
        entity = self._entity(table.get("supported_entity") or (entities[0] if entities else None), key)
        patterns = [
            self._pattern(entry, f"{key}.patterns", flags)
            for entry in self._list(table.get("patterns"), f"{key}.patterns")
        ]
        words = [self._text(w, f"{key}.deny_list") for w in self._list(table.get("deny_list"), f"{key}.deny_list")]
        if len(words) > _LONGEST_WORDS:
            raise self._wrong("too_many_words", f"{key}.deny_list", most=_LONGEST_WORDS)
        if words:
            score = self._score(table.get("deny_list_score", 1.0), f"{key}.deny_list_score")
            patterns.append(OwnPattern("deny_list", _any_of(words), score, flags))
        if not patterns:
            raise self._wrong("no_patterns", key)
        context = self._context(table, key)
        return [OwnRule(name, entity, tuple(patterns), context, self._least(table, key, entity))]

    def _predefined(self, table: Mapping[str, Any], key: str) -> list[OwnRule]:
        from detectors.own.recognizers import upstream

        name = self._text(table.get("class_name") or table.get("name"), f"{key}.name")
        try:
            made = upstream(name)
        except ValueError:
            raise self._wrong("not_predefined", key, name=name) from None
        entity = made.supported_entities[0]
        flags = int(made.global_regex_flags)
        patterns = tuple(OwnPattern(p.name, p.regex, float(p.score), flags) for p in made.patterns)
        context = self._context(table, key) or tuple(made.context or ())
        return [OwnRule(name, entity, patterns, context, self._least(table, key, entity), predefined=name)]

    def _context(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        words = [self._text(w, f"{key}.context") for w in self._list(table.get("context"), f"{key}.context")]
        for language in self._list(table.get("supported_languages"), f"{key}.supported_languages"):
            if isinstance(language, Mapping):
                words += [
                    self._text(w, f"{key}.context") for w in self._list(language.get("context"), f"{key}.context")
                ]
        return tuple(dict.fromkeys(words))

    def _least(self, table: Mapping[str, Any], key: str, entity: str) -> float:
        """Presidio's score_thresholds: a number, or a mapping by entity with ``default``."""
        given = table.get("score_thresholds")
        if given is None:
            return 0.0
        if isinstance(given, Mapping):
            given = given.get(entity, given.get("default", 0.0))
        return self._score(given, f"{key}.score_thresholds")

    def _pattern(self, data: Any, key: str, flags: int) -> OwnPattern:
        table = self._mapping(data, key, _PATTERN)
        text = self._text(table.get("regex"), f"{key}.regex")
        self.compiled(text, f"{key}.regex", flags)
        return OwnPattern(str(table.get("name", "")), text, self._score(table.get("score"), f"{key}.score"), flags)

    def compiled(self, text: str, key: str, flags: int) -> None:
        """Raises RulesError where a text is no regular expression of the ``regex`` package."""
        import regex

        if len(text) > _LONGEST_PATTERN:
            raise self._wrong("long_pattern", key, most=_LONGEST_PATTERN)
        try:
            regex.compile(text, flags)
        except regex.error as error:
            at = getattr(error, "pos", None)
            raise self._wrong("bad_pattern", key, position=1 if at is None else at + 1) from None
        except (RecursionError, OverflowError, ValueError, MemoryError):
            raise self._wrong("bad_pattern", key, position=1) from None

    def _entity(self, value: Any, key: str) -> str:
        if not isinstance(value, str) or _ENTITY.fullmatch(value) is None:
            raise self._wrong("bad_entity", key)
        return value

    def _score(self, value: Any, key: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value <= 1.0:
            raise self._wrong("bad_score", key)
        return float(value)

    def _flags(self, value: Any, key: str, default: int = PRESIDIO_FLAGS) -> int:
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 16:
            raise self._wrong("bad_flags", key)
        return value

    def _mapping(self, data: Any, key: str, known: set[str]) -> Mapping[str, Any]:
        if not isinstance(data, Mapping):
            raise self._wrong("not_a_table", key)
        if unknown := next((k for k in data if k not in known), None):
            raise self._wrong("unknown_key", f"{key}.{unknown}" if key else str(unknown))
        return data

    def _list(self, data: Any, key: str) -> list[Any]:
        if data is None:
            return []
        if not isinstance(data, list | tuple):
            raise self._wrong("not_a_list", key)
        return list(data)

    def _text(self, value: Any, key: str) -> str:
        # YAML reads a code like 0012 or a bare date as something else; such words must be put in quotes.
        if not isinstance(value, str) or not value.strip():
            raise self._wrong("not_a_text", key)
        return value

    def _wrong(self, mistake: str, key: str, **values: object) -> RulesError:
        if mistake == "not_a_table" and not key:
            return RulesError("not_rules", place=self._place)
        return RulesError(mistake, place=self._place, at=f"{self._prefix}{key}", **values)


def _any_of(words: Iterable[str]) -> str:
    """Presidio's pattern for a list of words."""
    return r"(?:^|(?<=\W))(" + "|".join(re.escape(w) for w in words) + r")(?:(?=\W)|$)"


def identity_rules(
    rules: OwnRules,
    *,
    phones: tuple[str, ...] = (),
    addresses: tuple[str, ...] = (),
    mail_domains: tuple[str, ...] = (),
    member_id: tuple[str, ...] = (),
    mark: bool = False,
    models: tuple[str, ...] = (),
    place: str = "tana.toml",
) -> OwnRules:
    """The rules with what the organisation says of itself added. ``models`` are package names of spaCy models.

    Raises RulesError for a wrong staff number format and for a model that is not installed.
    """
    for name in models:
        if not _MODEL.fullmatch(name) or find_spec(name) is None:
            raise RulesError("no_model", place=place, name=name)
    identity = OwnIdentity(phones, addresses, mail_domains, mark)
    return OwnRules(rules.allowed, (*rules.rules, *staff_numbers(member_id, place)), identity, models)
