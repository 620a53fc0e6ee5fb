"""房产证: the old 房屋所有权证 with its table, the 不动产权证书 in one or two pages."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.drawing.pictures import emblem, qr_code
from samples.drawing.sheet import Box, Line, Picture, Sheet
from samples.drawing.table import Cell, Row, Table, TableLayout
from samples.notation import date_text
from samples.paper import Address, Paper, Stamp
from samples.world.identifiers import number

if TYPE_CHECKING:
    from samples.world.model import World

BUREAUS = {False: "{town}房产管理局", True: "{town}自然资源和规划局"}


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan one certificate for each title."""
    papers = []
    for place, title in enumerate(world.titles):
        new = title.issued_on.year >= 2016
        district = world.applicant.district
        town = district if district.endswith(("市", "县")) else "许昌市"
        values: dict[str, Any] = {
            "holder": world.applicant.name,
            "number": title.number,
            "address": Address(title.place.text(province=False, city=rng.random() < 0.5), title.place),
            "area": title.area,
        }
        facts = {
            "new": new,
            "issued_on": title.issued_on,
            "floors": rng.randint(8, 28),
            "built": title.issued_on.year - rng.randint(1, 4),
        }
        stamp = Stamp(BUREAUS[new].format(town=town), lower=rng.choice(("", "不动产登记专用章")) if new else "")
        papers.append(
            Paper("property_certificate", f"{world.seed} {place}", values, facts, {"bureau": stamp}, paper_only=True)
        )
    return papers


def draw(paper: Paper) -> None:
    """Draw the certificate's cover page, if copied, and its table."""
    rng = paper.chance("draw")
    if paper.facts["new"]:
        _draw_new(paper, rng)
    else:
        _draw_old(paper, rng)


def _draw_new(paper: Paper, rng: random.Random) -> None:
    look = invent_look(rng, styles=("song", "hei"))
    values = paper.values
    area = f"{values['area']:.2f}㎡"
    share = rng.choice(("土地使用权面积：{a}㎡/房屋建筑面积：{b}", "共有宗地面积：{a}㎡/房屋建筑面积：{b}"))
    entries = [
        ("权利人", values["holder"]),
        ("共有情况", "单独所有"),
        ("坐落", values["address"].text),
        ("不动产单元号", f"411002{number(rng, 6)}GB{number(rng, 5)}F{number(rng, 8)}"),
        ("权利类型", "国有建设用地使用权/房屋所有权"),
        ("权利性质", rng.choice(("出让/市场化商品房", "出让/自建房"))),
        ("用途", rng.choice(("商务金融用地/办公", "其他商服用地/办公"))),
        ("面积", share.format(a=f"{values['area'] * rng.uniform(1.5, 6):.2f}", b=area)),
        ("使用期限", f"国有建设用地使用权{paper.facts['built'] - 2}年05月起{paper.facts['built'] + 38}年05月止"),
        (
            "权利其他状况",
            f"房屋结构：钢筋混凝土结构\n房屋总层数：{paper.facts['floors']}层\n房屋竣工时间：{paper.facts['built']}年",
        ),
    ]
    sheets = []
    if rng.random() < 0.6:
        sheets.append(_new_cover(paper, rng))
    flow = Flow(look, turned=False)
    flow.sheet.paper = (247, 243, 236)
    flow.paragraph(values["number"], indent=0, align="center", size=15, after=4)
    rows: list[Row] = [[Cell(label), Cell(text, align="left")] for label, text in entries]
    flow.table(Table([1, 4], rows, row_height=13, size=11.5, ruling="full"))
    if rng.random() < 0.5:
        flow.sheet.write(
            flow.left,
            280,
            f"附记：{rng.choice(('本证由不动产登记机构核发。', '业务编号：' + number(rng, 12)))}",
            look.body,
            9,
        )
    paper.sheets = sheets + flow.finish()
    if len(sheets) == 0:
        paper.press("bureau", paper.sheets, 0, 150, 255)
    else:
        paper.press("bureau", paper.sheets, 0, 150, 232)


def _new_cover(paper: Paper, rng: random.Random) -> Sheet:
    look = paper.dressed()
    sheet = Sheet(paper=(247, 243, 236))
    sheet.add(Box(16, 16, 178, 265, line=(190, 130, 120), line_width=0.6))
    sheet.add(Picture(90, 30, 30, 30, emblem()))
    sheet.write_centred(105, 82, "中华人民共和国", look.title, 20, spacing=2)
    sheet.write_centred(105, 100, "不动产权证书", look.title, 32, spacing=2)
    lines = (
        "根据《中华人民共和国民法典》等法律法规，为保护不动产权利人合法",
        "权益，对不动产权利人申请登记的本证所列不动产权利，经审查核实，",
        "准予登记，颁发此证。",
    )
    for row, line in enumerate(lines):
        sheet.write(30 if row else 38, 140 + row * 9, line, look.body, 13)
    sheet.add(Picture(32, 215, 26, 26, qr_code(f"BDC{number(rng, 12)}")))
    sheet.write(120, 226, "登记机构（章）", look.body, 13)
    sheet.write(122, 240, date_text(paper.facts["issued_on"], "padded"), look.body, 13)
    sheet.write(32, 268, "中华人民共和国自然资源部监制", look.body, 10)
    sheet.write(120, 268, f"编号 NO 410{number(rng, 8)}", look.body, 10)
    return sheet


def _draw_old(paper: Paper, rng: random.Random) -> None:
    look = invent_look(rng, styles=("song", "kai"))
    values = paper.values
    sheet = Sheet(297, 210, paper=rng.choice(((255, 250, 244), (250, 246, 250), (255, 255, 255))))
    colour = (180, 60, 60)
    sheet.add(
        Box(10, 10, 136, 190, line=colour, line_width=0.5),
        Box(151, 10, 136, 190, line=colour, line_width=0.5),
        Line(148.5, 5, 148.5, 205, 0.2, (200, 200, 200)),
    )
    sheet.write(26, 32, values["number"], look.body, 13)
    top = 40.0
    rows: list[Row] = [
        [Cell("房屋所有权人"), Cell(values["holder"], colspan=3)],
        [Cell("共有情况"), Cell("单独所有", colspan=3)],
        [Cell("房屋坐落"), Cell(values["address"].text, colspan=3)],
        [Cell("登记时间"), Cell(date_text(paper.facts["issued_on"], "padded"), colspan=3)],
        [Cell("房屋性质"), Cell(rng.choice(("商品房", "自建房")), colspan=3)],
        [Cell("规划用途"), Cell(rng.choice(("办公", "商业服务", "综合")), colspan=3)],
        [Cell("房屋\n状况", rowspan=2), Cell("总层数"), Cell("建筑面积(㎡)"), Cell("套内建筑面积(㎡)")],
        [
            Cell(str(paper.facts["floors"])),
            Cell(f"{values['area']:.2f}"),
            Cell(rng.choice(("---", f"{values['area'] * 0.82:.2f}"))),
        ],
    ]
    layout = TableLayout(Table([1.1, 1, 1.3, 1.4], rows, row_height=13, size=11.5, ruling="full"), look, 120)
    layout.draw(sheet, 18, top, range(len(rows)))
    sheet.write_centred(219, 40, "房屋所有权证", look.title, 22, colour=colour)
    sheet.write(160, 64, "根据《中华人民共和国物权法》，房屋所有权证书是权利人", look.body, 11)
    sheet.write(160, 72, "享有房屋所有权的证明。", look.body, 11)
    sheet.write(200, 160, "登记机构（盖章）", look.body, 12)
    paper.sheets = [sheet]
    paper.press("bureau", paper.sheets, 0, 235, 155)
