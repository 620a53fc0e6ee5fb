"""The whole database as a file, of one moment, while it is at work; and a database made from such a file.

SQLite writes it by `VACUUM INTO`: a reader, which no writer waits for, and what was deleted is not in it. PostgreSQL is
written by `pg_dump` and read by `pg_restore`, its own programs, which have to be installed.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.orm import Session

from verifier.errors import StoreError
from verifier.store.database import Store

Kind = Literal["sqlite", "postgresql"]
_TOLD_CHARACTERS = 500  # of what a program says went wrong: its end


def kind(store: Store) -> Kind:
    """Which database the store has."""
    return "sqlite" if store.engine.url.get_backend_name() == "sqlite" else "postgresql"


def is_empty(store: Store) -> bool:
    """Whether there is no table yet."""
    return not inspect(store.engine).get_table_names()


@contextmanager
def snapshot(store: Store, path: Path) -> Iterator[Session]:
    """Write the database to a new file, for its owner alone; the session sees exactly what is in it.

    Raises StoreError where PostgreSQL's programs are absent or fail.
    """
    path.touch(mode=0o600, exist_ok=False)
    written = _sqlite_snapshot if kind(store) == "sqlite" else _postgresql_snapshot
    with written(store.engine, path) as session:
        _write_through(path)
        yield session


def load(store: Store, path: Path) -> None:
    """Fill an empty database from such a file, or not at all. Raises StoreError as `snapshot`."""
    if kind(store) == "postgresql":
        _run("pg_restore", store.engine, "--single-transaction", "--exit-on-error", str(path))
        return
    raw = store.engine.raw_connection()
    with closing(raw), closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source:
        target = raw.driver_connection
        assert isinstance(target, sqlite3.Connection)
        source.backup(target)


@contextmanager
def _sqlite_snapshot(engine: Engine, path: Path) -> Iterator[Session]:
    raw = engine.raw_connection()
    with closing(raw):
        raw.cursor().execute("VACUUM INTO ?", (str(path),))
    copy = create_engine(f"sqlite:///{path}")
    try:
        with Session(copy) as session:
            yield session
    finally:
        copy.dispose()


@contextmanager
def _postgresql_snapshot(engine: Engine, path: Path) -> Iterator[Session]:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        moment = connection.scalar(text("SELECT pg_export_snapshot()"))
        _run("pg_dump", engine, f"--snapshot={moment}", "--format=custom", f"--file={path}")
        with Session(connection) as session:
            yield session


def _run(program: str, engine: Engine, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; the password goes by its environment, where `ps` does not show it."""
    found = shutil.which(program)
    if found is None:
        raise StoreError(
            "postgresql-programs-missing",
            f"找不到PostgreSQL的{program}。",
            "请安装与数据库同版本或更新的客户端程序（Debian：apt-get install postgresql-client）。",
        )
    url = engine.url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    password = {"PGPASSWORD": str(engine.url.password)} if engine.url.password else {}
    command: Sequence[str] = [found, f"--dbname={url}", "--no-owner", "--no-privileges", *arguments]
    ended = subprocess.run(command, env=os.environ | password, capture_output=True, text=True, check=False)  # noqa: S603
    if ended.returncode != 0:
        told = ended.stderr.strip()[-_TOLD_CHARACTERS:]
        raise StoreError("postgresql-program-failed", f"{program}未能完成：{told}。", "请按提示处理后重试。")


def _write_through(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
