"""The audit log, as administrators see it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class ActorView(BaseModel):
    """Who did something: a person, a program's key, or the service itself."""

    id: str = Field(examples=["user:8f0e6c1b2a3d4e5f60718293a4b5c6d7"])
    name: str = Field(description="姓名，或密钥的名称", examples=["张三"])


class AuditView(BaseModel):
    """One act. The log holds ids and acts, nothing of what stands on pages."""

    sequence: int
    at: datetime
    by: ActorView
    act: str = Field(examples=["dossier.submit"])
    object: str = Field(description="所涉对象的编号")
    details: dict[str, Any]
