"""Tries to log in: how often a name and an address may fail before they have to wait.

A try counts as failed from its beginning, and is taken back once the password has proved right: tries at once cannot
outrun the limit while their passwords are being looked at. Names that nobody has are counted like the others, so that
answers do not tell them apart. Kept are keyed digests: what people type as a name may be a password.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from verifier.store.clock import now
from verifier.store.database import AUDIT_KEY
from verifier.store.tables import LoginAttempts

MOST = {"name": 5, "address": 50}  # failures; an office may share an address
_AHEAD = timedelta(minutes=1)  # of a clock that has been set back; others' moments may lie a little ahead
WITHIN, LOCKED_FOR = timedelta(minutes=10), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that was counted: digests of its name and address, and for how long no try of theirs is good.

    `is_refused`: they had failed too often before, and the password is not to be looked at.
    """

    name: str
    address: str
    is_refused: bool
    locked_for: timedelta


def begin(session: Session, name: str, address: str) -> Attempt:
    """Count a try as failed. In a transaction of its own, before the password is looked at."""
    moment = now(session)
    subjects = (_digest(session, "name", name), _digest(session, "address", address))
    counted = [_counted(session, subject, moment) for subject in subjects]
    waits = [row.last_at + LOCKED_FOR - moment for row in counted if _is_locked(row)]
    if waits:
        return Attempt(*subjects, is_refused=True, locked_for=max(waits))
    for row in counted:
        row.failures, row.last_at = row.failures + 1, moment
    reached = any(map(_is_locked, counted))
    session.flush()
    return Attempt(*subjects, is_refused=False, locked_for=LOCKED_FOR if reached else timedelta(0))


def take_back(session: Session, attempt: Attempt) -> None:
    """The password was right: the name begins anew, and the address has one failure less."""
    session.execute(delete(LoginAttempts).where(LoginAttempts.subject == attempt.name))
    row = session.get(LoginAttempts, attempt.address, with_for_update=True)
    if row is not None and row.failures > 0:
        row.failures -= 1


def forget_name(session: Session, name: str) -> None:
    """The name may be tried at once."""
    session.execute(delete(LoginAttempts).where(LoginAttempts.subject == _digest(session, "name", name)))


def forget_past(session: Session) -> None:
    """Delete what no longer counts."""
    session.execute(delete(LoginAttempts).where(LoginAttempts.last_at < now(session) - max(WITHIN, LOCKED_FOR)))


def _counted(session: Session, subject: str, moment: datetime) -> LoginAttempts:
    """The row of a subject, locked; begun anew where its failures no longer count."""
    row = session.get(LoginAttempts, subject, with_for_update=True)
    if row is None:
        row = LoginAttempts(subject=subject, failures=0, first_at=moment, last_at=moment)
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:  # another one came in between
            row = session.get_one(LoginAttempts, subject, with_for_update=True)
    counts_until = row.last_at + LOCKED_FOR if _is_locked(row) else row.first_at + WITHIN
    if counts_until <= moment or row.first_at > moment + _AHEAD:
        row.failures, row.first_at, row.last_at = 0, moment, moment
    return row


def _is_locked(row: LoginAttempts) -> bool:
    return row.failures >= MOST[row.subject.partition(":")[0]]


def _digest(session: Session, kind: str, text: str) -> str:
    digest = hmac.new(session.info[AUDIT_KEY], f"login:{kind}:{text}".encode(), hashlib.sha256)
    return f"{kind}:{digest.hexdigest()}"
