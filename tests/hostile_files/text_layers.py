"""Text layers that say what the page does not show."""

import zlib
from collections.abc import Sequence

from PIL import Image

from tests.extractors.intake.pdfs import RawPdf
from tests.extractors.paper import Sheet

_SHOWN = b"BT /F1 20 Tf 20 60 Td (PLAIN TEXT 2024) Tj ET "


def _page(content: bytes, *, box: tuple[int, int] = (400, 100), font: bytes = b"") -> bytes:
    pdf = RawPdf()
    stream = pdf.add_stream(zlib.compress(content), b"/Filter/FlateDecode")
    page = pdf.add(
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R/Resources<</Font<</F1<</Type/Font"
        b"/Subtype/Type1/BaseFont/Helvetica>>/F2 %s>>>>>>" % (*box, stream, font or b"null")
    )
    return pdf.output(kids=[page])


def invisible() -> bytes:
    """Text without ink, as under a scan, where there is no scan."""
    return _page(_SHOWN + b"BT 3 Tr /F1 20 Tf 20 20 Td (APPROVED 999) Tj ET")


def white() -> bytes:
    return _page(_SHOWN + b"BT 1 g /F1 20 Tf 20 20 Td (APPROVED 999) Tj ET")


def painted_over() -> bytes:
    return _page(_SHOWN + b"BT /F1 20 Tf 20 20 Td (APPROVED 999) Tj ET 1 g 15 15 300 30 re f")


def outside() -> bytes:
    return _page(_SHOWN + b"BT /F1 20 Tf 2000 20 Td (APPROVED 999) Tj ET")


def tiny() -> bytes:
    return _page(_SHOWN + b"BT /F1 0.5 Tf 20 20 Td (APPROVED 999) Tj ET")


def vast() -> bytes:
    """One letter many times the size of its page."""
    return _page(_SHOWN + b"BT /F1 90000 Tf -100 -9000 Td (A) Tj ET")


def at_one_point() -> bytes:
    """A million characters on top of each other."""
    return _page(b"BT /F1 20 Tf 20 40 Td -100 Tz " + (b"(" + b"A" * 1000 + b") Tj ") * 1000 + b"ET")


def stacked() -> bytes:
    """Fifty thousand characters, each at the same place."""
    return _page(b"BT /F1 20 Tf " + b"1 0 0 1 20 40 Tm (A) Tj " * 50_000 + b"ET")


def _mapped(meanings: Sequence[tuple[int, str]], content: bytes, ranges: bytes = b"") -> bytes:
    """A page whose second font has its own account of what its characters mean."""
    pdf = RawPdf()
    lines = b"".join(b"<%02X> <%s>\n" % (code, text.encode("utf-16-be").hex().encode()) for code, text in meanings)
    listed = b"%d beginbfchar\n%sendbfchar\n" % (len(meanings), lines) if meanings else b""
    program = b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n" + listed + ranges + b"endcmap"
    cmap = pdf.add_stream(zlib.compress(program), b"/Filter/FlateDecode")
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode %d 0 R>>" % cmap
    stream = pdf.add_stream(content)
    page = pdf.add(
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 100]/Contents %d 0 R/Resources<</Font<</F2 %s>>>>>>"
        % (stream, font)
    )
    return pdf.output(kids=[page])


_WORDS = b"BT /F2 20 Tf 20 60 Td (TOTAL 111111) Tj 0 -30 Td (PAID 222222) Tj ET"


def other_figures() -> bytes:
    """A page that shows 111111 and 222222, and says 999999 and 888888 to whoever copies it."""
    return _mapped([(ord("1"), "9"), (ord("2"), "8")], _WORDS)


def endless_meanings() -> bytes:
    """Each character means a thousand."""
    return _mapped([(code, chr(0x4E00 + code) * 1000) for code in range(32, 127)], _WORDS)


def harmful_meanings() -> bytes:
    """Characters that mean NUL, line breaks, a switch of direction, and mark-up."""
    return _mapped(
        [(ord("T"), "\0"), (ord("O"), "\r\n"), (ord("A"), "\u202e"), (ord("L"), "<script>"), (ord("1"), "\ufffe")],
        _WORDS,
    )


def endless_range() -> bytes:
    return _mapped([], _WORDS, b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange\n" * 1000)


def differs_from_scan() -> bytes:
    """A scan of a notice, and under it invisible text that says something else."""
    sheet = Sheet((1240, 400)).write("资产总额壹佰万元整", (100, 150))
    pdf = RawPdf()
    picture = pdf.add_stream(
        zlib.compress(Image.fromarray(sheet.pixels).tobytes()),
        b"/Type/XObject/Subtype/Image/Width 1240/Height 400/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode",
    )
    content = b"q 595 0 0 192 0 0 cm /Im0 Do Q BT 3 Tr /F1 20 Tf 20 100 Td (APPROVED 999999) Tj ET"
    pdf.add_page(content, resources={"/Im0": picture}, box=(0, 0, 595, 192))
    return pdf.output()
