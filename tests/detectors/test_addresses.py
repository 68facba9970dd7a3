"""Addresses: whole in both languages, and places that are not addresses. All house numbers are made up."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import Passage


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def addresses(detector: Detector, text: str, *labels: str) -> list[str]:
    return [text[m.start : m.end] for m in detector.find([Passage(text, labels)])[0] if m.entity == "ADDRESS"]


@pytest.mark.parametrize(
    "address",
    [
        "東京都千代田区丸の内1丁目2番3号",
        "東京都千代田区丸の内１－２－３",
        "千代田区丸の内一丁目二番三号",
        "北海道札幌市中央区北3条西6丁目1-1",
        "札幌市北区北十八条西五丁目2番10号",
        "三重県四日市市諏訪町1-5",
        "福島県郡山市朝日1-23-7",
        "大阪府堺市堺区南瓦町3番1号",
        "京都府京都市左京区修学院犬塚町12-1",
        "神奈川県横浜市青葉区美しが丘2丁目13-5",
        "神奈川県横浜市西区みなとみらい2-3-1 みなとビル305号室",
        "東京都品川区大崎1-11-2 ゲートタワー12F",
        "岩手県盛岡市上田第35地割62",
    ],
)
def test_a_japanese_address_is_found_whole_also_inside_a_sentence(detector: Detector, address: str) -> None:
    assert addresses(detector, address) == [address]
    assert addresses(detector, f"住所は{address}です。電話は別紙のとおり。") == [address]


@pytest.mark.parametrize(
    "address",
    [
        "12 High Street, Anytown, SW1A 1AA",
        "Flat 3, 27 Church Lane, Leeds, LS1 4AP",
        "221b Baker Street, London NW1 6XE",
        "Rose Cottage, Mill Lane, Upper Slaughter, GL54 2JF",
        "PO Box 123, Cardiff CF10 3AT",
        "4 The Green\nLittle Wenlock\nTF6 5AA",
        "10-12 King's Road, Reading",
    ],
)
def test_a_uk_address_is_found_whole(detector: Detector, address: str) -> None:
    assert addresses(detector, address, "Address") == [address]


@pytest.mark.parametrize(
    "text",
    [
        "東京都と大阪府の会議",
        "横浜市の人口は377万人です",
        "長野県道407号を通る",
        "千葉県の30校が参加",
        "We shipped 500 units to London in 2019.",
        "The 12 Days of Christmas Market in Leeds",
        "福島第一は3月11日に",
    ],
)
def test_a_place_alone_is_no_address(detector: Detector, text: str) -> None:
    assert addresses(detector, text) == []


def test_a_postcode_inside_an_address_is_a_finding_of_its_own(detector: Detector) -> None:
    text = "12 High Street, Anytown, SW1A 1AA"
    entities = {m.entity for m in detector.find([Passage(text)])[0]}
    assert {"ADDRESS", "UK_POSTCODE"} <= entities


def test_a_bare_municipality_is_a_location(detector: Detector) -> None:
    text = "本店は東京都千代田区にある"
    assert [(m.entity, text[m.start : m.end]) for m in detector.find([Passage(text)])[0]] == [
        ("LOCATION", "東京都千代田区")
    ]
