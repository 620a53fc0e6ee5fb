"""服务收支情况专项审计报告."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.drawing.table import Cell, Row, Table, row_of
from samples.notation import CENT, WAN, any_date_style, date_text, in_unit
from samples.paper import Paper, Stamp
from samples.words import read_words
from samples.world.identifiers import number

if TYPE_CHECKING:
    from samples.world.model import World


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the report, unless the annual audit itself shows the service income."""
    if world.service_in_audit:
        return []
    factor = rng.choice((Decimal(1), Decimal(1), WAN))
    revenue = in_unit(world.years[0].service_revenue, factor, 2)
    cost = in_unit(world.accounts.service_cost, factor, 2)
    values: dict[str, Any] = {
        "firm": world.firm,
        "entity": world.applicant.name,
        "year": world.audit_year,
        "service_revenue": revenue,
        "service_cost": cost,
    }
    facts = {
        "unit": "元" if factor == 1 else "万元",
        "factor": factor,
        "products": [one.product for one in world.functions],
        "signed_on": world.audit_signed_on,
    }
    facts["number"] = f"专审字〔{world.audit_year + 1}〕第{number(rng, 3)}号"
    stamps = {"firm": Stamp(world.firm)}
    stamps |= {f"accountant {place}": Stamp(name, shape="square") for place, name in enumerate(world.accountants)}
    paper = Paper("special_audit_report", f"{world.seed}", values, facts, stamps, paper_only=True)
    paper.signatures = {f"accountant {place}": name for place, name in enumerate(world.accountants)}
    return [paper]


def draw(paper: Paper) -> None:
    """Draw the report and its table of income and expense."""
    rng = paper.chance("draw")
    words = read_words("audit")["special"]
    values, facts = paper.values, paper.facts
    look = invent_look(rng, styles=("song", "song", "hei"))
    flow = Flow(look)
    amounts = {
        name: _text(values[key], facts) for name, key in (("revenue", "service_revenue"), ("cost", "service_cost"))
    }
    rest = _text(values["service_revenue"] - values["service_cost"], facts)
    blanks = {"entity": values["entity"], "year": values["year"], "unit": facts["unit"], "rest": rest, **amounts}
    flow.title(str(rng.choice(words["titles"])).format(**blanks), size=20, after=3)
    flow.paragraph(facts["number"], indent=0, align="right", after=3)
    flow.paragraph(f"{values['entity']}：", indent=0)
    flow.paragraph(str(rng.choice(words["text"])).format(**blanks))
    flow.paragraph(rng.choice(("一、审计依据", "一、基本情况")), bold=True)
    flow.paragraph(
        "我们按照中国注册会计师审计准则的规定执行了审计工作，包括检查会计记录、重新计算相关项目金额以及我们认为必要的其他程序。"
    )
    flow.paragraph(rng.choice(("二、审计结果", "二、服务收支情况")), bold=True)
    flow.paragraph(str(rng.choice(words["result"])).format(**blanks), after=3)
    if rng.random() < 0.4:
        flow.new_page()
    flow.paragraph(f"附：{values['year']}年度服务收支情况表        单位：{facts['unit']}", indent=0)
    flow.table(Table([1, 4, 3], _rows(paper, rng, words), head=1, row_height=8.5))
    flow.space(10)
    flow.need(50)
    sheet, top, page = flow.sheet, flow.y, flow.page
    sheet.write(flow.left + 4, top + 6, values["firm"], look.body, 12)
    right = flow.left + flow.width * 0.56
    for row in range(2):
        sheet.write(right, top + 6 + row * 16, "中国注册会计师：", look.body, 12)
    sheet.write(right, top + 40, date_text(facts["signed_on"], any_date_style(rng, formal=True)), look.body, 12)
    paper.sheets = flow.finish()
    paper.press("firm", paper.sheets, page, flow.left + 30, top + 16)
    for row in range(2):
        paper.sign(f"accountant {row}", paper.sheets[page], right + 34, top + 4 + row * 16)
        paper.press(f"accountant {row}", paper.sheets, page, right + 66, top + 4 + row * 16)


def _text(amount: Decimal, facts: dict[str, Any]) -> str:
    return f"{amount / facts['factor']:,.2f}"


def _rows(paper: Paper, rng: random.Random, words: dict[str, Any]) -> list[Row]:
    values, facts = paper.values, paper.facts
    rows: list[Row] = [row_of("序号", "项  目", f"金额（{facts['unit']}）")]
    rows.append(
        [
            Cell("一"),
            Cell("服务收入合计", align="left", bold=True),
            Cell(_text(values["service_revenue"], facts), align="right"),
        ]
    )
    for place, (name, amount) in enumerate(
        _parts(values["service_revenue"], facts["products"], facts["factor"], rng), start=1
    ):
        rows.append([Cell(str(place)), Cell(name, align="left"), Cell(_text(amount, facts), align="right")])
    rows.append(
        [
            Cell("二"),
            Cell("服务支出合计", align="left", bold=True),
            Cell(_text(values["service_cost"], facts), align="right"),
        ]
    )
    for place, (name, amount) in enumerate(
        _parts(values["service_cost"], rng.sample(words["costs"], 5), facts["factor"], rng), start=1
    ):
        rows.append([Cell(str(place)), Cell(name, align="left"), Cell(_text(amount, facts), align="right")])
    rows.append(
        [
            Cell("三"),
            Cell("收支结余", align="left", bold=True),
            Cell(_text(values["service_revenue"] - values["service_cost"], facts), align="right"),
        ]
    )
    return rows


def _parts(total: Decimal, names: list[str], factor: Decimal, rng: random.Random) -> list[tuple[str, Decimal]]:
    """Split a total over some names; the parts add up as printed."""
    weights = [rng.uniform(0.3, 1) for _ in names]
    parts = [
        in_unit((total * Decimal(str(round(weight / sum(weights), 6)))).quantize(CENT), factor, 2)
        for weight in weights[:-1]
    ]
    return list(zip(names, [*parts, total - sum(parts, Decimal(0))], strict=True))
