"""上一年度审计报告: cover, opinion, balance sheet, income statement, cash flow, notes."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.drawing.pictures import qr_code
from samples.drawing.sheet import Picture
from samples.kinds.financial_statements import draw_balance, draw_cash_flow, draw_income
from samples.notation import WAN, any_date_style, date_text, in_unit, trimmed
from samples.paper import Paper, Stamp
from samples.words import read_words
from samples.world.identifiers import fill_number, number

if TYPE_CHECKING:
    from samples.world.model import World

UNITS = {"元": (Decimal(1), 2), "万元": (WAN, 2), "千元": (Decimal(1000), 2)}
TOTALS = ("资产总计", "负债合计", "所有者权益合计", "负债和所有者权益总计")


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the report; its amounts are rounded to the unit in which they will be printed."""
    one = world.applicant
    unit = rng.choice(("元", "元", "元", "元", "万元", "千元"))
    factor, places = UNITS[unit]
    accounts = world.accounts
    statements = {
        name: round_statement(getattr(accounts, name), factor, places)
        for name in ("balance", "opening", "income", "income_before")
    }
    short = "".join(sign for sign in world.firm if sign not in "许昌河南有限公司")[:2]
    values: dict[str, Any] = {
        "firm": world.firm,
        "number": fill_number(
            str(rng.choice(read_words("audit")["numbers"])).replace("{short}", short), rng, world.audit_year + 1
        ),
        "entity": one.name,
        "signed_on": world.audit_signed_on,
        "year": world.audit_year,
        "opinion": "standard",
    }
    facts: dict[str, Any] = {
        "unit": unit,
        "accountants": world.accountants,
        "service_note": world.service_in_audit,
        **statements,
    }
    facts["service"] = (
        in_unit(world.years[0].service_revenue, factor, places),
        in_unit(accounts.service_cost, factor, places),
    )
    facts["about"] = {
        "established": one.established_on,
        "code": one.credit_code,
        "capital": one.registered_capital,
        "address": one.place.text(),
        "legal": one.legal_representative,
    }
    read_totals(values, facts)
    stamps = {"firm": Stamp(world.firm)}
    stamps |= {f"accountant {place}": Stamp(name, shape="square") for place, name in enumerate(world.accountants)}
    paper = Paper("audit_report", f"{world.seed}", values, facts, stamps, paper_only=True)
    paper.signatures = {f"accountant {place}": name for place, name in enumerate(world.accountants)}
    return [paper]


def round_statement(lines: dict[str, Decimal], factor: Decimal, places: int) -> dict[str, Decimal]:
    """Round each line to the printed unit, keeping assets = liabilities + equity."""
    rounded = {name: in_unit(amount, factor, places) for name, amount in lines.items()}
    if "资产总计" in rounded:
        rounded["所有者权益合计"] = rounded["资产总计"] - rounded["负债合计"]
        rounded["负债和所有者权益总计"] = rounded["资产总计"]
    return rounded


def read_totals(values: dict[str, Any], facts: dict[str, Any]) -> None:
    """Set the contract's fields from the statements as printed."""
    balance, income = facts["balance"], facts["income"]
    values |= {
        "total_assets": balance["资产总计"],
        "total_assets_opening": facts["opening"]["资产总计"],
        "total_liabilities": balance["负债合计"],
        "total_equity": balance["所有者权益合计"],
        "revenue": income["营业收入"],
        "profit": income["利润总额"],
        "net_profit": income["净利润"],
    }


def draw(paper: Paper) -> None:
    """Draw the parts in their order, statements perhaps on pages of their own look."""
    rng = paper.chance("draw")
    words = read_words("audit")
    look = replace(
        invent_look(rng, styles=("song", "song", "song", "hei", "kai")),
        header=rng.choice(("", "", f"{paper.values['firm']}", "审计报告")),
    )
    sheets = _draw_cover(paper, rng) if rng.random() < 0.75 else []
    flow = Flow(look)
    page = _draw_opinion(flow, paper, rng, words)
    opinion_page = len(sheets) + page
    sheets += flow.finish()
    statements = replace(look, header="", footer=rng.choice(("", look.footer)), size=rng.choice((10, 10.5, 11)))
    sheets += (
        draw_balance(paper, statements, rng)
        + draw_income(paper, statements, rng)
        + draw_cash_flow(paper, statements, rng)
    )
    notes = Flow(look)
    _draw_notes(notes, paper, words)
    sheets += notes.finish()
    paper.sheets = sheets
    x, y = paper.facts["firm seal"]
    paper.press("firm", sheets, opinion_page, x, y)
    for place, (left, height) in enumerate(paper.facts["accountant lines"]):
        paper.sign(f"accountant {place}", sheets[opinion_page], left, height)
        paper.press(f"accountant {place}", sheets, opinion_page, left + 34, height)


def _draw_cover(paper: Paper, rng: random.Random) -> list[Any]:
    flow = Flow(replace(invent_look(rng), footer=""))
    values = paper.values
    flow.title(values["entity"], size=rng.choice((20, 22)), before=50, after=8)
    flow.title(
        rng.choice(("审 计 报 告", "审计报告", "财务报表审计报告", f"{values['year']}年度审计报告")), size=32, after=10
    )
    flow.paragraph(values["number"], indent=0, align="center", size=14, after=80)
    if rng.random() < 0.5:
        flow.sheet.add(Picture(92, 150, 26, 26, qr_code(f"报告编码:豫{number(rng, 10)}")))
        flow.paragraph(
            f"报告编码：豫{str(values['year'])[2:]}{number(rng, 8)}", indent=0, align="center", size=11, after=20
        )
    flow.paragraph(values["firm"], indent=0, align="center", size=16)
    if rng.random() < 0.5:
        flow.paragraph(
            date_text(values["signed_on"], any_date_style(rng, formal=True)), indent=0, align="center", size=14
        )
    return flow.finish()


def _draw_opinion(flow: Flow, paper: Paper, rng: random.Random, words: dict[str, Any]) -> int:
    """Write the opinion pages; return the page (from 0) with the signatures."""
    values = paper.values
    entry = words["opinions"][values["opinion"]]
    short = rng.choice(("贵公司", "贵单位", "公司"))
    blanks = {"entity": values["entity"], "short": short, "year": values["year"]}
    flow.title(rng.choice(("审 计 报 告", "审计报告")), size=22, after=2)
    flow.paragraph(values["number"], indent=0, align="right", size=11, after=3)
    flow.paragraph(f"{values['entity']}{rng.choice(('：', '全体股东：', '董事会：'))}", indent=0, after=1)
    if values["opinion"] == "standard" and rng.random() < 0.25:
        _write_old_opinion(flow, words["old"], blanks)
    else:
        _write_opinion(flow, entry, words, blanks, rng)
    _sign_off(flow, paper, rng)
    return flow.page


def _write_old_opinion(flow: Flow, words: dict[str, Any], blanks: dict[str, Any]) -> None:
    """Write the opinion as it was written before 2017: last."""
    flow.paragraph(str(words["opening"]).format(**blanks))
    for heading, text in words["parts"]:
        flow.paragraph(heading, bold=True)
        flow.paragraph(str(text).format(**blanks))


def _write_opinion(
    flow: Flow, entry: dict[str, Any], words: dict[str, Any], blanks: dict[str, Any], rng: random.Random
) -> None:
    """Write opinion, basis and responsibilities in today's order."""
    flow.paragraph(rng.choice(entry["heading"]), bold=True)
    flow.paragraph(str(rng.choice(entry["text"])).format(**blanks))
    flow.paragraph(entry.get("basis_heading", words["basis_heading"]), bold=True)
    flow.paragraph((entry["basis"].format(**blanks) + words["basis"]) if "basis" in entry else words["basis"])
    place = 3
    if "extra" in entry:
        flow.paragraph(entry["extra_heading"], bold=True)
        flow.paragraph(entry["extra"].format(**blanks))
        place = 4
    for duty in words["duties"]:
        if duty["heading"]:
            flow.paragraph(f"{'零一二三四五六'[place]}、{duty['heading']}", bold=True)
            place += 1
        flow.paragraph(duty["text"])


def _sign_off(flow: Flow, paper: Paper, rng: random.Random) -> None:
    """Write the firm, both accountants and the day; remember where seals and signatures belong."""
    look, values = flow.look, paper.values
    flow.space(12)
    flow.need(56)
    sheet, top = flow.sheet, flow.y
    sheet.write(flow.left + 4, top + 6, values["firm"], look.body, 12)
    right = flow.left + flow.width * 0.56
    label = rng.choice(("中国注册会计师：", "中国注册会计师：", "注册会计师："))
    paper.facts["accountant lines"] = []
    for row in range(2):
        y = top + 6 + row * 18
        sheet.write(right, y, label, look.body, 12)
        if rng.random() < 0.4:
            sheet.write(right + 34, y + 6, paper.facts["accountants"][row], look.body, 11)
        paper.facts["accountant lines"].append((right + 36, y - 2))
    sheet.write(flow.left + 4, top + 30, rng.choice(("中国·许昌", "中国  河南", "地址：河南省许昌市")), look.body, 12)
    sheet.write(right, top + 44, date_text(values["signed_on"], any_date_style(rng, formal=True)), look.body, 12)
    paper.facts["firm seal"] = (flow.left + 30, top + 14)
    flow.y = top + 56


def _draw_notes(flow: Flow, paper: Paper, words: dict[str, Any]) -> None:
    values, facts = paper.values, paper.facts
    about = facts["about"] | {
        "entity": values["entity"],
        "established": date_text(facts["about"]["established"], "plain"),
        "capital": trimmed(facts["about"]["capital"] / WAN),
    }
    factor, places = UNITS[facts["unit"]]
    flow.title("财务报表附注", size=18, after=2)
    flow.paragraph(f"（{values['year']}年度）  单位：{facts['unit']}", indent=0, align="center", after=3)
    for heading, text in words["notes"]:
        flow.paragraph(heading, bold=True)
        flow.paragraph(str(text).format(**about), after=1)
    flow.paragraph("五、财务报表主要项目注释", bold=True)
    for place, name in enumerate(
        ("货币资金", "应收账款", "其他应收款", "固定资产净值", "应付账款", "应交税费"), start=1
    ):
        closing, opening = (f"{facts[side][name] / factor:,.{places}f}" for side in ("balance", "opening"))
        flow.paragraph(f"{place}. {name}：期末余额{closing}{facts['unit']}，期初余额{opening}{facts['unit']}。")
    revenue = f"{facts['income']['营业收入'] / factor:,.{places}f}"
    flow.paragraph(f"7. 营业收入：本年发生额{revenue}{facts['unit']}。")
    if facts["service_note"]:
        income, cost = (f"{amount / factor:,.{places}f}" for amount in facts["service"])
        flow.paragraph("六、服务收支情况", bold=True)
        flow.paragraph(
            f"{values['year']}年度为中小企业提供服务取得服务收入{income}{facts['unit']}，发生服务支出{cost}{facts['unit']}。"
        )
