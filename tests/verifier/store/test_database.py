from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, select, text

from tests.servers import open_test_store
from verifier.errors import StoreError
from verifier.store import accounts
from verifier.store.clock import now
from verifier.store.database import Store, _alembic
from verifier.store.tables import Organisation, Table


def test_the_migrations_make_what_the_tables_say(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
    assert store.is_current()


def test_migrating_again_changes_nothing(store: Store) -> None:
    store.migrate()
    assert store.is_current()


def test_the_migrations_go_back_and_forth(store: Store) -> None:
    with store.engine.execution_options(writes=True).begin() as connection:
        command.downgrade(_alembic(connection), "base")
    assert not store.is_current()
    store.migrate()
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []


def test_a_database_that_is_current_is_not_locked_by_migrating(store: Store) -> None:
    with store.write() as session:
        accounts.create_organisation(session, "甲局", actor="system")
        store.migrate()


def test_a_new_database_is_not_current(tmp_path: Path) -> None:
    store = open_test_store(f"sqlite:///{tmp_path / 'new.sqlite3'}", tmp_path)
    assert not store.is_current()
    store.close()


def test_an_error_leaves_nothing_of_a_transaction(store: Store) -> None:
    def fail_half_way() -> None:
        with store.write() as session:
            accounts.create_organisation(session, "甲局", actor="system")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with store.read() as session, pytest.raises(StoreError):
        accounts.organisation_named(session, "甲局")


def test_what_is_deleted_stands_nowhere_in_the_files_of_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    store = open_test_store(sqlite_url, tmp_path)
    name = "金丝雀中小企业服务局" * 200  # pages of its own, which would only be put aside

    def is_somewhere() -> bool:
        return any(name[:10].encode() in path.read_bytes() for path in tmp_path.glob("verifier.sqlite3*"))

    with store.write() as session:
        session.add(Organisation(name=name, created_at=now(session)))
    assert is_somewhere()
    with store.read() as reading:
        reading.scalars(select(Organisation.name)).all()
        with store.write() as session:
            session.execute(delete(Organisation).where(Organisation.name == name))
        assert not store.forget_deleted()  # somebody still reads what was there
    assert store.forget_deleted()
    assert not is_somewhere()
    store.close()


def test_sqlite_writes_through_to_the_disk(sqlite_url: str, tmp_path: Path) -> None:
    store = open_test_store(sqlite_url, tmp_path)
    with store.read() as session:
        settings = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    store.close()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("mysql://127.0.0.1/a", "database-unsupported"),
        ("sqlite:///:memory:", "database-url"),
        ("", "database-url"),
    ],
)
def test_other_databases_are_refused(url: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        open_test_store(url, tmp_path)
    assert caught.value.code == code
