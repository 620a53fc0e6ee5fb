"""The form of a database: its revision, which the migrations count, and whether this program may work with it.

A program works with the revision that it was made for and with no other (docs/decisions/0019): with an older one it
would miss what is not there yet, with a newer one it would write, and delete, without knowing what has been added.
"""

from functools import cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from verifier.errors import StoreError

MIGRATIONS = Path(__file__).with_name("migrations")


class OldProgramError(StoreError):
    """The database was brought to a form that this program does not know."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            "store-newer",
            f"数据库已由更新的版本升级（结构{revision}，本程序为{head()}），本程序不再领取任务。",
            "请停止本程序，改用新版本；已领取的任务会自动转给新版本的工作进程。",
        )


@cache
def head() -> str:
    """The revision that this program works with."""
    revision = _scripts().get_current_head()
    assert revision is not None
    return revision


@cache
def known() -> tuple[str, ...]:
    """All revisions up to it, the first one first."""
    return tuple(script.revision for script in reversed(list(_scripts().walk_revisions())))


def revision(connection: Connection) -> str | None:
    """That of a database; None where it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def refuse_newer(connection: Connection) -> str | None:
    """The revision of a database, which may be an older one. Raises OldProgramError."""
    present = revision(connection)
    if present is not None and present not in known():
        raise OldProgramError(present)
    return present


def require(session: Session) -> None:
    """Make sure, in the transaction that is about to change something, that the form is still this program's.

    Raises OldProgramError, or StoreError `store-not-current` for an older one.
    """
    if refuse_newer(session.connection()) != head():
        raise StoreError("store-not-current", "数据库尚未更新到本程序的版本。", "请先运行verifier admin migrate。")


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))
