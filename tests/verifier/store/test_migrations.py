"""Rows that were written in the first form come through every later one, one by one, and are read as before."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from alembic import command

from tests.verifier.store.making import claimed, open_dossier
from verifier.store import accounts, audit, dossiers, runs, schema, statistics
from verifier.store.database import Store, _alembic
from verifier.store.schema import OldProgramError
from verifier.store.tables import DossierState, Table, TaskKind, Verdict

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

ROWS: Rows = yaml.safe_load(Path(__file__).with_name("first_form.yaml").read_text(encoding="utf-8"))
KEY = "dv_fef218af05e2_81216b13ab4c927ed8f0a15ef3932f32a2c2a14bd8d231796bb58856e7622d14"
# What later forms no longer have, and why nothing is lost by it.
DROPPED = {"users": {"failed_logins", "failed_since", "locked_until"}}  # counted by name and address since 0003


def to(store: Store, revision: str) -> None:
    with store.engine.execution_options(writes=True).begin() as connection:
        command.upgrade(_alembic(connection), revision)


def form(name: str, columns: Sequence[str]) -> sa.TableClause:
    """A table with these columns, of the types that they have today; words of a list as the text that they are."""
    known = Table.metadata.tables[name].c
    types = {column: known[column].type if column in known else sa.types.NULLTYPE for column in columns}
    return sa.table(
        name,
        *(sa.column(column, sa.String() if isinstance(of, sa.Enum) else of) for column, of in types.items()),
    )


def write(store: Store, rows: Rows) -> None:
    with store.write() as session:
        for name in (table.name for table in Table.metadata.sorted_tables if table.name in rows):
            session.execute(form(name, list(rows[name][0])).insert(), list(rows[name]))
        if session.get_bind().dialect.name == "postgresql":  # which counts what it has numbered itself
            for name in ("tasks", "outbox"):
                session.execute(sa.text(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))"))


def kept(store: Store) -> Rows:
    """The rows of the first form as they stand now, without the columns that are no longer there."""
    found: dict[str, list[dict[str, Any]]] = {}
    with store.read() as session:
        inspector = sa.inspect(session.connection())
        for name, rows in ROWS.items():
            there = {column["name"] for column in inspector.get_columns(name)}
            columns = [column for column in rows[0] if column in there]
            found[name] = [dict(row._mapping) for row in session.execute(sa.select(*form(name, columns).c))]
    return found


def without(rows: Rows, dropped: Mapping[str, set[str]]) -> Rows:
    return {
        name: [{key: value for key, value in row.items() if key not in dropped.get(name, ())} for row in some]
        for name, some in rows.items()
    }


def ordered(rows: Rows) -> dict[str, list[str]]:
    return {name: sorted(str(sorted(row.items())) for row in some) for name, some in rows.items()}


@pytest.fixture
def first(store: Store) -> Iterator[Store]:
    """A database of the first form with rows in every table of it; of the last one again afterwards."""
    with store.engine.execution_options(writes=True).begin() as connection:
        command.downgrade(_alembic(connection), "base")
    to(store, schema.known()[0])
    write(store, ROWS)
    yield store
    store.migrate()


def test_every_table_of_the_first_form_has_rows(first: Store) -> None:
    there = set(sa.inspect(first.engine).get_table_names())
    assert there - set(ROWS) == {"alembic_version", "locks"}  # whose rows the migration itself writes


def test_old_rows_come_through_every_revision(first: Store) -> None:
    assert ordered(kept(first)) == ordered(ROWS)
    for revision in schema.known()[1:]:
        to(first, revision)
        now = kept(first)
        gone = {name: set(rows[0]) - set(now[name][0]) for name, rows in ROWS.items()}
        dropped = {name: columns for name, columns in gone.items() if columns}
        assert all(columns <= DROPPED.get(name, set()) for name, columns in dropped.items()), revision
        assert ordered(now) == ordered(without(ROWS, dropped)), revision
    assert first.is_current()


def test_old_rows_are_read_as_before_and_worked_on(first: Store) -> None:
    first.migrate()
    (organisation,) = ROWS["organisations"]
    verified, waiting = sorted(ROWS["dossiers"], key=lambda row: row["state"] != "done")
    with first.write() as session:
        assert audit.verify(session) is None
        assert audit.head(session).sequence == len(ROWS["audit"])
        person = accounts.user_named(session, "zhang")
        assert person is not None
        assert person.initial_until is None  # it is their own for all that is known
        assert accounts.prove(person, "correct horse battery") is not None
        key = accounts.key_of(session, KEY)
        assert key is not None
        assert key.scopes == ["read", "submit"]
        dossier = dossiers.get(session, organisation["id"], verified["id"])
        run = runs.latest(session, dossier)
        assert run is not None
        assert {check.rule: check.outcome for check in runs.checks(session, run)} == {
            "x07-total-assets": "discrepancy",
            "x01-name": "pass",
        }
        decided = runs.decisions(session, dossier)["x07-total-assets"]
        assert (decided.holds, decided.decision.verdict) == (True, Verdict.CONFIRMED)
        assert [view.page.number for view in dossiers.pages(session, dossier)] == [1]
        assert statistics.collect(session).pages == len(ROWS["readings"])
        runs.decide(session, dossier, "x01-name", Verdict.CONFIRMED, "相符", actor="key:test")
    taken = claimed(first)
    while taken.kind is not TaskKind.OPEN or taken.dossier_id != waiting["id"]:
        taken = claimed(first)
    open_dossier(first, taken)
    with first.read() as session:
        assert dossiers.get(session, organisation["id"], waiting["id"]).state is DossierState.RUNNING


def test_a_database_of_a_later_form_is_not_migrated(store: Store) -> None:
    with store.write() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        for refused in (store.migrate, store.revision):
            with pytest.raises(OldProgramError):
                refused()
        assert not store.is_current()
    finally:
        with store.write() as session:
            session.execute(sa.text("UPDATE alembic_version SET version_num = :head"), {"head": schema.head()})
