"""Servers for tests: each test gets a database of its own, each broker is of the test's own.

PostgreSQL is the one on this machine (`127.0.0.1:5432`, or `TESTS_POSTGRESQL`), Redis is started from `redis-server`,
RabbitMQ is the one on this machine (or `TESTS_RABBITMQ`), with a virtual host of its own, or, to be killed, a node of
the test's own from `rabbitmq-server`. Where a server is missing the test is skipped, saying which; with
`TESTS_SKIP_NOTHING` set, as in CI, that is an error instead.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest
from redis import Redis

from verifier.store.blobs import FolderBlobs
from verifier.store.database import Store
from verifier.store.tables import Table

AUDIT_KEY = b"k" * 32
_POSTGRESQL = os.environ.get("TESTS_POSTGRESQL", "postgresql://127.0.0.1:5432/postgres")
_RABBITMQ = os.environ.get("TESTS_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672")
_STARTS_WITHIN = 10.0  # seconds
_NODE_STARTS_WITHIN = 120.0  # seconds; after a kill it looks through its files first
# Debian's /usr/sbin/rabbitmq-server changes to the user of the installed server, whose folder is not ours.
_NODE_SCRIPTS = os.pathsep.join(("/usr/lib/rabbitmq/bin", os.environ.get("PATH", os.defpath)))
# Debian keeps the server's programs, of each version, out of the way.
_POSTGRESQL_PROGRAMS = os.pathsep.join(
    (os.environ.get("PATH", os.defpath), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)))
)
_OTHERS_AWAY = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def absent(what: str) -> None:
    """Skip the test for want of a server; an error where nothing may be skipped."""
    reason = f"needs {what}"
    if os.environ.get("TESTS_SKIP_NOTHING"):
        pytest.fail(reason)
    pytest.skip(reason)


def open_test_store(url: str, folder: Path, *, hints: bool = False) -> Store:
    """A store on a database of the fixtures below, its files in `folder`."""
    return Store(url, FolderBlobs(folder / "files"), AUDIT_KEY, hints=hints)


@pytest.fixture(scope="session")
def postgresql() -> str:
    """The server's own database; skips where there is no server."""
    try:
        with psycopg.connect(_POSTGRESQL, connect_timeout=3):
            pass
    except psycopg.OperationalError:
        absent("PostgreSQL at TESTS_POSTGRESQL or 127.0.0.1:5432")
    return _POSTGRESQL


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database made by the migrations, to be copied."""
    folder = tmp_path_factory.mktemp("sqlite")
    store = open_test_store(f"sqlite:///{folder / 'empty.sqlite3'}", folder)
    store.migrate()
    store.close()
    return folder / "empty.sqlite3"


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL database made by the migrations, which the tests of a process take one after another."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")  # the server itself is not on trial
    url = f"{postgresql.rpartition('/')[0]}/{name}"
    store = open_test_store(url, tmp_path_factory.mktemp("postgresql"))
    store.migrate()
    store.close()
    yield url
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(empty_sqlite: Path, tmp_path: Path) -> str:
    """A migrated, empty SQLite database."""
    shutil.copy(empty_sqlite, tmp_path / "verifier.sqlite3")
    return f"sqlite:///{tmp_path / 'verifier.sqlite3'}"


@pytest.fixture
def postgresql_url(migrated_postgresql: str) -> Iterator[str]:
    """A migrated, empty PostgreSQL database."""
    yield migrated_postgresql
    empty_postgresql(migrated_postgresql)


def empty_postgresql(url: str) -> None:
    """Take everything out of a database, whoever still works in it."""
    with psycopg.connect(url) as connection:
        connection.execute(_OTHERS_AWAY)
        for table in reversed(Table.metadata.sorted_tables):
            if table.name != "locks":
                connection.execute(f"DELETE FROM {table.name}")
        connection.execute("UPDATE locks SET held_until = '2000-01-01T00:00Z'")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each database in turn, migrated and empty."""
    url = request.getfixturevalue(f"{request.param}_url")
    assert isinstance(url, str)
    return url


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    """An empty store on each database in turn."""
    opened = open_test_store(database_url, tmp_path)
    yield opened
    opened.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert isinstance(port, int)
    return port


def wait_until(true: Callable[[], bool], what: str, *, seconds: float = _STARTS_WITHIN, every: float = 0.05) -> None:
    """Wait for something to become true; the test fails where it does not in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            pytest.fail(f"within {seconds} s not seen: {what}")
        time.sleep(every)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Broker(Protocol):
    """A broker of the test's own, which it may kill and start again."""

    url: str

    def start(self) -> None:
        """Start it with what it had on its disk, and wait until it listens."""

    def kill(self) -> None:
        """`kill -9`."""


class RedisServer:
    """A Redis of the test's own, which it may flush and kill."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._command = [
            "redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder),
            "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
        ]  # fmt: skip
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        wait_until(lambda: _answers(self.port), "redis-server listening")

    def flush(self) -> None:
        """`FLUSHALL`."""
        with Redis(port=self.port) as client:
            client.flushall()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


class PostgresqlServer:
    """A PostgreSQL of the test's own, with folder and port of its own, which it may shut down at once."""

    def __init__(self) -> None:
        programs = [shutil.which(name, path=_POSTGRESQL_PROGRAMS) for name in ("initdb", "postgres")]
        if None in programs:
            absent("initdb and postgres")
        initdb, self._postgres = map(str, programs)
        # Not below the test's own folder, which its owner alone may enter: the server refuses to run as root.
        self.folder, self._port = Path(tempfile.mkdtemp(prefix="postgresql-")), free_port()
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
            self._as_user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        made = [initdb, "-D", str(self.folder), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self._as_user)
        self.url = f"postgresql://postgres@127.0.0.1:{self._port}/postgres"
        self.start()

    def start(self) -> None:
        """Start it with what it had on its disk, and wait until it takes connections."""
        self.launch()
        wait_until(self._answers, "postgres answering", seconds=_NODE_STARTS_WITHIN)

    def launch(self, *more: str) -> None:
        """Start it, with `more` settings, and wait for nothing."""
        named = (
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            f"port={self._port}",
            "log_min_messages=panic",
            *more,
        )
        command = [self._postgres, "-D", str(self.folder), *(part for one in named for part in ("-c", one))]
        self._process = subprocess.Popen(command, cwd=self.folder, stderr=subprocess.DEVNULL, **self._as_user)

    def shut_down_at_once(self) -> None:
        """`pg_ctl stop -m immediate`: connections are cut, and the next start recovers."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()

    def remove(self) -> None:
        """Shut it down, and delete what it had."""
        self.shut_down_at_once()
        shutil.rmtree(self.folder)

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.url, connect_timeout=3):
                return True
        except psycopg.OperationalError:
            return False


class RabbitServer:
    """A RabbitMQ node of the test's own: its folder, ports and Erlang cookie are no other's."""

    def __init__(self, folder: Path) -> None:
        command = shutil.which("rabbitmq-server", path=_NODE_SCRIPTS)
        if command is None:
            absent("rabbitmq-server")
        self._command, self._port = [str(command)], free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self._port}//"
        named = {
            "NODENAME": f"test-{secrets.token_hex(6)}@localhost",
            "NODE_IP_ADDRESS": "127.0.0.1",
            "NODE_PORT": self._port,
            "DIST_PORT": free_port(),
            "MNESIA_BASE": folder / "mnesia",
            "LOG_BASE": folder / "log",
            "PID_FILE": folder / "pid",
            "ENABLED_PLUGINS_FILE": folder / "no_plugins",
            "CONFIG_FILE": folder / "no_settings",
            "CONF_ENV_FILE": folder / "no_environment",
        }
        settings = {f"RABBITMQ_{name}": str(value) for name, value in named.items()}
        self._environment = os.environ | settings | {"HOME": str(folder)}
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command, env=self._environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        wait_until(lambda: _answers(self._port), "rabbitmq-server listening", seconds=_NODE_STARTS_WITHIN)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # the script and the node that it runs
        self._process.wait()
        wait_until(lambda: not _answers(self._port), "rabbitmq-server gone")


@pytest.fixture
def own_postgresql() -> Iterator[PostgresqlServer]:
    """A PostgreSQL of the test's own, empty."""
    server = PostgresqlServer()
    yield server
    server.remove()


@pytest.fixture
def rabbit_server(tmp_path: Path) -> Iterator[RabbitServer]:
    """A RabbitMQ node of the test's own."""
    (tmp_path / "rabbitmq").mkdir()
    server = RabbitServer(tmp_path / "rabbitmq")
    yield server
    server.kill()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis server of the test's own."""
    if shutil.which("redis-server") is None:
        absent("redis-server")
    (tmp_path / "redis").mkdir()
    server = RedisServer(tmp_path / "redis")
    yield server
    server.kill()


@pytest.fixture
def rabbitmq_url() -> Iterator[str]:
    """A virtual host of its own on the RabbitMQ server."""
    if shutil.which("rabbitmqctl") is None or not _answers(int(_RABBITMQ.rpartition(":")[2])):
        absent("RabbitMQ and rabbitmqctl on this machine")
    name = f"test-{secrets.token_hex(6)}"
    user = _RABBITMQ.removeprefix("amqp://").partition(":")[0]
    _rabbitmqctl("add_vhost", name)
    _rabbitmqctl("set_permissions", "-p", name, user, ".*", ".*", ".*")
    yield f"{_RABBITMQ}/{name}"
    _rabbitmqctl("delete_vhost", name)


def _rabbitmqctl(*arguments: str) -> None:
    subprocess.run(["rabbitmqctl", "-q", *arguments], check=True, stdout=subprocess.DEVNULL)
