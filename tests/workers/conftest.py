from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workers.service import Service


@pytest.fixture
def service(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    """A service on SQLite, without a broker."""
    opened = Service(tmp_path, sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def large_service(postgresql_url: str, tmp_path: Path) -> Iterator[Service]:
    """A service on PostgreSQL, without a broker."""
    opened = Service(tmp_path, postgresql_url)
    yield opened
    opened.close()
