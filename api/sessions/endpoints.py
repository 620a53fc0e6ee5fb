"""`/v1/session`: log-in, who am I, log-out."""

from ipaddress import ip_address, ip_network
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import APIKeyCookie

from api.authentication import COOKIE, Newcomer
from api.context import InService
from api.problems import ProblemError, refusals
from api.sessions import service as sessions
from api.sessions.schemas import Credentials, SessionView
from api.users.endpoints import UNSOUND
from api.users.schemas import PasswordChange

router = APIRouter(prefix="/v1/session", tags=["登录"])
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="session")
Cookie = Annotated[str | None, Depends(_cookie)]
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


@router.post(
    "",
    responses=refusals(*_LOG_IN),
    summary="登录",
)
def log_in(request: Request, response: Response, service: InService, credentials: Credentials) -> SessionView:
    """以用户名和密码登录。10分钟内失败5次则锁定一段时间。"""
    token, view = sessions.log_in(service, credentials, address_of(request))
    response.set_cookie(
        COOKIE,
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
def log_out(response: Response, service: InService, cookie: Cookie, _caller: Newcomer) -> None:
    """退出登录。"""
    sessions.log_out(service, _given(cookie))
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


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
