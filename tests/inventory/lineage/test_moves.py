"""Files met elsewhere are recognised by content, or by inode with something that agrees besides; never by an inode
alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inventory.lineage.moves import Candidate, How, pair


def file(number: int, path: str, content: str = "", inode: int = 0, **fields: object) -> Candidate:
    values: dict[str, object] = {"size": 10, "device": 1, "modified_ns": number, **fields}
    return Candidate(number, path, content, inode=inode, **values)  # type: ignore[arg-type]


def test_the_same_content_at_another_place_is_a_move() -> None:
    assert pair([file(1, "a/x.txt", "h")], [file(2, "b/y.txt", "h")]) == [(1, 2, How.CONTENT)]


def test_of_several_of_one_content_those_of_one_name_go_together() -> None:
    gone = [file(1, "a/x.txt", "h"), file(2, "a/y.txt", "h")]
    new = [file(3, "b/y.txt", "h"), file(4, "b/z.txt", "h"), file(5, "b/w.txt", "h")]
    assert pair(gone, new) == [(1, 5, How.CONTENT), (2, 3, How.CONTENT)]


def test_empty_files_and_files_without_content_are_not_taken_for_each_other() -> None:
    assert pair([file(1, "a", "h", size=0)], [file(2, "b", "h", size=0)]) == []
    assert pair([file(1, "a")], [file(2, "b")]) == []
    assert pair([file(1, "a", "h", size=10)], [file(2, "b", "h", size=11)]) == []


def test_an_inode_alone_proves_nothing() -> None:
    assert pair([file(1, "a/x.txt", "h", 7)], [file(2, "a/y.txt", "i", 7)]) == []
    assert pair([file(1, "a/x.txt", "h", 7)], [file(2, "b/x.txt", "i", 7)]) == [(1, 2, How.INODE)]
    same_time = {"modified_ns": 5}
    assert pair([file(1, "x", "h", 7, **same_time)], [file(2, "y", "i", 7, **same_time)]) == [(1, 2, How.INODE)]
    old = file(1, "x", "h", 7, values=frozenset({1, 2, 3, 4}))
    assert pair([old], [file(2, "y", "i", 7, values=frozenset({1, 2, 9}))]) == [(1, 2, How.INODE)]
    assert pair([old], [file(2, "y", "i", 7, values=frozenset({1, 9}))]) == []
    assert pair([file(1, "x", "h", 7)], [file(2, "x", "i", 7, device=2)]) == []
    assert pair([file(1, "a/x", "h", 0)], [file(2, "b/x", "i", 0)]) == []


_files = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["", "h", "i"]), st.integers(0, 2), st.integers(0, 1)), max_size=6
)


@given(_files, _files)
def test_no_file_is_in_two_pairs_and_the_order_given_does_not_matter(
    gone: list[tuple[str, str, int, int]], new: list[tuple[str, str, int, int]]
) -> None:
    old = [file(n, p, c, i, size=s) for n, (p, c, i, s) in enumerate(gone)]
    now = [file(100 + n, p, c, i, size=s) for n, (p, c, i, s) in enumerate(new)]
    pairs = pair(old, now)
    assert len({a for a, _, _ in pairs}) == len({b for _, b, _ in pairs}) == len(pairs)
    by_content = [p for p in pairs if p[2] is How.CONTENT]
    assert [p for p in pair(old[::-1], now[::-1]) if p[2] is How.CONTENT] == by_content
