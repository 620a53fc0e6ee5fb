"""Requests that are answered once: the same key with the same content gets the same answer, for seven days."""

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from verifier.errors import ConflictError, StoreError
from verifier.store.clock import now
from verifier.store.database import AUDIT_KEY
from verifier.store.tables import IdempotencyKey, Json

KEPT = timedelta(days=7)
_ABANDONED = timedelta(minutes=15)  # a request that has no answer by then died with its server


class KeyReusedError(StoreError):
    """The key was used for another request."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered."""

    status: int
    body: Json


def begin(session: Session, client: str, key: str, fingerprint: str) -> Answer | None:
    """The answer that the request got before, or None: it is the caller's to answer now (then `answered`).

    `fingerprint` is a digest of all that the request says. In a transaction of its own, before the work. Raises
    ConflictError `request-running` while another one works on it, KeyReusedError for another request's key.
    """
    moment, fingerprint = now(session), _keyed(session, fingerprint)
    row = session.get(IdempotencyKey, (client, key), with_for_update=True)
    if row is not None and (row.expires_at <= moment or (row.status is None and row.created_at < moment - _ABANDONED)):
        session.delete(row)
        session.flush()
        row = None
    if row is None:
        session.add(
            IdempotencyKey(client=client, key=key, fingerprint=fingerprint, created_at=moment, expires_at=moment + KEPT)
        )
        try:
            session.flush()
        except IntegrityError as error:  # another one came in between
            raise _running() from error
        return None
    if row.fingerprint != fingerprint:
        raise KeyReusedError("idempotency-key-reused", "这个Idempotency-Key已用于另一个请求。", "请换一个新的键。")
    if row.status is None:
        raise _running()
    return Answer(row.status, row.answer or {})


def shorten_waits(session: Session) -> None:
    """Requests without an answer, begun by a clock that has been set back since, count as begun now."""
    moment = now(session)
    begun = (IdempotencyKey.status.is_(None), IdempotencyKey.created_at > moment)
    session.execute(update(IdempotencyKey).where(*begun).values(created_at=moment))


def is_noted(session: Session, client: str, key: str) -> bool:
    """Whether a request with this key came before."""
    return session.get(IdempotencyKey, (client, key)) is not None


def answered(session: Session, client: str, key: str, answer: Answer, *, dossier_id: str | None = None) -> None:
    """Note the answer, in the transaction that did the work; one that tells of a dossier is deleted with it."""
    session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.client == client, IdempotencyKey.key == key)
        .values(status=answer.status, answer=answer.body, dossier_id=dossier_id)
    )


def forget_answers(session: Session, ids: Collection[str]) -> None:
    """Delete the answers that tell of these things, which are there no more."""
    if ids:
        session.execute(delete(IdempotencyKey).where(IdempotencyKey.answer["id"].as_string().in_(ids)))


def forget_expired(session: Session) -> None:
    """Delete the keys whose time is over."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.expires_at <= now(session)))


def _keyed(session: Session, fingerprint: str) -> str:
    """A request may carry a password: without what lies outside of the database nobody can try out which one."""
    return hmac.new(session.info[AUDIT_KEY], f"request:{fingerprint}".encode(), hashlib.sha256).hexdigest()


def _running() -> ConflictError:
    return ConflictError("request-running", "同一请求正在处理。", "请稍后再试。")
