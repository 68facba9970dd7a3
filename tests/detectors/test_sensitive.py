"""Promises of the special categories: what is said of a person is found, leaflets and products are not."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import SPECIAL_CATEGORIES, Entity, Passage
from detectors.normalise import view_of
from detectors.recognizer import Scene
from detectors.sensitive import SensitiveRecognizer, header_category, laws, vocabulary

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
        "",
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


@pytest.mark.parametrize("text", ["ビル・ゲイツ氏", "弦楽カルテットの演奏会"])
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
    assert laws(Entity.PERSON) == ()


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
