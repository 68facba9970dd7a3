"""The sampling audit draws by chance alone, forgets nothing, and estimates what it was told."""

from __future__ import annotations

from collections import Counter

import pytest

from inventory.questions.audits import answer, draw, result, samples
from inventory.storage.store import Store
from scanner.results import Outcome
from tests.inventory import samples as made


@pytest.fixture
def store(store: Store) -> Store:
    hits = [made.result(f"hit{n}", findings=(made.finding("UK_NINO"),), characters=9) for n in range(30)]
    cleans = [made.result(f"clean{n}", characters=9) for n in range(60)]
    firms = [made.result("firm", findings=(made.finding("ORGANIZATION"),), characters=9)]
    unread = [made.result("failed", Outcome.FAILED, characters=9), made.result("empty")]
    made.scan(store, *hits, *cleans, *firms, *unread)
    return store


def test_as_many_of_each_kind_are_drawn_in_an_order_that_tells_nothing(store: Store) -> None:
    drawn = draw(store, 10, "clerk", seed=7)
    kinds = [sample.path.rstrip("0123456789") for sample in drawn]
    assert (kinds.count("hit"), kinds.count("clean") + kinds.count("firm")) == (10, 10)
    assert kinds[:10].count("hit") not in (0, 10)
    assert [sample.number for sample in drawn] == list(range(1, 21))
    assert {"failed", "empty"}.isdisjoint(sample.path for sample in drawn)


def test_the_same_seed_draws_the_same_files_and_another_does_not(store: Store) -> None:
    first, again, other = (draw(store, 10, "clerk", seed=seed) for seed in (7, 7, 8))
    assert [s.path for s in first] == [s.path for s in again]
    assert [s.path for s in first] != [s.path for s in other]
    assert samples(store, again[0].audit) == again


def test_every_file_of_a_kind_is_drawn_as_often_as_any_other(store: Store) -> None:
    """Of 61 in one place 20 are drawn, 60 times: 19.7 times each, and none less than 6 or more than 36 times."""
    often: Counter[str] = Counter()
    for seed in range(60):
        often.update(sample.path for sample in draw(store, 20, "clerk", seed=seed) if sample.path[:3] != "hit")
    assert len(often) == 61
    assert 6 <= min(often.values()) <= max(often.values()) <= 36


def test_a_kind_with_fewer_files_is_drawn_whole(store: Store) -> None:
    assert len(draw(store, 1000, "clerk")) == 30 + 61


def test_estimates_follow_from_the_answers_and_may_be_corrected(store: Store) -> None:
    drawn = draw(store, 10, "clerk", seed=7)
    audit = drawn[0].audit
    blank = result(store, audit)
    assert (blank.precision, blank.recall, blank.unanswered, blank.seed) == (None, None, 20, 7)
    answers = {sample.number: "yes" if sample.path.startswith("hit") else "no" for sample in drawn}
    perfect = answer(store, audit, answers, "clerk")
    assert perfect.precision is not None
    assert perfect.recall is not None
    assert (perfect.precision.value, perfect.recall.value) == (1.0, 1.0)
    assert perfect.precision.low < 0.75
    assert perfect.recall.low < 0.75
    missed = next(number for number, word in answers.items() if word == "no")
    wrong = next(number for number, word in answers.items() if word == "yes")
    found = answer(store, audit, {missed: "yes", wrong: "no"}, "clerk")
    assert found.precision is not None
    assert found.recall is not None
    assert found.precision.value == 0.9
    assert found.recall.value == pytest.approx(30 * 0.9 / (30 * 0.9 + 61 * 0.1))
    assert (found.hits, found.cleans, found.right, found.missed, found.unanswered) == (30, 61, 9, 1, 0)


@pytest.mark.parametrize("answers", [{99: "yes"}, {1: "perhaps"}, {0: "no"}])
def test_answers_that_are_none_are_refused_whole(store: Store, answers: dict[int, str]) -> None:
    audit = draw(store, 2, "clerk")[0].audit
    with pytest.raises(ValueError, match="no answers"):
        answer(store, audit, {2: "yes"} | answers, "clerk")
    assert result(store, audit).unanswered == 4


def test_nothing_can_be_drawn_from_nothing() -> None:
    with Store.in_memory() as empty:
        with pytest.raises(ValueError, match="scanned"):
            draw(empty, 5, "clerk")
        with pytest.raises(ValueError, match="no such audit"):
            result(empty, 1)


def test_a_draw_of_none_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="at least one"):
        draw(store, 0, "clerk")
