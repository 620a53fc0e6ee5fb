"""The audit log, as administrators see it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from api.actors import PersonView


class AuditView(BaseModel):
    """One act. The log holds ids and acts, nothing of what stands on pages."""

    sequence: int
    at: datetime
    by: PersonView
    act: str = Field(examples=["dossier.submit"])
    object: str = Field(description="所涉对象的编号")
    details: dict[str, Any]
