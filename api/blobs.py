"""Answers that are a blob of the store: a report, a picture."""

from typing import BinaryIO

from fastapi import Response
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.conditions import is_known, not_modified
from verifier.store.blobs import Blobs, in_blocks


def blob_tag(sha256: str) -> str:
    """The ETag of a blob."""
    return f'"{sha256}"'


def blob_answer(
    blobs: Blobs, sha256: str, media_type: str, *, if_none_match: str | None, headers: dict[str, str]
) -> Response:
    """The bytes, or 304 where the caller has them."""
    if is_known(if_none_match, blob_tag(sha256)):
        return not_modified(blob_tag(sha256), headers)
    return _Streamed(blobs.open(sha256), headers={**headers, "ETag": blob_tag(sha256)}, media_type=media_type)


class _Streamed(StreamingResponse):
    """The bytes of a stream, which is closed also where nobody waits for them any more."""

    def __init__(self, stream: BinaryIO, *, headers: dict[str, str], media_type: str) -> None:
        self._stream = stream
        super().__init__(in_blocks(stream), headers=headers, media_type=media_type)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send them, then close."""
        with self._stream:
            await super().__call__(scope, receive, send)
