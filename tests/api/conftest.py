"""The service as it runs: on each database in turn, over HTTP, with organisations of the test's own."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from tests.api.serving import served
from tests.extractors.intake.fonts import make_font
from tests.servers import AUDIT_KEY, empty_postgresql, free_port
from verifier.settings import Settings, read_settings
from verifier.store import accounts
from verifier.store.database import Store
from verifier.store.opening import open_store
from verifier.store.tables import Role, Scope

PASSWORD = "correct horse battery"
RECEIVER_PORT = free_port()  # of what webhooks are sent to


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
            accounts.create_user(session, bureau.id, name, accounts.hashed(PASSWORD, name), role, actor="test")
        return name

    def key(self, organisation_id: str, *scopes: Scope, days: int = 1) -> str:
        with self.store.write() as session:
            return accounts.create_key(session, organisation_id, "test", scopes, actor="test", days=days)[0]

    def client(self, key: str) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {key}"}, timeout=30, verify=False)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Of a service on each database in turn, migrated and empty."""
    with settings_on(request.param, request, tmp_path_factory.mktemp("service")) as made:
        yield made


@contextmanager
def settings_on(database: str, request: pytest.FixtureRequest, folder: Path, **named: str) -> Iterator[Settings]:
    """Of a service on a database that is migrated and empty, its folder `folder`."""
    if database == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), folder / "verifier.sqlite3")
        url = None
    else:
        url = request.getfixturevalue("migrated_postgresql")
    yield read_settings(
        store_folder=folder,
        database_url=url,
        audit_key=AUDIT_KEY.hex(),
        processes=1,
        poll_seconds=0.05,
        upload_megabytes=3,
        upload_file_megabytes=2,
        upload_files=20,
        webhook_hosts=f"127.0.0.1:{RECEIVER_PORT}",
        **named,
    )
    if url is not None:
        empty_postgresql(url)


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


@contextmanager
def logged_in(running: Running, bureau: Bureau, shown_name: str, role: Role = Role.REVIEWER) -> Iterator[httpx.Client]:
    """A person of the bureau, whose client carries cookie and CSRF token."""
    name = f"{bureau.name}-{secrets.token_hex(4)}"
    with running.store.write() as session:
        accounts.create_user(
            session, bureau.id, name, accounts.hashed(PASSWORD, name), role, actor="test", shown_name=shown_name
        )
    with httpx.Client(base_url=running.url, timeout=30, verify=False) as client:
        opened = client.post("/v1/session", json={"name": name, "password": PASSWORD}).json()
        client.headers["X-CSRF-Token"] = opened["csrf_token"]
        yield client


@pytest.fixture
def zhang(running: Running, bureau: Bureau) -> Iterator[httpx.Client]:
    with logged_in(running, bureau, "张工") as opened:
        yield opened


@pytest.fixture
def li(running: Running, bureau: Bureau) -> Iterator[httpx.Client]:
    with logged_in(running, bureau, "李工") as opened:
        yield opened


@pytest.fixture
def chief(running: Running, bureau: Bureau) -> Iterator[httpx.Client]:
    """Somebody who administers as well."""
    with logged_in(running, bureau, "王主任", Role.ADMIN) as opened:
        yield opened


@pytest.fixture(scope="module")
def worker(settings: Settings, running: Running) -> Iterator[None]:
    """A worker process of the service."""
    named = settings.model_dump(exclude_unset=True) | {
        "audit_key": AUDIT_KEY.hex(),
        "database_url": settings.database,
        "webhook_hosts": ",".join(settings.webhook_hosts),
    }
    environment = os.environ | {f"VERIFIER_{name.upper()}": str(value) for name, value in named.items()}
    command = [sys.executable, "-m", "verifier.cli", "worker", "--attached"]
    process = subprocess.Popen(command, env=environment, cwd=settings.store_folder, stdin=subprocess.PIPE)
    yield
    process.kill()
    process.wait()
    assert process.stdin is not None
    process.stdin.close()


@pytest.fixture(scope="session")
def font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small Chinese font for PDFs with a text layer."""
    return make_font(tmp_path_factory.mktemp("font"))
