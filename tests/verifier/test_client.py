"""The client against servers that break off, put off and refuse; the whole round is in tests/api/test_portal.py."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.api.serving import served
from verifier.client import Client, ServiceError

DOSSIER = {
    "id": "a",
    "state": "queued",
    "pages": 0,
    "pages_done": 0,
    "reference": None,
    "applicant": None,
    "reason": None,
}


class Portal:
    """A service that misbehaves by plan; `calls` notes what it was asked."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    async def submit(self, request: Request) -> Response:
        async with request.form() as form:
            parts = [part for part in form.getlist("files") if not isinstance(part, str)]
            files = [(part.filename, (await part.read()).decode()) for part in parts]
            self.calls.append(
                {"key": request.headers["idempotency-key"], "files": files, "fields": form.get("reference")}
            )
        if len(self.calls) == 1:
            return problem("request-running", 409)
        if len(self.calls) == 2:
            return problem("queue-full", 429, {"Retry-After": "0"})
        return JSONResponse(DOSSIER, 202, {"ETag": '"1"'})

    async def note(self, request: Request) -> Response:
        self.calls.append({"key": request.headers.get("idempotency-key")})

        async def lost() -> AsyncIterator[bytes]:
            yield b'{"id": "'
            raise ConnectionError

        first = len(self.calls) == 1
        return StreamingResponse(lost(), 201) if first else JSONResponse({"id": "n", "text": "请复看"}, 201)

    async def events(self, request: Request) -> Response:
        self.calls.append({"last": request.headers.get("last-event-id")})

        async def cut() -> AsyncIterator[bytes]:
            yield b': ping\n\nid: 1.0.0\nevent: progress\ndata: {"pages": 1}\n\nid: 1.2.0\nevent: find'
            raise ConnectionError

        async def rest() -> AsyncIterator[bytes]:
            yield 'id: 1.2.0\nevent: finding\ndata: {"rule": "x",\ndata: "title": "名"}\n\n'.encode()
            yield b'id: 1.3.0\nevent: done\ndata: {"state": "done"}\n\n'

        first = len(self.calls) == 1
        return StreamingResponse(cut() if first else rest(), media_type="text/event-stream")


def problem(code: str, status: int, headers: dict[str, str] | None = None) -> Response:
    body = json.dumps({"code": code, "detail": "请稍后再试。", "errors": []})
    return Response(body, status, headers, "application/problem+json")


@pytest.fixture
def portal() -> Portal:
    return Portal()


@pytest.fixture
def client(portal: Portal) -> Iterator[Client]:
    routes = [
        Route("/v1/dossiers", portal.submit, methods=["POST"]),
        Route("/v1/dossiers/{id}/events", portal.events),
        Route("/v1/dossiers/{id}/notes", portal.note, methods=["POST"]),
        Route("/v1/dossiers/{id}", lambda _request: problem("dossier-not-found", 404)),
    ]
    with served(Starlette(routes=routes)) as url, Client(url, "key") as opened:
        yield opened


def test_a_hand_in_that_is_put_off_is_sent_again_whole_under_the_same_key(
    client: Client, portal: Portal, tmp_path: Path
) -> None:
    (tmp_path / "材料" / "附件").mkdir(parents=True)
    (tmp_path / "材料" / "b.pdf").write_text("bb")
    (tmp_path / "材料" / "附件" / "a.pdf").write_text("aa")
    assert client.submit([tmp_path / "材料"], reference="甲").id == "a"
    assert len(portal.calls) == 3
    assert len({call["key"] for call in portal.calls}) == 1
    assert all(call["files"] == [("b.pdf", "bb"), ("附件/a.pdf", "aa")] for call in portal.calls)
    assert all(call["fields"] == "甲" for call in portal.calls)


def test_what_is_made_is_asked_for_again_under_the_same_key_where_the_answer_was_lost(
    client: Client, portal: Portal
) -> None:
    assert client.write_note("a", "请复看")["id"] == "n"
    assert len(portal.calls) == 2
    assert len({call["key"] for call in portal.calls} - {None}) == 1


def test_several_paths_keep_their_names_in_front(client: Client, portal: Portal, tmp_path: Path) -> None:
    (tmp_path / "甲").mkdir()
    (tmp_path / "甲" / "a.pdf").write_text("aa")
    (tmp_path / "乙.pdf").write_text("bb")
    client.submit([tmp_path / "甲", tmp_path / "乙.pdf"])
    assert portal.calls[0]["files"] == [("甲/a.pdf", "aa"), ("乙.pdf", "bb")]


def test_events_go_on_behind_the_last_one_heard_whole(client: Client, portal: Portal) -> None:
    heard = [(event.name, dict(event.data)) for event in client.watch("a")]
    assert heard == [("progress", {"pages": 1}), ("finding", {"rule": "x", "title": "名"}), ("done", {"state": "done"})]
    assert [call["last"] for call in portal.calls] == [None, "1.0.0"]


def test_a_refusal_is_raised_with_its_code(client: Client) -> None:
    with pytest.raises(ServiceError) as caught:
        client.get("a")
    assert (caught.value.status, caught.value.code, caught.value.detail) == (404, "dossier-not-found", "请稍后再试。")
