"""What became of information assets that are no more: their files lie in another folder, or count as another kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from inventory.storage.assets import asset_key, family
from inventory.storage.chunking import chunks
from inventory.storage.places import shown_class
from inventory.storage.tables import File, FileState, Move, Root


def successors(connection: Connection, lost: Collection[str]) -> dict[str, str]:
    """For keys of assets (``assets.asset_key``) that are no more: that of the asset in which most of their files are by
    now, those of most files first. Assets whose files are all gone are left out, and so are unknown keys."""
    rows = connection.execute(select(Move.from_id, Move.to_id).order_by(Move.scan_id))
    moved = {row.from_id: row.to_id for row in rows}
    held: dict[str, set[int]] = defaultdict(set)
    gone: set[int] = set()
    for file, key, is_gone in _former(connection, sorted(moved)):
        if is_gone:
            gone.add(file)
        if key in lost:
            held[key].add(file)
    ends = {key: {_end(file, moved, gone) for file in found} for key, found in held.items()}
    now = asset_keys(connection, set().union(*ends.values()))
    went = {key: Counter(now[file] for file in found if file in now) for key, found in ends.items()}
    most = {key: min(to.items(), key=lambda item: (-item[1], item[0])) for key, to in went.items() if to}
    return {key: to for key, (to, _) in sorted(most.items(), key=lambda item: (-item[1][1], item[0]))}


def asset_keys(connection: Connection, files: Collection[int]) -> dict[int, str]:
    """The assets of those of these files that are there."""
    query = select(File.id, Root.path, File.path, File.member_of, shown_class)
    found: dict[int, str] = {}
    for some in chunks(sorted(files)):
        here = query.join(Root, Root.id == File.root_id).where(File.id.in_(some), File.gone.is_(False))
        found.update((number, _key(*row)) for number, *row in connection.execute(here))
    return found


def _former(connection: Connection, moved: Sequence[int]) -> Iterator[tuple[int, str, bool]]:
    """Files with an asset that they were in and whether they are gone: those that moved, and those that counted as
    another kind after an earlier scan."""
    columns = File.id, File.gone, Root.path, File.path, File.member_of
    for some in chunks(moved):
        query = select(*columns, shown_class).join(Root, Root.id == File.root_id).where(File.id.in_(some))
        for number, gone, *row in connection.execute(query):
            yield number, _key(*row), gone
    query = select(*columns, FileState.doc_class).join(FileState, FileState.file_id == File.id)
    query = query.join(Root, Root.id == File.root_id).distinct()
    for number, gone, *row in connection.execute(query.where(FileState.doc_class.not_in(["", shown_class]))):
        yield number, _key(*row), gone


def _key(root: str, path: str, member_of: str, doc_class: str) -> str:
    return asset_key(root, family(path.split(" > ", 1)[0] if member_of else path), doc_class)


def _end(file: int, moved: Mapping[int, int], gone: Collection[int]) -> int:
    """Where a file that is gone is by now; one that came back to where it was is there."""
    passed = {file}
    while file in gone and moved.get(file, file) not in passed:
        file = moved[file]
        passed.add(file)
    return file
