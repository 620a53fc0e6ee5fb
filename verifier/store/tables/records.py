"""What was answered and what was done: idempotency keys and the audit log."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Json, Table


class IdempotencyKey(Table):
    """A client's request that is answered once. `status` None: it is being worked on.

    An answer that tells of a dossier goes with it.
    """

    __tablename__ = "idempotency_keys"

    client: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    status: Mapped[int | None]
    answer: Mapped[Json | None]
    dossier_id: Mapped[str | None] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AuditEntry(Table):
    """One act. `hash` is an HMAC over the entry and the hash before it; the key is not in the database."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_organisation_id_sequence", "organisation_id", "sequence"),)

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    organisation_id: Mapped[str | None]
    actor: Mapped[str]
    action: Mapped[str]
    object: Mapped[str]
    details: Mapped[Json]
    hash: Mapped[str] = mapped_column(Text)
