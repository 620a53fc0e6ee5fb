"""PDFs that take memory or time without end, lie about their pages, or go in circles."""

import zlib

from fpdf import FPDF

from tests.extractors.intake.pdfs import RawPdf, noise
from tests.hostile_files.archives import members

TEXT = b"BT /F1 20 Tf 20 40 Td (PLAIN TEXT 2024) Tj ET"
_BLOCK = 1 << 20
_HUGE = 512 * _BLOCK


def plain() -> bytes:
    pdf = RawPdf()
    pdf.add_page(TEXT)
    return pdf.output()


def _form(pdf: RawPdf, content: bytes, uses: int | None = None) -> int:
    drawn = b"" if uses is None else b"/Resources<</XObject<</Fm %d 0 R>>>>" % uses
    return pdf.add_stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 200 100]%s" % drawn)


def _page_of(pdf: RawPdf, form: int) -> bytes:
    pdf.add_page(b"/Fm Do", resources={"/Fm": form})
    return pdf.output()


def self_drawing_form() -> bytes:
    """A form that draws itself twice."""
    pdf = RawPdf()
    return _page_of(pdf, _form(pdf, b"/Fm Do /Fm Do", pdf._next))


def form_fan_out() -> bytes:
    """Eight forms, each of which draws the next ten times: 10^8 rectangles."""
    pdf = RawPdf()
    form = _form(pdf, b"0 0 1 1 re f")
    for _ in range(8):
        form = _form(pdf, b"/Fm Do " * 10, form)
    return _page_of(pdf, form)


def double_flate() -> bytes:
    """Half a gigabyte of content, packed twice."""
    packer = zlib.compressobj(9)
    block = b"0 0 m 9 9 l S\n" * (_BLOCK // 14)
    once = b"".join(packer.compress(block) for _ in range(_HUGE // len(block))) + packer.flush()
    pdf = RawPdf()
    content = pdf.add_stream(zlib.compress(once, 9), b"/Filter[/FlateDecode/FlateDecode]")
    page = pdf.add(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents %d 0 R>>" % content)
    return pdf.output(kids=[page])


def count_lies() -> bytes:
    """One page, of which the tree says that they are a million."""
    pdf = RawPdf()
    pdf.add_page(TEXT)
    return pdf.output(count=1_000_000)


def shared_tree() -> bytes:
    """Six levels of ten times the same branch: a million pages that are one."""
    pdf = RawPdf()
    branch, count = pdf.add_page(TEXT), 1
    for _ in range(6):
        count *= 10
        branch = pdf.add(b"<</Type/Pages/Parent 2 0 R/Kids[%s]/Count %d>>" % (b"%d 0 R " % branch * 10, count))
    return pdf.output(kids=[branch], count=count)


def huge_media_box() -> bytes:
    """A page of 200 by 200 metres."""
    pdf = RawPdf()
    pdf.add_page(b"0 0 566929 300000 re f", box=(0, 0, 566_929, 566_929))
    return pdf.output()


def infinite_media_box() -> bytes:
    pdf = RawPdf()
    page = pdf.add(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s %s]>>" % (b"9" * 60, b"9" * 60))
    return pdf.output(kids=[page])


def empty_media_box() -> bytes:
    pdf = RawPdf()
    pdf.add_page(TEXT, box=(0, 0, 0, 0))
    return pdf.output()


def hair_media_box() -> bytes:
    """A page of 200 metres by a hundredth of a millimetre."""
    pdf = RawPdf()
    pdf.add_page(TEXT, box=(0, 0, 566_929, 0.02))
    return pdf.output()


def tree_in_itself() -> bytes:
    """A page tree that is a branch of itself."""
    pdf = RawPdf()
    page = pdf.add_page(TEXT)
    return pdf.output(kids=[2, page, 2], count=5)


def deep_tree() -> bytes:
    pdf = RawPdf()
    branch = pdf.add_page(TEXT)
    for _ in range(3_000):
        branch = pdf.add(b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % branch)
    return pdf.output(kids=[branch], count=1)


def nested_arrays() -> bytes:
    pdf = RawPdf()
    pdf.add(b"[" * 100_000 + b"]" * 100_000)
    pdf.add_page(b"[" * 100_000 + b"]" * 100_000 + b" TJ " + TEXT)
    return pdf.output()


def cross_reference_loop() -> bytes:
    """A cross-reference table whose predecessor it is itself."""
    data = plain()
    at = data.rindex(b"xref\n0")
    return data.replace(b"/Root 1 0 R", b"/Prev %d/Root 1 0 R" % at)


def many_objects() -> bytes:
    """Twenty thousand rectangles on one page."""
    pdf = RawPdf()
    content = pdf.add_stream(zlib.compress(b"0 0 1 1 re f " * 20_000), b"/Filter/FlateDecode")
    page = pdf.add(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents %d 0 R>>" % content)
    return pdf.output(kids=[page])


def huge_picture() -> bytes:
    """A page with a picture of 30,000 by 30,000 pixels in a kilobyte."""
    pdf = RawPdf()
    data = zlib.compress(zlib.compress(bytes(3_750 * 30_000), 9), 9)
    entries = b"/Type/XObject/Subtype/Image/Width 30000/Height 30000/ColorSpace/DeviceGray/BitsPerComponent 1"
    picture = pdf.add_stream(data, entries + b"/Filter[/FlateDecode/FlateDecode]")
    pdf.add_page(b"200 0 0 100 0 0 cm /Im0 Do", resources={"/Im0": picture})
    return pdf.output()


def short_picture() -> bytes:
    """A picture that has half of the rows that it says."""
    pdf = RawPdf()
    picture = pdf.add_picture(noise(40, 20))
    pdf._objects[picture] = pdf._objects[picture].replace(b"/Height 20", b"/Height 40")
    pdf.add_page(b"200 0 0 100 0 0 cm /Im0 Do", resources={"/Im0": picture})
    return pdf.output()


def truncated() -> bytes:
    data = plain()
    return data[: len(data) // 2]


def header_only() -> bytes:
    return b"%PDF-1.7\n"


def user_password() -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_encryption(owner_password="owner", user_password="user")
    return bytes(pdf.output())


def acting() -> bytes:
    """Scripts, a program to start, a page to fetch and a form to send, all upon opening."""
    pdf = RawPdf()
    pdf.catalog = (
        b"/OpenAction<</S/JavaScript/JS(app.launchURL\\('http://127.0.0.1:9'\\))/Next<</S/Launch/F(/bin/true)>>>>"
        b"/AA<</WC<</S/SubmitForm/F(http://127.0.0.1:9)>>>>/URI<</Base(http://127.0.0.1:9)>>"
    )
    pdf.add_page(TEXT, entries=b"/AA<</O<</S/URI/URI(http://127.0.0.1:9)>>>>")
    return pdf.output()


def content_elsewhere() -> bytes:
    """Content that is said to lie in another file."""
    pdf = RawPdf()
    content = pdf.add_stream(b"", b"/F<</FS/URL/F(http://127.0.0.1:9/page)>>")
    other = pdf.add_stream(b"", b"/F(/etc/hostname)")
    page = pdf.add(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents[%d 0 R %d 0 R]>>" % (content, other))
    return pdf.output(kids=[page])


def with_attachment() -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=20)
    pdf.text(20, 40, "PLAIN TEXT 2024")
    pdf.embed_file(bytes=b"MZ", basename="a.exe")
    return bytes(pdf.output())


def with_zip_behind() -> bytes:
    """A PDF to some programs, a ZIP to others."""
    return plain() + members({"b.pdf": b"%PDF-1.7"})


def with_mail_before() -> bytes:
    return b"Content-Type: application/pdf\r\n\r\n" + plain()


def object_stream_lies() -> bytes:
    """An object stream that says that it holds two thousand million objects."""
    pdf = RawPdf()
    pdf.add_stream(b"9 0 <<>>", b"/Type/ObjStm/N 2000000000/First 4")
    pdf.add_page(TEXT)
    return pdf.output()


def pattern_fan_out() -> bytes:
    """A tiling of a hundredth of a point over a page of twenty metres."""
    pdf = RawPdf()
    entries = b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.01/YStep 0.01/Resources<<>>"
    pattern = pdf.add_stream(b"0 0 1 1 re f", entries)
    content = pdf.add_stream(b"/Pattern cs /P scn 0 0 20000 20000 re f")
    page = pdf.add(
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 20000 20000]/Contents %d 0 R/Resources<</Pattern<</P %d 0 R>>>>>>"
        % (content, pattern)
    )
    return pdf.output(kids=[page])
