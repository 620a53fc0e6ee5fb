"""INSERTs that say what is to be done where the row is there already: two who write it at once are both right."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verifier.store.tables import Table


def insert_into(session: Session, table: type[Table]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT with `on_conflict_do_nothing` and `on_conflict_do_update`, for the session's database."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
