import random

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.drawing.raster import render_sheet
from samples.drawing.sheet import Sheet, Text
from samples.drawing.table import Cell, Table, row_of
from samples.drawing.wrapping import NO_LINE_START, wrap
from samples.fonts import default_case


def texts(sheet: Sheet) -> str:
    return "".join(item.text for item in sheet.items if isinstance(item, Text))


def test_lines_fit_and_keep_every_character() -> None:
    face = default_case().pick("song", random.Random(1))
    text = "统一社会信用代码91411000MA46A2KK0M，住所：河南省许昌市魏都区建安大道1363号（创业大厦9楼）。" * 4
    lines = wrap(text, face, 12, 100)
    assert "".join(lines) == text
    assert all(face.width(line) * 12 * 25.4 / 72 <= 100 + 4.3 for line in lines)
    assert not any(line[0] in NO_LINE_START for line in lines[1:])


def test_table_breaks_between_rows_and_repeats_its_head() -> None:
    flow = Flow(invent_look(random.Random(1)))
    rows = [row_of("序号", "名称"), *(row_of(number, f"设备{number:03}") for number in range(80))]
    places = flow.table(Table([1, 4], rows, head=1))
    sheets = flow.finish()
    assert len(sheets) > 1
    assert len(places) == 81
    assert all("名称" in texts(sheet) for sheet in sheets)
    assert sum(texts(sheet).count("设备") for sheet in sheets) == 80


def test_merged_rows_stay_on_one_page() -> None:
    flow = Flow(invent_look(random.Random(2)))
    flow.y = flow.bottom - 30
    rows = [[Cell("合作资源", rowspan=5), Cell("甲")], *([Cell(sign)] for sign in "乙丙丁戊")]
    places = flow.table(Table([1, 3], rows, row_height=10))
    assert len({page for page, _, _ in places}) == 1
    assert places[0][0] == 1


def test_text_stays_inside_the_page() -> None:
    flow = Flow(invent_look(random.Random(3)))
    for _ in range(30):
        flow.paragraph("为中小企业提供信息、技术、创业、培训、融资等公共服务。" * 3)
    for sheet in flow.finish():
        for item in sheet.items:
            if isinstance(item, Text):
                assert item.x >= 0
                assert item.x + item.width <= sheet.width
                assert item.y <= sheet.height


def test_sheet_becomes_pixels_of_its_size() -> None:
    sheet = Sheet()
    sheet.write(20, 40, "许昌", default_case().pick("song", random.Random(1)), 40)
    image = render_sheet(sheet, 100)
    assert image.size == (827, 1169)
    box = image.convert("L").point([255 if value < 128 else 0 for value in range(256)]).getbbox()
    assert box is not None
    assert 70 < box[0] < 90
    assert box[3] < 170
