"""Sentences of our own for training: templates in the style of office documents, filled with invented people.

The public corpora are newspapers, encyclopaedias and tweets; a file share holds lists, letters and forms. Used in
training only. Deterministic for a seed.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources

from detectors.names.corpora import Row
from detectors.names.wordlists import english_words, handmade, japanese_words, splits

_SLOT = re.compile(r"\{([A-Za-z]+)\}")
_TYPES = {
    **dict.fromkeys(
        "person surname given kana foreign latin upper uppersurname reversed upperreversed initials japanese "
        "euroname euroreversed eurogiven eurosurname".split(),
        "PER",
    ),
    **dict.fromkeys(("firm", "namefirm"), "ORG"),
    **dict.fromkeys(("place", "nameplace", "country"), "LOC"),
}
Slots = Mapping[str, Callable[[random.Random], str]]


def fill(template: str, slots: Slots, rng: random.Random) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """A template with its slots filled, and where the names in it stand."""
    text, at = "", 0
    spans = []
    for slot in _SLOT.finditer(template):
        text += template[at : slot.start()]
        value = slots[slot[1]](rng)
        if kind := _TYPES.get(slot[1]):
            spans.append((len(text), len(text) + len(value), kind))
        text += value
        at = slot.end()
    return text + template[at:], tuple(spans)


def rows(language: str, seed: int, times: int) -> list[Row]:
    """Every template filled ``times`` times."""
    slots = _japanese_slots() if language == "ja" else _english_slots()
    source = resources.files("detectors.names").joinpath("data", f"templates_{language}.txt")
    templates = [t for t in source.read_text(encoding="utf-8").split("\n") if t and not t.startswith("#")]
    rng = random.Random(seed)
    out = []
    for number, template in enumerate(templates):
        for again in range(times):
            text, spans = fill(template, slots, rng)
            out.append(Row(f"own-{language}-{number}-{again}", text, spans, str(number), "own"))
    return out


def renamed(row: Row, language: str) -> Row | None:
    """The row with its people called otherwise, or None where none of them has a name of a plain form.

    Teaches the model to go by what stands around a name rather than by names it has met. The same row gives the same
    copy.
    """
    slots = _name_slots(language)
    rng = random.Random(row.id)
    text, at, changed = "", 0, False
    spans = []
    for start, end, kind in sorted(row.spans):
        if start < at:
            return None
        text += row.text[at:start]
        name = row.text[start:end]
        if kind == "PER" and (other := _other_name(name, language, slots, rng)):
            name, changed = other, True
        spans.append((len(text), len(text) + len(name), kind))
        text += name
        at = end
    return replace(row, text=text + row.text[at:], spans=tuple(spans)) if changed else None


_PLAIN = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)?")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{2,}(?:・[\u30a1-\u30fa\u30fc]{2,})*")
_KANJI = re.compile(r"[\u3400-\u9fff々]{2,6}")


def _other_name(name: str, language: str, slots: Slots, rng: random.Random) -> str | None:
    if language == "en":
        if not _PLAIN.fullmatch(name):
            return None
        first, _, last = name.partition(" ")
        if last:
            return f"{slots['given'](rng)} {slots['surname'](rng)}"
        return slots["given" if first.lower() in english_words().given else "surname"](rng)
    if _KATAKANA.fullmatch(name):
        return "・".join(slots["foreign"](rng) for _ in name.split("・"))
    words = japanese_words()
    if not _KANJI.fullmatch(name):
        return None
    if name in words.surnames:
        return slots["surname"](rng)
    return slots["surname"](rng) + slots["given"](rng) if splits(name, words.surnames, words.given) else None


@cache
def _name_slots(language: str) -> Slots:
    if language == "ja":
        slots = _japanese_slots()
        foreign = sorted(w for w in japanese_words().foreign if len(w) < 9)
        return {"surname": slots["surname"], "given": slots["given"], "foreign": lambda rng: rng.choice(foreign)}
    slots = _english_slots()
    rare = sorted(w.capitalize() for w in english_words().foreign if w not in english_words().common)
    return {
        "given": slots["given"],
        "surname": lambda rng: rng.choice(rare) if rng.random() < 0.5 else slots["surname"](rng),
    }


@cache
def _vocabulary() -> dict[str, dict[str, str]]:
    source = resources.files("detectors.names").joinpath("data", "synthetic.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _words(language: str, key: str) -> Callable[[random.Random], str]:
    """One of the words of a list: parted by slashes where it has any, else by spaces."""
    text = " ".join(_vocabulary()[language][key].split())
    found = [w.strip() for w in text.split("/" if "/" in text else None)]
    return lambda rng: rng.choice(found)


def _title(of: Callable[[random.Random], str]) -> Callable[[random.Random], str]:
    return lambda rng: of(rng).title() if rng.random() < 0.5 else of(rng).capitalize()


def _program_slots() -> Slots:
    """What text about programs is full of: names of variables, types, constants, commands and tools, not of people."""
    parts, commands, tools = (_words("english", key) for key in ("code_parts", "tool_parts", "tools"))

    def some(rng: random.Random) -> list[str]:
        return [parts(rng) for _ in range(rng.choice((1, 2, 2, 3)))]

    def identifier(rng: random.Random) -> str:
        words = some(rng)
        return rng.choice(("".join(words), "_".join(words), words[0] + "".join(w.title() for w in words[1:])))

    def command(rng: random.Random) -> str:
        return rng.choice(("", "", "g", "x", "k", "py", "lib")) + commands(rng) + rng.choice(("", commands(rng)))

    return {
        "identifier": identifier,
        "Identifier": lambda rng: "".join(w.title() for w in some(rng)),
        "CONSTANT": lambda rng: "_".join(some(rng)).upper(),
        "command": command,
        "Tool": lambda rng: tools(rng) if rng.random() < 0.6 else command(rng).capitalize(),
    }


def _japanese_slots() -> Slots:
    words = japanese_words()
    common_surnames, common_given = handmade("japanese", "surnames"), handmade("japanese", "given")
    rare_surnames = sorted(
        w for w, level in words.surnames.items() if level == 2 and 2 <= len(w) <= 3 and w[0] >= "\u3400"
    )
    rare_given = sorted(w for w, level in words.given.items() if level == 2 and 2 <= len(w) <= 3 and w[0] >= "\u3400")
    old = str.maketrans("高崎斉辺沢浜島", "髙﨑齊邊澤濱嶋")

    def surname(rng: random.Random) -> str:
        name = rng.choice(common_surnames if rng.random() < 0.75 else rare_surnames)
        return name.translate(old) if rng.random() < 0.06 else name

    def given(rng: random.Random) -> str:
        return rng.choice(common_given if rng.random() < 0.6 else rare_given)

    kana_surname, kana_given = _words("japanese", "kana_surnames"), _words("japanese", "kana_given")
    foreign_given, foreign_surname = _words("japanese", "foreign_given"), _words("japanese", "foreign_surnames")
    english = _english_slots()
    fields = _words("japanese", "firm_fields")
    stems = _words("japanese", "firm_stems")
    trades = _words("japanese", "firm_trades")
    kinds = _words("japanese", "firm_kinds")

    def firm(rng: random.Random) -> str:
        body = stems(rng) + fields(rng)
        return rng.choice((f"株式会社{body}", f"{body}株式会社", body, f"{kinds(rng)}{body}"))

    def name_firm(rng: random.Random) -> str:
        body = surname(rng) + trades(rng)
        return rng.choice((f"{kinds(rng)}{body}", body, f"{body}株式会社", f"株式会社{surname(rng)}"))

    return {
        "person": lambda rng: surname(rng) + rng.choice(("", "", " ", "\u3000")) + given(rng),
        "surname": surname,
        "given": given,
        "kana": lambda rng: kana_surname(rng) + rng.choice((" ", "\u3000", " ", "")) + kana_given(rng),
        "foreign": lambda rng: foreign_given(rng) + rng.choice(("・", "・", "・", " ", "=")) + foreign_surname(rng),
        "latin": lambda rng: english[rng.choice(("person", "japanese"))](rng),
        "firm": firm,
        "namefirm": name_firm,
        "place": _words("japanese", "places"),
        "nameplace": _words("japanese", "name_places"),
        "department": _words("japanese", "departments"),
        "product": _words("japanese", "products"),
        "word": _words("japanese", "words"),
        "techword": _words("japanese", "tech_words"),
        **_program_slots(),
    }


def _english_slots() -> Slots:
    words = english_words()
    british_given, british_surnames = handmade("english", "given"), handmade("english", "surnames")
    census_surnames = sorted(w.capitalize() for w, level in words.surnames.items() if level >= 3)
    census_given = sorted(w.capitalize() for w, level in words.given.items() if level >= 2)
    romaji_surnames = sorted(w.capitalize() for w in words.japanese_surnames)
    romaji_given = handmade("english", "japanese_given")
    trades = _words("english", "firm_trades")
    stems = _words("english", "firm_stems")
    fields = _words("english", "firm_fields")
    departments, products = _words("english", "departments"), _words("english", "products")
    plain, months = _words("english", "words"), _words("english", "months")

    def given(rng: random.Random) -> str:
        return rng.choice(british_given if rng.random() < 0.7 else census_given)

    def surname(rng: random.Random) -> str:
        name = rng.choice(british_surnames if rng.random() < 0.7 else census_surnames)
        return f"{name}-{rng.choice(british_surnames)}" if rng.random() < 0.04 else name

    def person(rng: random.Random) -> str:
        middle = rng.choice(
            (
                "",
                "",
                "",
                "",
                f"{rng.choice('ABCDEFGHJKLMPRST')} ",
                f"{rng.choice('ABCDEFGHJKLMPRST')}. ",
                f"{given(rng)} ",
            )
        )
        return f"{given(rng)} {middle}{surname(rng)}"

    def initials(rng: random.Random) -> str:
        first = rng.choice(("{0}", "{0}.", "{0} {1}", "{0}. {1}.", "{0}.{1}."))
        return first.format(rng.choice("ABCDEFGHJKLMPRST"), rng.choice("ABCDEFGHJKLMPRST")) + f" {surname(rng)}"

    def japanese(rng: random.Random) -> str:
        first, last = rng.choice(romaji_given), rng.choice(romaji_surnames)
        return rng.choice((f"{first} {last}", f"{last} {first}", f"{last.upper()} {first}", f"{first} {last.upper()}"))

    def reversed_(rng: random.Random) -> str:
        return rng.choice(
            (
                f"{surname(rng)}, {given(rng)}",
                f"{surname(rng).upper()}, {given(rng)}",
                f"{surname(rng).upper()} {given(rng)}",
            )
        )

    european_given, european_surname = _words("english", "european_given"), _words("english", "european_surnames")
    streets = _words("english", "streets")

    def street(rng: random.Random) -> str:
        """A street of a name: its parts are no people."""
        return streets(rng).format(
            euro=european_surname(rng),
            british=surname(rng),
            given=given(rng),
            full=f"{european_given(rng)} {european_surname(rng)}",
        )

    def name_firm(rng: random.Random) -> str:
        return rng.choice(
            (
                f"{surname(rng)} {trades(rng)}",
                f"{surname(rng)} and {surname(rng)} {trades(rng)}",
                f"{given(rng)} {surname(rng)} {trades(rng)}",
            )
        )

    return {
        "person": person,
        "surname": surname,
        "given": given,
        "initials": initials,
        "japanese": japanese,
        "reversed": reversed_,
        "upper": lambda rng: person(rng).upper(),
        "uppersurname": lambda rng: surname(rng).upper(),
        "upperreversed": lambda rng: reversed_(rng).upper(),
        "eurogiven": european_given,
        "eurosurname": european_surname,
        "euroname": lambda rng: f"{(european_given if rng.random() < 0.8 else given)(rng)} {european_surname(rng)}",
        "euroreversed": lambda rng: f"{european_surname(rng)}, {european_given(rng)}",
        "title": lambda rng: rng.choice(("Mr", "Mrs", "Ms", "Miss", "Dr", "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.")),
        "street": street,
        "eponym": lambda rng: rng.choice((surname(rng), european_surname(rng), person(rng))),
        "country": _words("english", "countries"),
        "unit": lambda rng: f"{rng.choice(('Apt.', 'Suite', 'Flat', 'Unit', 'Floor'))} {rng.randint(1, 999)}",
        "number": lambda rng: str(rng.choice((rng.randint(1, 300), rng.randint(1000, 99999)))),
        "firm": lambda rng: f"{stems(rng)} {fields(rng)}",
        "namefirm": name_firm,
        "place": lambda rng: rng.choice(handmade("english", "places")),
        "department": departments,
        "Department": departments,
        "product": products,
        "Product": _title(products),
        "word": plain,
        "Word": _title(plain),
        **_program_slots(),
        "month": months,
    }
