"""Japanese identifiers: forms, check digits, labels. Sources stand with each; see also python-stdnum's ``jp`` package.

Check digits filter little (one random number in ten passes the My Number check): the label or the column decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.jp import cn, in_

from detectors.identifiers.families import CHECKED_NEAR, other_than
from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Check, Context, NumberRecognizer, Recognizer, Scene, is_filler
from detectors.text.normalise import Trait
from detectors.text.numbers import Candidate
from detectors.text.prefilter import declared


def _my_number(digits: str) -> bool:
    # 総務省令第85号第5条; twelve zeros satisfy the formula and are never issued.
    return bool(in_.is_valid(digits)) and digits != "0" * 12


class MyNumber(NumberRecognizer):
    """個人番号: 12 digits, modulus 11 (総務省令第85号第5条)."""

    ID = "jp.my_number"
    VERSION = 2
    ENTITIES = (Entity.JP_MY_NUMBER,)
    GROUPS = frozenset({(12,), (4, 4, 4)})
    CHECK = Check("mod 11", _my_number, 0.1006)
    CONTEXT = Context(frozenset({"my_number"}), other_than("my_number"), near=CHECKED_NEAR)
    PRIOR = -4.5


_PREFECTURES = {10, 11, 12, 13, 14, *range(20, 26), 30, *range(40, 50), *range(50, 56), *range(60, 66)}
_PREFECTURES |= {*range(70, 75), *range(80, 84), *range(90, 98)}


def _driver_license(digits: str) -> bool:
    if int(digits[:2]) not in _PREFECTURES:
        return False
    total = sum(int(d) * w for d, w in zip(digits[:10], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True))
    return (11 - total % 11) % 10 == int(digits[10])


class DriverLicense(NumberRecognizer):
    """運転免許証番号: 12 digits, the first two the issuing commission, the eleventh a check digit."""

    ID = "jp.driver_license"
    VERSION = 2
    ENTITIES = (Entity.JP_DRIVER_LICENSE,)
    GROUPS = frozenset({(12,), (2, 2, 6, 2), (4, 4, 4), (2, 10)})
    CHECK = Check("mod 11, prefecture", _driver_license, 0.051)
    CONTEXT = Context(
        frozenset({"driver_license", "driving_licence"}),
        other_than("driver_license", "driving_licence"),
        near=CHECKED_NEAR,
    )
    PRIOR = -5.5


def _resident_record_code(digits: str) -> bool:
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)[-10:]
    rest = sum(int(d) * w for d, w in zip(digits[:10], weights, strict=True)) % 11
    return int(digits[10]) == (0 if rest <= 1 else 11 - rest)


class ResidentRecordCode(Recognizer):
    """住民票コード: 11 digits. Reported only with its label: mobile numbers have 11 digits too.

    The weights of its check digit are not confirmed in a named source, so a failing one lowers the score
    and does not reject.
    """

    ID = "jp.resident_record_code"
    VERSION = 2
    ENTITIES = (Entity.JP_RESIDENT_RECORD_CODE,)
    NEEDS = Trait.DIGITS
    CONTEXT = Context(frozenset({"resident_record_code"}), other_than("resident_record_code"), label=8.0)

    def find(self, scene: Scene) -> Iterator[Match]:
        """A match for each 11-digit reading with the label near; faint ones that pass, for columns to be judged by."""
        named = self.CONTEXT.named(scene)
        for c in scene.numbers.get(11, ()):
            passes = _resident_record_code(c.digits) and not is_filler(c.digits)
            if not passes and not named:
                continue
            said = self.CONTEXT.weigh(scene, c.start, c.end)
            if not passes and not any(e.kind is EvidenceKind.LABEL for e in said):
                continue
            if passes:
                said.append(Evidence(EvidenceKind.CHECK_DIGIT, 1.0, "mod 11"))
            yield self.match(self.ENTITIES[0], c.start, c.end, -5.0, said)


class _LabelledNumber(Recognizer):
    """An identifier without a public check digit: its label carries it."""

    NEEDS = Trait.DIGITS
    GROUPS: frozenset[tuple[int, ...]]
    CONTEXT: Context
    PRIOR = -5.0

    def context(self, candidate: Candidate) -> Context:
        """Whose labels carry a reading."""
        return self.CONTEXT

    def find(self, scene: Scene) -> Iterator[Match]:
        """A match for each reading that has the grouping and its label."""
        for length in sorted({sum(g) for g in self.GROUPS}):
            for c in scene.numbers.get(length, ()):
                context = self.context(c)
                if c.groups not in self.GROUPS or not context.named(scene):
                    continue
                said = context.weigh(scene, c.start, c.end)
                if any(e.kind is EvidenceKind.LABEL for e in said):
                    grouped = Evidence(EvidenceKind.PATTERN, 0.7 if len(c.groups) > 1 else 0.2)
                    yield self.match(self.ENTITIES[0], c.start, c.end, self.PRIOR, [grouped, *said])


class PensionNumber(_LabelledNumber):
    """基礎年金番号: 10 digits, written 4-6. No public check digit."""

    ID = "jp.pension_number"
    ENTITIES = (Entity.JP_PENSION_NUMBER,)
    GROUPS = frozenset({(10,), (4, 6)})
    CONTEXT = Context(frozenset({"pension_number"}), other_than("pension_number"), label=7.0)


class EmploymentInsurance(_LabelledNumber):
    """雇用保険被保険者番号: 4-6-1. The check digit's rule is not public, older numbers have none.

    被保険者番号 is said of health insurance too; written 4-6-1 it is this one.
    """

    ID = "jp.employment_insurance"
    VERSION = 2
    ENTITIES = (Entity.JP_EMPLOYMENT_INSURANCE,)
    GROUPS = frozenset({(11,), (4, 6, 1)})
    CONTEXT = Context(frozenset({"employment_insurance"}), other_than("employment_insurance"), label=7.0)
    _INSURED = Context(
        CONTEXT.own | {"health_insurance"}, other_than("employment_insurance", "health_insurance"), label=6.5
    )

    def context(self, candidate: Candidate) -> Context:
        """That of the insured in general, for a number in its own grouping."""
        return self._INSURED if len(candidate.groups) > 1 else self.CONTEXT


class ResidenceCard(Recognizer):
    """在留カード番号: two letters, eight digits, two letters. A rare form, so it speaks for itself a little."""

    ID = "jp.residence_card"
    ENTITIES = (Entity.JP_RESIDENCE_CARD,)
    NEEDS = Trait.DIGITS | Trait.LATIN
    CONTEXT = Context(frozenset({"residence_card"}), other_than("residence_card"), label=5.0)
    _FORM = declared(r"(?<![A-Za-z0-9-])[A-Z]{2} ?[0-9]{8} ?[A-Z]{2}(?![A-Za-z0-9-])")

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every code of the form, scored by its label."""
        for m in scene.search(self._FORM):
            said = self.CONTEXT.weigh(scene, m.start(), m.end())
            yield self.match(self.ENTITIES[0], m.start(), m.end(), -3.0, [Evidence(EvidenceKind.PATTERN, 2.0), *said])


class JapanesePostalCode(Recognizer):
    """郵便番号: three and four digits with 〒, a label, or an address behind them."""

    ID = "jp.postal_code"
    ENTITIES = (Entity.JP_POSTAL_CODE,)
    NEEDS = Trait.DIGITS
    VERSION = 2
    CONTEXT = Context(frozenset({"postal_code"}), other_than("postal_code"), label=4.0, near=0.5)
    _FORM = declared(
        r"(?P<mark>〒\s*)?(?<![0-9A-Za-z.,#-])(?P<code>[0-9]{3}-?[0-9]{4})(?![0-9A-Za-z]|-[0-9]|[.,][0-9])"
    )
    _ADDRESS = re.compile(r"\s*(?:[\u4e00-\u9fff]{2,3}[都道府県]|[\u4e00-\u9fffヶケ]{1,6}[市区郡町村])")

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every code of the form, scored by the mark, the label and the address behind it."""
        text = scene.view.text
        for m in scene.search(self._FORM):
            evidence = []
            if m["mark"]:
                evidence.append(Evidence(EvidenceKind.PATTERN, 6.0, "〒"))
            elif "-" in m["code"]:
                evidence.append(Evidence(EvidenceKind.PATTERN, 1.0))
            if self._ADDRESS.match(text, m.end()):
                evidence.append(Evidence(EvidenceKind.NEIGHBOUR, 4.0, Entity.ADDRESS))
            if not m["mark"]:
                said = self.CONTEXT.weigh(scene, m.start("code"), m.end())
                here = scene.labels.before(m.start("code"))
                if not said and "-" in m["code"] and here is not None and here.family == "address":
                    said = [Evidence(EvidenceKind.LABEL, 2.5, here.word)]
                evidence += said
            if evidence:
                yield self.match(self.ENTITIES[0], m.start(), m.end(), -3.0, evidence)


class VehicleNumber(Recognizer):
    """車両番号: place, class of up to three, one hiragana, up to four digits: 品川 300 あ 12-34, 品川300あ1234.

    Without a hyphen only a class of three makes a plate of it.
    """

    ID = "jp.vehicle_number"
    VERSION = 3
    ENTITIES = (Entity.JP_VEHICLE_NUMBER,)
    NEEDS = Trait.DIGIT | Trait.KANJI | Trait.KANA
    CONTEXT = Context(frozenset({"vehicle"}), frozenset(), label=3.0, near=1.0)
    _PARTICLES = "とにのはもやを"
    _FORM = declared(
        r"(?:(?<![\u4e00-\u9fff])|(?<=番号)|(?<=車番))(?P<place>[\u4e00-\u9fffつくばとちぎいわきなにか]{1,4}) ?"
        r"(?P<class>[0-9][0-9ACFHKLMPXY]{0,2}) ?"
        r"(?P<kana>[あ-えか-さすせそた-にぬねのはひふほま-もやゆよら-ろれるわを]) ?"
        r"(?P<number>[1-9][0-9]?-[0-9]{2}|[・.]{1,3} ?(?:[0-9]{1,3}|[1-9]-[0-9]{2})"
        r"|(?:(?<=[0-9A-Z]{3}[^0-9])|(?<=[0-9A-Z]{3}[^0-9] )|(?<=[0-9A-Z]{3} [^0-9] ))[1-9][0-9]{3})"
        r"(?![0-9-]|[.,][0-9])"
    )

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every plate of the form."""
        for m in scene.search(self._FORM):
            prose = m["number"].isdecimal() and m["kana"] in self._PARTICLES  # 定価 300 の 1234 件
            evidence = [Evidence(EvidenceKind.PATTERN, 0.5 if prose else 3.0)]
            evidence += self.CONTEXT.weigh(scene, m.start(), m.end())
            yield self.match(self.ENTITIES[0], m.start(), m.end(), -1.5, evidence)


class CorporateNumber(NumberRecognizer):
    """法人番号 and インボイス登録番号 (T before it): 13 digits, the first a check digit. Not personal.

    Sole traders have invoice numbers of the same form and check, so those cannot be told apart and are not reported.
    """

    ID = "jp.corporate_number"
    VERSION = 2
    ENTITIES = (Entity.JP_CORPORATE_NUMBER,)
    GROUPS = frozenset({(13,), (1, 12), (1, 4, 4, 4)})
    CHECK = Check("mod 9", cn.is_valid, 0.1)
    CONTEXT = Context(frozenset({"corporate_number", "company_number"}), frozenset(), label=5.0)
    PRIOR = -1.0
    _INVOICE = declared(r"(?<![A-Za-z0-9])T-?(?P<number>[0-9]{13})(?![A-Za-z0-9])")

    def find(self, scene: Scene) -> Iterator[Match]:
        """As for any digit identifier, and behind the T of an invoice number."""
        yield from super().find(scene)
        text = scene.view.text
        for m in scene.search(self._INVOICE) if "T" in text else ():
            if cn.is_valid(m["number"]):
                evidence = [Evidence(EvidenceKind.CHECK_DIGIT, 2.3, "mod 9"), Evidence(EvidenceKind.PATTERN, 3.0, "T")]
                yield self.match(self.ENTITIES[0], m.start("number"), m.end(), self.PRIOR, evidence)


RECOGNIZERS: tuple[type[Recognizer], ...] = (
    MyNumber,
    DriverLicense,
    ResidentRecordCode,
    PensionNumber,
    EmploymentInsurance,
    ResidenceCard,
    JapanesePostalCode,
    VehicleNumber,
    CorporateNumber,
)
