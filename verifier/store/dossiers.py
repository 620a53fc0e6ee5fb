"""Dossiers and their files, as their organisation sees them: what belongs to another one is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from verifier.errors import ConflictError, NotFoundError
from verifier.store import audit, claims, comparisons, history, retention, rulesets
from verifier.store.blobs import Blob
from verifier.store.clock import now
from verifier.store.tables import (
    Act,
    Conclusion,
    Dossier,
    DossierState,
    File,
    Json,
    Page,
    PageOverride,
    Priority,
    Run,
    RunReport,
    SealedReport,
    Source,
    TaskKind,
    new_id,
)
from verifier.store.tasks import Work, enqueue

_AT_WORK = (DossierState.QUEUED, DossierState.RUNNING)
_UNSAID: Json = {"quarter_turns": 0, "kind": None}


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
    ruleset: str | None = None,
    reference: str | None = None,
    submitted_on: date | None = None,
    declared: Json | None = None,
    priority: Priority = Priority.INTERACTIVE,
) -> Dossier:
    """A new, empty dossier, `building`. `declared` is the portal's `declared.json` as it came.

    It stays with the edition of the ruleset that is current now (`rulesets.for_new`, whose NotFoundError it raises).
    """
    edition = rulesets.for_new(session, organisation_id, ruleset)
    moment = now(session)
    dossier = Dossier(
        id=new_id(),
        organisation_id=organisation_id,
        reference=reference,
        ruleset=edition.ruleset,
        edition_id=edition.id,
        submitted_on=submitted_on,
        declared=declared or {},
        priority=priority,
        created_by=actor,
        created_at=moment,
        updated_at=moment,
    )
    session.add(dossier)
    session.flush()
    history.record(session, dossier, Act.CREATED, actor=actor, subject=reference or "")
    audit.record(session, "dossier.create", dossier.id, actor=actor, organisation_id=organisation_id)
    return dossier


def get(session: Session, organisation_id: str, dossier_id: str) -> Dossier:
    """The dossier. Raises NotFoundError."""
    return _found(session, organisation_id, dossier_id, lock=False)


def locked(session: Session, organisation_id: str, dossier_id: str, *, even_sealed: bool = False) -> Dossier:
    """The dossier for a change: nobody else changes it until the transaction ends. Raises NotFoundError.

    Whatever changes a dossier begins here: one whose review is concluded is refused, with ConflictError.
    """
    dossier = _found(session, organisation_id, dossier_id, lock=True)
    if dossier.sealed_at is not None and not even_sealed:
        raise ConflictError(
            "dossier-sealed", "这份材料的审核结论已经签署，不能再改动。", "确需改动的，请管理员先撤销结论。"
        )
    return dossier


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
    """Add an upload whose bytes are in the store already.

    Raises ConflictError while the dossier is being verified or another one holds it.
    """
    begin_change(session, dossier, actor)
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
    history.record(session, dossier, Act.FILE_ADDED, actor=actor, subject=name, after=_shown(file))
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
    """Take a file out. Raises NotFoundError, and ConflictError as `add_file`."""
    gone = file(session, dossier, file_id)
    begin_change(session, dossier, actor)
    gone.removed_at = now(session)
    history.record(session, dossier, Act.FILE_REMOVED, actor=actor, subject=gone.name, before=_shown(gone))
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
    own = page(session, dossier, number)
    begin_change(session, dossier, actor)
    moment = now(session)
    override = session.get(PageOverride, _override_key(own))
    if override is None:
        override = PageOverride(dossier_id=dossier.id, sha256=own.sha256, file_page=own.file_page, quarter_turns=0)
    before = _said(override)
    if quarter_turns is not None:
        override.quarter_turns = quarter_turns % 4
    if kind is not None:
        override.kind = kind
    override.set_by, override.set_at = actor, moment
    session.add(override)
    _note_override(session, dossier, number, actor=actor, before=before, after=_said(override))
    return override


def clear_override(session: Session, dossier: Dossier, number: int, *, actor: str) -> None:
    """Take back what was said of a page, from the next hand-in on. Raises NotFoundError, ConflictError."""
    override = session.get(PageOverride, _override_key(page(session, dossier, number)))
    if override is None:
        claims.require(session, dossier, actor)
        return
    begin_change(session, dossier, actor)
    session.delete(override)
    _note_override(session, dossier, number, actor=actor, before=_said(override), after=_said(None))


def _override_key(page: Page) -> tuple[str, str, int]:
    return page.dossier_id, page.sha256, page.file_page


def _said(override: PageOverride | None) -> Json:
    return {"quarter_turns": override.quarter_turns, "kind": override.kind} if override else _UNSAID


def _note_override(session: Session, dossier: Dossier, number: int, *, actor: str, before: Json, after: Json) -> None:
    history.record(
        session, dossier, Act.PAGE_CHANGED, actor=actor, subject=str(number), before=dict(before), after=dict(after)
    )
    audit.record(
        session,
        "page.override",
        dossier.id,
        actor=actor,
        organisation_id=dossier.organisation_id,
        details={"page": number, **after},
    )


def _shown(file: File) -> Json:
    return {"name": file.name, "sha256": file.sha256, "size": file.size}


def submit(session: Session, dossier: Dossier, *, actor: str) -> None:
    """Hand the dossier in: it is verified, again if it was before.

    Raises ConflictError for one without files, and as `add_file`.
    """
    begin_change(session, dossier, actor)
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
    history.record(session, dossier, Act.SUBMITTED, actor=actor, subject=str(dossier.revision))
    audit.record(
        session,
        "dossier.submit",
        dossier.id,
        actor=actor,
        organisation_id=dossier.organisation_id,
        details={"revision": dossier.revision},
    )


def begin_change(session: Session, dossier: Dossier, actor: str) -> None:
    """Begin a change of what is to be verified; it is for `submit` to have it verified.

    Raises ConflictError while the dossier is being verified or another one holds it.
    """
    claims.require(session, dossier, actor)
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
    sealed = session.scalars(
        select(SealedReport.sha256).join(Conclusion).where(Conclusion.dossier_id == dossier.id)
    ).all()
    compared = comparisons.forget_of(session, dossier.id)
    session.delete(dossier)
    retention.discard(session, dossier.id, {*uploads, *unpacked}, [*reports, *sealed, *compared])
    audit.record(session, "dossier.delete", dossier.id, actor=actor, organisation_id=dossier.organisation_id)
