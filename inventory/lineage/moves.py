"""Files met elsewhere: which of the files that are new are files that are gone. Pure: candidates in, pairs out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """By what a file was recognised."""

    CONTENT = "content"  # same content, same size
    INODE = "inode"  # same file of the same disk, and besides the same name, time or values


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file on disk that is gone, or new. ``values`` are hashes found in it: asked for only among equal inodes."""

    id: int
    path: str
    content_hash: str
    size: int
    device: int
    inode: int
    modified_ns: int
    values: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        """The file's name without its folders."""
        return self.path.rpartition("/")[2]


def pair(gone: Sequence[Candidate], new: Sequence[Candidate]) -> list[tuple[int, int, How]]:
    """(gone, new, how) for each file recognised; no file is in two pairs.

    Among several of the same content those of the same name go together first, then in the order of their paths. An
    inode alone proves nothing, since file systems give it to the next file made: the name or the time must agree too,
    or most of the values found.
    """
    pairs: list[tuple[int, int, How]] = []
    by_content = _grouped(new, lambda c: (c.content_hash, c.size) if c.content_hash and c.size else None)
    for key, left in _grouped(gone, lambda c: (c.content_hash, c.size) if c.content_hash and c.size else None).items():
        pairs += [(old.id, now.id, How.CONTENT) for old, now in _matched(left, by_content.get(key, []))]
    taken = {number for old, now, _ in pairs for number in (old, now)}
    by_inode = _grouped((c for c in new if c.id not in taken), _inode)
    for old in gone:
        if old.id in taken:
            continue
        for now in by_inode.get(_inode(old), ()):
            if now.id not in taken and _same_file(old, now):
                pairs.append((old.id, now.id, How.INODE))
                taken.add(now.id)
                break
    return sorted(pairs)


def _inode(candidate: Candidate) -> tuple[int, int] | None:
    return (candidate.device, candidate.inode) if candidate.inode else None


def _grouped(candidates: Iterable[Candidate], key: Callable[[Candidate], object]) -> dict[object, list[Candidate]]:
    groups: dict[object, list[Candidate]] = defaultdict(list)
    for candidate in sorted(candidates, key=lambda c: (c.path, c.id)):
        value = key(candidate)
        if value is not None:
            groups[value].append(candidate)
    return groups


def _matched(gone: Sequence[Candidate], new: Sequence[Candidate]) -> list[tuple[Candidate, Candidate]]:
    rest = list(new)
    found: list[tuple[Candidate, Candidate]] = []
    later: list[Candidate] = []
    for old in gone:
        same = next((now for now in rest if now.name == old.name), None)
        if same is None:
            later.append(old)
        else:
            rest.remove(same)
            found.append((old, same))
    return found + list(zip(later, rest, strict=False))


def _same_file(old: Candidate, now: Candidate) -> bool:
    if old.name == now.name or old.modified_ns == now.modified_ns:
        return True
    common = len(old.values & now.values)
    return bool(common) and 2 * common >= len(old.values)
