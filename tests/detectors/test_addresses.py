"""Addresses: whole in both languages, and places that are not addresses. All house numbers are made up."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.addresses.english import EnglishAddress
from detectors.addresses.houses import EnglishHouse
from detectors.engine import Detector
from detectors.model import Passage, Table
from detectors.recognizer import Scene
from detectors.text import prefilter
from detectors.text.normalise import view_of


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
    "address",
    [
        # flats, house names, several lines, ranges, letters
        "Flat 2b, 14 Mill Road, Cambridge CB1 2AD",
        "Apartment 9, Harbour House, 3 Quay Street, Bristol, BS1 4XX",
        "The Old Rectory, Church Lane, Nether Wallop, SO20 8EQ",
        "Orchard Cottage\nMain Street\nGreat Snoring\nNR21 0HP",
        "7a-9 Corn Exchange Street, Leeds, LS1 7BR",
        "Castle Street Anytown CF83 1NY",
        # boxes and forces
        "PO Box 4471, Swindon SN3 9XX",
        "P.O. Box 104",
        "BFPO 57",
        "Unit 4818 Box 0262\nDPO AA 65303",
        "USS Example\nFPO AP 96601",
        # the USA
        "1600 Example Avenue NW, Washington, DC 20500",
        "25050 SAMPLE BLVD, STE B, MORENO VALLEY, CA, 92553-4313",
        "12 Elm St Apt 4, Springfield, IL 62704",
        "Springfield, IL 62704",
        # elsewhere
        "36 rue de la République, 69002 Lyon",
        "12 bis, rue des Lilas",
        "Hauptstraße 12, 10115 Berlin",
        "Beispielstr. 5",
        "Via Garibaldi 14, 00153 Roma",
        "Calle Mayor 23, Madrid",
        "Avenida da Liberdade 110, Lisboa",
        "Keizersgracht 174",
        "Storgatan 8, Uppsala",
        "Mannerheimintie 5 Apt. 12",
        "ul. Długa 44",
        "64 Kromwater 38\nApt. 705\nZoetermeer\nNetherlands 53144",
    ],
)
def test_an_address_in_latin_letters_is_found_whole(detector: Detector, address: str) -> None:
    assert addresses(detector, f"Write to {address}.") == [address]


def test_an_address_touching_japanese_and_in_full_width_is_found(detector: Detector) -> None:
    assert addresses(detector, "住所は12 High Street, Leeds, LS1 4APです") == ["12 High Street, Leeds, LS1 4AP"]
    assert addresses(detector, "住所は１２　Ｈｉｇｈ　Ｓｔｒｅｅｔ, Leeds, LS1 4AP") == [
        "１２　Ｈｉｇｈ　Ｓｔｒｅｅｔ, Leeds, LS1 4AP"
    ]


def test_behind_its_label_an_address_of_any_language_is_found(detector: Detector) -> None:
    assert addresses(detector, "Our new address is: 64 Purje 57, Tartu.") == ["64 Purje 57, Tartu"]
    assert addresses(detector, "We counted 64 Purje 57, Tartu.") == []


@pytest.mark.parametrize(
    "rows",
    [
        [["Name", "Address"], *[[f"Ann Example{c}", f"{i} Hauptstraße, Berlin"] for i, c in enumerate("abcdef", 3)]],
        [["Name", "Address"], *[[f"Ann Example{c}", f"Rue de Paris {i}"] for i, c in enumerate("abcdef", 3)]],
        [["氏名", "住所"], *[[f"山田{c}子", f"東京都港区芝公園{i}-2-8"] for i, c in enumerate("花優恵和美千", 1)]],
    ],
)
def test_a_column_of_addresses_is_one_finding(detector: Detector, rows: list[list[str]]) -> None:
    found = {c.entity: c.count for c in detector.judge(Table("list", rows)).columns}
    assert found.get("ADDRESS") == 6


_PIECES = ["1 ", "12 ", "Apt. 1", "rue ", "straße", "Aa", "A", "-", "'", ", ", "\n", " ", "weg 5", "St.", "PO Box 1"]
_PIECES += ["SW1A 1AA", "address: ", "CA 90210", "DPO AA 12345", "\ud800"]


@settings(max_examples=150, deadline=2000)
@given(st.lists(st.sampled_from(_PIECES), max_size=40))
def test_any_pieces_of_addresses_end_soon_and_lie_in_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    for recognizer in (EnglishAddress(), EnglishHouse()):
        for match in recognizer.find(Scene(view_of(text))):
            assert 0 <= match.start < match.end <= len(view_of(text).text)


@pytest.mark.parametrize(
    "piece",
    ["A-", "A'", "Apt. 1 ", "1 Hauptweg ", "rue de ", "Aa ", "1 Aa Bb Cc ", "address: 1 A ", "The Mill House, "],
)
def test_long_texts_without_an_end_take_time_in_proportion(piece: str) -> None:
    def seconds(length: int) -> float:
        view = view_of((piece * length)[:length])
        started = time.process_time()
        for recognizer in (EnglishAddress(), EnglishHouse()):
            for _ in recognizer.find(Scene(view)):
                pass
        return time.process_time() - started

    prefilter.make()  # once a process, and no part of what a text takes
    seconds(1_000)
    assert seconds(32_000) < 0.2 + 40 * max(seconds(4_000), 0.005)


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
        "via HTTP 2 and route 66",
        "Chapter 3 Unit 4 of the book",
        "Windows 10 is in the Microsoft Office Suite 2019",
        "Bach's Cello Suite 1 in G",
        "2 EXHIBIT B Loan Payment",
        "SECTION 9 BANK RIGHTS AND REMEDIES",
        "He weighed 12 Milligramm in 3 ways",
        "the necktie 5 of us gave him",
        "Le cours 12 du matin",
        "In 2019 Largo 3 was played",
        "Order 4711, Berlin",
        "version 2.4 Avenue of growth 2015",
        "It grew 3.4 % in 2014, Bank of England forecast",
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


@pytest.mark.parametrize(
    ("text", "address", "phone"),
    [
        ("千葉県千葉市中央区中央1丁目11-15 090-6741-3278", "千葉県千葉市中央区中央1丁目11-15", "090-6741-3278"),
        ("松山市大街道4丁目8-11 メゾン青葉498 090-6888-1359", "松山市大街道4丁目8-11 メゾン青葉498", "090-6888-1359"),
        ("大阪市北区梅田1-2-3 06-6123-4567", "大阪市北区梅田1-2-3", "06-6123-4567"),
    ],
)
def test_a_telephone_number_behind_an_address_is_no_part_of_it(text: str, address: str, phone: str) -> None:
    found = {str(m.entity): text[m.start : m.end] for m in Detector().find([Passage(text)])[0]}
    assert (found["ADDRESS"], found["PHONE_NUMBER"]) == (address, phone)
