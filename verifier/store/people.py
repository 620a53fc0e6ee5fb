"""The people of an organisation, as its administrators see and change them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from verifier.errors import ConflictError, NotFoundError
from verifier.store import accounts, audit, unmaskings
from verifier.store.accounts import HashedPassword
from verifier.store.clock import now
from verifier.store.tables import Organisation, Role, User


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be changed of a person; None stays as it is. The password is `initial` as for `create_user`."""

    role: Role | None = None
    shown_name: str | None = None
    disabled: bool | None = None
    password: HashedPassword | None = None
    initial: timedelta | None = None


def organisation_name(session: Session, organisation_id: str) -> str:
    """What the organisation is called."""
    return session.get_one(Organisation, organisation_id).name


def get(session: Session, organisation_id: str, user_id: str) -> User:
    """The person. Raises NotFoundError."""
    user = session.scalar(select(User).where(User.id == user_id, User.organisation_id == organisation_id))
    if user is None:
        raise NotFoundError("user-not-found", "没有这个用户。", "请核对编号。")
    return user


def listed(
    session: Session, organisation_id: str, *, behind: tuple[datetime, str] | None = None, limit: int = 50
) -> Sequence[User]:
    """The people of an organisation, who was added first comes first; `behind` the last one of the page before."""
    query = select(User).where(User.organisation_id == organisation_id)
    if behind is not None:
        query = query.where(tuple_(User.created_at, User.id) > tuple_(*behind))
    return session.scalars(query.order_by(User.created_at, User.id).limit(limit)).all()


def change(session: Session, organisation_id: str, user_id: str, wanted: Change, *, actor: str) -> User:
    """Change a person. Who is disabled, or gets a new password, is logged out at once; a new role hides numbers again.

    Raises NotFoundError, and ConflictError where nobody would be left to administer the organisation.
    """
    # one change after another: two administrators that disable each other at once would both find the other one there
    session.scalars(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update()).one()
    user = get(session, organisation_id, user_id)
    administered = _administers(user)
    details: dict[str, object] = {}
    if wanted.role is not None and wanted.role is not user.role:
        details["role"] = [user.role.value, wanted.role.value]
        user.role = wanted.role
        unmaskings.mask_all(session, actor=f"user:{user.id}")  # the new one may not be a reviewer's
    if wanted.shown_name is not None and wanted.shown_name != user.shown_name:
        details["shown_name"] = True  # the log holds ids, not names
        user.shown_name = wanted.shown_name
    if wanted.disabled is not None and wanted.disabled is not (user.disabled_at is not None):
        details["disabled"] = wanted.disabled
        user.disabled_at = now(session) if wanted.disabled else None
        accounts.end_logins(session, user)
    session.flush()
    if administered and not _administers(user):
        _require_an_administrator(session, organisation_id)
    if details:
        audit.record(session, "user.change", user.id, actor=actor, organisation_id=organisation_id, details=details)
    if wanted.password is not None:
        accounts.set_password(session, user, wanted.password, actor=actor, initial=wanted.initial)
    session.flush()
    session.refresh(user)
    return user


def _administers(user: User) -> bool:
    return user.role is Role.ADMIN and user.disabled_at is None


def _require_an_administrator(session: Session, organisation_id: str) -> None:
    left = select(func.count()).where(
        User.organisation_id == organisation_id, User.role == Role.ADMIN, User.disabled_at.is_(None)
    )
    if session.scalar(left) == 0:
        raise ConflictError(
            "last-administrator", "这是本单位最后一名管理员，不能停用或改为其他角色。", "请先另设一名管理员。"
        )
