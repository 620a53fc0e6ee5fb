"""`/login`, and the way in."""

import re

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.web.rendering import page
from api.web.routing import page_router

router = page_router()
_HOME = "/dossiers"
_OWN_PATH = re.compile(
    r"/(?:[A-Za-z0-9][!-\[\]-~]*)?"
)  # no second slash, backslash, blank or control that a browser drops


@router.get("/")
def home() -> Response:
    """The list of dossiers is the first page."""
    return RedirectResponse(_HOME, status_code=303)


@router.get("/login")
def login(request: Request, next: str = _HOME) -> Response:  # noqa: A002 -- the name in the address
    """The log-in; the module of the page calls `/v1/session` and goes on to `next`."""
    return page(request, "login.html.jinja", None, next=_own_path(next))


def _own_path(wanted: str) -> str:
    """A path of this service; anything that would lead elsewhere becomes the first page."""
    return wanted if _OWN_PATH.fullmatch(wanted) else _HOME
