"""Answers that are a blob of the store: a report, a picture."""

from collections.abc import Iterator

from fastapi import Response
from fastapi.responses import StreamingResponse

from api.conditions import is_known, not_modified
from verifier.store.blobs import Blobs, in_blocks, missing


def blob_tag(sha256: str) -> str:
    """The ETag of a blob."""
    return f'"{sha256}"'


def blob_answer(
    blobs: Blobs, sha256: str, media_type: str, *, if_none_match: str | None, headers: dict[str, str]
) -> Response:
    """The bytes, or 304 where the caller has them."""
    if is_known(if_none_match, blob_tag(sha256)):
        return not_modified(blob_tag(sha256), headers)
    if not blobs.has(sha256):
        raise missing(sha256)  # now, while it can still become an answer

    def blocks() -> Iterator[bytes]:
        # Opened only here: a caller who has gone before the first block would leave it open.
        with blobs.open(sha256) as stream:
            yield from in_blocks(stream)

    return StreamingResponse(blocks(), headers={**headers, "ETag": blob_tag(sha256)}, media_type=media_type)
