"""`/v1/dossiers/{id}/notes`: what colleagues write to each other."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.orm import Session

from api.actors import PersonView, named
from api.authentication import Reader, Reviewer, guarded
from api.checks.service import known_check
from api.context import InService
from api.idempotency import REFUSALS, Key, answer_of, fingerprint_of, once
from api.masking import MaskedRoute
from api.paging import Cursor, Limit, Paged, paged, read_cursor
from api.texts import DossierId, Passage
from verifier.store import dossiers, notes
from verifier.store.tables import Note

router = APIRouter(prefix="/v1/dossiers/{dossier_id}/notes", tags=["审核"], route_class=MaskedRoute)
_Rule = Annotated[str, StringConstraints(max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class NoteRequest(BaseModel):
    """A note to be written."""

    model_config = ConfigDict(extra="forbid")

    text: Passage = Field(examples=["审计报告原件已电话核实，请李工复看第7页。"])
    rule: _Rule | None = Field(default=None, description="所说的核验项目；不给则为整份材料")


class NoteView(BaseModel):
    """A note."""

    id: str
    text: str
    rule: str | None
    by: PersonView
    at: datetime

    @classmethod
    def of(cls, note: Note, names: Mapping[str, str]) -> Self:
        """From the row of the store."""
        by = PersonView.of(note.written_by, names)
        return cls(id=note.id, text=note.text, rule=note.rule, by=by, at=note.written_at)


@router.get("", responses=guarded("dossier-not-found", "cursor-invalid"), summary="备注清单")
def list_notes(
    service: InService, caller: Reader, dossier_id: DossierId, cursor: Cursor = None, limit: Limit = 50
) -> Paged[NoteView]:
    """同事之间的备注，新的在前。"""
    behind = read_cursor(cursor)
    with service.store.read() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        rows = notes.listed(session, dossier, behind=behind, limit=limit + 1)
        names = named(session, [row.written_by for row in rows])
    return paged(rows, limit, lambda row: NoteView.of(row, names), lambda row: (row.written_at, row.id))


@router.post(
    "",
    status_code=201,
    response_model=NoteView,
    responses=guarded(
        "request-malformed", "body-too-large", *REFUSALS, "dossier-not-found", "no-report", "check-not-found",
        "dossier-sealed",
    ),
    summary="写备注",
)  # fmt: skip
def write_note(
    service: InService, caller: Reviewer, dossier_id: DossierId, said: NoteRequest, key: Key = None
) -> Response:
    """给同事写一条备注；由谁认领都可以写。"""

    def act(session: Session) -> NoteView:
        dossier = dossiers.locked(session, caller.organisation_id, dossier_id)
        if said.rule is not None:
            known_check(session, dossier, said.rule)
        note = notes.write(session, dossier, said.text, said.rule, actor=caller.actor)
        session.flush()
        return NoteView.of(note, named(session, [note.written_by]))

    fingerprint = fingerprint_of(f"note:{dossier_id}", said)
    return answer_of(once(service.store, caller, key, fingerprint, act, status=201, dossier=lambda _: dossier_id), 201)
