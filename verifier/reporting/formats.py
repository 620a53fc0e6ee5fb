"""The formats in which a report can be written, each by a module of its own that is loaded when it is asked for."""

from datetime import date
from importlib import import_module

from verifier.models import Report
from verifier.reporting.context import PagePictures, ReportContext

FORMATS = ("json", "html", "pdf", "docx", "xlsx")
DEFAULT_FORMATS = ("json", "html")


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
