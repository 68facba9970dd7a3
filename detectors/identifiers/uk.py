"""UK identifiers: forms, check digits, labels. Sources stand with each; see also python-stdnum's ``gb`` package."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.gb import nhs, utr, vat

from detectors.identifiers.families import CHECKED_NEAR, other_than
from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Check, Context, NumberRecognizer, Recognizer, Scene
from detectors.text.dates import find_dates
from detectors.text.normalise import Trait
from detectors.text.prefilter import declared


class NationalInsuranceNumber(Recognizer):
    """NI number: two prefix letters, six digits, suffix A to D (HMRC manual NIM39110). No check digit, a rare form.

    The suffix may be missing in data; then only a label carries it. CR and MW are prefixes of administrative numbers
    (NIM39110) and count less. HMRC's own example QQ123456A is invalid on purpose. The temporary reference number
    (11 A1 11 11) stands in its place, and only under its label.
    """

    ID = "uk.nino"
    VERSION = 2
    ENTITIES = (Entity.UK_NINO,)
    NEEDS = Trait.DIGITS | Trait.LATIN
    CONTEXT = Context(frozenset({"nino"}), other_than(), label=4.0, near=1.5, against=-3.0)
    _FORM = declared(
        r"(?<![A-Za-z0-9-])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
        r"(?P<gap>[ -]?)[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}(?:[ -]?(?P<suffix>[A-D]))?(?![A-Za-z0-9]|-[0-9])",
        re.IGNORECASE,
    )

    _TEMPORARY = declared(r"(?<![A-Za-z0-9-])[0-9]{2} ?[A-Z][0-9] ?[0-9]{2} ?[0-9]{2}(?![A-Za-z0-9-])")

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every number of the form; without a suffix only beside its label."""
        for m in scene.search(self._TEMPORARY):
            said = self.CONTEXT.weigh(scene, m.start(), m.end())
            if any(e.kind is EvidenceKind.LABEL for e in said):
                form = Evidence(EvidenceKind.PATTERN, 0.5, "temporary reference number")
                yield self.match(self.ENTITIES[0], m.start(), m.end(), -1.3, [form, *said])
        for m in scene.search(self._FORM):
            text = m[0]
            evidence = [Evidence(EvidenceKind.PATTERN, 2.5 if m["suffix"] else 0.0)]
            if " " in text:
                evidence.append(Evidence(EvidenceKind.PATTERN, 0.7, "groups"))
            if text[:2].upper() in ("CR", "MW"):
                evidence.append(Evidence(EvidenceKind.AGAINST, -1.5, "administrative prefix"))
            if not text[:2].isupper() and not text[:2].islower():
                continue
            said = self.CONTEXT.weigh(scene, m.start(), m.end())
            if not m["suffix"] and not any(e.kind is EvidenceKind.LABEL for e in said):
                continue
            yield self.match(self.ENTITIES[0], m.start(), m.end(), -1.3, evidence + said)


def _nhs(digits: str) -> bool:
    return bool(nhs.is_valid(digits))


def _is_chi(digits: str) -> bool:
    return 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12


def _nhs_range(digits: str) -> list[Evidence]:
    # In use: 400-499 and 600-799 in England and Wales, 3 in England and (320 to 399) Northern Ireland, CHI by its date.
    if digits.startswith("999"):
        return [Evidence(EvidenceKind.AGAINST, -0.5, "published test number")]
    if digits[0] in "3467" or _is_chi(digits):
        return []
    return [Evidence(EvidenceKind.AGAINST, -1.0, "range not in use")]


class NhsNumber(NumberRecognizer):
    """NHS number, and CHI and H&C numbers which share its check: 10 digits, modulus 11, written 3-3-4."""

    ID = "uk.nhs"
    VERSION = 4
    ENTITIES = (Entity.UK_NHS,)
    GROUPS = frozenset({(10,), (3, 3, 4)})
    CHECK = Check("mod 11", _nhs, 0.091)
    CONTEXT = Context(frozenset({"nhs"}), other_than("nhs"), near=CHECKED_NEAR)
    PRIOR = -4.5
    _BORN = re.compile(r"[0-9]{1,2}[./-][0-9]{1,2}[./-](?:[0-9]{2}){1,2}[,; \n]{1,3}$")
    """A date right before it, as in what a letter of a clinic is about: RE: Jane Smith, 02/11/1973, 652 432 0220."""
    _BODY = re.compile(r"NHS(?! (?i:no|num|id))[a-z]* [A-Z][a-z]+(?!.*NHS)", re.S)
    """NHS Business Services Authority, NHS England: a body's name is no label of what stands behind it."""

    def plausible(self, digits: str) -> bool:
        """Trunk-zero numbers are telephone numbers, unless they are a CHI number, which begins with a birth date."""
        return digits[0] != "0" or _is_chi(digits)

    def find(self, scene: Scene) -> Iterator[Match]:
        """As for any digit identifier, weighed by the ranges that are in use."""
        for match in super().find(scene):
            digits = re.sub("[^0-9]", "", scene.view.text[match.start : match.end])
            evidence = [*match.evidence, *_nhs_range(digits)]
            if self._BODY.search(scene.view.text, max(0, match.start - 80), match.start):
                evidence = [e for e in evidence if e.kind is not EvidenceKind.LABEL]
            if " " in scene.view.text[match.start : match.end] and self._BORN.search(
                scene.view.text, max(0, match.start - 16), match.start
            ):
                evidence.append(Evidence(EvidenceKind.NEIGHBOUR, 3.0, Entity.DATE_OF_BIRTH))
            yield self.match(self.ENTITIES[0], match.start, match.end, self.PRIOR, evidence)


def _utr(digits: str) -> bool:
    return bool(utr.is_valid(digits))


class UniqueTaxpayerReference(NumberRecognizer):
    """UTR: 10 digits, the first a check digit; a person's or a company's, treated as personal."""

    ID = "uk.utr"
    VERSION = 2
    ENTITIES = (Entity.UK_UTR,)
    GROUPS = frozenset({(10,), (5, 5), (3, 3, 4), (4, 6)})
    CHECK = Check("mod 11", _utr, 0.1)
    CONTEXT = Context(frozenset({"utr"}), other_than("utr"), near=CHECKED_NEAR)
    PRIOR = -5.0


class UkDrivingLicence(Recognizer):
    """GB driving licence: 16 characters that hold surname, birth date and sex, optionally a 2-digit issue number.

    A surname or birth date beside it that agrees is strong evidence, a labelled birth date that does not speaks against
    it. Northern Irish licences are eight digits, found by their label alone.
    """

    ID = "uk.driving_licence"
    VERSION = 2
    ENTITIES = (Entity.UK_DRIVING_LICENCE,)
    NEEDS = Trait.DIGITS | Trait.LATIN
    CONTEXT = Context(frozenset({"driving_licence", "driver_license"}), frozenset(), label=3.0)
    _NORTHERN_IRISH = Context(frozenset({"driving_licence"}), other_than("driving_licence"), label=5.5)
    _FORM = declared(
        r"(?<![A-Za-z0-9])(?=[A-Z9]{5})(?P<name>[A-Z]{1,5}9{0,4}) ?(?P<decade>[0-9])(?P<month>[0156][0-9])"
        r"(?P<day>[0-3][0-9])(?P<year>[0-9]) ?(?:[A-Z][A-Z9]|99)[0-9A-Z] ?[A-Z]{2}(?: ?[0-9]{2})?(?![A-Za-z0-9])",
        re.IGNORECASE,
    )
    _WORD = re.compile(r"[A-Za-z][A-Za-z'-]*[A-Za-z]")
    _BORN = frozenset({"birth_date"})
    _NEAR = 200

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every licence whose month and day can be, and labelled eight digits."""
        for m in scene.search(self._FORM):
            month, day = int(m["month"]) % 50, int(m["day"])
            if len(m["name"]) == 5 and 1 <= month <= 12 and 1 <= day <= 31:
                evidence = [Evidence(EvidenceKind.PATTERN, 4.5, "birth date")]
                evidence += self.CONTEXT.weigh(scene, m.start(), m.end())
                evidence += self._beside(scene, m)
                yield self.match(self.ENTITIES[0], m.start(), m.end(), -2.0, evidence)
        for c in scene.numbers.get(8, ()) if self._NORTHERN_IRISH.named(scene) else ():
            if c.groups == (8,) and not c.touching:
                said = self._NORTHERN_IRISH.weigh(scene, c.start, c.end)
                if any(e.kind is EvidenceKind.LABEL for e in said):
                    yield self.match(self.ENTITIES[0], c.start, c.end, -4.5, said)

    def _beside(self, scene: Scene, m: re.Match[str]) -> Iterator[Evidence]:
        """What a name and a birth date near the licence say: it is made from both."""
        text = scene.view.text
        around = text[max(0, m.start() - self._NEAR) : m.start()] + "\n" + text[m.end() : m.end() + self._NEAR]
        name = m["name"].upper()
        if any(name in _name_fields(word) for word in self._WORD.findall(around)):
            yield Evidence(EvidenceKind.NEIGHBOUR, 2.0, "the surname in it")
        dates = [d.first for _, _, d in find_dates(around) if d.is_day]
        month, day, year = int(m["month"]) % 50, int(m["day"]), int(m["decade"] + m["year"])
        if any((d.year % 100, d.month, d.day) == (year, month, day) for d in dates):
            yield Evidence(EvidenceKind.NEIGHBOUR, 2.5, "the birth date in it")
        elif len(dates) == 1 and scene.labels.near(m.start(), m.end(), self._BORN) is not None:
            yield Evidence(EvidenceKind.AGAINST, -2.0, "another birth date beside it")


def _name_fields(word: str) -> tuple[str, str]:
    """The five characters a licence makes of a surname; Mac is often written Mc."""
    letters = re.sub("[^A-Z]", "", word.upper())
    return letters[:5].ljust(5, "9"), re.sub("^MAC", "MC", letters)[:5].ljust(5, "9")


class UkBankAccount(Recognizer):
    """Sort code with account number. The modulus check needs a licensed table and is not made here."""

    ID = "uk.bank_account"
    VERSION = 3
    ENTITIES = (Entity.UK_BANK_ACCOUNT,)
    NEEDS = Trait.DIGITS
    CONTEXT = Context(frozenset({"bank_account_uk"}), other_than("bank_account_uk"), label=5.5, near=2.5)
    _PAIR = declared(
        r"(?<![0-9-])(?P<sort>[0-9]{2}-[0-9]{2}-[0-9]{2}|[0-9]{2} [0-9]{2} [0-9]{2}|[0-9]{6})(?![0-9-])"
        r"(?P<between>[^0-9\n]{1,40}?)(?<![0-9-])(?P<account>[0-9]{8})(?![0-9-]|[.,][0-9])"
    )
    _SORT_BEHIND = re.compile(
        r"[ ,;(]{1,3}(?:and )?sort(?:[ -]?code)?[ :.]{1,3}[0-9]{2}[- ][0-9]{2}[- ][0-9]{2}(?![0-9-])", re.I
    )
    """An account with its sort code behind it: account 41770926, sort code 40-28-15."""
    _WORD = re.compile(
        r"acc|a/c|\bac\b|sort|bank|bacs|barclays|lloyds|natwest|hsbc|santander|\brbs\b|monzo|starling|nationwide|halifax|"
        r"\btsb\b|first direct|virgin money|building society",
        re.IGNORECASE,
    )

    def find(self, scene: Scene) -> Iterator[Match]:
        """Pairs of sort code and account, and eight-digit numbers that their label calls an account."""
        text = scene.view.text
        paired: set[int] = set()
        for m in scene.search(self._PAIR):
            before = text[max(0, m.start() - 40) : m.start()]
            evidence = [Evidence(EvidenceKind.PATTERN, 2.0 if "-" in m["sort"] else 0.5)]
            said = self.CONTEXT.weigh(scene, m.start("sort"), m.end())
            if not any(e.kind is EvidenceKind.LABEL for e in said) and self._WORD.search(before + m["between"]):
                said.append(Evidence(EvidenceKind.CONTEXT, 3.0, "account"))
            if said:
                paired.add(m.start("account"))
                yield self.match(self.ENTITIES[0], m.start("sort"), m.end(), -4.0, evidence + said)
        for c in scene.numbers.get(8, ()) if self.CONTEXT.named(scene) else ():
            if c.groups == (8,) and self._SORT_BEHIND.match(text, c.end) is not None:
                evidence = [Evidence(EvidenceKind.PATTERN, 2.0), Evidence(EvidenceKind.LABEL, 5.5, "sort code")]
                yield self.match(self.ENTITIES[0], c.start, c.end, -4.0, evidence)
            elif c.groups == (8,) and c.start not in paired:
                said = self.CONTEXT.weigh(scene, c.start, c.end)
                if any(e.kind is EvidenceKind.LABEL for e in said):
                    yield self.match(self.ENTITIES[0], c.start, c.end, -4.8, said)


POSTCODE_AREAS = frozenset(
    "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX "
    "FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN "
    "NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB "
    "W WA WC WD WF WN WR WS WV YO ZE".split()
)
"""The 124 postcode areas of Great Britain, Northern Ireland and the Crown dependencies, and BF and BX."""

_OVERSEAS = "ASCN|STHL|TDCU|BBND|BIQQ|FIQQ|PCRN|SIQQ|TKCA"


class UkPostcode(Recognizer):
    """UK postcode. The shape alone over-matches, so the area is checked; a single postcode names some fifteen homes."""

    ID = "uk.postcode"
    VERSION = 2
    ENTITIES = (Entity.UK_POSTCODE,)
    NEEDS = Trait.DIGIT | Trait.LATIN
    CONTEXT = Context(
        frozenset({"postal_code", "address"}), frozenset({"order_number", "product"}), label=2.5, near=0.5
    )
    FORM = declared(
        r"(?<![A-Za-z0-9])(?:(?P<area>[A-Z]{1,2})[0-9][0-9A-HJKMNPR-Y]?(?P<gap> ?)[0-9][ABD-HJLNP-UW-Z]{2}"
        rf"|GIR ?0AA|BFPO ?[0-9]{{1,4}}|(?:{_OVERSEAS}) ?1ZZ|GX11 ?1AA|AI-2640)(?![A-Za-z0-9])",
        re.IGNORECASE,
    )

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every postcode of a real area; lower case and closed-up ones need support."""
        for m in scene.search(self.FORM):
            text = m[0]
            if m["area"] is not None and m["area"].upper() not in POSTCODE_AREAS:
                continue
            if not (text.isupper() or text.islower()):
                continue
            evidence = [Evidence(EvidenceKind.DICTIONARY, 1.0, "postcode area")]
            if m["gap"] == " " or m["area"] is None:
                evidence.append(Evidence(EvidenceKind.PATTERN, 2.0))
            if text.islower():
                evidence.append(Evidence(EvidenceKind.AGAINST, -2.0, "lower case"))
            evidence += self.CONTEXT.weigh(scene, m.start(), m.end())
            yield self.match(self.ENTITIES[0], m.start(), m.end(), -1.5, evidence)


class UkVehicleRegistration(Recognizer):
    """Registration marks: AB51 ABC (from 2001), A123 BCD (1983 to 2001, Q of unknown age), ABC 123D (1963 to 1983)."""

    ID = "uk.vehicle_registration"
    VERSION = 2
    ENTITIES = (Entity.UK_VEHICLE_REGISTRATION,)
    NEEDS = Trait.DIGIT | Trait.LATIN
    CONTEXT = Context(frozenset({"vehicle"}), frozenset({"order_number", "product"}), label=4.5, near=2.5)
    _FORM = declared(
        r"(?<![A-Za-z0-9-])(?:(?P<now>[A-HJ-PR-Y][A-HJ-PR-Y](?:0[1-9]|[1-8][0-9]|7[0-9])[ -]?[A-HJ-PR-Z]{3})"
        r"|(?P<prefix>[A-HJ-NPQR-TV-Y][1-9][0-9]{0,2} ?[A-HJ-PR-Y]{3})"
        r"|(?P<suffix>[A-HJ-PR-Y]{3} ?[1-9][0-9]{0,2}[A-HJ-NPR-TV-Y])"
        r")(?![A-Za-z0-9-])",
        re.IGNORECASE,
    )
    _NORTHERN_IRISH = re.compile(r"(?<![A-Za-z0-9-])(?=[A-Z]*[IZ])[A-Z]{2,3} ?[1-9][0-9]{0,3}(?! ?[A-Za-z0-9-])")

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every mark of the form; the present form, spaced, speaks for itself a little. AAZ 1234 only by its label."""
        for hit in scene.labels.of(self.CONTEXT.own):
            northern = self._NORTHERN_IRISH.search(scene.view.text, hit.end, hit.end + 16)
            if northern is not None and not northern[0].isalpha():
                said = self.CONTEXT.weigh(scene, northern.start(), northern.end())
                yield self.match(self.ENTITIES[0], northern.start(), northern.end(), -2.0, said)
        for m in scene.search(self._FORM):
            text = m[0]
            evidence = [Evidence(EvidenceKind.PATTERN, 1.5 if m["now"] and " " in text else 0.3)]
            if text.islower():
                evidence.append(Evidence(EvidenceKind.AGAINST, -2.5, "lower case"))
            elif not text.isupper():
                continue
            evidence += self.CONTEXT.weigh(scene, m.start(), m.end())
            yield self.match(self.ENTITIES[0], m.start(), m.end(), -2.0, evidence)


class VatNumber(Recognizer):
    """VAT registration number: GB and nine digits, modulus 97. A company's; keeps others from claiming it."""

    ID = "uk.vat"
    VERSION = 2
    ENTITIES = (Entity.UK_VAT_NUMBER,)
    NEEDS = Trait.DIGITS
    CONTEXT = Context(frozenset({"vat_number"}), frozenset(), label=5.0)
    _FORM = declared(
        r"(?<![A-Za-z0-9])(?P<gb>GB ?)?[0-9]{3} ?(?:[0-9]{4} ?[0-9]{2}|[0-9]{3} ?[0-9]{3})(?: ?[0-9]{3})?"
        r"(?![A-Za-z0-9])"
    )

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every number that passes and has GB or its label."""
        for m in scene.search(self._FORM):
            if vat.is_valid(m[0].replace(" ", "")):
                evidence = [Evidence(EvidenceKind.CHECK_DIGIT, 3.9, "mod 97")]
                if m["gb"]:
                    evidence.append(Evidence(EvidenceKind.PATTERN, 2.0, "GB"))
                evidence += self.CONTEXT.weigh(scene, m.start(), m.end())
                yield self.match(self.ENTITIES[0], m.start(), m.end(), -4.0, evidence)


class CompanyNumber(Recognizer):
    """Companies House number: eight digits, or two letters and six. Only by label; not personal."""

    ID = "uk.company_number"
    ENTITIES = (Entity.UK_COMPANY_NUMBER,)
    NEEDS = Trait.DIGITS
    CONTEXT = Context(frozenset({"company_number"}), frozenset(), label=6.0, near=1.0)
    _FORM = declared(r"(?<![A-Za-z0-9])(?:[0-9]{7,8}|(?:SC|NI|OC|SO|NC|LP|FC|RC)[0-9]{6})(?![A-Za-z0-9])")

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every number of the form with its label."""
        for m in scene.search(self._FORM) if self.CONTEXT.named(scene) else ():
            said = self.CONTEXT.weigh(scene, m.start(), m.end())
            if any(e.kind is EvidenceKind.LABEL for e in said):
                yield self.match(self.ENTITIES[0], m.start(), m.end(), -3.0, said)


RECOGNIZERS: tuple[type[Recognizer], ...] = (
    NationalInsuranceNumber,
    NhsNumber,
    UniqueTaxpayerReference,
    UkDrivingLicence,
    UkBankAccount,
    UkPostcode,
    UkVehicleRegistration,
    VatNumber,
    CompanyNumber,
)
