import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest
from PIL import Image

from samples.dossier import Dossier, draw_papers
from samples.generation import compose_dossier
from samples.packing import PACKINGS, Pack, pack_dossier, zip_bytes

KEPT = {"application_cover", "staff_list", "equipment_list", "narrative", "plan", "blank"}


def small(seed: int, packing: str, quality: str = "typical") -> tuple[Dossier, Pack]:
    """Pack a few of a dossier's papers, which is enough to see every kind of file."""
    dossier = compose_dossier(seed, quality=quality, packing=packing)
    dossier.papers = [paper for paper in dossier.papers if paper.kind in KEPT]
    draw_papers(dossier)
    return dossier, pack_dossier(dossier, "dossier", light=True)


def opened(files: dict[str, bytes]) -> dict[str, bytes]:
    """Replace ZIPs inside by what they hold."""
    found: dict[str, bytes] = {}
    for path, content in files.items():
        if path.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                found |= {f"{path}/{name}": archive.read(name) for name in archive.namelist()}
        else:
            found[path] = content
    return found


def count_pages(path: str, content: bytes) -> int:
    if path.endswith(".pdf"):
        return len(pypdfium2.PdfDocument(content))
    if path.endswith(".docx"):
        return 1 if docx.Document(io.BytesIO(content)).paragraphs else 0
    if path.endswith(".xlsx"):
        return len(openpyxl.load_workbook(io.BytesIO(content)).worksheets)
    return getattr(Image.open(io.BytesIO(content)), "n_frames", 1)


@pytest.mark.parametrize("packing", PACKINGS)
def test_truth_names_every_page_of_every_file(packing: str) -> None:
    dossier, pack = small(11, packing)
    pages = {
        (path, page)
        for path, content in opened(pack.files).items()
        for page in range(1, count_pages(path, content) + 1)
    }
    assert set(dossier.shown) == pages
    assert {place for paper in dossier.papers for place in paper.places} == pages


@pytest.mark.parametrize("packing", ["one-pdf", "office", "pictures"])
def test_same_seed_same_files(packing: str) -> None:
    first, again = small(12, packing)[1], small(12, packing)[1]
    assert list(first.files) == list(again.files)
    differing = [path for path, content in first.files.items() if content != again.files[path]]
    assert all(path.endswith((".docx", ".xlsx")) for path in differing)  # office files carry the time in their ZIP


def test_kinds_of_file() -> None:
    endings = {
        path.rsplit(".", 1)[1]
        for seed in (13, 14)
        for packing in ("tiff", "office")
        for path in small(seed, packing)[1].files
    }
    assert {"tif", "pdf", "docx", "xlsx"} <= endings


def test_gbk_names() -> None:
    content = zip_bytes({"营业执照.jpg": b"x"}, gbk=True)
    assert "营业执照.jpg".encode("gbk") in content
    with zipfile.ZipFile(io.BytesIO(content), metadata_encoding="gbk") as archive:
        assert archive.namelist() == ["营业执照.jpg"]


def test_utf8_names() -> None:
    with zipfile.ZipFile(io.BytesIO(zip_bytes({"营业执照.jpg": b"x"}))) as archive:
        assert archive.namelist() == ["营业执照.jpg"]


def test_digital_pages_hold_their_text(tmp_path: Path) -> None:
    dossier, pack = small(15, "one-pdf", "clean")
    document = pypdfium2.PdfDocument(pack.files["dossier.pdf"])
    digital = [page for (_, page), about in dossier.shown.items() if about["medium"] == "digital"]
    assert digital
    for page in digital:
        assert len(document[page - 1].get_textpage().get_text_range()) > 20
