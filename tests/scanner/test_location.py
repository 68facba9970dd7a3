"""A location can be written down and read back, whatever stands in names."""

from hypothesis import given
from hypothesis import strategies as st

from scanner.document import Location, Step, StepKind, TableBlock, column_letter, place

_awkward = st.text() | st.sampled_from(["page 3", "A!B2", "./", "\\>", " > ", "社員!C2:C9", "sheet"])
_steps = st.builds(Step, st.sampled_from([k for k in StepKind if k is not StepKind.CELL]), _awkward) | st.builds(
    lambda name: Step(StepKind.CELL, name + "!C12"), _awkward
)


@given(st.lists(_steps, max_size=4))
def test_what_is_written_is_read_back(steps: list[Step]) -> None:
    location = Location(tuple(steps))
    assert Location.parse(str(location)) == location


def test_a_chain_reads_as_people_write_it() -> None:
    location = place(StepKind.MEMBER, "2023.zip").child(StepKind.MEMBER, "名簿.xlsx").child(StepKind.CELL, "社員!C12")
    assert str(location) == "2023.zip > 名簿.xlsx > 社員!C12"


def test_a_column_names_its_cells_from_the_corner_of_the_grid() -> None:
    block = TableBlock(rows=[], at=place(StepKind.SHEET, "社員"), name="社員", first_row=4, first_column=1)
    assert str(block.cells(0, 1)) == "社員!C4"
    assert str(block.cells(1, 1, 9)) == "社員!C5:C13"


def test_column_letters_follow_the_spreadsheet() -> None:
    assert [column_letter(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
