"""Programs that start before their database does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url

from tests.servers import PostgresqlServer, open_test_store, wait_until
from verifier.errors import StoreError, UnavailableError
from verifier.store.database import Store
from verifier.store.reaching import wait_for_database

_HBA = "host all guarded 127.0.0.1/32 scram-sha-256\n"


@contextmanager
def opened(url: str, folder: Path) -> Iterator[Store]:
    store = open_test_store(url, folder)
    yield store
    store.close()


def test_a_server_that_is_started_later_is_waited_for(own_postgresql: PostgresqlServer, tmp_path: Path) -> None:
    own_postgresql.shut_down_at_once()
    told: list[str] = []

    def tell(line: str) -> None:
        told.append(line)
        if len(told) == 2:
            own_postgresql.start()

    with opened(own_postgresql.url, tmp_path) as store:
        wait_for_database(store, 120, tell)
        store.migrate()
    assert [line.partition("（")[0] for line in told] == [
        "数据库尚未就绪，0.5秒后重试",
        "数据库尚未就绪，1秒后重试",
    ]


def test_a_server_that_says_not_yet_is_waited_for(own_postgresql: PostgresqlServer, tmp_path: Path) -> None:
    own_postgresql.shut_down_at_once()
    signal = own_postgresql.folder / "standby.signal"  # a standby that takes no connections says so as one that starts
    signal.touch()
    own_postgresql.launch("hot_standby=off")
    wait_until(lambda: "not" in _answer(own_postgresql.url), "a server that says no", seconds=60)
    told: list[str] = []

    def tell(line: str) -> None:
        told.append(line)
        own_postgresql.shut_down_at_once()
        signal.unlink()
        own_postgresql.start()

    with opened(own_postgresql.url, tmp_path) as store:
        wait_for_database(store, 120, tell)
    assert len(told) == 1
    assert "FATAL" in told[0]


def _answer(url: str) -> str:
    try:
        with psycopg.connect(url):
            return ""
    except psycopg.OperationalError as error:
        return str(error).partition("FATAL")[2]


def test_the_wait_has_an_end(own_postgresql: PostgresqlServer, tmp_path: Path) -> None:
    own_postgresql.shut_down_at_once()
    told: list[str] = []
    with opened(own_postgresql.url, tmp_path) as store, pytest.raises(UnavailableError, match="refused") as failed:
        wait_for_database(store, 1, told.append)
    assert failed.value.code == "database-away"
    assert len(told) == 1


def test_what_is_set_wrongly_is_told_at_once(own_postgresql: PostgresqlServer, tmp_path: Path) -> None:
    with psycopg.connect(own_postgresql.url) as connection:
        connection.execute("CREATE ROLE guarded LOGIN PASSWORD 'this-one'")
    hba = own_postgresql.folder / "pg_hba.conf"
    hba.write_text(_HBA + hba.read_text())
    with psycopg.connect(own_postgresql.url) as connection:
        connection.execute("SELECT pg_reload_conf()")
    wait_until(lambda: _asks_for_a_password(own_postgresql), "the new settings")
    right = make_url(own_postgresql.url)
    _refused(right.set(database="nosuch"), "nosuch", tmp_path)
    _refused(right.set(username="nobody"), "nobody", tmp_path)
    _refused(right.set(username="guarded", password="not-this-one"), "guarded", tmp_path)
    _refused(right.set(host="nosuch.invalid"), "nosuch.invalid", tmp_path)
    _refused(right.set(query={"sslmode": "require"}), "SSL", tmp_path)


def _refused(url: URL, reason: str, folder: Path) -> None:
    with opened(url.render_as_string(hide_password=False), folder) as store, pytest.raises(StoreError) as failed:
        wait_for_database(store, 120, _tell_nothing)
    assert failed.value.code == "database-refused"
    assert reason in str(failed.value)
    assert "not-this-one" not in str(failed.value)


def _asks_for_a_password(server: PostgresqlServer) -> bool:
    try:
        with psycopg.connect(server.url, user="guarded"):
            return False
    except psycopg.OperationalError:
        return True


def _tell_nothing(line: str) -> None:
    pytest.fail(f"waited for: {line}")


def test_sqlite_is_a_file(sqlite_url: str, tmp_path: Path) -> None:
    with opened(sqlite_url, tmp_path) as store:
        wait_for_database(store, 0, _tell_nothing)
