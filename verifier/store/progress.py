"""How a dossier advances: opened, its pages read or given up, assembled. For workers, who see all organisations.

Every function belongs into the transaction that ends its task, so that a step is taken once. The dossier is locked
before its pages are counted: of two workers that finish its last two pages at once, one sees both.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from verifier.store import audit, readings, retention, webhooks
from verifier.store.clock import now
from verifier.store.readings import PageKey
from verifier.store.runs import changes, checks, latest
from verifier.store.tables import (
    Dossier,
    DossierState,
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
from verifier.store.tasks import Work, enqueue

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


def dossier_of(session: Session, task: Task) -> Dossier | None:
    """The dossier of a task, locked; None where it was deleted or handed in anew: the task is void."""
    dossier = session.scalar(select(Dossier).where(Dossier.id == task.dossier_id).with_for_update())
    return dossier if dossier is not None and dossier.revision == task.revision else None


def opened(
    session: Session, dossier: Dossier, found: Sequence[FoundFile], problems: list[Json], *, version: str, at_once: int
) -> None:
    """The intake is done: note files and pages, and queue the reading of pages that nobody has read yet.

    A task reads `at_once` pages of one file. `version` is that of the reading (`PageKey`).
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
    dossier.state, dossier.started_at = DossierState.RUNNING, moment
    dossier.problems, dossier.pages = problems, len(pages)
    session.flush()
    _enqueue_reading(session, dossier, pages, at_once)
    gone = sorted(before - {file.sha256 for file in found})
    if gone:
        retention.discard(session, f"{dossier.id}:{dossier.revision}", gone)
    advance(session, dossier)


def _pages(session: Session, dossier: Dossier, found: Sequence[FoundFile], version: str) -> Iterator[Page]:
    said = session.scalars(select(PageOverride).where(PageOverride.dossier_id == dossier.id))
    turns = {(one.sha256, one.file_page): one.quarter_turns for one in said}
    places = [(file, number) for file in found for number in range(1, file.pages + 1)]
    keys = [
        PageKey(file.sha256, file.format, number, turns.get((file.sha256, number), 0), version).digest
        for file, number in places
    ]
    known = readings.known(session, keys)
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


def _enqueue_reading(session: Session, dossier: Dossier, pages: Sequence[Page], at_once: int) -> None:
    works = []
    pending = [page for page in pages if page.state is PageState.PENDING]
    for _, same in groupby(pending, key=lambda page: page.file):
        numbers = [page.number for page in same]
        works += [reading_work(dossier, numbers[start : start + at_once]) for start in range(0, len(numbers), at_once)]
    enqueue(session, works)


def reading_work(dossier: Dossier, numbers: Sequence[int]) -> Work:
    """The task that reads these pages of a dossier, which are of one file."""
    return Work(
        TaskKind.READ,
        f"read:{dossier.id}:{dossier.revision}:{numbers[0]}-{numbers[-1]}",
        {"pages": list(numbers)},
        dossier_id=dossier.id,
        revision=dossier.revision,
        priority=dossier.priority,
    )


def pending(session: Session, dossier: Dossier, numbers: Sequence[int]) -> list[Page]:
    """Those of these pages that are not read yet."""
    query = select(Page).where(Page.dossier_id == dossier.id, Page.number.in_(numbers), Page.state == PageState.PENDING)
    return list(session.scalars(query.order_by(Page.number)))


def page_read(session: Session, dossier: Dossier, number: int) -> None:
    """A page's reading is in the store."""
    _close(session, dossier, [number], PageState.READ, [])


def page_given_up(session: Session, dossier: Dossier, number: int, problems: list[Json]) -> None:
    """A page cannot be read, and why."""
    _close(session, dossier, [number], PageState.GIVEN_UP, problems)


def _close(session: Session, dossier: Dossier, numbers: Sequence[int], state: PageState, problems: list[Json]) -> None:
    session.execute(
        update(Page)
        .where(Page.dossier_id == dossier.id, Page.number.in_(numbers), Page.state == PageState.PENDING)
        .values(state=state, problems=problems)
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


def assembled(session: Session, dossier: Dossier, outcome: Assembled) -> Run:
    """The verification is done: note the run and tell whoever wants to know."""
    before = latest(session, dossier)
    moment = now(session)
    run = Run(
        id=new_id(),
        dossier_id=dossier.id,
        number=before.number + 1 if before is not None else 1,
        revision=dossier.revision,
        inputs=outcome.inputs,
        ruleset=outcome.ruleset,
        ruleset_version=outcome.ruleset_version,
        engine=outcome.engine,
        engine_version=outcome.engine_version,
        applicant=outcome.applicant,
        summary=outcome.summary,
        changes=changes(checks(session, before) if before is not None else (), outcome.checks),
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
    _ended(session, dossier, DossierState.DONE)
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


def give_up(session: Session, task: Task, problem: Json) -> None:
    """What it costs that a task has failed for good: its pages, or the dossier. `problem` has `code` and `message`.

    Everything else of the dossier goes on.
    """
    if task.kind is TaskKind.DELIVER:
        webhooks.bury(session, task.payload["delivery"], problem["message"])
        return
    dossier = dossier_of(session, task)
    if dossier is None:
        return
    if task.kind is not TaskKind.READ:
        failed(session, dossier, problem["message"])
        return
    for page in pending(session, dossier, task.payload["pages"]):
        page.problems = [{"file": page.file, "page": page.file_page, **problem}]
        page.state = PageState.GIVEN_UP
    advance(session, dossier)
