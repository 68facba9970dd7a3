"""Japanese names that are told by what stands beside them, whatever the name: 氏名 長屋 清; 各務 隆(長男); 記録:国枝;
棚橋総務課長; 所さん.

Half of all surnames are ordinary words or places as well, and a sentence alone leaves them in doubt. Asked of what
the model did not take for a name. Words: data/pointing.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from detectors.layout.roles import is_beside, is_nobody
from detectors.model import Entity, Evidence, EvidenceKind
from detectors.names.base import PRIOR, Pointed
from detectors.names.odds import japanese_name
from detectors.names.words import JapaneseWords
from detectors.recognizer import Scene
from detectors.text.lexicon import load_yaml
from detectors.text.normalise import fold
from detectors.text.nothing import is_nothing
from detectors.text.prefilter import declared

_LABEL, _RELATION, _POST, _DEALS, _CALLED, _SAID = 4.0, 4.0, 3.5, 3.0, 3.0, 4.0
"""What it says to stand behind a label of names, before a relation, a post, behind what somebody did, before さん, and
behind the time of a message."""
_LEAST = -1.6
"""The odds from which a value may be a name where something says that one stands there."""
_SURNAME_ODDS = (-1.5, 0.0, 1.0, 2.0)
"""The odds of a surname alone by how sure the lists are of it."""
_WRITTEN_LIKE_BOTH = 0.3
_NEW = -0.5
"""The odds of what no list has and no dictionary as a word, behind a label of names or before さん."""

_HAN = "\u3400-\u9fff\uf900-\ufaff々〆ヶ"
_LETTERS = rf"{_HAN}\u3041-\u3096\u30a1-\u30fa\u30fc"
_WORD = rf"[{_LETTERS}]{{1,8}}"
_SEPARATED = re.compile(
    r"(?:[ \t]*\([^()\n]{1,8}\))?(?:[ \t]*[:=|｜\]】」][ \t]*|[ \t]+|[ \t]*\n(?=[^\n:]{2,14}(?:\n|$)))"
)
"""What stands between a label and its value; a value on the next line has it for itself."""
_NO_ERA = "(?!(?:明治|大正|昭和|平成|令和)[0-9元])"
_VALUE = re.compile(rf"(?P<first>{_WORD})(?![{_LETTERS}])(?: {_NO_ERA}(?P<second>{_WORD})(?![{_LETTERS}]))?")
_BEFORE_LABEL = re.compile(rf"(?:^|[^{_LETTERS}]|(?:^|[^{_LETTERS}])[ごお御])$")
_SOLID = re.compile(rf"[{_HAN}]{{4,6}}(?<![部課係室科社店所校会])")
_OF_NAMES = "名"
"""In labels behind which there is a name and nothing else; behind 担当 there are other words too."""
_UNLISTED = re.compile(rf"[{_HAN}]{{1,4}} [{_HAN}\u3041-\u3096]{{1,4}}(?<![部課係室科])")
_ENDS = re.compile(r"(?:様|さま|さん|殿|氏|くん|君)?(?=[\s、,，。.()\[\]「」『』【】/／|｜・:：;0-9]|$)")
_HONORIFIC = re.compile(r"(?<=.)(?:様|さま|さん|殿|氏)$")
_BACK = re.compile(rf"(?:(?<=^)|(?<=[^{_LETTERS}]))(?P<name>[{_HAN}]{{1,4}} ?[{_LETTERS}]{{1,5}}|[{_HAN}]{{1,4}}) ?$")
_RUN = re.compile(rf"[{_HAN}\u30a1-\u30fa\u30fc]{{1,12}}$")
_BLANK = re.compile(r"[ \t]{1,2}|[ \t]?:[ \t]?")
_IN_BRACKETS = re.compile(r"\((?:続柄:?)? ?(?P<word>[^()\n]{1,9}?)(?:[、,・/ ][^()\n]{0,12})?\)")
_COLON = re.compile(r": ?(?=[\u3400-\u9fff])")
_AT_TIME = re.compile(rf"(?m)^[\[(]?[0-9]{{1,2}}:[0-9]{{2}}[\])]?[ \t]*(?P<name>[{_HAN}]{{2,4}})(?:さん)?:")
_LISTED_ONE = re.compile(rf"[{_HAN}]{{2,4}}(?=[、,・)]|[ \t]*$|[ \t]*\n)")
_LISTED = re.compile(rf"[{_HAN}]{{1,4}}(?:(?:[、・/]| )[{_HAN}]{{1,4}}){{0,3}}(?=[\s、,。()\]】/]|$)")
_KANA = re.compile(r"[\u3041-\u3096]{2,5}|[\u30a1-\u30fa\u30fc]{3,8}")
_CALLS = ("さん", "様", "くん", "ちゃん", "と申します")
_GOES_ON = re.compile(rf"[{_HAN}\u30a1-\u30fa\u30fc]")
ROW = declared(
    rf"(?m)^[ \t]{{0,4}}(?:[0-9]{{1,3}}[.)]?[ \t]+)?(?P<name>[{_LETTERS}]{{1,8}}(?:[ ・][{_LETTERS}]{{1,8}})?)"
    r"[ \t:|]{1,8}(?=[0-9(])",
    core=rf"[{_LETTERS}][ \t:|]{{1,8}}[0-9(]",
    within=26,
)
"""もりぐち 8/13-15."""
_CALLED_IN_KANA = declared(
    rf"(?<![{_LETTERS}])(?P<name>[\u3041-\u3096]{{2,4}}?)(?P<word>くん|ちゃん(?!と))(?=[はがをにのとも、。,\s()・]|$)"
)
"""はるまくん."""
_INITIALS = declared(r"(?<![A-Za-z])(?P<name>[A-Z][・.][A-Z])\.? ?(?P<word>氏|さん|様|君|くん|ちゃん)")
_ON_MOBILE = declared(rf"(?<![{_LETTERS}])(?P<name>[{_HAN}]{{2,4}})[ \t:]{{1,4}}(?=0[789]0-?[0-9]{{4}}-?[0-9]{{4}})")
"""能見 070-...."""
_IN_LIST = declared(rf"[、,・](?P<name>[{_HAN}]{{2,4}})(?=[、,(]|[ \t]*\n|[ \t]*$|[ \t]{{1,2}}[{_HAN}])")
_NEAR = 40
"""Characters within which others of a list have to stand."""
_AFTER_CALL = re.compile(r"[はがをにのでともかへやよ、。,.\s()・:：/]|$")
_FULL = re.compile(rf"(?<![{_HAN}])(?P<name>[{_HAN}]{{1,4}} [{_LETTERS}]{{1,4}}) ?$")
_NAME_BEFORE_CALL = re.compile(rf"[{_HAN}]{{1,2}}[{_HAN}](?<![屋医婦師員士者業上母父手])")
_LONGEST_SURNAME, _LONGEST_DEAL = 4, 12
_BEHIND_DEAL = ("者", "員")
_COMMON = 3  # level of a surname
_is_beside = lru_cache(10_000)(is_beside)  # of labels, which come again and again


@dataclass(frozen=True, slots=True)
class Pointing:
    """The words of data/pointing.yaml; posts and kin by the character that they end with, the longest first."""

    relations: frozenset[str]
    posts: Mapping[str, Sequence[str]]
    departments: frozenset[str]
    deal: frozenset[str]
    kin: Mapping[str, Sequence[str]]
    not_called: frozenset[str]
    not_called_kana: frozenset[str]


@cache
def pointing() -> Pointing:
    """The vocabulary, read once. Raises KeyError where a list is missing."""
    told: Mapping[str, Sequence[str]] = {
        key: [str(w) for w in words] for key, words in load_yaml("pointing.yaml").items() if isinstance(words, list)
    }
    return Pointing(
        frozenset(map(fold, told["relations"])),
        _by_end(told["posts"]),
        frozenset(told["departments"]),
        frozenset(told["deal"]),
        _by_end(told["kin"]),
        frozenset(told["not_called"]),
        frozenset(told["not_called_kana"]),
    )


def _by_end(words: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Words by their last character, the longest first."""
    out: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        out.setdefault(word[-1], []).append(word)
    return out


def pointed(scene: Scene, words: JapaneseWords, is_word: Callable[[str], bool]) -> Iterator[Pointed]:
    """What must be names by what stands beside them, in no order; some may be given twice. ``is_word`` tells what a
    dictionary has as a word for something else."""
    text = scene.view.text
    yield from _labelled(scene, text, words, is_word)
    if "(" in text:
        yield from _related(text, words, is_word)
    yield from _of_kin(text, words, is_word)
    if ":" in text:
        yield from _dealing(text, words, is_word)
        yield from _says(text, words)
    yield from _in_post(text, words, is_word)
    yield from _called(text, words, is_word)
    for pattern in (_CALLED_IN_KANA, _INITIALS):
        for m in scene.search(pattern):
            if m["name"] not in pointing().not_called_kana:
                yield _told(m.start("name"), m["name"], 0.0, Evidence(EvidenceKind.CONTEXT, _CALLED, m["word"]))
    for m in scene.search(_ON_MOBILE):
        yield from _surname(m, words, Evidence(EvidenceKind.NEIGHBOUR, _CALLED, Entity.PHONE_NUMBER))


def in_list(scene: Scene, known: set[int], words: JapaneseWords) -> Iterator[Pointed]:
    """Surnames in a list close by two others (``known``: where people begin): 江波戸、下平、名取(書記)."""
    for m in scene.search(_IN_LIST):
        at = m.start("name")
        if at not in known and sum(abs(other - at) <= _NEAR for other in known) > 1:
            yield from _surname(m, words, Evidence(EvidenceKind.CONTEXT, _DEALS, "row"))


def _surname(m: re.Match[str], words: JapaneseWords, evidence: Evidence) -> Iterator[Pointed]:
    level = words.surnames.get(m["name"], 0)
    if level and not is_nobody(m["name"]) and not is_nothing(m["name"]):
        yield _told(m.start("name"), m["name"], _SURNAME_ODDS[level], evidence)


def _labelled(scene: Scene, text: str, words: JapaneseWords, is_word: Callable[[str], bool]) -> Iterator[Pointed]:
    """氏名 長屋 清; お名前:纐纈 恵様."""
    hits = scene.labels.of(frozenset(("person_name",)))
    starts = {h.start for h in scene.labels.of(scene.labels.families)} if hits else set()
    for hit in hits:
        if hit.word.isascii() or not _BEFORE_LABEL.search(text, max(0, hit.start - 2), hit.start):
            continue
        if (gap := _SEPARATED.match(text, hit.end)) is None or (value := _VALUE.match(text, gap.end())) is None:
            continue
        evidence = Evidence(EvidenceKind.LABEL, _LABEL, hit.word)
        if value["second"] is not None and value.start("second") not in starts:
            end = value.end("second")
            name = _bare(text[value.start() : end])
            odds = _whole(name, words, is_word)
            if _UNLISTED.fullmatch(name) and _may_be_names(name.split(), hit.word, words, is_word):
                odds = max(odds, _NEW)
            if odds >= _LEAST and _ENDS.match(text, value.start() + len(name)):
                yield _told(value.start(), name, odds, evidence)
                continue
        name = _bare(value["first"])
        odds = _alone(name, words)
        if _OF_NAMES in hit.word and _surname_with_more(name, words, is_word):
            odds = max(odds, _NEW)
        if value.start("first") not in starts and odds >= _LEAST:
            yield _told(value.start(), name, odds, evidence)


def _related(text: str, words: JapaneseWords, is_word: Callable[[str], bool]) -> Iterator[Pointed]:
    """各務 隆(長男)."""
    relations = pointing().relations
    for found in _IN_BRACKETS.finditer(text):
        word = fold(found["word"].strip())
        if word in relations and (before := _BACK.search(text, max(0, found.start() - 12), found.start())) is not None:
            name = _bare(before["name"])
            odds = _whole(name, words, is_word) if " " in name else _alone(name, words)
            if odds >= _LEAST:
                yield _told(before.start("name"), name, odds, Evidence(EvidenceKind.CONTEXT, _RELATION, word))


def _in_post(text: str, words: JapaneseWords, is_word: Callable[[str], bool]) -> Iterator[Pointed]:
    """各務施設長, 棚橋総務課長; 介護職員 郷 結衣."""
    told = pointing()
    for last, posts in told.posts.items():
        for end in _places(text, last):
            post = next((p for p in posts if text.endswith(p, 0, end)), "")
            if post and (behind := _LISTED_ONE.match(text, end)) is not None and behind[0] in words.surnames:
                evidence = Evidence(EvidenceKind.CONTEXT, _POST, post)
                yield _told(end, behind[0], _SURNAME_ODDS[words.surnames[behind[0]]], evidence)
            if not post or _GOES_ON.match(text, end):
                continue
            yield from _after_post(text, end, post, words, is_word)
            run = _RUN.search(text, max(0, end - len(post) - 12), end - len(post))
            if run is not None and (surname := _surname_before(run[0], told, words)):
                evidence = Evidence(EvidenceKind.CONTEXT, _POST, post)
                yield _told(run.start(), surname, _SURNAME_ODDS[words.surnames[surname]], evidence)


def _after_post(
    text: str, end: int, post: str, words: JapaneseWords, is_word: Callable[[str], bool]
) -> Iterator[Pointed]:
    """The name behind a post and a blank."""
    gap = _BLANK.match(text, end)
    if gap is None or (value := _VALUE.match(text, gap.end())) is None:
        return
    evidence = Evidence(EvidenceKind.CONTEXT, _POST, post)
    if value["second"] is not None:
        name = _bare(text[value.start() : value.end()])
        if (odds := _whole(name, words, is_word)) >= _LEAST and _ENDS.match(text, value.start() + len(name)):
            yield _told(value.start(), name, odds, evidence)
            return
    name = _bare(value["first"])
    level = words.surnames.get(name, 0)
    if level >= (1 if len(name) > 1 else _COMMON) and not is_nobody(name):
        yield _told(value.start(), name, _SURNAME_ODDS[level], evidence)
    elif len(name) > 2 and (odds := _alone(name, words)) >= 0:
        yield _told(value.start(), name, odds, evidence)


def _surname_before(run: str, told: Pointing, words: JapaneseWords) -> str:
    """The surname that a run before a post is, with a department behind it at most; '' for none."""
    for length in range(min(_LONGEST_SURNAME, len(run)), 0, -1):
        surname, between = run[:length], run[length:]
        if between and between.rstrip("課部係室科班") not in told.departments:
            continue
        if words.surnames.get(surname, 0) >= (1 if length > 1 else _COMMON) and not is_nobody(surname):
            return surname
    return ""


def _places(text: str, word: str) -> Iterator[int]:
    """Where a word ends in a text: quicker than a pattern where there is hardly any."""
    at = text.find(word)
    while at >= 0:
        yield at + len(word)
        at = text.find(word, at + len(word))


def _of_kin(text: str, words: JapaneseWords, is_word: Callable[[str], bool]) -> Iterator[Pointed]:
    """長男 長屋 清; 夫(長屋 清)."""
    for last, some in pointing().kin.items():
        for end in _places(text, last):
            if text[end : end + 1] not in (" ", "(") or not (
                word := next((w for w in some if text.endswith(w, 0, end)), "")
            ):
                continue
            before = end - len(word) - 1
            if before < 0 or not _GOES_ON.match(text, before):
                yield from _whole_at(text, end + 1, Evidence(EvidenceKind.CONTEXT, _DEALS, word), words, is_word)


def _whole_at(
    text: str, at: int, evidence: Evidence, words: JapaneseWords, is_word: Callable[[str], bool]
) -> Iterator[Pointed]:
    """A surname and a given name with a blank between them that begin at a place."""
    value = _VALUE.match(text, at)
    if value is None or value["second"] is None:
        return
    name = _bare(text[value.start() : value.end()])
    if (odds := _whole(name, words, is_word)) >= _LEAST and _ENDS.match(text, value.start() + len(name)):
        yield _told(value.start(), name, odds, evidence)


def _dealing(text: str, words: JapaneseWords, is_word: Callable[[str], bool]) -> Iterator[Pointed]:
    """記録:国枝; 同席:長屋、各務; 妻:長屋 ふみ; 主治医:所 茂."""
    deal, relations = pointing().deal, pointing().relations
    for colon in _COLON.finditer(text):
        run = _RUN.search(text, max(0, colon.start() - _LONGEST_DEAL), colon.start())
        if run is None:
            continue
        if run[0] in relations or _is_beside(run[0]):
            evidence = Evidence(EvidenceKind.LABEL, _DEALS, run[0])
            found = list(_whole_at(text, colon.end(), evidence, words, is_word))
            yield from found
            if found:
                continue
        if run[0] not in deal and run[0].rstrip("者員") not in deal and not _is_beside(run[0]):
            continue
        if (value := _LISTED.match(text, colon.end())) is None:
            continue
        for part in re.finditer(rf"[{_HAN}]+", value[0]):
            level = words.surnames.get(part[0], 0)
            if level >= (1 if len(part[0]) > 1 else _COMMON) and not is_nobody(part[0]) and not is_nothing(part[0]):
                evidence = Evidence(EvidenceKind.LABEL, _DEALS, run[0])
                yield _told(value.start() + part.start(), part[0], _SURNAME_ODDS[level], evidence)


def _called(text: str, words: JapaneseWords, is_word: Callable[[str], bool]) -> Iterator[Pointed]:
    """所さん, 長屋様, 長屋 清くん, 大悟くん, 長屋と申します."""
    for call in _CALLS:
        for end in _places(text, call):
            start = end - len(call)
            if not _AFTER_CALL.match(text, end):
                continue
            if (full := _FULL.search(text, max(0, start - 10), start)) is not None:
                odds = _whole(full["name"], words, is_word)
                if odds >= _LEAST and not is_nobody(full["name"].split()[-1].lstrip("ご御")):
                    yield _told(full.start("name"), full["name"], odds, Evidence(EvidenceKind.CONTEXT, _CALLED, call))
                continue
            run = _RUN.search(text, max(0, start - _LONGEST_SURNAME - 1), start)
            if run is None or len(run[0]) > _LONGEST_SURNAME or run[0] in pointing().not_called:
                continue
            level = words.surnames.get(run[0], 0)
            new = call != "様" and _NAME_BEFORE_CALL.fullmatch(run[0]) and not is_word(run[0])
            if (level or new) and not is_nobody(run[0]):
                evidence = Evidence(EvidenceKind.CONTEXT, _CALLED, call)
                yield _told(run.start(), run[0], max(_SURNAME_ODDS[level], _NEW if new else -4.0), evidence)


def _may_be_names(parts: Sequence[str], label: str, words: JapaneseWords, is_word: Callable[[str], bool]) -> bool:
    """Whether two words may be a surname and a given name: each is listed as one, or as nothing else. Behind 氏名 and
    the like any word but those for nobody may be the given name of a listed surname: 与那覇 蒼空."""
    if _OF_NAMES in label and parts[0] in words.surnames:
        return not is_nobody(parts[1])
    return all(p in words.surnames or p in words.given or not (is_word(p) or is_nobody(p)) for p in parts)


def _surname_with_more(name: str, words: JapaneseWords, is_word: Callable[[str], bool]) -> bool:
    """Whether a run of kanji may be a listed surname and a given name in no list: 比嘉翔琉, not 別紙参照."""
    if not _SOLID.fullmatch(name) or is_nobody(name) or is_nothing(name) or is_word(name):
        return False
    return any(
        name[:length] in words.surnames and not is_word(name[:length]) and not is_word(name[length:])
        for length in range(2, len(name) - 1)
    )


def may_be_name(name: str, words: JapaneseWords, is_word: Callable[[str], bool]) -> bool:
    """Whether a value can be a name where something says that one stands there: by the lists, or as no other word."""
    if len(name) < 2 or is_nobody(name) or is_nothing(name):
        return False
    if name in words.surnames or japanese_name(name, words) >= _LEAST:
        return True
    return _KANA.fullmatch(name) is not None and name not in words.others and not is_word(name)


def _says(text: str, words: JapaneseWords) -> Iterator[Pointed]:
    """[09:02] 滑川: おはようございます."""
    for found in _AT_TIME.finditer(text):
        if level := words.surnames.get(found["name"], 0):
            yield _told(found.start("name"), found["name"], _SURNAME_ODDS[level], Evidence(EvidenceKind.CONTEXT, _SAID))


def _told(start: int, name: str, odds: float, evidence: Evidence) -> Pointed:
    return start, start + len(name), (evidence, Evidence(EvidenceKind.DICTIONARY, round(odds, 2), "names"))


def _bare(name: str) -> str:
    """A name without the honorific behind it."""
    found = _HONORIFIC.search(name)
    return name[: found.start()].rstrip() if found is not None else name


def _whole(name: str, words: JapaneseWords, is_word: Callable[[str], bool]) -> float:
    """The odds of a surname and a given name with a blank between them."""
    odds = japanese_name(name, words)
    surname, _, given = name.partition(" ")
    if is_nobody(given):
        return PRIOR - _LABEL
    if odds < _WRITTEN_LIKE_BOTH and words.like_surname(surname) and not is_word(given) and not is_word(surname):
        return _WRITTEN_LIKE_BOTH
    return odds


def _alone(name: str, words: JapaneseWords) -> float:
    """The odds of a name in one word, which may be a surname only."""
    if is_nobody(name) or is_nothing(name):
        return PRIOR - _LABEL
    if len(name) == 1:
        return 0.0 if words.surnames.get(name, 0) >= _COMMON else PRIOR - _LABEL
    return japanese_name(name, words) + 1.0
