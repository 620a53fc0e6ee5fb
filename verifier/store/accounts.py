"""Organisations, people, keys of programs, log-ins."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, or_, select, tuple_, update
from sqlalchemy.orm import Session

from verifier.errors import ConflictError, NotFoundError
from verifier.store import attempts, audit, rulesets, unmaskings
from verifier.store.clock import now
from verifier.store.database import AUDIT_KEY
from verifier.store.passwords import require_sound
from verifier.store.tables import ApiKey, Lock, LoginSession, Organisation, Role, Scope, User, new_id

_HASHER = PasswordHasher()  # argon2id, the library's current defaults (RFC 9106)
_NOBODY = (  # by the same parameters, of no password: an unknown name takes as long as a wrong password
    "$argon2id$v=19$m=65536,t=3,p=4$+G/rjmHtvd/qs9D8ngGYLQ$JCbFSIaciHw5j07LzTzvmrzMZ03kZ2dRBhSDs/CTeyY"
)
PROVED_TOGETHER = min(4, len(os.sched_getaffinity(0)))  # a hash keeps a core busy and takes 64 MB
_PROVING = BoundedSemaphore(PROVED_TOGETHER)
_KEY_MARK = "dv"
_KEY_DAYS = 365
_SYSTEM, _SYSTEM_NAME = "system", "系统"
_PERSON, _PROGRAM = "user:", "key:"  # how the audit log's actors begin
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Proof:
    """That a password was right for `user` as they were then; `password_hash` is its hash by the present parameters."""

    user: User
    password_hash: str


@dataclass(frozen=True, slots=True)
class HashedPassword:
    """A password that is good enough for the person whose it shall be, as it is kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a log-in is opened, in plain words; None where it is not known."""

    address: str | None = None
    browser: str | None = None


@dataclass(frozen=True, slots=True)
class Login:
    """A log-in: `token` goes into the cookie and is nowhere kept."""

    token: str
    session: LoginSession


def create_organisation(session: Session, name: str, *, actor: str, retention_days: int | None = None) -> Organisation:
    """A new organisation with the rulesets that come with the program. Raises ConflictError where the name is taken."""
    if session.scalar(select(Organisation.id).where(Organisation.name == name)) is not None:
        raise ConflictError("organisation-exists", f"已有名为“{name}”的机构。")
    organisation = Organisation(name=name, retention_days=retention_days, created_at=now(session))
    session.add(organisation)
    session.flush()
    rulesets.install(session, organisation.id)
    audit.record(session, "organisation.create", organisation.id, actor=actor, organisation_id=organisation.id)
    return organisation


def is_set_up(session: Session) -> bool:
    """Whether there is an organisation."""
    return session.scalar(select(Organisation.id).limit(1)) is not None


def set_up(
    session: Session, organisation: str, name: str, password: HashedPassword, *, initial: timedelta | None = None
) -> bool:
    """The first organisation with its administrator; False where there is one. Safe to be run by several at once.

    `initial` as for `create_user`.
    """
    session.scalars(select(Lock).where(Lock.name == "sweep").with_for_update()).one()
    if is_set_up(session):
        return False
    made = create_organisation(session, organisation, actor=_SYSTEM)
    create_user(session, made.id, name, password, Role.ADMIN, actor=_SYSTEM, initial=initial)
    return True


def organisation_named(session: Session, name: str) -> Organisation:
    """The organisation. Raises NotFoundError."""
    found = session.scalar(select(Organisation).where(Organisation.name == name))
    if found is None:
        raise NotFoundError(
            "organisation-not-found", f"没有名为“{name}”的机构。", "用verifier admin create-organisation新建。"
        )
    return found


def create_user(
    session: Session,
    organisation_id: str,
    name: str,
    password: HashedPassword,
    role: Role,
    *,
    actor: str,
    shown_name: str = "",
    initial: timedelta | None = None,
) -> User:
    """A new person. Raises ConflictError where the name is taken.

    `initial`: the password is not the person's own and lasts for so long; until they change it, they may nothing else.
    """
    if session.scalar(select(User.id).where(User.name == name)) is not None:
        raise ConflictError("user-exists", f"已有名为“{name}”的用户。")
    moment = now(session)
    user = User(
        id=new_id(),
        organisation_id=organisation_id,
        name=name,
        shown_name=shown_name or name,
        password_hash=password.text,
        role=role,
        created_at=moment,
        initial_until=None if initial is None else moment + initial,
    )
    session.add(user)
    audit.record(session, "user.create", user.id, actor=actor, organisation_id=organisation_id, details={"role": role})
    return user


def set_password(
    session: Session,
    user: User,
    password: HashedPassword,
    *,
    actor: str,
    kept: LoginSession | None = None,
    initial: timedelta | None = None,
) -> None:
    """A new password, `initial` as for `create_user`; all log-ins of the person end but the one that is `kept`."""
    until = None if initial is None else now(session) + initial
    changed = update(User).where(User.id == user.id)
    session.execute(changed.values(password_hash=password.text, initial_until=until))
    attempts.forget_name(session, user.name)
    end_logins(session, user, kept=kept)
    audit.record(session, "user.password", user.id, actor=actor, organisation_id=user.organisation_id)


def end_logins(session: Session, user: User, *, kept: LoginSession | None = None) -> None:
    """End all log-ins of a person but the one that is `kept`; without one, numbers are hidden from them again."""
    ended = delete(LoginSession).where(LoginSession.user_id == user.id)
    session.execute(ended if kept is None else ended.where(LoginSession.id != kept.id))
    if kept is None:
        unmaskings.mask_all(session, actor=f"{_PERSON}{user.id}")


def user_named(session: Session, name: str) -> User | None:
    """The person with this log-in name."""
    return session.scalar(select(User).where(User.name == name))


def users(session: Session, organisation_id: str) -> Sequence[User]:
    """The people of an organisation, by name."""
    return session.scalars(select(User).where(User.organisation_id == organisation_id).order_by(User.name)).all()


def is_person(actor: str) -> bool:
    """Whether an actor of the audit log is a person, not a program."""
    return actor.startswith(_PERSON)


def shown_names(session: Session, actors: Collection[str]) -> dict[str, str]:
    """What people call these actors of the audit log: the shown name of a person, the name of a program's key."""
    users = [actor.removeprefix(_PERSON) for actor in actors if actor.startswith(_PERSON)]
    keys = [actor.removeprefix(_PROGRAM) for actor in actors if actor.startswith(_PROGRAM)]
    people = session.execute(select(User.id, User.shown_name).where(User.id.in_(users)))
    programs = session.execute(select(ApiKey.id, ApiKey.name).where(ApiKey.id.in_(keys)))
    names = {f"{_PERSON}{id_}": name for id_, name in people} | {f"{_PROGRAM}{id_}": name for id_, name in programs}
    return {actor: names.get(actor, _SYSTEM_NAME if actor.startswith(_SYSTEM) else actor) for actor in actors}


def person(session: Session, actor: str) -> User:
    """The person that an actor of the audit log is. Raises NotFoundError for one that is none."""
    user = session.get(User, actor.removeprefix(_PERSON)) if is_person(actor) else None
    if user is None:
        raise NotFoundError("person-not-found", "没有这个用户。", "请核对编号。")
    return user


def is_welcome(session: Session, actor: str) -> bool:
    """Whether a person is not disabled, a program's key not revoked, since they were last asked who they are."""
    if is_person(actor):
        ended = select(User.id).where(User.id == actor.removeprefix(_PERSON), User.disabled_at.is_not(None))
    else:
        ended = select(ApiKey.id).where(ApiKey.id == actor.removeprefix(_PROGRAM), ApiKey.revoked_at.is_not(None))
    return session.scalar(ended) is None


def hashed(password: str, name: str, *words: str) -> HashedPassword:
    """A new password of the person with this log-in name. Raises StoreError for one that is no good.

    `words` as for `require_sound`. To be called outside of transactions, as `prove`.
    """
    require_sound(password, name, *words)
    with _PROVING:
        return HashedPassword(_HASHER.hash(password))


def prove(user: User | None, password: str) -> Proof | None:
    """The proof that this is the person's password; None for a wrong one and for nobody's, after the same time.

    It takes a tenth of a second: to be called outside of transactions, of which SQLite writes one at a time, and after
    `attempts.begin`, which bounds how often it is.
    """
    with _PROVING:
        try:
            _HASHER.verify(user.password_hash if user is not None else _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return None
        assert user is not None
        is_old = _HASHER.check_needs_rehash(user.password_hash)
        return Proof(user, _HASHER.hash(password) if is_old else user.password_hash)


def admit(session: Session, proof: Proof, *, lasts: timedelta, place: Place | None = None) -> Login | None:
    """Open a log-in as `log_in` does; None where the person may log in no more, or has another password by now.

    So it is with an initial password that was not changed in time.
    """
    user = _proved(session, proof)
    if user is None or (user.initial_until is not None and user.initial_until <= now(session)):
        return None
    user.password_hash = proof.password_hash
    return log_in(session, user, lasts=lasts, place=place)


def replace_password(session: Session, proof: Proof, password: HashedPassword, *, kept: LoginSession) -> bool:
    """One's own new password, as `set_password`; False where the proof holds no more, as with `admit`."""
    user = _proved(session, proof)
    if user is None:
        return False
    set_password(session, user, password, actor=f"{_PERSON}{user.id}", kept=kept)
    return True


def _proved(session: Session, proof: Proof) -> User | None:
    """The person, locked, unless they may log in no more or have another password by now."""
    user = session.get(User, proof.user.id, with_for_update=True, populate_existing=True)
    is_same = user is not None and user.disabled_at is None and user.password_hash == proof.user.password_hash
    return user if is_same else None


def refused(session: Session, user: User | None, subject: str) -> None:
    """Note in the audit log that a log-in was refused; that of a name that nobody has under its `subject`."""
    if user is None:
        audit.record(session, "login.refused", subject, actor="unknown")
    else:
        audit.record(session, "login.refused", user.id, actor=f"user:{user.id}", organisation_id=user.organisation_id)


def log_in(session: Session, user: User, *, lasts: timedelta, place: Place | None = None) -> Login:
    """Open a log-in that ends `lasts` from now at the latest."""
    place = place or Place()
    token, moment = secrets.token_urlsafe(32), now(session)
    opened = LoginSession(
        id=_digest(token),
        user_id=user.id,
        csrf=secrets.token_urlsafe(24),
        created_at=moment,
        seen_at=moment,
        expires_at=moment + lasts,
        address=place.address,
        browser=place.browser,
    )
    session.add(opened)
    audit.record(session, "login", user.id, actor=f"user:{user.id}", organisation_id=user.organisation_id)
    return Login(token, opened)


def logged_in(session: Session, token: str, *, idle: timedelta) -> tuple[LoginSession, User] | None:
    """The log-in of a cookie's token; None where it has ended or was idle for longer than `idle`.

    One that was in use in what is the future now, since the clock was set back, would last too long: it has ended.
    """
    found = session.execute(
        select(LoginSession, User).join(User, User.id == LoginSession.user_id).where(LoginSession.id == _digest(token))
    ).first()
    moment = now(session)
    if found is None:
        return None
    opened, user = found
    is_timely = moment - idle <= opened.seen_at <= moment + _SEEN_EVERY
    return (opened, user) if is_timely and opened.expires_at > moment and user.disabled_at is None else None


def seen(session: Session, opened: LoginSession) -> None:
    """Note that a log-in is in use (at most once a minute is written)."""
    moment = now(session)
    session.execute(
        update(LoginSession)
        .where(LoginSession.id == opened.id, LoginSession.seen_at < moment - _SEEN_EVERY)
        .values(seen_at=moment)
    )


def log_out(session: Session, opened: LoginSession) -> None:
    """End a log-in."""
    session.execute(delete(LoginSession).where(LoginSession.id == opened.id))


def forget_ended(session: Session, *, idle: timedelta) -> None:
    """Delete the log-ins that have ended, or were idle for longer than `idle`."""
    moment = now(session)
    over = or_(LoginSession.expires_at <= moment, LoginSession.seen_at < moment - idle)
    session.execute(delete(LoginSession).where(over))


def create_key(
    session: Session,
    organisation_id: str,
    name: str,
    scopes: Collection[Scope],
    *,
    actor: str,
    days: int = _KEY_DAYS,
    seed: str | None = None,
) -> tuple[str, ApiKey]:
    """A new key for a program: its text, which is shown this once, and its row.

    Who has to show it again, as to a request that is sent again, gives a random `seed` (see `key_text`).
    """
    prefix = f"{_KEY_MARK}_{secrets.token_hex(6)}"
    text = key_text(session, prefix, seed or secrets.token_hex(32))
    moment = now(session)
    key = ApiKey(
        id=new_id(),
        organisation_id=organisation_id,
        name=name,
        prefix=prefix,
        hash=_digest(text),
        scopes=sorted(scope.value for scope in scopes),
        created_at=moment,
        expires_at=moment + timedelta(days=days),
    )
    session.add(key)
    audit.record(
        session, "key.create", key.id, actor=actor, organisation_id=organisation_id, details={"scopes": key.scopes}
    )
    return text, key


def key_text(session: Session, prefix: str, seed: str) -> str:
    """The text of the key that was made with this seed: it takes what lies outside the database as well."""
    secret = hmac.new(session.info[AUDIT_KEY], f"api-key:{prefix}:{seed}".encode(), hashlib.sha256)
    return f"{prefix}_{secret.hexdigest()}"


def key_of(session: Session, text: str) -> ApiKey | None:
    """The key that a program showed; None where it is unknown, revoked or expired."""
    prefix = "_".join(text.split("_", 2)[:2])
    key = session.scalar(select(ApiKey).where(ApiKey.prefix == prefix))
    if key is None or not secrets.compare_digest(key.hash, _digest(text)):
        return None
    return key if key.revoked_at is None and key.expires_at > now(session) else None


def keys(
    session: Session, organisation_id: str, *, behind: tuple[datetime, str] | None = None, limit: int | None = None
) -> Sequence[ApiKey]:
    """The keys of an organisation, the oldest first; `behind` the moment and id of the last one of the page before."""
    query = select(ApiKey).where(ApiKey.organisation_id == organisation_id)
    if behind is not None:
        query = query.where(tuple_(ApiKey.created_at, ApiKey.id) > tuple_(*behind))
    return session.scalars(query.order_by(ApiKey.created_at, ApiKey.id).limit(limit)).all()


def used(session: Session, key: ApiKey) -> None:
    """Note that a key is in use (at most once a minute is written)."""
    moment = now(session)
    if key.last_used_at is None or key.last_used_at < moment - _SEEN_EVERY:
        session.execute(update(ApiKey).where(ApiKey.id == key.id).values(last_used_at=moment))


def revoke_key(session: Session, organisation_id: str, key_id: str, *, actor: str) -> None:
    """End a key. Raises NotFoundError."""
    key = session.scalar(select(ApiKey).where(ApiKey.id == key_id, ApiKey.organisation_id == organisation_id))
    if key is None:
        raise NotFoundError("key-not-found", "没有这个密钥。", "请核对编号。")
    key.revoked_at = key.revoked_at or now(session)
    audit.record(session, "key.revoke", key.id, actor=actor, organisation_id=organisation_id)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
