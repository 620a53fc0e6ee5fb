"""People log in and out."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import ceil

from api.authentication import find_login
from api.context import Service
from api.problems import ProblemError
from api.sessions.browsers import described
from api.sessions.schemas import Credentials, EndRequest, SessionView
from api.users.schemas import PasswordChange
from api.users.service import near_words
from verifier.store import accounts, attempts, logins, unmaskings
from verifier.store.accounts import Place
from verifier.store.attempts import Attempt
from verifier.store.passwords import require_sound
from verifier.store.tables import ROLE_SCOPES, LoginSession, User


def log_in(service: Service, credentials: Credentials, address: str, agent: str) -> tuple[str, SessionView]:
    """The token for the cookie and the session.

    Raises ProblemError `credentials-wrong`, `login-locked`, `initial-password-ended`. The password is
    looked at between two transactions: that takes long, and SQLite has one writer.
    """
    with service.store.write() as session:
        attempt = attempts.begin(session, credentials.name, address)
        user = accounts.user_named(session, credentials.name)
    if attempt.is_refused:
        raise _refusal(attempt)
    proof = accounts.prove(user, credentials.password)
    place = Place(address, described(agent))
    lasts = timedelta(hours=service.settings.session_hours)
    with service.store.write() as session:
        opened = accounts.admit(session, proof, lasts=lasts, place=place) if proof is not None else None
        if opened is None:
            accounts.refused(session, user, attempt.name)
        else:
            attempts.take_back(session, attempt)
    if proof is not None and opened is None and _is_over(proof.user):
        raise ProblemError("initial-password-ended")
    if proof is None or opened is None:
        raise _refusal(attempt)
    return opened.token, _view(opened.session, proof.user)


def current(service: Service, token: str) -> SessionView:
    """The session of a cookie."""
    return _view(*find_login(service, token))


def change_password(service: Service, token: str, request: PasswordChange, address: str) -> None:
    """One's own new password. A wrong old one counts as a failed log-in: ProblemError `password-wrong`, `login-locked`.

    Raises ProblemError `password-same`, and StoreError for a new one that is no good, before the old one is looked at.
    """
    opened, user = find_login(service, token)
    if request.new == request.old:
        raise ProblemError("password-same")
    words = near_words(service, user.organisation_id, user.shown_name)
    require_sound(request.new, user.name, *words)
    with service.store.write() as session:
        attempt = attempts.begin(session, user.name, address)
    if attempt.is_refused:
        raise _refusal(attempt)
    proof = accounts.prove(user, request.old)
    new = accounts.hashed(request.new, user.name, *words) if proof is not None else None
    with service.store.write() as session:
        changed = proof is not None and new is not None and accounts.replace_password(session, proof, new, kept=opened)
        if changed:
            attempts.take_back(session, attempt)
        else:
            accounts.refused(session, user, attempt.name)
    if not changed:
        raise _refusal(attempt) if attempt.locked_for else ProblemError("password-wrong")


def listed(
    service: Service, token: str, *, behind: tuple[datetime, str] | None = None, limit: int = 50
) -> tuple[Sequence[LoginSession], LoginSession]:
    """The open log-ins of the person whose cookie it is, the latest first, and the one of the cookie."""
    opened, user = find_login(service, token)
    idle = timedelta(minutes=service.settings.session_idle_minutes)
    with service.store.read() as session:
        return logins.listed(session, user.id, idle=idle, behind=behind, limit=limit), opened


def end(service: Service, token: str, said: EndRequest, address: str) -> None:
    """End one of one's own log-ins, or all but the one of the cookie, once one's password is right.

    Raises NotFoundError, and ProblemError `ending-refused`, `login-locked`.
    """
    opened, user = find_login(service, token)
    actor = f"user:{user.id}"
    typed_again(service, actor, said.password, address, wrong="ending-refused")
    with service.store.write() as session:
        if said.session is None:
            logins.end_others(session, user, opened, actor=actor)
        else:
            logins.end(session, user, said.session, actor=actor)


def log_out(service: Service, token: str) -> None:
    """End the session of a cookie."""
    opened, user = find_login(service, token)
    with service.store.write() as session:
        accounts.log_out(session, opened)
        unmaskings.mask_all(session, actor=f"user:{user.id}")


def typed_again(service: Service, actor: str, password: str, address: str, *, wrong: str) -> User:
    """The person, once their own password is right: a wrong one counts as a log-in that failed.

    Raises ProblemError `login-locked`, or else the one that `wrong` names.
    """
    with service.store.write() as session:
        user = accounts.person(session, actor)
        attempt = attempts.begin(session, user.name, address)
    proof = None if attempt.is_refused else accounts.prove(user, password)
    with service.store.write() as session:
        if proof is not None:
            attempts.take_back(session, attempt)
        elif not attempt.is_refused:
            accounts.refused(session, user, attempt.name)
    if proof is None:
        raise _locked(attempt) or ProblemError(wrong)
    return user


def _is_over(user: User) -> bool:
    """Whether the password is an initial one that was not changed in time."""
    return user.initial_until is not None and user.initial_until <= datetime.now(UTC)


def _refusal(attempt: Attempt) -> ProblemError:
    """The same for a wrong password and an unknown name."""
    return _locked(attempt) or ProblemError("credentials-wrong", headers={"WWW-Authenticate": "Bearer"})


def _locked(attempt: Attempt) -> ProblemError | None:
    if not attempt.locked_for:
        return None
    seconds = ceil(attempt.locked_for.total_seconds())
    return ProblemError("login-locked", seconds=seconds, headers={"Retry-After": str(seconds)})


def _view(opened: LoginSession, user: User) -> SessionView:
    return SessionView(
        id=f"user:{user.id}",
        name=user.name,
        shown_name=user.shown_name,
        role=user.role,
        scopes=sorted(ROLE_SCOPES[user.role]),
        csrf_token=opened.csrf,
        must_change_password=user.initial_until is not None,
        expires_at=opened.expires_at,
    )
