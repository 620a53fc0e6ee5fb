"""依法纳税证明, which only a branch has to hand in."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.drawing.table import Table, row_of
from samples.notation import amount_in_words, date_text
from samples.paper import Paper, Stamp
from samples.words import read_words

if TYPE_CHECKING:
    from samples.world.model import World


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the certificate of a branch's taxes of the audit year."""
    one = world.applicant
    if one.form != "branch":
        return []
    words = read_words("credit")["tax"]
    bureau = str(words["bureau"]).format(district=one.district)
    rows = [
        (name, Decimal(rng.randint(20_000, 9_000_000)) / 100) for name in rng.sample(words["items"], rng.randint(3, 6))
    ]
    facts = {
        "title": rng.choice(words["titles"]),
        "bureau": bureau,
        "rows": rows,
        "year": world.audit_year,
        "name": one.name,
        "code": one.credit_code,
    }
    facts["day"] = world.filled_on - timedelta(days=rng.randint(1, 20))
    return [
        Paper(
            "tax_certificate",
            f"{world.seed}",
            {},
            facts,
            stamps={"bureau": Stamp(bureau, lower="征税专用章")},
            paper_only=True,
        )
    ]


def draw(paper: Paper) -> None:
    """Draw the certificate."""
    rng = paper.chance("draw")
    facts = paper.facts
    flow = Flow(invent_look(rng))
    flow.title(facts["title"], size=22, after=10)
    flow.paragraph(f"纳税人名称：{facts['name']}", indent=0)
    flow.paragraph(f"纳税人识别号：{facts['code']}", indent=0)
    flow.paragraph(f"税款所属期：{facts['year']}年01月01日至{facts['year']}年12月31日", indent=0, after=4)
    rows = [row_of("税种", "税款所属期", "实缴金额（元）")]
    rows += [row_of(name, f"{facts['year']}年度", f"{amount:,.2f}") for name, amount in facts["rows"]]
    total = sum((amount for _, amount in facts["rows"]), Decimal(0))
    rows.append(row_of("合计", "", f"{total:,.2f}"))
    flow.table(Table([2, 2, 2], rows, row_height=9))
    flow.paragraph(f"金额合计（大写）：{amount_in_words(total)}", indent=0, after=6)
    flow.paragraph("经查询税收征管系统，该纳税人在上述期间依法申报纳税，无欠税记录。特此证明。", after=20)
    flow.paragraph(facts["bureau"], indent=0, align="right")
    flow.paragraph(date_text(facts["day"], "plain"), indent=0, align="right")
    paper.sheets = flow.finish()
    paper.press("bureau", paper.sheets, len(paper.sheets) - 1, flow.right - 30, flow.y - 8)
