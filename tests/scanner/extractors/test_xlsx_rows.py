"""Promises of the reader of large sheets: whatever way a program writes rows, they are told as the XML parser tells
them."""

from __future__ import annotations

import io
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.extractors import xlsx_rows
from scanner.extractors.xlsx_sheet import MAIN

HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN[1:-1]}"><sheetData>'
TAIL = "</sheetData></worksheet>"
Rows = list[tuple[int, list[xlsx_rows.RawCell]]]


def _filled(found: Rows) -> Rows:
    kept = [(number, [cell for cell in cells if cell[3]]) for number, cells in found]
    return [row for row in kept if row[1]]


def _quick(part: str | bytes) -> Rows:
    data = part if isinstance(part, bytes) else part.encode()
    return _filled(list(xlsx_rows.rows(io.BytesIO(data))))


def _by_the_parser(part: str | bytes) -> Rows:
    data = part if isinstance(part, bytes) else part.encode()
    return _filled(list(xlsx_rows._parsed(io.BytesIO(data), -1)))


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12)


@st.composite
def _cell(draw: st.DrawFn) -> str:
    style = draw(st.sampled_from(["", ' s="3"', ' s="0"']))
    text = escape(draw(TEXT), quote=False)
    if draw(st.booleans()):
        text = "".join(f"&#{ord(c)};" if ord(c) > 127 else c for c in text)
    return f'<c r="COLUMN"{style}' + draw(
        st.sampled_from(
            [
                "/>",
                f' t="inlineStr"><is><t>{text}</t></is></c>',
                f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>',
                f' t="inlineStr"><is><r><t>{text}</t></r><r><t>!</t></r></is></c>',
                f' t="str"><f>A1&amp;B1</f><v>{text}</v></c>',
                ' t="s"><v>12</v></c>',
                ' t="b"><v>1</v></c>',
                "><v>45000.5</v></c>",
                '><f t="shared" si="0"/><v>7</v></c>',
                "><v/></c>",
                "></c>",
                f"><!-- {text.replace('-', '')} --><v>8</v></c>",
            ]
        )
    )


@given(st.lists(st.lists(_cell(), max_size=5), max_size=6), st.sampled_from(["", "\n", "\r\n  "]))
def test_rows_are_told_as_the_parser_tells_them(rows, between):
    part = HEAD
    for number, cells in enumerate(rows, 1):
        named = (cell.replace("COLUMN", f"{'ABCDE'[at]}{number}") for at, cell in enumerate(cells))
        part += between + f'<row r="{number}" spans="1:5">' + between.join(named) + "</row>"
    part += between + TAIL
    assert _quick(part) == _by_the_parser(part)


@pytest.mark.parametrize(
    "part",
    [
        HEAD + '<row r="1"/><row r="2"><c r="A2"><v>1</v></c></row>' + TAIL,
        HEAD + '<row><c r="A1"><v>1</v></c></row><row/><row><c r="B3"><v>2</v></c></row>' + TAIL,
        HEAD + '<row r="4"><c><v>1</v></c><c><v>2</v></c></row>' + TAIL,
        HEAD + "<row r='5'><c r='C5' t='s'><v>1</v></c></row>" + TAIL,
        HEAD + '<row r="1"><c t="s" r="A1"><v>1</v></c></row>' + TAIL,
        HEAD + '<row r="1"><c r="A1" t="str"><v><![CDATA[a < b]]></v></c></row>' + TAIL,
        HEAD + '<row r="1"><c r="A1" t="str"><v>&unknown; text</v></c><c r="B1"><v>3</v></c></row>' + TAIL,
        HEAD + '<row r="1" x="a>b"><c r="A1"><v>1</v></c></row>' + TAIL,
        HEAD + '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>3',
        HEAD + '<row r="1"><c r="A1"><v>1</v></c></row>',
        HEAD.replace("<sheetData>", "<sheetData/>") + "</worksheet>",
        f'<x:worksheet xmlns:x="{MAIN[1:-1]}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>",
        (HEAD.replace("UTF-8", "UTF-16") + '<row r="1"><c r="A1" t="str"><v>山田</v></c></row>' + TAIL).encode(
            "utf-16"
        ),
        HEAD.replace("UTF-8", "Shift_JIS").encode()
        + '<row r="1"><c r="A1" t="str"><v>山田</v></c></row>'.encode("cp932")
        + TAIL.encode(),
        HEAD + f'<row r="1">{"".join(f"""<c r="A1" t="str"><v>{n}</v></c>""" for n in range(60_000))}</row>' + TAIL,
        HEAD + '<row r="1"><c r="A1" t="str"><v>a\ue000b &amp; c</v></c></row>' + TAIL,
    ],
)
def test_odd_rows_are_told_as_the_parser_tells_them(part):
    assert _quick(part) == _by_the_parser(part)


def test_what_is_not_well_formed_costs_its_row_alone():
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>value {n}</v></c></row>' for n in range(1, 200))
    found = _quick(HEAD + rows.replace("<v>value 100</v>", "<v>value 100</w>") + TAIL)
    assert {number for number, _ in found} >= {*range(199)} - {99}


def test_rows_as_most_programs_write_them_need_no_tree(monkeypatch):
    monkeypatch.delattr(xlsx_rows, "_tree")
    row = '<row r="1" spans="1:3" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1"><v>2</v></c></row>'
    assert _quick(HEAD + row + TAIL) == [(0, [(0, "1", "s", "0"), (1, None, None, "2")])]


def test_a_part_without_rows_has_none_and_what_is_no_xml_raises():
    assert _quick("<worksheet/>") == []
    with pytest.raises(SyntaxError):
        _quick(b"")
