"""What is fuzzed: bytes go in, and a file is read or refused with a code. Everything else is a defect.

A target takes bytes and raises nothing. What it starts from are the hostile files of its family, the small ones.
"""

import dataclasses
import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extractors.errors import DossierError, PageError
from extractors.intake.archive import Unpacked
from extractors.intake.documents import open_document
from extractors.intake.formats import Format, identify, identify_bytes, read_format
from extractors.intake.limits import Limits
from extractors.intake.naming import clean_name
from extractors.intake.unpacking import Found, unpack
from extractors.reading.returned import check_unpacked
from extractors.reading.tasks import unpacked_files
from tests.extractors.intake.zips import make_zip
from tests.hostile_files.catalogue import hostile_files, made
from tests.hostile_files.office import xlsx_macro

_SMALL = 20_000  # bytes of a seed
_DEADLY = {"page-crashed", "page-timeout"}
_PAGES = 2
_TEXT_PART, _SHEET_PART = "word/document.xml", "xl/worksheets/sheet1.xml"
# Small, so that a limit is met as often as not.
LIMITS = dataclasses.replace(
    Limits(), file_bytes=200_000, unpacked_bytes=400_000, archive_members=20, file_pages=20,
    picture_pixels=250_000, raster_pixels=40_000, office_part_bytes=200_000, office_cells=2_000,
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """What is fuzzed, and the makers of the files that it starts from."""

    run: Callable[[bytes], None]
    families: tuple[str, ...]
    part: str = ""  # of an office file: the target takes it alone, the rest of the file is always the same

    def seeds(self) -> Iterator[bytes]:
        for hostile in hostile_files():
            # Those that cost a process its life would cost the fuzzer its own.
            if hostile.make.split(".")[0] not in self.families or _DEADLY & set(hostile.problems):
                continue
            seed = _part(made(hostile.make), self.part) if self.part else made(hostile.make)
            if 0 < len(seed) <= _SMALL:
                yield seed


def _part(data: bytes, name: str) -> bytes:
    """A part of an office file, nothing where it is none or has no such part."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.read(name) if package.getinfo(name).file_size <= _SMALL else b""
    except (zipfile.BadZipFile, KeyError):
        return b""


@contextmanager
def _file(data: bytes) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    try:
        path = folder / "a"
        path.write_bytes(data)
        yield path
    finally:
        shutil.rmtree(folder)


def sniff(data: bytes) -> None:
    """What a file is: the same by its path as by its bytes."""
    try:
        found = identify_bytes(data)
    except DossierError as error:
        assert error.code in ("empty-file", "truncated-file")  # noqa: PT017 -- nothing else may be wrong with bytes
        return
    with _file(data) as path:
        assert identify(path) == found


def archive(data: bytes) -> None:
    """What is in a ZIP lies in the folder it is unpacked to, under harmless names, within the limits."""
    with _file(data) as path:
        place = path.parent / "place"
        place.mkdir()
        file, unpacked = Found("a.zip", path), Unpacked()
        found = unpack(file, place, LIMITS, unpacked)
        check_unpacked(unpacked_files(file, found, unpacked), place, LIMITS, Unpacked())
        assert all(part == clean_name(part) for item in found for part in item.name.split("/"))
        assert {item.name for item in path.parent.iterdir()} == {"a", "place"}


def _document(data: bytes, formats: frozenset[Format], *, pages: int) -> None:
    with _file(data) as path:
        try:
            file_format = read_format(path)
            if file_format not in formats:
                return
            document = open_document(path, file_format, LIMITS)
        except DossierError:
            return
        try:
            for number in range(1, min(document.page_count, pages) + 1):
                try:
                    page = document.page(number)
                except PageError:
                    continue
                assert page.width >= 1
                assert page.height >= 1
                assert 0 <= page.picture_share <= 1
        finally:
            document.close()


def pdf(data: bytes) -> None:
    """The plan of a PDF: its pages are counted, none is drawn (PDFium has fuzzers of its own)."""
    _document(data, frozenset({Format.PDF}), pages=0)


def picture(data: bytes) -> None:
    _document(data, frozenset({Format.PNG, Format.JPEG, Format.TIFF, Format.BMP, Format.WEBP}), pages=_PAGES)


_OFFICE = frozenset({Format.DOCX, Format.XLSX})


def office(data: bytes) -> None:
    """A file as a whole: chance seldom gets past its checksums."""
    _document(data, _OFFICE, pages=_PAGES)


def docx(data: bytes) -> None:
    """The text of a Word file."""
    _document(make_zip({"[Content_Types].xml": b"<Types/>", _TEXT_PART: data}), _OFFICE, pages=_PAGES)


def xlsx(data: bytes) -> None:
    """A sheet of a workbook."""
    _document(make_zip({**_workbook(), _SHEET_PART: data}), _OFFICE, pages=_PAGES)


@cache
def _workbook() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(xlsx_macro())) as package:
        return {name: package.read(name) for name in package.namelist()}


TARGETS = {
    "sniff": Target(sniff, ("pdfs", "pictures", "archives")),
    "archive": Target(archive, ("archives",)),
    "pdf": Target(pdf, ("pdfs", "text_layers")),
    "picture": Target(picture, ("pictures",)),
    "office": Target(office, ("office",)),
    "docx": Target(docx, ("office",), _TEXT_PART),
    "xlsx": Target(xlsx, ("office",), _SHEET_PART),
}
