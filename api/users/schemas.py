"""People, as administrators see and change them."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.texts import Line
from verifier.store.passwords import MOST, RULES
from verifier.store.tables import Role, User

_ID = "8f0e6c1b2a3d4e5f60718293a4b5c6d7"
LoginName = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x20\x7f-\xa0\u3000]+$")]
NewPassword = Annotated[
    str, Field(max_length=MOST, description=f"密码：{RULES}", examples=["四季的风吹过旧城墙的瓦片"])
]
OldPassword = Annotated[str, StringConstraints(min_length=1, max_length=MOST)]


class UserView(BaseModel):
    """A person who may log in, or may no more."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=[_ID])
    name: str = Field(description="用户名，登录时填写", examples=["zhang"])
    shown_name: str = Field(description="显示给同事的姓名", examples=["张三"])
    role: Role = Field(description="operator：录入；reviewer：审核；admin：管理")
    created_at: datetime
    disabled_at: datetime | None = Field(description="停用的时间")
    initial_until: datetime | None = Field(description="密码是管理员所设，最迟到这时须更改；已由本人更改则为空")

    @classmethod
    def of(cls, user: User) -> Self:
        """From the row of the store."""
        return cls.model_validate(user)


class UserRequest(BaseModel):
    """A person to be added."""

    model_config = ConfigDict(extra="forbid")

    name: LoginName = Field(description="用户名，不含空格，以后不能改", examples=["zhang"])
    shown_name: Line | None = Field(default=None, description="显示给同事的姓名；不给则用用户名", examples=["张三"])
    role: Role = Role.REVIEWER
    password: NewPassword


class UserChange(BaseModel):
    """What is to be changed of a person; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    shown_name: Line | None = None
    disabled: bool | None = Field(default=None, description="true：停用，立即退出登录；false：重新启用")
    password: NewPassword | None = Field(default=None, description="新密码；此人立即退出登录")


class PasswordChange(BaseModel):
    """One's own new password."""

    model_config = ConfigDict(extra="forbid")

    old: OldPassword = Field(description="现在的密码")
    new: NewPassword
