"""Who calls, and whether they may: a program by its API key, a person by the cookie of a log-in.

A cookie is sent by browsers on their own, so whatever changes something must carry the log-in's CSRF token as well.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from api.context import InService, Service
from api.problems import ProblemError, Responses, refusals
from verifier.store import accounts
from verifier.store.tables import ROLE_SCOPES, LoginSession, Scope, User

COOKIE = "verifier_session"
SECURE_COOKIE = f"__Host-{COOKIE}"  # over https: no neighbour and nobody over http can set one of this name
CSRF_HEADER = "X-CSRF-Token"
_HARMLESS = ("GET", "HEAD", "OPTIONS")
_SEEN_EVERY = timedelta(minutes=1)

_bearer = HTTPBearer(auto_error=False, scheme_name="apiKey", description="API密钥，由管理员签发")


class _SessionCookie(APIKeyCookie):
    """The cookie of a log-in, by the one name that this kind of connection has for it."""

    async def __call__(self, request: HTTPConnection) -> str | None:
        """Its token."""
        return request.cookies.get(cookie_name(request))


session_cookie = _SessionCookie(
    name=COOKIE, auto_error=False, scheme_name="session", description=f"登录后的Cookie；经https时名为{SECURE_COOKIE}"
)
_csrf = APIKeyHeader(
    name=CSRF_HEADER, auto_error=False, scheme_name="csrf", description="登录时得到的令牌，凭Cookie修改内容时必需"
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. `actor` is what the audit log calls them; who `must_change_password` may nothing else."""

    organisation_id: str
    actor: str
    scopes: frozenset[Scope]
    must_change_password: bool = False

    @property
    def is_person(self) -> bool:
        """Whether it is a person who is logged in, not a program."""
        return accounts.is_person(self.actor)


def cookie_name(request: HTTPConnection) -> str:
    """What the cookie of a log-in is called: over https as over nothing else."""
    return SECURE_COOKIE if request.url.scheme == "https" else COOKIE


def newcomer(
    request: Request,
    service: InService,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    cookie: Annotated[str | None, Depends(session_cookie)],
    csrf: Annotated[str | None, Depends(_csrf)],
) -> Caller:
    """The caller, who may have to change their password first.

    Raises ProblemError where there is no valid key or log-in, and where they ask for too much.
    """
    if bearer is not None:
        caller = _program(service, bearer.credentials)
    elif cookie is not None:
        opened, user = find_login(service, cookie)
        if request.method not in _HARMLESS and not _same(csrf, opened.csrf):
            raise ProblemError("csrf-token-missing")
        caller = Caller(user.organisation_id, f"user:{user.id}", ROLE_SCOPES[user.role], user.initial_until is not None)
    else:
        raise ProblemError("not-authenticated", headers={"WWW-Authenticate": "Bearer"})
    request.state.actor = caller.actor  # for the log
    request.state.caller = caller  # for what is masked
    seconds = ceil(service.allowances.take(caller.actor))
    if seconds > 0:
        raise ProblemError("too-many-requests", seconds=seconds, headers={"Retry-After": str(seconds)})
    return caller


def known_caller(caller: Annotated[Caller, Depends(newcomer)]) -> Caller:
    """The caller. Raises ProblemError as `newcomer`, and where the password is not their own yet."""
    if caller.must_change_password:
        raise ProblemError("password-change-needed")
    return caller


def permitted(scope: Scope) -> Callable[..., Caller]:
    """A dependency: the caller, who has this scope."""

    def checked(caller: Annotated[Caller, Depends(known_caller)]) -> Caller:
        if scope not in caller.scopes:
            raise ProblemError("not-permitted", scope=scope.value)
        return caller

    return checked


Newcomer = Annotated[Caller, Depends(newcomer)]
Submitter = Annotated[Caller, Depends(permitted(Scope.SUBMIT))]
Reader = Annotated[Caller, Depends(permitted(Scope.READ))]
Reviewer = Annotated[Caller, Depends(permitted(Scope.REVIEW))]
Administrator = Annotated[Caller, Depends(permitted(Scope.ADMIN))]


def guarded(*codes: str) -> Responses:
    """The refusals of a route that needs a caller, for the OpenAPI document."""
    always = ("not-authenticated", "session-expired", "not-permitted", "csrf-token-missing", "password-change-needed")
    return refusals(*always, "request-invalid", "too-many-requests", "internal-error", "not-ready", *codes)


def find_login(service: Service, token: str) -> tuple[LoginSession, User]:
    """The log-in of a cookie, noted as in use. Raises ProblemError where it has ended."""
    idle = timedelta(minutes=service.settings.session_idle_minutes)
    with service.store.read() as session:
        found = accounts.logged_in(session, token, idle=idle)
    if found is None:
        raise ProblemError("session-expired", headers={"WWW-Authenticate": "Bearer"})
    opened, user = found
    if _is_stale(opened.seen_at):
        with service.store.write() as session:
            accounts.seen(session, opened)
    return opened, user


def _program(service: Service, text: str) -> Caller:
    with service.store.read() as session:
        key = accounts.key_of(session, text)
    if key is None:
        raise ProblemError("not-authenticated", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
    if key.last_used_at is None or _is_stale(key.last_used_at):
        with service.store.write() as session:
            accounts.used(session, key)
    return Caller(key.organisation_id, f"key:{key.id}", frozenset(Scope(scope) for scope in key.scopes))


def _is_stale(moment: datetime) -> bool:
    return datetime.now(moment.tzinfo) - moment > _SEEN_EVERY


def _same(given: str | None, expected: str) -> bool:
    return given is not None and hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
