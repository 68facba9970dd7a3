"""Sex or gender: by its label in a form, behind a name there, or beside somebody's age in a text. Men and women as such
are nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Recognizer, Scene
from detectors.text.normalise import Trait, View


class Gender(Recognizer):
    """Sex or gender as a form states it, behind its label, and as a text states it beside somebody's age."""

    _ALONE = 12
    """Characters: a longer text under the label is no bare value."""
    _FIELD = 60
    """Characters: a longer text under the label is no field."""
    ID = "gender"
    VERSION = 4
    ENTITIES = (Entity.GENDER,)
    _VALUE = re.compile(
        r"(?:[\s:(：]{0,3}|は)(?P<value>男性|女性|男|女|male|female|m|f)(?! *[・/、] *[男女])"
        r"(?:(?=です|である|で、|だ)|(?![A-Za-z\u3041-\u30ff\u3400-\u9fff・/]))",
        re.I,
    )
    _KANJI = re.compile(r"[男女](?:[性児子]|(?![\u3400-\u9fff]|・女))")
    _AGE_BEFORE = re.compile(r"[歳才]\)?(?:の| ?[・、,/]? ?)$")
    """42歳の女性, 26才・男."""
    _AGE_AFTER = re.compile(
        r"\)?(?: ?[・、,/(] ?| )(?:満|当時)? ?[0-9一二三四五六七八九十]{1,3} ?[歳才](?![以未児代入向用]|まで)"
        r"|[ \t、,・/]{1,3}(?:明治|大正|昭和|平成|令和|[明大昭平令MTSHR](?=[ .]?[0-9])|(?:19|20)[0-9]{2}[年./-])"
        r"[ .]?[0-9元一二三四五六七八九十]"
    )
    """女性(42歳), 男・26才; and 女 大正15年10月2日, as rows of forms go on."""
    _NAMED = frozenset({"person_name", "kana_name"})
    _BEHIND_NAME = re.compile(r"[ :]{0,9}[^\s:][^\n:]{1,40}(?:\(| )$")
    _SET_OFF = re.compile(r"性?(?:[)\s、,]|$)(?! *[・/]? *[男女])")
    _OR_WOMAN = re.compile(r"[男女] *[・/]? *$")
    """久慈 朔(男), 氏名 安孫子 陽向  男; and not 男 ・ 女 to choose from."""
    _IN_A_WORD = re.compile(r"[\u3041-\u30ff\u3400-\u9fff・/]$")
    _OF_TWO = re.compile(r"[男女・/]$")
    _WORD: ClassVar[str] = r"(?:male|female|man|woman|boy|girl|gentleman|lady)"
    # They begin with the letters that are rare, so that they run quickly; what stands before those comes behind them.
    _OLD = re.compile(
        rf"old(?:(?<=[0-9][ -]year[ -]old)|(?<=[0-9][ -]years[ -]old)),? (?:[a-z]+ )?(?P<value>{_WORD})(?![a-z])"
    )
    _AGED = re.compile(rf"aged(?<![a-z]aged) (?:about |around )?[0-9]{{1,3}}(?:[,;]? ?\(?(?P<value>{_WORD})(?![a-z]))?")
    _BEFORE_AGED = re.compile(rf"(?<![a-z])(?P<value>{_WORD}|[mf])\)?,? \(?$")
    """A 77-year-old man, aged 34 (female); Kelly (F), aged 34. In folded text."""

    def wants(self, view: View) -> bool:
        """Only where the label or an age can stand."""
        if any(w in said for said in (view.folded, *view.labels) for w in ("男", "女", "性別", "gender", "sex")):
            return True
        return Trait.LATIN | Trait.DIGIT in view.traits and ("year" in view.folded or "aged " in view.folded)

    def find(self, scene: Scene) -> Iterator[Match]:
        """The value behind each label of the family, one that stands alone under it, and those beside an age."""
        text = scene.view.text
        places = [(hit.end, hit.word) for hit in scene.labels.of(frozenset({"gender"}))]
        if (word := scene.label_families.get("gender")) is not None and len(text) <= self._ALONE:
            places.append((0, word))
        for place, word in places:
            m = self._VALUE.match(text, place)
            if m is not None:
                evidence = [Evidence(EvidenceKind.LABEL, 3.5, word)]
                yield self.match(self.ENTITIES[0], m.start("value"), m.end("value"), -1.0, evidence)
        yield from self._behind_names(scene)
        for start, end in (*self._japanese(text), *self._english(scene.view.folded)):
            yield self.match(self.ENTITIES[0], start, end, -1.0, [Evidence(EvidenceKind.NEIGHBOUR, 2.5, Entity.AGE)])

    def _behind_names(self, scene: Scene) -> Iterator[Match]:
        """男 and 女 set off behind a name that stands behind its label."""
        text = scene.view.text
        places = [(hit.end, hit.word) for hit in scene.labels.of(self._NAMED)]
        if len(text) <= self._FIELD:
            places += [(0, word) for family, word in scene.label_families.items() if family in self._NAMED]
        if not places:
            return
        for at in (*_places("男", text), *_places("女", text)):
            if self._SET_OFF.match(text, at + 1) is None or self._OR_WOMAN.search(text, max(0, at - 4), at):
                continue
            for place, word in places:
                if place < at <= place + 60 and self._BEHIND_NAME.fullmatch(text, place, at):
                    yield self.match(self.ENTITIES[0], at, at + 1, -1.0, [Evidence(EvidenceKind.LABEL, 2.5, word)])
                    break

    def _japanese(self, text: str) -> Iterator[tuple[int, int]]:
        for at in (*_places("男", text), *_places("女", text)):
            if (word := self._KANJI.match(text, at)) is None:
                continue
            inside = self._IN_A_WORD if len(word[0]) == 1 else self._OF_TWO
            if self._AGE_BEFORE.search(text, max(0, at - 6), at) or (
                not inside.search(text, max(0, at - 1), at) and self._AGE_AFTER.match(text, word.end())
            ):
                yield word.span()

    def _english(self, folded: str) -> Iterator[tuple[int, int]]:
        for old in self._OLD.finditer(folded):
            yield old.span("value")
        for aged in self._AGED.finditer(folded):
            before = self._BEFORE_AGED.search(folded, max(0, aged.start() - 14), aged.start())
            if (said := before or aged)["value"]:
                yield said.span("value")


def _places(character: str, text: str) -> Iterator[int]:
    at = text.find(character)
    while at >= 0:
        yield at
        at = text.find(character, at + 1)


RECOGNIZERS: tuple[type[Recognizer], ...] = (Gender,)
