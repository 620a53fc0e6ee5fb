"""Who looks at a page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from api.authentication import Caller, cookie_name, find_login
from api.context import InService
from api.problems import ProblemError
from verifier.store.tables import ROLE_SCOPES, LoginSession, Role, Scope


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person who is logged in; the token of `opened` goes into the page, for what its modules change.

    `initial_until`: they have to change their password before that, and see no other page until they have.
    """

    user_id: str
    shown_name: str
    role: Role
    opened: LoginSession
    caller: Caller
    initial_until: datetime | None

    def may(self, scope: str) -> bool:
        """Whether the person has the scope, for what a page shows."""
        return Scope(scope) in self.caller.scopes


def _anybody(request: Request, service: InService) -> Viewer:
    token = request.cookies.get(cookie_name(request))
    if token is None:
        raise ProblemError("not-authenticated")
    opened, user = find_login(service, token)
    is_initial = user.initial_until is not None
    caller = Caller(user.organisation_id, f"user:{user.id}", ROLE_SCOPES[user.role], is_initial)
    request.state.actor = caller.actor  # for the log
    return Viewer(user.id, user.shown_name, user.role, opened, caller, user.initial_until)


def _viewer(viewer: Annotated[Viewer, Depends(_anybody)]) -> Viewer:
    if viewer.initial_until is not None:
        raise ProblemError("password-change-needed")
    return viewer


def viewer_with(scope: Scope) -> Callable[..., Viewer]:
    """A dependency: the person, who has this scope."""

    def checked(viewer: Annotated[Viewer, Depends(_viewer)]) -> Viewer:
        if scope not in viewer.caller.scopes:
            raise ProblemError("not-permitted", scope=scope.value)
        return viewer

    return checked


InNewcomer = Annotated[Viewer, Depends(_anybody)]
InViewer = Annotated[Viewer, Depends(viewer_with(Scope.READ))]
InSubmitter = Annotated[Viewer, Depends(viewer_with(Scope.SUBMIT))]
InReviewer = Annotated[Viewer, Depends(viewer_with(Scope.REVIEW))]
InAdministrator = Annotated[Viewer, Depends(viewer_with(Scope.ADMIN))]
