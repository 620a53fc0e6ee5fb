"""A report as an answer: its name, its type, and for a page the policy that it brings with it."""

import re

from fastapi import Response

from api.blobs import blob_answer
from api.problems import Responses
from api.reports.formats import MEDIA_TYPES, ReportFormat
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
    blobs: Blobs, sha256: str, form: ReportFormat, *, name: str, run: int, if_none_match: str | None
) -> Response:
    """The report in one format, under a file name without extension; 304 where the caller has it."""
    headers = {
        "Content-Disposition": f'{_disposition(form)}; filename="{name}.{form.value}"',
        "Report-Run": str(run),
        "Vary": "Accept",
    }
    if form is ReportFormat.HTML:
        headers["Content-Security-Policy"] = _own_policy(blobs, sha256)
    return blob_answer(blobs, sha256, MEDIA_TYPES[form], if_none_match=if_none_match, headers=headers)


def _disposition(form: ReportFormat) -> str:
    return "inline" if form in (ReportFormat.JSON, ReportFormat.HTML) else "attachment"


def _own_policy(blobs: Blobs, sha256: str) -> str:
    """The policy that the report states itself: its own script and style by their hashes, nothing else."""
    with blobs.open(sha256) as stream:
        stated = _POLICY.search(stream.read(_HEAD_BYTES))
    policy = stated[1].decode("ascii") if stated is not None else "default-src 'none'"
    return f"{policy}; frame-ancestors 'none'"
