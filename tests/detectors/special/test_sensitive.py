"""Promises of the special categories: what is said of a person is found, leaflets and products are not."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import SPECIAL_CATEGORIES, Entity, Passage, Table
from detectors.recognizer import Scene
from detectors.special.laws import APPI, UK_GDPR_9, UK_GDPR_10, laws, special_under
from detectors.special.sensitive import SensitiveRecognizer, header_category, vocabulary
from detectors.text.normalise import view_of

RECOGNIZER = SensitiveRecognizer()
DETECTOR = Detector()


def _found(text: str, labels: tuple[str, ...] = ()) -> set[str]:
    return {m.entity for m in RECOGNIZER.find(Scene(view_of(text, labels))) if m.score >= DETECTOR.threshold(m.entity)}


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("うつ病のため4月から休職中", "HEALTH"),
        ("既往歴:糖尿病", "HEALTH"),
        ("健診の結果、要精密検査となった", "HEALTH"),
        ("診断書が提出され、適応障害との診断", "HEALTH"),
        ("インスリン注射が必要", "HEALTH"),
        ("要介護3の認定を受けている", "HEALTH"),
        ("She was diagnosed with asthma in 2011", "HEALTH"),
        ("signed off sick with depression until May", "HEALTH"),
        ("fit note received, off sick", "HEALTH"),
        ("takes metformin for type 2 diabetes", "HEALTH"),
        ("身体障害者手帳2級を所持", "DISABILITY"),
        ("自閉スペクトラム症のため合理的配慮を希望", "DISABILITY"),
        ("wheelchair user, needs step-free access", "DISABILITY"),
        ("has an EHCP and is autistic", "DISABILITY"),
        ("エホバの証人の信者で輸血を拒否", "RELIGION"),
        ("a practising Catholic", "RELIGION"),
        ("在日韓国人である", "ETHNICITY"),
        ("Ethnicity: Black Caribbean", "ETHNICITY"),
        ("支持政党は不明だが後援会会員", "POLITICS"),
        ("Conservative Party member since 1999", "POLITICS"),
        ("労働組合員であり組合費控除あり", "UNION"),
        ("trade union membership: Unison", "UNION"),
        ("性同一性障害であることを開示", "SEX_LIFE"),
        ("his sexual orientation was mentioned", "SEX_LIFE"),
        ("窃盗の前科があることが判明", "CRIMINAL"),
        ("執行猶予中", "CRIMINAL"),
        ("has unspent convictions for theft", "CRIMINAL"),
        ("victim of domestic violence", "CRIMINAL"),
        ("指紋データを登録", "BIOMETRIC"),
        ("fingerprint template enrolled", "BIOMETRIC"),
        ("被差別部落の出身", "SOCIAL_STATUS"),
        ("頸椎捻挫で通院", "HEALTH"),
        ("そばアレルギーあり", "HEALTH"),
        ("chronic obstructive pulmonary disease", "HEALTH"),
        ("左半身麻痺がある", "DISABILITY"),
        ("労働組合に加入した", "UNION"),
        ("She is a Unison member", "UNION"),
        ("共産党の党員である", "POLITICS"),
        ("he votes Labour", "POLITICS"),
        ("attends with other Jehovah's Witnesses", "RELIGION"),
        ("Religion: Muslim", "RELIGION"),
    ],
)
def test_what_is_said_of_a_person_is_found(text, entity):
    assert entity in _found(text)


@pytest.mark.parametrize(
    "text",
    [
        "健康診断のお知らせ 今年度の定期健康診断を下記のとおり実施します",
        "健康保険料と介護保険料の改定について",
        "健康増進のため階段を使いましょう",
        "システム障害の件数は前月比で減少した",
        "障害者雇用率の報告期限は6月です",
        "出荷検査の手順を見直した",
        "協同組合の総会を開催する",
        "医療費控除の説明会",
        "Health and safety policy of the company",
        "The care home opened a new ward",
        "Black Friday sales and white paper",
        "Credit union accounts and European Union rules",
        "race condition in the scheduler",
        "The operation manual of the pump",
        "発信者と受信者の名を記す",
        "法人種別と個人種目の一覧",
        "物流産業の見通し",
        "以前歴史があった",
        "女性生活者の声",
        "輸入信用状",
        "",
        "否決理由: 保証人 牛島 翔太は暴力団関係者と同居",
    ],
)
def test_leaflets_products_and_figures_of_speech_are_nothing(text):
    assert _found(text) == set()


def test_without_a_person_in_the_passage_it_is_not_reported():
    found = DETECTOR.find([Passage("うつ病の治療法について"), Passage("taro@example.com はうつ病で休職中")])
    assert [m.entity for m in found[0]] == []
    assert "HEALTH" in {m.entity for m in found[1]}


def test_a_plain_word_needs_another_of_its_category_and_weak_ones_are_none():
    assert _found("medication") == set()
    assert _found("the doctor at the hospital") == set()
    assert "HEALTH" in _found("seen by the doctor about the medication")


@pytest.mark.parametrize(
    ("people", "said"), [("Jane Smith (NI AB 12 34 56 C)", True), ("Jane Smith and Tom Brown", False)]
)
def test_a_document_about_one_person_with_several_numbers_is_about_that_person(people, said):
    text = f"A note on {people}. It was raining. It then snowed. The diagnosis was epilepsy."
    assert ("HEALTH" in {m.entity for m in DETECTOR.find([Passage(text)])[0]}) is said


@pytest.mark.parametrize(
    "text",
    ["ビル・ゲイツ氏", "弦楽カルテットの演奏会", "はまゆう歯科 御中 山田太郎様", "てんかんばん工房の山田太郎さん"],
)
def test_a_word_within_a_longer_katakana_word_is_none(text):
    assert _found(text) == set()


def test_a_label_lifts_a_weak_word():
    assert "RELIGION" in _found("church", ("Religion",))


@pytest.mark.parametrize("entity", sorted(SPECIAL_CATEGORIES))
def test_every_category_has_words_headers_and_laws(entity):
    assert laws(entity)
    assert {
        h.key
        for h in vocabulary().headers.find(
            " ".join(["既往歴 障害等級 宗教 人種 支持政党 労働組合 性的指向 前科 指紋 本籍"])
        )
    } >= {entity}


def test_the_two_countries_lists_differ_as_the_laws_do():
    assert "appi_2_3" not in laws(Entity.UNION)
    assert "appi_2_3" not in laws(Entity.SEX_LIFE)
    assert laws(Entity.CRIMINAL) == ("uk_gdpr_10", "appi_2_3")
    assert laws(Entity.SOCIAL_STATUS) == ("appi_2_3",)
    assert laws(Entity.PERSON) == laws("TICKET") == ()
    assert special_under(APPI, UK_GDPR_9, UK_GDPR_10) == SPECIAL_CATEGORIES
    assert Entity.UNION in special_under(UK_GDPR_9) - special_under(APPI)


# About whom


LEAFLETS = [
    "Living with diabetes. If you have been diagnosed with type 2 diabetes, our nurses can help. People with asthma "
    "are welcome too. Call 020 7946 0000 or write to info@example.org.",
    "Screening for breast cancer is offered to women of 50 to 70. Contact: Dr Margaret Thompson, 020 7946 0000.",
    "Vaccination clinic, 12 High Street, Anytown, SW1A 1AA. Anyone with a penicillin allergy should tell the nurse.",
    "Our policy: nobody is treated differently because of disability, religion or sexual orientation. "
    "Questions to the office, 020 7946 0000.",
    "糖尿病の予防教室のお知らせ。高血圧症の方はご相談ください。問い合わせ先 電話 03-5555-0100",
    "乳がんの早期発見のために検診を受けましょう。担当:保健センター 03-5555-0100",
    "うつ病とは、だれでもかかる可能性のある病気です。一人で悩まずご相談ください。 info@example.jp",
    "認知症の方とその家族を対象にした講座を開きます。講師は山田花子先生です。",
]
CASES = [
    ("Mr John Smith was diagnosed with type 2 diabetes in March.", "HEALTH"),
    ("John Smith came in today. He reports pain. He was diagnosed with asthma years ago.", "HEALTH"),
    ("Dear Mrs Thompson, your breast cancer treatment starts on Monday.", "HEALTH"),
    ("Name: Margaret Thompson\nDOB: 3 May 1961\nGP: the surgery\nDiagnosis: epilepsy", "HEALTH"),
    ("Margaret Thompson is registered blind.", "DISABILITY"),
    ("山田花子さんは糖尿病で通院中です。", "HEALTH"),
    ("山田花子様より連絡。本人は出勤を希望。うつ病の診断書を受領した。", "HEALTH"),
    ("氏名:山田花子\n生年月日:1980年5月3日\n既往歴:てんかん", "HEALTH"),
    ("山田太郎には窃盗の前科がある。", "CRIMINAL"),
    ("田中一郎氏は創価学会の信者である。", "RELIGION"),
]


@pytest.mark.parametrize("text", LEAFLETS)
def test_a_leaflet_with_a_contact_is_nobodys_health(text):
    assert {m.entity for m in DETECTOR.find([Passage(text)])[0]} & SPECIAL_CATEGORIES == set()


@pytest.mark.parametrize(("text", "entity"), CASES)
def test_what_is_said_of_somebody_is_about_them(text, entity):
    assert entity in {m.entity for m in DETECTOR.find([Passage(text)])[0]}


def test_a_person_two_sentences_away_among_others_is_not_who_it_is_about():
    text = (
        "Margaret Thompson opened the meeting. John Smith took the minutes. The accounts were agreed. "
        "A talk on epilepsy followed."
    )
    found = {m.entity for m in DETECTOR.find([Passage(text)])[0]}
    assert "PERSON" in found
    assert "HEALTH" not in found


@pytest.mark.parametrize(
    ("header", "values", "entity"),
    [
        ("既往歴", ["なし", "糖尿病", "なし", "てんかん", "なし", "喘息"], "HEALTH"),
        ("障害等級", ["2級", "", "3級", "", "", "1級"], "DISABILITY"),
        ("Religion", ["Sikh", "none", "Jewish", "Muslim", "none", "Hindu"], "RELIGION"),
        ("Trade union", ["Unison", "", "GMB", "", "", "Unite"], "UNION"),
    ],
)
def test_a_column_beside_people_is_about_them_and_alone_about_nobody(header, values, entity):
    people = [["氏名", header], *[[f"山田{c}子", v] for c, v in zip("花優恵和美千", values, strict=True)]]
    goods = [["品番", header], *[[f"A-{i}", v] for i, v in enumerate(values)]]
    assert entity in {c.entity for c in DETECTOR.judge(Table("表", people)).columns}
    assert {c.entity for c in DETECTOR.judge(Table("表", goods)).columns} & SPECIAL_CATEGORIES == set()


@pytest.mark.parametrize(
    "text", ["既往歴：糖尿病　氏名：山田花子", "山田花子はＨＩＶ陽性", "taro@example.comはうつ病で休職中"]
)
def test_full_width_and_touching_text_is_read(text):
    assert "HEALTH" in {m.entity for m in DETECTOR.find([Passage(text)])[0]}


@pytest.mark.parametrize(
    "header", ["健康保険", "健康保険料", "検査日", "組合員番号", "氏名", "Health insurance", "Due date", "", "x" * 80]
)
def test_headers_of_other_things_name_no_category(header):
    assert header_category(header) is None


@pytest.mark.parametrize(
    ("header", "entity"),
    [
        ("既往歴", "HEALTH"),
        ("アレルギーの有無", "HEALTH"),
        ("Medical conditions", "HEALTH"),
        ("Religion or belief", "RELIGION"),
        ("前科・前歴", "CRIMINAL"),
    ],
)
def test_headers_name_their_category(header, entity):
    found = header_category(header)
    assert found is not None
    assert found[0] == entity


def _reported(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for m in DETECTOR.find([Passage(text)])[0]:
        if m.entity in SPECIAL_CATEGORIES:
            found.setdefault(m.entity, []).append(text[m.start : m.end])
    return found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Jane Smith has hypothyroidism.", "hypothyroidism"),
        ("Jane Smith had an X-ray for a fractured left wrist and bruised ribs.", "bruised ribs"),
        ("Tom Brown is off after a hernia operation.", "hernia operation"),
        ("山田太郎さんは腰椎ヘルニアの手術を受けた", "腰椎ヘルニア"),
        ("山田太郎さん 慢性閉塞性肺疾患で往診", "慢性閉塞性肺疾患"),
        ("山田太郎さんが左手首骨折", "左手首骨折"),
        ("山田太郎さん 卵・カシューナッツアレルギーあり", "卵・カシューナッツアレルギー"),
    ],
)
def test_illnesses_of_the_whole_field_are_known_by_name(text, said):
    assert said in _reported(text)["HEALTH"]


_WEATHER = "It rained. It snowed. " * 20
_CALM = "雨が降った。雪が降った。" * 30


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Dear Kwame,\n{_WEATHER}Page 9 is about your depression.\nTom Brown and Jane Smith", True),
        (f"Dear members,\n{_WEATHER}Page 9 is about your depression.\nTom Brown and Jane Smith", False),
        (f"Tom Brown met Jane Smith. {_WEATHER}She told us that she has epilepsy.", True),
        (f"Tom Brown met Jane Smith. {_WEATHER}Here is a leaflet on epilepsy.", False),
        (f"山田太郎と佐藤花子が面談した。{_CALM}母はうつ病で通院していると話した。", True),
        (f"山田太郎と佐藤花子が面談した。{_CALM}うつ病の講演会を開く。", False),
    ],
)
def test_far_from_a_name_it_counts_where_the_sentence_says_whose_it_is(text, found):
    assert ("HEALTH" in _reported(text)) is found


def test_an_illness_that_is_an_ordinary_word_counts_where_it_is_somebodys():
    assert _reported("Jane Smith wrote about the depression of the thirties.") == {}
    assert _reported("Jane Smith wrote about her depression.") == {"HEALTH": ["depression"]}


def test_in_a_leaflet_one_complaint_says_nothing_for_another():
    assert _reported("First aid, by Peter Long. For a bruised rib or chest pain give paracetamol.") == {}


def test_a_letter_about_somebody_whose_birth_date_it_tells_is_about_them():
    said = f"{_WEATHER}Chest clear. Diabetes since 2009. {_WEATHER}Tom Brown, GP"
    assert _reported(f"Re: Jane Smith, born 4 September 1968. {said}") == {"HEALTH": ["Diabetes"]}
    assert _reported(f"Re: Jane Smith. {said}") == {}


def test_notes_under_a_name_are_about_it():
    notes = "\n・前職は3年。辞めた。雨だった。\n・腰椎ヘルニア 今は問題ない\n"
    assert _reported(f"①山田太郎さん{notes}②佐藤花子さん") == {"HEALTH": ["腰椎ヘルニア"]}


def test_what_stands_behind_a_label_is_its_value():
    assert _reported(
        "Jane Smith. Ethnicity: White Polish/Irish. Religion: Roman Catholic. First language English."
    ) == {
        "ETHNICITY": ["White Polish/Irish"],
        "RELIGION": ["Roman Catholic"],
    }
    found = _reported("Jane Smith. Past history: hypothyroidism (2009), two normal pregnancies. Allergies: none known.")
    assert found == {"HEALTH": ["hypothyroidism (2009)", "two normal pregnancies"]}


@pytest.mark.parametrize(
    "text", ["山田太郎 既往歴：なし アレルギー：無・有", "山田太郎 既往歴：          ", "Jane Smith. Religion: ....."]
)
def test_a_label_with_nothing_behind_it_says_nothing(text):
    assert _reported(text) == {}


def test_who_belongs_to_a_union_a_faith_or_a_people_is_found():
    assert "UNION" in _reported("You were accompanied by your USDAW representative, Desmond Baker.")
    assert "UNION" in _reported("山田太郎さんは労働組合の執行委員です")
    assert "RELIGION" in _reported("Tom Brown is a Sikh.")
    assert "RELIGION" in _reported("山田太郎さんは天理教の信者")
    assert "ETHNICITY" in _reported("Tom Brown is of Jamaican heritage.")
    assert "CRIMINAL" in _reported("Tom Brown was convicted in 2011.")


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("Rm 7 Mr Lal, Hindu, no beef please tell the cook", "RELIGION"),
        ("Mrs Brown likes her rosary by the bed", "RELIGION"),
        ("Tom Brown is off for Eid on Friday", "RELIGION"),
        ("山田太郎さんは礼拝のため金曜の昼に外す。豚肉は食べない", "RELIGION"),
        ("Tom Brown was released from HMP last week", "CRIMINAL"),
        ("山田花子さんは元夫からの暴力で相談", "CRIMINAL"),
        ("山田太郎さんは合同労組に個人加盟した", "UNION"),
        ("Mr Brown is in and out with his chest, not sleeping, very confused at night", "HEALTH"),
        ("山田花子さんは夜眠れず、食欲不振が続く", "HEALTH"),
        ("対象者 山田太郎 既往 COPD、前立腺肥大", "HEALTH"),
    ],
)
def test_what_is_said_in_ordinary_words_beside_somebody_is_found(text, entity):
    assert entity in _reported(text)


@pytest.mark.parametrize(
    "text",
    [
        "Jane Smith writes on the Hindu pilgrimage.",
        "We welcome applicants of every ethnicity and religion, says Jane Smith.",
        "山田太郎さんは入団交渉で球団に頭が上がらない",
        "Jane Smith shall have no unspent conviction and insures against bodily injury.",
    ],
)
def test_what_is_no_word_about_the_one_beside_it_is_not(text):
    assert _reported(text) == {}


def test_an_ordinary_word_goes_with_the_surer_one_of_its_sentence():
    assert _reported("Jane Smith was in hospital with epilepsy.") == {"HEALTH": ["epilepsy"]}


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("佐藤健一は従業員組合の副委員長", "UNION"),
        ("佐藤健一さんは組合から抜けたいと言っている", "UNION"),
        ("佐藤美咲さんは医労連の支部役員", "UNION"),
        ("佐藤健一さんはストの日に休んだ", "UNION"),
        ("佐藤健一は無免許で捕まった", "CRIMINAL"),
        ("佐藤健一さんは傷害の疑いで警察に事情を聞かれている", "CRIMINAL"),
        ("佐藤健一さんは赤切符を切られた", "CRIMINAL"),
        ("佐藤美咲さんは上司に太ももを触られた", "CRIMINAL"),
        ("佐藤美咲さんは息子から暴力を受けている", "CRIMINAL"),
        ("佐藤美咲さんの住所は元夫に絶対に教えないこと", "CRIMINAL"),
        ("佐藤美咲さんは天理教で毎月26日は休み", "RELIGION"),
        ("佐藤美咲さんは日曜は教会があるので出勤できない", "RELIGION"),
        ("佐藤美咲さんは豚肉を避けている", "RELIGION"),
        ("佐藤陽太くんは通級に週1", "DISABILITY"),
        ("佐藤健一さんは精神の手帳2級", "DISABILITY"),
        ("佐藤美咲さんは障害者枠で採用", "DISABILITY"),
        ("佐藤美咲さんは電動車いすで通勤", "DISABILITY"),
        ("佐藤美咲さんのお母さんはフィリピンの方", "ETHNICITY"),
        ("佐藤マリアさんの両親は日系ブラジル人", "ETHNICITY"),
        ("佐藤美咲さんはメンタルクリニックに通っている", "HEALTH"),
        ("佐藤健一さんは健診で引っかかった", "HEALTH"),
        ("氏名 佐藤杏\n食べられないもの 小麦", "HEALTH"),
    ],
)
def test_what_clerks_note_of_somebody_in_japanese_is_found(text, entity):
    assert entity in {m.entity for m in DETECTOR.find([Passage(text)])[0]}


@pytest.mark.parametrize(
    "text",
    [
        "佐藤健一は国民健康保険組合に加入した",
        "佐藤健一はマンションの管理組合の役員",
        "佐藤健一は森林組合の総会に出た",
        "佐藤美咲さんに母子手帳の交付",
        "佐藤美咲の派出所への案内図",
        "佐藤健一の提出所属の欄",
        "佐藤健一さんの受講中の講座",
        "佐藤健一さん、クスリの日の行事",
        "佐藤健一さんは漢字テストの日に休んだ",
        "佐藤健一さんの通勤行程表",
        "佐藤健一へ現地検査の案内",
    ],
)
def test_words_that_only_happen_to_stand_inside_others_are_nothing(text):
    assert not {m.entity for m in DETECTOR.find([Passage(text)])[0]} & SPECIAL_CATEGORIES


def test_a_word_that_says_it_by_itself_still_does_within_a_longer_one():
    sure = vocabulary().words
    assert {sure.key_of(w) for w in ("エホバの証人の信者", "窃盗の前科")} == {"RELIGION/strong", "CRIMINAL/strong"}
