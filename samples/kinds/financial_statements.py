"""Balance sheet, income statement and cash flow statement as tables; two-sided or in one column, in several units."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from samples.drawing.flow import Flow
from samples.drawing.table import Cell, Row, Table, row_of
from samples.words import read_words

if TYPE_CHECKING:
    from samples.drawing.look import Look
    from samples.drawing.sheet import Sheet
    from samples.paper import Paper

FACTORS = {"元": (Decimal(1), 2), "万元": (Decimal(10000), 2), "千元": (Decimal(1000), 2)}


def draw_balance(paper: Paper, look: Look, rng: random.Random) -> list[Sheet]:
    """Draw the balance sheet at the year's end, with the opening balances beside."""
    two_sided = rng.random() < 0.6
    flow = Flow(replace(look, margins=(16, 20, 16, 18)) if two_sided else look, turned=two_sided and rng.random() < 0.5)
    _head(flow, paper, "资产负债表", f"{paper.values['year']}年12月31日", rng)
    words = read_words("audit")
    names = rng.choice(
        (("期末余额", "期初余额"), ("期末余额", "年初余额"), ("期末数", "期初数"), ("年末余额", "年初余额"))
    )
    write = _Writer(paper.facts, rng)
    sides = (paper.facts["balance"], paper.facts["opening"])
    if two_sided:
        rows: list[Row] = [
            row_of("资  产", "行次", *names, "负债和所有者权益", "行次", *names)
            if write.numbered
            else row_of("资  产", *names, "负债和所有者权益（或股东权益）", *names)
        ]
        for place, (asset, claim) in enumerate(zip(words["assets"], words["claims"], strict=True), start=1):
            rows.append([*write.line(asset, sides, place), *write.line(claim, sides, place + len(words["assets"]))])
        half = [3.2, *([0.8] if write.numbered else []), 2.2, 2.2]
        table = Table(
            [*half, *half],
            rows,
            head=1,
            size=look.size * (0.9 if flow.turned else 0.74),
            row_height=6.2 if flow.turned else 8,
        )
    else:
        rows = [row_of("项  目", *(["行次"] if write.numbered else []), *names)]
        rows += [
            write.line(name, sides, place) for place, name in enumerate([*words["assets"], *words["claims"]], start=1)
        ]
        table = Table(
            [3.4, *([0.7] if write.numbered else []), 2, 2], rows, head=1, size=look.size * 0.85, row_height=5.4
        )
    flow.table(table)
    _foot(flow, paper, rng)
    return flow.finish()


def draw_income(paper: Paper, look: Look, rng: random.Random) -> list[Sheet]:
    """Draw the income statement of the year with last year's amounts."""
    flow = Flow(look)
    _head(flow, paper, rng.choice(("利润表", "利 润 表", "损益表")), f"{paper.values['year']}年度", rng)
    write = _Writer(paper.facts, rng)
    names = rng.choice((("本期金额", "上期金额"), ("本年累计数", "上年数"), ("本年金额", "上年金额")))
    rows: list[Row] = [row_of("项  目", *(["行次"] if write.numbered else []), *names)]
    sides = (paper.facts["income"], paper.facts["income_before"])
    for place, (name, labels) in enumerate(read_words("audit")["income"].items(), start=1):
        rows.append(write.line(name, sides, place, label=rng.choice(labels)))
    flow.table(Table([3.6, *([0.7] if write.numbered else []), 2, 2], rows, head=1, row_height=rng.uniform(8, 11)))
    _foot(flow, paper, rng)
    return flow.finish()


def draw_cash_flow(paper: Paper, look: Look, rng: random.Random) -> list[Sheet]:
    """Draw a cash flow statement that leads from the opening to the closing cash."""
    facts = paper.facts
    opening, closing = facts["opening"]["货币资金"], facts["balance"]["货币资金"]
    factor, places = FACTORS[facts["unit"]]
    sales = (facts["income"]["营业收入"] * Decimal("1.03")).quantize(Decimal("0.01"))
    invested = (facts["income"]["营业收入"] * Decimal("0.02")).quantize(Decimal("0.01"))
    spent = sales - invested - (closing - opening)
    lines = [
        ("一、经营活动产生的现金流量：", None),
        ("销售商品、提供劳务收到的现金", sales),
        ("经营活动现金流入小计", sales),
        ("购买商品、接受劳务支付的现金", spent),
        ("经营活动现金流出小计", spent),
        ("经营活动产生的现金流量净额", sales - spent),
        ("二、投资活动产生的现金流量：", None),
        ("购建固定资产、无形资产支付的现金", invested),
        ("投资活动产生的现金流量净额", -invested),
        ("三、筹资活动产生的现金流量：", None),
        ("筹资活动产生的现金流量净额", Decimal(0)),
        ("四、现金及现金等价物净增加额", closing - opening),
        ("加：期初现金及现金等价物余额", opening),
        ("五、期末现金及现金等价物余额", closing),
    ]
    flow = Flow(look)
    _head(flow, paper, "现金流量表", f"{paper.values['year']}年度", rng)
    rows: list[Row] = [row_of("项  目", "本期金额")]
    rows += [
        [Cell(name, align="left"), Cell("" if amount is None else f"{amount / factor:,.{places}f}", align="right")]
        for name, amount in lines
    ]
    flow.table(Table([4, 2], rows, head=1, row_height=rng.uniform(8, 10)))
    _foot(flow, paper, rng)
    return flow.finish()


class _Writer:
    """Writes amounts into cells in the unit of the statements."""

    def __init__(self, facts: dict[str, Any], rng: random.Random) -> None:
        self.factor, self.places = FACTORS[facts["unit"]]
        self.numbered = rng.random() < 0.3
        self.zero = rng.choice(("", "", "-", "0.00"))
        self.comma = rng.random() < 0.85

    def amount(self, yuan: Decimal) -> str:
        """Write an amount, a loss with a minus sign."""
        if yuan == 0:
            return self.zero
        return f"{yuan / self.factor:,.{self.places}f}" if self.comma else f"{yuan / self.factor:.{self.places}f}"

    def line(
        self, name: str, sides: tuple[dict[str, Decimal], dict[str, Decimal]], place: int, *, label: str = ""
    ) -> list[Cell]:
        """Return the cells of one item; headings have no amounts."""
        text = label or name
        number = [Cell("" if name.endswith("：") else str(place))] if self.numbered else []
        if name.endswith("："):
            return [Cell(text, align="left"), *number, Cell(), Cell()]
        bold = name.endswith(("计", "总计"))
        amounts = [self.amount(side.get(name, Decimal(0))) for side in sides]
        return [
            Cell(text if bold or label else f" {text}", align="left", bold=bold),
            *number,
            *(Cell(one, align="right") for one in amounts),
        ]


def _head(flow: Flow, paper: Paper, title: str, day: str, rng: random.Random) -> None:
    look = flow.look
    flow.title(title if rng.random() < 0.6 else " ".join(title.replace(" ", "")), size=18, after=1)
    y = flow.y + 6
    maker = rng.choice(("编制单位：", "单位名称：", "编制单位："))
    unit = rng.choice(
        (f"单位：{paper.facts['unit']}", f"金额单位：{paper.facts['unit']}", f"单位：人民币{paper.facts['unit']}")
    )
    flow.sheet.write(flow.left, y, maker + paper.values["entity"], look.body, 10)
    middle = flow.sheet.width / 2 + (25 if not flow.turned else 0)
    flow.sheet.write(middle, y, day, look.body, 10)
    flow.sheet.write(flow.right - look.body.width(unit) * 10 * 0.3528, y, unit, look.body, 10)
    flow.space(8)


def _foot(flow: Flow, paper: Paper, rng: random.Random) -> None:
    flow.space(2)
    flow.need(8)
    legal = paper.facts["about"]["legal"]
    people = rng.choice(
        (
            f"单位负责人：{legal}      主管会计工作负责人：          会计机构负责人：",
            f"法定代表人：{legal}        财务负责人：         制表人：",
            "单位负责人：            财务负责人：            制表：",
        )
    )
    flow.paragraph(people, indent=0, size=9.5)
