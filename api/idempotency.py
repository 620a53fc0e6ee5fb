"""`Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07): a request sent again is answered as before.

The key is noted in the transaction that does the work: neither is there without the other, whatever dies in between.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.authentication import Caller
from api.problems import ProblemError
from verifier.store import idempotency
from verifier.store.database import Store

_Made = TypeVar("_Made", bound=BaseModel)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def _valid(
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="同一请求重发时给出相同的值：只办理一次，回答相同。保留7天。",
            examples=["6f1c1d0e-4b7a-4d6e-9a0b-2f6f1c1d0e4b"],
        ),
    ] = None,
) -> str | None:
    if key is not None and not _KEY.fullmatch(key):
        raise ProblemError("idempotency-key-invalid")
    return key


Key = Annotated[str | None, Depends(_valid)]
REPLAYED = {"Idempotent-Replayed": "true"}
REFUSALS = ("idempotency-key-invalid", "idempotency-key-reused", "request-running")


def fingerprint_of(what: str, request: BaseModel) -> str:
    """Digest of a request for `what`, by which it is known when it is sent again."""
    return hashlib.sha256(f"{what}\0{request.model_dump_json()}".encode()).hexdigest()


def answer_of(answer: tuple[str, bool], status: int, headers: Mapping[str, str] | None = None) -> Response:
    """The response to a request that was worked off by `once`."""
    text, replayed = answer
    return Response(text, status, {**(headers or {}), **(REPLAYED if replayed else {})}, "application/json")


def once(
    store: Store,
    caller: Caller,
    key: str | None,
    fingerprint: str,
    act: Callable[[Session], _Made],
    *,
    status: int,
    dossier: Callable[[_Made], str] | None = None,
) -> tuple[str, bool]:
    """The answer of `act` as JSON, and whether it is the one that an earlier request got.

    `act` runs in the one transaction of the request. An answer that tells of a `dossier`, whose id this finds in it, is
    kept no longer than that. Raises KeyReusedError, and ConflictError `request-running`.
    """
    with store.write() as session:
        if key is None:
            return act(session).model_dump_json(), False
        known = idempotency.begin(session, caller.actor, key, fingerprint)
        if known is not None:
            return json.dumps(known.body, ensure_ascii=False), True
        made = act(session)
        answer = made.model_dump(mode="json")
        dossier_id = dossier(made) if dossier is not None else None
        idempotency.answered(session, caller.actor, key, idempotency.Answer(status, answer), dossier_id=dossier_id)
        return json.dumps(answer, ensure_ascii=False), False
