"""The DOCX is opened again as a word processor would."""

import zipfile
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree
from PIL import Image

from tests.verifier.reporting.dossier import CHECKED_ON, Sample, empty_dossier, make_report
from tests.verifier.reporting.hostile import hostile_report
from tests.verifier.reporting.pages import APPLICANT
from tests.verifier.reporting.paper import DrawnPictures
from tests.verifier.reporting.reader import BLUE, bounds_of
from verifier.reporting.docx_rendering import render_docx


def text_of(document: Any) -> str:
    """All text, tables included, in the order of the file."""
    return "\n".join(
        "".join(part.text or "" for part in paragraph.iter(qn("w:t")))
        for paragraph in document.element.body.iter(qn("w:p"))
    )


@pytest.fixture(scope="module")
def content(sample: Sample) -> bytes:
    return render_docx(sample.report, sample.pictures, sample.context, checked_on=CHECKED_ON)


@pytest.fixture(scope="module")
def document(content: bytes) -> Any:
    return docx.Document(BytesIO(content))


def test_it_says_what_was_found_with_clause_and_arithmetic(document: Any, sample: Sample) -> None:
    text = text_of(document)
    assert APPLICANT in text
    for check in sample.report.checks:
        assert check.title in text
        if check.is_finding:
            assert check.finding.message in text
            assert all(line in text for line in check.finding.explanation)
    for heading in (
        "一、结果汇总",
        "二、申报材料清单",
        "三、需要处理的事项",
        "（一）上年末总资产与审计报告一致〔不一致〕",
        "六、读取中的问题",
    ):
        assert heading in text
    assert "运营单位资产总额不低于50万元" in text


def test_a_picture_that_is_named_is_there(document: Any) -> None:
    text = text_of(document)
    assert "图4，识读把握 中 86%" in text  # the lease, which alone has another name
    assert "图4　申报材料.pdf 第7页" in text


def test_pictures_show_the_box(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        pictures = [Image.open(BytesIO(archive.read(name))) for name in archive.namelist() if "/media/" in name]
        assert len(pictures) > 5
        assert all(bounds_of(picture.convert("RGB"), BLUE) for picture in pictures)


def test_fonts_sizes_and_margins_are_those_of_official_papers(document: Any) -> None:
    section = document.sections[0]
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(edge.mm) for edge in edges] == [37, 35, 28, 26]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    fonts: dict[str, set[tuple[str, float]]] = {}
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            fonts.setdefault(paragraph.style.name, set()).add(
                (run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt)
            )
    assert fonts["Heading 1"] == {("黑体", 16)}
    assert fonts["Heading 2"] == {("楷体_GB2312", 16)}
    assert ("方正小标宋简体", 22) in fonts["Normal"]
    assert ("仿宋_GB2312", 16) in fonts["Normal"]


def test_each_font_has_others_that_may_stand_in(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        table = etree.fromstring(archive.read("word/fontTable.xml"))
    names = {
        font.get(qn("w:name")): alternative.get(qn("w:val"), "")
        for font in table.findall(qn("w:font"))
        for alternative in font.findall(qn("w:altName"))
    }
    assert "宋体" in names["方正小标宋简体"].split(",")
    assert "仿宋" in names["仿宋_GB2312"].split(",")
    assert "楷体" in names["楷体_GB2312"].split(",")
    assert "SimHei" in names["黑体"].split(",")


def test_pages_are_numbered_at_the_outer_edge(document: Any) -> None:
    section = document.sections[0]
    for footer in (section.footer, section.even_page_footer):
        (paragraph,) = footer.paragraphs
        assert [part.text.strip() for part in paragraph._p.iter(qn("w:instrText"))] == ["PAGE"]
        assert paragraph.text.startswith("— ")
    assert section.footer.paragraphs[0].alignment != section.even_page_footer.paragraphs[0].alignment


def test_heads_of_tables_are_repeated(document: Any) -> None:
    heads = [table.rows[0] for table in document.tables if table.rows[0].cells[0].text in ("条款", "来源", "文件")]
    assert len(heads) > 3
    assert all(row._tr.trPr.find(qn("w:tblHeader")) is not None for row in heads)


def test_parts_of_tables_stand_in_the_order_of_the_schema(document: Any) -> None:
    order = ["tblStyle", "tblW", "jc", "tblLayout", "tblCellMar", "tblLook"]
    assert document.tables
    for table in document.tables:
        names = [etree.QName(part).localname for part in table._tbl.tblPr]
        assert names == [name for name in order if name in names]
        assert "tblCellMar" in names


def test_hostile_text_is_text(sample: Sample) -> None:
    content = render_docx(hostile_report(), DrawnPictures({}), sample.context, checked_on=CHECKED_ON)
    text = text_of(docx.Document(BytesIO(content)))
    assert "营业执照⟦U+202E⟧gpj.exe" in text
    assert "a⟦U+0000⟧b⟦U+0007⟧" in text
    assert "<script>alert(1)</script>" in text
    assert "\u202e" not in text
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                assert b"evil.example" not in archive.read(name) or name in ("word/document.xml", "docProps/core.xml")
                etree.fromstring(archive.read(name))


def test_an_empty_report_is_written_too(sample: Sample) -> None:
    report = make_report(empty_dossier(), (), applicant=None)
    content = render_docx(report, DrawnPictures({}), sample.context, checked_on=CHECKED_ON)
    assert "没有执行核验项目" in text_of(docx.Document(BytesIO(content)))
