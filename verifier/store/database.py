"""The store of one deployment: its database, its blobs, the key of its audit log.

SQLite is for one machine: WAL, every commit on disk (`synchronous=FULL`), foreign keys on, writers one after another
(`BEGIN IMMEDIATE`, so that two of them wait for each other instead of failing), each in its turn. PostgreSQL is for
several.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session, sessionmaker

from verifier.errors import StoreError
from verifier.store import schema
from verifier.store.blobs import Blobs
from verifier.store.turns import turn

AUDIT_KEY = "audit_key"  # where a session carries the key of the audit log
HINTS = "hints"  # and whether there is a broker that is to be told of new tasks
_BUSY_SECONDS = 10
_LOG_BUSY_SECONDS = 1  # others cannot write meanwhile
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg", "sqlite": "sqlite+pysqlite"}


class Store:
    """`with store.read() as session` to look, `with store.write() as session` to change: commit at the end, or nothing.

    Rows stay good after their session. A store may be shared by threads, not by processes that were forked.
    """

    def __init__(self, database_url: str, blobs: Blobs, audit_key: bytes, *, hints: bool = False) -> None:
        self.blobs = blobs
        self.engine = _engine(database_url)
        info = {AUDIT_KEY: audit_key, HINTS: hints}
        self._reading = sessionmaker(self.engine, expire_on_commit=False, info=info)
        writer = self.engine.execution_options(writes=True)
        self._writing = sessionmaker(writer, expire_on_commit=False, info=info)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for looking; what is changed in it is lost."""
        with self._reading() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on any error."""
        with self._turn(), self._writing.begin() as session:
            yield session

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    def migrate(self) -> None:
        """Bring the database to the form that this program needs; safe to run by several at once.

        One that has it is only looked at: a lock would keep SQLite's other writers waiting at each start of a server.
        Raises OldProgramError for one that a newer program brought further.
        """
        if self.revision() == schema.head():
            return
        with self._turn(), self.engine.execution_options(writes=True).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(814107)")
            command.upgrade(_alembic(connection), "head")

    def forget_deleted(self) -> bool:
        """See to it that what deleted rows said stands in SQLite's log no more; False where somebody still reads it.

        The log would be overwritten only by as many changes as it once held.
        """
        if self.engine.dialect.name != "sqlite":
            return True
        with self._turn(), self.engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={_LOG_BUSY_SECONDS * 1000}")
            try:
                is_busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
        return not is_busy

    def is_current(self) -> bool:
        """Whether the database has that form."""
        with self.engine.connect() as connection:
            return schema.revision(connection) == schema.head()

    def revision(self) -> str | None:
        """The form that it has; None where it is empty. Raises OldProgramError."""
        with self.engine.connect() as connection:
            return schema.refuse_newer(connection)

    def _turn(self) -> AbstractContextManager[None]:
        if self.engine.dialect.name != "sqlite":
            return nullcontext()
        return turn(Path(f"{self.engine.url.database}-turn"), _BUSY_SECONDS)


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _engine(database_url: str) -> Engine:
    try:
        url = make_url(database_url)
    except ArgumentError as error:
        raise StoreError("database-url", "数据库地址的格式不对。", _URL_HINT) from error
    if url.drivername.partition("+")[0] not in _DRIVERS:
        raise StoreError("database-unsupported", f"不支持的数据库：{url.drivername}。", _URL_HINT)
    url = url.set(drivername=_DRIVERS[url.drivername.partition("+")[0]])
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=30)
    if not url.database or url.database == ":memory:":
        raise StoreError("database-url", "SQLite数据库须是一个文件。", _URL_HINT)
    Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS}, pool_size=10, max_overflow=30)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


_SETTINGS = (
    "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_SECONDS * 1000}",
    "secure_delete=ON",  # what is deleted is overwritten, not only forgotten
)  # fmt: skip
_URL_HINT = "例如：postgresql://用户:密码@主机/数据库，或 sqlite:///文件路径。"


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transactions of its own: `_begin_sqlite` does
    cursor = connection.cursor()
    for setting in _SETTINGS:
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
