"""`/v1/keys`: an administrator's keys for programs."""

import secrets
from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from api.authentication import Administrator, guarded
from api.context import InService
from api.idempotency import REFUSALS, REPLAYED, Key, fingerprint_of, once
from api.paging import Cursor, Limit, Paged, paged, read_cursor
from api.texts import Identity, Line
from verifier.store import accounts
from verifier.store.tables import Scope

router = APIRouter(prefix="/v1/keys", tags=["API密钥"])


class KeyRequest(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(extra="forbid")

    name: Line = Field(examples=["申报系统"])
    scopes: list[Scope] = Field(min_length=1, max_length=4)
    days: int = Field(default=365, ge=1, le=3650, description="有效天数")


class KeyView(BaseModel):
    """A key as it is listed: never its text."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    prefix: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


class NewKey(KeyView):
    """A key that was just made, with its text, which is shown this once."""

    key: str


class _MadeKey(KeyView):
    """What is kept of the answer: without the text, but with what it can be made from again."""

    seed: str


@router.post(
    "",
    status_code=201,
    responses=guarded("request-malformed", "body-too-large", *REFUSALS),
    summary="签发API密钥",
)
def create_key(
    response: Response, service: InService, caller: Administrator, request: KeyRequest, key: Key = None
) -> NewKey:
    """签发一个API密钥。密钥只在此时显示一次；更换时先签发新的，再停用旧的。"""

    def act(session: Session) -> _MadeKey:
        seed = secrets.token_hex(32)
        _, made = accounts.create_key(
            session,
            caller.organisation_id,
            request.name,
            set(request.scopes),
            actor=caller.actor,
            days=request.days,
            seed=seed,
        )
        return _MadeKey(**KeyView.model_validate(made).model_dump(), seed=seed)

    text, replayed = once(service.store, caller, key, fingerprint_of("key", request), act, status=201)
    response.headers.update(REPLAYED if replayed else {})
    made = _MadeKey.model_validate_json(text)
    with service.store.read() as session:
        shown = accounts.key_text(session, made.prefix, made.seed)
    return NewKey(**made.model_dump(exclude={"seed"}), key=shown)


@router.get("", responses=guarded("cursor-invalid"), summary="查询API密钥")
def list_keys(service: InService, caller: Administrator, cursor: Cursor = None, limit: Limit = 50) -> Paged[KeyView]:
    """本单位的API密钥，先签发的在前。"""
    behind = read_cursor(cursor)
    with service.store.read() as session:
        rows = accounts.keys(session, caller.organisation_id, behind=behind, limit=limit + 1)
    return paged(rows, limit, KeyView.model_validate, lambda row: (row.created_at, row.id))


@router.delete("/{key_id}", status_code=204, responses=guarded("key-not-found"), summary="停用API密钥")
def revoke_key(service: InService, caller: Administrator, key_id: Identity) -> None:
    """停用一个API密钥。"""
    with service.store.write() as session:
        accounts.revoke_key(session, caller.organisation_id, key_id, actor=caller.actor)
