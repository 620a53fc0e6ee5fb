"""Conditional requests: ETag, If-None-Match for reading, If-Match for changing (RFC 9110)."""

import hashlib
from collections.abc import Mapping
from typing import Annotated

from fastapi import Header, Response
from pydantic import BaseModel

from api.problems import ProblemError, Responses

IfMatch = Annotated[str | None, Header(description="读取时得到的ETag；内容已有改动时拒绝修改（412）")]
IfNoneMatch = Annotated[str | None, Header(description="已有内容的ETag；没有变化时回答304")]
NOT_MODIFIED: Responses = {304: {"description": "内容没有变化"}}


def tag_of(content: BaseModel | str) -> str:
    """The ETag of a representation."""
    text = content if isinstance(content, str) else content.model_dump_json()
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Whether the caller has this representation already."""
    return if_none_match is not None and _names(if_none_match, tag)


def require_match(if_match: str | None, *tags: str) -> None:
    """Raise ProblemError `precondition-failed` where what the caller saw is none of these."""
    if if_match is not None and not any(_names(if_match, tag) for tag in tags):
        raise ProblemError("precondition-failed")


def not_modified(tag: str, headers: Mapping[str, str] | None = None) -> Response:
    """304, with the ETag that stays; `headers` as of the full answer, whose stored ones they replace."""
    return Response(status_code=304, headers={**(headers or {}), "ETag": tag})


def answer_with(content: BaseModel, if_none_match: str | None = None) -> Response:
    """A representation with its ETag; 304 where the caller has it already."""
    tag = tag_of(content)
    if is_known(if_none_match, tag):
        return not_modified(tag)
    return Response(content.model_dump_json(), headers={"ETag": tag}, media_type="application/json")


def _names(header: str, tag: str) -> bool:
    given = [entry.strip().removeprefix("W/") for entry in header.split(",")]
    return "*" in given or tag in given
