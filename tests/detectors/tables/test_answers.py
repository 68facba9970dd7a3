"""What is answered to a question is read with it: on a form about somebody, and in a list of answers without names."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import Entity, Table, TableVerdict
from detectors.people.estimate import PeopleCounter

DETECTOR = Detector()


def judged(rows: list[list[str]], of_somebody: bool = False) -> TableVerdict:
    DETECTOR.restart()
    return DETECTOR.judge(Table("x", rows, of_somebody=of_somebody))


def told(verdict: TableVerdict) -> set[tuple[str, int]]:
    return {(str(c.match.entity), c.row) for c in verdict.cells}


def test_an_answer_to_a_question_no_list_has_is_said_of_whom_the_form_is_about() -> None:
    form = [
        ["Full name", "Ruth Penman"],
        ["Any health condition we should know of?", "Bipolar disorder, stable on lithium"],
        ["How did you hear of us?", "A poster"],
        ["Why do you want to volunteer?", "I like people"],
    ]
    assert told(judged(form)) == {("PERSON", 0), ("HEALTH", 1)}


def test_so_it_is_in_japanese() -> None:
    form = [
        ["お名前", "長屋 ふみ"],
        ["何か気をつけることはありますか", "てんかんがあり、薬を飲んでいます"],
        ["その他", "特になし"],
    ]
    found = told(judged(form))
    assert ("PERSON", 0) in found
    assert ("HEALTH", 1) in found
    assert not any(row == 2 for _, row in found)


@pytest.mark.parametrize("name", ["", "____________"])
def test_a_form_that_nobody_filled_in_is_about_nobody(name: str) -> None:
    form = [
        ["Full name", name],
        ["Any health condition we should know of?", "e.g. epilepsy, bipolar disorder"],
        ["How did you hear of us?", ""],
    ]
    assert told(judged(form)) == set()


def test_what_only_the_question_names_is_nobodys() -> None:
    form = [
        ["Full name", "Ruth Penman"],
        ["Do you have epilepsy or bipolar disorder?", "No"],
        ["How did you hear of us?", "A poster"],
    ]
    assert told(judged(form)) == {("PERSON", 0)}


def test_a_list_of_names_beside_words_is_no_form() -> None:
    rows = [["Name", "Pays from"], ["Ruth Penman", "savings"], ["Adam Low", "cash"], ["Ina Soutar", "savings"]]
    verdict = judged(rows)
    assert [(c.entity, c.count) for c in verdict.columns] == [(Entity.PERSON, 3)]


CHRONOLOGY = [
    ["Date", "Event", "Action"],
    ["12/01/2023", "Arrived in wet clothes, second time this week", "Spoke with mum"],
    ["03/03/2023", "Large bruise on upper arm, said that dad did it when he was drunk", "Phoned the duty team"],
    ["28/06/2023", "Mum disclosed domestic abuse; police attended on Saturday night", "Referral made"],
]


def test_sentences_of_a_table_are_said_of_whom_the_document_is_about() -> None:
    assert not judged(CHRONOLOGY).cells
    assert {("HEALTH", 2), ("CRIMINAL", 3)} <= told(judged(CHRONOLOGY, of_somebody=True))


ANSWERS = [
    ["Resp no", "Ethnic group", "Religion", "Sexual orientation", "Disability?", "Age band"],
    *(
        [str(n), ("White Scottish", "Polish")[n % 2], ("None", "RC")[n % 2], "Heterosexual", "No", "25-34"]
        for n in range(12)
    ),
]


def test_each_row_of_answers_without_names_may_be_somebody() -> None:
    verdict = judged(ANSWERS)
    found = {c.entity for c in verdict.columns}
    assert {Entity.ETHNICITY, Entity.RELIGION, Entity.SEX_LIFE, Entity.DISABILITY} <= found
    counter = PeopleCounter()
    counter.table(Table("x", ANSWERS), verdict.columns, verdict.cells)
    people = counter.estimate()
    assert (people.low, people.high) == (0, 12)


def test_in_japanese_too() -> None:
    rows = [
        ["回答番号", "国籍・民族", "宗教", "性的指向", "障害の有無"],
        *([str(n), "ベトナム", ("仏教", "キリスト教")[n % 2], "異性愛", "あり"] for n in range(8)),
    ]
    found = {c.entity for c in judged(rows).columns}
    assert {Entity.RELIGION, Entity.DISABILITY} <= found


def test_sums_of_answers_are_nobodys() -> None:
    rows = [
        ["Ward", "Ethnicity", "Religion", "Sexual orientation", "Disability"],
        *([f"Ward {n}", str(30 + n), str(20 + n), str(10 + n), str(5 + n)] for n in range(8)),
    ]
    assert not {c.entity for c in judged(rows).columns} & {Entity.ETHNICITY, Entity.RELIGION, Entity.DISABILITY}
