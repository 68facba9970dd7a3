"""Sentences of our own for training: templates in the style of office documents, filled with invented people.

The public corpora are newspapers, encyclopaedias and tweets; a file share holds lists, letters and forms. Used in
training only. Deterministic for a seed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from importlib import resources

from detectors.names.corpora import Row
from detectors.names.wordlists import english_words, handmade, japanese_words

_SLOT = re.compile(r"\{([A-Za-z]+)\}")
_TYPES = {
    **dict.fromkeys(
        "person surname given kana foreign latin upper uppersurname reversed upperreversed initials japanese".split(),
        "PER",
    ),
    **dict.fromkeys(("firm", "namefirm"), "ORG"),
    **dict.fromkeys(("place", "nameplace"), "LOC"),
}
Slots = Mapping[str, Callable[[random.Random], str]]


def fill(template: str, slots: Slots, rng: random.Random) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """A template with its slots filled, and where the names in it stand."""
    text, at = "", 0
    spans = []
    for slot in _SLOT.finditer(template):
        text += template[at : slot.start()]
        value = slots[slot[1]](rng)
        if kind := _TYPES.get(slot[1]):
            spans.append((len(text), len(text) + len(value), kind))
        text += value
        at = slot.end()
    return text + template[at:], tuple(spans)


def rows(language: str, seed: int, times: int) -> list[Row]:
    """Every template filled ``times`` times."""
    slots = _japanese_slots() if language == "ja" else _english_slots()
    source = resources.files("detectors.names").joinpath("data", f"templates_{language}.txt")
    templates = [t for t in source.read_text(encoding="utf-8").split("\n") if t and not t.startswith("#")]
    rng = random.Random(seed)
    out = []
    for number, template in enumerate(templates):
        for again in range(times):
            text, spans = fill(template, slots, rng)
            out.append(Row(f"own-{language}-{number}-{again}", text, spans, str(number), "own"))
    return out


def _list(words: str) -> Callable[[random.Random], str]:
    found = words.split()
    return lambda rng: rng.choice(found)


def _phrases(words: str) -> Callable[[random.Random], str]:
    found = [w.strip() for w in words.split("/") if w.strip()]
    return lambda rng: rng.choice(found)


def _title(of: Callable[[random.Random], str]) -> Callable[[random.Random], str]:
    return lambda rng: of(rng).title() if rng.random() < 0.5 else of(rng).capitalize()


_KANA_SURNAMES = (
    "サトウ スズキ タカハシ タナカ イトウ ワタナベ ヤマモト ナカムラ コバヤシ カトウ ヨシダ ヤマダ ササキ マツモト イノウエ キムラ ハヤシ シミズ ヤマザキ イケダ ハシモト アベ "
    "イシカワ モリ オガワ フジタ オカダ ゴトウ ハセガワ ムラカミ コンドウ イシイ エンドウ アオキ サカモト フクダ ニシムラ オオタ フジイ ミウラ オカモト マツダ ナカガワ ハラダ オノ"
)
_KANA_GIVEN = (
    "タロウ イチロウ ケンジ ケンタ ショウタ タクヤ ナオキ ヒロシ タカシ マコト カズオ ヒデキ ユウタ リョウ シンイチ マサヒロ ハナコ ケイコ ヨウコ ユミコ アケミ トモコ ミサキ ユイ アヤカ "
    "マイ カオリ リナ サクラ メグミ ナオミ ヒロミ チヒロ ユキ マユミ クミコ サチコ ミホ アイ エミ コウイチ ダイスケ カツヤ ジュン マナブ サトシ テツヤ ヒナ アオイ ハルト レン"
)
_FOREIGN_GIVEN = (
    "ジョン マイケル デイビッド ロバート ジェームズ ウィリアム トーマス ピーター ポール マーク スティーブン アンドリュー メアリー エリザベス サラ エマ アンナ マリア グエン リー ワン チャン キム パク "
    "アフメド モハメド ラジェシュ プリヤ アナスタシア イワン ハンス カール フランソワ ジャン ルイ カルロス ホセ マルコ ルカ アレックス クリス ベン トム"
)
_FOREIGN_SURNAMES = (
    "スミス ジョーンズ ブラウン ウィルソン テイラー アンダーソン マーティン トンプソン ホワイト ハリス クラーク ルイス ウォーカー シュミット ミュラー シルバ サントス ガルシア ロペス ゴンザレス ヴァン・アン "
    "ティ・ホア ミン・トゥアン クマール シャルマ シン パテル カーン アリ ハッサン イワノフ ペトロフ ロッシ ビアンキ デュボワ モロー ベルナール キャンベル マクドナルド オブライエン"
)
_DEPARTMENTS_JA = (
    "営業部 総務部 経理部 人事部 製造部 開発部 企画部 購買部 品質管理部 品質保証部 情報システム部 法務部 広報室 営業第一課 営業第二課 総務課 経理課 人事課 庶務課 業務課 資材課 生産管理課 "
    "技術部 設計課 物流部 倉庫係 保全課 監査室 社長室 秘書室 経営企画室 海外事業部 福祉課 税務課 市民課 財務部 人事総務部 システム管理課 お客様相談室 コールセンター 研究開発本部 管理本部"
)
_PRODUCTS_JA = (
    "産業用ポンプ 小型モーター 制御盤 受注管理システム 配管部材 圧力計 電磁弁 減速機 梱包資材 潤滑油 ベアリング 工作機械 測定器 冷却装置 空調設備 ボルト ナット 樹脂部品 金型 基板 "
    "コネクタ ケーブル センサー インバータ スイッチ フィルター バルブ 作業服 安全靴 コピー用紙 トナー ノートパソコン プリンター サーバー ルーター 事務机 会議椅子 蛍光灯 蓄電池 太陽光パネル "
    "ステンレス鋼板 アルミ部材 塗料 接着剤 段ボール箱 パレット フォークリフト コンプレッサー 油圧シリンダー 小型ポンプ 家具 文具 食品 飲料 化粧品 医薬品 肥料 種子 木材 セメント"
)
_WORDS_JA = (
    "請求書 見積書 納品書 領収書 契約書 議事録 報告書 稟議書 申請書 在庫 売上 利益 原価 予算 計画 方針 改善 点検 保守 検査 出荷 入荷 納期 品質 安全 教育 研修 採用 面接 給与 賞与 "
    "有給休暇 健康診断 棚卸し 監査 決算 仕訳 勘定科目 消費税 源泉徴収 年末調整 社会保険 雇用保険 労災 退職金 就業規則 個人情報 情報漏洩 対策 会議 打ち合わせ 出張 経費 精算 承認 決裁 "
    "管理 運用 設定 更新 変更 移転 廃止 新規 継続 解約 合計 小計 単価 数量 金額 備考 摘要 日付 番号 種別 区分 項目 内容 理由 状況 結果 課題 対応 完了 未定 予定 開始 終了 有 無 済 男 女 "
    "正社員 契約社員 パート アルバイト 派遣 普通 当座 東 西 南 北 上 下 中 大 小 本社 支店 支社 工場 倉庫 平成 令和 昭和 年度 上期 下期 月次 四半期 森林 林業 原料 原因 高校 中学校 大学"
)
_PLACES_JA = (
    "東京 大阪 京都 名古屋 横浜 神戸 札幌 仙台 広島 福岡 北九州 川崎市 さいたま市 新宿区 渋谷区 港区 千代田区 大阪市北区 愛知県 埼玉県 兵庫県 北海道 沖縄県 新潟市 浜松市 静岡市 岡山市 "
    "熊本市 鹿児島市 つくば市 東大阪市 尼崎市 四日市市 豊橋市 金沢市 高松市 松山市 長野県 群馬県 栃木県 茨城県 九州 関東 関西 東北"
)
_NAME_PLACES = (
    "福島 千葉 石川 宮崎 山口 福岡 長野 秋田 山形 宮城 富山 香川 大分 長崎 岡山 川崎 大宮 横山 松本 上田 小山 高田 中野 大塚 目黒 品川 板橋 豊島 大田 三鷹 青山 田町 神田 上野 浅草 川口 柏 "
    "松山 高松 徳島 高知 大垣 豊田 岡崎 一宮 半田 関 桑名 津 堺 吹田 池田 豊中 高槻 守口 和田山 橋本 岩国 防府 久留米 佐世保 延岡 都城"
)


def _japanese_slots() -> Slots:
    words = japanese_words()
    common_surnames, common_given = handmade("japanese", "surnames"), handmade("japanese", "given")
    rare_surnames = sorted(
        w for w, level in words.surnames.items() if level == 2 and 2 <= len(w) <= 3 and "\u3400" <= w[0]
    )
    rare_given = sorted(w for w, level in words.given.items() if level == 2 and 2 <= len(w) <= 3 and "\u3400" <= w[0])
    old = str.maketrans("高崎斉辺沢浜島", "髙﨑齊邊澤濱嶋")

    def surname(rng: random.Random) -> str:
        name = rng.choice(common_surnames if rng.random() < 0.75 else rare_surnames)
        return name.translate(old) if rng.random() < 0.06 else name

    def given(rng: random.Random) -> str:
        return rng.choice(common_given if rng.random() < 0.6 else rare_given)

    kana_surname, kana_given = _list(_KANA_SURNAMES), _list(_KANA_GIVEN)
    foreign_given, foreign_surname = _list(_FOREIGN_GIVEN), _list(_FOREIGN_SURNAMES)
    english = _english_slots()
    fields = _list(
        "工業 建設 商事 電機 化学 食品 物産 運輸 印刷 薬品 興産 設備 システム テクノロジー 不動産 物流 製薬 精機 エンジニアリング サービス"
    )
    stems = _list(
        "東洋 日本 大和 三協 昭和 中央 東邦 北陸 九州 関西 共栄 新星 太陽 富士 第一 みらい さくら アルファ グローバル 丸善 光洋 明和 協同"
    )
    trades = _list(
        "工務店 製作所 商店 運送 建設 産業 電機 工業 酒造 医院 クリニック 税理士事務所 法律事務所 鉄工所 印刷 塗装 造園 水産 農園 不動産"
    )
    kinds = _list("株式会社 有限会社 合同会社 (株) ㈱ 医療法人 一般社団法人")

    def firm(rng: random.Random) -> str:
        body = stems(rng) + fields(rng)
        return rng.choice((f"株式会社{body}", f"{body}株式会社", body, f"{kinds(rng)}{body}"))

    def name_firm(rng: random.Random) -> str:
        body = surname(rng) + trades(rng)
        return rng.choice((f"{kinds(rng)}{body}", body, f"{body}株式会社", f"株式会社{surname(rng)}"))

    return {
        "person": lambda rng: surname(rng) + rng.choice(("", "", " ", "\u3000")) + given(rng),
        "surname": surname,
        "kana": lambda rng: kana_surname(rng) + rng.choice((" ", "\u3000", " ", "")) + kana_given(rng),
        "foreign": lambda rng: foreign_given(rng) + rng.choice(("・", "・", "・", " ", "=")) + foreign_surname(rng),
        "latin": lambda rng: english[rng.choice(("person", "japanese"))](rng),
        "firm": firm,
        "namefirm": name_firm,
        "place": _list(_PLACES_JA),
        "nameplace": _list(_NAME_PLACES),
        "department": _list(_DEPARTMENTS_JA),
        "product": _list(_PRODUCTS_JA),
        "word": _list(_WORDS_JA),
    }


_DEPARTMENTS = (
    "Sales / Marketing / Finance / Human Resources / Operations / Purchasing / Legal / Customer Service / Accounts / Payroll / IT / "
    "Quality Assurance / Research and Development / Logistics / Planning / Housing / Adult Social Care / Environmental Health / "
    "Engineering / Facilities / Internal Audit / Procurement / Warehouse / Production / Maintenance / Communications"
)
_PRODUCTS = (
    "industrial pumps / control boards / small motors / pressure gauges / steel brackets / packing material / office chairs / copper pipe / "
    "power supplies / safety boots / laser printers / network cables / solar panels / paint / timber / fork lift trucks / conveyor belts / "
    "hydraulic cylinders / gear boxes / water filters / circuit breakers / light fittings / garden furniture / bearing kits / valves / "
    "order system / stock control software / sensors / batteries / spare parts / cleaning supplies / first aid kits / compressor"
)
_WORDS = (
    "invoice / report / budget / meeting / order / delivery / quotation / contract / review / schedule / training / inspection / audit / policy / "
    "forecast / summary / agenda / complaint / payment / refund / warranty / stock / revenue / expenses / overtime / holiday / appraisal / "
    "recruitment / maintenance / shipment / project / target / risk / quality / safety / price / quantity / total / subtotal / amount / status / "
    "pending / approved / completed / cancelled / active / inactive / yes / no / male / female / full time / part time / permanent / temporary / "
    "north / south / east / west / red / green / blue / black / white / brown / grey / large / small / medium / monthly / weekly / annual / standard"
)
_MONTHS = "January February March April May June July August September October November December"


def _english_slots() -> Slots:
    words = english_words()
    british_given, british_surnames = handmade("english", "given"), handmade("english", "surnames")
    census_surnames = sorted(w.capitalize() for w, level in words.surnames.items() if level >= 3)
    census_given = sorted(w.capitalize() for w, level in words.given.items() if level >= 2)
    romaji_surnames = sorted(w.capitalize() for w in words.japanese_surnames)
    romaji_given = handmade("english", "japanese_given")
    trades = _phrases(
        "Haulage Limited / Builders plc / Catering Limited / & Sons / Ltd / & Co / Engineering Ltd / Solicitors / Motors / Electrical / Associates / Brothers / Group / Estate Agents / Plumbing & Heating / Foods plc"
    )
    stems = _phrases(
        "Northern / United / Premier / Global / Apex / Riverside / Castle / Pioneer / Summit / Meridian / Crown / Atlas / Beacon / Phoenix"
    )
    fields = _phrases(
        "Logistics Ltd / Engineering plc / Foods Limited / Housing Association / Insurance / Systems Ltd / Care Homes / Energy / Consulting LLP / Bank / Training Ltd"
    )
    departments, products, plain, months = _phrases(_DEPARTMENTS), _phrases(_PRODUCTS), _phrases(_WORDS), _list(_MONTHS)

    def given(rng: random.Random) -> str:
        return rng.choice(british_given if rng.random() < 0.7 else census_given)

    def surname(rng: random.Random) -> str:
        name = rng.choice(british_surnames if rng.random() < 0.7 else census_surnames)
        return f"{name}-{rng.choice(british_surnames)}" if rng.random() < 0.04 else name

    def person(rng: random.Random) -> str:
        middle = rng.choice(
            (
                "",
                "",
                "",
                "",
                f"{rng.choice('ABCDEFGHJKLMPRST')} ",
                f"{rng.choice('ABCDEFGHJKLMPRST')}. ",
                f"{given(rng)} ",
            )
        )
        return f"{given(rng)} {middle}{surname(rng)}"

    def initials(rng: random.Random) -> str:
        first = rng.choice(("{0}", "{0}.", "{0} {1}", "{0}. {1}.", "{0}.{1}."))
        return first.format(rng.choice("ABCDEFGHJKLMPRST"), rng.choice("ABCDEFGHJKLMPRST")) + f" {surname(rng)}"

    def japanese(rng: random.Random) -> str:
        first, last = rng.choice(romaji_given), rng.choice(romaji_surnames)
        return rng.choice((f"{first} {last}", f"{last} {first}", f"{last.upper()} {first}", f"{first} {last.upper()}"))

    def reversed_(rng: random.Random) -> str:
        return rng.choice(
            (
                f"{surname(rng)}, {given(rng)}",
                f"{surname(rng).upper()}, {given(rng)}",
                f"{surname(rng).upper()} {given(rng)}",
            )
        )

    def name_firm(rng: random.Random) -> str:
        return rng.choice(
            (
                f"{surname(rng)} {trades(rng)}",
                f"{surname(rng)} and {surname(rng)} {trades(rng)}",
                f"{given(rng)} {surname(rng)} {trades(rng)}",
            )
        )

    return {
        "person": person,
        "surname": surname,
        "given": given,
        "initials": initials,
        "japanese": japanese,
        "reversed": reversed_,
        "upper": lambda rng: person(rng).upper(),
        "uppersurname": lambda rng: surname(rng).upper(),
        "upperreversed": lambda rng: reversed_(rng).upper(),
        "firm": lambda rng: f"{stems(rng)} {fields(rng)}",
        "namefirm": name_firm,
        "place": lambda rng: rng.choice(handmade("english", "places")),
        "department": departments,
        "Department": departments,
        "product": products,
        "Product": _title(products),
        "word": plain,
        "Word": _title(plain),
        "month": months,
    }
