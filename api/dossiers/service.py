"""Dossiers: taken in, put together, handed in, looked up, taken away."""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.actors import named
from api.authentication import Caller
from api.conditions import require_match, tag_of
from api.context import Service
from api.dossiers.schemas import DossierDetail, DossierForm, DossierView
from api.idempotency import once
from api.paging import Paged, paged, read_cursor
from api.problems import ProblemError
from api.uploads import StagedFile, Upload
from extractors.intake.naming import distinct_name
from verifier.store import audit, dossiers, idempotency, rulesets
from verifier.store.blobs import Blob
from verifier.store.tables import Dossier, DossierState, File

_RETRY_SECONDS = 60


def read_form(fields: dict[str, str]) -> DossierForm:
    """The parts of a multipart body as they should be. Raises RequestValidationError, DeclaredError."""
    try:
        return DossierForm.model_validate(fields)
    except ValidationError as error:
        details: list[Any] = [{**detail, "loc": ("body", *detail["loc"])} for detail in error.errors()]
        raise RequestValidationError(details) from error


def create(service: Service, caller: Caller, upload: Upload, key: str | None) -> tuple[str, bool]:
    """A new dossier with the files of the upload, handed in at once unless it asks otherwise.

    Returns the dossier as JSON, and whether it was made by an earlier request of the same key.
    """
    form = read_form(upload.fields)
    with service.store.read() as session:  # before bytes are kept, of which a refusal would leave some for hours
        if key is None or not idempotency.is_noted(session, caller.actor, key):
            _ask_for_a_place(service, session, caller)
    blobs = _keep(service, upload.files)

    def act(session: Session) -> DossierDetail:
        _ask_for_a_place(service, session, caller)
        dossier = dossiers.create(
            session,
            caller.organisation_id,
            actor=caller.actor,
            ruleset=_known_ruleset(session, caller, form.ruleset),
            reference=form.reference,
            submitted_on=form.submitted_on,
            declared=form.declared,
            priority=form.priority,
        )
        for file, blob in zip(upload.files, blobs, strict=True):
            dossiers.add_file(session, dossier, file.name, blob, actor=caller.actor)
        if form.submit and upload.files:
            dossiers.submit(session, dossier, actor=caller.actor)
        return _detail(session, dossier)

    made = once(service.store, caller, key, upload.fingerprint("create"), act, status=202, dossier=_id)
    service.sender.nudge()
    return made


def _known_ruleset(session: Session, caller: Caller, ruleset: str | None) -> str | None:
    """The id that was asked for. Raises RequestValidationError where there is no such ruleset."""
    usable = dict.fromkeys(one.ruleset for one in rulesets.usable_editions(session, caller.organisation_id))
    if ruleset is not None and ruleset not in usable:
        context = {"known": "、".join(usable)}
        detail = {"type": "unknown_ruleset", "loc": ("body", "ruleset"), "msg": "", "input": None, "ctx": context}
        raise RequestValidationError([detail])
    return ruleset


def add_files(
    service: Service, caller: Caller, dossier_id: str, upload: Upload, *, key: str | None, if_match: str | None
) -> tuple[str, bool]:
    """Add files to a dossier that is not being verified."""
    _require_files(upload)
    blobs = _keep(service, upload.files)

    def act(session: Session) -> DossierDetail:
        dossier = to_change(session, caller, dossier_id, if_match)
        present = dossiers.files(session, dossier)
        if len(present) + len(blobs) > service.settings.upload_files:
            raise ProblemError("too-many-files", limit=service.settings.upload_files)
        taken = {known.name for known in present}
        for file, blob in zip(upload.files, blobs, strict=True):
            dossiers.add_file(session, dossier, distinct_name(file.name, taken), blob, actor=caller.actor)
        return _detail(session, dossier)

    fingerprint = upload.fingerprint("add", dossier_id)
    return once(service.store, caller, key, fingerprint, act, status=201, dossier=_id)


def replace_file(
    service: Service, caller: Caller, dossier_id: str, file_id: str, upload: Upload, *, if_match: str | None
) -> DossierDetail:
    """One file in the place of another."""
    _require_files(upload, most=1)
    (blob,) = _keep(service, upload.files)
    with service.store.write() as session:
        dossier = to_change(session, caller, dossier_id, if_match)
        dossiers.remove_file(session, dossier, file_id, actor=caller.actor)
        dossiers.add_file(session, dossier, upload.files[0].name, blob, actor=caller.actor)
        return _detail(session, dossier)


def original(service: Service, caller: Caller, dossier_id: str, file_id: str) -> File:
    """A file as it was handed in; that it is fetched goes into the audit log."""
    with service.store.write() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        found = dossiers.file(session, dossier, file_id)
        audit.record(
            session,
            "file.view",
            found.id,
            actor=caller.actor,
            organisation_id=caller.organisation_id,
            details={"dossier": dossier.id},
        )
        return found


def remove_file(
    service: Service, caller: Caller, dossier_id: str, file_id: str, *, if_match: str | None
) -> DossierDetail:
    """Take a file out of a dossier that is not being verified."""
    return changed(
        service,
        caller,
        dossier_id,
        if_match,
        lambda session, dossier: dossiers.remove_file(session, dossier, file_id, actor=caller.actor),
    )


def submit(
    service: Service, caller: Caller, dossier_id: str, *, key: str | None, if_match: str | None
) -> tuple[str, bool]:
    """Hand a dossier in, for the first time or again."""

    def act(session: Session) -> DossierDetail:
        dossier = to_change(session, caller, dossier_id, if_match)
        _ask_for_a_place(service, session, caller)
        dossiers.submit(session, dossier, actor=caller.actor)
        return _detail(session, dossier)

    submitted = once(service.store, caller, key, f"submit:{dossier_id}", act, status=202, dossier=_id)
    service.sender.nudge()
    return submitted


def get(service: Service, caller: Caller, dossier_id: str) -> DossierDetail:
    """One dossier."""
    with service.store.read() as session:
        return _detail(session, dossiers.get(session, caller.organisation_id, dossier_id))


def listed(
    service: Service,
    caller: Caller,
    *,
    states: Sequence[DossierState],
    reference: str | None,
    cursor: str | None,
    limit: int,
) -> Paged[DossierView]:
    """The organisation's dossiers, the latest first."""
    place = read_cursor(cursor)
    behind = None if place is None else dossiers.Cursor(*place)
    with service.store.read() as session:
        rows = dossiers.listed(
            session, caller.organisation_id, states=states, reference=reference, behind=behind, limit=limit + 1
        )
        names = named(session, [row.held_by for row in rows])
    return paged(rows, limit, lambda row: DossierView.of(row, names), lambda row: (row.created_at, row.id))


def delete(service: Service, caller: Caller, dossier_id: str, *, if_match: str | None) -> None:
    """Take a dossier away for good, with everything that was read of it."""
    with service.store.write() as session:
        dossier = dossiers.locked(session, caller.organisation_id, dossier_id)
        require_match(if_match, tag_of(_detail(session, dossier)))
        dossiers.delete(session, dossier, actor=caller.actor)
    service.sender.nudge()


def changed(
    service: Service,
    caller: Caller,
    dossier_id: str,
    if_match: str | None,
    change: Callable[[Session, Dossier], None],
) -> DossierDetail:
    """The dossier after a change, which is made in the transaction that looked at what the caller saw."""
    with service.store.write() as session:
        dossier = to_change(session, caller, dossier_id, if_match)
        change(session, dossier)
        return _detail(session, dossier)


def to_change(session: Session, caller: Caller, dossier_id: str, if_match: str | None) -> Dossier:
    """The dossier, locked, if it is as the caller saw it. Raises ProblemError `precondition-failed`."""
    dossier = dossiers.locked(session, caller.organisation_id, dossier_id)
    require_match(if_match, tag_of(_detail(session, dossier)))
    return dossier


def _id(detail: DossierDetail) -> str:
    return detail.id


def _detail(session: Session, dossier: Dossier) -> DossierDetail:
    session.flush()
    return DossierDetail.with_files(dossier, dossiers.files(session, dossier), named(session, [dossier.held_by]))


def _require_files(upload: Upload, most: int | None = None) -> None:
    if not upload.files or (most is not None and len(upload.files) > most):
        detail = {"type": "missing", "loc": ("body", "files"), "msg": "", "input": None}
        raise RequestValidationError([detail])


def _keep(service: Service, files: Sequence[StagedFile]) -> list[Blob]:
    """The bytes in the blob store, before any row names them."""
    return [service.store.blobs.adopt(file.path, Blob(file.sha256, file.size)) for file in files]


def _ask_for_a_place(service: Service, session: Session, caller: Caller) -> None:
    """Refuse where the organisation has as many dossiers waiting as it may."""
    if dossiers.waiting(session, caller.organisation_id) >= service.settings.waiting_dossiers:
        raise ProblemError("queue-full", seconds=_RETRY_SECONDS, headers={"Retry-After": str(_RETRY_SECONDS)})
