"""What was handed in, and what was read of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Json, Table, new_id


class DossierState(StrEnum):
    """Where a dossier stands; `building` until it is handed in, and again while it is being corrected."""

    BUILDING = "building"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Priority(StrEnum):
    """`interactive` goes before `batch`."""

    INTERACTIVE = "interactive"
    BATCH = "batch"


class PageState(StrEnum):
    """`given_up`: it could not be read; the page's problems say why."""

    PENDING = "pending"
    READ = "read"
    GIVEN_UP = "given_up"


class Dossier(Table):
    """One dossier, checked by the `edition_id` of its `ruleset` that was current when it was made.

    `revision` counts the hand-ins: work of an earlier one is void. `version` counts all changes (for an ETag).
    `pages` and `pages_done` are of the present revision. `problems` are what the intake found, as in `report.json`;
    `reason` says, in Chinese, why a dossier failed. `held_by` is the person who works on it, as an actor (`user:ID`).
    Pages that are not read by `deadline` are given up.
    `sealed_at`: its review is concluded, and nothing may be changed any more (`store.dossiers.locked`).
    """

    __tablename__ = "dossiers"
    __table_args__ = (Index("ix_dossiers_listing", "organisation_id", "created_at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    reference: Mapped[str | None]
    ruleset: Mapped[str]
    edition_id: Mapped[str | None]  # of `ruleset_editions`, whose rows are never deleted
    submitted_on: Mapped[date | None]
    declared: Mapped[Json]
    state: Mapped[DossierState] = mapped_column(default=DossierState.BUILDING, index=True)
    priority: Mapped[Priority] = mapped_column(default=Priority.INTERACTIVE)
    revision: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    pages: Mapped[int] = mapped_column(default=0)
    pages_done: Mapped[int] = mapped_column(default=0)
    applicant: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(Text)
    problems: Mapped[list[Json]] = mapped_column(default=list)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    deadline: Mapped[datetime | None]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    held_by: Mapped[str | None]
    held_since: Mapped[datetime | None]
    sealed_at: Mapped[datetime | None]


class File(Table):
    """One upload, under the name it came with. `removed_at`: no longer part of the dossier."""

    __tablename__ = "files"
    __table_args__ = (Index("ix_files_dossier_id", "dossier_id"), Index("ix_files_sha256", "sha256"))

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Source(Table):
    """A file as the intake sees it: an upload, or a member of one that is a ZIP; in reading order by `position`."""

    __tablename__ = "sources"
    __table_args__ = (Index("ix_sources_sha256", "sha256"),)

    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    format: Mapped[str]
    pages: Mapped[int]


class Page(Table):
    """A page of a dossier: `number` counts through the dossier, `file_page` within its file `file`.

    `reading` is the key of what was read of it (`Reading`); `problems` say why a page was given up.
    """

    __tablename__ = "pages"
    __table_args__ = (
        UniqueConstraint("dossier_id", "file", "file_page"),
        Index("ix_pages_reading", "reading"),
    )

    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str] = mapped_column(Text)
    file_page: Mapped[int]
    sha256: Mapped[str]
    state: Mapped[PageState] = mapped_column(default=PageState.PENDING)
    reading: Mapped[str]
    problems: Mapped[list[Json]] = mapped_column(default=list)


class PageOverride(Table):
    """What a person says of a page: quarter turns clockwise of its picture as read, and its kind of material.

    It belongs to the page's bytes (the file's checksum and the page within it), so that it outlives corrections to
    other files.
    """

    __tablename__ = "page_overrides"

    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    file_page: Mapped[int] = mapped_column(primary_key=True)
    quarter_turns: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str | None]
    set_by: Mapped[str]
    set_at: Mapped[datetime]


class Reading(Table):
    """What was read of a page, whoever handed it in: the same page is not read twice.

    `key` is a digest of (file's SHA-256, format, page, quarter turns, version); `version` covers engine, models,
    limits and the reading code. `result` and `picture` are blobs.
    """

    __tablename__ = "readings"

    key: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)
    file_page: Mapped[int]
    version: Mapped[str]
    result: Mapped[str]
    picture: Mapped[str | None]
    seconds: Mapped[float]
    read_at: Mapped[datetime]


class ReadingClaim(Table):
    """Which task makes a reading, so that two do not read one page; void unless that task is at work, at that try."""

    __tablename__ = "reading_claims"

    key: Mapped[str] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE"), index=True)
    attempt: Mapped[int]
