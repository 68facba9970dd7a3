"""Promises of Japanese names that are told by what stands beside them, whatever the name; blanks and other words are
none."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import Entity, Passage

DETECTOR = Detector()


def _people(text: str) -> list[str]:
    return [text[m.start : m.end] for m in DETECTOR.find([Passage(text)])[0] if m.entity == Entity.PERSON]


@pytest.mark.parametrize("given", ["清", "恵", "茂", "ふみ", "さくら"])
@pytest.mark.parametrize("surname", ["所", "纐纈", "郷", "堀", "森", "林", "長屋", "各務", "鷲見", "国枝"])
def test_whatever_stands_behind_a_label_of_names_is_one(surname, given):
    name = f"{surname} {given}"
    assert _people(f"氏名　{name}") == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("生年月日 昭和20年1月1日　氏名　長屋 清", "長屋 清"),
        ("氏名　長屋 清　性別　男", "長屋 清"),
        ("利用者氏名：長屋清（要介護3）", "長屋清"),
        ("患者名 所ふみ 様", "所ふみ"),
        ("お名前：所 ふみ　様　ご住所：岐阜市", "所 ふみ"),
        ("【氏名】長屋 清", "長屋 清"),
        ("|氏名|長屋 清|", "長屋 清"),
        ("氏名\n長屋 ふみ\n", "長屋 ふみ"),
        ("氏名　説田 琉羽", "説田 琉羽"),
        ("氏名 与那覇 蒼空 平成31年4月20日", "与那覇 蒼空"),
        ("園児名 与那覇 蒼空 男", "与那覇 蒼空"),
        ("氏名：与那覇蒼空", "与那覇蒼空"),
        ("氏名 比嘉翔琉 平成31年4月20日", "比嘉翔琉"),
        ("担当 森 対応", "森"),
        ("園から　はるまくん、午睡1時間", "はるま"),
        ("りくくんのお母さんから電話。", "りく"),
        ("近所の独居男性、K・T氏、71歳。", "K・T"),
        ("東回り　能見　070-0138-6641", "能見"),
        ("説教「やもめの願い」　稲毛牧師", "稲毛"),
        ("(3) 蓮沼コーチが入院されました", "蓮沼"),
        ("記録：纐纈", "纐纈"),
        ("・所さん 発熱37.8", "所"),
        ("長屋さんより電話", "長屋"),
        ("長屋 清（夫）", "長屋 清"),
        ("各務施設長 090-1234-5678", "各務"),
        ("棚橋総務課長 080-1234-5678", "棚橋"),
        ("支援員　長屋", "長屋"),
        ("介護職員 郷 結衣", "郷 結衣"),
        ("緊急連絡先：長男　長屋 清　090-1234-5678", "長屋 清"),
        ("妻：長屋 ふみ", "長屋 ふみ"),
        ("主治医：長屋 茂", "長屋 茂"),
        ("診断書\n氏名 沓掛 真帆 生年月日 平成5年2月1日", "沓掛 真帆"),
        ("出席 会長神足、書記長屋", "神足"),
        ("受講者番号 T-60418 の納所と申します。", "納所"),
        ("[09:02] 滑川: おはようございます。", "滑川"),
    ],
)
def test_labels_relations_posts_and_titles_point_at_names(text, name):
    assert _people(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "氏名　フリガナ",
        "氏名　　　　　　　　印",
        "氏名　住所　電話番号",
        "氏名 得点 順位",
        "氏名　別紙のとおり",
        "氏名　別紙参照",
        "おばあちゃん（父方）が来た。おばあさんの代から豆を買う",
        "おにいちゃんが迎えに、赤ちゃんは寝ていた。うさぎちゃん",
        "いや、そんなちゃんと握れていない",
        "代表 03-1234-5678 本社 070-0138-6641",
        "氏名　所属部署",
        "氏名　確認 採用",
        "氏名　甲",
        "名前　入力 必須",
        "患者名 診断名 主治医",
        "氏名を記入し、押印してください。",
        "担当　総務課",
        "利用者　定員　20名",
        "確認：済",
        "受付：窓口",
        "福祉施設長会議",
        "東京支店長",
        "中央部長",
        "課長 部長 会議",
        "支援員 配置 基準",
        "保育士 募集 要項",
        "患者様各位",
        "世帯主(夫)の所得",
        "被扶養者(妻)",
        "父 母 子",
        "長男 大学 進学",
        "夫 扶養 控除",
        "主治医：内科 外来",
    ],
)
def test_blanks_headers_and_other_words_are_nobody(text):
    assert _people(text) == []
