"""How a dossier advances: opened, its pages read or given up, assembled. For workers, who see all organisations.

Every function belongs into the transaction that ends its task, so that a step is taken once. The dossier is locked
before its pages are counted: of two workers that finish its last two pages at once, one sees both.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from verifier.models import Changes
from verifier.store import audit, corrections, dossiers, history, readings, retention, webhooks
from verifier.store.clock import now
from verifier.store.corrections import Judgement
from verifier.store.readings import PageKey
from verifier.store.tables import (
    Act,
    Dossier,
    DossierState,
    File,
    Json,
    Page,
    PageOverride,
    PageState,
    Run,
    RunCheck,
    RunReport,
    Source,
    Task,
    TaskKind,
    new_id,
)
from verifier.store.tasks import Work, drop, enqueue, hold

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that the intake found; its bytes are in the store."""

    name: str
    sha256: str
    format: str
    pages: int


@dataclass(frozen=True, slots=True)
class Assembled:
    """What came of a run."""

    inputs: str
    ruleset: str
    ruleset_version: str
    engine: str
    engine_version: str
    applicant: str | None
    reports: Mapping[str, str]  # blobs by format
    summary: Json
    checks: Sequence[RunCheck]
    changes: Changes  # as against the run of an earlier hand-in
    ruleset_digest: str | None = None
    corrections: Mapping[str, Judgement] = field(default_factory=dict)  # by id


@dataclass(frozen=True, slots=True)
class PendingPage:
    """A page that is to be read: its number in the dossier, and where it is in which file of how many pages."""

    number: int
    file: str
    file_page: int
    sha256: str
    format: str
    pages: int
    quarter_turns: int
    key: str  # of its reading


@dataclass(frozen=True, slots=True)
class DuePages:
    """The pages that a reading task is to read now, and whether others of its pages are just being read elsewhere."""

    pages: list[PendingPage]
    is_waiting: bool


def dossier_of(session: Session, task: Task) -> Dossier | None:
    """The dossier of a task, locked; None where it was deleted or handed in anew: the task is void."""
    dossier = session.scalar(select(Dossier).where(Dossier.id == task.dossier_id).with_for_update())
    return dossier if dossier is not None and dossier.revision == task.revision else None


def opened(
    session: Session,
    dossier: Dossier,
    found: Sequence[FoundFile],
    problems: list[Json],
    *,
    version: str,
    at_once: int,
    lasts: timedelta,
) -> None:
    """The intake is done: note files and pages, and queue the reading of pages that nobody has read yet.

    A task reads `at_once` pages of one file. `version` is that of the reading (`PageKey`). What is not read after
    `lasts` is given up.
    """
    before = set(session.scalars(select(Source.sha256).where(Source.dossier_id == dossier.id)))
    session.execute(delete(Source).where(Source.dossier_id == dossier.id))
    session.execute(delete(Page).where(Page.dossier_id == dossier.id))
    session.add_all(
        Source(
            dossier_id=dossier.id,
            position=place,
            name=file.name,
            sha256=file.sha256,
            format=file.format,
            pages=file.pages,
        )
        for place, file in enumerate(found)
    )
    pages = list(_pages(session, dossier, found, version))
    session.add_all(pages)
    moment = now(session)
    dossier.state, dossier.started_at, dossier.deadline = DossierState.RUNNING, moment, moment + lasts
    dossier.problems, dossier.pages = problems, len(pages)
    session.flush()
    _enqueue_reading(session, dossier, pages, at_once)
    gone = sorted(before - {file.sha256 for file in found})
    if gone:
        retention.discard(session, f"{dossier.id}:{dossier.revision}", gone)
    advance(session, dossier)


def _pages(session: Session, dossier: Dossier, found: Sequence[FoundFile], version: str) -> Iterator[Page]:
    turns = {(one.sha256, one.file_page): one.quarter_turns for one in session.scalars(_overrides(dossier))}
    places = [(file, number) for file in found for number in range(1, file.pages + 1)]
    keys = [
        PageKey(file.sha256, file.format, number, turns.get((file.sha256, number), 0), version).digest
        for file, number in places
    ]
    session.flush()  # the sources: whoever deletes readings is to see that they are wanted
    known = readings.known(session, keys, adopt=True)
    for number, ((file, file_page), key) in enumerate(zip(places, keys, strict=True), 1):
        yield Page(
            dossier_id=dossier.id,
            number=number,
            file=file.name,
            file_page=file_page,
            sha256=file.sha256,
            reading=key,
            state=PageState.READ if key in known else PageState.PENDING,
            problems=[],
        )


def _enqueue_reading(
    session: Session, dossier: Dossier, pages: Sequence[Page], at_once: int, *, origin: str = ""
) -> None:
    works = []
    pending = [page for page in pages if page.state is PageState.PENDING]
    for _, same in groupby(pending, key=lambda page: page.file):
        numbers = [page.number for page in same]
        works += [
            reading_work(dossier, numbers[start : start + at_once], origin=origin)
            for start in range(0, len(numbers), at_once)
        ]
    enqueue(session, works)


def reading_work(
    dossier: Dossier, numbers: Sequence[int], *, origin: str = "", attempt: int = 0, losses: int = 0
) -> Work:
    """The task that reads these pages of a dossier, which are of one file; `attempt`, `losses`: behind it.

    `origin` tells it apart from another one that had the same pages to read before.
    """
    return Work(
        TaskKind.READ,
        f"read:{dossier.id}:{dossier.revision}:{numbers[0]}-{numbers[-1]}:{origin}",
        {"pages": list(numbers)},
        attempt=attempt,
        losses=losses,
        dossier_id=dossier.id,
        revision=dossier.revision,
        priority=dossier.priority,
    )


def uploads(session: Session, task: Task) -> list[File]:
    """The uploads of the task's dossier; none where the task is void."""
    query = select(File).join(Dossier, Dossier.id == File.dossier_id)
    query = query.where(Dossier.id == task.dossier_id, Dossier.revision == task.revision, File.removed_at.is_(None))
    return list(session.scalars(query.order_by(File.position)))


def take_pages(session: Session, task: Task, *, version: str) -> DuePages | None:
    """What is still to be read of a reading task, and this task's to read; None where the task is void.

    What was read since the task was queued, for whatever dossier, is taken over. Raises LeaseLostError.
    """
    dossier = dossier_of(session, task)
    hold(session, task)
    if dossier is None:
        return None
    due = {page.key: page for page in _pending_pages(session, dossier, task.payload["pages"], version)}
    known = readings.known(session, due)
    for key in known:
        page_read(session, dossier, due.pop(key).number, key)
    mine = readings.claim(session, due, task)
    return DuePages([page for key, page in due.items() if key in mine], is_waiting=len(mine) < len(due))


def _pending_pages(session: Session, dossier: Dossier, numbers: Sequence[int], version: str) -> Iterator[PendingPage]:
    sources = {source.name: source for source in session.scalars(_sources(dossier))}
    said = {(one.sha256, one.file_page): one.quarter_turns for one in session.scalars(_overrides(dossier))}
    for page in pending(session, dossier, numbers):
        source, turns = sources[page.file], said.get((page.sha256, page.file_page), 0)
        key = PageKey(page.sha256, source.format, page.file_page, turns, version).digest
        yield PendingPage(page.number, page.file, page.file_page, page.sha256, source.format, source.pages, turns, key)


def _sources(dossier: Dossier) -> Select[Source]:
    return select(Source).where(Source.dossier_id == dossier.id)


def _overrides(dossier: Dossier) -> Select[PageOverride]:
    return select(PageOverride).where(PageOverride.dossier_id == dossier.id)


def pending(session: Session, dossier: Dossier, numbers: Sequence[int]) -> list[Page]:
    """Those of these pages of a dossier that are not done yet."""
    query = select(Page).where(Page.dossier_id == dossier.id, Page.number.in_(numbers), Page.state == PageState.PENDING)
    return list(session.scalars(query.order_by(Page.number)))


def page_read(session: Session, dossier: Dossier, number: int, key: str) -> None:
    """What was read of a page is in the store, under this key."""
    _close(session, dossier, number, state=PageState.READ, reading=key)


def page_given_up(session: Session, dossier: Dossier, number: int, problems: list[Json]) -> None:
    """A page cannot be read, and why."""
    _close(session, dossier, number, state=PageState.GIVEN_UP, problems=problems)


def _close(session: Session, dossier: Dossier, number: int, **values: object) -> None:
    session.execute(
        update(Page)
        .where(Page.dossier_id == dossier.id, Page.number == number, Page.state == PageState.PENDING)
        .values(**values)
    )
    advance(session, dossier)


def advance(session: Session, dossier: Dossier) -> None:
    """Count the pages that are done; once all are, queue the assembling."""
    session.flush()
    dossier.pages_done = (
        session.scalar(select(func.count()).where(Page.dossier_id == dossier.id, Page.state != PageState.PENDING)) or 0
    )
    dossier.version += 1
    dossier.updated_at = now(session)
    if dossier.pages_done == dossier.pages:
        work = Work(
            TaskKind.ASSEMBLE,
            f"assemble:{dossier.id}:{dossier.revision}",
            dossier_id=dossier.id,
            revision=dossier.revision,
            priority=dossier.priority,
        )
        enqueue(session, [work])


def read_again(session: Session, dossier: Dossier, task: Task, *, at_once: int) -> None:
    """Have read again what was read of a dossier and is gone, and the dossier assembled again after that.

    `task` found it out. It is dropped: its successor bears the same name. Raises LeaseLostError.
    """
    drop(session, task)
    pages = [view.page for view in dossiers.pages(session, dossier)]
    known = readings.known(session, [page.reading for page in pages])
    for page in pages:
        if page.state is PageState.READ and page.reading not in known:
            page.state = PageState.PENDING
    _enqueue_reading(session, dossier, pages, at_once, origin=str(task.id))
    advance(session, dossier)


def assembled(session: Session, dossier: Dossier, outcome: Assembled) -> Run:
    """The verification is done: note the run and tell whoever wants to know."""
    moment = now(session)
    run = Run(
        id=new_id(),
        dossier_id=dossier.id,
        number=outcome.changes.since + 1,
        revision=dossier.revision,
        inputs=outcome.inputs,
        ruleset=outcome.ruleset,
        ruleset_version=outcome.ruleset_version,
        ruleset_digest=outcome.ruleset_digest,
        engine=outcome.engine,
        engine_version=outcome.engine_version,
        applicant=outcome.applicant,
        summary=outcome.summary,
        changes={kind: [one.rule for one in found] for kind, found in outcome.changes.kinds.items()},
        started_at=dossier.started_at or moment,
        ended_at=moment,
    )
    session.add(run)
    session.flush()
    session.add_all(RunReport(run_id=run.id, format=name, sha256=blob) for name, blob in outcome.reports.items())
    for check in outcome.checks:
        check.run_id = run.id
        session.add(check)
    dossier.applicant = outcome.applicant
    corrections.judged(session, dossier, outcome.corrections)
    _ended(session, dossier, DossierState.DONE)
    history.record(session, dossier, Act.VERIFIED, actor=SYSTEM, subject=str(run.number), after=run.changes)
    audit.record(
        session,
        "run",
        run.id,
        actor=SYSTEM,
        organisation_id=dossier.organisation_id,
        details={"dossier": dossier.id, "number": run.number},
    )
    return run


def failed(session: Session, dossier: Dossier, reason: str) -> None:
    """The dossier cannot be verified, and why (Chinese)."""
    dossier.reason = reason
    _ended(session, dossier, DossierState.FAILED)
    audit.record(
        session,
        "dossier.failed",
        dossier.id,
        actor=SYSTEM,
        organisation_id=dossier.organisation_id,
        details={"revision": dossier.revision},
    )


def _ended(session: Session, dossier: Dossier, state: DossierState) -> None:
    moment = now(session)
    dossier.state, dossier.finished_at, dossier.updated_at = state, moment, moment
    dossier.version += 1
    session.flush()
    webhooks.announce(session, dossier)
