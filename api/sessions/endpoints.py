"""`/v1/session`: log-in, who am I, log-out."""

from ipaddress import ip_address, ip_network
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request, Response

from api.authentication import Caller, Newcomer, cookie_name, known_caller, session_cookie
from api.context import InService
from api.paging import Cursor, Limit, Paged, paged, read_cursor
from api.problems import ProblemError, refusals
from api.sessions import service as sessions
from api.sessions.schemas import Credentials, EndRequest, OpenSession, SessionView
from api.users.endpoints import UNSOUND
from api.users.schemas import PasswordChange
from verifier.store import logins

router = APIRouter(prefix="/v1/session", tags=["登录"])
others = APIRouter(prefix="/v1/sessions", tags=["登录"])
Cookie = Annotated[str | None, Depends(session_cookie)]
_LOG_IN = (
    "request-malformed", "credentials-wrong", "body-too-large", "request-invalid", "login-locked", "internal-error",
    "not-ready", "initial-password-ended",
)  # fmt: skip
_OWN = (
    "not-authenticated",
    "session-expired",
    "csrf-token-missing",
    "too-many-requests",
    "internal-error",
    "not-ready",
)


_SIGNED_IN = (*_OWN, "password-change-needed", "request-invalid")
Known = Annotated[Caller, Depends(known_caller)]


@router.post(
    "",
    responses=refusals(*_LOG_IN),
    summary="登录",
)
async def log_in(request: Request, response: Response, service: InService, credentials: Credentials) -> SessionView:
    """以用户名和密码登录。10分钟内失败5次则锁定一段时间。"""
    browser = request.headers.get("user-agent", "")
    token, view = await run_sync(
        sessions.log_in, service, credentials, address_of(request), browser, limiter=service.door
    )
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=service.settings.session_hours * 3600,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return view


@router.get("", responses=refusals(*_OWN), summary="当前用户")
def current(service: InService, cookie: Cookie) -> SessionView:
    """当前登录的用户。"""
    return sessions.current(service, _given(cookie))


@router.put(
    "/password",
    status_code=204,
    responses=refusals(
        "request-malformed",
        "request-invalid",
        "body-too-large",
        "password-wrong",
        "password-same",
        "login-locked",
        *UNSOUND,
        *_OWN,
    ),
    summary="更改本人密码",
)
def change_password(
    *,
    request: Request,
    service: InService,
    cookie: Cookie,
    _caller: Newcomer,
    change: PasswordChange,
) -> None:
    """更改本人的密码，须填写现在的密码。管理员所设的密码更改之后，才能做其他事。在其他电脑上的登录随即退出，这里的保留。"""
    sessions.change_password(service, _given(cookie), change, address_of(request))


@router.delete("", status_code=204, responses=refusals(*_OWN), summary="退出登录")
def log_out(request: Request, response: Response, service: InService, cookie: Cookie, _caller: Newcomer) -> None:
    """退出登录。"""
    sessions.log_out(service, _given(cookie))
    is_secure = request.url.scheme == "https"
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.delete_cookie(cookie_name(request), secure=is_secure, httponly=True, samesite="strict")


@others.get("", responses=refusals("cursor-invalid", *_SIGNED_IN), summary="查询本人的登录")
def list_sessions(
    service: InService, cookie: Cookie, _caller: Known, cursor: Cursor = None, limit: Limit = 50
) -> Paged[OpenSession]:
    """本人在哪些地方登录着，最近登录的在前。"""
    rows, opened = sessions.listed(service, _given(cookie), behind=read_cursor(cursor), limit=limit + 1)
    return paged(rows, limit, lambda row: OpenSession.of(row, opened), lambda row: (row.created_at, logins.handle(row)))


@others.put(
    "/end",
    status_code=204,
    responses=refusals(
        "session-not-found", "ending-refused", "login-locked", "request-malformed", "body-too-large", *_SIGNED_IN
    ),
    summary="结束本人的登录",
)
def end_sessions(*, request: Request, service: InService, cookie: Cookie, _caller: Known, said: EndRequest) -> None:
    """结束本人的一次登录，或者除这里以外的全部登录，那里随即须重新登录。须再填一次密码。"""
    sessions.end(service, _given(cookie), said, address_of(request))


def address_of(request: Request) -> str:
    """Where the log-in comes from; of IPv6 the network, since a caller may take any address of it."""
    host = request.client.host if request.client is not None else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else host


def _given(cookie: str | None) -> str:
    if cookie is None:
        raise ProblemError("not-authenticated", headers={"WWW-Authenticate": "Bearer"})
    return cookie
