"""Lists by cursor: a place in the order of a list, which stays right while rows come and go."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from api.problems import ProblemError

Item = TypeVar("Item")
Row = TypeVar("Row")
Limit = Annotated[int, Query(ge=1, le=200, description="每页条数")]
Cursor = Annotated[str | None, Query(max_length=500, description="上一页给出的next_cursor；不给则从头开始")]

_IDENTITY = re.compile(r"[0-9a-f]{32}")
_NUMBERS = 2**31  # of rows, as a database has them


class Paged(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next_cursor: str | None = Field(description="下一页的位置；没有下一页时为null")


def paged(
    rows: Sequence[Row], limit: int, view: Callable[[Row], Item], place: Callable[[Row], Sequence[object]]
) -> Paged[Item]:
    """The first `limit` rows as they are shown, one more having been asked for; `place` is what they are ordered by."""
    following = write_cursor(*place(rows[limit - 1])) if len(rows) > limit else None
    return Paged(items=[view(row) for row in rows[:limit]], next_cursor=following)


def write_cursor(*place: object) -> str:
    """The place behind a row, by the values that its list is ordered by: a moment and an id, or a number."""
    plain = [part.isoformat() if isinstance(part, datetime) else part for part in place]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode("ascii").rstrip("=")


def read_cursor(cursor: str | None) -> tuple[datetime, str] | None:
    """The place in a list by moment and id that a cursor stands for. Raises ProblemError `cursor-invalid`."""
    return None if cursor is None else _moment_and_id(_read(cursor))


def read_headed_cursor(cursor: str | None) -> tuple[str, tuple[datetime, str] | None] | None:
    """The place in a list whose first row stands out of the order of the others: its id, then as `read_cursor`.

    Without the latter it is the place behind that first row. Raises ProblemError `cursor-invalid`.
    """
    if cursor is None:
        return None
    head, *behind = _read(cursor) or [None]
    if not isinstance(head, str) or not _IDENTITY.fullmatch(head):
        raise ProblemError("cursor-invalid")
    return head, _moment_and_id(behind) if behind else None


def _moment_and_id(place: list[Any]) -> tuple[datetime, str]:
    try:
        text, identity = place
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None or not _IDENTITY.fullmatch(identity):
            raise ProblemError("cursor-invalid")
        return moment.astimezone(UTC), identity
    except (ValueError, TypeError, OverflowError) as error:
        raise ProblemError("cursor-invalid") from error


def read_number(cursor: str | None) -> int | None:
    """The place in a numbered list that a cursor stands for. Raises ProblemError `cursor-invalid`."""
    if cursor is None:
        return None
    place = _read(cursor)
    if len(place) != 1 or type(place[0]) is not int or not 0 <= place[0] < _NUMBERS:
        raise ProblemError("cursor-invalid")
    return place[0]


def _read(cursor: str) -> list[Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        place = json.loads(base64.b64decode(padded.encode("ascii"), b"-_", validate=True))
    except (ValueError, UnicodeEncodeError, binascii.Error, RecursionError) as error:
        raise ProblemError("cursor-invalid") from error
    if not isinstance(place, list):
        raise ProblemError("cursor-invalid")
    return place
