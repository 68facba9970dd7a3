"""Japanese addresses in Latin letters: 5-3-1 Yaesu, Chuo-ku, Tokyo 104-0028, and in Japanese order.

The municipality's ending (-ku, -shi), or a prefecture with a postal code, is looked for, and the grammar tried around.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Context, Recognizer, Scene
from detectors.text.normalise import Trait
from detectors.text.prefilter import declared

_PREFECTURE = (
    "(?:Hokkaido|Aomori|Iwate|Miyagi|Akita|Yamagata|Fukushima|Ibaraki|Tochigi|Gunma|Saitama|Chiba|Tokyo|Kanagawa|Niigata|"
    "Toyama|Ishikawa|Fukui|Yamanashi|Nagano|Gifu|Shizuoka|Aichi|Mie|Shiga|Kyoto|Osaka|Hyogo|Nara|Wakayama|Tottori|Shimane|"
    "Okayama|Hiroshima|Yamaguchi|Tokushima|Kagawa|Ehime|Kochi|Fukuoka|Saga|Nagasaki|Kumamoto|Oita|Miyazaki|Kagoshima|"
    "Okinawa)(?:-(?:to|fu|ken)| Prefecture| City)?"
)
_NAME = r"[A-Z][A-Za-zÀ-ʯ'’]{0,20}(?:-[A-Za-z]{1,20}){0,3}"
_PART = rf"{_NAME}-(?:ku|shi|gun|cho|machi|mura|son)"
_CODE = r"[0-9]{3}-[0-9]{4}(?![0-9-])"
_AREA = declared(
    rf"(?<![A-Za-z0-9-]){_PART}(?![A-Za-z-])(?:,? {_PART}(?![A-Za-z-]))*"
    rf"(?P<prefecture>,? {_PREFECTURE}\b)?(?P<code>,? {_CODE})?"
    rf"|(?<![A-Za-z0-9-])(?:{_NAME}(?: City| Ward)?, )?(?P<alone>{_PREFECTURE}),? {_CODE}",
    core=rf"-(?:ku|shi|gun|cho|machi|mura|son)\b|[a-z],? {_CODE}",
    within=120,
)
_NUMBER = r"[0-9]{1,4}(?:-[0-9]{1,4}){0,3}"
_TOWN = rf"{_NAME}(?: {_NAME})?(?: [0-9]{{1,2}}[- ]?[Cc]home)?|[0-9]{{1,2}}[- ]?[Cc]home"
_HOUSE = r"(?:[A-Z][A-Za-z'’-]+ ){0,3}[A-Z][A-Za-z'’-]+"
_BEFORE = re.compile(
    rf"(?<![A-Za-z0-9-])(?:(?:(?:#|Room |Apt\.? )[0-9A-Z]{{1,5}}|[0-9]{{1,2}}F),? (?:{_HOUSE}, ?)?"
    rf"|{_HOUSE} #?[0-9]{{1,5}}[A-Z]?, ?)?"
    rf"(?P<number>{_NUMBER}),? (?:(?:{_TOWN}),? ){{1,3}}$"
)
_BEHIND = re.compile(rf",? (?:(?:{_TOWN}),? ){{0,2}}(?P<number>[0-9]{{1,4}}(?:-[0-9]{{1,4}}){{1,3}})(?![0-9-])")
_COUNTRY = re.compile(r",? (?:Japan|JAPAN)\b")
_REACH = 110
"""Characters before the municipality in which the house stands."""


class RomanisedAddress(Recognizer):
    """Japanese addresses in Latin letters: a house number and town, the municipality, prefecture and postal code."""

    ID = "address.romanised"
    ENTITIES = (Entity.ADDRESS,)
    NEEDS = Trait.LATIN | Trait.DIGIT
    CONTEXT = Context(frozenset({"address"}), frozenset(), label=2.5, near=0.5)

    def find(self, scene: Scene) -> Iterator[Match]:
        """An ADDRESS for each municipality with a house number before or behind it."""
        text = scene.view.text
        for area in scene.search(_AREA):
            before = _BEFORE.search(text, max(0, area.start() - _REACH), area.start())
            behind = None if before is not None else _BEHIND.match(text, area.end())
            if before is None and behind is None:
                continue
            start, end = before.start() if before else area.start(), behind.end() if behind else area.end()
            if (country := _COUNTRY.match(text, end)) is not None:
                end = country.end()
            evidence = [Evidence(EvidenceKind.PATTERN, 2.0, "番地")]
            if area["prefecture"] or area["alone"]:
                evidence.append(Evidence(EvidenceKind.PATTERN, 1.5, "prefecture"))
            if area["code"] or area["alone"]:
                evidence.append(Evidence(EvidenceKind.NEIGHBOUR, 2.0, Entity.JP_POSTAL_CODE))
            evidence += self.CONTEXT.weigh(scene, start, end)
            yield self.match(Entity.ADDRESS, start, end, -1.8, evidence)
