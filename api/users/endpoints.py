"""`/v1/users`: who may log in, and as what."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from sqlalchemy.orm import Session

from api.authentication import Administrator, guarded
from api.context import InService
from api.idempotency import REFUSALS, Key, answer_of, fingerprint_of, once
from api.paging import Cursor, Limit, Paged, paged, read_cursor
from api.problems import ProblemError
from api.texts import Identity
from api.users.schemas import UserChange, UserRequest, UserView
from api.users.service import given_password
from verifier.store import accounts, logins, people
from verifier.store.people import Change

router = APIRouter(prefix="/v1/users", tags=["人员"])
UserId = Annotated[Identity, Path(description="人员的编号")]
UNSOUND = ("password-too-short", "password-too-long", "password-is-name", "password-office-word", "password-common")


@router.get("", responses=guarded("cursor-invalid"), summary="查询人员")
def list_people(service: InService, caller: Administrator, cursor: Cursor = None, limit: Limit = 50) -> Paged[UserView]:
    """本单位的全部人员，先添加的在前，停用的也在内。"""
    behind = read_cursor(cursor)
    with service.store.read() as session:
        rows = people.listed(session, caller.organisation_id, behind=behind, limit=limit + 1)
    return paged(rows, limit, UserView.of, lambda row: (row.created_at, row.id))


@router.post(
    "",
    status_code=201,
    response_model=UserView,
    responses=guarded("request-malformed", "body-too-large", *REFUSALS, "user-exists", *UNSOUND),
    summary="添加人员",
)
def add_person(service: InService, caller: Administrator, request: UserRequest, key: Key = None) -> Response:
    """添加一名可以登录的人员。请当面告知初始密码；此人登录后须先更改，才能做其他事，逾期未改则初始密码失效。"""
    shown = request.shown_name or request.name
    password = given_password(service, caller.organisation_id, request.password, request.name, shown)

    def act(session: Session) -> UserView:
        user = accounts.create_user(
            session,
            caller.organisation_id,
            request.name,
            password,
            request.role,
            actor=caller.actor,
            shown_name=shown,
            initial=service.settings.initial_password,
        )
        session.flush()
        return UserView.of(user)

    return answer_of(once(service.store, caller, key, fingerprint_of("user", request), act, status=201), 201)


@router.patch(
    "/{user_id}",
    responses=guarded(
        "request-malformed", "body-too-large", "user-not-found", "last-administrator", "own-password", *UNSOUND
    ),
    summary="更改人员",
)
def change_person(service: InService, caller: Administrator, user_id: UserId, request: UserChange) -> UserView:
    """更改角色、姓名或密码，停用或重新启用。角色立即生效；停用或换密码时，此人立即退出登录；新密码须由此人登录后更改。"""
    if request.password is not None and caller.actor == f"user:{user_id}":
        raise ProblemError("own-password")
    password = None
    if request.password is not None:
        with service.store.read() as session:
            person = people.get(session, caller.organisation_id, user_id)
        shown = request.shown_name or person.shown_name
        password = given_password(service, caller.organisation_id, request.password, person.name, shown)
    wanted = Change(request.role, request.shown_name, request.disabled, password, service.settings.initial_password)
    with service.store.write() as session:
        return UserView.of(people.change(session, caller.organisation_id, user_id, wanted, actor=caller.actor))


@router.delete(
    "/{user_id}/sessions", status_code=204, responses=guarded("user-not-found"), summary="结束人员的全部登录"
)
def end_logins(service: InService, caller: Administrator, user_id: UserId) -> None:
    """此人在各处的登录立即结束，可以用原来的密码重新登录。"""
    with service.store.write() as session:
        person = people.get(session, caller.organisation_id, user_id)
        logins.end_others(session, person, None, actor=caller.actor)
