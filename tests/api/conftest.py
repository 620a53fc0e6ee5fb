"""The service as it runs: on each database in turn, over HTTP, with organisations of the test's own."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import httpx
import pytest

from api.app import create_app
from tests.api.serving import served
from tests.servers import AUDIT_KEY, postgresql_database
from verifier.settings import Settings, read_settings
from verifier.store import accounts
from verifier.store.database import Store
from verifier.store.opening import open_store
from verifier.store.tables import Role, Scope

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Bureau:
    """An organisation of the test's own, with a key that may do everything."""

    id: str
    key: str
    name: str


@dataclass(frozen=True)
class Running:
    """The service at `url`, and its store for what has no call."""

    url: str
    store: Store
    settings: Settings

    def bureau(self) -> Bureau:
        name = f"局{secrets.token_hex(4)}"
        with self.store.write() as session:
            organisation = accounts.create_organisation(session, name, actor="test")
        return Bureau(organisation.id, self.key(organisation.id, *Scope), name)

    def user(self, bureau: Bureau, role: Role = Role.ADMIN) -> str:
        """The name of a new person of the bureau, with the password `PASSWORD`."""
        name = f"{bureau.name}-{role.value}"
        with self.store.write() as session:
            accounts.create_user(session, bureau.id, name, PASSWORD, role, actor="test")
        return name

    def key(self, organisation_id: str, *scopes: Scope, days: int = 1) -> str:
        with self.store.write() as session:
            return accounts.create_key(session, organisation_id, "test", scopes, actor="test", days=days)[0]

    def client(self, key: str) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {key}"}, timeout=30, verify=False)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Of a service on each database in turn, migrated and empty."""
    folder = tmp_path_factory.mktemp("service")
    with ExitStack() as stack:
        if request.param == "sqlite":
            shutil.copy(request.getfixturevalue("empty_sqlite"), folder / "verifier.sqlite3")
            url = None
        else:
            template = request.getfixturevalue("empty_postgresql")
            url = stack.enter_context(postgresql_database(request.getfixturevalue("postgresql"), template))
        yield read_settings(
            store_folder=folder,
            database_url=url,
            audit_key=AUDIT_KEY.hex(),
            ocr_engine="none",
            processes=1,
            poll_seconds=0.05,
            upload_megabytes=3,
            upload_file_megabytes=2,
            upload_files=20,
        )


@pytest.fixture(scope="module")
def running(settings: Settings) -> Iterator[Running]:
    """The service without a worker: what is handed in stays in the queue."""
    store = open_store(settings)
    with served(create_app(settings)) as url:
        yield Running(url, store, settings)
    store.close()


@pytest.fixture
def bureau(running: Running) -> Bureau:
    return running.bureau()


@pytest.fixture
def client(running: Running, bureau: Bureau) -> Iterator[httpx.Client]:
    """A program of the bureau that may do everything."""
    with running.client(bureau.key) as opened:
        yield opened


@pytest.fixture
def stranger(running: Running) -> Iterator[httpx.Client]:
    """A program of another bureau that may do everything there."""
    with running.client(running.bureau().key) as opened:
        yield opened
