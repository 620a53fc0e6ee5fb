"""What the service answers: where things stand, events, notices, refusals."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from verifier.webhooks.signing import verify

ENDED = ("done", "failed")
_REPLAYED = "Idempotent-Replayed"


class ServiceError(Exception):
    """A refusal by the service: an RFC 9457 problem. `detail` is a Chinese sentence for people, `code` is stable."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code", "unknown"))
        self.detail = str(problem.get("detail", ""))
        self.errors: list[dict[str, Any]] = list(problem.get("errors", []))
        super().__init__(f"{self.detail}（{self.code}）")


@dataclass(frozen=True, slots=True)
class Dossier:
    """Where a dossier stands. `tag` is its ETag; `content` all that the service says of it.

    `is_known`: an earlier request of the same idempotency key made it, and this is what that one was answered.
    """

    id: str
    state: str
    pages: int
    pages_done: int
    reference: str | None
    applicant: str | None
    reason: str | None
    tag: str | None = field(compare=False)
    is_known: bool = field(compare=False)
    content: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def ended(self) -> bool:
        """Whether the verification is over."""
        return self.state in ENDED


@dataclass(frozen=True, slots=True)
class Comparison:
    """What dossiers have in common, once `state` is `done`; `content` is all that the service says of it."""

    id: str
    state: str
    reason: str | None
    is_known: bool = field(compare=False)
    content: Mapping[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Event:
    """`progress`, `finding`, and last `done` or `failed`."""

    id: str
    name: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Notice:
    """A webhook that was verified. `id` is the same at every attempt: act on it once."""

    id: str
    event: str
    dossier: str
    state: str
    sequence: int


def read_notice(secret: str, headers: Mapping[str, str], body: bytes, *, now: float | None = None) -> Notice:
    """The notice in a webhook's request. Raises SignatureError unless it was signed with `secret` just now."""
    verify(secret, headers, body, now=time.time() if now is None else now)
    content = json.loads(body)
    data = content["data"]
    number = {name.lower(): value for name, value in headers.items()}["webhook-id"]
    return Notice(number, content["type"], data["dossier"], data["state"], data["sequence"])


def refusal_of(response: httpx.Response) -> ServiceError:
    """The refusal in an answer; one that is no problem document (of a proxy) is told by its status."""
    if response.headers.get("content-type", "").startswith("application/problem+json"):
        return ServiceError(response.status_code, response.json())
    return ServiceError(response.status_code, {"detail": f"服务回答{response.status_code}"})


def is_replayed(response: httpx.Response) -> bool:
    """Whether it was given to an earlier request of the same idempotency key."""
    return _REPLAYED in response.headers


def dossier_of(response: httpx.Response) -> Dossier:
    """The dossier that an answer tells of."""
    content = response.json()
    return Dossier(
        id=content["id"],
        state=content["state"],
        pages=content["pages"],
        pages_done=content["pages_done"],
        reference=content["reference"],
        applicant=content["applicant"],
        reason=content["reason"],
        tag=response.headers.get("ETag"),
        is_known=is_replayed(response),
        content=content,
    )


def events_of(lines: Iterable[str]) -> Iterator[Event]:
    """Server-Sent Events of a stream; comments keep it alive and say nothing."""
    fields: dict[str, str] = {}
    for line in lines:
        if not line:
            if "data" in fields:
                yield Event(fields.get("id", ""), fields.get("event", "message"), json.loads(fields["data"]))
            fields = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            fields[name] = f"{fields[name]}\n{value}" if name == "data" and "data" in fields else value
