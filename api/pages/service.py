"""The pages of a dossier: picture, text, and what a person says of them."""

from sqlalchemy.orm import Session

from api.authentication import Caller
from api.context import Service
from api.pages.schemas import LineView, OverrideRequest, PageText, PageView
from api.paging import Paged, paged, read_number
from api.problems import ProblemError
from extractors.models import Page as ReadPage
from extractors.reading.results import load_result
from verifier.store import audit, dossiers, readings
from verifier.store.tables import Dossier, Page, Reading


def list_pages(service: Service, caller: Caller, dossier_id: str, *, cursor: str | None, limit: int) -> Paged[PageView]:
    """The pages of the last hand-in."""
    behind = read_number(cursor) or 0
    with service.store.read() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        rows = dossiers.pages(session, dossier, behind=behind, limit=limit + 1)
    return paged(rows, limit, PageView.of, lambda row: (row.page.number,))


def picture_of(service: Service, caller: Caller, dossier_id: str, number: int, *, is_legible: bool = True) -> str:
    """The checksum of a page's picture, which is shown so that it `is_legible` or not.

    Raises ProblemError `picture-not-found` where it has none.
    """
    if is_legible:
        _, _, reading = _viewed(service, caller, dossier_id, number)
    else:
        with service.store.read() as session:
            dossier = dossiers.get(session, caller.organisation_id, dossier_id)
            _, reading = read_page(session, dossier, number)
    if reading.picture is None:
        raise ProblemError("picture-not-found")
    return reading.picture


def text_of(service: Service, caller: Caller, dossier_id: str, number: int) -> PageText:
    """What was read on a page."""
    _, page, reading = _viewed(service, caller, dossier_id, number)
    with service.store.blobs.open(reading.result) as stream:
        read = load_result(stream.read(), page.file).page
    if read is None:
        raise ProblemError("page-not-found")
    return PageText(
        number=page.number,
        file=page.file,
        file_page=page.file_page,
        width=read.width,
        height=read.height,
        lines=_lines(read),
    )


def override(service: Service, caller: Caller, dossier_id: str, number: int, said: OverrideRequest) -> PageView:
    """Note what a person says of a page; it counts from the next hand-in on.

    Raises ProblemError `precondition-failed` where another page has this number than the one they saw.
    """
    with service.store.write() as session:
        dossier = dossiers.locked(session, caller.organisation_id, dossier_id)
        page = dossiers.page(session, dossier, number)
        if said.seen is not None and (page.sha256, page.file_page) != (said.seen.sha256, said.seen.file_page):
            raise ProblemError("precondition-failed")
        dossiers.override_page(
            session, dossier, number, actor=caller.actor, quarter_turns=said.quarter_turns, kind=said.kind
        )
        return _view(session, dossier, number)


def clear_override(service: Service, caller: Caller, dossier_id: str, number: int) -> PageView:
    """Take back what was said of a page."""
    with service.store.write() as session:
        dossier = dossiers.locked(session, caller.organisation_id, dossier_id)
        dossiers.clear_override(session, dossier, number, actor=caller.actor)
        return _view(session, dossier, number)


def _view(session: Session, dossier: Dossier, number: int) -> PageView:
    session.flush()
    (view,) = dossiers.pages(session, dossier, behind=number - 1, limit=1)
    return PageView.of(view)


def _viewed(service: Service, caller: Caller, dossier_id: str, number: int) -> tuple[Dossier, Page, Reading]:
    """A page that was read; that it is looked at goes into the audit log."""
    with service.store.write() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        page, reading = read_page(session, dossier, number)
        audit.record(
            session,
            "page.view",
            dossier.id,
            actor=caller.actor,
            organisation_id=caller.organisation_id,
            details={"page": number},
        )
        return dossier, page, reading


def read_page(session: Session, dossier: Dossier, number: int) -> tuple[Page, Reading]:
    """A page with what was read of it. Raises ProblemError `page-not-found` where nothing was."""
    page = dossiers.page(session, dossier, number)
    reading = readings.of_page(session, page)
    if reading is None:
        raise ProblemError("page-not-found")
    return page, reading


def _lines(page: ReadPage) -> list[LineView]:
    return [
        LineView(
            text=line.text,
            polygon=[(round(x, 5), round(y, 5)) for x, y in line.polygon],
            confidence=round(line.confidence, 4),
        )
        for line in page.lines
    ]
