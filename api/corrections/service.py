"""People correct what was read, and take that back."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from api.actors import named
from api.authentication import Caller
from api.checks.service import read_report
from api.context import Service
from api.corrections.schemas import CorrectionRequest, CorrectionView, SeenValue
from api.dossiers.service import to_change
from api.paging import Paged, paged, read_cursor
from api.problems import ProblemError
from verifier.corrections.basis import Basis, is_of_nothing, noted_basis
from verifier.corrections.values import corrected_value, is_known
from verifier.store import corrections, dossiers
from verifier.store.tables import Dossier, FieldCorrection, Json
from verifier.values import Plain, plain_value


def listed(
    service: Service, caller: Caller, dossier_id: str, *, cursor: str | None, limit: int
) -> Paged[CorrectionView]:
    """The corrections that stand, the first one first."""
    behind = read_cursor(cursor)
    with service.store.read() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        rows = corrections.standing(session, dossier, behind=behind, limit=limit + 1)
        views = _views(session, dossier, rows)
    return paged(rows, limit, lambda row: views[row.id], lambda row: (row.made_at, row.id))


def correct(
    service: Service, caller: Caller, dossier_id: str, path: str, said: CorrectionRequest, *, if_match: str | None
) -> CorrectionView:
    """Give a field another value, from the next hand-in on.

    Raises ProblemError `field-not-found`, `correction-place`, `precondition-failed`; CorrectionError.
    """
    with service.store.write() as session:
        dossier = to_change(session, caller, dossier_id, if_match)
        basis = _basis(service, session, dossier, path)
        if said.seen is not None:
            _require_seen(read_report(service, session, dossier), path, said.seen)
        place = _place(session, dossier, said)
        if place is None and is_of_nothing(basis):
            raise ProblemError("correction-place")
        row = corrections.correct(
            session, dossier, path, _plain(path, said.value), said.reason,
            basis=basis, place=place, actor=caller.actor,
        )  # fmt: skip
        session.flush()
        return _views(session, dossier, [row])[row.id]


def withdraw(service: Service, caller: Caller, dossier_id: str, path: str, *, if_match: str | None) -> None:
    """Take a correction back, from the next hand-in on."""
    with service.store.write() as session:
        dossier = to_change(session, caller, dossier_id, if_match)
        corrections.withdraw(session, dossier, path, actor=caller.actor)


def _views(session: Session, dossier: Dossier, rows: Sequence[FieldCorrection]) -> dict[str, CorrectionView]:
    names = named(session, [row.made_by for row in rows])
    pages = [view.page for view in dossiers.pages(session, dossier)] if rows else []
    numbers = {(page.sha256, page.file_page): page.number for page in reversed(pages)}
    return {row.id: CorrectionView.of(row, names, numbers) for row in rows}


def _basis(service: Service, session: Session, dossier: Dossier, path: str) -> Basis:
    """What the last report says was read of a field. Raises ProblemError where it has neither field nor room for it."""
    report = read_report(service, session, dossier)
    basis = noted_basis(report, path) if path in report["fields"] or is_known(path) else None
    if basis is None:
        raise ProblemError("field-not-found")
    return basis


def _require_seen(report: Mapping[str, Any], path: str, seen: SeenValue) -> None:
    """Raise ProblemError `precondition-failed` where the last report has something else in a field."""
    entry = report["fields"].get(path, {})
    if (entry.get("value"), entry.get("raw", "")) != (seen.value, seen.raw):
        raise ProblemError("precondition-failed")


def _place(session: Session, dossier: Dossier, said: CorrectionRequest) -> Json | None:
    if said.page is None:
        return None
    page = dossiers.page(session, dossier, said.page)
    return {"sha256": page.sha256, "page": page.file_page, "polygon": [list(point) for point in said.polygon or ()]}


def _plain(path: str, given: Plain) -> Plain:
    value = plain_value(corrected_value(path, given))
    assert value is not None
    return value
