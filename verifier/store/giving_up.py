"""What is given up: tasks that failed for good, and pages that were not read in time. For workers.

`give_up` belongs into the transaction that ends its task, as the steps of `progress` do.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from verifier.store import comparisons, conclusions, progress, rereads, retention, trials, webhooks
from verifier.store.tables import Dossier, DossierState, Json, Page, PageState, Task, TaskKind, TaskState


def give_up(session: Session, task: Task, problem: Json) -> None:
    """What it costs that a task has failed for good: its pages, the dossier, the seal. `problem`: `code`, `message`.

    Everything else of the dossier goes on.
    """
    reason, named = problem["message"], task.payload
    match task.kind:
        case TaskKind.DELIVER:
            webhooks.bury(session, named["delivery"], reason)
        case TaskKind.COMPARE:
            comparisons.failed(session, named["comparison"], reason)
        case TaskKind.REREAD:
            rereads.failed(session, named["reread"], reason)
        case TaskKind.TRY:
            trials.failed(session, named["trial"], named["dossier"], reason)
        case TaskKind.RETAIN:
            retention.look_again(session, named["blobs"])  # never given up: what is to be deleted is deleted
        case _:
            _give_up_work(session, task, problem)


def _give_up_work(session: Session, task: Task, problem: Json) -> None:
    dossier = progress.dossier_of(session, task)
    if dossier is None:
        return
    if task.kind is TaskKind.READ:
        _give_up(session, dossier, progress.pending(session, dossier, task.payload["pages"]), problem)
    elif task.kind is TaskKind.SEAL:
        standing = conclusions.standing(session, dossier)
        if standing is not None and standing.id == task.payload["conclusion"]:
            conclusions.lift(session, dossier, problem["message"], actor=progress.SYSTEM)
    else:
        progress.failed(session, dossier, problem["message"])


def overdue(session: Session, moment: datetime) -> Sequence[Dossier]:
    """Dossiers whose deadline was past at a moment and that are still being read, locked until the transaction ends."""
    late = select(Dossier).where(
        Dossier.state == DossierState.RUNNING, Dossier.deadline < moment, Dossier.pages_done < Dossier.pages
    )
    return session.scalars(late.order_by(Dossier.id).with_for_update(skip_locked=True)).all()


def cut_short(session: Session, dossier: Dossier, problem: Json) -> None:
    """Give up the pages that are not read yet: the dossier ends with what was read. `problem` as for `give_up`."""
    session.execute(
        delete(Task).where(Task.dossier_id == dossier.id, Task.kind == TaskKind.READ, Task.state == TaskState.QUEUED)
    )
    query = select(Page).where(Page.dossier_id == dossier.id, Page.state == PageState.PENDING)
    _give_up(session, dossier, session.scalars(query.order_by(Page.number)).all(), problem)


def put_off(session: Session, by: timedelta) -> None:
    """Nobody was at work for a while: that time is not counted against the dossiers that were begun."""
    begun = select(Dossier).where(Dossier.state == DossierState.RUNNING, Dossier.deadline.is_not(None))
    for dossier in session.scalars(begun.order_by(Dossier.id).with_for_update()):
        assert dossier.deadline is not None
        dossier.deadline += by


def _give_up(session: Session, dossier: Dossier, pages: Sequence[Page], problem: Json) -> None:
    for page in pages:
        page.problems = [{"file": page.file, "page": page.file_page, **problem}]
        page.state = PageState.GIVEN_UP
    progress.advance(session, dossier)
