"""A report as an answer: its name, its type, and for a page the policy that it brings with it."""

import json
import re
from collections.abc import Mapping

from fastapi import Response

from api.blobs import blob_answer
from api.conditions import is_known, not_modified, tag_of
from api.problems import Responses
from api.reports.formats import MEDIA_TYPES, ReportFormat
from verifier.masking import masked_throughout
from verifier.store.blobs import Blobs

CONTENT: Responses = {
    200: {
        "description": "报告",
        "content": {
            media: {"schema": {"type": "object"} if form is ReportFormat.JSON else {"type": "string"}}
            for form, media in MEDIA_TYPES.items()
        },
    }
}
_HEAD_BYTES = 4096
_POLICY = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]*)"')


def report_answer(
    blobs: Blobs,
    sha256: str,
    form: ReportFormat,
    *,
    name: str,
    run: int,
    if_none_match: str | None,
    sees_numbers: bool,
) -> Response:
    """The report in one format, under a file name without extension; 304 where the caller has it.

    Only `report.json` holds numbers of people whole, for who `sees_numbers`; the other formats are made without.
    """
    headers = {
        "Content-Disposition": f'{_disposition(form)}; filename="{name}.{form.value}"',
        "Report-Run": str(run),
        "Vary": "Accept",
    }
    if form is ReportFormat.HTML:
        headers["Content-Security-Policy"] = _own_policy(blobs, sha256)
    if form is ReportFormat.JSON and not sees_numbers:
        return _masked(blobs, sha256, if_none_match, headers)
    return blob_answer(blobs, sha256, MEDIA_TYPES[form], if_none_match=if_none_match, headers=headers)


def _masked(blobs: Blobs, sha256: str, if_none_match: str | None, headers: Mapping[str, str]) -> Response:
    """`report.json` with the numbers of people masked."""
    with blobs.open(sha256) as stream:
        content = json.dumps(masked_throughout(json.load(stream)), ensure_ascii=False, indent=2)
    tag = tag_of(content)  # of what is told: by a digest of the whole, hidden digits could be tried
    if is_known(if_none_match, tag):
        return not_modified(tag, headers)
    return Response(content, headers={**headers, "ETag": tag}, media_type=MEDIA_TYPES[ReportFormat.JSON])


def _disposition(form: ReportFormat) -> str:
    return "inline" if form in (ReportFormat.JSON, ReportFormat.HTML) else "attachment"


def _own_policy(blobs: Blobs, sha256: str) -> str:
    """The policy that the report states itself: its own script and style by their hashes, nothing else."""
    with blobs.open(sha256) as stream:
        stated = _POLICY.search(stream.read(_HEAD_BYTES))
    policy = stated[1].decode("ascii") if stated is not None else "default-src 'none'"
    return f"{policy}; frame-ancestors 'none'"
