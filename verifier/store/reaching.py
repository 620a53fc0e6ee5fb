"""A database that is not there yet when a program starts: machines come up in any order."""

import socket
import time
from collections.abc import Callable

from psycopg import pq
from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from verifier.errors import StoreError, UnavailableError
from verifier.store.database import Store

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 10.0  # seconds between two attempts; each pause is twice the one before
_PROBE_SECONDS = 5
_PORT = 5432


def wait_for_database(store: Store, patience: float, tell: Callable[[str], None]) -> None:
    """Return once the database takes connections; `tell` is given a line for each attempt in vain.

    Only a server that does not answer, or says that it is starting, is waited for, up to `patience` seconds; then
    UnavailableError. Raises StoreError `database-refused` where waiting would not help: a wrong password, a database
    or a host that nobody knows. SQLite is a file, and not waited for.
    """
    if store.engine.dialect.name != "postgresql":
        return
    deadline, pause, was_refused = time.monotonic() + patience, _FIRST_PAUSE, False
    while (reason := _refusal(store.engine)) is not None:
        is_refused = _answers(store.engine)
        if is_refused and was_refused:  # twice: the first time it may have come up between the two looks
            raise StoreError(
                "database-refused",
                f"无法连接数据库：{reason}。",
                "请核对VERIFIER_DATABASE_URL中的主机、数据库、用户和密码。",
            )
        if time.monotonic() + pause > deadline:
            raise UnavailableError(
                "database-away", f"数据库未能就绪：{reason}。", "请启动数据库，或核对VERIFIER_DATABASE_URL，然后重试。"
            )
        if not is_refused:
            tell(f"数据库尚未就绪，{pause:g}秒后重试（{reason}）")
        time.sleep(pause)
        pause, was_refused = min(2 * pause, _LONGEST_PAUSE), is_refused


def _refusal(engine: Engine) -> str | None:
    """Why no connection can be had, in one line; None where one can."""
    try:
        with engine.connect():
            return None
    except OperationalError as error:
        return str(error.orig).splitlines()[0]


def _answers(engine: Engine) -> bool:
    """Whether somebody is there who says no: the server itself, or a name service that knows no such host."""
    _, named = engine.dialect.create_connect_args(engine.url)
    named.pop("context", None)  # SQLAlchemy's for the driver, not the server's
    found = pq.PGconn.ping(make_conninfo(**{**named, "connect_timeout": _PROBE_SECONDS}).encode())
    if found != pq.Ping.NO_RESPONSE:
        return found != pq.Ping.REJECT
    host = str(named.get("host", ""))
    if not host or host.startswith("/") or "," in host:  # sockets that the server makes; several, of which one will do
        return False
    try:
        with socket.create_connection((host, int(named.get("port", _PORT))), timeout=_PROBE_SECONDS):
            return True  # by whoever speaks otherwise than was set, without TLS for one
    except socket.gaierror:
        return True
    except OSError:
        return False
