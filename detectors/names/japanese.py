"""Japanese names in running text: Sudachi's morphemes, a CRF over them, and only where a name may stand.

Three steps, each on less text than the one before: runs of kanji and katakana are looked at once and remembered
(does it hold anything that may be a name?); sentences with such a run are cut into morphemes; the CRF decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.names.tagger import Features, Tagger, Weights, logit, spans, trimmed
from detectors.names.words import JapaneseWords
from detectors.normalise import Trait, fold
from detectors.recognizer import Recognizer, Scene

WEIGHTS = Path(__file__).parent / "data" / "japanese.npz"
ENTITIES = {"PER": Entity.PERSON, "ORG": Entity.ORGANIZATION, "LOC": Entity.LOCATION}

LEAST = 0.25
"""Spans below this probability are not reported at all; thresholds above it are the engine's affair."""

HONORIFICS = frozenset("様 さま 殿 氏 さん 君 くん ちゃん 先生 女史 嬢 夫妻 選手 監督 議員 教授 博士 師 卿".split())
TITLES = frozenset(
    "社長 副社長 会長 専務 常務 取締役 部長 次長 課長 係長 主任 店長 室長 所長 支店長 工場長 院長 校長 理事長 理事 代表 "
    "局長 知事 市長 町長 村長 大臣 首相 総理 大統領 総裁 委員長 弁護士 税理士 医師 看護師 先輩 担当 容疑者 被告 投手".split()
)
ORGANISATION_WORDS = frozenset(
    "株式会社 有限会社 合同会社 合資会社 社団 財団 法人 協会 組合 銀行 商店 商会 商事 工業 工務店 製作所 建設 運輸 運送 "
    "産業 電機 電器 電気 電力 鉄道 新聞 大学 学園 高校 中学 小学 病院 医院 クリニック 研究所 事務所 委員会 党 省 庁 局 "
    "株 有 本店 支店 ホテル グループ 社 店 部 課 屋 堂 庵 軒 チーム クラブ 軍 隊".split()
)
PLACE_WORDS = frozenset(
    "都 道 府 県 市 区 町 村 郡 駅 空港 港 川 山 島 湾 湖 岬 峠 城 寺 神社 公園 通り 丁目 地方 州 国".split()
)

_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[」』）)]*|\n|$)")
_RUN = re.compile(
    r"[\u3400-\u9fff々〆ヶヵ]{2,}|[\u30a1-\u30fa\u30fc・=]{2,}|[\u3041-\u3096](?:さん|くん|ちゃん|さま)|[\u3400-\u9fff](?:さん|くん|ちゃん|さま|[ \t][\u3400-\u9fff])"
)
_MOST_BYTES = 49_149
_LONGEST = 4_000
"""Characters in one piece given to Sudachi: a 'sentence' longer than this is no prose, and is cut."""

Token = tuple[str, int, bool, int, str]
"""Surface, part of speech, unknown to the dictionary, part of speech of the long unit, place in it."""


@cache
def _sudachi() -> tuple[Any, Any]:
    from sudachipy import Dictionary, SplitMode

    dictionary = Dictionary()
    return dictionary, dictionary.tokenizer(SplitMode.C)


@cache
def part_of_speech(number: int) -> tuple[str, ...]:
    """Sudachi's part of speech as its levels, without the asterisks."""
    return tuple(level for level in _sudachi()[0].pos_of(number)[:4] if level != "*")


def tokens(sentence: str) -> list[Token]:
    """The morphemes of a sentence: long units (mode C), each cut into short ones (mode A) that know where they came from.

    Together the surfaces are the sentence. At most 49,149 bytes of UTF-8: longer raises ValueError.
    """
    if len(sentence) > _MOST_BYTES // 4 and len(sentence.encode("utf-8")) > _MOST_BYTES:
        raise ValueError("too long for one call of Sudachi")
    short = _short_mode()
    out: list[Token] = []
    for unit in _sudachi()[1].tokenize(sentence):
        surface = unit.surface()
        kind = unit.part_of_speech_id()
        if len(surface) > 2 and len(parts := unit.split(short)) > 1:
            last = len(parts) - 1
            for i, part in enumerate(parts):
                place = "first" if i == 0 else "last" if i == last else "mid"
                out.append((part.surface(), part.part_of_speech_id(), False, kind, place))
        else:
            out.append((surface, kind, unit.is_oov(), -1, ""))
    return out


@cache
def _short_mode() -> Any:
    from sudachipy import SplitMode

    return SplitMode.A


def script(text: str) -> str:
    """The kinds of characters in a token, in order and each run once: K kanji, h hiragana, T katakana, A a, 0, other."""
    out = ""
    for c in text:
        if "\u3400" <= c <= "\u9fff" or c in "々〆":
            kind = "K"
        elif "\u3041" <= c <= "\u309f":
            kind = "h"
        elif "\u30a1" <= c <= "\u30fa" or c == "ー":
            kind = "T"
        elif c.isascii() and c.isalpha():
            kind = "A" if c.isupper() else "a"
        elif c.isdigit():
            kind = "0"
        elif c.isspace():
            kind = "_"
        elif c in "・=＝":
            kind = "・"
        else:
            kind = "."
        if not out.endswith(kind):
            out += kind
    return out


class JapaneseFeatures:
    """What the CRF is told of a morpheme."""

    def __init__(self, words: JapaneseWords) -> None:
        self._words = words

    def __call__(self, token: Token) -> Features:
        surface, kind, unknown, long_kind, place = token
        pos = part_of_speech(kind)
        word = fold(surface)
        shape = script(surface)
        marks = self._marks(word)
        word_class = self._class(word, pos, shape, unknown, marks)
        size = str(min(len(word), 5))
        tag = "-".join(pos[:3])
        near = [f"w={word}", f"p={tag}", f"s={shape}{size}", f"c={word_class}", *marks]
        if long_kind >= 0:
            near.append(f"u={'-'.join(part_of_speech(long_kind)[1:3])}:{place}")
        own = [
            *near,
            f"t1={word[-1:]}",
            f"h1={word[:1]}",
            f"ps={tag}:{shape}{size}",
            *(f"pm={tag}:{m}" for m in marks),
        ]
        if len(word) > 1:
            own += (f"t2={word[-2:]}", f"h2={word[:2]}")
        if len(word) > 3 and shape == "T":
            own += (f"t3={word[-3:]}", f"h3={word[:3]}")
        if unknown:
            own.append(f"oov={shape}")
            near.append("oov")
        return Features(tuple(own), tuple(near), (f"c={word_class}", f"w={word}"), word_class)

    def _marks(self, word: str) -> list[str]:
        words = self._words
        marks = []
        if level := words.surnames.get(word):
            marks.append(f"sur{level}")
        if level := words.given.get(word):
            marks.append(f"giv{level}")
        if word in words.foreign:
            marks.append("for")
        if word in HONORIFICS:
            marks.append("hon")
        elif word in TITLES:
            marks.append("title")
        elif word in ORGANISATION_WORDS:
            marks.append("org")
        elif word in PLACE_WORDS:
            marks.append("place")
        return marks

    @staticmethod
    def _class(word: str, pos: tuple[str, ...], shape: str, unknown: bool, marks: list[str]) -> str:
        main, sub = pos[0], pos[1] if len(pos) > 1 else ""
        if "hon" in marks or "title" in marks:
            return "hon" if "hon" in marks else "title"
        if "org" in marks or "place" in marks:
            return "org" if "org" in marks else "place"
        if sub == "固有名詞":
            return {"人名": pos[-1], "地名": "地" if pos[-1] == "一般" else "国"}.get(pos[2], "固")
        if main == "名詞":
            if sub == "数詞":
                return "数"
            listed = (
                "姓" if any(m.startswith("sur") for m in marks) else "名" if any(m[:3] == "giv" for m in marks) else ""
            )
            return f"n{shape if shape in ('K', 'T', 'h', 'A', 'Aa', 'a') else ''}{'?' if unknown else ''}{listed}"
        if main in ("助詞", "補助記号", "空白"):
            return word[:2] if not word.isspace() else "_"
        return main


class Model:
    """Weights with what is worked out from them once a process."""

    def __init__(self, weights: Weights) -> None:
        self.words = JapaneseWords.unpack(weights.lists)
        self.tagger = Tagger(weights, JapaneseFeatures(self.words))
        self.screen = Screen(self.words)


@cache
def _model(path: Path) -> Model:
    return Model(Weights.load(path))


class Screen:
    """The cheap test: whether a sentence may hold a name, from what was seen before of its runs of characters."""

    KEEP = 200_000

    def __init__(self, words: JapaneseWords) -> None:
        self._words = words
        self._runs: dict[str, bool] = {}

    def __call__(self, sentence: str) -> bool:
        """True where a name may stand."""
        runs = self._runs
        for run in _RUN.findall(sentence):
            seen = runs.get(run)
            if seen is None:
                if len(runs) >= self.KEEP:
                    runs.clear()
                seen = runs[run] = self._look(run)
            if seen:
                return True
        return False

    def _look(self, run: str) -> bool:
        if not ("\u3400" <= run[-1] <= "\u9fff" or "\u30a1" <= run[-1] <= "\u30ff" or run[-1] == "々"):
            return True  # an honorific in hiragana
        if " " in run:
            return True  # two single kanji with a space: 林 誠
        before = ""
        for surface, kind, unknown, _, _ in tokens(run[:200]):
            pos = part_of_speech(kind)
            if "人名" in pos or (unknown and len(surface) > 1):
                return True
            if surface in HONORIFICS and before:
                return True
            word = fold(surface)
            if self._words.surnames.get(word, 0) >= 2 or self._words.given.get(word, 0) >= 2:
                return True
            before = surface
        return False


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Where each sentence begins, and the sentence; line ends part sentences too."""
    for found in _SENTENCE.finditer(text):
        whole = found[0]
        for at in range(0, len(whole), _LONGEST):
            piece = whole[at : at + _LONGEST]
            if not piece.isspace():
                yield found.start() + at, piece


class JapaneseNameRecognizer(Recognizer):
    """PERSON, and with lower scores ORGANIZATION and LOCATION, in Japanese text."""

    ID: ClassVar[str] = "names.ja"
    VERSION: ClassVar[int] = 1
    ENTITIES: ClassVar[tuple[Entity, ...]] = (Entity.PERSON, Entity.ORGANIZATION, Entity.LOCATION)
    LANGUAGES: ClassVar[tuple[str, ...]] = ("ja",)
    NEEDS: ClassVar[Trait] = Trait.NONE

    AT_ONCE = 400
    """Sentences decided together."""

    def __init__(self, supported_language: str = "ja", model: Model | None = None) -> None:
        super().__init__(supported_language)
        self._given = model

    @property
    def _model(self) -> Model:
        return self._given or _model(WEIGHTS)

    def wants(self, view: Any) -> bool:
        """Kanji or kana."""
        return bool(view.traits & (Trait.KANJI | Trait.KANA))

    def find(self, scene: Scene) -> Iterator[Match]:
        """Names in the scene. Raises ModelError where the weights are missing."""
        screen = self._model.screen
        waiting = [(at, s) for at, s in sentences(scene.view.text) if screen(s)]
        for i in range(0, len(waiting), self.AT_ONCE):
            yield from self._decide(scene, waiting[i : i + self.AT_ONCE])

    def _decide(self, scene: Scene, batch: list[tuple[int, str]]) -> Iterator[Match]:
        tagger = self._model.tagger
        cut = [tokens(s) for _, s in batch]
        for (at, _), morphemes, posterior in zip(batch, cut, tagger.posteriors(cut), strict=True):
            found = spans(posterior, tagger.labels, tuple(ENTITIES), LEAST)
            if not found:
                continue
            edges = [at]
            for morpheme in morphemes:
                edges.append(edges[-1] + len(morpheme[0]))
            for span in found:
                start, end = trimmed(scene.view.text, edges[span.start], edges[span.end])
                if start < end:
                    evidence = [Evidence(EvidenceKind.MODEL, logit(span.probability), "crf.ja")]
                    yield self.match(ENTITIES[span.type], start, end, 0.0, evidence)
