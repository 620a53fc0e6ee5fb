"""事业单位法人证书, 社会团体法人登记证书, 民办非企业单位登记证书."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from samples.drawing.licence_frame import draw_frame, draw_mesh
from samples.drawing.look import invent_look
from samples.drawing.pictures import emblem, qr_code
from samples.drawing.sheet import A4, POINT, Picture, Sheet
from samples.drawing.wrapping import wrap
from samples.notation import WAN, date_text, trimmed
from samples.paper import Address, Paper, Stamp
from samples.words import read_words

if TYPE_CHECKING:
    from samples.world.model import World


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the certificate of an institution or association; its term covers the submission."""
    one = world.applicant
    if one.form not in ("institution", "association"):
        return []
    words = read_words("licence")[one.form]
    start = world.submitted_on.replace(day=1) - timedelta(days=rng.randint(60, 600))
    end = start.replace(year=start.year + rng.choice((4, 5)), day=1) - timedelta(days=1)
    values: dict[str, Any] = {
        "name": one.name,
        "credit_code": one.credit_code,
        "legal_representative": one.legal_representative,
        "registered_capital": one.registered_capital,
        "established_on": one.established_on,
        "address": Address(one.place.text(province=rng.random() < 0.5), one.place),
        "term_from": start,
        "term_to": end,
        "scope": words["aim"],
        "registrar": one.registrar,
        "issued_on": start,
    }
    if one.form == "association":
        values["type"] = one.nature
    facts = {
        "form": one.form,
        "funds": rng.choice(read_words("licence")["institution"]["funds"]),
        "organiser": world.applicant.bureau,
    }
    facts["unit"] = rng.choice(read_words("licence")["association"]["units"])
    paper = Paper("institution_certificate", f"{world.seed}", values, facts, paper_only=True)
    paper.stamps["registrar"] = Stamp(one.registrar)
    return [paper]


def draw(paper: Paper) -> None:
    """Draw the certificate, on its long or its short side."""
    rng = paper.chance("draw")
    look = invent_look(rng, styles=("song", "kai", "hei"))
    wide = rng.random() < 0.5
    sheet = Sheet(
        *(A4[1], A4[0]) if wide else A4, paper=rng.choice(((255, 255, 255), (250, 247, 235), (246, 249, 244)))
    )
    colour = rng.choice(((170, 90, 90), (150, 130, 90), (110, 130, 150)))
    if wide:
        draw_mesh(sheet, (12, 12, 273, 184), colour, rng)
    else:
        draw_frame(sheet, (10, 12, 190, 272), colour)
    association = paper.facts["form"] == "association"
    title = (
        "事业单位法人证书"
        if not association
        else ("社会团体法人登记证书" if paper.values["type"] == "社会团体" else "民办非企业单位登记证书")
    )
    middle = sheet.width / 2
    top = 22 if wide else 26
    sheet.add(Picture(middle - 15, top, 30, 30, emblem()))
    sheet.write_centred(middle, top + 46, title, look.title, 30, spacing=3, colour=(30, 30, 30))
    sheet.write_centred(middle, top + 55, rng.choice(("（副本）", "（正本）", "（副  本）")), look.title, 14)
    y = float(top + 66)
    style = rng.choice(("padded", "plain"))
    left = 34.0 if wide else 28.0
    for label, text in _entries(paper, style, association=association):
        sheet.write(left, y, label, look.title, 12)
        for line in wrap(text, look.body, 12, sheet.width - left - 80):
            sheet.write(left + 42, y, line, look.body, 12)
            y += 12 * POINT * 1.35
        y += 3 if wide else 5.5
    sheet.write(
        sheet.width - 120,
        sheet.height - 34,
        "登记管理机关" if not association else "发证机关",
        look.title,
        12,
        spacing=1,
    )
    sheet.write(sheet.width - 86, sheet.height - 24, date_text(paper.values["issued_on"], style), look.body, 12)
    sheet.add(
        Picture(left, sheet.height - 56, 24, 24, qr_code(f"http://www.gjsy.gov.cn/{paper.values['credit_code']}"))
    )
    paper.sheets = [sheet]
    paper.press("registrar", paper.sheets, 0, sheet.width - 70, sheet.height - 32)


def _entries(paper: Paper, style: str, *, association: bool) -> list[tuple[str, str]]:
    values = paper.values
    term = f"自{date_text(values['term_from'], style)}至{date_text(values['term_to'], style)}"
    capital = f"{trimmed(values['registered_capital'] / WAN)}万元"
    code = ("统一社会信用代码", values["credit_code"])
    legal, address = ("法定代表人", values["legal_representative"]), ("住　　所", values["address"].text)
    founded = ("成立日期", date_text(values["established_on"], style))
    if association:
        unit = ("业务主管单位", paper.facts["unit"])
        return [
            code,
            ("名　　称", values["name"]),
            ("业务范围", values["scope"]),
            address,
            legal,
            ("注册资金", capital),
            founded,
            unit,
            ("有效期限", term),
        ]
    organiser, funds = ("举办单位", paper.facts["organiser"]), ("经费来源", paper.facts["funds"])
    return [
        code,
        ("名　　称", values["name"]),
        ("宗旨和业务范围", values["scope"]),
        address,
        legal,
        funds,
        ("开办资金", capital),
        organiser,
        founded,
        ("有效期", term),
    ]
