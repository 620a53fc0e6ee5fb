"""`/v1/dossiers/{id}/events`: progress and findings as they come, as Server-Sent Events."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Header, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from api.authentication import Caller, Reader, guarded
from api.context import InService, Service
from api.events.service import Event, EventId, events_behind, read_id
from api.problems import Responses
from api.texts import DossierId

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["申报材料"])
_POLL_SECONDS = 0.5
_KEEPALIVE_SECONDS = 15
_LONGEST_SECONDS = 600  # then the caller comes again with its Last-Event-ID, and its rights are looked at again
_EVENT = {  # of each event of the stream
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "event": {"enum": ["progress", "finding", "done", "failed"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
    "required": ["id", "event", "data"],
}
_CONTENT: Responses = {
    200: {
        "description": "progress（进度）、finding（发现的问题），最后是done或failed",
        "content": {"text/event-stream": {"schema": _EVENT}},
    },
    204: {"description": "Last-Event-ID之后没有事件，核验已经结束"},
}


@router.get("/events", response_class=Response, responses=guarded("dossier-not-found") | _CONTENT, summary="核验进度")
async def get_events(
    service: InService,
    caller: Reader,
    dossier_id: DossierId,
    last_event_id: Annotated[str | None, Header(description="断线后从这一事件之后继续")] = None,
) -> Response:
    """进度和发现的问题，以Server-Sent Events给出，结束时关闭。断线后带上Last-Event-ID重连，不会遗漏。"""
    last = read_id(last_event_id)
    events, ended = await run_sync(events_behind, service, caller, dossier_id, last)
    if ended and not events:
        return Response(status_code=204)  # tells an EventSource not to come again
    stream = _stream(service, caller, dossier_id, last, events, ended=ended)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _stream(
    service: Service, caller: Caller, dossier_id: str, last: EventId, events: list[Event], *, ended: bool
) -> AsyncIterator[bytes]:
    until = time.monotonic() + _LONGEST_SECONDS
    spoken = time.monotonic()
    while True:
        for event in events:
            yield format_sse_event(
                data_str=json.dumps(event.data, ensure_ascii=False), event=event.name, id=str(event.id)
            )
            last, spoken = event.id, time.monotonic()
        if ended or time.monotonic() > until:
            return
        if time.monotonic() - spoken > _KEEPALIVE_SECONDS:
            yield KEEPALIVE_COMMENT
            spoken = time.monotonic()
        await asyncio.sleep(_POLL_SECONDS)
        events, ended = await run_sync(events_behind, service, caller, dossier_id, last)
