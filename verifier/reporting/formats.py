"""The formats in which a report can be written, each by a module of its own that is loaded when it is asked for."""

import logging
from collections.abc import Collection
from datetime import date
from importlib import import_module

from verifier.models import Report
from verifier.reporting.context import PagePictures, ReportContext

_LOG = logging.getLogger(__name__)
FORMATS = ("json", "html", "pdf", "docx", "xlsx")
DEFAULT_FORMATS = ("json", "html")


def render_each(
    names: Collection[str],
    report: Report,
    pictures: PagePictures,
    context: ReportContext,
    *,
    checked_on: date,
    needed: Collection[str],
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Contents by format, and the formats that could not be made, each with the error's name.

    A format that cannot be made costs none of the others; the error of one that is `needed` is raised.
    """
    contents: dict[str, bytes] = {}
    failed: dict[str, str] = {}
    for name in names:
        try:
            contents[name] = render(name, report, pictures, context, checked_on=checked_on)
        except Exception as error:
            if name in needed:
                raise
            _LOG.exception("report.%s not made", name, extra={"dossier": report.dossier.id})
            failed[name] = type(error).__name__
    return contents, failed


def render(name: str, report: Report, pictures: PagePictures, context: ReportContext, *, checked_on: date) -> bytes:
    """Content of `report.NAME`; `name` is one of `FORMATS`."""
    module = import_module(f"verifier.reporting.{name}_rendering")
    content: bytes
    match name:
        case "json":
            content = module.render_json(report).encode()
        case "html":
            content = module.render_html(report, pictures, context, checked_on=checked_on).encode()
        case "xlsx":
            content = module.render_xlsx(report, context, checked_on=checked_on)
        case "pdf":
            content = module.render_pdf(report, pictures, context, checked_on=checked_on)
        case _:
            content = module.render_docx(report, pictures, context, checked_on=checked_on)
    return content
