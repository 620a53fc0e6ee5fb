"""A review is concluded by a person who signs, and the seal lifted by an administrator."""

from sqlalchemy.orm import Session

from api.actors import named
from api.authentication import Caller
from api.checks.service import last_run
from api.conclusions.schemas import ConclusionBasis, ConclusionRequest, ConclusionView, LiftRequest
from api.conditions import require_match, tag_of
from api.context import Service
from api.idempotency import fingerprint_of, once
from api.paging import Paged, paged, read_cursor
from api.problems import ProblemError
from api.sessions.service import typed_again
from verifier.store import conclusions, dossiers, runs
from verifier.store.tables import Conclusion, Dossier


def get(service: Service, caller: Caller, dossier_id: str) -> ConclusionView:
    """The last conclusion, lifted or not. Raises ProblemError `conclusion-not-found`."""
    with service.store.read() as session:
        conclusion = conclusions.latest(session, dossiers.get(session, caller.organisation_id, dossier_id))
        if conclusion is None:
            raise ProblemError("conclusion-not-found")
        return _view(session, conclusion)


def listed(
    service: Service, caller: Caller, dossier_id: str, *, cursor: str | None, limit: int
) -> Paged[ConclusionView]:
    """All conclusions, the last one first."""
    behind = read_cursor(cursor)
    with service.store.read() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        rows = conclusions.listed(session, dossier, behind=behind, limit=limit + 1)
        views = {row.id: _view(session, row) for row in rows}
    return paged(rows, limit, lambda row: views[row.id], lambda row: (row.signed_at, row.id))


def basis(service: Service, caller: Caller, dossier_id: str) -> ConclusionBasis:
    """What a signature would rest on. Raises ProblemError `no-report`."""
    with service.store.read() as session:
        return basis_of(session, dossiers.get(session, caller.organisation_id, dossier_id))


def basis_of(session: Session, dossier: Dossier) -> ConclusionBasis:
    """The last run and the decisions that hold. Raises ProblemError `no-report`."""
    return ConclusionBasis(run=last_run(session, dossier).number, decisions=conclusions.decided(session, dossier))


def conclude(
    service: Service, caller: Caller, dossier_id: str, said: ConclusionRequest, address: str
) -> ConclusionView:
    """Sign the conclusion on what the signer saw.

    Raises ProblemError `person-needed`, `sign-off-refused`, `login-locked`, `precondition-failed`; ConflictError.
    """
    with service.store.read() as session:
        dossiers.get(session, caller.organisation_id, dossier_id)
    if not caller.is_person:
        raise ProblemError("person-needed")
    signer = typed_again(service, caller.actor, said.password, address, wrong="sign-off-refused")
    with service.store.write() as session:
        dossier = dossiers.locked(session, caller.organisation_id, dossier_id)
        if runs.latest(session, dossier) is not None:
            seen = ConclusionBasis(run=said.run, decisions=said.decisions)
            require_match(tag_of(seen), tag_of(basis_of(session, dossier)))
        view = _view(session, conclusions.conclude(session, dossier, said.verdict, said.opinion, signer=signer))
    service.sender.nudge()
    return view


def lift(service: Service, caller: Caller, dossier_id: str, said: LiftRequest, key: str | None) -> tuple[str, bool]:
    """Take the seal off: the conclusion as JSON, and whether an earlier request of the same key did it."""

    def act(session: Session) -> ConclusionView:
        dossier = dossiers.locked(session, caller.organisation_id, dossier_id, even_sealed=True)
        return _view(session, conclusions.lift(session, dossier, said.reason, actor=caller.actor))

    fingerprint = fingerprint_of(f"lift:{dossier_id}", said)
    return once(service.store, caller, key, fingerprint, act, status=200, dossier=lambda _: dossier_id)


def _view(session: Session, conclusion: Conclusion) -> ConclusionView:
    session.flush()
    run = runs.with_id(session, conclusion.run_id)
    names = named(session, [conclusion.lifted_by])
    return ConclusionView.of(conclusion, run=run.number, reports=conclusions.reports(session, conclusion), names=names)
