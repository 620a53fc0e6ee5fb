"""Who may do what: organisations, people, keys of programs, log-ins."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Table, new_id


class Scope(StrEnum):
    """What a key or a person may do."""

    SUBMIT = "submit"
    READ = "read"
    REVIEW = "review"
    ADMIN = "admin"


class Role(StrEnum):
    """What a person is; `ROLE_SCOPES` says what that allows."""

    OPERATOR = "operator"
    REVIEWER = "reviewer"
    ADMIN = "admin"


ROLE_SCOPES = {
    Role.OPERATOR: frozenset({Scope.SUBMIT, Scope.READ}),
    Role.REVIEWER: frozenset({Scope.SUBMIT, Scope.READ, Scope.REVIEW}),
    Role.ADMIN: frozenset(Scope),
}


class Organisation(Table):
    """A bureau; nobody sees what belongs to another one. `retention_days` None: the site's default."""

    __tablename__ = "organisations"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    retention_days: Mapped[int | None]
    created_at: Mapped[datetime]


class User(Table):
    """A person; `disabled_at`: may log in no more.

    `initial_until`: the password is one that somebody else has set. Until then its owner may log in with it, and only
    to change it. None: it is the person's own.
    """

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(unique=True)
    shown_name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[Role]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    initial_until: Mapped[datetime | None]


class ApiKey(Table):
    """A program's key: `prefix` finds it, `hash` is the SHA-256 of the whole."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str]
    prefix: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str]
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class LoginSession(Table):
    """A person's log-in; `id` is the SHA-256 of the token in the cookie, `csrf` the token that forms must carry.

    `address` and `browser` (in plain words) say where it was opened; None for one of before they were noted.
    """

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str | None]
    browser: Mapped[str | None]


class LoginAttempts(Table):
    """Tries to log in that failed, for one name, whether there is such a person or not, or from one address.

    `subject` is a keyed digest of it: what people type as a name may be a password.
    """

    __tablename__ = "login_attempts"

    subject: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)
