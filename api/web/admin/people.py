"""`/admin/users`: who may log in; and `/password`, everybody's own."""

from datetime import timedelta
from typing import Any

from fastapi import Request, Response

from api.context import InService, Service
from api.sessions.schemas import OpenSession
from api.users.endpoints import UserId
from api.web.rendering import page
from api.web.routing import page_router
from api.web.viewer import InAdministrator, InNewcomer
from verifier.store import accounts, logins, people
from verifier.store.passwords import LEAST, MOST, RULES
from verifier.store.tables import Role

router = page_router()
_LOGINS = 200  # of which a page tells; who has more ends them all


@router.get("/admin/users")
def show_people(request: Request, service: InService, viewer: InAdministrator) -> Response:
    """Everybody of the organisation, and a form for one more."""
    with service.store.read() as session:
        found = accounts.users(session, viewer.caller.organisation_id)
    return page(request, "admin/people.html.jinja", viewer, people=found, roles=list(Role), **_asked(service))


@router.get("/admin/users/{user_id}")
def show_person(request: Request, service: InService, viewer: InAdministrator, user_id: UserId) -> Response:
    """One person, to be changed."""
    with service.store.read() as session:
        person = people.get(session, viewer.caller.organisation_id, user_id)
    return page(request, "admin/person.html.jinja", viewer, person=person, roles=list(Role), **_asked(service))


@router.get("/password")
def show_account(request: Request, service: InService, viewer: InNewcomer) -> Response:
    """One's own password, and where one is logged in."""
    idle = timedelta(minutes=service.settings.session_idle_minutes)
    with service.store.read() as session:
        opened = logins.listed(session, viewer.user_id, idle=idle, limit=_LOGINS)
    shown = [OpenSession.of(row, viewer.opened) for row in opened]
    return page(request, "account.html.jinja", viewer, logins=shown, **_asked(service))


def _asked(service: Service) -> dict[str, Any]:
    """What is asked of a password that an administrator sets."""
    return {"least": LEAST, "most": MOST, "rules": RULES, "days": service.settings.initial_password_days}
