"""Which encoding a text is in: BOM, escape sequences, strict UTF-8, then cp932, EUC-JP and Western by plausibility."""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import BinaryIO

from scanner.document import Detail, Problem, ProblemKind, extract_problem

CHUNK = 1 << 18
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\$\([DOP]|\([JI])")
_HALF_KANA = re.compile("[｡-ﾟ]")
_KANA = re.compile("[ぁ-んァ-ヶー、。・「」　]")
_WIDE = re.compile("[！-～㈱㍻㍼①-⑳]")
_KANJI = re.compile("[一-龥々]")
_PRIVATE = re.compile("[\ue000-\uf8ff\x80-\x9f]")
_LONELY = re.compile(r"(?<=[A-Za-z])[一-龥｡-ﾟ]|[一-龥｡-ﾟ](?=[a-z])")
_LATIN_GOOD = re.compile("[A-Za-z ][À-ÖØ-öø-ÿ](?=[A-Za-z ,.;:!?'\r\n)-])|[£€–—‘’“”…°§©®«»·½¼¾²³¢]")
_STRAY = re.compile("[\uf8f0-\uf8f3\x80-\x9f]")  # what Python makes of single bytes that are no characters
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SHIFTED = re.compile(rb"\+[A-Za-z0-9/+]{3,}-?")
_EUC_HALF = re.compile(rb"(?:\x8e[\xa1-\xdf])+")  # half-width kana in EUC-JP, kanji of one and the same lead in cp932
_COMMON_LEAD = frozenset(range(0x81, 0x98))  # JIS level 1 kanji, kana and signs in cp932


_CANDIDATES = ("cp932", "euc_jp", "cp1252")


@dataclass(frozen=True, slots=True)
class Choice:
    """The encoding chosen, the second best ('' where there was no choice), and whether there is real doubt."""

    encoding: str
    runner_up: str = ""
    certain: bool = True
    bom: int = 0  # bytes to skip

    def problems(self) -> Iterator[Problem]:
        """ENCODING_GUESSED where it was a guess; the cause names choice and runner-up."""
        if not self.certain:
            cause = f"{self.encoding}, {self.runner_up}" if self.runner_up else self.encoding
            yield extract_problem(ProblemKind.ENCODING_GUESSED, Detail.ENCODING, cause=cause)


def choose(sample: bytes, declared: str = "") -> Choice:
    """The encoding of a text, by its first bytes (64 kB are plenty; a character may be cut off at the end).

    ``declared`` (from an XML or HTML head or a mail header) is believed where the bytes agree with it.
    """
    for mark, encoding in _BOMS:
        if sample.startswith(mark):
            return Choice(encoding, bom=len(mark))
    if wide := _utf16(sample):
        return Choice(wide, certain=len(sample) >= 8)
    if _ESCAPE.search(sample):
        return Choice("iso2022_jp_ext")
    if sample.isascii():
        return Choice("utf-7", "ascii", certain=False) if _is_utf7(sample) else Choice("utf-8")
    if decodes(sample, "utf-8"):
        return Choice("utf-8")
    if _mostly_utf8(sample):
        return Choice("utf-8")  # the decoder tells of the other lines
    declared = known(declared)
    if declared and declared not in ("utf-8", "ascii") and decodes(sample, declared):
        return Choice(declared)
    return _scored(sample)


def known(encoding: str) -> str:
    """Python's name of a declared encoding, '' if there is none. Japanese ones become their vendor's superset."""
    encoding = encoding.strip().strip("\"'").lower()
    aliases = {
        "shift_jis": "cp932",
        "shift-jis": "cp932",
        "sjis": "cp932",
        "x-sjis": "cp932",
        "windows-31j": "cp932",
        "ms932": "cp932",
        "ks_c_5601-1987": "cp949",
        "euc-kr": "cp949",
        "gb2312": "gb18030",
        "gbk": "gb18030",
        "big5": "cp950",
        "iso-8859-1": "cp1252",
        "latin1": "cp1252",
        "iso-2022-jp": "iso2022_jp_ext",
        "x-euc-jp": "euc_jp",
    }
    try:
        return aliases.get(encoding) or (codecs.lookup(encoding).name if encoding else "")
    except (LookupError, ValueError):
        return ""


def decodes(sample: bytes, encoding: str) -> bool:
    """Whether the bytes are valid, but for a character cut off at the end."""
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(sample, final=False)
    except (UnicodeError, LookupError):
        return False
    return True


def _utf16(sample: bytes) -> str:
    """UTF-16 without a mark: NULs, or kana's and digits' high bytes, on one side of the pairs."""
    part = sample[:4096]
    part = part[: len(part) // 2 * 2]
    if len(part) < 4:
        return ""
    even, odd = part[::2], part[1::2]
    for encoding, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        zeros = high.count(0)
        japanese = zeros + sum(1 for b in high if b == 0x30 or 0x4E <= b <= 0x9F or b == 0xFF)
        enough = zeros > 0.4 * len(high) or (zeros > 0 and japanese > 0.9 * len(high))
        if not enough or low.count(0) >= 0.02 * len(low) + 1 or not decodes(part, encoding):
            continue
        text = part.decode(encoding, "ignore")
        if len(_CONTROL.findall(text)) <= 0.01 * len(text):
            return encoding
    return ""


def _is_utf7(sample: bytes) -> bool:
    """Whether the shifted runs of an ASCII text are common Japanese, all of them (RFC 2152)."""
    runs = _SHIFTED.findall(sample)
    if not runs or any(run[1:].rstrip(b"-").isdigit() for run in runs):  # a telephone number
        return False
    try:
        text = "".join((run.rstrip(b"-") + b"-").decode("utf-7") for run in runs)
    except UnicodeError:
        return False
    common = len(_KANA.findall(text)) + len(_WIDE.findall(text)) + len(_HALF_KANA.findall(text))
    common += sum(not _level_two(c) for c in _KANJI.findall(text))
    return len(text) >= 4 and common >= 0.95 * len(text)


def _mostly_utf8(sample: bytes) -> bool:
    """Whether at least four of five lines that are not ASCII are valid UTF-8: a text mended with another program."""
    lines = [line for line in sample.splitlines() if not line.isascii()]
    most = len(lines) - ceil(0.8 * len(lines))
    others = itertools.islice((line for line in lines if not decodes(line, "utf-8")), most + 1)
    return len(lines) > 2 and sum(1 for _ in others) <= most


def _scored(sample: bytes) -> Choice:
    """The most plausible of cp932, EUC-JP and Western; certain when it is plausible and far ahead."""
    return _most_plausible(_telling(sample))


@lru_cache(1)  # who names the format of a file asks first, then who reads it
def _most_plausible(sample: bytes) -> Choice:
    scores = sorted(((_plausible(sample, e), e) for e in _CANDIDATES), reverse=True)
    (best, encoding), (second, runner_up) = scores[:2]
    if best <= 0.0 and (mixed := _by_lines(sample)):
        return mixed
    if best <= 0.0:
        # Nothing fits: every byte is a character in Latin-1, so at least the ASCII in it is read.
        return Choice("latin-1" if not decodes(sample, "cp932") else "cp932", runner_up, certain=False)
    foreign = len(_NOT_ASCII.findall(sample.decode(encoding, "replace")))
    return Choice(encoding, runner_up, certain=best >= 0.6 and best - second >= 0.25 and foreign >= 4)


def _by_lines(sample: bytes) -> Choice | None:
    """The encoding of most lines of a text that no encoding fits as a whole: written by several programs."""
    lines = [line for line in sample.splitlines() if not line.isascii()][:500]
    if len(lines) < 3:
        return None
    chosen = [max(_CANDIDATES, key=lambda e: _plausible(line, e)) for line in lines]
    fitting = [e for line, e in zip(lines, chosen, strict=True) if _plausible(line, e) > 0.3]
    ranked = sorted(set(fitting), key=fitting.count, reverse=True)
    if not ranked or fitting.count(ranked[0]) < 0.5 * len(lines):
        return None
    return Choice(ranked[0], ranked[1] if len(ranked) > 1 else "", certain=False)


def _telling(sample: bytes) -> bytes:
    """At most 64 kB, from the first bytes that are not ASCII on."""
    if len(sample) <= 1 << 16:
        return sample
    start = next(n for n in range(0, len(sample), 4096) if not sample[n : n + 4096].isascii())
    start = max(0, sample.rfind(b"\n", 0, start + 1))  # never in the middle of a character
    return sample[start : start + (1 << 16)]


def _plausible(sample: bytes, encoding: str) -> float:
    """How much of what is not ASCII looks right in this encoding: about 1 for real text, 0 or less for garbage."""
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(sample, final=False)
    except UnicodeError:
        return -1.0
    foreign = len(_NOT_ASCII.findall(text))
    if not foreign:
        return 0.0
    private = len(_PRIVATE.findall(text))
    if encoding == "cp1252":
        return (len(_LATIN_GOOD.findall(text)) - 3 * private) / foreign - 0.1
    kana, wide = (len(p.findall(text)) for p in (_KANA, _WIDE))
    kanji = _KANJI.findall(text)
    half = len(_HALF_KANA.findall(text))
    lonely = len(_LONELY.findall(text))
    rare = sum(map(_level_two, different := set(kanji))) / max(1, len(different))
    # half-width kana are two bytes each in EUC-JP, and would be kanji that all begin with 8E in cp932
    euc_half = sum(len(run) for run in _EUC_HALF.findall(sample)) // 2 if len(text) < 1 << 17 else 0
    if euc_half >= 3 and euc_half > 0.6 * foreign:
        return 0.8 if encoding == "euc_jp" else 0.1
    good = kana + wide + len(kanji) * (1.0 - 0.9 * rare) + half * (0.7 if encoding == "cp932" else 0.3)
    return (good - 2 * private - 1.5 * lonely) / foreign


def _level_two(kanji: str) -> bool:
    code = kanji.encode("cp932", "ignore")
    return len(code) != 2 or code[0] not in _COMMON_LEAD


class Decoder:
    """Decodes a byte stream to text, chunk by chunk, each chunk ending at a line end where there is one.

    Plain ASCII says nothing, so the choice is made at the first chunk that holds anything else. Where later bytes do
    not fit (a log written in two encodings), those lines are decided one by one. ``problems`` is complete when
    ``texts`` has ended.
    """

    def __init__(self, stream: BinaryIO, declared: str = "") -> None:
        self._stream = stream
        self._declared = declared
        self.choice = Choice("utf-8")
        self._mixed = False
        self._lost = False

    def texts(self) -> Iterator[str]:
        """The decoded text; line ends are left as they are."""
        first = self._stream.read(CHUNK)
        choice = choose(first, self._declared)
        if choice.encoding.startswith(("utf-16", "utf-32")):
            self.choice = choice
            yield from self._wide(first[choice.bom :])
            return
        decided = bool(choice.bom) or not first.isascii() or choice.encoding != "utf-8"
        if decided:
            self.choice = choice
        rest = first[choice.bom :]
        while rest:
            chunk, rest = self._to_line_end(rest)
            if not decided and (not chunk.isascii() or _ESCAPE.search(chunk)):
                self.choice, decided = choose(chunk, self._declared), True
            yield self._decoded(chunk)

    def problems(self) -> Iterator[Problem]:
        """What is to be said of the encoding."""
        if self._mixed and self.choice.certain:
            yield extract_problem(ProblemKind.ENCODING_GUESSED, Detail.ENCODING, cause=f"{self.choice.encoding}, mixed")
        yield from self.choice.problems()
        if self._lost:
            yield extract_problem(ProblemKind.ENCODING_GUESSED, Detail.CHARACTERS_LOST, cause=self.choice.encoding)

    def _to_line_end(self, begun: bytes) -> tuple[bytes, bytes]:
        parts = [begun]
        for _ in range(16):  # a line of 4 MB is cut anywhere
            end = parts[-1].rfind(b"\n") + 1
            if end and sum(map(len, parts)) >= CHUNK // 2:
                return b"".join([*parts[:-1], parts[-1][:end]]), parts[-1][end:] or self._stream.read(CHUNK)
            more = self._stream.read(CHUNK)
            if not more:
                return b"".join(parts), b""
            parts.append(more)
        return b"".join(parts), self._stream.read(CHUNK)

    def _decoded(self, chunk: bytes) -> str:
        try:
            text = chunk.decode(self.choice.encoding)
        except UnicodeDecodeError:
            return "".join(self._line(line) for line in chunk.splitlines(keepends=True))
        if self.choice.encoding == "cp932" and _HALF_KANA.search(text):
            # what EUC-JP writes as kanji is half-width kana here, and never an error
            return "".join(self._line(line) for line in chunk.splitlines(keepends=True))
        return text

    def _line(self, line: bytes) -> str:
        if line.isascii():
            return line.decode("ascii" if self.choice.encoding != "iso2022_jp_ext" else self.choice.encoding, "replace")
        encoding = self.choice.encoding
        if encoding != "utf-8" and decodes(line.rstrip(), "utf-8"):
            encoding = "utf-8"
        elif encoding not in ("utf-8", "iso2022_jp_ext") or not decodes(line, encoding):
            own = self.choice.encoding
            encoding = max((own, "cp932", "euc_jp"), key=lambda e: _plausible(line, e) + (0.25 if e == own else 0.0))
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            text = ""
        if not text or (_STRAY.search(text) and encoding != "utf-8"):
            self._lost = True
            return line.decode(self.choice.encoding, "replace")
        self._mixed = self._mixed or encoding != self.choice.encoding
        return text

    def _wide(self, first: bytes) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.choice.encoding)("replace")
        chunk = first
        while chunk:
            text = decoder.decode(chunk)
            self._lost = self._lost or "\ufffd" in text
            yield text
            chunk = self._stream.read(CHUNK)
        yield decoder.decode(b"", final=True)


def decode(data: bytes, declared: str = "") -> tuple[str, list[Problem]]:
    """All of a text at once, with what is to be said of its encoding."""
    import io

    decoder = Decoder(io.BytesIO(data), declared)
    text = "".join(decoder.texts())
    return text, list(decoder.problems())
