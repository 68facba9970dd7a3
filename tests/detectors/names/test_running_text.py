"""Names in running text, both languages: found, told from firms and places, and not seen where there are none."""

from __future__ import annotations

import pytest

from detectors.model import EvidenceKind, Match
from detectors.names import EnglishNameRecognizer, JapaneseNameRecognizer, english
from detectors.names.base import NameRecognizer
from detectors.presidio import ForPresidio
from detectors.recognizer import Recognizer, Scene
from detectors.text.normalise import view_of

THRESHOLD = 0.5


def found(recognizer: Recognizer, text: str) -> list[tuple[str, str, Match]]:
    view = view_of(text)
    if not recognizer.wants(view):
        return []
    out = []
    for match in recognizer.find(Scene(view)):
        if match.score >= THRESHOLD:
            start, end = view.source(match.start, match.end)
            out.append((match.entity, text[start:end], match))
    return out


def people(recognizer: Recognizer, text: str) -> list[str]:
    return sorted({value for entity, value, _ in found(recognizer, text) if entity == "PERSON"})


JA = JapaneseNameRecognizer()
EN = EnglishNameRecognizer()

JAPANESE = [
    ("山田太郎様より解約の申し出がありました。", ["山田太郎"]),
    ("連絡先は山田太郎です", ["山田太郎"]),
    ("氏名：山田　花子", ["山田　花子"]),
    ("氏名: 山田花子", ["山田花子"]),
    ("担当者：佐藤 健一", ["佐藤 健一"]),
    ("髙橋さんが明日うかがいます。", ["髙橋"]),
    ("営業部の鈴木と申します。", ["鈴木"]),
    ("ジョン・スミス氏が来日した。", ["ジョン・スミス"]),
    ("山田太郎", ["山田太郎"]),
    ("山田　花子", ["山田　花子"]),
    ("ヤマダ　タロウ", ["ヤマダ　タロウ"]),
    ("ﾔﾏﾀﾞ ﾀﾛｳ", ["ﾔﾏﾀﾞ ﾀﾛｳ"]),
    ("田中 一郎 殿", ["田中 一郎"]),
    ("従業員佐々木美咲は3月31日をもって退職した。", ["佐々木美咲"]),
    ("出席者：伊藤、渡辺、小林", ["伊藤", "小林", "渡辺"]),
    ("鈴木一郎と佐藤花子が面談を行った。", ["佐藤花子", "鈴木一郎"]),
]

NO_JAPANESE = [
    "営業部は新しい受注管理システムを見直した。",
    "株式会社佐藤工務店へ発注した。",
    "株式会社佐藤工務店 御中",
    "福島県の補助金を申請した。",
    "千葉支店の売上は前年を上回った。",
    "石川県金沢市に倉庫を借りた。",
    "お客様からのお問い合わせに対応した。",
    "関係者各位",
    "産業用ポンプの出荷は順調に進んでいる。",
    "円安の影響により、小型モーターの単価は3.2%変動した。",
    "東京支店",
    "仕様書の様式を見直した。",
    "",
]

ENGLISH = [
    ("Dear Mr O'Brien,", ["O'Brien"]),
    ("Yours sincerely,\nSarah Evans", ["Sarah Evans"]),
    ("Please call John Smith or Mary Smith-Jones.", ["John Smith", "Mary Smith-Jones"]),
    ("SMITH, John", ["SMITH, John"]),
    ("Name: Aoife Byrne", ["Aoife Byrne"]),
    ("Contact: Agnieszka Kowalska", ["Agnieszka Kowalska"]),
    ("The report by Taro Yamada was sent on Friday.", ["Taro Yamada"]),
    ("The report by YAMADA Taro was sent on Friday.", ["YAMADA Taro"]),
    ("Dr Patel saw Mrs Okafor on 4 June.", ["Okafor", "Patel"]),
    ("Mohammed Khan works for us in Leeds.", ["Mohammed Khan"]),
    ("JOHN SMITH", ["JOHN SMITH"]),
    ("J. R. Patel signed the form.", ["J. R. Patel"]),
    ("Patel signed the form.", ["Patel"]),
    ("担当: John Smith 様", ["John Smith"]),
    ("please ask sarah jones about the parcel", ["sarah jones"]),
    ("My name is Dušan Novák.", ["Dušan Novák"]),
    ("The owners are Bergström, Patel and Kowalska.", ["Bergström", "Kowalska", "Patel"]),
]

NO_ENGLISH = [
    "Shipments of industrial pumps from the northern depot are on track.",
    "Finance reviewed the draft budget.",
    "The work went to Smith Haulage Limited.",
    "The contract with Westfield Chemicals Limited was renewed in 2019 on much the same terms.",
    "Dear Sir or Madam,",
    "Dear Customer,",
    "Terms and Conditions",
    "Control Boards",
    "Human Resources",
    "The defect rate for control boards was 3.1 per cent.",
    "Deliveries to Birmingham and Leeds are late.",
    "len(max) == hash(jack)",
    "called by the len method of `dict`",
    "Turn left into Station Road, then into Mill Lane.",
    "",
]


@pytest.mark.parametrize(("text", "names"), JAPANESE)
def test_japanese_people_are_found_without_their_honorifics(text: str, names: list[str]) -> None:
    assert people(JA, text) == names


@pytest.mark.parametrize("text", NO_JAPANESE)
def test_japanese_firms_places_and_prose_hold_no_people(text: str) -> None:
    assert people(JA, text) == []


@pytest.mark.parametrize(("text", "names"), ENGLISH)
def test_english_people_are_found_without_their_titles(text: str, names: list[str]) -> None:
    assert people(EN, text) == names


@pytest.mark.parametrize("text", NO_ENGLISH)
def test_english_firms_places_and_prose_hold_no_people(text: str) -> None:
    assert people(EN, text) == []


def test_a_surname_that_is_a_place_is_settled_by_what_stands_around_it() -> None:
    assert people(JA, "福島様より電話がありました。") == ["福島"]
    assert people(JA, "福島市の工場を見学した。") == []


def test_a_firm_named_after_a_person_is_an_organisation() -> None:
    assert ("ORGANIZATION", "株式会社佐藤工務店") in [f[:2] for f in found(JA, "株式会社佐藤工務店 御中")]
    assert "ORGANIZATION" in [f[0] for f in found(EN, "The work went to Smith Haulage Limited.")]


def test_every_match_says_why_and_scores_less_than_certain() -> None:
    for recognizer, text in ((JA, "山田太郎様より連絡があった。"), (EN, "John Smith called."), (JA, "山田太郎")):
        (match,) = [m for e, _, m in found(recognizer, text) if e == "PERSON"]
        assert {e.kind for e in match.evidence} & {EvidenceKind.MODEL, EvidenceKind.DICTIONARY}
        assert match.recognizer == recognizer.ID
        assert 0.5 <= match.score <= 1.0
        assert not any(name in str(e) for e in match.evidence for name in ("山田", "Smith"))


def test_a_label_before_a_name_counts_for_it() -> None:
    (match,) = [m for e, _, m in found(JA, "氏名：山田　花子　様、電話連絡済み") if e == "PERSON"]
    assert EvidenceKind.LABEL in {e.kind for e in match.evidence}


def test_lines_of_a_batch_do_not_touch_each_other() -> None:
    values = ["山田太郎", "産業用ポンプ", "鈴木花子", "営業部", "佐藤　健"]
    assert people(JA, "\n".join(values)) == sorted(["山田太郎", "鈴木花子", "佐藤　健"])


def test_the_same_text_gives_the_same_matches_in_any_company() -> None:
    text = "担当は山田太郎です。"
    alone = [(m.start, m.end, m.score) for _, _, m in found(JA, text)]
    among = [
        (m.start, m.end, m.score) for _, _, m in found(JA, text + "\n" + "部品の在庫を鈴木さんが確認した。\n" * 50)
    ]
    assert among[: len(alone)] == alone


@pytest.mark.parametrize("recognizer", [JA, EN])
def test_passages_handed_together_give_what_each_gives_alone(recognizer: NameRecognizer) -> None:
    texts = [text for text, _ in JAPANESE + ENGLISH if text] + NO_ENGLISH + NO_JAPANESE
    scenes = [Scene(view_of(text)) for text in texts]
    alone = [list(type(recognizer)().find(scene)) for scene in scenes]
    together = type(recognizer)().find_all(scenes)
    assert [[(m.entity, m.start, m.end) for m in found] for found in together] == [
        [(m.entity, m.start, m.end) for m in found] for found in alone
    ]


@pytest.mark.parametrize("recognizer", [JA, EN])
def test_long_sentences_are_not_remembered(recognizer: NameRecognizer) -> None:
    fresh = type(recognizer)()
    long, short = "山田太郎とJohn Smith、" * 100 + "。", "山田太郎とJohn Smith。"
    assert list(fresh.find(Scene(view_of(long + "\n" + short))))
    assert [s.strip() for s in fresh._decided] == [short]


@pytest.mark.parametrize(
    "text", ["あ" * 60_000, "山田太郎" * 20_000, "A" * 100_000, "John Smith " * 10_000, "𠮷田" * 20_000]
)
def test_very_long_lines_are_no_trouble(text: str) -> None:
    for recognizer in (JA, EN):
        view = view_of(text)
        if recognizer.wants(view):
            assert all(0 <= m.start < m.end <= len(view.text) for m in recognizer.find(Scene(view)))


def test_presidio_may_call_them() -> None:
    results = ForPresidio(JapaneseNameRecognizer()).analyze("担当は山田太郎です。", ["PERSON"], None)
    assert [(r.entity_type, r.start, r.end) for r in results] == [("PERSON", 3, 7)]


def test_missing_weights_are_an_error_not_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path

    from detectors.names import japanese
    from detectors.names.tagger import ModelError

    monkeypatch.setattr(japanese, "WEIGHTS", Path("/nowhere/japanese.npz"))
    with pytest.raises(ModelError, match="not installed"):
        list(JapaneseNameRecognizer().find(Scene(view_of("山田太郎"))))


@pytest.mark.parametrize("word", ["LDFLAGS", "RawIOBase", "KeysView", "MKDEV", "CMake", "OSError"])
def test_words_of_programs_are_nobody(word: str) -> None:
    text = f"The value of {word} is read at the start, and {word} is then passed on."
    assert [
        m for m in EnglishNameRecognizer().find(Scene(view_of(text))) if m.entity == "PERSON" and m.score >= 0.4
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        "See also: chown (2), sort (1).",
        "let temperature = Temperature::Celsius(35);",
        "let distance = Miles(30.0);",
        "let numbers: Vec<_> = strings;",
        "It is passed on to :meth:`~Handler.emit` in the end.",
        "The most that fits is SSIZE_T_MAX.",
        'let names = vec!["Bob", "Ferris"];',
        ".. method:: close()\n   :noindex:\n\n   Closes it.",
    ],
)
def test_where_programs_have_words_nobody_is_seen(text: str) -> None:
    found = EnglishNameRecognizer().find(Scene(view_of(text)))
    assert [m for m in found if m.entity == "PERSON" and m.score >= 0.4] == []


@pytest.mark.parametrize(
    ("text", "labelled"),
    [
        ("Install it by the package manager or Flatpak.", False),
        ("Account manager: Okafor", True),
        ("The account manager is Okafor.", True),
    ],
)
def test_a_label_announces_what_stands_right_behind_it(text: str, labelled: bool) -> None:
    kinds = [e.kind for m in EnglishNameRecognizer().find(Scene(view_of(text))) for e in m.evidence]
    assert (EvidenceKind.LABEL in kinds) == labelled


@pytest.mark.parametrize(
    ("text", "name", "less"),
    [
        ("Newell was bought by Sanford in 1994.", "Sanford", True),
        ("Sydney wrote to us about Lincoln.", "Lincoln", True),
        ("We spoke to Jordan Holden on 07700 900422.", "Jordan Holden", False),  # in full: no place is called so
        ("We spoke to Taro Yamada.", "Taro Yamada", False),
    ],
)
def test_what_may_as_well_be_a_firm_or_a_place_counts_against_a_person(
    text: str, name: str, less: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def score() -> float:
        (match,) = [
            m
            for m in EnglishNameRecognizer().find(Scene(view_of(text)))
            if text[m.start : m.end] == name and m.entity == "PERSON"
        ]
        return match.score

    heard = score()
    monkeypatch.setattr(english, "_TENTH", 1.0)  # nothing is likelier than that: no other type counts
    assert heard < score() - 0.1 if less else heard == score()


@pytest.mark.parametrize("name", ["McDonald", "O'Brien", "MacLeod", "DeSouza", "SMITH"])
def test_names_with_a_capital_inside_are_names_all_the_same(name: str) -> None:
    text = f"Please ask Mr {name} about it."
    assert any(m.entity == "PERSON" and m.score >= 0.4 for m in EnglishNameRecognizer().find(Scene(view_of(text))))
