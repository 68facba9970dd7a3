"""Ages: stated in words (45歳, aged 45, she is nine), or a number beside somebody: a name, kin, whom a record is about.

A number beside a name says little by itself. In brackets, between commas or with a sex it is an age where the lists of
names know the name; bare in a row of a list only where several rows have the like, or a label says whom they are about.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from detectors.identifiers.naming import (
    is_whom_it_is_about,
    name_before,
    stands_behind_a_given_name,
    stands_behind_a_name,
)
from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Recognizer, Scene
from detectors.text.normalise import Hit, Trait, View
from detectors.text.prefilter import declared

_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TEN = "|".join(_TENS.split())
_SPELT = rf"(?:{_TEN})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_SMALL = f"two|three|four|five|six|seven|eight|nine|{_TEENS}"
_KANJI = "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[二三四五六七八九][一二三四五六七八九])"
_SOMEBODY = (
    "he|she|i|who|client|patient|pt|mum|mother|dad|father|wife|husband|son|daughter|brother|sister|nan|gran|grandmother|"
    "grandfather|partner|(?<!if )(?<!when )(?<!once )(?<!until )(?<!unless )(?<!while )you"
)
_SOMEBODY_FIRST = "He|She|I|Who|Client|Patient|Pt|Mum|Mother|Dad|Father|Wife|Husband|You"
_KIN = (
    "mum|mother|dad|father|wife|husband|son|daughter|brother|sister|gran|grandma|grandad|grandmother|grandfather|grandson|"
    "granddaughter|nephew|niece|uncle|aunt|auntie|stepson|stepdaughter|baby|boy|girl|lad|lass|toddler|widow|widower|pensioner"
)
_KIN_EITHER = "|".join([_KIN, *map(str.capitalize, _KIN.split("|")), r"[Cc]hild(?= [A-Z]\b)"])
_KIN_JA = "母|父|夫|妻|兄|弟|姉|妹|孫|息子|娘|(?:祖|義|実|養|叔|伯)[父母]|[長次二三][男女]"
_JA = r"[\u3041-\u30ff\u3400-\u9fff]"
_AGES = frozenset({"age"})
_NAMES = frozenset({"person_name", "kana_name", "given_name", "gender"})
"""What heads a column beside that of ages."""
_LEAST_IN_ROWS = -2.5
"""From which odds a name is taken for one where others stand in the same form."""


class Age(Recognizer):
    """Ages: 満45歳, 45 years old, aged about 45, she is nine, in her forties, or a number behind its label, a name or
    kin. From 20 to 59 is nobody's age."""

    ID = "age"
    VERSION = 6
    ENTITIES = (Entity.AGE,)
    NEEDS = Trait.NONE
    _YEARS = r"(?:歳|才)(?![以未児代入向用]|まで| ?[~〜-]|から ?満?[0-9]+ ?[歳才])"
    _FORM = declared(
        rf"(?<![0-9.,~〜-])(?:満 ?)?(?P<ja>1?[0-9]?[0-9]) ?{_YEARS}"
        rf"|(?P<kanji>{_KANJI}){_YEARS}"
        r"|\b(?:aged|age[d:]?) ?(?:(?:about|around|approximately|approx\.) )?(?P<aged>1?[0-9]?[0-9])\b"
        r"(?! ?(?:to|-|–|or|and (?:over|under|above|below|older|younger|up|[0-9])) ?|\+)"
        r"|\b(?P<old>1?[0-9]?[0-9])[ -]?(?:years?|yrs?)[ -](?:old|of age)\b"
        r"|\b(?P<short>[1-9][0-9]?) ?(?:y/o|yo|y\.o)\b"
        r"|\b(?P<sexed>[1-9][0-9]?)[ -]?(?:years?|yrs?)[ -](?:male|female|man|woman|lady|boy|girl)\b",
        re.I,
    )
    _IS = declared(
        rf"\b(?:{_SOMEBODY}|{_SOMEBODY_FIRST})(?:['’](?:s|m|re|ll be)| is| was| am| are| will be| would be)"
        r"(?: (?:now|only|just|nearly|almost|about|over|still|pushing|going on|just gone|not yet))?"
        rf" (?P<is>[1-9][0-9]?|{_SPELT}|{_SMALL})"
        r"(?=[,.;)\n]|$| (?:and|with|but|this|next|in|now|when)\b)"
    )
    _REACHED_AT = declared(
        rf"\bturn(?:ed|s|ing) (?P<turned>[1-9][0-9]|{_SPELT}|{_TEENS})"
        r"(?=[,.;)\n]|$| (?:and|in|on|last|this|next)\b)"
        rf"|\b(?:left (?:school|home)|married|widowed|orphaned|pregnant|diagnosed|died|started (?:work|school)) at"
        rf" (?P<then>[1-9][0-9]?|{_SPELT}|{_SMALL})(?=[,.;)\n]|$| (?:and|with|but)\b)"
        r"|\b(?:his|her|my) (?P<birthday>[1-9][0-9]?(?:st|nd|rd|th)) birthday\b"
    )
    _SAID = declared(
        rf"\bin (?:his|her|my|their) (?:early[ -]|mid[ -]?|late[ -])?"
        rf"(?P<decade>teens|[2-9]0['’]?s|(?:{_TEN.replace('y', 'ies')}))\b"
        rf"|\baged (?P<spelt>{_SPELT}|{_SMALL})\b(?! (?:to|or|and)\b)"
        rf"|\b(?P<years>{_SPELT}|{_SMALL})[ -]years?[ -]old\b"
        r"|\b(?P<young>[0-9]{1,2})[ -](?:month|week|day)s?[ -]old"
        r" (?:baby|boy|girl|son|daughter|child|infant|twins?|grand)"
        rf"|\b(?:boy|girl|lad|lass|child) of (?P<child>[1-9]|1[0-9]|{_SMALL})(?=[,.;)\n]|$| (?!or |to |years|months))"
        rf"|\b(?:man|woman|lady|gentleman) of (?P<grown>[2-9][0-9]|{_SPELT})(?=[,.;)\n]|$| (?!or |to |years|per ))",
    )
    _OF_TWO = declared(
        r"\b(?:his|her|my|our|their|two|three|four) (?:(?:own|young|small|little|two|three|four) )?"
        r"(?:children|kids|boys|girls|sons|daughters|grandchildren|twins|lads),? (?:both |are |who are |aged |\()*"
        rf"(?P<first>1?[0-9]|{_SMALL})(?:,? (?:and|&)|,) (?P<second>1?[0-9]|{_SMALL})"
        r"(?=[,.;)\n]|$| (?!year|month|week|hour|of\b))"
    )
    """my two boys, 8 and 11."""
    _BEHIND_NAME = declared(
        rf"(?<={_JA})(?:さん|様|氏|君|くん|ちゃん|殿)[ \t]{{0,3}}"
        r"(?:\((?P<in>[1-9][0-9])\)|(?<=[ \t])(?P<out>[1-9][0-9])"
        r"(?=[ \t]*(?:\n|$|[、,/(](?![0-9]{3})|[ \t][0-9]{1,2}:[0-9]{2}|[ \t][男女])))"
    )
    """筒井さん(41), 筒井様 41: in notes."""
    _OF_KIN = declared(
        rf"(?<![\u30a1-\u30ff\u3400-\u9fff])(?:{_KIN_JA})"
        rf"(?:(?:(?:[ \t・]|(?<=[長次二三][男女])){_JA}{{1,5}})?[ \t]?\((?P<kin>1?[0-9]?[0-9])\)"
        rf"|(?:[ \t]{{0,2}}|[ \t]{_JA}{{1,5}}[ \t]{{1,3}})(?P<bare>[1-9][0-9]?)(?=[ \t、,・。\n]|$)(?![,・]?[0-9])"
        rf"|[はも](?:今年で?|来年で?|もう|まだ)?(?P<told>[1-9][0-9]|{_KANJI})(?=[。、\n]|$|です|だ[。、]|になり|になる))"
    )
    """母(61), 夫58、妻55, 老人扶養 母 タツ 81, 父は六十三です."""
    _OF_KIN_EN = declared(
        rf"\b(?:{_KIN_EITHER})(?:,? [A-Z][A-Za-z'’-]{{0,15}})?"
        r"(?: \((?P<inside>[1-9][0-9]?)\)|, (?P<apart>[1-9][0-9]?)(?=[,;)\n]|[.](?:\s|$)|$| [-–]))"
        rf"|\b(?:{_KIN_EITHER}) [A-Z][a-z'’-]{{1,15}} (?P<row>[1-9][0-9]?)(?=[,;)\n]|[.](?:\s|$)|$)"
    )
    """Mum (87), her daughter Zoe, 12, son Max 6."""
    _WITH_SEX = declared(
        r"\((?:(?:[男女]性?[・、,/ \t]|[MmFf][, /]|(?:[Mm]|[Ff]em)ale,?)[ \t]?(?P<behind>[1-9]?[0-9])"
        r"|(?P<before>[1-9]?[0-9])(?:[・、,/ \t]{1,2}[男女]性?|,?[ /]?[MmFf]|, ?(?:male|female)))\)"
        r"|\b(?:[Mm]ale|[Ff]emale), (?P<alone>[1-9][0-9])(?=[,;)\n]|[.](?:\s|$)|$)"
    )
    """(男・54), (F, 45), female, 82."""
    _AT_DEATH = ("行年", "享年", "御年", "当年", "数え")
    _REACHED = re.compile(rf"(?:行|享|御|当|数え)年?で?[ :]?(?P<reached>{_KANJI}|[1-9][0-9])(?![0-9年月])")
    _MARKED = declared(
        r"(?<=[\u3041-\u30ff\u3400-\u9fffa-z0-9])"
        r"(?:(?:,?[ \t]{1,5}| ?\()(?P<marked>[1-9]?[0-9](?:[FMfm](?![A-Za-z0-9])|"
        r" ?(?:yrs?|years|y|yo)(?=[,);.\n]|$|[ \t]+(?:[MmFf]|[Mm]ale|[Ff]emale)\b)))| ?\((?P<within>[1-9]?[0-9])\))",
        core=r"[0-9](?:[FMfm]| ?(?:yrs?|years|yo?))(?:[^A-Za-z0-9]|$)|\([1-9]?[0-9]\)",
        within=9,
    )
    _BETWEEN_COMMAS = declared(
        rf"[a-z](?P<gap>, )(?P<comma>[1-9][0-9]?|{_SPELT}|{_SMALL})(?=[,;\n]|[.](?:\s|$)|$| [-–])"
    )
    """Agnes Rowbottom 88F; Iris Pomfret, 84,; Chloe (17); 土方 勇二(54): where that is a name."""
    _DATE = re.compile(r"(?:[/.-][0-9]{2}|[/. -](?:19|20)[0-9]{2}|[a-z] ?(?:19|20)[0-9]{2})$")
    """11 Jul 1946 (80y)."""
    _IN_ROWS = declared(
        rf"{_JA}(?P<gap>[ \t]{{1,4}})(?P<sex>[男女]性?[ \t・、]{{1,2}})?(?P<row>[1-9][0-9]|{_KANJI})"
        rf"(?:(?P<sexed>[ \t・、]{{1,2}}[男女])(?!{_JA})|(?P<more>[ \t]{{1,4}}{_JA}{{2}})|(?=[ \t]*(?:\n|$)))"
    )
    """我妻 由起夫 58 町の食堂を..., 笹本 花子 32 女."""
    _TABLE = 4_000
    """Characters that a header speaks for at most."""
    _ROWS = 3
    """So many rows that have a name, such a number and words behind it are a list of people and their ages."""
    _COUNTED = re.compile("点|順位|席次|番号|ゼッケン|部屋|号室|座席|数量|金額|単位|[枚個冊口]数")
    """What numbers beside names are besides ages."""
    _LABELLED = re.compile(r"[ \t]{0,3}:?[ \t]{0,3}(?P<age>1?[0-9]?[0-9])(?![0-9.,]|[ \t]?[^\s)、。,;|/])")
    _BESIDE = re.compile(r"[ \t|,、・/]{1,6}")
    _IN_ROW = re.compile(
        r"(?P<gap>[ \t]*(?:[,、|・/–-][ \t]*)?)(?<=[^\w])(?:(?:[男女]性?|[MmFf]|[Mm]ale|[Ff]emale)[ \t,、|・/]{1,4})?"
        r"(?P<age>1?[0-9]{1,2})(?=[ \t,、|]|$)"
    )
    """Maya Lunn, 24: in a row under a header of names and ages."""
    _WORDS = ("十", "aged ", "ies", "boy of ", "girl of ", "year", "turn", " is ", " was ", "'s ", "'m ", " at ", ", ")
    """Without a digit, what else an age comes with."""

    def wants(self, view: View) -> bool:
        """Digits, or numerals in words."""
        if Trait.DIGIT in view.traits:
            return True
        folded = view.folded
        return any(word in folded for word in self._WORDS)

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every stated age up to 120."""
        told: set[int] = set()
        for m in scene.search(self._FORM):
            told.add(m.end())
            value = m["ja"] or m["aged"] or m["old"] or m["short"] or m["sexed"]
            if m["kanji"] or int(value) <= 120:
                yield self.match(self.ENTITIES[0], m.start(), m.end(), -1.0, [Evidence(EvidenceKind.PATTERN, 1.8)])
        text = scene.view.text
        reached = self._REACHED.finditer(text) if any(word in text for word in self._AT_DEATH) else ()
        said = map(scene.search, (self._IS, self._REACHED_AT, self._SAID))
        for m in itertools.chain(*said, reached):
            yield self.match(self.ENTITIES[0], *m.span(m.lastgroup or 0), -1.0, [Evidence(EvidenceKind.PATTERN, 1.8)])
        for start, end in itertools.chain(self._beside_somebody(scene), self._in_rows(scene, bool(told))):
            beside = [Evidence(EvidenceKind.NEIGHBOUR, 1.8, Entity.PERSON)]
            yield self.match(self.ENTITIES[0], start, end, -1.0, beside)
        yield from self._beside_names(scene)
        for hit in scene.labels.of(_AGES):
            for start, end in self._under_header(scene, hit):
                yield self.match(self.ENTITIES[0], start, end, -1.0, [Evidence(EvidenceKind.LABEL, 3.0, hit.word)])
            alone = self._LABELLED.match(scene.view.text, hit.end)
            if alone is not None and int(alone["age"]) <= 120 and alone.end() not in told:
                evidence = [Evidence(EvidenceKind.LABEL, 3.0, hit.word)]
                yield self.match(self.ENTITIES[0], alone.start("age"), alone.end("age"), -1.0, evidence)

    def _beside_somebody(self, scene: Scene) -> Iterator[tuple[int, int]]:
        """Numbers beside kin, a sex, or a name with what is put behind names."""
        for pattern in (self._BEHIND_NAME, self._OF_KIN, self._OF_KIN_EN, self._WITH_SEX):
            for m in scene.search(pattern):
                yield m.span(m.lastgroup or 0)
        for m in scene.search(self._OF_TWO):
            yield from (m.span("first"), m.span("second"))
        for m in scene.search(self._BETWEEN_COMMAS):
            if _stands_behind_somebody(scene.view.text, m.start("gap")):
                yield m.span("comma")

    def _under_header(self, scene: Scene, header: Hit) -> Iterator[tuple[int, int]]:
        """Numbers behind names in the lines under a header that has ages right behind names: 氏名 年齢."""
        text = scene.view.text
        before = scene.labels.before(header.start, reach=6)
        if (
            before is None
            or before.family not in _NAMES
            or not self._BESIDE.fullmatch(text, header.start - before.distance, header.start)
        ):
            return
        begin, end = text.rfind("\n", 0, header.start) + 1, text.find("\n", header.end)
        if end < 0 or any(map(str.isdigit, text[begin:end])):
            return
        at = end + 1
        for line in text[at : at + self._TABLE].split("\n"):
            if not line:
                return
            for m in self._IN_ROW.finditer(line):
                if int(m["age"]) <= 120 and name_before(line, m.start("gap"), _LEAST_IN_ROWS) is not None:
                    yield at + m.start("age"), at + m.end("age")
                    break
            at += len(line) + 1

    def _in_rows(self, scene: Scene, of_ages: bool) -> Iterator[tuple[int, int]]:
        """Bare numbers behind names: of whom a record is about, and in rows of a list of people. ``of_ages``: the text
        tells ages, so that nothing needs to stand behind the numbers."""
        text = scene.view.text
        rows = []
        for m in scene.search(self._IN_ROWS):
            name = name_before(text, m.start("gap"), _LEAST_IN_ROWS)
            if name is None:
                continue
            if m["sex"] or m["sexed"] or is_whom_it_is_about(text, name):
                yield m.span("row")
            elif m["more"] or of_ages:
                rows.append(m.span("row"))
        if len(rows) >= self._ROWS and not self._COUNTED.search(text):
            yield from rows

    def _beside_names(self, scene: Scene) -> Iterator[Match]:
        text = scene.view.text
        for m in scene.search(self._MARKED):
            beside: Entity | None = None
            if self._DATE.search(text, max(0, m.start() - 12), m.start()):
                beside = Entity.DATE_OF_BIRTH if m[0].endswith(("y", "yrs", "yo")) and "(" in m[0] else None
            elif _stands_behind_somebody(text, m.start()):
                beside = Entity.PERSON
            if beside is not None:
                evidence = [Evidence(EvidenceKind.NEIGHBOUR, 1.8, beside)]
                yield self.match(self.ENTITIES[0], *m.span(m.lastgroup or 0), -1.0, evidence)


def _stands_behind_somebody(text: str, at: int) -> bool:
    return stands_behind_a_name(text, at) or stands_behind_a_given_name(text, at)


RECOGNIZERS: tuple[type[Recognizer], ...] = (Age,)
