"""The store: opened by address, written by one run at a time, asked by ``inventory.questions.queries``."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
import weakref
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from types import TracebackType

from sqlalchemy import Connection, Engine, bindparam, case, func, insert, select, update

from inventory.storage import keys, saving
from inventory.storage.chunking import chunks
from inventory.storage.database import errors_of, open_engine, parse_url, reading, sqlite_path, writing
from inventory.storage.errors import StoreError, StoreReason
from inventory.storage.incremental import Seen
from inventory.storage.saving import FILES
from inventory.storage.tables import File, FileProblem, Meta, Root, Scan
from scanner.document import Detail, Stage
from scanner.results import FileRef, FileResult, Outcome

__all__ = ["Run", "SeenFiles", "Store", "StoreError", "StoreReason"]

BATCH_FILES = 200
BATCH_SECONDS = 0.05
"""How long a result waits for others: what a power cut or a killed process may cost. On a disk so slow that writing
that often would take more than a tenth of the time, longer, up to a second."""
BATCH_WEIGHT = 5_000
"""Findings, and eighths of hashes: some megabyte, so that little is left to write when the last file is read."""

_ELSEWHERE = frozenset({Detail.SYMLINK, Detail.SPECIAL_FILE, Detail.VANISHED})
"""What a crawl says of things that have nothing below them; after any other problem files may lie there unseen."""

shown_outcome = case(
    (
        (File.outcome == Outcome.SCANNED.value) & (File.last_seen_scan > File.last_read_scan),
        Outcome.UNCHANGED.value,
    ),
    else_=File.outcome,
)
"""The outcome as shown: "unchanged" is said only of what an earlier scan looked at in full."""


def utc_now() -> str:
    """Now as ISO 8601 text in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Store:
    """An open inventory. Close it, or use it in a ``with`` statement."""

    def __init__(self, url: str, engine: Engine, folder: str = "") -> None:
        self._url = url
        self._engine = engine
        self._close = weakref.finalize(self, _close, engine, folder)

    @classmethod
    def open(cls, url: str) -> Store:
        """Opens the inventory at an SQLAlchemy address; makes it, or brings its schema up to date, where needed.

        A new SQLite file gets mode 0600. Raises StoreError.
        """
        address = parse_url(url)
        if address.get_backend_name() == "sqlite" and sqlite_path(address) is None:
            return cls.in_memory()
        return cls(url, open_engine(address))

    @classmethod
    def in_memory(cls) -> Store:
        """An inventory that is gone when it is closed.

        It is a file in a folder of its own (mode 0700) all the same: SQLite in memory knows one connection only, and
        would behave differently when written while it is read.
        """
        folder = tempfile.mkdtemp(prefix="tanaoroshi-")
        return cls("sqlite://", open_engine(parse_url(f"sqlite:///{folder}/inventory.db")), folder)

    def close(self) -> None:
        """Gives up the connections. Safe to repeat."""
        self._close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def reading(self) -> AbstractContextManager[Connection]:
        """A read transaction for the modules of this room. What the driver raises in it becomes StoreError."""
        return reading(self._engine)

    def writing(self) -> AbstractContextManager[Connection]:
        """A write transaction for the modules of this room, committed at its end."""
        return writing(self._engine)

    def forget_deleted(self) -> None:
        """Takes what was deleted out of the write-ahead log too. Another program that reads at this moment keeps it
        there until the next checkpoint. Raises StoreError."""
        with errors_of(self._engine.url), self._engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                # A checkpoint cannot run within a transaction, and SQLAlchemy begins one with every statement.
                cursor = connection.connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.close()

    def run(self, roots: Sequence[str], rules: str) -> Run:
        """A scan of these roots with these rules (their signature) begins now.

        Raises ValueError without a root, StoreError where the store cannot be written or the key file is another
        database's.
        """
        if not roots:
            raise ValueError("a run needs at least one root")
        key = keys.existing_key(self._url)
        if key is not None:
            self.check_key(key)
        started = time.time_ns()
        with self.writing() as connection:
            ids = {root: _root_id(connection, root) for root in roots}
            query = insert(Scan).values(
                started=utc_now(),
                started_ns=started,
                finished="",
                rules=rules,
                roots=[saving.clean(root) for root in ids],
                counts={},
            )
            scan = connection.execute(query.returning(Scan.id)).scalar_one()
        return Run(self, scan, ids)

    def seen(self, root: str) -> SeenFiles:
        """What earlier scans know of the files on disk below a root, by exact path."""
        return SeenFiles(self, root)

    def key(self) -> bytes:
        """The key of this inventory, made and written where it is tied to none yet. Raises StoreError as
        :func:`keys.load_key` does, and (reason ``key_missing``) where it is tied to a key that is not there."""
        if self._known_fingerprint() is not None and keys.existing_key(self._url) is None:
            raise StoreError(StoreReason.KEY_MISSING, f"The key file {keys.key_path(self._url)} is missing.")
        return keys.load_key(self._url)

    def check_key(self, key: bytes) -> None:
        """Ties a new inventory to its key; raises StoreError (reason ``key``) for any other key from then on."""
        fingerprint = keys.fingerprint(key)
        known = self._known_fingerprint()
        if known is None:
            with self.writing() as connection:
                connection.execute(insert(Meta).values(name="key", value=fingerprint))
        elif known != fingerprint:
            sentence = "The key file does not belong to this database: put the key file back that was made with it."
            raise StoreError(StoreReason.KEY, sentence)

    def knows_key(self, key: bytes) -> bool:
        """Whether this is the key of the inventory; of any key where it is tied to none yet."""
        return self._known_fingerprint() in (None, keys.fingerprint(key))

    def _known_fingerprint(self) -> str | None:
        with self.reading() as connection:
            return connection.execute(select(Meta.value).where(Meta.name == "key")).scalar()


def _close(engine: Engine, folder: str) -> None:
    engine.dispose()
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


# Made once: they are asked for all files met.
_SEEN = (
    select(File.id, File.raw, File.size, File.modified_ns, File.rules, File.outcome, File.read, Scan.started_ns)
    .select_from(File)
    .join(Root, Root.id == File.root_id)
    .join(Scan, Scan.id == File.last_read_scan)
    .where(Root.raw == bindparam("b_root"), File.identity.in_(bindparam("b_identities", expanding=True)))
)
_KINDS = select(FileProblem.file_id, FileProblem.kind).where(
    FileProblem.file_id.in_(bindparam("b_ids", expanding=True))
)


class SeenFiles(Mapping[bytes, Seen]):
    """The files on disk known below a root, looked up when asked for: millions of them need no memory."""

    def __init__(self, store: Store, root: str) -> None:
        self._store = store
        self._root = os.fsencode(root)

    def __getitem__(self, raw: bytes) -> Seen:
        return self.among([raw])[raw]

    def among(self, raws: Sequence[bytes]) -> dict[bytes, Seen]:
        """Those of some files that are known."""
        found: dict[bytes, Seen] = {}
        with self._store.reading() as connection:
            for part in chunks(raws):
                identities = [saving.identity_of(FileRef("", "", raw)) for raw in part]
                rows = connection.execute(_SEEN, {"b_root": self._root, "b_identities": identities}).all()
                kinds: dict[int, set[str]] = defaultdict(set)
                if incomplete := [row.id for row in rows if row.outcome != Outcome.SCANNED]:
                    for number, kind in connection.execute(_KINDS, {"b_ids": incomplete}):
                        kinds[number].add(kind)
                for row in rows:
                    known = frozenset(kinds[row.id]) if row.id in kinds else frozenset[str]()
                    found[row.raw] = Seen(
                        row.size, row.modified_ns, row.rules, Outcome(row.outcome), row.started_ns, row.read, known
                    )
        return found

    @property
    def present(self) -> bool:
        """Whether there are files below the root, as far as the last scan of it knows."""
        query = select(File.id).join(Root).where(Root.raw == self._root, File.gone.is_(False), File.raw != b"")
        with self._store.reading() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def __iter__(self) -> Iterator[bytes]:
        with self._store.reading() as connection:
            query = select(File.raw).join(Root).where(Root.raw == self._root, File.container_id.is_(None))
            yield from connection.execute(query.execution_options(yield_per=1000)).scalars()

    def __len__(self) -> int:
        with self._store.reading() as connection:
            query = select(func.count()).select_from(File).join(Root)
            return connection.execute(query.where(Root.raw == self._root, File.container_id.is_(None))).scalar_one()


class Run:
    """One scan being written. Leaving the ``with`` block keeps what was saved; only :meth:`finish` says that every
    file was met, so that the others are gone."""

    def __init__(self, store: Store, scan: int, roots: Mapping[str, int]) -> None:
        self.id = scan
        self._store = store
        self._roots = roots
        self._buffer: dict[tuple[str, bytes], FileResult] = {}
        self._weight = 0
        self._unseen: dict[int, list[bytes]] = {root: [] for root in roots.values()}
        self._lock = threading.RLock()
        self._timer: threading.Timer | None = None
        self._wait = BATCH_SECONDS
        self._failure: StoreError | None = None

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            if isinstance(error, StoreError):
                # The store is what failed; trying once more would only hide the first sentence.
                self._stop_timer()
                return
            self.flush()
            with self._store.writing() as connection:
                self._count(connection)

    def save(self, result: FileResult) -> None:
        """Keeps the result of a file on disk with its members; it is on the disk a moment later. Safe to repeat.

        Raises ValueError for a member or a root that is not of this run, StoreError where it cannot be written (the
        results not yet written are kept, and tried again with the next call).
        """
        if result.ref.member_of:
            raise ValueError("members are saved with the file that holds them")
        if result.ref.root not in self._roots:
            raise ValueError("the file lies below a root that is not of this run")
        with self._lock:
            self._raise_failure()
            self._buffer[result.ref.root, result.ref.raw] = result
            self._weight += _weight(result)
            if len(self._buffer) >= BATCH_FILES or self._weight >= BATCH_WEIGHT:
                self.flush()
            elif self._timer is None:
                # The next file may take minutes; what is known must not wait for it.
                self._timer = threading.Timer(self._wait, self._flush_late)
                self._timer.daemon = True
                self._timer.start()

    def flush(self) -> None:
        """Writes what was saved so far. Raises StoreError."""
        with self._lock:
            self._stop_timer()
            if not self._buffer:
                return
            by_root: dict[int, list[FileResult]] = {}
            for result in self._buffer.values():
                by_root.setdefault(self._roots[result.ref.root], []).append(result)
            began = time.monotonic()
            with self._store.writing() as connection:
                for root, results in by_root.items():
                    saving.write_batch(connection, self.id, root, results)
            self._wait = max(BATCH_SECONDS, min(1.0, 10 * (time.monotonic() - began)))
            for root, results in by_root.items():
                self._unseen[root] += [result.ref.raw for result in results if _hides_others(result)]
            self._buffer.clear()
            self._weight = 0

    def finish(self) -> None:
        """Every file below the roots was met: those not met are marked as gone, except below folders that could not be
        looked into this time. Raises StoreError."""
        with self._lock:
            self._raise_failure()
            self.flush()
            with self._store.writing() as connection:
                for root, folders in self._unseen.items():
                    saving.mark_gone(connection, self.id, _not_met(connection, self.id, root, folders))
                self._count(connection)
                connection.execute(update(Scan).where(Scan.id == self.id).values(finished=utc_now()))

    def _flush_late(self) -> None:
        with self._lock:
            self._timer = None
            try:
                self.flush()
            except StoreError as error:
                self._failure = error  # raised by the next call: nobody listens on this thread

    def _raise_failure(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _count(self, connection: Connection) -> None:
        query = select(shown_outcome, func.count()).where(
            File.last_seen_scan == self.id, File.root_id.in_(self._roots.values()), File.gone.is_(False)
        )
        counts = {row[0]: row[1] for row in connection.execute(query.group_by(shown_outcome))}
        connection.execute(update(Scan).where(Scan.id == self.id).values(counts=dict(sorted(counts.items()))))


def _weight(result: FileResult) -> int:
    own = 1 + len(result.problems) + sum(1 + len(finding.hashes) // 8 for finding in result.findings)
    return own + sum(_weight(member) for member in result.members)


def _hides_others(result: FileResult) -> bool:
    # The root itself is b"": a row of it says that it could not be looked into, for whatever reason.
    return not result.ref.raw or any(p.stage is Stage.CRAWL and p.detail not in _ELSEWHERE for p in result.problems)


def _not_met(connection: Connection, scan: int, root: int, folders: Sequence[bytes]) -> list[int]:
    hidden = tuple(folder + b"/" if folder else b"" for folder in folders)
    query = select(FILES.c.id, FILES.c.raw).where(
        FILES.c.root_id == root,
        FILES.c.container_id.is_(None),
        FILES.c.gone.is_(False),
        FILES.c.last_seen_scan < scan,
    )
    return [file_id for file_id, raw in connection.execute(query) if not raw.startswith(hidden)]


def _root_id(connection: Connection, root: str) -> int:
    raw = os.fsencode(root)
    known = connection.execute(select(Root.id).where(Root.raw == raw)).scalar()
    if known is not None:
        return known
    query = insert(Root).values(raw=raw, path=saving.clean(root))
    return connection.execute(query.returning(Root.id)).scalar_one()
