"""Short tables of addresses, names and special categories; tests of their own say the rest."""

from __future__ import annotations

from tests.detectors.tables.model import Table

TABLES = {
    "address.ja": Table(
        "ADDRESS",
        must=(("東京都千代田区丸の内1-1-1", "東京都千代田区丸の内1-1-1"),),
        must_not=("東京都千代田区", "千葉県千葉市"),
        look_alikes=("丸の内の会議は1-1-1号室", "2-1-1で勝利"),
        wide=(("東京都千代田区丸の内１－１－１", "東京都千代田区丸の内１－１－１"),),
        touching=(("住所は東京都千代田区丸の内1-1-1です", "東京都千代田区丸の内1-1-1"),),
        column=("住所", tuple(f"東京都新宿区新宿{i}-2-3" for i in range(1, 7))),
        split=(("住所", "東京都千代田区丸の内1-1-1"), "東京都千代田区丸の内1-1-1"),
    ),
    "address.en": Table(
        "ADDRESS",
        must=(("12 High Street, Leeds LS1 4AP", "12 High Street, Leeds LS1 4AP"),),
        must_not=("High Street", "Leeds"),
        look_alikes=("12 streets ahead", "3 Roads to success"),
        wide=(("住所　12 High Street, Leeds LS1 4AP", "12 High Street, Leeds LS1 4AP"),),
        touching=(("住所は12 High Street, Leeds LS1 4APです", "12 High Street, Leeds LS1 4AP"),),
        column=("Address", tuple(f"{i} High Street, Leeds LS1 4AP" for i in range(1, 7))),
        split=(("Address", "12 High Street, Leeds LS1 4AP"), "12 High Street, Leeds LS1 4AP"),
    ),
    "names.ja": Table(
        "PERSON",
        must=(("担当は山田太郎です", "山田太郎"),),
        must_not=("担当は未定です",),
        look_alikes=("福島県の工場", "各位"),
        wide=(("氏名　山田　太郎", "山田　太郎"),),
        touching=(("お客様の佐藤花子様へ", "佐藤花子"),),
        column=("患者氏名", ("山田太郎", "佐藤花子", "鈴木一郎", "高橋健一", "田中美咲", "伊藤翔太")),
        split=(("氏名", "山田太郎"), "山田太郎"),
    ),
    "names.en": Table(
        "PERSON",
        must=(("The letter from Jane Smith arrived.", "Jane Smith"),),
        must_not=("The letter arrived on Monday.",),
        look_alikes=("Windows Server and Visual Studio", "Annual Report"),
        wide=(("Ｎａｍｅ: Jane Smith", "Jane Smith"),),
        touching=(("担当者はJane Smithです", "Jane Smith"),),
        column=("Patient name", ("Jane Smith", "Tom Brown", "Ann Lee", "Priya Patel", "Owen Hughes", "Mary Wilson")),
        split=(("Name", "Jane Smith"), "Jane Smith"),
    ),
    "sensitive": Table(
        "HEALTH",
        must=(("山田太郎様はうつ病で休職中です", "うつ病"), ("Jane Smith has diabetes.", "diabetes")),
        must_not=("山田太郎様は健康です",),
        look_alikes=("うつ病とは何か", "Diabetes is a common condition."),
        wide=(("山田太郎様　ＨＩＶ陽性", "ＨＩＶ陽性"),),
        touching=(("佐藤花子さんの糖尿病について", "糖尿病"),),
        column=("病名", ("糖尿病", "高血圧", "うつ病", "喘息", "肺炎", "糖尿病")),
        split=(("経過", "山田太郎様は糖尿病です"), "糖尿病"),
    ),
}
