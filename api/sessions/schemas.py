"""Log-in and what is known of who is logged in."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.texts import Line
from verifier.store.tables import Role, Scope


class Credentials(BaseModel):
    """A person's name and password."""

    model_config = ConfigDict(extra="forbid")

    name: Line = Field(examples=["zhang"])
    password: str = Field(min_length=1, max_length=200)


class SessionView(BaseModel):
    """Who is logged in. Whatever changes something must carry `csrf_token` in the header `X-CSRF-Token`."""

    id: str = Field(description="与材料的held_by.id写法一致", examples=["user:8f0e6c1b"])
    name: str
    shown_name: str
    role: Role
    scopes: list[Scope]
    csrf_token: str
    must_change_password: bool = Field(description="密码不是本人所设：更改之前，其他请求都被拒绝")
    expires_at: datetime = Field(description="最迟到这时；更早因未操作而失效")
