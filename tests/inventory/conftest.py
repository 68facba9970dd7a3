"""What the store promises it promises on both databases: tests that take ``store`` or ``address`` run on each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from inventory.storage.store import Store
from tests.inventory import postgresql


@pytest.fixture(scope="session")
def server() -> Iterator[postgresql.Server]:
    reason = postgresql.why_not()
    if reason:
        pytest.skip(reason)
    with postgresql.running() as running:
        yield running


@pytest.fixture(scope="session")
def schema(server: postgresql.Server) -> str:
    """The name of a database with today's schema and nothing in it, to copy from."""
    url = server.database()
    Store.open(url).close()
    return str(make_url(url).database)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an inventory in which nothing is yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'inventory.db'}"
        return
    server: postgresql.Server = request.getfixturevalue("server")
    url = server.database(request.getfixturevalue("schema"))
    yield url
    server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'inventory.db'}"
        return
    server: postgresql.Server = request.getfixturevalue("server")
    url = server.database()
    yield url
    server.drop(url)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with Store.open(address) as opened:
        yield opened
