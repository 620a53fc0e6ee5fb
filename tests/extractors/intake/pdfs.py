"""PDFs for tests: by fpdf2 where it can, object by object where the file has to be odd."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from fpdf import FPDF
from numpy.typing import NDArray
from PIL import Image

A4_POINTS = (595, 842)


def new_pdf(font: Path, size: float = 12, page: tuple[float, float] = A4_POINTS) -> FPDF:
    """A document in points with one page and the test font."""
    pdf = FPDF(unit="pt", format=page)
    pdf.set_auto_page_break(auto=False)
    pdf.add_font("test", "", str(font))
    pdf.set_font("test", size=size)
    pdf.add_page()
    return pdf


def save(pdf: FPDF, path: Path) -> Path:
    path.write_bytes(bytes(pdf.output()))
    return path


def noise(width: int, height: int, seed: int = 1) -> NDArray[np.uint8]:
    """A picture in which no two places are alike."""
    return np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)


def png(pixels: NDArray[np.uint8]) -> io.BytesIO:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    stream.seek(0)
    return stream


class RawPdf:
    """A PDF written object by object. Objects 1 and 2 are the catalog and the root of the page tree."""

    def __init__(self) -> None:
        self._objects: dict[int, bytes] = {}
        self._pages: list[int] = []
        self._next = 3
        self.catalog = b""  # further entries

    def add(self, body: bytes) -> int:
        number = self._next
        self._next += 1
        self._objects[number] = body
        return number

    def add_stream(self, data: bytes, entries: bytes = b"") -> int:
        return self.add(b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data))

    def add_page(
        self,
        content: bytes = b"",
        *,
        resources: Mapping[str, int] | None = None,
        box: tuple[float, float, float, float] = (0, 0, 200, 100),
        entries: bytes = b"",
    ) -> int:
        """`resources` maps names of XObjects (`/Im0`) to object numbers."""
        stream = self.add_stream(content)
        objects = b" ".join(b"%s %d 0 R" % (name.encode(), number) for name, number in (resources or {}).items())
        fonts = b"/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
        number = self.add(
            b"<</Type/Page/Parent 2 0 R/MediaBox[%g %g %g %g]/Contents %d 0 R/Resources<<%s/XObject<<%s>>>>%s>>"
            % (*box, stream, fonts, objects, entries)
        )
        self._pages.append(number)
        return number

    def add_picture(self, pixels: NDArray[np.uint8], entries: bytes = b"") -> int:
        """An uncompressed RGB picture."""
        height, width, _ = pixels.shape
        return self.add_stream(
            pixels.tobytes(),
            b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8%s"
            % (width, height, entries),
        )

    def output(self, *, kids: list[int] | None = None, count: int | None = None) -> bytes:
        """The file. `kids` and `count` let the page tree lie."""
        kids = self._pages if kids is None else kids
        references = b" ".join(b"%d 0 R" % number for number in kids)
        self._objects[1] = b"<</Type/Catalog/Pages 2 0 R%s>>" % self.catalog
        self._objects[2] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (references, len(kids) if count is None else count)
        out = b"%PDF-1.7\n"
        offsets = {}
        for number in sorted(self._objects):
            offsets[number] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, self._objects[number])
        table = b"".join(b"%010d 00000 n \n" % offsets[number] for number in sorted(offsets))
        return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
            len(offsets) + 1,
            table,
            len(offsets) + 1,
            len(out),
        )
