"""A report as files: `render_json` for programs, `render_html` for the reviewer, others by `formats.render`.

`letter.render_letter` drafts what an applicant has to supply, `batch_tables` sum up many dossiers.
"""

from verifier.reporting.context import ChecklistItem, PagePictures, ReportContext
from verifier.reporting.html_rendering import render_html
from verifier.reporting.json_rendering import render_json, render_readout

__all__ = ["ChecklistItem", "PagePictures", "ReportContext", "render_html", "render_json", "render_readout"]
