"""Dossier to PDF, by Jinja and Chromium."""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from tests.foreign_pages.dossiers import HERE, Dossier, read_data
from tests.foreign_pages.ink import draw_blocks, draw_hand, draw_seal, font_file

SECONDS = 120  # for one dossier in the browser
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_SHEET = re.compile(r'<section class="sheet[^>]* data-kind="(\w+)"')


class PrintingError(RuntimeError):
    """The browser is missing, failed, or a sheet did not fit on its page."""


@dataclass(frozen=True)
class Paper:
    """One paper of a printed dossier: its template, its kind, and how many pages it has."""

    template: str
    kind: str
    pages: int


def browser() -> str:
    """Return the path of Chromium. Raises PrintingError without it, and FontsMissingError without the fonts."""
    for entry in read_data("fonts"):
        font_file(entry["family"])
    found = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise PrintingError("Chromium is not installed: apt-get install chromium")
    return found


def print_dossier(dossier: Dossier) -> tuple[bytes, list[Paper]]:
    """Return the dossier as one PDF with a text layer, and its papers in order.

    Raises PrintingError.
    """
    templates = _environment(dossier.data["look"])
    papers = [
        _paper(template, templates.get_template(f"{template}.html").render(dossier.data)) for template in dossier.papers
    ]
    pdf = _print(templates.get_template("dossier.html").render(dossier.data))
    pages, sheets = len(pypdfium2.PdfDocument(pdf)), sum(paper.pages for paper in papers)
    if pages != sheets:
        raise PrintingError(f"{dossier.name}: {sheets} sheets came out as {pages} pages, one of them is too full")
    return pdf, papers


def _paper(template: str, html: str) -> Paper:
    kinds = _SHEET.findall(html)
    if len(set(kinds)) != 1:
        raise PrintingError(f"{template}: sheets of kinds {kinds}, where one was expected")
    return Paper(template, kinds[0], len(kinds))


def _print(html: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        page, out = Path(folder, "dossier.html"), Path(folder, "dossier.pdf")
        page.write_text(html, encoding="utf-8")
        # Containers have no user namespaces for its sandbox, and it opens nothing but our own page.
        command = [browser(), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        command += ["--no-pdf-header-footer", f"--print-to-pdf={out}", page.as_uri()]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        if ended.returncode or not out.is_file():
            raise PrintingError(f"Chromium ended with {ended.returncode}: {ended.stderr[-400:]}")
        return out.read_bytes()


def _environment(look: str) -> Environment:
    """Templates of a look come before those that all companies share."""
    folders = [FileSystemLoader(HERE / "templates" / look), FileSystemLoader(HERE / "templates")]
    # autoescape off would let an ampersand of the data break a page
    environment = Environment(loader=ChoiceLoader(folders), autoescape=True, undefined=StrictUndefined)
    environment.globals |= {"seal": draw_seal, "pen": draw_hand, "blocks": draw_blocks}
    environment.filters |= {
        "cn": lambda day: "{0.year}年{0.month}月{0.day}日".format(_day(day)),
        "dots": lambda day: f"{_day(day):%Y.%m.%d}",
        "slash": lambda day: "{0.year}/{0.month}/{0.day}".format(_day(day)),
        "month": lambda month: "{}年{}月".format(*(int(part) for part in month.split("-"))),
        "yuan": lambda amount: f"{Decimal(amount):,.2f}",
        "wan": lambda amount, digits=2: f"{Decimal(amount) / 10000:.{digits}f}",
        "percent": lambda share: f"{100 * share:.2f}".rstrip("0").rstrip("."),
        "price": _price,
        "money": lambda cell: f"{Decimal(cell):,.2f}" if re.fullmatch(r"-?\d+\.\d\d", cell) else cell,
    }
    return environment


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _price(amount: Any, unit: str) -> str:
    return f"{Decimal(amount) / 10000:.2f}" if unit == "万元" else f"{Decimal(amount):,.2f}"
