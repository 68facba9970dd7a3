"""Text that an XML document writes as an entity is read within bounds, or its absence is told."""

from __future__ import annotations

import pytest

from scanner.extractors import entities
from tests.scanner.extractors.helpers import kinds, read, text_of


def xml(declared: str, content: str) -> bytes:
    return f"<?xml version='1.0'?><!DOCTYPE a [{declared}]><a>{content}</a>".encode()


def test_text_of_an_entity_of_its_own_stands_where_it_is_referred_to() -> None:
    declared = '<!ENTITY s "Example"><!ENTITY n "Ann &s;"><!ENTITY m "<b>Ben</b> &#8211;">'
    items = read(xml(declared, "<name>Ms &n;, &n; &m;</name><tel>0161 496 0121</tel><x/>&n; again"))
    assert text_of(items).split() == (
        "name: Ms Ann Example, Ann Example Ben – tel: 0161 496 0121 Ann Example again".split()
    )
    assert not kinds(items)


def test_characters_by_their_names_in_html_are_known() -> None:
    start = b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://example.com/a.dtd">'
    items = read(start + b"<a><name>Zo&euml; Example</name></a>")
    assert (text_of(items), kinds(items)) == ("name: Zoë Example", [])


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY n SYSTEM "file:///etc/hostname">',  # never fetched
        '<!ENTITY s SYSTEM "file:///etc/hostname"><!ENTITY n "x &s; y">',
        f'<!ENTITY n "{"x" * 100}">',  # more than there is room for
        '<!ENTITY n "&m;"><!ENTITY m "&n;">',  # each hangs on the other
    ],
)
def test_text_that_is_left_out_is_told_and_what_stands_around_it_is_read(
    declared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entities, "AT_MOST", 50)
    items = read(xml(declared, "<name>before &n; behind</name>"))
    assert [str(kind) for kind in kinds(items)] == ["CORRUPT"]
    assert "before" in text_of(items)
    assert "behind" in text_of(items)


def test_a_long_chain_of_entities_does_not_exhaust_the_stack() -> None:
    chain = "".join(f'<!ENTITY n{n} "&n{n + 1};">' for n in range(3000)) + '<!ENTITY n3000 "end">'
    assert [str(kind) for kind in kinds(read(xml(chain, "x &n0;")))] == ["CORRUPT"]
