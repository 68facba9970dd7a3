"""The odds that a short value is nothing but a name: by dictionaries and shape only, fast enough for long columns."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from detectors.names.words import EnglishWords, JapaneseWords, word_class
from detectors.text.normalise import fold

CALENDAR = word_class("english", "calendar")
ORGANISATION_WORDS = word_class("english", "organisation")
PLACE_WORDS = word_class("english", "place")

NEVER = -8.0
UNLIKELY = -4.0

_KANJI_NAME = re.compile(
    r"([\u3400-\u9fff々〆ヶケノ之]{1,5})(?: ([\u3400-\u9fff々\u3041-\u3096\u30a1-\u30fc]{1,6}))?"
    r"|[\u3400-\u9fff々]{1,3}[\u3041-\u3096]{2,4}"
)
_KANA_NAME = re.compile(r"[\u30a1-\u30fa\u30fc]{2,8}(?:[ ・=.][\u30a1-\u30fa\u30fc]{1,10}){0,3}")
_HIRAGANA_NAME = re.compile(r"[\u3041-\u3096]{2,5} [\u3041-\u3096]{2,5}")
_HONORIFIC = re.compile(r"(?<=.)(?: ?(?:様|さま|殿|氏|さん|君|くん|先生))$")
# Endings of departments, offices, places and firms; a given name with one of them has to be a common one.
_THING = re.compile(
    r"(?:[部課係室店所局庁社会校院署駅市区町村県府道郡省料費書表品類機器工業物金物数日年月号計別用式型系]|支店|本社|工場|倉庫|センター|商店|銀行|大学|事業|管理)$"
)
_NO_NAME = re.compile(r"[0-9@/&:;()_+#%!?*]")
_PARTICLES = frozenset(("de", "van", "von", "al", "el", "le", "la", "di", "da"))
_PARTICLES_WITHIN = _PARTICLES | {"bin", "der"}
_TO_KATAKANA = {c: c + 0x60 for c in range(0x3041, 0x3097)}

# Log-odds of surname level (row) and given name level (column): 0 not listed, 1 also a word, 2 a name only, 3 common.
_PAIR = ((-4.0, -4.0, -1.5, 1.0), (-4.0, -0.5, 1.0, 2.5), (-2.0, 1.0, 3.0, 4.5), (-0.5, 2.5, 4.5, 6.0))
_ALONE = (UNLIKELY, -2.5, -0.5, 1.0)


def _plain(value: str) -> str:
    return (value if value.isascii() else unicodedata.normalize("NFKC", value)).strip()


def japanese_name(value: str, words: JapaneseWords) -> float:
    """Log-odds that a value in Japanese script is a name and nothing else."""
    value = fold(_plain(value))
    if len(value) < 2:
        return NEVER
    if len(value) > 24:
        return NEVER
    polite = 0.0
    if value[-1] in "様ま殿氏ん君生" and (found := _HONORIFIC.search(value)):
        value, polite = value[: found.start()], 1.5
    if (kanji := _KANJI_NAME.fullmatch(value)) is not None:
        odds = _spaced_kanji(kanji[1], kanji[2], words) if kanji[2] else _kanji(value, words)
    elif _KANA_NAME.fullmatch(value):
        odds = _kana(value, words)
    elif _HIRAGANA_NAME.fullmatch(value):
        odds = _kana(value.translate(_TO_KATAKANA), words)
    else:
        return NEVER
    return odds + polite if odds > UNLIKELY else odds


def _spaced_kanji(surname: str, given: str, words: JapaneseWords) -> float:
    first, second = words.surnames.get(surname, 0), words.given.get(given, 0)
    odds = _PAIR[first][second] + 1.0
    if _THING.search(given) and second < 3:
        odds -= 3.0
    return odds


def _kanji(value: str, words: JapaneseWords) -> float:
    surnames, given = words.surnames, words.given
    best = UNLIKELY
    for i in range(1, len(value)):
        first = surnames.get(value[:i], 0)
        if not first:
            continue
        second = given.get(value[i:], 0)
        if not second:
            continue
        odds = _PAIR[first][second]
        if i == 1 and first < 3:
            odds -= 1.0
        if second < 3 and _THING.search(value):
            odds -= 4.0
        best = max(best, odds)
    if value in words.others:
        best = min(best, 0.5 if best > 5 else -1.5)
    alone = max(_ALONE[surnames.get(value, 0)], _ALONE[given.get(value, 0)] - 0.5)
    return max(best, alone)


def _kana(value: str, words: JapaneseWords) -> float:
    parts = re.split("[ ・=.]", value)
    if len(parts) == 1:
        best = UNLIKELY
        if value in words.others:
            return UNLIKELY
        for i in range(2, len(value) - 1):
            first, second = words.surnames.get(value[:i], 0), words.given.get(value[i:], 0)
            if first and second:
                best = max(best, _PAIR[first][second] - 0.5)
        alone = -1.0 if value in words.foreign or value in words.surnames or value in words.given else UNLIKELY
        return max(best, alone)
    if len(parts) == 2 and parts[0] in words.surnames and parts[1] in words.given:
        return 5.0
    known = sum(p in words.foreign or p in words.surnames or p in words.given for p in parts)
    listed_words = sum(p in words.others for p in parts)
    return 5.5 * known / len(parts) - 2.0 - listed_words * 1.5


def latin_name(value: str, words: EnglishWords) -> float:
    """Log-odds that a value in Latin letters is a name and nothing else."""
    value = _plain(value)
    if not 2 <= len(value) <= 40:
        return NEVER
    if value[0].islower() and value.split(" ", 1)[0] not in _PARTICLES:
        return NEVER
    if _NO_NAME.search(value) or (not value.isascii() and any(map(str.isdigit, value))):
        return NEVER
    surname_first, _, rest = value.partition(",")
    comma = bool(rest)
    parts = (surname_first.split() + rest.split()) if comma else value.split()
    titled = 0.0
    if parts[0].rstrip(".").lower() in words.titles and len(parts) > 1:
        parts, titled = parts[1:], 3.0
    if not parts or len(parts) > 5 or (comma and "," in rest):
        return NEVER
    odds = -4.0 + titled
    weights = []
    for part in parts:
        low = part.lower().replace("’", "'").rstrip(".")
        bare = low.replace(".", "")
        if not bare or not (part[0].isupper() or bare in _PARTICLES_WITHIN):
            return NEVER
        if len(bare) <= 2 and bare.isalpha() and (len(bare) == 1 or "." in part):
            weights.append((1.2, 0.8))
            continue
        if (bare in CALENDAR and bare not in words.given) or bare in ORGANISATION_WORDS:
            return NEVER
        weights.append(_weights(low, words))
    if len(weights) == 1:
        return min(max(weights[0]) - 4.0 + titled, 1.5 + titled)
    if comma:
        given, surname = (
            weights[len(surname_first.split()) - (1 if titled else 0) :],
            weights[: len(surname_first.split())],
        )
        return odds + 1.5 + max(s for _, s in surname) * 1.3 + max((g for g, _ in given), default=0.0) * 1.3
    forward = weights[0][0] + weights[-1][1]
    backward = weights[0][1] + weights[-1][0]
    middle = sum(min(max(w), 1.0) for w in weights[1:-1])
    if parts[0].isupper() and not parts[-1].isupper():
        backward += 0.5
    if parts[-1].lower() in PLACE_WORDS and weights[0][0] < 3:
        odds -= 2.0
    return odds + max(forward, backward) * 1.2 + middle


@cache
def _word_weight(rank: int) -> float:
    """What being a common word takes from a name: the commonest words most."""
    return (0.0, 6.0, 5.0, 3.5, 2.5, 1.5, 1.0, 0.5, 0.0, 0.0)[rank]


def _weights(low: str, words: EnglishWords) -> tuple[float, float]:
    """How far a word speaks for being a given name, and for being a surname."""
    rank = words.common.get(low, 9)
    given = (0.0, 2.0, 3.0, 4.0)[words.given.get(low, 0)]
    surname = (0.0, 1.2, 1.8, 2.6, 3.6)[words.surnames.get(low, 0)]
    if low in words.japanese_given:
        given = max(given, 3.5)
    if low in words.japanese_surnames:
        surname = max(surname, 3.5)
    if not given and not surname:
        if "-" in low or "'" in low:
            pieces = [_weights(p, words) for p in re.split("[-']", low) if len(p) > 1]
            return (max((g for g, _ in pieces), default=0.0), max((s for _, s in pieces), default=0.0))
        if low in words.foreign:
            return 1.5, 1.5
        return (0.5, 0.8) if rank > 8 and low not in words.places else (-2.0, -2.0)
    burden = _word_weight(rank)
    if given >= 3.0:
        burden *= 0.4
    if low in words.places and given < 3.0:
        burden += 0.7
    if low in PLACE_WORDS and given < 3.0:
        burden += 1.0
    return given - burden, surname - burden * (0.5 if surname > 3 else 1.0)
