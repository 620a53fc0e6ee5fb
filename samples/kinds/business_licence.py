"""营业执照: portrait paper of 2014, landscape of 2019, prints of the electronic one; also of branches."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from samples.drawing.licence_frame import draw_frame, draw_mesh
from samples.drawing.look import Look, invent_look
from samples.drawing.pictures import emblem, qr_code
from samples.drawing.sheet import A4, POINT, Picture, Sheet
from samples.drawing.wrapping import wrap
from samples.notation import capital_text, date_text
from samples.paper import Address, Paper, Stamp
from samples.words import read_words

if TYPE_CHECKING:
    from samples.world.model import World

GOLD = (190, 150, 60)
BRONZE = (70, 55, 30)
LABELS = {
    "name": "名称",
    "type": "类型",
    "address": "住所",
    "legal_representative": "法定代表人",
    "registered_capital": "注册资本",
    "established_on": "成立日期",
    "term": "营业期限",
    "scope": "经营范围",
}
BRANCH_LABELS = LABELS | {"address": "营业场所", "legal_representative": "负责人"}
INDIVIDUAL_LABELS = LABELS | {
    "address": "经营场所",
    "legal_representative": "经营者",
    "type": "类型",
    "term": "组成形式",
    "established_on": "注册日期",
}


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the licence of a company, branch or individual; institutions and associations have another certificate."""
    one = world.applicant
    if one.form in ("institution", "association"):
        return []
    layout = (
        "portrait"
        if one.issued_on.year < 2019
        else rng.choice(("landscape", "landscape", "landscape", "electronic", "electronic portrait"))
    )
    text = one.place.text(province=rng.random() < 0.6)
    values: dict[str, Any] = {
        "name": one.name,
        "credit_code": one.credit_code,
        "type": one.licence_type,
        "legal_representative": one.legal_representative,
        "registered_capital": one.registered_capital,
        "established_on": one.established_on,
        "address": Address(text, one.place),
        "term_from": one.established_on,
        "term_to": one.term_to or "long-term",
        "scope": one.scope + rng.choice(read_words("licence")["scope_tail"]),
        "registrar": one.registrar,
        "issued_on": one.issued_on,
    }
    if one.form in ("branch", "individual"):
        del values["registered_capital"]
    if (layout == "electronic" and rng.random() < 0.5) or (
        rng.random() < 0.2 and one.term_to is None and layout == "landscape"
    ):
        drop_term(values)  # licences since 2022 leave the term out where it is long
    facts: dict[str, Any] = {
        "form": one.form,
        "capital": capital_text(one.registered_capital, rng),
        "copy": rng.choice(("副  本", "副  本", "副  本", "正  本")),
    }
    facts |= {"term": _term_text(values, rng), "open_end": values.get("term_to") == "long-term" and rng.random() < 0.12}
    if facts["open_end"]:
        del values["term_to"]  # printed as ******, which some read as long-term and some as not filled in
    paper = Paper(
        "business_licence", f"{world.seed}", values, facts, layout=layout, paper_only="electronic" not in layout
    )
    paper.stamps["registrar"] = Stamp(one.registrar)
    return [paper]


def drop_term(values: dict[str, Any]) -> None:
    """Leave the term out of the licence."""
    values.pop("term_from", None)
    values.pop("term_to", None)


def _term_text(values: dict[str, Any], rng: random.Random) -> str:
    """Choose how a term is written: 长期, 2015年03月12日至长期, 自…至…"""
    return (
        rng.choice(("{start}至{end}", "{start} 至 {end}", "自{start}至{end}"))
        if values.get("term_to") != "long-term"
        else rng.choice(("{end}", "{end}", "{start}至{end}", "自{start}至{end}"))
    )


def draw(paper: Paper) -> None:
    """Draw the licence in its layout."""
    rng = paper.chance("draw")
    look = invent_look(rng, styles=("song", "song", "hei"))
    if paper.layout in ("landscape", "electronic"):
        _draw_landscape(paper, look, rng)
    else:
        _draw_portrait(paper, look, rng)


def entries(paper: Paper, style: str) -> list[tuple[str, str]]:
    """Return the labels and texts in the order of the portrait form."""
    values = paper.values
    labels = {"branch": BRANCH_LABELS, "individual": INDIVIDUAL_LABELS}.get(paper.facts["form"], LABELS)
    texts = {
        "name": values["name"],
        "type": values["type"],
        "address": values["address"].text,
        "legal_representative": values["legal_representative"],
        "registered_capital": paper.facts["capital"] if "registered_capital" in values else "",
        "established_on": date_text(values["established_on"], style),
        "term": term(paper, style),
        "scope": values["scope"],
    }
    if paper.facts["form"] == "individual":
        texts["term"] = "个人经营"
    return [(labels[key], texts[key]) for key in labels if texts[key]]


def term(paper: Paper, style: str) -> str:
    """Write the term of operation, or nothing where the licence leaves it out."""
    values = paper.values
    if "term_from" not in values:
        return ""
    start = date_text(values["term_from"], style)
    if paper.facts["open_end"]:
        return f"{start}至******"
    end = "长期" if values["term_to"] == "long-term" else date_text(values["term_to"], style)
    return str(paper.facts["term"]).format(start=start, end=end)


def _spread(label: str, width: int = 5) -> str:
    """Stretch a label to a width in characters, as the form prints it."""
    if len(label) >= width:
        return label
    gap = (width - len(label)) / (len(label) - 1)
    return (" " * max(1, round(gap * 4))).join(label) if gap < 2 else ("　" * round(gap)).join(label)


def _draw_portrait(paper: Paper, look: Look, rng: random.Random) -> None:
    sheet = Sheet(*A4, paper=rng.choice(((255, 255, 255), (253, 251, 243), (250, 250, 244))))
    draw_frame(sheet, (10, 12, 190, 268), rng.choice(((200, 190, 150), (190, 185, 170))))
    middle = sheet.width / 2
    sheet.add(Picture(middle - 19, 22, 38, 38, emblem(golden=rng.random() < 0.4)))
    sheet.write(
        middle - 55,
        84,
        "营业执照",
        look.title,
        46,
        colour=rng.choice((GOLD, BRONZE, (20, 20, 20))),
        spacing=15,
        bold=True,
    )
    sheet.write_centred(middle, 94, f"({paper.facts['copy']})", look.title, 18, colour=BRONZE)
    number = rng.choice(("（1-1）", "(1-1)", "（副本号：1-1）", "1-1", ""))
    code = sheet.write(95, 103, "统一社会信用代码", look.title, 11)
    sheet.write(code.x + code.width + 2, 103, paper.values["credit_code"], look.body, 11)
    sheet.write(168, 108.5, number, look.body, 9)
    y, size = 118.0, rng.choice((12, 12.5, 13))
    style = rng.choice(("padded", "padded", "plain"))
    for label, text in entries(paper, style):
        sheet.write(30, y, _spread(label), look.title, size)
        small = size * (0.85 if label == "经营范围" else 1.0)
        for line in wrap(text, look.body, small, 112):
            sheet.write(62, y, line, look.body, small)
            y += small * POINT * 1.35
        y += 4.2 if label != "经营范围" else 0
    qr = qr_code(f"http://www.gsxt.gov.cn/index?uniscid={paper.values['credit_code']}")
    sheet.add(Picture(28, 208, 30, 30, qr))
    _registrar_block(paper, sheet, look, rng, (112, 238))
    words = read_words("licence")
    if rng.random() < 0.6:
        sheet.write(28, 262, words["hint"][0], look.body, 7.5)
    sheet.write(14, 287, f"企业信用信息公示系统网址：{rng.choice(words['sites'])}", look.body, 8)
    sheet.write(
        122, 287, words["paper_foot"] if paper.values["issued_on"].year < 2019 else words["new_foot"], look.body, 8
    )
    paper.sheets = [sheet]
    paper.press("registrar", paper.sheets, 0, 158, 241)


def _draw_landscape(paper: Paper, look: Look, rng: random.Random) -> None:
    sheet = Sheet(A4[1], A4[0], paper=rng.choice(((255, 255, 255), (251, 251, 247), (248, 250, 246))))
    draw_mesh(sheet, (12, 14, 273, 176), rng.choice(((130, 140, 120), (150, 150, 135))), rng)
    middle = sheet.width / 2
    sheet.add(Picture(middle - 18, 8, 36, 36, emblem(golden=rng.random() < 0.4)))
    words = read_words("licence")
    sheet.write(26, 38, "统一社会信用代码", look.title, 11, bold=True, spacing=0.8)
    suffix = rng.choice(("", "  (1-1)", " （1-1）", "  (1/1)"))
    sheet.write(26, 45, paper.values["credit_code"] + suffix, look.body, 10)
    sheet.write(
        middle - 46,
        62,
        "营业执照",
        look.title,
        38,
        colour=rng.choice((GOLD, BRONZE, (30, 30, 30))),
        spacing=12,
        bold=True,
    )
    if paper.layout == "landscape":
        sheet.write_centred(middle, 72, f"（{paper.facts['copy']}）", look.title, 15)
    qr = qr_code(f"http://www.gsxt.gov.cn/index?uniscid={paper.values['credit_code']}")
    sheet.add(Picture(222, 28, 25, 25, qr))
    for row, line in enumerate(wrap(words["scan_hint"], look.body, 6.5, 24)):
        sheet.write(250, 32 + row * 3.4, line, look.body, 6.5)
    _two_columns(paper, sheet, look, rng)
    _registrar_block(paper, sheet, look, rng, (190, 158))
    sheet.write(20, 203, f"国家企业信用信息公示系统网址： {rng.choice(words['sites'])}", look.body, 8)
    if rng.random() < 0.6:
        sheet.write(118, 203, words["hint"][1][:30], look.body, 6.5)
    sheet.write(232, 203, words["new_foot"], look.body, 9)
    if paper.layout == "electronic":
        sheet.write(24, 184, words["electronic"][1], look.body, 8.5)
    paper.sheets = [sheet]
    paper.press("registrar", paper.sheets, 0, 238, 162)


def _two_columns(paper: Paper, sheet: Sheet, look: Look, rng: random.Random) -> None:
    style = rng.choice(("padded", "padded", "plain"))
    texts = entries(paper, style)
    left = [
        entry
        for entry in texts
        if entry[0] in ("名称", "类型", "法定代表人", "负责人", "经营者", "组成形式", "经营范围")
    ]
    right = [entry for entry in texts if entry not in left]
    right.sort(key=lambda entry: entry[0] in ("住所", "营业场所", "经营场所"))
    size = rng.choice((11, 11.5, 12))
    for x, column, room in ((28, left, 95), (165, right, 82)):
        y = 88.0
        for label, text in column:
            sheet.write(x, y, _spread(label), look.title, size, bold=True)
            small = size * (0.82 if label == "经营范围" else 0.95)
            for line in wrap(text, look.body, small, room):
                sheet.write(x + 29, y, line, look.body, small)
                y += small * POINT * 1.35
            y += 6.5


def _registrar_block(paper: Paper, sheet: Sheet, look: Look, rng: random.Random, place: tuple[float, float]) -> None:
    """Write 登记机关 and the day of issue, which the seal will cover in part."""
    x, y = place
    sheet.write(x, y, "登记机关", look.title, 13, spacing=2.5)
    day = paper.values["issued_on"]
    if rng.random() < 0.5:
        sheet.write(x + 28, y + 14, date_text(day, "padded"), look.body, 12, spacing=0.8)
    else:
        sheet.write(x + 28, y + 14, f"{day.year}", look.body, 12)
        for offset, text in ((42, "年"), (47, f"{day.month:02}"), (54, "月"), (59, f"{day.day:02}"), (66, "日")):
            sheet.write(x + offset, y + 14, text, look.body, 12)
    if rng.random() < 0.2 and len(paper.values["registrar"]) < 14:
        sheet.write(x + 32, y, paper.values["registrar"], look.body, 11)
