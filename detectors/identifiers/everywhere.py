"""Identifiers that know no country: e-mail, cards, IBAN, IP addresses, EAN codes, numbers of members and staff."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from math import log

from stdnum import iban

from detectors.identifiers.families import PHONES, luhn, other_than
from detectors.identifiers.naming import stands_behind_a_name
from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Check, Context, NumberRecognizer, Recognizer, Scene
from detectors.text.normalise import Trait
from detectors.text.prefilter import declared

_ROLES = re.compile(
    r"(?:info|information|sales|support|office|admin|administrator|contact|contactus|enquir(?:y|ies)|inquir(?:y|ies)|help|"
    r"helpdesk|servicedesk|webmaster|hostmaster|postmaster|security|noc|no-?reply|do-?not-?reply|mail|mailer|mailer-daemon|"
    r"daemon|root|abuse|privacy|dpo|press|media|pr|jobs|careers|recruit(?:ing|ment)?|hr|personnel|payroll|accounts?|"
    r"billing|invoices?|finance|purchasing|orders?|bookings?|reservations?|reception|marketing|team|hello|service|services|"
    r"customer-?services?|feedback|complaints|news|newsletters?|notifications?|alerts?|updates|events|shop|store|web|www|"
    r"all|all-?staff|staff-?all|everyone|staff|members|list|lists|operations|facilities|estates|library|editor|committee|"
    r"secretary|clerk|warden|manager|trustees|volunteers|membership|subs|lettings|repairs|appointments|practice|surgery|"
    r"parish-?office|saiyou?|jinji|soumu|somu|keiri|eigyou?|kouhou|koho|toiawase|otoiawase|uketsuke|"
    r"madoguchi|soudan|sodan|jimu|jimukyoku|houmu|kanri|gyoumu|kaikei|chumon|yoyaku|hanbai|honsha|honten|shiten|tencho)"
    r"[-_.]?[0-9]*$"
)
"""Local parts that name a role, English and romanised Japanese: whoever reads that mail changes."""


class Email(Recognizer):
    """E-mail addresses, also with IDN hosts and the dots of Japanese mobile carriers. Role accounts count less."""

    ID = "email"
    VERSION = 4
    ENTITIES = (Entity.EMAIL_ADDRESS,)
    NEEDS = Trait.AT
    _FORM = declared(
        r"(?<![A-Za-z0-9.!#$%&'*+/=?^_`{|}~-])[A-Za-z0-9!#$%&'*+/=?^_`{|}~-][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}@"
        r"(?P<host>(?:[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9\u00a1-\uffff-]{0,61}[A-Za-z0-9\u00a1-\uffff])?\.)+"
        r"(?:[A-Za-z]{2,24}|xn--[A-Za-z0-9-]{2,59}))(?![A-Za-z0-9@]|[.-]+[A-Za-z0-9])",
        core="@",
        within=64,
        opens=r"(?<![A-Za-z0-9.!#$%&'*+/=?^_`{|}~-])[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]",
    )
    _URL_BEFORE = re.compile(r"://[^\s/]*$")
    _APART = re.compile(r".*[/|=`]|'")
    """What may stand in an address and never does, but before one: 080-1234-5678／taro@..., mail=taro@..."""

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every address; user info in a URL is none."""
        text = scene.view.text
        for m in scene.search(self._FORM):
            local = m[0].split("@")[0]
            if self._URL_BEFORE.search(text, max(0, m.start() - 80), m.start() + len(local)):
                continue
            begin = apart.end() if (apart := self._APART.match(local)) is not None else 0
            if begin == len(local):
                continue
            evidence = [Evidence(EvidenceKind.PATTERN, 4.0)]
            if _ROLES.fullmatch(local[begin:].lower()):
                evidence.append(Evidence(EvidenceKind.AGAINST, -2.5, "role account"))
            yield self.match(self.ENTITIES[0], m.start() + begin, m.end(), 0.0, evidence)


_TEST_CARDS = frozenset(
    {
        "4111111111111111",
        "5555555555554444",
        "378282246310005",
        "3530111333300000",
        "3566002020360505",
        "4012888888881881",
        "5105105105105100",
        "371449635398431",
        "6011111111111117",
        "30569309025904",
    }
)


def _issued(digits: str) -> bool:
    length, two, four = len(digits), int(digits[:2]), int(digits[:4])
    return (
        (digits[0] == "4" and length in (13, 16, 19))
        or ((51 <= two <= 55 or 2221 <= four <= 2720) and length == 16)
        or (two in (34, 37) and length == 15)
        or (3528 <= four <= 3589 and length == 16)
        or ((two in (36, 38, 39) or 3000 <= int(digits[:4]) // 10 * 10 <= 3059) and length == 14)
        or ((four == 6011 or two == 65 or 644 <= int(digits[:3]) <= 649) and length in (16, 19))
        or (two == 62 and 16 <= length <= 19)
    )


class CreditCard(NumberRecognizer):
    """Card numbers: Luhn and issuer range. Published test numbers count less.

    A card given "over the phone: ..." is no telephone number: none has as many digits.
    """

    ID = "credit_card"
    VERSION = 3
    ENTITIES = (Entity.CREDIT_CARD,)
    GROUPS = frozenset(
        {(13,), (14,), (15,), (16,), (19,), (4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 3), (4, 4, 4, 4, 3)}
    )
    CHECK = Check("Luhn", luhn, 0.1)
    CONTEXT = Context(frozenset({"credit_card"}), other_than("credit_card", *PHONES), label=3.5, near=2.0)
    PRIOR = -3.4
    _ISSUER = Evidence(EvidenceKind.DICTIONARY, log(5), "issuer range")  # a fifth of random Luhn numbers lie in one
    _NO_ISSUER = Evidence(EvidenceKind.AGAINST, -4.0, "no issuer range")
    _TEST = Evidence(EvidenceKind.AGAINST, -0.5, "published test number")

    def find(self, scene: Scene) -> Iterator[Match]:
        """As for any digit identifier, weighed by issuer range, test numbers marked."""
        for match in super().find(scene):
            digits = re.sub("[^0-9]", "", scene.view.text[match.start : match.end])
            evidence = [*match.evidence, self._ISSUER if _issued(digits) else self._NO_ISSUER]
            if digits in _TEST_CARDS:
                evidence.append(self._TEST)
            yield self.match(Entity.CREDIT_CARD, match.start, match.end, self.PRIOR, evidence)


class Iban(Recognizer):
    """IBAN: country, modulus 97 and the country's own length and form."""

    ID = "iban"
    ENTITIES = (Entity.IBAN_CODE,)
    NEEDS = Trait.DIGITS | Trait.LATIN
    _FORM = declared(r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Za-z0-9])", re.IGNORECASE)

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every valid one; words that follow are cut off until the rest is valid."""
        for m in scene.search(self._FORM):
            text = m[0]
            while len(text) >= 15:
                if iban.is_valid(text):
                    evidence = [Evidence(EvidenceKind.CHECK_DIGIT, 4.6, "mod 97")]
                    yield self.match(self.ENTITIES[0], m.start(), m.start() + len(text), -1.0, evidence)
                    break
                cut = max(text.rfind(" "), text.rfind("-"))
                if cut < 15:
                    break
                text = text[:cut]


class IpAddress(Recognizer):
    """IPv4 and IPv6. Private, loopback and documentation addresses say nothing of a person and count less.

    Versions and section numbers have four parts too: of random addresses one in two hundred begins below 20 and goes on
    below 100, of versions nearly all. What has few colons is more often code (``std::C``, ``a[::2]``) than an address.
    """

    ID = "ip_address"
    VERSION = 3
    ENTITIES = (Entity.IP_ADDRESS,)
    NEEDS = Trait.DIGIT
    CONTEXT = Context(frozenset({"ip_address"}), frozenset(), label=2.0)
    _V4 = declared(r"(?<![0-9A-Za-z.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:/[0-9]{1,2})?(?![0-9A-Za-z]|\.[0-9])")
    _V6 = re.compile(
        r"(?<![0-9A-Za-z:.])(?=[0-9A-Fa-f:.]*:[0-9A-Fa-f]*:)[0-9A-Fa-f:.]{2,45}"
        r"(?:%[0-9A-Za-z]+|/[0-9]{1,3})?(?![0-9A-Za-z])"
    )

    _COLONS = re.compile(":[0-9A-Fa-f]*:")
    """What no address of the sixth version is without, found quickly."""
    _VERSION = re.compile(r"1?[0-9](?:\.[0-9]{1,2}){3}")
    _VERSION_BEFORE = re.compile(
        r"(?:version|firmware|build|driver|バージョン|ファームウェア|ドライバー?)[ :]{0,2}$", re.I
    )
    _FULLER = re.compile(r"[23][0-9A-Fa-f]{3}:|.*\.")
    _LONGER = declared(r"(?<![0-9A-Za-z.])(?P<address>(?:[0-9]{1,3}\.){3}[0-9]{1,3})(?=\.[0-9])")

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every address that the standard library accepts; what looks like a version number only as a faint one."""
        text = scene.view.text
        if scene.faint:
            for m in scene.search(self._LONGER):
                if all(int(part) < 256 for part in m["address"].split(".")):
                    longer = Evidence(EvidenceKind.AGAINST, -5.0, "part of a longer row")
                    yield self.match(self.ENTITIES[0], m.start(), m.end("address"), 0.0, [longer])
        for pattern in (self._V4, self._V6) if self._COLONS.search(text) else (self._V4,):
            for m in scene.search(pattern):
                shown = m[0].rstrip(".:") if pattern is self._V6 and not m[0].endswith("::") else m[0]
                try:
                    address = ipaddress.ip_address(shown.split("/")[0])
                except ValueError:  # not an address after all
                    continue
                evidence = [Evidence(EvidenceKind.PATTERN, 2.0)]
                if not address.is_global or address.is_multicast:
                    evidence.append(Evidence(EvidenceKind.AGAINST, -3.0, "not a public address"))
                if pattern is self._V6 and shown.count(":") < 3 and not self._FULLER.match(shown):
                    evidence.append(Evidence(EvidenceKind.AGAINST, -4.0, "short"))
                if pattern is self._V4 and (
                    self._VERSION.fullmatch(shown)
                    or self._VERSION_BEFORE.search(text, max(0, m.start() - 12), m.start())
                ):
                    evidence.append(Evidence(EvidenceKind.AGAINST, -3.5, "reads like a version"))
                evidence += self.CONTEXT.weigh(scene, m.start(), m.start() + len(shown))
                yield self.match(self.ENTITIES[0], m.start(), m.start() + len(shown), 0.0, evidence)


def _ean(digits: str) -> bool:
    return sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(digits))) % 10 == 0


class EanCode(NumberRecognizer):
    """EAN-13 and JAN codes; 45 and 49 are Japan's prefixes, 50 the UK's. Not personal."""

    ID = "ean"
    ENTITIES = (Entity.EAN_CODE,)
    GROUPS = frozenset({(13,), (8,), (1, 6, 6)})
    CHECK = Check("mod 10", _ean, 0.1)
    CONTEXT = Context(frozenset({"ean", "product"}), frozenset(), label=4.0)
    PRIOR = -2.5

    def plausible(self, digits: str) -> bool:
        """Eight-digit ones only in the Japanese ranges; all others are too often something else."""
        return len(digits) == 13 or digits[:2] in ("45", "49")


class MemberId(Recognizer):
    """Numbers an organisation gave to a person: employee, student, customer, patient. Free form, so only by label."""

    ID = "member_id"
    VERSION = 4
    ENTITIES = (Entity.MEMBER_ID,)
    NEEDS = Trait.DIGIT
    CONTEXT = Context(frozenset({"employee_number", "member_number"}), other_than("employee_number", "member_number"))
    _FORM = re.compile(
        r"(?<![A-Za-z0-9-])(?:[0-9]{3} [0-9]{3} [0-9]{3,4}(?![A-Za-z0-9-]| [0-9])|(?:[A-Z]{1,4}/)?"
        r"(?=[A-Za-z-]{0,8}[0-9])[A-Za-z0-9](?:[A-Za-z0-9-]{1,14}[A-Za-z0-9])?(?![A-Za-z0-9]))"
    )
    _NO = re.compile(r"[ (:]{0,2}No\.? ?:? ?(?=[A-Za-z]{0,4}-?[0-9])", re.I)
    _WORDS = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]{2}|[^\s:\u3041-\u3096]{3}")
    _SOMEBODYS = declared(
        r"\b(?:[Mm]ember|[Pp]olicy|[Pp]ayroll|[Cc]andidate|[Cc]and|[Aa]cct|MRN|[Hh]/[Nn]|[Hh]osp|[Cc]lient|[Pp]upil|"
        r"[Pp]atient|[Pp]x|[Pp]t|[Ee]mp|[Ss]taff)(?: (?:[Nn]o|[Nn]umber|[Rr]ef|ID|id))?[.:#]{0,2} {1,2}"
        r"(?P<code>[A-Z]{0,4}[-/]?[0-9]{3,10})(?![A-Za-z0-9/-]|[.,][0-9])|"
        r"(?:者|員|生|徒|児|客|家|証|券|歴)(?:番号|ナンバー|No\.?|ID|コード)[ :(]{0,3}"
        r"(?P<number>(?:[一-鿿]-)?[A-Za-z]{0,4}-?[0-9][0-9-]{2,14}[0-9])(?![0-9A-Za-z-])",
    )
    """cand 4417, policy PF-558120, 受講者番号 T-60418: numbers of what is called after people."""
    _NOBODYS = re.compile(r"(?<!被)保険者$|[事業]業者$|(?:許可|登録|免許|認可)証$")
    _IN_BRACKETS = declared(r"(?<=[\u3041-\u30ff\u3400-\u9fffa-z]) ?\((?P<code>[A-Z]{1,2}-?[0-9]{3,6})(?=[)、,])")
    """越智山 玲奈(A10552), where that is a name."""
    _YEAR = re.compile(r"(?:19|20)[0-9]{2}$")
    _REACH = 6
    _REGISTERS = ("gmc", "nmc", "hcpc")
    """Whoever treats people is in a register for all to read: such a number is no secret."""

    def find(self, scene: Scene) -> Iterator[Match]:
        """Codes right behind their label, on its line."""
        text = scene.view.text
        own = self.CONTEXT.own
        if own & scene.label_families.keys() and (m := self._FORM.fullmatch(text.strip())):
            at = text.index(m[0])
            word = next(w for f, w in scene.label_families.items() if f in own)
            yield self.match(self.ENTITIES[0], at, at + len(m[0]), -2.0, [Evidence(EvidenceKind.LABEL, 5.0, word)])
            return
        for hit in scene.labels.of(own):
            begin = no.end() if (no := self._NO.match(text, hit.end)) is not None else hit.end
            behind = text[begin : begin + self._REACH + 23]  # cut off, for 患者ID20031 touches
            m2 = self._FORM.search(behind)
            if m2 is None or m2.start() > self._REACH or "\n" in behind[: m2.start()]:
                continue
            if self._WORDS.search(behind, 0, m2.start()):
                continue
            evidence = [Evidence(EvidenceKind.LABEL, 4.0, hit.word)]
            if hit.word.startswith(self._REGISTERS):
                evidence.append(Evidence(EvidenceKind.AGAINST, -1.0, "public register"))
            yield self.match(self.ENTITIES[0], begin + m2.start(), begin + m2.end(), -2.0, evidence)
        for m in scene.search(self._SOMEBODYS):
            span = m.span("code") if m["code"] else m.span("number")
            of_whom = text[max(0, m.start() - 4) : m.start() + 1]
            if not self._YEAR.match(text[span[0] : span[1]]) and not self._NOBODYS.search(of_whom):
                yield self.match(self.ENTITIES[0], *span, -2.0, [Evidence(EvidenceKind.PATTERN, 3.0)])
        for m in scene.search(self._IN_BRACKETS):
            if stands_behind_a_name(text, m.start()):
                evidence = [Evidence(EvidenceKind.NEIGHBOUR, 3.0, Entity.PERSON)]
                yield self.match(self.ENTITIES[0], *m.span("code"), -2.0, evidence)


RECOGNIZERS: tuple[type[Recognizer], ...] = (Email, CreditCard, Iban, IpAddress, EanCode, MemberId)
