"""vcf, ics and ldif: people's cards, appointments and directory entries as fields with their meaning as labels."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from scanner.document import Item, StepKind, TableBlock, place
from scanner.extractors.base import ByFormat, ExtractOptions, Source, table_blocks, text_blocks
from scanner.extractors.encodings import Choice, Decoder, choose, decode, known
from scanner.extractors.plain import line_blocks

_WHOLE = 128 << 20  # bytes; a larger file is read as plain text

# Properties of RFC 6350 and of what telephones add to it, and attributes of RFC 4519 and 2798, by what they mean.
_LABELS: Mapping[str, str] = {
    "FN": "Name", "NICKNAME": "Nickname", "TEL": "Telephone", "EMAIL": "E-mail", "BDAY": "Date of birth",
    "ADR": "Address", "LABEL": "Address", "ORG": "Organisation", "TITLE": "Job title", "ROLE": "Job title",
    "NOTE": "Note", "ANNIVERSARY": "Anniversary", "GENDER": "Gender", "URL": "Web page", "RELATED": "Related person",
    "SOUND": "Furigana", "X-PHONETIC-FIRST-NAME": "Given name kana", "X-PHONETIC-LAST-NAME": "Family name kana",
    "IMPP": "Messenger", "MEMBER": "Member", "X-GENDER": "Gender",
    "CN": "Name", "DISPLAYNAME": "Name", "SN": "Family name", "SURNAME": "Family name", "GIVENNAME": "Given name",
    "MAIL": "E-mail", "TELEPHONENUMBER": "Telephone", "MOBILE": "Telephone", "HOMEPHONE": "Telephone",
    "FACSIMILETELEPHONENUMBER": "Fax", "POSTALADDRESS": "Address", "HOMEPOSTALADDRESS": "Address",
    "STREET": "Street", "L": "Town", "POSTALCODE": "Postcode", "O": "Organisation", "OU": "Department",
    "EMPLOYEENUMBER": "Employee number", "UID": "User ID", "DESCRIPTION": "Note", "DN": "Entry",
    "ATTENDEE": "Attendee", "ORGANIZER": "Organiser", "SUMMARY": "Subject", "LOCATION": "Place",
    "CONTACT": "Contact", "COMMENT": "Comment", "DTSTART": "Start", "DUE": "Due",
}  # fmt: skip
_SILENT = frozenset(
    "BEGIN END VERSION PRODID REV PHOTO LOGO KEY PRODID CALSCALE METHOD TZID TZOFFSETFROM TZOFFSETTO RRULE SEQUENCE "
    "DTSTAMP CREATED LAST-MODIFIED STATUS TRANSP CLASS TRIGGER ACTION MAILER JPEGPHOTO USERCERTIFICATE USERPASSWORD "
    "OBJECTCLASS CHANGETYPE".split()
)
_ENTRIES = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
_CJK = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_KIND = "address book"
_BYTES = 300  # of base64 that is a picture or key rather than a text


@dataclass(frozen=True, slots=True)
class _Property:
    name: str  # in capitals, without the group before it
    parameters: Mapping[str, str]
    value: str
    line: int


class Directory(ByFormat):
    """Cards and entries are rows of a table, row 2 the first of them; appointments are lines "label: value"."""

    name = "directory"
    version = 3
    formats = frozenset({"vcf", "ics", "ldif"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        if src.size > _WHOLE:
            decoder = Decoder(src.rewound())
            yield from line_blocks(re.sub(r"\r?\n[ \t]", "", text) for text in decoder.texts())
            yield from decoder.problems()
            return
        data = src.data()
        choice = choose(data[: 1 << 16])
        if choice.encoding.startswith(("utf-16", "utf-32")):
            data = decode(data)[0].encode()
            choice = Choice("utf-8")
        reader = _Lines(data, choice)
        if src.format == "ics":
            yield from _appointments(reader.properties())
        else:
            first = "BEGIN" if src.format == "vcf" else "DN"
            rows = _table(_cards(reader.properties(), first))
            for item in table_blocks(rows, place(StepKind.TABLE, 1), options.limits):
                yield replace(item, kind=_KIND) if isinstance(item, TableBlock) else item
        yield from choice.problems()


class _Lines:
    """Content lines, unfolded and decoded, each by its own charset where it names one."""

    def __init__(self, data: bytes, choice: Choice) -> None:
        self._lines = data[choice.bom :].splitlines()
        self._encoding = choice.encoding

    def properties(self) -> Iterator[_Property]:
        number = 0
        while number < len(self._lines):
            start = number + 1
            line = self._lines[number]
            number += 1
            soft = b"QUOTED-PRINTABLE" in line.partition(b":")[0].upper()
            parts = [line]
            while number < len(self._lines):
                following = self._lines[number]
                if soft and parts[-1].endswith(b"="):
                    parts[-1] = parts[-1][:-1]
                    parts.append(following)
                elif following[:1] in (b" ", b"\t") and following.strip():
                    parts.append(following[1:])
                else:
                    break
                number += 1
            if found := self._property(b"".join(parts), start):
                yield found

    def _property(self, line: bytes, number: int) -> _Property | None:
        match = re.match(rb'((?:[^":;]|"[^"]*")*)((?:;(?:[^":;]|"[^"]*")*)*):(.*)', line, re.S)
        if not match:
            return None
        name = match[1].decode("ascii", "replace").strip().rpartition(".")[2].upper()
        parameters: dict[str, str] = {}
        for part in re.findall(rb';((?:[^";]|"[^"]*")*)', match[2]):
            key, _, value = part.partition(b"=")
            # vCard 2.1 writes the encoding alone
            text = self._decoded(value).strip('"') if value else "1"
            parameters[key.decode("ascii", "replace").strip().upper()] = text
        return _Property(name, parameters, self._value(match[3], parameters), number)

    def _value(self, raw: bytes, parameters: Mapping[str, str]) -> str:
        encoding = parameters.get("ENCODING", "").upper()
        if encoding == "QUOTED-PRINTABLE" or "QUOTED-PRINTABLE" in parameters:
            raw = quopri.decodestring(raw)
        elif encoding in ("B", "BASE64") or "BASE64" in parameters or raw[:1] == b":":
            raw = _unpacked(raw.lstrip(b": "))
        elif raw[:1] == b"<":  # LDIF: the value stands in another file
            return ""
        text = self._decoded(raw, known(parameters.get("CHARSET", "")))
        return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], text).strip()

    def _decoded(self, raw: bytes, encoding: str = "") -> str:
        try:
            return raw.decode(encoding or self._encoding)
        except UnicodeDecodeError:
            return decode(raw, encoding)[0]


def _unpacked(raw: bytes) -> bytes:
    try:
        data = base64.b64decode(raw)
    except (binascii.Error, ValueError):
        return raw
    return data if len(data) < _BYTES or (choose(data).certain and b"\x00" not in data) else b""


def _cards(properties: Iterable[_Property], first: str) -> Iterator[dict[str, list[str]]]:
    """The labelled values of each card or entry."""
    card: dict[str, list[str]] = {}
    for found in properties:
        if found.name == first and card:
            yield card
            card = {}
        for label, value in _fields(found):
            values = card.setdefault(label, [])
            if value and value not in values:
                values.append(value)
    if card:
        yield card


def _fields(found: _Property) -> Iterator[tuple[str, str]]:
    if found.name in _SILENT or not found.value:
        return
    if found.name == "N":
        family, given = [*found.value.split(";"), ""][:2]
        yield "Family name", family
        yield "Given name", given
        return
    value = found.value
    if found.name == "ADR":
        parts = [p for p in value.split(";") if p.strip()]
        value = "".join(reversed(parts)) if _CJK.search(value) else ", ".join(parts)
    elif found.name == "POSTALADDRESS":
        value = value.replace("$", ", ")
    elif found.name in ("ORG", "SOUND"):
        value = " ".join(value.replace(";", " ").split())
    elif found.name == "BDAY" and re.fullmatch(r"\d{8}", value):
        value = f"{value[:4]}-{value[4:6]}-{value[6:]}"
    elif found.name in ("TEL", "EMAIL", "IMPP"):
        value = re.sub(r"^(?:tel|mailto|[a-z]+):", "", value)
    label = _LABELS.get(found.name.partition(";")[0])
    if label is None:
        label = found.name.removeprefix("X-").replace("-", " ").capitalize()
    yield label, value


def _table(cards: Iterable[dict[str, list[str]]]) -> Iterator[tuple[str, ...]]:
    """A header row and a row for each card; a second telephone number has a column of its own."""
    rows = list(cards)
    columns: dict[str, int] = {}
    for card in rows:
        for label, values in card.items():
            columns[label] = max(columns.get(label, 0), min(len(values), 8))
    if not columns:
        return
    yield tuple(label if n == 0 else f"{label} {n + 1}" for label, count in columns.items() for n in range(count))
    for card in rows:
        cells: list[str] = []
        for label, count in columns.items():
            values = card.get(label, [])
            # what is too much for columns stands in the last one
            values = [*values[: count - 1], "; ".join(values[count - 1 :])] if values else []
            cells.extend([*values, *[""] * (count - len(values))])
        yield tuple(cells)


def _appointments(properties: Iterable[_Property]) -> Iterator[Item]:
    """Each entry a text of its own, placed at its first line that says something."""
    lines: list[str] = []
    first = 1
    for found in properties:
        if found.name == "BEGIN" and found.value.upper() in _ENTRIES:
            yield from text_blocks("\n".join(lines), place(StepKind.FIELD, f"line {first}"))
            lines = []
        for line in _appointment(found):
            if not lines:
                first = found.line
            lines.append(line)
    yield from text_blocks("\n".join(lines), place(StepKind.FIELD, f"line {first}"))


def _appointment(found: _Property) -> Iterator[str]:
    if found.name in _SILENT or found.name == "UID" or not found.value:
        return
    label = _LABELS.get(found.name, found.name.removeprefix("X-").replace("-", " ").capitalize())
    value = re.sub(r"^mailto:", "", found.value, flags=re.I)
    if name := found.parameters.get("CN"):
        value = f"{name} <{value}>" if name != value else value
    yield f"{label}: {value}"
