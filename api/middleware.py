"""What every request passes: a number and a line in the log, the headers of every answer, and the bound of its body."""

import re
import time
from collections.abc import MutableMapping
from secrets import token_hex
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import REQUEST_SECONDS
from api.problems import ProblemError, send_problem

# Pages and scripts of our own only; the reports bring a policy of their own with them.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_TRANSPORT = "max-age=31536000; includeSubDomains"  # a year; over plain http a browser would not hear it
_CALLERS_NUMBER = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_ID = re.compile(r"[0-9a-f]{32}")
_LOGGED_IDS = (
    "dossier_id", "file_id", "webhook_id", "delivery_id", "key_id", "comparison_id", "user_id", "edition_id",
    "trial_id",
)  # fmt: skip
_BUDGET = "dossier_verifier.body_budget"
_LOG = structlog.get_logger(__name__)


class RequestLog:
    """Gives every request a number, and tells the log and the metrics how it went.

    A defect ends here as a 500: the log is told where it happened but not the text of the error, which may hold what
    stands in a dossier.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and tell how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["request_id"] = number = _number(scope)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=number)
        started = time.perf_counter()
        status = 0

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = number
            await send(message)

        try:
            await self._app(scope, receive, counted)
        except Exception as error:  # the last place where it can become an answer
            _LOG.error("request.failed", error=type(error).__name__, places=_places(error))
            if status:
                raise
            status = 500
            await send_problem(ProblemError("internal-error", request_id=number), scope, receive, counted)
        finally:
            seconds = time.perf_counter() - started
            method = scope["method"] if scope["method"] in _METHODS else "OTHER"  # the caller's own text, without bound
            REQUEST_SECONDS.labels(method, _route(scope), str(status)).observe(seconds)
            told = {"method": method, "route": _route(scope), "status": status, "seconds": round(seconds, 3)}
            _LOG.info("request", **told, **_ids(scope))


class SecurityHeaders:
    """Sets the headers that every answer has, unless the route gave its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers."""

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", _TRANSPORT)
            await send(message)

        await self._app(scope, receive, secured if scope["type"] == "http" else send)


class BodyLimit:
    """Refuses a body above `bytes_`, with or without a Content-Length; `allow_body` gives one route more."""

    def __init__(self, app: ASGIApp, bytes_: int) -> None:
        self._app = app
        self._bytes = bytes_

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is within the bound."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        budget = scope[_BUDGET] = _Budget(self._bytes, ProblemError("body-too-large", limit=self._bytes // 1000))
        announced = int(Headers(scope=scope).get("content-length") or 0)
        taken = 0

        async def bounded() -> Message:
            nonlocal taken
            if announced > budget.bytes:
                raise budget.problem
            message = await receive()
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                if taken > budget.bytes:
                    raise budget.problem
            return message

        await self._app(scope, bounded, send)


class _Budget:
    """How much of a body is read, and the refusal of what is more."""

    def __init__(self, bytes_: int, problem: ProblemError) -> None:
        self.bytes = bytes_
        self.problem = problem


def allow_body(scope: MutableMapping[str, Any], bytes_: int, problem: ProblemError) -> None:
    """Let this request have a greater body, before anything of it is read."""
    scope[_BUDGET].bytes, scope[_BUDGET].problem = bytes_, problem


def _number(scope: Scope) -> str:
    """The caller's own number of the request where it is a plain one."""
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _CALLERS_NUMBER.fullmatch(given) else token_hex(8)


def _route(scope: Scope) -> str:
    """The path with its placeholders: no ids in the metrics, nothing of the caller's in the log."""
    return str(getattr(scope.get("route"), "path", "unknown"))


def _ids(scope: Scope) -> dict[str, str]:
    """Who called, and the ids in the path; whatever is none stays out of the log."""
    given = {**scope.get("path_params", {}), **scope["state"]}
    actor = {"actor": str(given["actor"])} if "actor" in given else {}
    return actor | {name: str(given[name]) for name in _LOGGED_IDS if _ID.fullmatch(str(given.get(name, "")))}


def _places(error: BaseException) -> list[str]:
    """Innermost last, functions and lines of the trace."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-12:]
