"""Refusals as RFC 9457 problem documents; `problems.yaml` lists them all.

Every answer of 400 and above has the media type `application/problem+json`, a stable `type` and `code`, and a Chinese
`detail` that says what to do; also those that the framework itself gives (404, 405, 413, 422, 500).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any

import structlog
import yaml
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from api.validation_words import words_for
from extractors.errors import DossierError
from verifier.errors import UnavailableError
from verifier.store.outages import is_full

MEDIA_TYPE = "application/problem+json"
_STORE_BACK_SECONDS = 5
_LOG = structlog.get_logger(__name__)
_TYPE_PREFIX = "urn:dossier-verifier:problem:"
# What the framework refuses by itself, by its status.
_FRAMEWORK_CODES = {
    400: "request-malformed",
    404: "route-not-found",
    405: "method-not-allowed",
    413: "request-too-large",
    415: "media-type-unsupported",
}


class ProblemDetail(BaseModel):
    """One fault among several: of one file or one parameter."""

    code: str = Field(examples=["type-mismatch"])
    message: str = Field(description="中文说明", examples=["扩展名是.pdf，内容是网页（HTML）。"])
    file: str | None = Field(default=None, description="有误的文件")
    parameter: str | None = Field(default=None, description="有误的参数或字段的路径")


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str = Field(description="问题类型的URI，保持不变")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="中文说明，包括如何处理")
    code: str = Field(description="问题代码，保持不变")
    request_id: str = Field(description="请求编号，与日志一致")
    errors: list[ProblemDetail] = Field(default_factory=list, description="逐个文件或参数的错误")


Responses = dict[int | str, dict[str, Any]]  # of a route, by status, as FastAPI takes them


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One entry of `problems.yaml`."""

    code: str
    status: int
    title: str
    detail: str


class ProblemError(HTTPException):
    """A refusal. `words` fill the braces of its detail, `errors` name single files or parameters."""

    def __init__(
        self,
        code: str,
        *,
        errors: Sequence[ProblemDetail] = (),
        headers: Mapping[str, str] | None = None,
        **words: object,
    ) -> None:
        kind = problem_types()[code]
        super().__init__(kind.status, kind.detail.format(**words), dict(headers or {}))
        self.kind = kind
        self.errors = list(errors)


@cache
def problem_types() -> dict[str, ProblemType]:
    """Every refusal by its code."""
    listed = yaml.safe_load(files("api").joinpath("problems.yaml").read_text(encoding="utf-8"))
    return {code: ProblemType(code, **entry) for code, entry in listed.items()}


def refusals(*codes: str) -> Responses:
    """The `responses` of a route that may answer with these problems, for the OpenAPI document."""
    by_status: dict[int | str, list[ProblemType]] = {}
    for code in codes:
        kind = problem_types()[code]
        by_status.setdefault(kind.status, []).append(kind)
    return {status: _response(kinds) for status, kinds in sorted(by_status.items())}


def _response(kinds: Sequence[ProblemType]) -> dict[str, Any]:
    examples = {
        kind.code: {
            "summary": kind.title,
            "value": _document(kind, kind.detail, "01JDQ2M7Z0", ()).model_dump(exclude_defaults=True),
        }
        for kind in kinds
    }
    headers = (
        {"Retry-After": {"schema": {"type": "integer"}}} if kinds[0].status == HTTPStatus.TOO_MANY_REQUESTS else {}
    )
    return {
        "description": "；".join(kind.title for kind in kinds),
        "headers": headers,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}},
    }


def install_handlers(app: FastAPI) -> None:
    """Turn every refusal into a problem document; defects are `api.middleware`'s."""

    async def refused(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        if isinstance(error, ProblemError):
            return _answer(request.scope, error.kind, error.detail, error.errors, error.headers)
        kind = problem_types().get(_FRAMEWORK_CODES.get(error.status_code, "request-malformed"))
        assert kind is not None
        return _answer(request.scope, kind, kind.detail, (), error.headers)

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        kind = problem_types()["request-invalid"]
        return _answer(request.scope, kind, kind.detail, [_validation_detail(entry) for entry in error.errors()])

    async def told(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, DossierError)
        kind = problem_types().get(error.code)
        if kind is None:
            raise error  # nothing that a caller did: a defect, or a store that has lost something
        if isinstance(error, UnavailableError):
            _LOG.error("storage.unavailable", error=type(error.__cause__).__name__)
            return _answer(request.scope, kind, kind.detail, (), {"Retry-After": str(_STORE_BACK_SECONDS)})
        return _answer(request.scope, kind, str(error))

    app.add_exception_handler(DossierError, told)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    _install_outages(app)


def _install_outages(app: FastAPI) -> None:
    """What passes: a full disk, a database that is away."""

    async def full(request: Request, error: Exception) -> JSONResponse:
        if not is_full(error):
            raise error
        _LOG.error("storage.full", error=type(error).__name__)
        kind = problem_types()["storage-full"]
        return _answer(request.scope, kind, kind.detail, (), {"Retry-After": str(_STORE_BACK_SECONDS)})

    async def unavailable(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, OperationalError)
        if is_full(error):
            return await full(request, error)
        code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
        _LOG.error("database.unavailable", error=type(error.orig).__name__, code=code)
        kind = problem_types()["not-ready"]
        return _answer(request.scope, kind, kind.detail, (), {"Retry-After": str(_STORE_BACK_SECONDS)})

    app.add_exception_handler(OperationalError, unavailable)
    app.add_exception_handler(OSError, full)


async def send_problem(error: ProblemError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with a problem from outside the routes, as middleware does."""
    await _answer(scope, error.kind, error.detail, error.errors, error.headers)(scope, receive, send)


def request_id(scope: Scope) -> str:
    """The request's number, as in the log and the header `X-Request-Id`."""
    return str(scope.get("state", {}).get("request_id", ""))


def _answer(
    scope: Scope,
    kind: ProblemType,
    detail: str,
    errors: Iterable[ProblemDetail] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    document = _document(kind, detail, request_id(scope), errors)
    return JSONResponse(
        document.model_dump(exclude_none=True), status_code=kind.status, headers=headers, media_type=MEDIA_TYPE
    )


def _document(kind: ProblemType, detail: str, number: str, errors: Iterable[ProblemDetail]) -> Problem:
    return Problem(
        type=_TYPE_PREFIX + kind.code,
        title=kind.title,
        status=kind.status,
        detail=detail,
        code=kind.code,
        request_id=number,
        errors=list(errors),
    )


def _validation_detail(entry: Mapping[str, Any]) -> ProblemDetail:
    """One of pydantic's findings in Chinese, without the value, which may be personal."""
    place = ".".join(str(part) for part in entry["loc"])
    return ProblemDetail(
        code=str(entry["type"]).replace("_", "-"),
        message=words_for(str(entry["type"]), entry.get("ctx", {})),
        parameter=place,
    )
