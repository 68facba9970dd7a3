"""Names, places and things of the generated sheets: lists of this benchmark's own, none of which the product looks at.

Surnames are rare ones, given names are put together; everybody is invented. Telephone numbers come from the ranges that
Ofcom keeps for drama, mail addresses end in example.com, example.org or example.jp.
"""

# ruff: noqa: E501 (Japanese characters count double)
from __future__ import annotations

SURNAMES_JA = [tuple(w.split(":")) for w in (
    "檜垣:ヒガキ 蓮見:ハスミ 神楽岡:カグラオカ 百瀬:モモセ 早乙女:サオトメ 鬼頭:キトウ 日比生:ヒビウ 海老沼:エビヌマ 葛城:カツラギ 都築:ツヅキ "
    "財前:ザイゼン 瓜生:ウリュウ 猪狩:イガリ 蒲生:ガモウ 長束:ナツカ 花房:ハナブサ 霜田:シモダ 唐木田:カラキダ 玉置:タマキ 筧:カケイ "
    "棚瀬:タナセ 弓削:ユゲ 四方田:ヨモダ 染矢:ソメヤ 忍田:オシダ 粟津:アワヅ 樫尾:カシオ 鴨下:カモシタ 国府方:コウガタ 蔵元:クラモト "
    "綿貫:ワタヌキ 砂押:スナオシ 朽木:クツキ 麦倉:ムギクラ 堂前:ドウマエ 御手洗:ミタライ 薬師寺:ヤクシジ 鷹取:タカトリ 漆畑:ウルシバタ 寒河江:サガエ "
    "雲井:クモイ 籠島:カゴシマ 塩津:シオツ 深水:フカミ 巽谷:タツミヤ 廣岡:ヒロオカ 髙柳:タカヤナギ 濵野:ハマノ 辺見:ヘンミ 阿武隈:アブクマ"
).split()]  # fmt: skip
GIVEN_JA = [tuple(w.split(":")) for w in (
    "紗奈恵:サナエ:女 友理佳:ユリカ:女 晴一郎:セイイチロウ:男 恭之助:キョウノスケ:男 弥寿子:ヤスコ:女 琴葉:コトハ:女 慎太朗:シンタロウ:男 朔也:サクヤ:男 "
    "千佳代:チカヨ:女 龍之進:リュウノシン:男 澄香:スミカ:女 克典:カツノリ:男 茉莉花:マリカ:女 悠次郎:ユウジロウ:男 芳江:ヨシエ:女 泰造:タイゾウ:男 "
    "絢乃:アヤノ:女 武尊:タケル:男 沙弥:サヤ:女 昌弘:マサヒロ:男 実千代:ミチヨ:女 航平:コウヘイ:男 衣織:イオリ:女 伸吾:シンゴ:男 多恵:タエ:女 "
    "篤史:アツシ:男 凪沙:ナギサ:女 尚武:ナオタケ:男 世津子:セツコ:女 蒼真:ソウマ:男 美登里:ミドリ:女 義信:ヨシノブ:男 小百合:サユリ:女 嘉人:ヨシト:男"
).split()]  # fmt: skip
SURNAMES_EN = (
    "Thistlewood Ravenscroft Birtwhistle Ollerenshaw Pettigrew Winterbourne Fairclough Hathersage Chakrabarti Wisniowska Adebisi-Hart "
    "Featherstone Goldsworthy Postlethwaite Satterthwaite Tregenza Penhaligon Trevithick Quartermaine Wolstenholme Nethercott "
    "Inchbald Kettlewell Maudsley Ormerod Pickersgill Rawcliffe Shuttleworth Tattersall Uttley Venables O'Shaughnessy McAllister-Bone "
    "Adeyemi-Cole Bhattacharya Grzelak Villanueva Papadakis Umeadi Gunawardena Hallam-Webb Cholmondeley Dunstable Erskine Vane Marchbanks"
).split()
GIVEN_EN = [tuple(w.split(":")) for w in (
    "Ottilie:F Rowena:F Peregrine:M Barnaby:M Cordelia:F Perpetua:F Leopold:M Saffron:F Ignatius:M Marguerite:F Bronwyn:F Isolde:F Lysander:M "
    "Philippa:F Keziah:F Ruaridh:M Hepzibah:F Orlaith:F Temilade:M Harvinder:M Ruqayyah:F Bogumila:F Zdzislaw:M Xiaoling:F Angharwen:F Caedmon:M "
    "Loveday:F Jago:M Demelza:F Anneliese:F Cuthbert:M Mary-Rose:F Jean-Paul:M Emmeline:F Horatio:M Clementine:F Torquil:M Araminta:F"
).split()]  # fmt: skip

TOWNS_JA = [tuple(w.split(":")) for w in (
    "宮城県:仙台市青葉区:国分町:980 埼玉県:川越市:新富町:350 千葉県:柏市:松葉町:277 神奈川県:藤沢市:鵠沼海岸:251 静岡県:浜松市中区:鍛冶町:430 京都府:京都市左京区:北白川別当町:606 "
    "兵庫県:西宮市:甲子園口:663 広島県:福山市:三吉町:720 愛媛県:松山市:道後湯之町:790 長崎県:佐世保市:早岐:859 北海道:函館市:五稜郭町:040 秋田県:秋田市:山王:010 "
    "東京都:練馬区:石神井町:177 大阪府:豊中市:岡町:561 愛知県:岡崎市:康生通西:444"
).split()]  # fmt: skip
STREETS_EN = "Badger Rise,Quarry Bank,Mulberry Walk,Old Tannery Lane,Kestrel Drive,Saltwater Crescent,Wharf Street,Heather Close,Pinfold Road,Abbot's Way,Lime Grove,Weavers Court".split(
    ","
)
TOWNS_EN = [
    tuple(w.split(":"))
    for w in "Hebden Bridge:HX7,Totnes:TQ9,Ludlow:SY8,Stirling:FK8,Aberystwyth:SY23,Hexham:NE46,Lewes:BN7,Oundle:PE8,Frome:BA11,Kendal:LA9,Diss:IP22,Alnwick:NE66".split(
        ","
    )
]

FIRMS_JA = (
    "株式会社双葉精密,有限会社磯辺水産,北斗運輸株式会社,合同会社オルカ企画,株式会社三葉印刷,東雲電機株式会社".split(",")
)
FIRMS_EN = "Larkhill Fabrications Ltd,Saltmarsh Foods plc,Two Rivers Printing,Brackenbury & Sons Ltd,Orbital Fixings Ltd,Greenway Haulage".split(
    ","
)
GOODS_JA = "ステンレスボルト 六角ナット 樹脂パレット 遮熱シート 業務用洗剤 充電式ドリル 安全手袋 蛍光灯器具 防塵マスク 給湯ホース 養生テープ 圧着端子 木工用接着剤 園芸用土 感熱紙ロール ホワイトボード 折畳椅子".split()
GOODS_EN = "Hex bolts,Nitrile gloves,Pallet wrap,Cable ties,LED floodlight,Torque wrench,Copper elbow,Paint roller,Floor cleaner,Desk lamp,Gravel 20 mm,Timber batten,Hose reel,Label printer,Safety goggles,Masking tape,Office chair".split(
    ","
)
FACILITIES_JA = "公民館 駅 図書館 支店 保育園 体育館 倉庫".split()
FACILITIES_EN = "Library,Sports Centre,Station,Depot,Primary School,Town Hall,Surgery".split(",")
DEPARTMENTS_JA = "営業部 製造部 総務部 経理課 品質保証課 物流課 開発室".split()
DEPARTMENTS_EN = "Operations,Finance,Warehouse,Customer Care,Engineering,Estates,Marketing".split(",")
ROLES_JA = "主任 係長 課長 部長 一般 パート".split()
ROLES_EN = "Assistant,Team Leader,Driver,Analyst,Cleaner,Area Manager".split(",")
ILLNESSES_JA = "高血圧症 気管支喘息 腰椎椎間板ヘルニア 糖尿病 うつ病 花粉症 貧血 右足首捻挫".split()
ILLNESSES_EN = "Asthma,Type 2 diabetes,Migraine,Hypertension,Depression,Fractured wrist,Back strain,Eczema".split(",")
REMARKS_JA = ["", "", "", "要確認", "来月更新", "書類待ち", "済", "特になし"]
REMARKS_EN = ["", "", "", "to be confirmed", "renew next month", "paperwork outstanding", "done", "n/a"]
