"""租赁合同: parties, rooms, term, rent in figures and words, seals of both."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.notation import amount_in_words, any_date_style, chinese_digits, date_text, digits, number_text
from samples.paper import Address, Paper, Stamp
from samples.words import read_words
from samples.world.identifiers import mobile

if TYPE_CHECKING:
    from samples.world.model import Tenancy, World


NUMBERINGS = ("第{c}条　", "{c}、", "{n}、", "第{c}条 ")


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan one contract for each tenancy."""
    return [_plan(world, tenancy, place, rng) for place, tenancy in enumerate(world.tenancies)]


def _plan(world: World, tenancy: Tenancy, place: int, rng: random.Random) -> Paper:
    one = world.applicant
    private = len(tenancy.lessor) <= 4
    monthly = rng.random() < 0.3
    rent = (tenancy.rent / 12).quantize(Decimal(100)) if monthly else tenancy.rent
    values: dict[str, Any] = {
        "lessor": tenancy.lessor,
        "lessee": one.name,
        "address": Address(tenancy.place.text(province=rng.random() < 0.3, city=rng.random() < 0.75), tenancy.place),
        "area": tenancy.area,
        "starts_on": tenancy.starts_on,
        "ends_on": tenancy.ends_on,
        "rent": rent,
        "signed_on": tenancy.signed_on,
    }
    facts = {
        "words": rent,
        "deposit": tenancy.deposit,
        "legal": one.legal_representative,
        "person": tenancy.lessor_person,
        "private": private,
    }
    facts |= {"variant": rng.randrange(4), "monthly": monthly}
    stamps = {"lessee": Stamp(one.name, lower=rng.choice(("", "", "合同专用章")))}
    if not private:
        stamps["lessor"] = Stamp(tenancy.lessor, lower=rng.choice(("", "合同专用章")))
    signatures = {"lessor": tenancy.lessor_person} if private or rng.random() < 0.5 else {}
    if rng.random() < 0.6:
        signatures["lessee"] = one.legal_representative
    return Paper("lease", f"{world.seed} {place}", values, facts, stamps, signatures, paper_only=True)


def draw(paper: Paper) -> None:
    """Draw the contract in one of its wordings."""
    rng = paper.chance("draw")
    words = read_words("lease")
    look = replace(invent_look(rng, styles=("song", "song", "song", "kai", "hei")), by_hand=rng.random() < 0.25)
    flow = Flow(look)
    blanks = _blanks(paper, rng)
    variant = paper.facts["variant"]
    flow.title(rng.choice(words["titles"]), size=rng.choice((18, 20, 22)))
    if rng.random() < 0.4:
        flow.paragraph(
            f"合同编号：{paper.values['signed_on']:%Y%m}{rng.randint(1, 99):02}", indent=0, align="right", size=10.5
        )
    for line in rng.choice(words["parties"]):
        flow.paragraph(line.format(**blanks), indent=0)
        extra = rng.choice([*words["contacts"][:1], ""])
        if extra and "lessee" in line:
            flow.paragraph(str(extra).format(**blanks), indent=0)
    flow.space(2)
    flow.paragraph(str(rng.choice(words["preamble"])).format(**blanks))
    for place, key in enumerate(("premises", "purpose", "term", "rent"), start=1):
        number = NUMBERINGS[variant].format(c=chinese_digits(place), n=place)
        flow.paragraph(number + str(rng.choice(words[key])).format(**blanks))
    _other_clauses(flow, rng, words, blanks, variant)
    flow.paragraph(str(rng.choice(words["closing"])), after=10)
    _signing(flow, paper, rng)
    paper.sheets = flow.finish()


def _other_clauses(flow: Flow, rng: random.Random, words: dict[str, Any], blanks: dict[str, Any], variant: int) -> None:
    numbering = NUMBERINGS[variant]
    chosen = [choice for choice in words["other"] if rng.random() < 0.9]
    for place, choice in enumerate(chosen, start=5):
        flow.paragraph(numbering.format(c=chinese_digits(place), n=place) + str(rng.choice(choice)).format(**blanks))
        for extra in range(rng.choice((0, 0, 1, 2))):
            flow.paragraph(f"（{extra + 1}）" + str(rng.choice(rng.choice(words["other"]))).format(**blanks))


def _blanks(paper: Paper, rng: random.Random) -> dict[str, Any]:
    values = paper.values
    style = any_date_style(rng, formal=rng.random() < 0.8)
    rent: Decimal = values["rent"]
    years = values["ends_on"].year - values["starts_on"].year + (values["ends_on"].timetuple().tm_yday > 200)
    years = years if date_reaches(values["starts_on"], values["ends_on"], years) else max(1, years - 1)
    return {
        "lessor": values["lessor"],
        "lessee": values["lessee"],
        "address": values["address"].text,
        "address_short": values["address"].text[:12],
        "area": number_text(values["area"]) if rng.random() < 0.7 else f"{values['area']:.2f}",
        "start": date_text(values["starts_on"], style),
        "end": date_text(values["ends_on"], style),
        "years": rng.choice((str(years), chinese_digits(years))),
        "rent": digits(rent.quantize(Decimal(1)) if rent == rent.to_integral() else rent, comma=rng.random() < 0.3),
        "words": amount_in_words(paper.facts["words"], round_sign=rng.choice(("元", "圆"))),
        "deposit": paper.facts["deposit"],
        "legal": paper.facts["legal"],
        "phone": mobile(rng),
        "pay": rng.choice(("年", "半年", "季度")),
        "period": "月" if paper.facts["monthly"] else "年",
        "each": "每月" if paper.facts["monthly"] else "每年",
    }


def date_reaches(start: date, end: date, years: int) -> bool:
    """Tell whether the term is at least so many years less a day."""
    return (end - start).days >= years * 365 - 2


def _signing(flow: Flow, paper: Paper, rng: random.Random) -> None:
    """Write the signature lines, side by side or below one another, and press the seals."""
    look = flow.look
    day = date_text(paper.values["signed_on"], any_date_style(rng, formal=True))
    labels = rng.choice(
        (
            ("甲方（盖章）：", "乙方（盖章）："),
            ("出租方（签章）：", "承租方（签章）："),
            ("甲方（签字或盖章）：", "乙方（签字或盖章）："),
        )
    )
    agent = rng.choice(("法定代表人或委托代理人：", "代表人（签字）：", "法定代表人："))
    beside = rng.random() < 0.65
    flow.need(52 if beside else 100)
    top, sheet, page = flow.y, flow.sheet, flow.page
    for side, (party, label) in enumerate(zip(("lessor", "lessee"), labels, strict=True)):
        x = flow.left + (side * flow.width / 2 if beside else 0)
        y = top + (0 if beside else side * 44)
        sheet.write(x, y + 5, label, look.body, 12)
        if not beside and rng.random() < 0.5:
            sheet.write(x + 40, y + 5, paper.values[party], look.body, 12)
        sheet.write(x, y + 14, agent, look.body, 12)
        if beside:
            sheet.write(x, y + 23, day, look.body, 12)
        paper.sign(party, sheet, x + len(agent) * 4.2, y + 13)
        paper.press(party, flow.sheets, page, x + (38 if beside else 75), y + 12)
    if not beside:
        sheet.write(flow.right - 60, top + 84, day, look.body, 12)
    flow.y = top + (52 if beside else 92)
