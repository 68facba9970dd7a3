"""Telephone numbers of Japan, the UK and elsewhere: candidates by form, validity by the ``phonenumbers`` library.

The role of a number is evidence: free-dial, navi-dial, premium and nationwide numbers and switchboards are found
too and count less, since they reach a firm and not a person.
Ofcom's numbers for drama (01632 960xxx, 07700 900xxx ...) are possible numbers that the library partly calls invalid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from detectors.identifiers.abroad import behind, possible
from detectors.identifiers.families import PHONES, other_than
from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Context, Recognizer, Scene
from detectors.text.normalise import Trait

_FORM = re.compile(
    r"(?:(?<![0-9A-Za-z@/#])|(?<=tel)|(?<=fax)|(?<=[^A-Za-z@/#]/)(?=[+(]?0)|(?<=tel/))(?<![0-9A-Za-z][.,_-])"
    r"(?P<lead>\+ ?|(?=\(?0)|(?=\(?[2-9]))"
    r"\(?\+?[0-9]{1,5}\)?(?:[ .-]{0,2}\(?[0-9]{1,6}\)?){1,6}"
    r"(?P<extension> ?(?:ext\.?|x|extension|内線) ?[0-9]{1,6})?"
    r"(?![0-9A-Za-z@]|/(?![+(]?0[0-9]{2}|fax|tel|mob|[^0-9A-Za-z]|[a-z][a-z0-9._-]{0,40}@)|[.,_-][0-9A-Za-z])",
    re.IGNORECASE,
)
_FEWEST = 9
"""Digits of the shortest number with its area code."""
_ROW = re.compile(
    r"[0-9+(](?<![0-9+(]{2})"
    r"(?:(?=[0-9() .+-]{8})(?:[() .+-]*[0-9]){8}[0-9() .+-]*|[0-9() .+-]*(?=[eExX内])(?=[eE][xX][tT]|[xX]|内線))"
)
"""Where so many stand; and what goes on with an extension, whose digits belong to nothing else."""
_BEYOND = 40
"""Characters behind a row that an extension and the look at what follows it may take."""
_COUNTED = re.compile(r"(?:[1-9][0-9]{0,3}-){0,3}[1-9][0-9]{0,3}[.)]? +(?=\(?[0+])")
_COUNTING = re.compile(r"(?<=[0-9]{4}) [1-9]$")
_OTHER_NUMBER = re.compile(r"番号[ :は]{0,3}$")
_DECIMAL = re.compile(r"(?:0|\+[0-9]{5,})\.[0-9]+")
_DRAMA = re.compile(
    r"0(?:1632960|7700900|8081570|9098790|3069990|2079460|11[345678]4960|1[2-6]14960|1914980|289018|292018)[0-9]{3,4}$"
)
_KINDS = {
    0: "fixed",
    1: "mobile",
    2: "fixed or mobile",
    3: "free-dial",
    4: "premium",
    5: "shared cost",
    6: "IP",
    9: "national",
}
_DOUBTFUL = 0.1
_MOBILE = 1
_MOBILE_PLAIN, _FIXED_PLAIN = -0.7, -1.2
_SERVICE = frozenset({3, 4, 5, 9})
_SWITCHBOARD_BEFORE = re.compile(
    r"(?:大?代表(?:電話|番号|TEL)?|switchboard|reception|main (?:line|number|office))[^0-9+\n]{0,6}$", re.I
)
_SWITCHBOARD_BEHIND = re.compile(r" ?\(大?代表?\)| ?大代表| ?\(switchboard\)", re.I)


_DIALLED = {"JP": (81, re.compile("0(?!10)[1-9][0-9]+")), "GB": (44, re.compile("0[1-9][0-9]+"))}
"""Numbers as dialled within a country, by region, with its code: nothing but a zero before the number itself, and none
dialled to call abroad."""


@lru_cache(maxsize=65536)
def _kind(number: str, region: str) -> int | None:
    """The library's type of a valid number, or None."""
    import phonenumbers

    code, dialled = _DIALLED.get(region, (0, None))
    if dialled is not None and dialled.fullmatch(number):  # the library's reading of it would cost more than its type
        parsed = phonenumbers.PhoneNumber(code, int(number[1:]))
    else:
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:  # not a number in that region
            return None
    kind = phonenumbers.number_type(parsed)  # unknown where the number is not valid
    return None if kind == phonenumbers.PhoneNumberType.UNKNOWN else int(kind)


class PhoneNumber(Recognizer):
    """Telephone numbers, international and as dialled within Japan, the UK and North America."""

    ID = "phone"
    VERSION = 4
    ENTITIES = (Entity.PHONE_NUMBER,)
    NEEDS = Trait.DIGITS
    # "My number is 01632 ..." is how people give a telephone number; an individual number has another length.
    CONTEXT = Context(PHONES, other_than(*PHONES, "my_number"), label=4.0, near=1.5, against=-4.5)

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every number that is valid somewhere, scored by how it is written, its role and what stands before it."""
        text = scene.view.text
        met: set[int] = set()
        wider = possible(text) if scene.faint else {}
        for m in _numbers(text):
            if m.end() - m.start() < _FEWEST:
                continue
            shown = m[0]
            if shown.count("(") < shown.count(")"):
                shown = shown.rstrip(")")
            shown = _COUNTING.sub("", shown)
            start = m.start()
            if shown[0] == "(" and shown.find(")") == len(shown) - 1:  # the sentence's brackets
                start, shown = start + 1, shown[1:-1]
            digits = re.sub("[^0-9]", "", shown.removesuffix(m["extension"] or ""))
            if not _FEWEST <= len(digits) <= 15 or _DECIMAL.fullmatch(shown) or len(set(digits)) == 1:
                continue
            evidence = self._valid(shown.removesuffix(m["extension"] or ""), digits, m["lead"].startswith("+"))
            if evidence is None and (digits[0] == "0" or m["lead"].startswith("+")) and len(shown) > len(digits):
                # Abroad, or mistyped: only its label can make a telephone number of it.
                evidence = [Evidence(EvidenceKind.PATTERN, -2.0, "unknown numbering plan")]
            if evidence is not None:
                end = start + len(shown)
                met.add(start)
                said = self.CONTEXT.weigh(scene, start, end) or _other_number(text, start)
                evidence += [*said, *_switchboard(text, start, end)]
                match = self.match(self.ENTITIES[0], start, end, -1.0, evidence)
                # What no plan has is no better than a longer reading that is possible somewhere.
                if match.score > _DOUBTFUL or not any(s <= start and end < e for s, e in wider):
                    yield match
        yield from self._abroad(scene, met)
        for (start, end), valid in wider.items():
            weight, detail = (-2.5, "valid in some country") if valid else (-5.0, "possible number")
            yield self.match(self.ENTITIES[0], start, end, -1.0, [Evidence(EvidenceKind.PATTERN, weight, detail)])

    def _abroad(self, scene: Scene, met: set[int]) -> Iterator[Match]:
        text = scene.view.text
        for hit in scene.labels.of(self.CONTEXT.own):
            number = behind(text, hit.end)
            if number is not None and number[0] not in met:
                start, end, region = number
                evidence = [
                    Evidence(EvidenceKind.DICTIONARY, -0.5, f"{region} number"),
                    *self.CONTEXT.weigh(scene, start, end),
                ]
                yield self.match(self.ENTITIES[0], start, end, -1.0, evidence)

    def _valid(self, shown: str, digits: str, international: bool) -> list[Evidence] | None:
        separated = any(c in shown for c in " -().")
        if international:
            kind = _kind("+" + digits, "ZZ")
            if kind is None and digits.startswith("440"):  # +44 (0)20 ...
                kind = _kind("+44" + digits[3:], "ZZ")
            if kind is None and not (digits.startswith("44") and _DRAMA.match("0" + digits[2:].removeprefix("0"))):
                return None
            role = [] if kind is None else [Evidence(EvidenceKind.DICTIONARY, 0.0, _KINDS.get(kind, "number"))]
            return [Evidence(EvidenceKind.PATTERN, 3.0, "international"), *role, *_role(kind)]
        if digits[0] == "0":
            # 020 is London in the UK and machines in Japan; everything else is settled by length.
            for region in ("GB", "JP") if digits.startswith("020") else ("JP", "GB"):
                kind = _kind(digits, region)
                if kind is not None:
                    out = [
                        Evidence(EvidenceKind.DICTIONARY, 2.0, f"{region} {_KINDS.get(kind, 'number')}"),
                        *_role(kind),
                    ]
                    # Eleven digits of a mobile range are hardly ever anything else, ten of a fixed line are.
                    plain = _MOBILE_PLAIN if kind == _MOBILE else _FIXED_PLAIN
                    return [*out, Evidence(EvidenceKind.PATTERN, _grouping(shown) if separated else plain)]
            if _DRAMA.match(digits):
                written = Evidence(EvidenceKind.PATTERN, 1.0 if separated else -1.0)
                return [Evidence(EvidenceKind.DICTIONARY, 1.3, "GB, range for drama"), written]
            return None
        if (
            separated
            and len(digits) == 10
            and re.fullmatch(r"\(?[2-9][0-9]{2}\)?[ .-]{0,2}[0-9]{3}[ .-][0-9]{4}", shown)
        ):
            kind = _kind(digits, "US")
            if kind is not None:
                return [Evidence(EvidenceKind.DICTIONARY, 0.3, "US number")]
        if not separated and len(digits) == 10 and _kind(digits, "US") is not None:
            return [Evidence(EvidenceKind.DICTIONARY, -3.0, "US number")]
        return None


def _forms(text: str) -> Iterator[re.Match[str]]:
    """Of the form's matches, all that can have ``_FEWEST`` digits."""
    end = 0
    for row in _ROW.finditer(text):
        for m in _FORM.finditer(text, max(end, row.start()), row.end() + _BEYOND):
            if m.start() >= row.end():
                break
            end = m.end()
            yield m


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """Whatever is written like a telephone number. A short number before one is no part of it: 電話2 090-1234-5678,
    グリーンハイツ203 090-1234-5678."""
    for m in _forms(text):
        counted = _COUNTED.match(text, m.start(), m.end())
        yield (counted and _FORM.match(text, counted.end())) or m


def _other_number(text: str, start: int) -> list[Evidence]:
    """資料番号 0123-45-6789: a number with a name that no label of ours is."""
    if _OTHER_NUMBER.search(text, max(0, start - 8), start):
        return [Evidence(EvidenceKind.AGAINST, -4.5, "named as another number")]
    return []


def _role(kind: int | None) -> list[Evidence]:
    return [Evidence(EvidenceKind.AGAINST, -1.5, f"{_KINDS[kind]} number")] if kind in _SERVICE else []


def _switchboard(text: str, start: int, end: int) -> list[Evidence]:
    if _SWITCHBOARD_BEHIND.match(text, end) or _SWITCHBOARD_BEFORE.search(text, max(0, start - 24), start):
        return [Evidence(EvidenceKind.AGAINST, -1.5, "switchboard")]
    return []


def _grouping(shown: str) -> float:
    # Two separators of one kind are how people write a telephone number; anything else could be codes side by side.
    groups = re.findall("[0-9]+", shown)
    return 1.0 if 2 <= len(groups) <= 4 and len(groups[-1]) in (3, 4, 6) else 0.0


RECOGNIZERS: tuple[type[Recognizer], ...] = (PhoneNumber,)
