"""Japanese identifiers that are groups: the insured person's 記号・番号, and bank accounts.

No part of them has a form of its own. What stands together (bank, branch, kind of account, number) is the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.identifiers.families import luhn, other_than
from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Context, Recognizer, Scene
from detectors.text.normalise import Trait
from detectors.text.prefilter import declared

_LABEL_END = r"[\s::=・()]{0,4}"


class HealthInsurance(Recognizer):
    """健康保険: the insurer's number (Luhn) and 記号・番号 of the insured, by label; also 介護保険 and 後期高齢者医療.

    記号・番号(・枝番) names the person; the 保険者番号 alone names the insurer, which together with a person tells
    where that person is insured, and counts less.
    """

    ID = "jp.health_insurance"
    VERSION = 2
    ENTITIES = (Entity.JP_HEALTH_INSURANCE,)
    NEEDS = Trait.DIGIT
    CONTEXT = Context(frozenset({"health_insurance"}), other_than("health_insurance"), label=6.5)
    _BRANCH = rf"(?:[\s,、・/(-]*枝番号?{_LABEL_END}(?P<branch>[0-9]{{1,2}}))?"
    _KANA_KANJI = "\u3041-\u30fa\u30fc-\u30ff\u4e00-\u9fff"
    _APART = declared(
        rf"記号{_LABEL_END}(?!番号)(?P<symbol>[0-9A-Z{_KANA_KANJI}-]{{1,12}}?)[\s,、・/]*(?<!証記号)番号{_LABEL_END}"
        rf"(?P<number>[0-9]{{1,8}})(?![0-9]){_BRANCH}"
    )
    _TOGETHER = declared(
        rf"記号[・･/\s-]?番号(?:[・･/\s-]?枝番)?{_LABEL_END}(?P<symbol>[{_KANA_KANJI}]{{0,6}} ?[0-9]{{0,8}})"
        rf"[・･ /-]{{1,3}}(?P<number>[0-9]{{1,8}})(?![0-9])(?:[・･/(-]?(?P<short>[0-9]{{2}})\)?(?![0-9]))?{_BRANCH}"
    )
    _INSURER = Evidence(EvidenceKind.AGAINST, -1.0, "the insurer's number")

    def find(self, scene: Scene) -> Iterator[Match]:
        """Labelled 6, 8 or 10-digit numbers, and 記号 with 番号."""
        text = scene.view.text
        for length in (6, 7, 8, 10) if self.CONTEXT.named(scene) else ():
            for c in scene.numbers.get(length, ()):
                if len(c.groups) > 2:
                    continue
                said = self.CONTEXT.weigh(scene, c.start, c.end)
                if any(e.kind is EvidenceKind.LABEL for e in said):
                    if length in (6, 8) and luhn(c.digits):
                        said.append(Evidence(EvidenceKind.CHECK_DIGIT, 1.0, "mod 10"))
                    if any(e.detail == "保険者番号" for e in said):
                        said.append(self._INSURER)
                    yield self.match(self.ENTITIES[0], c.start, c.end, -5.0, said)
        if "記号" not in text or "番号" not in text:
            return
        for pattern in (self._APART, self._TOGETHER):
            for m in scene.search(pattern):
                around = text[max(0, m.start() - 150) : m.end() + 60]
                if "貯金" in around or "ゆうちょ" in around:
                    continue
                evidence = [Evidence(EvidenceKind.PATTERN, 2.0), Evidence(EvidenceKind.LABEL, 2.0, "記号・番号")]
                if "保険" in around or "資格確認書" in around or "共済" in around:
                    evidence.append(Evidence(EvidenceKind.CONTEXT, 3.5, "保険"))
                if m["branch"]:
                    evidence.append(Evidence(EvidenceKind.CONTEXT, 2.0, "枝番"))
                start = m.start("symbol") if m["symbol"].strip() else m.start("number")
                yield self.match(self.ENTITIES[0], start, m.end(), -5.0, evidence)


class JapaneseBankAccount(Recognizer):
    """Bank accounts as groups: bank, branch, kind and a number of seven digits; ゆうちょ by 記号 and 番号.

    ゆうちょ: 記号 1nnn0 with 番号 ending in 1, or 記号 0nnn0. A bare seven-digit number is nothing.
    """

    ID = "jp.bank_account"
    VERSION = 2
    ENTITIES = (Entity.JP_BANK_ACCOUNT,)
    NEEDS = Trait.DIGITS
    CONTEXT = Context(frozenset({"bank_account_jp"}), other_than("bank_account_jp"), label=6.5, near=2.5)
    _BANK = re.compile(
        r"銀行|信用金庫|信金|信組|信用組合|農協|(?<![A-Z])JA(?![A-Z])|労働金庫|労金|ゆうちょ|信漁連|農林中金"
    )
    _BRANCH = re.compile(r"支店|出張所|本店|営業部|店番|支店コード|店名")
    _KIND = re.compile(
        r"(?:普通|当座|貯蓄|総合口座|\(普\)|\(当\)|[\s・/-][普当])(?:預金|貯金|口座)?\s*(?:口座番号|番号|No\.?)?[\s::/-]*$"
    )
    _CODES = re.compile(
        r"(?<![0-9])[0-9]{4}[\s/・-](?:[^0-9\n]{0,12}[\s/・-])?[0-9]{3}[\s/・-](?:[^0-9\n]{0,6}[\s/・-]|[1249][\s/・-])?$"
        r"|(?:金融機関|銀行)(?:コード|番号)[\s::]*[0-9]{4}[^0-9]{1,20}[0-9]{3}[^0-9]{1,20}$"
    )
    _OF_WORDS = re.compile("[銀信農J労ゆ支出本営店普当貯総]")
    """Without one of these no word of a bank, branch or kind is there."""
    _HOLDER = re.compile(r"[\s,、/()]{1,3}(?:(?:口座)?名義(?:人)?[\s::]*)?[ァ-ヶー]{2,}[\s・ ][ァ-ヶー]{1,}")
    _ACCOUNT = re.compile(r"口座番号[\s::)]*$")
    _POST = declared(
        r"(?:記号\s*[::]?\s*)?(?<![0-9])(?P<symbol>[01][0-9]{3}0)(?:-[0-9])?[\s-]*(?:番号\s*[::]?\s*)?"
        r"(?P<number>[0-9]{1,7}1)(?![0-9])"
    )

    def find(self, scene: Scene) -> Iterator[Match]:
        """Seven-digit numbers with bank words before them, and ゆうちょ pairs where the bank is named."""
        text = scene.view.text
        for c in scene.numbers.get(7, ()):
            before = text[max(0, c.start - 60) : c.start]
            coded = self._CODES.search(before) is not None
            if c.groups != (7,) and not coded:
                continue
            evidence = [Evidence(EvidenceKind.PATTERN, 0.0), *self.CONTEXT.weigh(scene, c.start, c.end)]
            if coded:
                evidence.append(Evidence(EvidenceKind.NEIGHBOUR, 2.0, "金融機関コードと支店コード"))
            if self._OF_WORDS.search(before):
                evidence += self._words(before)
            if len(evidence) > 1 and self._HOLDER.match(text, c.end):
                evidence.append(Evidence(EvidenceKind.NEIGHBOUR, 1.0, "口座名義"))
            if len(evidence) > 1:
                yield self.match(self.ENTITIES[0], c.start, c.end, -5.5, evidence)
        for c in scene.numbers.get(6, ()):
            # A leading zero lost: only the label right before it can say so.
            if c.groups == (6,) and self._ACCOUNT.search(text, max(0, c.start - 12), c.start):
                label = Evidence(EvidenceKind.LABEL, 6.0, "口座番号")
                yield self.match(self.ENTITIES[0], c.start, c.end, -5.5, [label])
        if "ゆうちょ" in text or "貯金" in text or "記号" in text:
            yield from self._post(scene)

    def _words(self, before: str) -> Iterator[Evidence]:
        if self._KIND.search(before):
            yield Evidence(EvidenceKind.NEIGHBOUR, 2.5, "預金種目")
        if self._BANK.search(before):
            yield Evidence(EvidenceKind.NEIGHBOUR, 2.0, "金融機関")
        elif self._BRANCH.search(before):
            yield Evidence(EvidenceKind.NEIGHBOUR, 1.5, "支店")

    def _post(self, scene: Scene) -> Iterator[Match]:
        text = scene.view.text
        for m in scene.search(self._POST):
            before = text[max(0, m.start() - 60) : m.end()]
            named = "ゆうちょ" in before or "貯金" in before
            if "保険" in before and not named:
                continue
            if named or ("記号" in before and "番号" in before):
                evidence = [
                    Evidence(EvidenceKind.PATTERN, 2.0),
                    Evidence(EvidenceKind.LABEL, 5.0 if named else 3.0, "ゆうちょ" if named else "記号・番号"),
                ]
                yield self.match(self.ENTITIES[0], m.start("symbol"), m.end(), -4.0, evidence)


RECOGNIZERS: tuple[type[Recognizer], ...] = (HealthInsurance, JapaneseBankAccount)
