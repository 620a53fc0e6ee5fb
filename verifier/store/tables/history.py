"""What people did to a dossier, as a colleague is told of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Json, Table


class Act(StrEnum):
    """What was done."""

    CREATED = "created"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    FILE_ADDED = "file_added"
    FILE_REMOVED = "file_removed"
    PAGE_CHANGED = "page_changed"
    CLAIMED = "claimed"
    RELEASED = "released"
    DECIDED = "decided"
    CORRECTED = "corrected"
    CORRECTION_WITHDRAWN = "correction_withdrawn"
    NOTED = "noted"
    CONCLUDED = "concluded"
    LIFTED = "lifted"


class HistoryEntry(Table):
    """One act on a dossier. `before` and `after` hold what it changed, as the interface shows it.

    Unlike the audit log it holds what stands on pages, so it goes with the dossier.
    """

    __tablename__ = "history"
    __table_args__ = (Index("ix_history_dossier_id_id", "dossier_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    actor: Mapped[str]
    act: Mapped[Act]
    subject: Mapped[str] = mapped_column(Text)
    before: Mapped[Json | None]
    after: Mapped[Json | None]
    reason: Mapped[str | None] = mapped_column(Text)
