"""What a document tells of itself beside dates: words of vocabularies, each with the best place in which it stood."""

from __future__ import annotations

from detectors.documents.classes import Place, WordsSeen
from detectors.model import ClassVerdict, Evidence, EvidenceKind, WordClue

REASONS = (
    Evidence(EvidenceKind.RIVAL, -0.1, "medical_record"),
    Evidence(EvidenceKind.NEIGHBOUR, 2.0, "its words"),
    Evidence(EvidenceKind.LABEL, 1.5, "取締役会議事録"),
    Evidence(EvidenceKind.CONTEXT, 0.5, "議長"),
    Evidence(EvidenceKind.LABEL, 0.4, "出席者"),
    Evidence(EvidenceKind.LABEL, -0.7, "金額"),
    Evidence(EvidenceKind.AGAINST, 1.0, "people"),
)


def told(seen: WordsSeen, *reasons: Evidence) -> tuple[WordClue, ...]:
    return seen.told(ClassVerdict("minutes", 0.9, reasons))


def test_words_that_speak_for_its_class_are_told_with_where_they_stood_and_nothing_else_is() -> None:
    seen = WordsSeen()
    seen.look("取締役会議事録 議長", Place.TEXT)
    seen.look("取締役会議事録", Place.HEADING)
    assert told(seen, *REASONS) == (
        WordClue("取締役会議事録", "heading"),
        WordClue("議長", "text"),
        WordClue("出席者", "label"),  # known by the weights of headers
    )


def test_no_rule_depends_on_how_many_reasons_people_are_shown() -> None:
    many = tuple(Evidence(EvidenceKind.CONTEXT, 1.0, f"word {n}") for n in range(9))
    verdict = ClassVerdict("minutes", 0.9, many)
    assert len(verdict.shown) < len(WordsSeen().told(verdict)) == 9


def test_what_takes_several_words_of_running_text_is_not_told_by_one_that_speaks_for_the_class() -> None:
    seen = WordsSeen()
    seen.look("dental", Place.TEXT)
    assert told(seen, Evidence(EvidenceKind.CONTEXT, 0.5, "dental")) == ()
    seen.look("orthodontist", Place.TEXT)
    assert told(seen) == (WordClue("dental", "text"),)
    seen.look("dentist", Place.NAME)
    assert told(seen) == (WordClue("dental", "name"),)
