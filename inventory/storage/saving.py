"""Writes a batch of file results: few statements, all in the caller's transaction, safe to repeat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple, cast

from sqlalchemy import JSON, Connection, Table, bindparam, delete, select, update

from inventory.storage import hashes, waiting
from inventory.storage.bulk import as_json, insert_many, new_ids
from inventory.storage.chunking import chunks
from inventory.storage.occurrences import forget
from inventory.storage.places import contents_changed, mark_changed, place_ids, place_of
from inventory.storage.tables import Assessment, File, FileEntity, FileProblem, FoundItem
from scanner.document import Detail, Problem, ProblemKind, Stage
from scanner.results import FileRef, FileResult, FileStat, Finding, Outcome

Row = dict[str, Any]
FILES = cast(Table, File.__table__)
FINDINGS = cast(Table, FoundItem.__table__)
PROBLEMS = cast(Table, FileProblem.__table__)
ENTITIES = cast(Table, FileEntity.__table__)
_ASSESSMENTS = cast(Table, Assessment.__table__)

_JSON_OF_FILES = [column.name for column in FILES.columns if isinstance(column.type, JSON)]
_MAX, _MIN = (1 << 63) - 1, -(1 << 63)


class _Known(NamedTuple):
    """What is stored already under an identity."""

    id: int
    last_seen: int
    last_read: int
    place: int | None
    gone: bool
    rights: tuple[Any, ...]  # _RIGHTS


class _Entry(NamedTuple):
    """One row to be: the result and where it belongs. ``above`` is the file on disk that holds a member."""

    identity: bytes
    ordinal: int
    result: FileResult
    above: FileResult | None


_MEMBERS = select(FILES.c.id)


def identity_of(ref: FileRef, ordinal: int = 0) -> bytes:
    """What a file is: 16 bytes from its exact path on disk, and the path of a member and which of that name."""
    member = ref.path.encode("utf-8", "surrogatepass") if ref.member_of else b""
    # NUL cannot stand in a path on disk, so it parts the two without doubt.
    return blake2b(b"%b\0%d\0%b" % (ref.raw, ordinal, member), digest_size=16).digest()


def clean(text: str) -> str:
    """A text that every database takes: NUL and lone surrogates (bytes of no encoding) written out."""
    if "\0" in text:
        text = text.replace("\0", "\\x00")
    if text.isascii():
        return text
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def was_read(result: FileResult) -> bool:
    """Whether the scan got as far as opening the file: links, devices and exclusions are settled while crawling."""
    crawled = any(problem.stage is Stage.CRAWL for problem in result.problems)
    return not (crawled and result.outcome in (Outcome.SKIPPED, Outcome.FAILED))


def write_batch(connection: Connection, scan: int, root: int, results: Sequence[FileResult]) -> None:
    """Stores results of files on disk below one root, with their members; what was known of them is replaced.

    Files that are UNCHANGED keep what is known and are only marked as seen. The files are distinct.
    """
    entries = [_Entry(identity_of(result.ref), 0, result, None) for result in results]
    known = _lookup(connection, root, [entry.identity for entry in entries])
    same: list[tuple[_Known, FileStat]] = []
    fresh: list[_Entry] = []
    for entry in entries:
        before = known.get(entry.identity)
        if entry.result.outcome is not Outcome.UNCHANGED:
            fresh.append(entry)
        elif before:
            same.append((before, entry.result.stat))
        else:
            fresh.append(entry._replace(result=_never_seen(entry.result)))
    _touch(connection, scan, same)
    tops = _write_files(connection, scan, root, fresh, known, [None] * len(fresh))
    inner: list[_Entry] = []
    containers: list[int | None] = []
    for entry, file_id in zip(fresh, tops, strict=True):
        members = _members(entry.result)
        inner += members
        containers += [file_id] * len(members)
    inner_known = _lookup(connection, root, [entry.identity for entry in inner])
    inside = _write_files(connection, scan, root, inner, inner_known, containers)
    _drop_members(connection, scan, [known[e.identity].id for e in fresh if e.identity in known], set(inside))
    written = [*fresh, *inner]
    ids = [*tops, *inside]
    old = {k.id for k in (*known.values(), *inner_known.values())}
    _write_contents(connection, written, ids, [file_id for file_id in ids if file_id in old])
    replaced = (*(known[e.identity] for e in fresh if e.identity in known), *inner_known.values())
    mark_changed(connection, (k.place for k in replaced))
    waiting.add(connection, ids)
    if written:
        contents_changed(connection)


def _never_seen(result: FileResult) -> FileResult:
    """An unchanged file that the store knows nothing of (another scan at work on it): recorded, and read next time."""
    problem = Problem(ProblemKind.UNREADABLE, Stage.STORE, Detail.UNEXPECTED)
    return FileResult(result.ref, Outcome.FAILED, result.stat, problems=(problem,))


def _members(top: FileResult) -> list[_Entry]:
    counted: dict[str, int] = defaultdict(int)
    entries: list[_Entry] = []

    def walk(result: FileResult) -> None:
        for member in result.members:
            # An archive may hold two members of one name.
            ordinal = counted[member.ref.path]
            counted[member.ref.path] += 1
            entries.append(_Entry(identity_of(member.ref, ordinal), ordinal, member, top))
            walk(member)

    walk(top)
    return entries


def _lookup(connection: Connection, root: int, identities: Sequence[bytes]) -> dict[bytes, _Known]:
    found: dict[bytes, _Known] = {}
    for part in chunks(identities):
        for row in connection.execute(_KNOWN.where(FILES.c.root_id == root, FILES.c.identity.in_(part))):
            identity, number, last_seen, last_read, place, gone, *rights = row
            found[identity] = _Known(number, last_seen, last_read, place, gone, tuple(rights))
    return found


_RIGHTS = ("mode", "owner", "group", "acl")
_KNOWN = select(
    *(FILES.c[name] for name in ("identity", "id", "last_seen_scan", "last_read_scan", "place_id", "gone", *_RIGHTS))
)


def _touch(connection: Connection, scan: int, same: Sequence[tuple[_Known, FileStat]]) -> None:
    """Marks unchanged files as seen. Who may read them can change without a change of content."""
    if not same:
        return
    seen = {"gone": False, "gone_scan": None}
    shared = ("last_seen_scan", *_RIGHTS)
    # Another scan that began later may have met the file already, and must find that it did.
    stats = [{**_stat(stat), "last_seen_scan": max(scan, k.last_seen)} for k, stat in same]
    connection.execute(
        update(FILES).where(FILES.c.id == bindparam("b_id")).values(**seen),
        [{"b_id": k.id, **stat} for (k, _), stat in zip(same, stats, strict=True)],
    )
    known = [k for k, _ in same]
    altered = [
        k for k, stat in zip(known, stats, strict=True) if k.gone or k.rights != tuple(stat[name] for name in _RIGHTS)
    ]
    waiting.add(connection, {k.id for k in altered})
    for part in chunks([k.id for k in altered]):
        waiting.add(connection, set(connection.execute(_MEMBERS.where(FILES.c.container_id.in_(part))).scalars()))
    # Met for the first time since they were read, they are called unchanged from now on.
    shown = [*altered, *(k for k in known if k.last_seen == k.last_read)]
    mark_changed(connection, (k.place for k in shown))
    for part in chunks([k.id for k in shown]):
        members = select(FILES.c.place_id).distinct().where(FILES.c.container_id.in_(part))
        mark_changed(connection, connection.execute(members).scalars())
    # A member taken out of its archive earlier was last seen before the archive was, and stays gone.
    current = (FILES.c.container_id == bindparam("b_id")) & (FILES.c.last_seen_scan == bindparam("b_seen"))
    connection.execute(
        update(FILES).where(current).values(**seen),
        [
            {"b_id": k.id, "b_seen": k.last_seen, **{name: stat[name] for name in shared}}
            for (k, _), stat in zip(same, stats, strict=True)
        ],
    )


def _write_files(
    connection: Connection,
    scan: int,
    root: int,
    entries: Sequence[_Entry],
    known: Mapping[bytes, _Known],
    containers: Sequence[int | None],
) -> list[int]:
    """Inserts or updates the rows of the files; their ids in the order given."""
    rows = [_file_row(entry, scan) for entry in entries]
    places = [place_of(root, row["path"], row["member_of"], row["doc_class"]) for row in rows]
    numbers = place_ids(connection, places)
    mark_changed(connection, numbers.values())
    count = sum(entry.identity not in known for entry in entries)
    fresh_ids = iter(new_ids(connection, FILES, count) if count else ())
    new: list[Sequence[Any]] = []
    old: list[Row] = []
    ids: list[int] = []
    for entry, row, place, container in zip(entries, rows, places, containers, strict=True):
        row["place_id"] = numbers[place]
        before = known.get(entry.identity)
        if before:
            # The later of two scans at work together counts, whichever writes first.
            old.append({**row, "last_seen_scan": max(scan, before.last_seen), "b_id": before.id})
            old[-1]["last_read_scan"] = old[-1]["last_seen_scan"]
            ids.append(before.id)
            continue
        ids.append(next(fresh_ids))
        indexed = not any(finding.hashes for finding in entry.result.findings)
        for name in _JSON_OF_FILES:
            row[name] = None if row[name] is None else as_json(row[name]) if row[name] else "[]"
        new.append((*row.values(), ids[-1], root, entry.identity, container, scan, indexed))
    if old:
        connection.execute(update(FILES).where(FILES.c.id == bindparam("b_id")), old)
    if new:
        names = (*rows[0], "id", "root_id", "identity", "container_id", "first_seen_scan", "indexed")
        insert_many(connection, FILES, names, new)
    return ids


def _drop_members(connection: Connection, scan: int, containers: Sequence[int], kept: set[int]) -> None:
    """Marks members as gone that are no longer in their files."""
    stale: list[int] = []
    for part in chunks(containers):
        query = select(FILES.c.id).where(FILES.c.container_id.in_(part), FILES.c.gone.is_(False))
        stale += [file_id for file_id in connection.execute(query).scalars() if file_id not in kept]
    mark_gone(connection, scan, stale)


def mark_gone(connection: Connection, scan: int, ids: Sequence[int]) -> None:
    """Marks these files, and the members of them, as gone since this scan. What was judged of them goes: lists of what
    is due, or a risk, are read from there."""
    gone = {"gone": True, "gone_scan": scan}
    for part in chunks(ids):
        inside = connection.execute(_MEMBERS.where(FILES.c.container_id.in_(part), FILES.c.gone.is_(False))).scalars()
        waiting.add(connection, {*part, *inside})
        for which in (FILES.c.id.in_(part), FILES.c.container_id.in_(part) & FILES.c.gone.is_(False)):
            mark_changed(connection, connection.execute(select(FILES.c.place_id).distinct().where(which)).scalars())
            judged = select(FILES.c.id).where(which)
            connection.execute(delete(_ASSESSMENTS).where(_ASSESSMENTS.c.file_id.in_(judged)))
            connection.execute(update(FILES).where(which).values(**gone))
    if ids:
        contents_changed(connection)


def _write_contents(
    connection: Connection, entries: Sequence[_Entry], ids: Sequence[int], replaced: Sequence[int]
) -> None:
    held = {file_id: entry.result.findings for entry, file_id in zip(entries, ids, strict=True)}
    for part in chunks(replaced):
        _reindex(connection, part, held)
        for table in (FINDINGS, PROBLEMS, ENTITIES):
            connection.execute(delete(table).where(table.c.file_id.in_(part)))
    findings: list[Sequence[Any]] = []
    problems: list[Sequence[Any]] = []
    entities: list[Sequence[Any]] = []
    for entry, file_id in zip(entries, ids, strict=True):
        findings += [_finding_row(file_id, finding) for finding in entry.result.findings]
        problems += [_problem_row(file_id, problem) for problem in entry.result.problems]
        entities += _entity_rows(file_id, entry.result.findings)
    insert_many(connection, FINDINGS, _FINDING, findings)
    insert_many(connection, PROBLEMS, _PROBLEM, problems)
    insert_many(connection, ENTITIES, _ENTITY, entities)


def _reindex(connection: Connection, files: Sequence[int], held: Mapping[int, Sequence[Finding]]) -> None:
    """Takes out of the index what these files held and hold no longer, and leaves the rest to be indexed."""
    before: dict[int, set[int]] = {file: set() for file in files}
    query = select(FINDINGS.c.file_id, FINDINGS.c.hashes).where(FINDINGS.c.file_id.in_(files))
    for file, packed in connection.execute(query):
        before[file].update(hashes.unpack(packed))
    now = {file: {value for finding in held[file] for value in finding.hashes} for file in files}
    forget(connection, ((value, file) for file in files for value in before[file] - now[file]))
    more = [file for file in files if now[file] - before[file]]
    for part in chunks(more):
        connection.execute(update(FILES).where(FILES.c.id.in_(part)).values(indexed=False))


def _integer(value: int) -> int:
    """Sizes that a hostile archive declares may be beyond what a database column holds."""
    return value if _MIN <= value <= _MAX else _MAX if value > 0 else _MIN


def _signed(value: int) -> int:
    """Inode and device numbers use all 64 bits; the column is signed."""
    return _integer(value - (1 << 64) if value > _MAX else value)


def _stat(stat: FileStat) -> Row:
    return {
        "size": _integer(stat.size),
        "modified_ns": _integer(stat.modified_ns),
        "changed_ns": _integer(stat.changed_ns),
        "mode": _integer(stat.mode),
        "owner": _integer(stat.owner),
        "group": _integer(stat.group),
        "device": _signed(stat.device),
        "inode": _signed(stat.inode),
        "links": _integer(stat.links),
        "acl": clean(stat.acl),
    }


def _file_row(entry: _Entry, scan: int) -> Row:
    result, above = entry.result, entry.above
    row = _stat(result.stat)
    if above:
        # Whoever may read the file on disk may read what is inside.
        stat = above.stat
        row |= {"mode": stat.mode, "owner": stat.owner, "group": stat.group, "acl": clean(stat.acl)}
    return row | {
        "raw": result.ref.raw,
        "path": clean(result.ref.path),
        "member_of": clean(result.ref.member_of),
        "ordinal": entry.ordinal,
        "last_seen_scan": scan,
        "last_read_scan": scan,
        "gone": False,
        "gone_scan": None,
        "read": was_read(result),
        "outcome": str(result.outcome),
        "format": clean(result.format),
        "content_hash": result.content_hash,
        "doc_class": result.doc_class,
        "class_evidence": [clean(text) for text in result.class_evidence],
        "clues": [[clean(t) for t in (c.kind, c.event, c.first, c.last, c.source, c.form)] for c in result.clues],
        "told": [[clean(c.word), c.place] for c in result.told],
        "people_low": _integer(result.people.low),
        "people_high": _integer(result.people.high),
        "beside_low": _integer(result.people.beside_low),
        "beside_high": _integer(result.people.beside_high),
        "special": list(result.special),
        "protection": str(result.protection),
        "characters": _integer(result.characters),
        "rules": result.rules,
        # Decisions are applied after the scan, to what it found.
        "found": None,
        "expired": False,
    }


@lru_cache(maxsize=4096)
def _texts(texts: tuple[str, ...]) -> str:
    """Texts as JSON: evidence, masks and columns say the same of most findings."""
    return as_json([clean(text) for text in texts])


_FINDING = (
    *("file_id", "identity", "entity", "at", "count", "distinct", "score", "recognizer"),
    *("evidence", "masked", "column_ref", "hashes"),
)
_PROBLEM = ("file_id", "kind", "stage", "detail", "cause", "at")
_ENTITY = ("file_id", "entity", "count", "distinct")


def _finding_row(file_id: int, finding: Finding) -> Sequence[Any]:
    packed = hashes.pack(sorted(finding.hashes))
    column = finding.column
    return (
        file_id,
        hashes.identity(finding.entity, packed),
        finding.entity,
        clean(finding.at),
        _integer(finding.count),
        _integer(finding.distinct),
        finding.score,
        finding.recognizer,
        _texts(finding.evidence),
        _texts(finding.masked),
        _texts((column.sheet, column.letter, column.header)) if column else None,
        packed,
    )


def _problem_row(file_id: int, problem: Problem) -> Sequence[Any]:
    kind, stage = str(problem.kind), str(problem.stage)
    return file_id, kind, stage, problem.detail.name, clean(problem.cause), clean(str(problem.at))


def _entity_rows(file_id: int, findings: Sequence[Finding]) -> list[Sequence[Any]]:
    by_entity: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_entity[finding.entity].append(finding)
    return [
        (
            file_id,
            entity,
            _integer(sum(f.count for f in found)),
            _integer(hashes.count_together((f.hashes, f.distinct) for f in found)),
        )
        for entity, found in by_entity.items()
    ]
