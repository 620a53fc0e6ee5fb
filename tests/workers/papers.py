"""Small files that are read without OCR."""

import zipfile
from pathlib import Path

import docx


def letters(path: Path, pages: int, words: str = "许昌鼎信企业管理咨询有限公司") -> Path:
    """A DOCX of so many pages, each with a text of its own."""
    document = docx.Document()
    for number in range(1, pages + 1):
        document.add_paragraph(f"{words} 第{number}页 共{pages}页")
        for line in range(5):
            document.add_paragraph(f"第{number}页的第{line + 1}行")
        if number < pages:
            document.add_page_break()
    document.save(str(path))
    return path


def zipped(path: Path, *files: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in files:
            archive.write(file, file.name)
    return path
