"""Texts met before: the same findings, without another look."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from detectors.engine import Detector
from detectors.met import Findings
from detectors.model import Match, Passage

_LETTER = (
    "Dear Ms Ann Lee,\nplease call 020 7946 0000 or write to ann.lee@example.com.\n担当: 佐藤 花子 090-1234-5678\n"
)


def test_a_text_met_before_has_the_same_findings_as_one_that_is_new() -> None:
    others = [Passage("Born 8 January 1989"), Passage("Ann Lee", ("Name",)), Passage("Ann Lee", ("Product",))]
    detector = Detector()
    first = detector.find([Passage(_LETTER), *others])
    again = detector.find([*others, Passage(_LETTER), Passage(_LETTER)])
    alone = [Detector().find([p])[0] for p in [*others, Passage(_LETTER), Passage(_LETTER)]]
    assert first[0] and again == alone


@given(st.lists(st.lists(st.tuples(st.text("ab'\ud800\n", max_size=3), st.lists(st.text("a',", max_size=2))))))
def test_only_distinct_passages_are_looked_at_and_labels_are_part_of_them(
    calls: list[list[tuple[str, list[str]]]],
) -> None:
    looked: list[Passage] = []
    findings = Findings()

    def look(some: Sequence[Passage]) -> list[list[Match]]:
        looked.extend(some)
        return [[Match(repr((p.text, p.labels)), 0, 1, 0.5, (), "")] for p in some]

    for call in calls:
        passages = [Passage(text, tuple(labels)) for text, labels in call]
        found = findings.of(passages, look)
        assert [m.entity for [m] in found] == [repr((p.text, p.labels)) for p in passages]
    assert len(looked) == len({(p.text, p.labels) for p in looked})


def test_what_is_remembered_is_bounded_and_no_text() -> None:
    looked: list[Passage] = []
    findings = Findings()

    def look(some: Sequence[Passage]) -> list[list[Match]]:
        looked.extend(some)
        return [[] for _ in some]

    for number in range(3 * Findings.KEEP):
        findings.of([Passage(f"secret {number}")], look)
    findings.of([Passage("secret 0")], look)
    assert len(looked) == 3 * Findings.KEEP + 1
    assert len(findings._met) <= Findings.KEEP + 1
    assert "secret" not in repr(vars(findings)) + "".join(map(repr, findings._met))
