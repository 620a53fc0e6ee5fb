"""What passes by itself: a disk that is full for a while, a database that is restarted or too busy."""

import errno

from sqlalchemy.exc import DBAPIError, OperationalError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FULL_STATES = ("SQLITE_FULL", "53100")
# SQLite's names of errors, and PostgreSQL's classes of states (its appendix A): connection, rollback by the server,
# insufficient resources, operator intervention.
_PASSING_NAMES = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_PROTOCOL")
_PASSING_CLASSES = ("08", "40", "53", "57")


def is_full(error: BaseException) -> bool:
    """Whether there was no room on a disk, ours or the database's."""
    if isinstance(error, DBAPIError):
        return _state(error) in _FULL_STATES
    return isinstance(error, OSError) and error.errno in _FULL


def is_outage(error: BaseException) -> bool:
    """Whether the same may succeed in a while, with nothing at fault in what was to be done."""
    if not isinstance(error, DBAPIError):
        return is_full(error)
    state = _state(error)
    if not state:  # PostgreSQL did not answer at all
        return isinstance(error, OperationalError)
    return (
        error.connection_invalidated
        or state in _FULL_STATES
        or state.startswith(_PASSING_NAMES)
        or state[:2] in _PASSING_CLASSES
    )


def _state(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or ""
