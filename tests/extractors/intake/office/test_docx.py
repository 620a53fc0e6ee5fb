from __future__ import annotations

import dataclasses
import io
import zipfile
from pathlib import Path

import docx
import numpy as np
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Pt
from PIL import Image

from extractors.errors import IntakeError, PageError
from extractors.geometry import box_of, covered
from extractors.intake.documents import inspect_file
from extractors.intake.limits import Limits
from extractors.models import TextSource
from tests.extractors.intake.assertions import all_close, pixels
from tests.extractors.intake.conftest import ReadPage
from tests.extractors.intake.office.docx_files import docx_of, paragraph, run, save_docx
from tests.extractors.intake.pdfs import noise, png

LIMITS = Limits()
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


def all_pages(path: Path, read_page: ReadPage) -> list[list[str]]:
    count = inspect_file(path, LIMITS).page_count
    pages = [read_page(path, number) for number in range(1, count + 1)]
    return [[line.text for line in page.text.lines] if page.text else ["<picture>"] for page in pages]


def texts(path: Path, read_page: ReadPage) -> list[str]:
    (page,) = all_pages(path, read_page)
    return page


def notes(path: Path) -> list[str]:
    return [note.code for note in inspect_file(path, LIMITS).notes]


def test_paragraphs_come_one_below_the_other_on_a4(tmp_path: Path, read_page: ReadPage) -> None:
    document = docx.Document()
    for text in ("许昌市中小企业", "公共服务示范平台", "申请表"):
        document.add_paragraph(text)
    page = read_page(save_docx(document, tmp_path / "x.docx"))
    assert (page.image, page.width, page.height, page.dpi, page.picture_share) == (None, 595, 842, 72, 0)
    assert page.text is not None
    assert [line.text for line in page.text.lines] == ["许昌市中小企业", "公共服务示范平台", "申请表"]
    boxes = [box_of(line.polygon) for line in page.text.lines]
    assert [box[1] for box in boxes] == sorted(box[1] for box in boxes)
    for line, box in zip(page.text.lines, boxes, strict=True):
        assert line.source is TextSource.OFFICE
        assert box[2] - box[0] == pytest.approx(len(line.text) * 10.5 / 595.28)
        assert box[3] - box[1] == pytest.approx(10.5 / 841.89)
        assert all_close(line.spans, [(i / len(line.text), (i + 1) / len(line.text)) for i in range(len(line.text))])


def test_long_paragraphs_are_broken_within_the_margins_and_lose_nothing(tmp_path: Path, read_page: ReadPage) -> None:
    text = "根据《中华人民共和国中小企业促进法》，本单位服务企业1,234.56家（ISO9001认证）。" * 8
    document = docx.Document()
    document.add_paragraph(text)
    page = read_page(save_docx(document, tmp_path / "x.docx"))
    assert page.text is not None
    assert "".join(line.text for line in page.text.lines) == text
    assert len(page.text.lines) > 5
    boxes = [box_of(line.polygon) for line in page.text.lines]
    assert all(left > 0.08 and right < 0.92 for left, _, right, _ in boxes)
    assert all(not line.text.startswith((",", ".")) for line in page.text.lines)


def test_size_and_alignment_show_in_the_place(tmp_path: Path, read_page: ReadPage) -> None:
    document = docx.Document()
    title = document.add_paragraph()
    title.add_run("申请报告").font.size = Pt(22)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("（盖章）").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    page = read_page(save_docx(document, tmp_path / "x.docx"))
    assert page.text is not None
    centre, right = (box_of(line.polygon) for line in page.text.lines)
    assert (centre[0] + centre[2]) / 2 == pytest.approx(0.5)
    assert centre[3] - centre[1] == pytest.approx(22 / 841.89)
    assert right[2] == pytest.approx(1 - 54 / 595.28)


def test_what_stands_side_by_side_in_one_paragraph_is_two_lines(tmp_path: Path, read_page: ReadPage) -> None:
    document = docx.Document()
    document.add_paragraph("甲方：某公司\t乙方：某中心")
    document.add_paragraph("申请单位名称：          （盖章）")
    assert texts(save_docx(document, tmp_path / "x.docx"), read_page) == [
        "甲方：某公司",
        "乙方：某中心",
        "申请单位名称：",
        "（盖章）",
    ]


def test_page_breaks_of_every_kind(tmp_path: Path, read_page: ReadPage) -> None:
    document = docx.Document()
    document.add_paragraph("第一页").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("第二页")
    document.add_paragraph("第三页").paragraph_format.page_break_before = True
    document.add_section()
    document.add_paragraph("第四页")
    path = save_docx(document, tmp_path / "x.docx")
    assert all_pages(path, read_page) == [["第一页"], ["第二页"], ["第三页"], ["第四页"]]


def test_where_word_last_broke_a_page_it_is_broken(tmp_path: Path, read_page: ReadPage) -> None:
    body = paragraph(run("前文"), "<w:r><w:lastRenderedPageBreak/><w:t>后文</w:t></w:r>")
    assert all_pages(docx_of(body, tmp_path / "x.docx"), read_page) == [["前文"], ["后文"]]


def test_a_page_that_is_full_is_turned(tmp_path: Path, read_page: ReadPage) -> None:
    document = docx.Document()
    for number in range(100):
        document.add_paragraph(f"第{number}行")
    pages = all_pages(save_docx(document, tmp_path / "x.docx"), read_page)
    assert len(pages) == 3
    assert [text for page in pages for text in page] == [f"第{number}行" for number in range(100)]


def test_tables_become_grids_with_their_text_in_the_cells(tmp_path: Path, read_page: ReadPage) -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "一、平台基本情况"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "从业人数"
    table.cell(1, 1).text = "23人"
    table.cell(2, 2).text = "其中专业人员20人，占总人数的比例为百分之八十七，均为大专及以上学历"
    page = read_page(save_docx(document, tmp_path / "x.docx"))
    (grid,) = page.grids
    assert (grid.rows, grid.columns) == (3, 3)
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in grid.cells}
    assert spans == {(0, 0): (1, 3), (1, 0): (2, 1), (1, 1): (1, 1), (1, 2): (1, 1), (2, 1): (1, 1), (2, 2): (1, 1)}
    assert page.text is not None
    inside: dict[tuple[int, int], str] = {}
    for line in page.text.lines:
        (cell,) = [cell for cell in grid.cells if covered(box_of(line.polygon), cell.box) > 0.99]
        inside[cell.row, cell.column] = inside.get((cell.row, cell.column), "") + line.text
    assert inside == {
        (0, 0): "一、平台基本情况",
        (1, 0): "从业人数",
        (1, 1): "23人",
        (2, 2): "其中专业人员20人，占总人数的比例为百分之八十七，均为大专及以上学历",
    }


def test_cells_of_a_grid_fill_it_without_overlap(tmp_path: Path, read_page: ReadPage) -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=3)
    table.cell(0, 1).merge(table.cell(2, 2)).text = "长" * 300
    (grid,) = read_page(save_docx(document, tmp_path / "x.docx")).grids
    areas = [(cell.box[2] - cell.box[0]) * (cell.box[3] - cell.box[1]) for cell in grid.cells]
    left, top, right, bottom = grid.box
    assert sum(areas) == pytest.approx((right - left) * (bottom - top))


def test_a_table_over_two_pages_is_two_grids_that_lose_no_row(tmp_path: Path, read_page: ReadPage) -> None:
    document = docx.Document()
    table = document.add_table(rows=60, cols=2)
    for number, row in enumerate(table.rows):
        row.cells[0].text = f"企业{number}"
    path = save_docx(document, tmp_path / "x.docx")
    pages = [read_page(path, number) for number in range(1, inspect_file(path, LIMITS).page_count + 1)]
    assert len(pages) == 2
    assert sum(page.grids[0].rows for page in pages) == 60
    assert [line.text for page in pages if page.text for line in page.text.lines] == [f"企业{n}" for n in range(60)]
    assert all(cell.row < page.grids[0].rows for page in pages for cell in page.grids[0].cells)


def test_a_row_higher_than_a_page_makes_the_page_longer(tmp_path: Path, read_page: ReadPage) -> None:
    document = docx.Document()
    document.add_table(rows=1, cols=1).cell(0, 0).text = "长篇说明。" * 800
    path = save_docx(document, tmp_path / "x.docx")
    assert inspect_file(path, LIMITS).page_count == 1
    page = read_page(path)
    assert page.height > 842
    assert page.text is not None
    assert "".join(line.text for line in page.text.lines) == "长篇说明。" * 800
    assert max(box_of(line.polygon)[3] for line in page.text.lines) < 1


def test_rows_that_a_cell_holds_together_are_not_parted(tmp_path: Path, read_page: ReadPage) -> None:
    document = docx.Document()
    table = document.add_table(rows=40, cols=2)
    for number in range(40):
        table.cell(number, 1).text = f"第{number}行"
    table.cell(26, 0).merge(table.cell(36, 0)).text = "合并"
    path = save_docx(document, tmp_path / "x.docx")
    assert [read_page(path, number).grids[0].rows for number in (1, 2)] == [26, 14]


def test_a_row_whose_deletion_is_recorded_is_not_seen(tmp_path: Path, read_page: ReadPage) -> None:
    def row(text: str, properties: str = "") -> str:
        return f"<w:tr><w:trPr>{properties}</w:trPr><w:tc>{paragraph(run(text))}</w:tc></w:tr>"

    body = f"<w:tbl>{row('张三')}{row('李四', '<w:del/>')}{row('王五', '<w:ins/>')}</w:tbl>"
    assert texts(docx_of(body, tmp_path / "x.docx"), read_page) == ["张三", "王五"]


def test_a_table_inside_a_cell_is_read_row_by_row(tmp_path: Path, read_page: ReadPage) -> None:
    document = docx.Document()
    inner = document.add_table(rows=1, cols=1).cell(0, 0).add_table(rows=2, cols=2)
    for index, text in enumerate("甲乙丙丁"):
        inner.cell(index // 2, index % 2).text = text
    assert texts(save_docx(document, tmp_path / "x.docx"), read_page) == ["甲", "乙", "丙", "丁"]


def test_pasted_scans_are_pages_of_their_own_in_their_place(tmp_path: Path, read_page: ReadPage) -> None:
    first, second = noise(90, 60, 1), noise(50, 80, 2)
    document = docx.Document()
    document.add_paragraph("营业执照：")
    document.add_picture(png(first))
    document.add_paragraph("租赁合同：").add_run().add_break(WD_BREAK.PAGE)
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.paragraphs[0].add_run().add_picture(png(second))
    path = save_docx(document, tmp_path / "x.docx")
    assert all_pages(path, read_page) == [["营业执照：", "租赁合同："], ["<picture>"], [], ["<picture>"]]
    assert np.array_equal(pixels(read_page(path, 2)), first)
    assert np.array_equal(pixels(read_page(path, 4)), second)
    assert read_page(path, 2).picture_share == 1


def picture(reference: str) -> str:
    return f"<w:r><w:drawing><a:blip {reference}/></w:drawing></w:r>"


def test_pictures_that_cannot_be_read_are_that_pages_problem(tmp_path: Path, read_page: ReadPage) -> None:
    stream = io.BytesIO()
    Image.fromarray(noise(90, 60)).save(stream, "JPEG")
    parts = {
        "word/media/1.emf": b"\1\0\0\0" + bytes(36) + b" EMF" + bytes(50),
        "word/media/2.jpg": stream.getvalue()[:900],
    }
    links = "".join(f'<Relationship Id="p{n}" Type="{IMAGE}" Target="media/{n}"/>' for n in ("1.emf", "2.jpg", "3.png"))
    body = paragraph(run("文字"), *(picture(f'r:embed="p{name}"') for name in ("1.emf", "2.jpg", "3.png")))
    path = docx_of(body, tmp_path / "x.docx", parts, links)
    assert inspect_file(path, LIMITS).page_count == 4
    codes = []
    for number in (2, 3, 4):
        with pytest.raises(PageError) as caught:
            read_page(path, number)
        codes.append(caught.value.code)
    assert codes == ["picture-unsupported", "picture-truncated", "page-unreadable"]


def test_linked_and_embedded_parts_are_not_passed_over_in_silence(tmp_path: Path, read_page: ReadPage) -> None:
    link = f'<Relationship Id="p1" Type="{IMAGE}" Target="file:///c:/a.png" TargetMode="External"/>'
    embedded = '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12" r:id="none"/></w:object></w:r>'
    path = docx_of(paragraph(picture('r:link="p1"'), embedded) + "<w:altChunk/>", tmp_path / "x.docx", {}, link)
    assert notes(path) == ["picture-linked", "content-embedded"]
    assert "2个" in inspect_file(path, LIMITS).notes[1].message
    assert all_pages(path, read_page) == [[]]


def test_deleted_moved_and_hidden_text_is_not_seen(tmp_path: Path, read_page: ReadPage) -> None:
    body = paragraph(
        run("注册资本"),
        "<w:del><w:r><w:delText>100</w:delText></w:r></w:del>",
        f"<w:ins>{run('500')}</w:ins>",
        f"<w:moveFrom>{run('移走')}</w:moveFrom>",
        run("隐藏", "<w:vanish/>"),
        run("万元", '<w:vanish w:val="0"/>'),
        "<w:r><w:instrText>PAGE</w:instrText></w:r>",
        f"<w:hyperlink>{run('（链接）')}</w:hyperlink>",
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>",
        "<w:r><w:ruby><w:rt><w:r><w:t>xu</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>许</w:t></w:r></w:rubyBase></w:ruby></w:r>",
    )
    assert texts(docx_of(body, tmp_path / "x.docx"), read_page) == ["注册资本500万元（链接）控件许"]


def test_text_boxes_are_read_once(tmp_path: Path, read_page: ReadPage) -> None:
    box = f"<w:txbxContent>{paragraph(run('申请单位：某中心'))}</w:txbxContent>"
    alternatives = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    path = docx_of(paragraph(run("封面"), alternatives), tmp_path / "x.docx")
    assert texts(path, read_page) == ["封面", "申请单位：某中心"]


def test_ticked_boxes_are_ordinary_characters(tmp_path: Path, read_page: ReadPage) -> None:
    body = paragraph(
        '<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>',
        run("上门拜访"),
        '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>',
        run("电话询问"),
        "<w:r><w:fldChar><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>",
        run("网络互动"),
        run("\uf0a8其他", '<w:rFonts w:ascii="Wingdings"/>'),
        '<w:r><w:sym w:font="Unheard Of" w:char="F041"/></w:r>',
    )
    assert texts(docx_of(body, tmp_path / "x.docx"), read_page) == ["☑上门拜访□电话询问☑网络互动□其他\ufffd"]


def test_radicals_pasted_from_a_pdf_are_ordinary_characters(tmp_path: Path, read_page: ReadPage) -> None:
    assert texts(docx_of(paragraph(run("⻓期")), tmp_path / "x.docx"), read_page) == ["长期"]


def test_automatic_numbers_are_seen(tmp_path: Path, read_page: ReadPage) -> None:
    document = docx.Document()
    for text in ("基本情况", "行业状况"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("不编号")
    document.add_paragraph("设想", style="List Number")
    path = save_docx(document, tmp_path / "x.docx")
    assert texts(path, read_page) == ["1. 基本情况", "2. 行业状况", "不编号", "3. 设想"]


def test_an_empty_document_is_a_blank_page(tmp_path: Path, read_page: ReadPage) -> None:
    assert all_pages(save_docx(docx.Document(), tmp_path / "x.docx"), read_page) == [[]]


def test_pages_over_the_limit(tmp_path: Path) -> None:
    document = docx.Document()
    for _ in range(3):
        document.add_paragraph("页").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("页")
    path = save_docx(document, tmp_path / "x.docx")
    assert inspect_file(path, dataclasses.replace(LIMITS, file_pages=4)).page_count == 4
    with pytest.raises(IntakeError) as caught:
        inspect_file(path, dataclasses.replace(LIMITS, file_pages=3))
    assert caught.value.code == "too-many-pages"


def refused(path: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(IntakeError) as caught:
        inspect_file(path, limits)
    return caught.value.code


def test_size_of_a_part_at_and_over_the_limit(tmp_path: Path) -> None:
    path = docx_of(paragraph(run("许昌市" * 20_000)), tmp_path / "x.docx")
    with zipfile.ZipFile(path) as archive:
        size = max(member.file_size for member in archive.infolist() if member.filename.endswith(".xml"))
    assert inspect_file(path, dataclasses.replace(LIMITS, office_part_bytes=size)).page_count > 1
    assert refused(path, dataclasses.replace(LIMITS, office_part_bytes=size - 1)) == "office-part-too-large"


def with_document(path: Path, document: str) -> Path:
    docx_of("", path)
    stream = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, document if name == "word/document.xml" else source.read(name))
    return path


def test_size_of_a_picture_part_at_and_over_the_limit(tmp_path: Path) -> None:
    parts = {"word/media/1.bmp": bytes(300_000)}
    path = docx_of(paragraph(run("文字")), tmp_path / "x.docx", parts)
    assert inspect_file(path, dataclasses.replace(LIMITS, file_bytes=300_000)).page_count == 1
    assert refused(path, dataclasses.replace(LIMITS, file_bytes=299_999)) == "office-part-too-large"


def document_with(entities: str, text: str) -> str:
    return (
        f"<!DOCTYPE x [{entities}]>"
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    )


def test_external_entities_are_not_fetched(tmp_path: Path) -> None:
    """Nor left out in silence: the paper would say something else than what is read of it."""
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    entity = f'<!ENTITY f SYSTEM "{secret.as_uri()}">'
    assert refused(with_document(tmp_path / "x.docx", document_with(entity, "前&f;"))) == "damaged-file"


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 11))
    path = with_document(tmp_path / "x.docx", document_with('<!ENTITY e0 "lol">' + nested, "&e10;"))
    assert refused(path) == "damaged-file"


def test_what_is_no_document_is_damaged(tmp_path: Path) -> None:
    path = docx_of("", tmp_path / "x.docx")
    whole = path.read_bytes()
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("[Content_Types].xml", "<x/>")
        target.writestr("word/document.xml", "<not xml")
    assert refused(path) == "damaged-file"
    deep = "<w:sdt><w:sdtContent>" * 200 + "</w:sdtContent></w:sdt>" * 200
    assert refused(docx_of(deep, tmp_path / "deep.docx")) == "damaged-file"
    path.write_bytes(whole[: len(whole) // 2])
    assert refused(path) in ("unsupported-format", "damaged-file", "truncated-file")
