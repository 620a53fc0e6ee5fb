"""Tiny papers that are read without OCR."""

from pathlib import Path

import docx
from fpdf import FPDF


def make_pdf(path: Path, font: Path, *texts: str) -> Path:
    """A PDF with a text layer, one page a text (of the characters that the font has)."""
    pdf = FPDF()
    pdf.add_font("test", "", str(font))
    pdf.set_font("test", size=14)
    for text in texts:
        pdf.add_page()
        for line in range(8):
            pdf.cell(0, 12, f"{text}{line + 1}", new_x="LMARGIN", new_y="NEXT")
    path.write_bytes(bytes(pdf.output()))
    return path


def make_docx(path: Path, *paragraphs: str) -> Path:
    """A Word file of one page."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))
    return path
