"""How pages refuse: with a page instead of a problem document, or by leading to the log-in or a new password."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from api.problems import ProblemError, ProblemType, problem_types, request_id
from api.web.rendering import page
from extractors.errors import DossierError

_TO_LOG_IN = ("not-authenticated", "session-expired")


class PageRoute(APIRoute):
    """A route of a page: who is not logged in is led to the log-in, other refusals are pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, with refusals as pages."""
        answered = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await answered(request)
            except ProblemError as error:
                if error.kind.code in _TO_LOG_IN:
                    return _to_log_in(request)
                if error.kind.code == "password-change-needed":
                    return RedirectResponse("/password", status_code=303)
                return _refused(request, error.kind, error.detail)
            except RequestValidationError:
                kind = problem_types()["request-invalid"]
                return _refused(request, kind, kind.detail)
            except DossierError as error:
                known = problem_types().get(error.code)
                if known is None:
                    raise  # a defect: the middleware answers
                return _refused(request, known, str(error))

        return handler


def page_router() -> APIRouter:
    """A router for pages: none of them is part of the API's document."""
    return APIRouter(route_class=PageRoute, include_in_schema=False)


def _to_log_in(request: Request) -> Response:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/login?next={quote(wanted, safe='')}", status_code=303)


def _refused(request: Request, kind: ProblemType, detail: str) -> Response:
    number = request_id(request.scope)
    return page(request, "refusal.html.jinja", None, status=kind.status, title=kind.title, detail=detail, number=number)
