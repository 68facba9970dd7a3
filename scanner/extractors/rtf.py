"""rtf: body, tables, headers, footers, notes, annotations, text boxes, form fields, links, properties, embedded
objects; what was deleted or is hidden is marked so."""

from __future__ import annotations

import binascii
import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from scanner.document import Detail, Embedded, Item, Location, ProblemKind, StepKind, TextBlock, extract_problem, place
from scanner.extractors.base import (
    ByFormat,
    ExtractOptions,
    Paragraphs,
    Source,
    damaged,
    fail,
    properties,
    table_blocks,
    text_blocks,
)
from scanner.extractors.rtf_tokens import Token, Tokens
from scanner.extractors.xlsx_sheet import link_text

_SKIPPED = frozenset(
    "colortbl stylesheet pict filetbl listtable listoverridetable rsidtbl xe tc bkmkstart bkmkend generator themedata "
    "colorschememapping datastore latentstyles pnseclvl fontemb fontfile atnref atntime atndate atnid nonesttables "
    "objclass objname objalias objsect wgrffmtfilter template passwordhash xmlnstbl mmathPr nonshppict shprslt "
    "pgdsctbl blipuid picprop listpicture private txe rxe keycode objtime oldcprops oldpprops oldsprops oldtprops "
    "ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn".split()
)
_STORIES = {
    "header": StepKind.HEADER, "headerl": StepKind.HEADER, "headerr": StepKind.HEADER, "headerf": StepKind.HEADER,
    "footer": StepKind.FOOTER, "footerl": StepKind.FOOTER, "footerr": StepKind.FOOTER, "footerf": StepKind.FOOTER,
    "footnote": StepKind.NOTE, "annotation": StepKind.COMMENT,
    "shptxt": StepKind.TEXTBOX, "dptxbxtext": StepKind.TEXTBOX,
}  # fmt: skip
_INFO = {
    "title": "title", "subject": "subject", "author": "author", "operator": "last_modified_by", "company": "company",
    "manager": "manager", "keywords": "keywords", "doccomm": "description", "category": "category",
}  # fmt: skip
_KEPT = frozenset(
    "fldinst ffdeftext ffl ffstattext ffhelptext objdata sn sv propname staticval revtbl atnauthor docvar "
    "htmltag".split()
)
_SHAPE_TEXTS = frozenset(("wzDescription", "wzName", "gtextUNICODE", "wzTooltip", "pihlShape"))
_LINK = re.compile(r'HYPERLINK\s+(?:\\l\s+)?"?([^"\s]+)"?|(mailto:[^\s"\'<>]+)', re.IGNORECASE)
_STARRED = frozenset((*_STORIES, *_KEPT, *_INFO, "shpinst", "formfield", "ffdata", "userprops", "nesttableprops", "ud"))
_STARRED_PASSED = frozenset(("shppict", "fldrslt", "listtext", "pntext", "do", "sp"))


@dataclass(slots=True)
class _Story:
    """Text being gathered: the body, or what stands apart from it."""

    kind: StepKind | None = None
    text: list[str] = field(default_factory=list)
    author: str = ""

    def take(self) -> str:
        text, self.text = _joined(self.text), []
        return text


def _joined(parts: list[str]) -> str:
    """The parts as one text, the halves of characters beyond the first 65,536 put together."""
    return "".join(parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class RichText(ByFormat):
    """The body in order; what stands apart comes after it."""

    name = "rtf"
    version = 1
    formats = frozenset({"rtf"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        data = src.data()
        reader = Reader(data, options)
        yield from reader.items()
        if not reader.found and b"\\pict" in data:
            yield extract_problem(ProblemKind.NEEDS_OCR, Detail.NO_TEXT_LAYER)
        if not reader.tokens.closed:
            if not reader.found:
                fail(damaged("not closed"))
            yield damaged("not closed", Location())


def plain_text(data: bytes) -> str:
    """The visible text of an RTF, tables a row a line."""
    lines: list[str] = []
    for item in Reader(data, ExtractOptions()).items():
        if isinstance(item, TextBlock) and not item.hidden:
            lines.append(item.text)
        elif hasattr(item, "rows"):
            lines.extend("\t".join(row) for row in item.rows)
    return "\n".join(lines)


class Reader:
    """Reads one RTF. ``found`` tells afterwards whether there was any text."""

    def __init__(self, data: bytes, options: ExtractOptions) -> None:
        self.tokens = Tokens(data)
        self.found = False
        self._options = options
        self._paragraphs = Paragraphs(StepKind.PARAGRAPH)
        self._stories = [_Story()]
        self._rows: list[tuple[str, ...]] = []
        self._row: list[str] = []
        self._nested: list[tuple[str, ...]] = []
        self._nested_row: list[str] = []
        self._in_table = False
        self._tables = 0
        self._kept: dict[int, list[str]] = {}  # depth of a group whose text is kept -> its text
        self._depth = 0
        self._shape = self._custom = self._author = self._date_of = ""
        self._properties: dict[str, str] = {}
        self._date: dict[str, int] = {}
        self._links: list[str] = []
        self._forms: list[str] = []
        self._people: list[str] = []
        self._apart: list[Item] = []
        self._numbers: dict[StepKind, int] = {}
        self._hidden: list[str] = []
        self._objects = 0
        self._seen: set[tuple[StepKind, str]] = set()

    def items(self) -> Iterator[Item]:
        """Everything, the properties first where they come first."""
        for token in self.tokens:
            if token.word == "":
                self._text(token.text)
            elif token.word == "u":
                self._text(chr(token.number or 0))
            elif token.word == "{":
                self._depth += 1
            elif token.word == "}":
                self._end()
                self._depth -= 1
            elif self.tokens.group.kind != "skip":
                yield from self._word(token)
        yield from self._paragraph()
        yield from self._table()
        yield from self._paragraphs.flush()
        self._end_hidden()
        yield from properties(self._properties)
        yield from self._apart
        for name, lines in (("links", self._links), ("form fields", self._forms), ("people", self._people)):
            kind = StepKind.FIELD if name == "form fields" else StepKind.PART
            yield from text_blocks("\n".join(dict.fromkeys(lines)), place(kind, name))

    # Text.

    def _text(self, text: str) -> None:
        group = self.tokens.group
        if group.kind in ("skip", "fonttbl", "info", "upr") or group.ignored:
            return
        if group.kind in _KEPT or group.kind in _INFO:
            if self._kept:
                self._kept[max(self._kept)].append(text)
            return
        if group.hidden:
            self._hidden.append(text)
            return
        self.found = self.found or not text.isspace()
        self._stories[-1].text.append(text)

    def _word(self, token: Token) -> Iterator[Item]:
        word, group = token.word, self.tokens.group
        starting = group.fresh
        if word == "fonttbl":
            group.kind = word
        elif word in _SKIPPED:
            group.kind = "skip"
        elif word in _STORIES and (starting or group.starred):
            if group.kind not in ("skip", word):
                group.kind = word
                self._stories.append(_Story(_STORIES[word], author=self._author))
                self._kept[self._depth] = []
        elif word in _KEPT or (word in _INFO and group.kind == "info"):
            group.kind = word
            self._kept[self._depth] = []
        elif word == "upr" and group.kind == "info":
            group.kind = word  # the same twice: for readers without Unicode, and in "ud" for the others
        elif word == "info" or (word == "ud" and group.kind == "upr"):
            group.kind = "info"
        elif group.starred and starting and word not in _STARRED and word not in _STARRED_PASSED:
            group.kind = "skip"
        elif word in ("creatim", "revtim"):
            self._date_of, self._date = word, {}
        elif word in ("yr", "mo", "dy", "hr", "min") and group.kind == "info":
            self._date[word] = token.number or 0
        elif word in ("deleted", "v"):
            group.hidden = token.number != 0
        elif word == "plain":
            group.hidden = False
        elif word == "htmlrtf":
            group.ignored = token.number != 0
        elif len(self._stories) > 1:
            if word in ("par", "cell", "row", "sect", "page"):
                self._stories[-1].text.append("\n" if word != "cell" else "\t")
        elif not group.ignored:
            yield from self._layout(word)

    def _layout(self, word: str) -> Iterator[Item]:
        """What divides the body into paragraphs, cells and rows."""
        if word in ("par", "sect", "page", "column"):
            if self._in_table or self._row or self._nested_row:
                self._stories[0].text.append("\n")
            else:
                yield from self._table()
                yield from self._paragraph()
        elif word == "intbl":
            self._in_table = True
        elif word == "trowd":
            if not self._in_table and not self._row:
                text = self._stories[0].take()
                yield from self._paragraphs.add(text)
            self._in_table = True
        elif word == "pard":
            self._in_table = bool(self._row)
        elif word == "cell":
            self._row.append(self._stories[0].take().strip())
        elif word == "nestcell":
            self._nested_row.append(self._stories[0].take().strip())
        elif word in ("row", "nestrow"):
            rows, row = (self._rows, self._row) if word == "row" else (self._nested, self._nested_row)
            if any(row):
                rows.append(tuple(row))
            row.clear()
            self._in_table = word == "nestrow"

    def _paragraph(self) -> Iterator[Item]:
        yield from self._paragraphs.add(self._stories[0].take())
        self._end_hidden()

    def _end_hidden(self) -> None:
        text, self._hidden = _joined(self._hidden), []
        self.found = self.found or bool(text.strip())
        self._apart.extend(text_blocks(text, place(StepKind.PARAGRAPH, max(1, self._paragraphs.count)), hidden=True))

    def _table(self) -> Iterator[Item]:
        if self._row and any(self._row):
            self._rows.append(tuple(self._row))
            self._row = []
        for rows in (self._rows, self._nested):
            if rows:
                yield from self._paragraphs.flush()
                self._tables += 1
                yield from table_blocks(rows, place(StepKind.TABLE, self._tables), self._options.limits)
        self._rows, self._nested = [], []

    # The ends of groups whose text is kept apart.

    def _end(self) -> None:
        if self._date and self._date_of:
            self._moment()
        parts = self._kept.pop(self._depth, None)
        if parts is None:
            return
        kind = self.tokens.group.kind
        text = _joined(parts).strip("\0")
        if kind in _STORIES:
            self._end_story(self._stories.pop() if len(self._stories) > 1 else _Story())
        elif kind in _INFO:
            self._properties.setdefault(_INFO[kind], text.strip())
        elif kind in ("fldinst", "htmltag"):
            self._links += [link_text(a or b) for a, b in _LINK.findall(text) if not (a or b).startswith("_")]
        elif kind in ("ffdeftext", "ffl", "ffstattext", "ffhelptext", "docvar"):
            self._forms.append(text.strip())
        elif kind == "sn":
            self._shape = text.strip()
        elif kind == "sv" and self._shape in _SHAPE_TEXTS and text.strip():
            self._apart.extend(text_blocks(text, place(StepKind.TEXTBOX)))
        elif kind == "propname":
            self._custom = text.strip()
        elif kind == "staticval":
            before = self._properties.get("custom", "")
            self._properties["custom"] = f"{before}\n{self._custom}: {text.strip()}".strip()
        elif kind == "revtbl":
            self._people += [n for n in text.split(";") if n.strip() and n.strip() != "Unknown"]
        elif kind == "atnauthor":
            self._author = text.strip()
        elif kind == "objdata":
            self._apart.extend(self._object(text))

    def _end_story(self, story: _Story) -> None:
        text = story.take().strip()
        if story.kind is None or not text or (story.kind, text) in self._seen:
            return
        if story.kind in (StepKind.HEADER, StepKind.FOOTER):
            self._seen.add((story.kind, text))  # each section repeats them
        author, self._author = (self._author, "") if story.kind is StepKind.COMMENT else ("", self._author)
        number = ""
        if story.kind in (StepKind.NOTE, StepKind.COMMENT):
            self._numbers[story.kind] = self._numbers.get(story.kind, 0) + 1
            number = str(self._numbers[story.kind])
        self._apart.extend(text_blocks(f"{author}: {text}" if author else text, place(story.kind, number)))

    def _moment(self) -> None:
        said, (year, month, day) = self._date, (self._date.get(k, 0) for k in ("yr", "mo", "dy"))
        if year > 1980 and 0 < month < 13 and 0 < day < 32:
            time = f"{said.get('hr', 0):02}:{said.get('min', 0):02}:00"
            key = "created" if self._date_of == "creatim" else "modified"
            self._properties[key] = f"{year:04}-{month:02}-{day:02}T{time}"
        self._date, self._date_of = {}, ""

    def _object(self, text: str) -> Iterator[Item]:
        """The file in an embedded object: an OLE 1.0 object ([MS-OLEDS] 2.2.5), written as hexadecimal digits."""
        self._objects += 1
        digits = re.sub("[^0-9a-fA-F]", "", text)
        data = binascii.unhexlify(digits[: len(digits) // 2 * 2])
        try:
            name, native = _native(data)
        except (struct.error, ValueError) as error:
            yield damaged(error, place(StepKind.PART, f"object {self._objects}"))
            return
        if native:
            yield Embedded(name or f"object {self._objects}", lambda: io.BytesIO(native), len(native))


def _native(data: bytes) -> tuple[str, bytes]:
    """(name, content) of the file in an OLE 1.0 object; nothing for a mere link."""
    _, kind = struct.unpack_from("<II", data)
    position = 8
    names: list[bytes] = []
    for _ in range(3):  # class, topic, item
        (length,) = struct.unpack_from("<I", data, position)
        names.append(data[position + 4 : position + 4 + length].rstrip(b"\0"))
        position += 4 + length
    if kind != 2:
        return "", b""
    (size,) = struct.unpack_from("<I", data, position)
    native = data[position + 4 : position + 4 + size]
    if names[0] != b"Package" or native.startswith(b"\xd0\xcf\x11\xe0"):
        return "", native
    label_end = native.index(b"\0", 2)
    path_end = native.index(b"\0", label_end + 1)
    (length,) = struct.unpack_from("<I", native, path_end + 5)
    start = path_end + 9 + length
    (size,) = struct.unpack_from("<I", native, start)
    label = native[2:label_end].decode("cp932", "replace").replace("\\", "/").rpartition("/")[2]
    return label, native[start + 4 : start + 4 + size]
