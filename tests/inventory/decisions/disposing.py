"""A share with an inventory and a quarantine, for the tests of disposal."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inventory.decisions import quarantine
from inventory.decisions.deciding import record
from inventory.decisions.disposal import Disposal
from inventory.decisions.manifest import MANIFEST
from inventory.decisions.model import Decision, Kind, Scope
from inventory.questions.queries import InventoryView
from inventory.storage.store import Store
from scanner.results import FileRef, FileResult, FileStat, Outcome

TODAY = date.today()


def content_hash(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def new_hash() -> quarantine.Hash:
    return hashlib.blake2b(digest_size=16)


@dataclass
class Share:
    """A share, its inventory, and a quarantine beside both."""

    folder: Path
    store: Store

    @property
    def root(self) -> Path:
        return self.folder / "share"

    @property
    def quarantine(self) -> Path:
        return self.folder / "quarantine"

    def write(self, path: str, data: bytes = b"a list of people\n") -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return file

    def scan(self) -> None:
        """What a scan would store of the files there, no more than disposal needs."""
        with self.store.run([str(self.root)], "rules") as run:
            for file in sorted(self.root.rglob("*")):
                if file.is_file() and not file.is_symlink():
                    run.save(self._result(file))
            run.finish()

    def _result(self, file: Path) -> FileResult:
        raw = os.fsencode(file.relative_to(self.root))
        path = raw.decode("utf-8", "backslashreplace")
        found = file.stat()
        status = FileStat(found.st_size, found.st_mtime_ns, mode=found.st_mode)
        ref = FileRef(str(self.root), path, raw)
        members: tuple[FileResult, ...] = ()
        if file.suffix == ".zip":
            inner = FileRef(str(self.root), f"{path} > in.csv", raw, path)
            members = (FileResult(inner, Outcome.SCANNED, FileStat(3, 0), content_hash="cc" * 16),)
        digest = content_hash(file.read_bytes())
        return FileResult(ref, Outcome.SCANNED, status, content_hash=digest, members=members)

    def decide(self, kind: Kind, path: str, **fields: object) -> Decision:
        row = InventoryView(self.store).file(path)
        assert row is not None
        values: dict[str, object] = {"who": "clerk", "why": "test", **fields}
        about = {"root": row.root, "path": row.path, "file_id": row.id, "content_hash": row.content_hash}
        return record(self.store, Decision(0, kind, Scope.FILE, **{**about, **values}))  # type: ignore[arg-type]

    def approve(self, path: str, data: bytes = b"a list of people\n") -> Path:
        """A file on the share that may go."""
        file = self.write(path, data)
        self.scan()
        self.decide(Kind.APPROVED_FOR_DISPOSAL, path)
        return file

    def disposal(self, today: date = TODAY) -> Disposal:
        return Disposal(self.store, os.fsencode(self.quarantine), new_hash, "clerk", today)

    def apply(self) -> list[str]:
        """Obstacles of what was approved, '' for what went, in the order of paths."""
        return [item.obstacle for item in self.disposal().apply()]

    def inside(self) -> list[Path]:
        return sorted(p for p in self.quarantine.rglob("*") if p.is_file() and p.name != MANIFEST)
