"""Formats of a report, and which of them a caller wants (RFC 9110, Accept)."""

from collections.abc import Collection
from enum import StrEnum

from api.problems import ProblemError


class ReportFormat(StrEnum):
    """Formats by the names of `?format=`."""

    JSON = "json"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"


_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    ReportFormat.JSON: "application/json",
    ReportFormat.HTML: "text/html",
    ReportFormat.PDF: "application/pdf",
    ReportFormat.DOCX: f"{_OFFICE}.wordprocessingml.document",
    ReportFormat.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
}


def choose_format(wanted: ReportFormat | None, accept: str | None, there: Collection[str]) -> ReportFormat:
    """The format asked for by name, else the one that the caller likes best of those that are `there`.

    Raises ProblemError `not-acceptable`, which names what is there.
    """
    offered = [format_ for format_ in ReportFormat if format_.value in there]
    if wanted is not None:
        liked = [format_ for format_ in offered if format_ is wanted]
    else:
        weights = {format_: _weight(accept or "*/*", MEDIA_TYPES[format_]) for format_ in offered}
        liked = sorted((one for one in offered if weights[one] > 0), key=lambda one: -weights[one])
    if not liked:
        raise ProblemError("not-acceptable", formats="、".join(format_.value for format_ in offered))
    return liked[0]


def _weight(accept: str, media_type: str) -> float:
    """How much a header likes a type: the most specific range that fits decides."""
    fitting = []
    for entry in accept.split(","):
        range_, *parameters = (part.strip() for part in entry.lower().split(";"))
        places = ("*/*", media_type.partition("/")[0] + "/*", media_type)
        if range_ in places:
            fitting.append((places.index(range_), _quality(parameters)))
    return max(fitting, default=(0, 0.0))[1]


def _quality(parameters: Collection[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return min(1.0, max(0.0, float(parameter[2:])))
            except ValueError:
                return 0.0
    return 1.0
