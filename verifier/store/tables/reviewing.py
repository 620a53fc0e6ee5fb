"""What reviewers add to a dossier: corrections, boxes read again, notes; and who may see its numbers whole."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Json, Table, new_id


class CorrectionState(StrEnum):
    """`pending`: no run has seen it yet; `reopened`: what was read is not what it was made on, so it is not used."""

    PENDING = "pending"
    APPLIED = "applied"
    REOPENED = "reopened"


class FieldCorrection(Table):
    """What a person says stands in a field. It stands until `ended_at`: taken back, or another one in its place.

    `value` is as in `report.json`, `basis` what was read then (`verifier.corrections.basis`), `place` the box that the
    person gave: `sha256`, `page` (of the file) and `polygon`.
    """

    __tablename__ = "field_corrections"
    __table_args__ = (Index("ix_field_corrections_dossier_id", "dossier_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"))
    path: Mapped[str]
    value: Mapped[Any] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    basis: Mapped[Json]
    place: Mapped[Json | None]
    state: Mapped[CorrectionState] = mapped_column(default=CorrectionState.PENDING)
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RereadState(StrEnum):
    """`failed`: it could not be read; `reason` says why."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


class Reread(Table):
    """A box of a page that a person has read again. `reading` is the key of what was read of the page before.

    `polygon` and those of `lines` (text, confidence, polygon) are shares of the upright page of that reading.
    """

    __tablename__ = "rereads"
    __table_args__ = (Index("ix_rereads_dossier_id", "dossier_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"))
    page: Mapped[int]
    reading: Mapped[str]
    polygon: Mapped[list[list[float]]] = mapped_column(JSON)
    state: Mapped[RereadState] = mapped_column(default=RereadState.PENDING)
    lines: Mapped[list[Json]] = mapped_column(default=list)
    reason: Mapped[str | None] = mapped_column(Text)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Note(Table):
    """What a person wrote to colleagues, about the dossier or about one of its checks."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_listing", "dossier_id", "written_at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"))
    rule: Mapped[str | None]
    text: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str]
    written_at: Mapped[datetime]


class Purpose(StrEnum):
    """What a person needs the whole numbers of people for."""

    COMPARE = "compare"
    CONTACT = "contact"
    CORRECT = "correct"


class Unmasking(Table):
    """Until when a person sees the numbers of people in a dossier whole, and what for. The audit log keeps all."""

    __tablename__ = "unmaskings"

    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True)
    actor: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose]
    until: Mapped[datetime]
