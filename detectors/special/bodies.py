"""Bodies: what a sentence says of a part of somebody's body, of a medicine with its dose, of a test with its result.

Broken left wrist; a cut above the ear; her knee gave way; 足が不自由; ひざが痛く; ramipril 5mg od; BP 150/95. What may
befall a part, a unit or the name of a test says nothing by itself; asked of those few words, with the folded text
around them. Words: data/complaints.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from detectors.text.normalise import Hit, looked_up

_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*")
_AHEAD, _BACK = 60, 60
"""Characters in which a part is looked for."""
_WITHIN = frozenset(
    "the a an his her their my your its one two three both each all to of in on at above below under "
    "behind across over down around near between through along inside against off into up from left right "
    "l r lt rt bilateral lower upper front back side top outer inner whole other old new main base end "
    "middle half part several few small big".split()
)
"""What may stand between what befell a part and the part: a cut above the left ear."""
_SAID = frozenset(
    "is are was were s has have had been be being feels felt feeling looks looked looking still very "
    "quite a bit so too really badly more slightly now again just got gets getting became becoming "
    "remains both all also little rather extremely severely mildly suddenly nearly almost always often "
    "constantly grade with isn't keeps kept".split()
)
"""What may stand between a part and what befell it: her knees are still very painful."""
_BEFORE_PART = frozenset("left right both lower upper front back l r lt rt his her their my".split())
_FOLLOWS = frozenset(
    "and or in on after from since so which that when but is are was were has had have with at for due "
    "again while following to by as because if this last today yesterday x he she they who caused during "
    "sustained requiring needing needs pain of his her until still would will may a the also not plus "
    "then via per awaiting under".split()
)
"""What may follow a part: else it is the beginning of something else (hand rail, back garden)."""
_BEFORE_JA = r"(?:(?<![\u3041-\u3096\u3400-\u9fff])|(?<=[のはがをもにと、]))(?P<side>(?:[左右両片上下前後]側?の?)?)"
_BETWEEN_JA = (
    r"(?:部|側|周囲|周辺|付近|全体|あたり|辺り|先端|先|元|裏|奥|内|外側|内側|[0-9]本|[0-9]指)?"
    r"(?:(?:が|は|も|を|に|へ|から|の|には|にも|とも)[^、。,\n「」()]{0,7})?$"
)
_LONGEST_JA = 24
_RESULT = re.compile(
    r"[ :=(]{0,3}(?:(?:is|was|of|at|now|up to|down to|が|は|も|で)[ ]?)?"
    r"(?P<value>[<>≧≦約]?[0-9]{1,4}(?:[.,/-][0-9]{1,4}){0,3}(?![0-9])"
    r"(?: ?(?:%|mmhg|mg/dl|mmol(?:/l|/mol)?|g/dl|kpa|℃|°c|度|点|mg|cm))?|"
    r"\([0-9]?[+±-]{1,3}\)|[+-]ve\b|positive|negative|raised|high|low|[a-e]判定|"
    r"[^、。\n]{0,4}?(?:陽性|陰性|高め|高値|低値|異常|要精密検査|要再検査|要精検|要治療|要医療|所見あり|"
    r"が高[いくめ]|が低[いくめ]))"
)
_AMOUNT = re.compile(
    r"(?P<name>[a-z][a-z-]{3,}(?: (?:mr|xl|sr|la|er|ec|forte|sodium|acid|acetate|hydrochloride))?|"
    r"[ァ-ヴー]{3,}[一-龠]{0,3})"
    r"[ (]{0,2}[0-9][0-9.,/]*(?: ?(?:x|×) ?[0-9]+)? ?$"
)
_OFTEN = re.compile(
    r"[^\n;。]{0,24}?(?<![a-z])(?:od|bd|tds|qds|qid|tid|bid|nocte|mane|om|on|prn|daily|weekly|monthly|nightly|"
    r"once|twice|three times|four times|at night|at bedtime|in the morning|each morning|every morning|every night|"
    r"morning|a day|per day|as needed|when required|"
    r"1日|一日|毎食|朝|夕|昼|就寝|眠前|食後|食前|分[123]|頓服|隔日|[0-9]回)(?![a-z])"
)
_FORM_JA = re.compile(r"[ァ-ヴー]{3,}(?:[0-9.]+(?:mg|μg|%)?)?$")
_NO_NAMES = frozenset(
    "about around approximately than least most with contains containing only plus over under dose".split()
)
_WEIGHED = frozenset("mg mcg μg micrograms microgram milligrams 錠".split())
"""Units of little but medicines: how often they are taken need not be said."""
_PREPARED = frozenset("錠 カプセル 吸入 吸入薬 点眼 点眼薬 軟膏 坐薬 座薬 坐剤 細粒 顆粒 貼付剤".split())


class Bodies:
    """The parts of a body and what may befall them, tests and doses, of both languages; ``more_tests`` are those that
    are not among the words of the text that are looked for.

    Raises ValueError for words that are missing.
    """

    def __init__(self, words: Mapping[str, Mapping[str, Iterable[str]]], more_tests: Iterable[str] = ()) -> None:
        try:
            parts, self._tests = words["parts"], frozenset(_folded(words["tests"].values()))
            self._doses = frozenset(_folded(words["doses"].values()))
            english, japanese = frozenset(_folded([parts["en"]])), sorted(_folded([parts["ja"]]), key=len, reverse=True)
        except KeyError as missing:
            raise ValueError(f"complaints.yaml: no {missing}") from None
        self.alone_nothing = self._tests | self._doses
        """Words of tests and doses, which say nothing without a number."""
        self._tests |= frozenset(more_tests)
        self._parts = frozenset(english)
        self._longest = max(part.count(" ") + 1 for part in english)
        self._before_ja = re.compile(_BEFORE_JA + "(?:" + "|".join(map(re.escape, japanese)) + "){1,3}" + _BETWEEN_JA)

    def befell(self, text: str, hit: Hit) -> tuple[int, int] | None:
        """The stretch that says what befell a part of a body, where the word at ``hit`` is said of one."""
        if not hit.word[0].isascii():
            found = self._before_ja.search(text, max(0, hit.start - _LONGEST_JA), hit.start)
            return (found.start("side"), hit.end) if found is not None else None
        return self._ahead(text, hit) or self._behind(text, hit)

    def _ahead(self, text: str, hit: Hit) -> tuple[int, int] | None:
        """Broken left wrist; pain in her lower back."""
        words = _run(text, hit.end, hit.end + _AHEAD)
        for i, (word, _, _) in enumerate(words):
            for length in range(min(self._longest, len(words) - i), 0, -1):
                if " ".join(w for w, _, _ in words[i : i + length]) in self._parts:
                    end = words[i + length - 1][2]
                    follows = words[i + length][0] if i + length < len(words) else ""
                    return (hit.start, end) if not follows or follows in _FOLLOWS or follows in self._parts else None
            if word not in _WITHIN:
                return None
        return None

    def _behind(self, text: str, hit: Hit) -> tuple[int, int] | None:
        """Her left knee is swollen; knee pain."""
        words = _run_up_to(text, max(0, hit.start - _BACK), hit.start)
        for i in range(len(words) - 1, -1, -1):
            for length in range(min(self._longest, i + 1), 0, -1):
                first = i - length + 1
                if " ".join(w for w, _, _ in words[first : i + 1]) in self._parts:
                    while first and words[first - 1][0] in _BEFORE_PART:
                        first -= 1
                    return words[first][1], hit.end
            if words[i][0] not in _SAID:
                return None
        return None

    def measured(self, text: str, hit: Hit) -> tuple[int, int] | None:
        """The stretch of a test with what it gave, where the word at ``hit`` is one: BP 150/95; or of a medicine with
        its dose, where it is a unit: ramipril 5mg od; メプチン吸入."""
        if hit.word in self._tests:
            return self._result(text, hit)
        return self._taken(text, hit) if hit.word in self._doses else None

    def _result(self, text: str, hit: Hit) -> tuple[int, int] | None:
        found = _RESULT.match(text, hit.end)
        if found is None:
            return None
        end = found.end("value")
        if hit.word.isascii() and found.start("value") == hit.end and text[end : end + 1].isalnum():
            return None  # ef4c: part of a code
        return hit.start, end

    def _taken(self, text: str, hit: Hit) -> tuple[int, int] | None:
        if hit.word in _PREPARED and (name := _FORM_JA.search(text, max(0, hit.start - 20), hit.start)) is not None:
            return name.start(), hit.end
        found = _AMOUNT.search(text, max(0, hit.start - 40), hit.start)
        if found is None or found["name"] in _NO_NAMES:
            return None
        often = _OFTEN.match(text, hit.end)
        if often is None and hit.word not in _WEIGHED:
            return None
        return found.start(), often.end() if often is not None else hit.end


def _folded(lists: Iterable[Iterable[str]]) -> list[str]:
    return list(looked_up(str(word) for words in lists for word in words))


def _run(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """The words from ``start`` on with nothing but spaces before each, each with its place."""
    words: list[tuple[str, int, int]] = []
    at = start
    for found in _WORD.finditer(text, start, end):
        if text[at : found.start()].strip(" \t"):
            break
        words.append((found[0], found.start(), at := found.end()))
    return words


def _run_up_to(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """The words up to ``end`` with nothing but spaces behind each, in order."""
    words: list[tuple[str, int, int]] = []
    at = end
    for found in reversed(list(_WORD.finditer(text, start, end))):
        if text[found.end() : at].strip(" \t"):
            break
        words.append((found[0], at := found.start(), found.end()))
    return words[::-1]
