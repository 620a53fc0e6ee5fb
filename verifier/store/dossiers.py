"""Dossiers and their files, as their organisation sees them: what belongs to another one is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from verifier.errors import ConflictError, NotFoundError
from verifier.store import audit, retention
from verifier.store.blobs import Blob
from verifier.store.clock import now
from verifier.store.tables import (
    Dossier,
    DossierState,
    File,
    Json,
    Page,
    PageOverride,
    Priority,
    Run,
    RunReport,
    Source,
    TaskKind,
    new_id,
)
from verifier.store.tasks import Work, enqueue

_AT_WORK = (DossierState.QUEUED, DossierState.RUNNING)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of a list ends: the next one begins behind it."""

    created_at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of a dossier with what a person said of it."""

    page: Page
    quarter_turns: int = 0
    kind: str | None = None


def create(
    session: Session,
    organisation_id: str,
    *,
    actor: str,
    ruleset: str,
    reference: str | None = None,
    submitted_on: date | None = None,
    declared: Json | None = None,
    priority: Priority = Priority.INTERACTIVE,
) -> Dossier:
    """A new, empty dossier, `building`. `declared` is the portal's `declared.json` as it came."""
    moment = now(session)
    dossier = Dossier(
        id=new_id(),
        organisation_id=organisation_id,
        reference=reference,
        ruleset=ruleset,
        submitted_on=submitted_on,
        declared=declared or {},
        priority=priority,
        created_by=actor,
        created_at=moment,
        updated_at=moment,
    )
    session.add(dossier)
    audit.record(session, "dossier.create", dossier.id, actor=actor, organisation_id=organisation_id)
    return dossier


def get(session: Session, organisation_id: str, dossier_id: str) -> Dossier:
    """The dossier. Raises NotFoundError."""
    return _found(session, organisation_id, dossier_id, lock=False)


def locked(session: Session, organisation_id: str, dossier_id: str) -> Dossier:
    """The dossier, which nobody else changes until the transaction ends. Raises NotFoundError."""
    return _found(session, organisation_id, dossier_id, lock=True)


def _found(session: Session, organisation_id: str, dossier_id: str, *, lock: bool) -> Dossier:
    query = select(Dossier).where(Dossier.id == dossier_id, Dossier.organisation_id == organisation_id)
    dossier = session.scalar(query.with_for_update() if lock else query)
    if dossier is None:
        raise NotFoundError("dossier-not-found", "没有这份材料。", "请核对编号。")
    return dossier


def listed(
    session: Session,
    organisation_id: str,
    *,
    states: Sequence[DossierState] = (),
    reference: str | None = None,
    behind: Cursor | None = None,
    limit: int = 50,
) -> list[Dossier]:
    """The organisation's dossiers, the latest first; `behind` the last one of the page before."""
    query = select(Dossier).where(Dossier.organisation_id == organisation_id)
    if states:
        query = query.where(Dossier.state.in_(states))
    if reference is not None:
        query = query.where(Dossier.reference == reference)
    if behind is not None:
        query = query.where(tuple_(Dossier.created_at, Dossier.id) < tuple_(behind.created_at, behind.id))
    return list(session.scalars(query.order_by(Dossier.created_at.desc(), Dossier.id.desc()).limit(limit)))


def waiting(session: Session, organisation_id: str) -> int:
    """How many of the organisation's dossiers are being verified or wait for it."""
    query = select(func.count()).where(Dossier.organisation_id == organisation_id, Dossier.state.in_(_AT_WORK))
    return session.scalar(query) or 0


def files(session: Session, dossier: Dossier) -> list[File]:
    """The files that the dossier has now, in the order they came."""
    query = select(File).where(File.dossier_id == dossier.id, File.removed_at.is_(None))
    return list(session.scalars(query.order_by(File.position)))


def add_file(session: Session, dossier: Dossier, name: str, blob: Blob, *, actor: str) -> File:
    """Add an upload whose bytes are in the store already. Raises ConflictError while the dossier is being verified."""
    _change(session, dossier)
    last = session.scalar(select(func.max(File.position)).where(File.dossier_id == dossier.id))
    file = File(
        id=new_id(),
        dossier_id=dossier.id,
        position=(last or 0) + 1,
        name=name,
        sha256=blob.sha256,
        size=blob.size,
        added_at=now(session),
    )
    session.add(file)
    audit.record(
        session,
        "file.add",
        file.id,
        actor=actor,
        organisation_id=dossier.organisation_id,
        details={"dossier": dossier.id, "sha256": blob.sha256},
    )
    return file


def file(session: Session, dossier: Dossier, file_id: str) -> File:
    """One of the files that the dossier has now. Raises NotFoundError."""
    query = select(File).where(File.id == file_id, File.dossier_id == dossier.id, File.removed_at.is_(None))
    found = session.scalar(query)
    if found is None:
        raise NotFoundError("file-not-found", "没有这个文件。", "请先查询材料，核对文件编号。")
    return found


def remove_file(session: Session, dossier: Dossier, file_id: str, *, actor: str) -> None:
    """Take a file out. Raises NotFoundError, and ConflictError while the dossier is being verified."""
    gone = file(session, dossier, file_id)
    _change(session, dossier)
    gone.removed_at = now(session)
    audit.record(
        session,
        "file.remove",
        gone.id,
        actor=actor,
        organisation_id=dossier.organisation_id,
        details={"dossier": dossier.id},
    )


def override_page(
    session: Session,
    dossier: Dossier,
    number: int,
    *,
    actor: str,
    quarter_turns: int | None = None,
    kind: str | None = None,
) -> PageOverride:
    """Say that a page is to be turned (clockwise, beyond what the program did) or is of another kind.

    What is None stays as it was. It counts from the next hand-in on. Raises NotFoundError, ConflictError.
    """
    page = session.get(Page, (dossier.id, number))
    if page is None:
        raise NotFoundError("page-not-found", "没有这一页。", "请核对页码。")
    _change(session, dossier)
    key = (dossier.id, page.sha256, page.file_page)
    moment = now(session)
    override = session.get(PageOverride, key)
    if override is None:
        override = PageOverride(dossier_id=dossier.id, sha256=page.sha256, file_page=page.file_page, quarter_turns=0)
    if quarter_turns is not None:
        override.quarter_turns = quarter_turns % 4
    if kind is not None:
        override.kind = kind
    override.set_by, override.set_at = actor, moment
    session.add(override)
    audit.record(
        session,
        "page.override",
        dossier.id,
        actor=actor,
        organisation_id=dossier.organisation_id,
        details={"page": number, "quarter_turns": override.quarter_turns, "kind": override.kind},
    )
    return override


def submit(session: Session, dossier: Dossier, *, actor: str) -> None:
    """Hand the dossier in: it is verified, again if it was before.

    Raises ConflictError for one without files, and while it is being verified.
    """
    _change(session, dossier)
    if not files(session, dossier):
        raise ConflictError("no-files", "这份材料还没有文件。", "请先上传文件。")
    moment = now(session)
    dossier.revision += 1
    dossier.state, dossier.reason = DossierState.QUEUED, None
    dossier.submitted_at, dossier.started_at, dossier.finished_at = moment, None, None
    dossier.pages, dossier.pages_done = 0, 0
    work = Work(
        TaskKind.OPEN,
        f"open:{dossier.id}:{dossier.revision}",
        dossier_id=dossier.id,
        revision=dossier.revision,
        priority=dossier.priority,
    )
    enqueue(session, [work])
    audit.record(
        session,
        "dossier.submit",
        dossier.id,
        actor=actor,
        organisation_id=dossier.organisation_id,
        details={"revision": dossier.revision},
    )


def _change(session: Session, dossier: Dossier) -> None:
    """Begin a change by a person."""
    if dossier.state in _AT_WORK:
        raise ConflictError("dossier-busy", "这份材料正在核验。", "请在核验结束后再改动。")
    dossier.state = DossierState.BUILDING
    dossier.version += 1
    dossier.updated_at = now(session)


def sources(session: Session, dossier: Dossier) -> list[Source]:
    """The files of the last hand-in as the intake found them, in reading order."""
    return list(session.scalars(select(Source).where(Source.dossier_id == dossier.id).order_by(Source.position)))


def pages(session: Session, dossier: Dossier, *, behind: int = 0, limit: int | None = None) -> list[PageView]:
    """The pages of the last hand-in; those `behind` a number."""
    rows = session.execute(
        select(Page, PageOverride)
        .outerjoin(
            PageOverride,
            (PageOverride.dossier_id == Page.dossier_id)
            & (PageOverride.sha256 == Page.sha256)
            & (PageOverride.file_page == Page.file_page),
        )
        .where(Page.dossier_id == dossier.id, Page.number > behind)
        .order_by(Page.number)
        .limit(limit)
    )
    return [
        PageView(page, said.quarter_turns, said.kind) if said is not None else PageView(page) for page, said in rows
    ]


def page(session: Session, dossier: Dossier, number: int) -> Page:
    """One page, by its number in the dossier. Raises NotFoundError."""
    found = session.get(Page, (dossier.id, number))
    if found is None:
        raise NotFoundError("page-not-found", "没有这一页。", "请核对页码。")
    return found


def delete(session: Session, dossier: Dossier, *, actor: str) -> None:
    """Take a dossier away with everything that was read and found of it; the audit log keeps its id.

    Its bytes follow by a task of the same transaction, except those that other dossiers share.
    """
    uploads = session.scalars(select(File.sha256).where(File.dossier_id == dossier.id)).all()
    unpacked = session.scalars(select(Source.sha256).where(Source.dossier_id == dossier.id)).all()
    reports = session.scalars(select(RunReport.sha256).join(Run).where(Run.dossier_id == dossier.id)).all()
    session.delete(dossier)
    retention.discard(session, dossier.id, {*uploads, *unpacked}, reports)
    audit.record(session, "dossier.delete", dossier.id, actor=actor, organisation_id=dossier.organisation_id)
