"""`/admin/users`: who may log in; and `/password`, everybody's own."""

from typing import Any

from fastapi import Request, Response

from api.context import InService, Service
from api.users.endpoints import UserId
from api.web.rendering import page
from api.web.routing import page_router
from api.web.viewer import InAdministrator, InNewcomer
from verifier.store import accounts, people
from verifier.store.passwords import LEAST, MOST, RULES
from verifier.store.tables import Role

router = page_router()


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
def show_password(request: Request, viewer: InNewcomer) -> Response:
    """One's own password."""
    return page(request, "password.html.jinja", viewer, least=LEAST, most=MOST, rules=RULES)


def _asked(service: Service) -> dict[str, Any]:
    """What is asked of a password that an administrator sets."""
    return {"least": LEAST, "most": MOST, "rules": RULES, "days": service.settings.initial_password_days}
