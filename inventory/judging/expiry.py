"""What was found in files that are gone does not stay for ever.

The row of the file stays, with its counts: sweeps and registers must be able to say what was there. Its findings, the
hashes of values and of the content go: they would tell, to whoever has the key, who stood in a file that nobody has any
more, and storage limitation (UK GDPR Art 5(1)(e), APPI Art 22) holds for the inventory as well.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete, false, select, update

from inventory.storage import hashes, waiting
from inventory.storage.chunking import chunks
from inventory.storage.occurrences import forget
from inventory.storage.saving import FILES, FINDINGS, PROBLEMS
from inventory.storage.store import Store
from inventory.storage.tables import Scan

KEEP_GONE_DAYS = 400
"""A year, so that a yearly sweep still sees what went, and a month for it to be late."""

FILES_AT_ONCE = 500


def expire_gone(store: Store, today: date, keep_gone_days: int) -> int:
    """Deletes what was found in files that a scan more than ``keep_gone_days`` days ago saw to be gone; the number of
    those files. Raises StoreError."""
    limit = (today - timedelta(days=keep_gone_days)).isoformat()
    old = select(Scan.id).where(Scan.started < limit)
    query = select(FILES.c.id).where(FILES.c.gone.is_(True), FILES.c.expired == false(), FILES.c.gone_scan.in_(old))
    expired = 0
    while True:
        with store.writing() as connection:
            ids = list(connection.execute(query.order_by(FILES.c.id).limit(FILES_AT_ONCE)).scalars())
            for part in chunks(ids):
                held = select(FINDINGS.c.file_id, FINDINGS.c.hashes).where(FINDINGS.c.file_id.in_(part))
                pairs = {(value, file) for file, packed in connection.execute(held) for value in hashes.unpack(packed)}
                forget(connection, pairs)
                for table in (FINDINGS, PROBLEMS):
                    connection.execute(delete(table).where(table.c.file_id.in_(part)))
                waiting.add(connection, part)
                gone = update(FILES).where(FILES.c.id.in_(part))
                connection.execute(gone.values(expired=True, indexed=True, content_hash="", clues=[], told=[]))
        if not ids:
            return expired
        expired += len(ids)
