"""Log-in and what is known of who is logged in."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from api.texts import Identity, Line
from verifier.store import logins
from verifier.store.tables import LoginSession, Role, Scope


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


class OpenSession(BaseModel):
    """One place where a person is logged in."""

    id: str = Field(examples=["5fa5cfae6abe9f291df9941c5b468c1f"])
    created_at: datetime = Field(description="登录的时间")
    seen_at: datetime = Field(description="最近使用的时间，精确到分钟")
    expires_at: datetime = Field(description="最迟到这时结束")
    address: str | None = Field(description="登录时的网络地址；IPv6只记网段", examples=["10.1.2.3"])
    browser: str | None = Field(description="登录时的浏览器和系统", examples=["Edge（Windows）"])
    is_current: bool = Field(description="就是发出本请求的这一次登录")

    @classmethod
    def of(cls, opened: LoginSession, current: LoginSession) -> Self:
        """From the row of the store."""
        return cls(
            id=logins.handle(opened),
            created_at=opened.created_at,
            seen_at=opened.seen_at,
            expires_at=opened.expires_at,
            address=opened.address,
            browser=opened.browser,
            is_current=opened.id == current.id,
        )


class EndRequest(BaseModel):
    """Which of one's own log-ins is to end."""

    model_config = ConfigDict(extra="forbid")

    session: Identity | None = Field(default=None, description="登录的编号；不给则结束这里以外的全部")
    password: str = Field(min_length=1, max_length=200, description="自己的登录密码")
