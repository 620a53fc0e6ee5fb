"""Who did something, as people call them."""

from collections.abc import Collection, Mapping
from typing import Self

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from verifier.store import accounts


class PersonView(BaseModel):
    """A person, or a program by the name of its key."""

    id: str = Field(description="与审计日志中的写法一致：用户为user:…，程序为key:…", examples=["user:8f0e6c1b"])
    name: str = Field(description="显示的姓名", examples=["张工"])

    @classmethod
    def of(cls, actor: str, names: Mapping[str, str]) -> Self:
        """From an actor of the store and the names that `named` gave."""
        return cls(id=actor, name=names[actor])


def named(session: Session, actors: Collection[str | None]) -> Mapping[str, str]:
    """The names of actors, for `PersonView.of`."""
    return accounts.shown_names(session, {actor for actor in actors if actor is not None})
