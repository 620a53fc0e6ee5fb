"""What people are answered has the numbers of people masked, until they say what they need them for.

Programs get what the contract promises them, as it stands; that a key took a report is in the audit log.
"""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from anyio.to_thread import run_sync
from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute

from api.authentication import Caller
from api.context import Service
from verifier.masking import masked_throughout
from verifier.store import unmaskings


class MaskedRoute(APIRoute):
    """A route that tells of a dossier: what it answers people in JSON is masked, whatever it is."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, with its answer masked."""
        answered = super().get_route_handler()

        async def handler(request: Request) -> Response:
            response = await answered(request)
            if isinstance(response, StreamingResponse):  # of a blob: `report_answer` masks it, where it must
                return response
            if response.headers.get("content-type") == "application/json" and response.body:
                await run_sync(_mask, request, response)
            return response

        return handler


def sees_numbers(service: Service, caller: Caller, dossier_id: str | None) -> bool:
    """Whether the caller is to be given the numbers of people in a dossier whole."""
    if not caller.is_person:
        return True
    if dossier_id is None:
        return False
    with service.store.read() as session:
        return unmaskings.standing(session, dossier_id, actor=caller.actor) is not None


def _mask(request: Request, response: Response) -> None:
    caller: Caller = request.state.caller
    if not caller.is_person:
        return
    content = json.loads(bytes(response.body))
    hidden = masked_throughout(content)
    if hidden == content or sees_numbers(request.app.state.service, caller, request.path_params.get("dossier_id")):
        return
    response.body = json.dumps(hidden, ensure_ascii=False, separators=(",", ":")).encode()
    response.headers["Content-Length"] = str(len(response.body))
