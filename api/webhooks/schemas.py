"""Addresses to be told, and the notices to them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from verifier.store.tables import DeliveryState

Event = Literal["dossier.done", "dossier.failed"]


class WebhookRequest(BaseModel):
    """An address that is to be told."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(min_length=1, max_length=2000, examples=["https://portal.example.cn/notices"])
    events: list[Event] = Field(default=["dossier.done", "dossier.failed"], min_length=1, max_length=2)


class WebhookView(BaseModel):
    """An address, without its secret."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    url: str
    events: list[Event]
    created_at: datetime
    disabled_at: datetime | None = Field(description="对方回答410后不再通知")


class NewWebhook(WebhookView):
    """An address that was just added, with the secret that signs its notices, which is shown this once."""

    secret: str = Field(examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])


class DeliveryView(BaseModel):
    """A notice. `id` is the header `webhook-id`, the same at every attempt."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    dossier_id: str
    event: str
    sequence: int = Field(description="同一份申报材料的通知的先后")
    payload: dict[str, Any]
    state: DeliveryState
    attempts: int
    next_at: datetime | None
    answer: int | None = Field(description="对方最近一次的状态码")
    error: str | None
    created_at: datetime
    delivered_at: datetime | None
