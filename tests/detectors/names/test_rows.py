"""Names that stand in rows and lists with other people."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import Passage

_DETECTOR = Detector()


def _people(text: str) -> list[str]:
    return [text[m.start : m.end] for m in _DETECTOR.find([Passage(text)])[0] if m.entity == "PERSON"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Otilia     1,512.00   92.80\nMaya Lunn     940.00   12.00\nSam Ito     386.40   9.20\n", "Otilia"),
        ("Maya Lunn\t16 hrs\nSam Ito\t9 hrs\nPlamen D.\t31 hrs\n", "Plamen D."),
        ("1. Sam Ito - 12 May\n2. Maya Lunn - 13 May\n3. Zbysek - 14 May\n", "Zbysek"),
        ("もりぐち　8/13-15　お盆\n山田 花子　8/4\n佐々木 健　8/18\n合計　12", "もりぐち"),
        ("出席　高儀会長、江波戸、下平、名取（書記）", "名取"),
    ],
)
def test_whoever_stands_where_others_stand_is_somebody(text, name):
    assert name in _people(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sam Ito     40.00\nTesco     12.40\nAsda     8.99\nAmazon     8.99\nPetrol     41.00\n",
        "Total     40.00\nSam Ito     30.00\nMaya Lunn     10.00\n",
        "山田 花子　8/4\n佐々木 健　8/18\n合計　12\n次回　9/1\n",
        "山田、佐藤、以上、他（省略）",
    ],
)
def test_what_is_nobody_stays_so_among_people(text):
    assert not {"Tesco", "Asda", "Amazon", "Petrol", "Total", "合計", "次回", "以上", "他"} & set(_people(text))
