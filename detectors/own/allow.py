"""What is not to be reported, and what is the organisation's own: judged by the text of a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.own.clock import Clock
from detectors.own.model import OwnRules
from detectors.text.lexicon import Lexicon
from detectors.text.normalise import View, fold, view_of

OWN = Evidence(EvidenceKind.AGAINST, 0.0, "organisation's own")
"""Marks a finding as the organisation's own. It says whose it is, not that it is none: it weighs nothing."""

_FLAGS_IGNORECASE = 2
_HOME = re.compile(r"^(?:\+|00)(?:44|81)0?")
_EXTENSION = re.compile(r"(?:内線|ext|x).*", re.DOTALL)
_UNIT_BETWEEN = re.compile(r"(?<=[0-9])\s*(?:丁目|番地の?|番|号|の)\s*(?=[0-9])")
_UNIT_LAST = re.compile(r"(?<=[0-9])(?:丁目|番地|番|号)")
_BLANK = re.compile(r"[\s,、.]+")
_JAPANESE_BLANK = re.compile(r"(?<=[\u3041-\u30ff\u3400-\u9fff々]) (?=[\u3041-\u30ff\u3400-\u9fff々])")
_JP_CODE = re.compile(r"〒?\s*[0-9]{3}-?[0-9]{4}(?![0-9-])")
_POSTCODES = frozenset({Entity.JP_POSTAL_CODE, Entity.UK_POSTCODE})
_PREFECTURE = re.compile(r"^(?:北海道|東京都|京都府|大阪府|[\u3400-\u9fff]{2,3}県)")
_LEAST_PART = 6
"""Characters: a shorter part of an address (a house number, a street of one word) may be anybody's."""

Hashed = Callable[[str, str], int]


class OwnValues:
    """Answers for one set of rules. ``hashed`` gives the keyed hash of a value (scanner.masking.Hasher.value).

    Raises ValueError where the rules have hashes and ``hashed`` is missing: they could never agree.
    """

    def __init__(self, rules: OwnRules, clock: Clock, hashed: Hashed | None = None) -> None:
        import regex

        if rules.allowed.hashes and hashed is None:
            raise ValueError("hashed values need the key that they were made with")
        self._words = {(entity, plain(word)) for entity, word in rules.allowed.words}
        self._phrases = {
            entity: Lexicon(
                (entity, form) for e, word in rules.allowed.words if e == entity for form in (word, plain(word))
            )
            for entity in {e for e, _ in rules.allowed.words}
        }
        self._patterns = [(e, p, regex.compile(p, _FLAGS_IGNORECASE)) for e, p in rules.allowed.patterns]
        self._hashes = rules.allowed.hashes
        self._hashed = hashed
        self._clock = clock
        identity = rules.identity
        self._mark = identity.mark
        self._phones = {_phone(p) for p in identity.phones}
        self._addresses = [_address(a) for a in identity.addresses]
        self._codes = [_BLANK.sub("", plain(a)).replace("-", "") for a in identity.addresses]
        self._domains = tuple(plain(d).lstrip("@.") for d in identity.mail_domains)

    def allowed(self, entity: str, text: str) -> bool:
        """Whether a finding with this text is one that the organisation does not want reported."""
        word = plain(text)
        if (entity, word) in self._words or ("", word) in self._words:
            return True
        if self._hashed is not None and self._hashes and (entity, self._hashed(entity, text)) in self._hashes:
            return True
        given = view_of(text).text.strip()
        return any(e in ("", entity) and self._clock.is_whole(f"allow {p}", c, given) for e, p, c in self._patterns)

    def own(self, entity: str, text: str) -> bool:
        """Whether it is the organisation's own switchboard, address, postcode or mail domain."""
        if entity == Entity.PHONE_NUMBER:
            return bool(self._phones) and _phone(text) in self._phones
        if entity == Entity.EMAIL_ADDRESS and self._domains:
            host = plain(text).rpartition("@")[2]
            return any(host == d or host.endswith("." + d) for d in self._domains)
        if entity in _POSTCODES and self._codes:
            code = _BLANK.sub("", plain(text)).replace("-", "").lstrip("〒")
            return len(code) > 4 and any(code in c for c in self._codes)
        if entity == Entity.ADDRESS:
            return any(_same_place(_address(text), mine) for mine in self._addresses)
        return False

    def sifted(self, view: View, matches: Sequence[Match]) -> list[Match]:
        """The matches of a view (offsets in it) that remain, those of the organisation's own marked.

        What is no more than a part of an allowed word that stands there (a surname in a firm's name) goes with it.
        """
        out = []
        phrases = {entity: words.find(view.folded) for entity, words in self._phrases.items()}
        for match in matches:
            around = (h for e in ("", match.entity) for h in phrases.get(e, ()))
            if any(h.start <= match.start and match.end <= h.end for h in around):
                continue
            start, end = view.source(match.start, match.end)
            text = view.original[start:end]
            if self.allowed(match.entity, text):
                continue
            if self.own(match.entity, text):
                if not self._kept(match.entity, match.evidence):
                    continue
                match = match._replace(evidence=(*match.evidence, OWN))
            out.append(match)
        return out

    def sifted_values(self, entity: str, values: Sequence[str]) -> tuple[list[str], bool]:
        """The distinct values of a column that remain, and whether all of those are the organisation's own."""
        kept = [v for v in values if not self.allowed(entity, v)]
        mine = {v for v in kept if self.own(entity, v)}
        if mine and not self._kept(entity, ()):
            kept, mine = [v for v in kept if v not in mine], set()
        return kept, bool(kept) and len(mine) == len(kept)

    def _kept(self, entity: str, evidence: Iterable[Evidence]) -> bool:
        """Own things are left out or marked as the rules say; a colleague's mail address is a person's all the same."""
        if self._mark:
            return True
        return entity == Entity.EMAIL_ADDRESS and not any(e.detail == "role account" for e in evidence)


def plain(text: str) -> str:
    """A text for comparison: one width, one case, one kind of blank, and none between kanji and kana."""
    return _JAPANESE_BLANK.sub("", " ".join(fold(view_of(text).text).split()))


def _phone(text: str) -> str:
    given = _EXTENSION.sub("", plain(text)).replace("(0)", "")
    digits = "".join(c for c in given if c.isdecimal() or c == "+")
    return _HOME.sub("0", digits).lstrip("+")


def _address(text: str) -> str:
    """An address without postcode, prefecture, spaces and the words between its numbers."""
    given = _PREFECTURE.sub("", _JP_CODE.sub("", plain(text)).strip())
    given = _UNIT_LAST.sub("", _UNIT_BETWEEN.sub("-", given))
    return _BLANK.sub("", given)


def _same_place(one: str, other: str) -> bool:
    """Whether one is the other, or a part of it that is no mere beginning: without prefecture, building or town."""
    short, long = sorted((one, other), key=len)
    if len(short) < _LEAST_PART or not any(c.isdigit() for c in short):
        return False
    at = long.find(short)
    while at >= 0:
        # 1-2-3 is no part of 11-2-34.
        before, after = long[at - 1 : at], long[at + len(short) : at + len(short) + 1]
        if not (before.isdigit() and short[0].isdigit()) and not (after and after in "0123456789-"):
            return True
        at = long.find(short, at + 1)
    return False
