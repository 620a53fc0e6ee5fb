"""Answers that are a blob of the store: a report, a picture."""

from collections.abc import Iterator

from fastapi import Response
from fastapi.responses import StreamingResponse

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
    stream = blobs.open(sha256)

    def blocks() -> Iterator[bytes]:
        with stream:
            yield from in_blocks(stream)

    return StreamingResponse(blocks(), headers={**headers, "ETag": blob_tag(sha256)}, media_type=media_type)
