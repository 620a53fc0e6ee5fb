"""People log in and out."""

from datetime import UTC, datetime, timedelta

from api.authentication import find_login
from api.context import Service
from api.problems import ProblemError
from api.sessions.schemas import Credentials, SessionView
from verifier.store import accounts
from verifier.store.tables import ROLE_SCOPES, LoginSession, User


def log_in(service: Service, credentials: Credentials) -> tuple[str, SessionView]:
    """The token for the cookie and the session. Raises ProblemError `credentials-wrong`, `login-locked`."""
    with service.store.write() as session:
        user = accounts.check_password(session, credentials.name, credentials.password)
        known = accounts.user_named(session, credentials.name)
        opened = (
            accounts.log_in(session, user, lasts=timedelta(hours=service.settings.session_hours))
            if user is not None
            else None
        )
    if user is not None and opened is not None:
        return opened.token, _view(opened.session, user)
    seconds = _locked_seconds(known)
    if seconds > 0:
        raise ProblemError("login-locked", seconds=seconds, headers={"Retry-After": str(seconds)})
    raise ProblemError("credentials-wrong", headers={"WWW-Authenticate": "Bearer"})


def current(service: Service, token: str) -> SessionView:
    """The session of a cookie."""
    return _view(*find_login(service, token))


def log_out(service: Service, token: str) -> None:
    """End the session of a cookie."""
    opened, _ = find_login(service, token)
    with service.store.write() as session:
        accounts.log_out(session, opened)


def _locked_seconds(user: User | None) -> int:
    if user is None or user.locked_until is None:
        return 0
    return int((user.locked_until - datetime.now(UTC)).total_seconds()) + 1


def _view(opened: LoginSession, user: User) -> SessionView:
    return SessionView(
        id=f"user:{user.id}",
        name=user.name,
        shown_name=user.shown_name,
        role=user.role,
        scopes=sorted(ROLE_SCOPES[user.role]),
        csrf_token=opened.csrf,
        expires_at=opened.expires_at,
    )
