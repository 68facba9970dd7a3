"""The secret key of the keyed hashes: its own file, readable by its owner only, never inside the database.

Without it the hashes in the database cannot be tied to names or numbers; destroying it makes them useless for good.
"""

from __future__ import annotations

import os
import secrets
import stat
import time
from hashlib import blake2b
from pathlib import Path

from sqlalchemy.engine import URL

from inventory.storage.errors import StoreError, StoreReason

KEY_BYTES = 32


def key_path(database_url: str) -> Path | None:
    """Where the key of a database lies: beside an SQLite file as ``NAME.key``, else in the user data folder.

    None for a database in memory, whose key is never written. Raises StoreError where the address makes no sense.
    """
    from inventory.storage.database import parse_url, sqlite_path

    url = parse_url(database_url)
    if url.get_backend_name() == "sqlite":
        path = sqlite_path(url)
        return None if path is None else path.with_name(path.name + ".key")
    # The password may change and the database stays the same, and so it does by another driver.
    named = url.set(password=None)
    if url.get_backend_name() != "postgresql":
        return _named_after(named)
    path, before = _named_after(named.set(drivername="postgresql+psycopg")), _named_after(named)
    # Earlier versions named it after the address as it was written.
    return before if before.exists() and not path.exists() else path


def _named_after(url: URL) -> Path:
    import platformdirs

    name = blake2b(url.render_as_string().encode(), digest_size=8).hexdigest()
    return Path(platformdirs.user_data_dir("tanaoroshi")) / f"{url.database or 'database'}-{name}.key"


def load_key(database_url: str) -> bytes:
    """The 32 bytes of the key of this database, made and written (mode 0600) on first use.

    Raises StoreError (reason ``key``) where the file has the wrong length or others may read it, and the store's other
    reasons where it cannot be written.
    """
    path = key_path(database_url)
    if path is None:
        return secrets.token_bytes(KEY_BYTES)
    return _create(path) or _read(path)


def make(path: Path) -> bytes:
    """A new key in a new file. Raises StoreError, also where there is a file already."""
    key = _create(path)
    if key is None:
        raise StoreError(StoreReason.KEY, f"The key file {path} is there already.")
    return key


def existing_key(database_url: str) -> bytes | None:
    """The key of this database, or None where none was made yet. Raises StoreError as :func:`load_key` does."""
    path = key_path(database_url)
    return _read(path) if path is not None and path.exists() else None


def fingerprint(key: bytes) -> str:
    """Tells keys apart without giving the key away."""
    return blake2b(b"tanaoroshi key fingerprint", key=key, digest_size=8).hexdigest()


def _create(path: Path) -> bytes | None:
    """A new key, or None where there is a file already."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return None
    except OSError as error:
        reason = StoreReason.PERMISSION if isinstance(error, PermissionError) else StoreReason.UNREADABLE
        raise StoreError(reason, f"The key file {path} cannot be made: {error.strerror}.") from error
    key = secrets.token_bytes(KEY_BYTES)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise StoreError(StoreReason.FULL, f"The key file {path} cannot be written: {error.strerror}.") from error
    return key


def _read(path: Path) -> bytes:
    deadline = time.monotonic() + 1.0
    while True:
        try:
            with path.open("rb") as file:
                mode = os.fstat(file.fileno()).st_mode
                key = file.read(KEY_BYTES + 1)
        except OSError as error:
            raise StoreError(StoreReason.KEY, f"The key file {path} cannot be read: {error.strerror}.") from error
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise StoreError(StoreReason.KEY, f"Others can open the key file {path}: run chmod 600 on it.")
        if len(key) == KEY_BYTES:
            return key
        # Another process may have made the file this very moment and not written it yet.
        if key or time.monotonic() > deadline:
            raise StoreError(StoreReason.KEY, f"The key file {path} is damaged: it must be {KEY_BYTES} bytes long.")
        time.sleep(0.02)
