"""Things that bear a name as people do are told from people; a word that is somebody's surname says nothing."""

from __future__ import annotations

import tomllib

import pytest

from detectors.engine import Detector
from detectors.model import Passage
from detectors.names import english
from detectors.names.things import is_thing

DETECTOR = Detector()
WORDS = english.model(english.WEIGHTS).words


def things(key: str) -> list[str]:
    return tomllib.loads((english.WEIGHTS.parent / "things.toml").read_text(encoding="utf-8"))[key].split()


THINGS = [
    # Legal forms and institutions at the end of the name, or behind it.
    "[Eberhart Kessler GmbH] was paid.",
    "[Eberhart Kessler] GmbH was paid.",
    "The plant of [Peter Kessler] AG is closed.",
    "[Nichols]'s Building Services Ltd won the contract.",
    "The invoice of [Rossi] S.p.A. is overdue.",
    "The lighted [Morris Aldrin Playfield] is open.",
    "[Morris Aldrin] Memorial Hospital has 300 beds.",
    "We met at the [Harriet Aldrin] National Arts Centre.",
    "She holds the [Aldrin Prize] for poetry.",
    "the [Nobel] prize",
    "It is known as [Aldrin] syndrome.",
    "a haulier, [Nichols] & Sons Ltd",
    "the [Aldrin] Foundation",
    # Streets, squares and institutions in other languages, and what English puts before a name.
    "12, Rue [Victor Hugo], Lyon",
    "[Rue Victor Hugo] is closed.",
    "Kitchen: [Neff] oven, four rings.",
    "[Dyson] vacuum, cable worn",
    "Thu: [Cullen] skink, steak pie, jelly",
    "Calle de [Alonso Cano] 14",
    "He moved to Via [Garibaldi].",
    "She taught at the Lycée [Henri Martin].",
    "The office is in [Albert-Schweitzer-Straße].",
    "The boat sank in Lake [Victoria].",
    "Hurricane [Sandy] reached the coast.",
    # What it is said to be.
    "[Aldbury] is a village in Hertfordshire.",
    "[Morgan], a small town in the south, was flooded.",
    "[Eberhart Kessler] is a brand of pencils.",
    "[Kessler] was founded in 1898.",
    "the village of [Morgan]",
    "a small retailer called [Harriet Morgan]",
    "In 1912 it changed its name to [Luis Morgan].",
    "The firm is trading as [Peter Kessler].",
    # Firms that everybody knows, and software.
    "The account is with [Morgan Stanley].",
    "[Hewlett Packard]'s printers are slow.",
    "Install [Flatpak] first.",
    "[chown root] /u",
]

PEOPLE = [
    "[Timothy Dam] wrote it.",
    "[Grace Lake] and [Amy Church] called.",
    "[Mary Smith] School Governor",
    "[John Smith] Bank Manager",
    "[JOHN SMITH] AS WITNESS",
    "[Mary Jones]'s School is closed today.",
    "The parcel was sent via [John Smith].",
    "Via [John Smith]",
    "[John Smith], University of Leeds",
    "[Taylor] is a school teacher.",
    "[Taylor], a company director, resigned.",
    "[Taylor] is a partner in the firm.",
    "[Taylor] was born in a village.",
    "the mayor of [Morgan]",
    "The school called [Mary Smith].",
    "a school named after [Mary Smith]",
    "We saw [Frank] laugh and [Stanley Morgan] cry.",
    "[Perl] Harbour and [Len] Goodman, with [Tee] and [Sudo]",
    "[Victoria Hall] rang.",
    "We saw [Lake Bell] and [Rue Evans] on stage.",
]


def test_no_software_is_called_as_people_are() -> None:
    names = {w for w in things("software") if w in WORDS.given or WORDS.surnames.get(w, 0) > 1}
    assert names == set()


def marked(text: str) -> list[tuple[str, int, int]]:
    """The sentence, and where each of the names marked in it stands."""
    plain, spans, rest = "", [], text
    while "[" in rest:
        before, _, rest = rest.partition("[")
        name, _, rest = rest.partition("]")
        plain += before
        spans.append((len(plain), len(plain) + len(name)))
        plain += name
    return [(plain + rest, start, end) for start, end in spans]


@pytest.mark.parametrize("text", THINGS)
def test_what_bears_a_name_is_a_thing(text: str) -> None:
    assert all(is_thing(*one, WORDS) for one in marked(text))


@pytest.mark.parametrize("text", PEOPLE)
def test_nothing_is_said_of_a_person(text: str) -> None:
    assert not any(is_thing(*one, WORDS) for one in marked(text))


@pytest.mark.parametrize(
    "text",
    [
        "The south end features the lighted Bobby Aldrin Playfield.",
        "The lorry of Peter Kessler GmbH was late.",
        "Please send it to 80 Rue Joseph Vernet.",
        "Mrs Amy Price called on Monday. The lights of the Amy Price Playfield were out of order.",
    ],
)
def test_nobody_is_found_in_a_thing(text: str) -> None:
    found = [text[m.start : m.end] for m in DETECTOR.find([Passage(text)])[0] if m.entity == "PERSON"]
    assert found == (["Amy Price"] if text.startswith("Mrs") else [])


@pytest.mark.parametrize(
    "text", ["Lake John " * 10_000, "John Smith University " * 5_000, "A" * 50_000 + " John Smith"]
)
def test_long_lines_are_no_trouble(text: str) -> None:
    assert isinstance(is_thing(text, len(text) - 5, len(text), WORDS), bool)
    assert DETECTOR.find([Passage(text)])
