from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from detectors.model import Entity, EvidenceKind
from inventory.retention.model import DOC_CLASSES, NAMEABLE, BasisKind, Clock, Event, Trust
from reports import locale
from reports.locale import LANGUAGES, messages
from reports.registers.merge import State
from reports.registers.suggest import _areas
from reports.wording import doc_class, kind_named
from scanner.document import Detail, ProblemKind, Protection, Stage
from scanner.results import Outcome

VOCABULARIES = [
    *(f"entity.{e.name}" for e in Entity),
    *(f"doc_class.{c}" for c in (*sorted(DOC_CLASSES), "none")),
    *(f"outcome.{o}" for o in Outcome),
    *(f"problem.{k}" for k in ProblemKind),
    *(f"detail.{d.name}" for d in Detail),
    *(f"stage.{s}" for s in Stage),
    *(f"evidence.{k}" for k in EvidenceKind),
    *(f"evidence.bare.{k}" for k in EvidenceKind),
    *(f"protection.{p}" for p in Protection),
    *(f"clock.{c}" for c in Clock),
    *(f"trust.{t}" for t in Trust),
    *(f"event.{e}" for e in Event),
    *(f"basis.{b}" for b in BasisKind),
    *(f"retention.{s}" for s in ("overdue", "due_soon", "within", "unknown", "no_rule")),
    *(f"register.state.{s}" for s in State),
    *(f"register.area.{a}" for a in _areas()),
]


def test_both_languages_have_the_same_keys() -> None:
    english, japanese = set(messages("en").keys()), set(messages("ja").keys())
    assert english - japanese == set()
    assert japanese - english == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_every_vocabulary_has_wording(lang: str) -> None:
    known = set(messages(lang).keys())
    assert [key for key in VOCABULARIES if key not in known] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_kind_of_document_is_known_by_its_name(lang: str) -> None:
    assert [kind_named(doc_class(messages(lang), name).upper()) for name in NAMEABLE] == [*NAMEABLE]
    assert kind_named("") is kind_named("none") is None


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for one test's own catalogues; the loader's cache is emptied around it."""
    (tmp_path / "en").mkdir()
    monkeypatch.setattr(locale, "__file__", str(tmp_path / "__init__.py"))
    messages.cache_clear()
    yield tmp_path / "en"
    messages.cache_clear()


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_fill_in_the_same_values() -> None:
    # What counts may leave the number out of "one".
    for key in messages("en").keys():  # noqa: SIM118 - not a dictionary
        if not key.endswith(".one"):
            texts = [messages(lang)._texts[key] for lang in LANGUAGES]
            assert fields(texts[0]) == fields(texts[1]), key


def test_japanese_wording_is_japanese() -> None:
    english = re.compile(r"[A-Za-z]{4,}")
    allowed = {"Office", "NINO", "IBAN", "DBS", "GDPR", "JSON"}
    for key in messages("ja").keys():  # noqa: SIM118
        if key.startswith(("cli.", "mistake.")):  # they quote keys and file formats
            continue
        # Fields, and commands as they are typed, are no wording.
        text = re.sub(r"\{[^}]*\}|tana(?: -{0,2}[a-z]+)*", "", messages("ja")._texts[key])
        assert set(english.findall(text)) <= allowed, key


@pytest.mark.parametrize(
    ("lang", "n", "text"),
    [("en", 1, "1 person"), ("en", 1204, "1,204 people"), ("en", 0, "0 people"), ("ja", 1, "1人")],
)
def test_a_counting_text_follows_the_number(lang: str, n: int, text: str) -> None:
    assert messages(lang).text("people.exact", n=n) == text


def test_a_value_is_never_taken_for_a_template() -> None:
    assert messages("en").text("register.note.example", path="{0.__class__}{n}") == "e.g. {0.__class__}{n}"


def test_a_missing_key_is_an_error_and_an_unknown_word_shows_itself() -> None:
    with pytest.raises(KeyError):
        messages("en").text("no.such.key")
    assert messages("en").word("clock", "sundial") == "sundial"


def test_a_catalogue_is_read_when_a_key_of_it_is_asked_for(catalogues: Path) -> None:
    (catalogues / "a.toml").write_text('[x]\ny = "z"\n[n]\none = "{n} thing"\nother = "{n} things"\n')
    (catalogues / "b.toml").write_text("this is no TOML")
    assert messages("en").text("x.y") == "z"
    assert messages("en").text("n", n=2) == "2 things"
    with pytest.raises(ValueError, match="Expected"):
        messages("en").text("q.r")


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such language: fr"):
        messages("fr")


def test_a_key_may_stand_in_one_catalogue_only(catalogues: Path) -> None:
    for name in ("a", "b"):
        (catalogues / f"{name}.toml").write_text('[x]\ny = "z"\n')
    with pytest.raises(ValueError, match=r"b\.toml: x\.y stands in another catalogue"):
        messages("en").text("any.thing")


def test_a_catalogue_holds_texts_only(catalogues: Path) -> None:
    (catalogues / "a.toml").write_text("[x]\ny = 3\n")
    with pytest.raises(ValueError, match=r"x\.y is not a text"):
        messages("en").text("any.thing")
