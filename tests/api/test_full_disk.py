"""A disk that is full in the middle of an upload: a clear answer, nothing half taken in, and the same again works."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from tests.api.problems import assert_problem
from tests.api.serving import served
from tests.disks import SmallDisk
from tests.servers import AUDIT_KEY
from verifier.settings import read_settings
from verifier.store import accounts
from verifier.store.database import Store
from verifier.store.opening import open_store
from verifier.store.tables import Dossier, Scope


@pytest.fixture(params=[None, "postgresql_url"], ids=["sqlite", "postgresql"])
def store_and_url(request: pytest.FixtureRequest, disk: SmallDisk) -> Iterator[tuple[Store, str, str]]:
    """A service whose files lie on the small disk, and on SQLite its database as well; nothing is kept free."""
    url = request.getfixturevalue(request.param) if request.param is not None else None
    settings = read_settings(store_folder=disk.folder, database_url=url, audit_key=AUDIT_KEY.hex(), disk_free_share=0.0)
    store = open_store(settings)
    store.migrate()
    with store.write() as session:
        organisation = accounts.create_organisation(session, "局", actor="test").id
        key = accounts.create_key(session, organisation, "k", [Scope.SUBMIT, Scope.READ], actor="test")[0]
    with served(create_app(settings)) as base:
        yield store, base, key
    store.close()


def everything_below(folder: Path) -> set[Path]:
    """Files of the store, but for what the database keeps beside itself."""
    return {path for path in folder.rglob("*") if path.is_file() and "sqlite3" not in path.name}


@pytest.mark.parametrize("size", [100, 3_000_000], ids=["small", "large"])
def test_an_upload_that_finds_no_room_leaves_nothing(
    store_and_url: tuple[Store, str, str], disk: SmallDisk, size: int
) -> None:
    store, base, key = store_and_url
    before = everything_below(disk.folder)
    with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "1"}) as client:
        disk.fill()
        refused = client.post("/v1/dossiers", files={"files": ("a.pdf", bytes(size))}, timeout=60)
        disk.free()
        assert_problem(refused, "storage-full")
        assert int(refused.headers["retry-after"]) > 0
        assert everything_below(disk.folder) == before
        assert client.get("/v1/dossiers").json()["items"] == []
        made = client.post("/v1/dossiers", files={"files": ("a.pdf", bytes(size))}, timeout=60)
        assert made.status_code == 202, made.text
    with store.read() as session:
        assert session.query(Dossier).count() == 1
