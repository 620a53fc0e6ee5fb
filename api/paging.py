"""Lists by cursor: a place in the order of a list, which stays right while rows come and go."""

import base64
import binascii
import json
from datetime import datetime
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from api.problems import ProblemError

Item = TypeVar("Item")
Limit = Annotated[int, Query(ge=1, le=200, description="每页条数")]
Cursor = Annotated[str | None, Query(max_length=500, description="上一页给出的next_cursor；不给则从头开始")]


class Paged(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next_cursor: str | None = Field(description="下一页的位置；没有下一页时为null")


def write_cursor(moment: datetime, identity: str) -> str:
    """The place behind the row of this moment and id."""
    return base64.urlsafe_b64encode(json.dumps([moment.isoformat(), identity]).encode()).decode("ascii").rstrip("=")


def read_cursor(cursor: str | None) -> tuple[datetime, str] | None:
    """The place that a cursor stands for. Raises ProblemError `cursor-invalid`."""
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        moment, identity = json.loads(base64.b64decode(padded.encode("ascii"), b"-_", validate=True))
        place = datetime.fromisoformat(moment), str(identity)
    except (ValueError, TypeError, UnicodeEncodeError, binascii.Error) as error:
        raise ProblemError("cursor-invalid") from error
    if place[0].tzinfo is None:
        raise ProblemError("cursor-invalid")
    return place
