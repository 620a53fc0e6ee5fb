"""Where a person is logged in: seen and ended by themselves, ended by administrators."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from verifier.errors import NotFoundError
from verifier.store import accounts, audit
from verifier.store.clock import now
from verifier.store.tables import LoginSession, User

_HANDLE = 32  # characters of a log-in's id by which it is called outside: the whole is the digest of what opens it


def handle(opened: LoginSession) -> str:
    """What the log-in is called outside."""
    return opened.id[:_HANDLE]


def listed(
    session: Session, user_id: str, *, idle: timedelta, behind: tuple[datetime, str] | None = None, limit: int = 50
) -> Sequence[LoginSession]:
    """The log-ins that are open, the latest first; `behind` the moment and handle of the last one before."""
    moment = now(session)
    query = select(LoginSession).where(
        LoginSession.user_id == user_id, LoginSession.expires_at > moment, LoginSession.seen_at >= moment - idle
    )
    if behind is not None:
        query = query.where(tuple_(LoginSession.created_at, LoginSession.id) < tuple_(*behind))
    return session.scalars(query.order_by(LoginSession.created_at.desc(), LoginSession.id.desc()).limit(limit)).all()


def end(session: Session, user: User, wanted: str, *, actor: str) -> None:
    """End the log-in with this handle. Raises NotFoundError where the person has none such."""
    is_it = (LoginSession.user_id == user.id, LoginSession.id.startswith(wanted, autoescape=True))
    found = session.scalar(select(LoginSession.id).where(*is_it)) if len(wanted) == _HANDLE else None
    if found is None:
        raise NotFoundError("session-not-found", "没有这次登录，可能已经结束。", "请刷新页面后核对。")
    session.execute(delete(LoginSession).where(LoginSession.id == found))
    _record(session, user, "one", actor)


def end_others(session: Session, user: User, kept: LoginSession | None, *, actor: str) -> None:
    """End all log-ins of the person but the one that is `kept`."""
    accounts.end_logins(session, user, kept=kept)
    _record(session, user, "all" if kept is None else "others", actor)


def _record(session: Session, user: User, which: str, actor: str) -> None:
    audit.record(
        session, "login.end", user.id, actor=actor, organisation_id=user.organisation_id, details={"which": which}
    )
