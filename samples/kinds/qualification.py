"""从业资格（资质）、网站备案、许可证: certificates in several frames, and the print of a website's record."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from samples.drawing.flow import Flow
from samples.drawing.licence_frame import draw_frame, draw_mesh
from samples.drawing.look import invent_look, web_look
from samples.drawing.pictures import emblem, qr_code
from samples.drawing.sheet import A4, POINT, Box, Picture, Sheet
from samples.drawing.table import Table, row_of
from samples.drawing.wrapping import wrap
from samples.notation import any_date_style, date_text
from samples.paper import Paper, Stamp

if TYPE_CHECKING:
    from samples.world.model import World


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan one certificate for each qualification, and the website's record where there is a website."""
    papers = []
    for place, licence in enumerate(world.licences):
        values: dict[str, Any] = {
            "title": licence.title,
            "holder": world.applicant.name,
            "number": licence.number,
            "issuer": licence.issuer,
        }
        if licence.valid_to is not None:
            values["valid_to"] = licence.valid_to
        facts = {
            "issued_on": licence.issued_on,
            "address": world.applicant.place.text(),
            "code": world.applicant.credit_code,
        }
        layout = rng.choice(("frame", "wide", "plain"))
        papers.append(
            Paper(
                "qualification",
                f"{world.seed} {place}",
                values,
                facts,
                {"issuer": Stamp(licence.issuer)},
                layout=layout,
                paper_only=True,
            )
        )
    if world.website:
        values = {"holder": world.applicant.name, "number": world.website_record}
        facts = {
            "site": world.website,
            "day": world.filled_on - timedelta(days=rng.randint(0, 9)),
            "issued_on": world.applicant.issued_on,
        }
        papers.append(Paper("qualification", f"{world.seed} record", values, facts, layout="record"))
    return papers


def draw(paper: Paper) -> None:
    """Draw the certificate in its layout."""
    rng = paper.chance("draw")
    if paper.layout == "record":
        _draw_record(paper, rng)
    else:
        _draw_certificate(paper, rng)


def _draw_certificate(paper: Paper, rng: random.Random) -> None:
    look = invent_look(rng, styles=("song", "kai", "hei"))
    wide = paper.layout == "wide"
    sheet = Sheet(
        *((A4[1], A4[0]) if wide else A4), paper=rng.choice(((255, 255, 255), (252, 249, 238), (243, 248, 250)))
    )
    colour = rng.choice(((170, 90, 60), (90, 120, 160), (150, 130, 70), (90, 140, 110)))
    if wide:
        draw_mesh(sheet, (10, 10, 277, 190), colour, rng)
    elif paper.layout == "frame":
        draw_frame(sheet, (10, 12, 190, 272), colour)
    else:
        sheet.add(Box(14, 14, 182, 269, line=colour, line_width=0.9))
    middle, values = sheet.width / 2, paper.values
    top = 40.0
    if "认证" not in values["title"] and rng.random() < 0.6:
        sheet.add(Picture(middle - 13, 22, 26, 26, emblem()))
        top = 64
    sheet.write_centred(
        middle, top + 4, values["title"], look.title, 28 if len(values["title"]) < 10 else 23, spacing=2
    )
    y = top + 22
    left = 36 if wide else 32
    for label, text in _entries(paper, rng):
        sheet.write(left, y, label, look.title, 13)
        x = left + max(36.0, look.title.width(label) * 13 * POINT + 2)
        for line in wrap(text, look.body, 13, sheet.width - x - 30):
            sheet.write(x, y, line, look.body, 13)
            y += 13 * POINT * 1.4
        y += 4 if wide else 7
    _issue(paper, sheet, rng)
    paper.sheets = [sheet]
    paper.press("issuer", paper.sheets, 0, sheet.width - 68, sheet.height - 42)


def _entries(paper: Paper, rng: random.Random) -> list[tuple[str, str]]:
    values, facts = paper.values, paper.facts
    style = any_date_style(rng, formal=True)
    holder = rng.choice(("单位名称：", "机构名称：", "企业名称：", "持证单位：", "名　　称："))
    code = rng.choice(("证书编号：", "许可证编号：", "编　　号：", "证书号："))
    entries = [(code, values["number"]), (holder, values["holder"]), ("统一社会信用代码：", facts["code"])]
    if rng.random() < 0.6:
        entries.append((rng.choice(("地　　址：", "住　　所：", "机构地址：")), facts["address"]))
    if "valid_to" in values:
        start, end = date_text(facts["issued_on"], style), date_text(values["valid_to"], style)
        pattern = rng.choice(
            (
                ("有效期至：", "{end}"),
                ("有效期限：", "{start}至{end}"),
                ("有效期：", "自{start}至{end}"),
                ("有 效 期：", "{start} 至 {end}"),
            )
        )
        entries.append((pattern[0], pattern[1].format(start=start, end=end)))
    return entries


def _issue(paper: Paper, sheet: Sheet, rng: random.Random) -> None:
    look = paper.dressed()
    label = rng.choice(("发证机关：", "发证机构：", "颁发机构：", "批准机关："))
    sheet.write(sheet.width - 125, sheet.height - 46, label + paper.values["issuer"], look.body, 12)
    sheet.write(
        sheet.width - 125,
        sheet.height - 35,
        f"发证日期：{date_text(paper.facts['issued_on'], 'padded')}",
        look.body,
        12,
    )
    if rng.random() < 0.5:
        sheet.add(Picture(32, sheet.height - 62, 25, 25, qr_code(paper.values["number"])))


def _draw_record(paper: Paper, rng: random.Random) -> None:
    """Draw the record of a website as the ministry's site prints it."""
    values, facts = paper.values, paper.facts
    flow = Flow(web_look(rng))
    day = facts["day"]
    flow.sheet.write(9, 9, f"{day.year}/{day.month}/{day.day}", flow.look.body, 8)
    flow.sheet.write(9, 290, "https://beian.miit.gov.cn/#/Integrated/recordQuery", flow.look.body, 7.5)
    flow.title("ICP/IP地址/域名信息备案管理系统", size=17)
    flow.paragraph("备案主体信息" if rng.random() < 0.5 else "ICP备案主体信息", indent=0, bold=True, size=12)
    main = str(values["number"]).split("-")[0]
    flow.table(
        Table(
            [2, 4],
            [
                row_of("ICP备案/许可证号", main),
                row_of("主办单位名称", values["holder"]),
                row_of("主办单位性质", "企业"),
                row_of("审核通过日期", date_text(facts["issued_on"], "dashed")),
            ],
            ruling="full",
        )
    )
    flow.space(5)
    flow.paragraph("ICP备案服务信息", indent=0, bold=True, size=12)
    flow.table(
        Table(
            [2, 4],
            [
                row_of("ICP备案/许可证号", values["number"]),
                row_of("网站域名", facts["site"].removeprefix("www.")),
                row_of("网站首页网址", facts["site"]),
            ],
            ruling="full",
        )
    )
    paper.sheets = flow.finish()
