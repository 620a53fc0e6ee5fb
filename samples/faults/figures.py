"""Figures that contradict one another: money, people, machines, clients."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from samples.faults.catalogue import Plot, change_digit, paper_fault
from samples.kinds.audit_report import read_totals
from samples.kinds.equipment_list import total_devices
from samples.kinds.staff_list import count_staff
from samples.notation import WAN

if TYPE_CHECKING:
    from samples.paper import Paper


def _spoil(amount: Decimal, plot: Plot) -> Decimal:
    """Return an amount off by a digit, by ten, or with two digits swapped."""
    text = f"{amount:f}"
    whole = text.split(".", maxsplit=1)[0].rstrip("0") or "1"
    way = plot.rng.choice(("digit", "ten", "swap"))
    if way == "ten":
        return amount * 10
    swapped = whole[1] + whole[0] + whole[2:] if len(whole) > 1 else whole
    if way == "swap" and swapped != whole and swapped[0] != "0":
        return Decimal(swapped + text[len(whole) :])
    head = whole[: max(2, len(whole) - 2)]  # not the last digits, which rounding could hide
    return Decimal(change_digit(head, plot.rng) + text[len(head) :])


def _refit_share(form: dict[str, Any]) -> None:
    """Make the machines' share of the assets follow from the amounts again."""
    form["equipment_asset_share"] = round(float(form["equipment_value"] / form["total_assets"]), 4)


@paper_fault("x07-total-assets")
def form_total_off(plot: Plot) -> str | None:
    """Spoil the form's 上年末总资产 and fit the share of machines to it."""
    form = plot.form()
    if form is None:
        return None
    form["total_assets"] = _spoil(form["total_assets"], plot)
    _refit_share(form)
    return f"the form's total assets are {form['total_assets']}"


@paper_fault("x07-total-assets")
def table_total_off(plot: Plot) -> str | None:
    """Spoil 资产总额 in the year table only."""
    form = plot.form()
    if form is None:
        return None
    form["years"][0]["total_assets"] = _spoil(form["years"][0]["total_assets"], plot)
    return f"the year table's total assets are {form['years'][0]['total_assets']}"


@paper_fault("x07-total-assets")
def audit_total_off(plot: Plot) -> str | None:
    """Change the audited total on both sides, so that the balance still holds."""
    paper = plot.first("audit_report")
    if paper is None:
        return None
    balance = paper.facts["balance"]
    extra = (balance["资产总计"] * Decimal(plot.rng.choice(("0.11", "0.25", "0.08")))).quantize(Decimal(10)) + WAN
    for name in ("资产总计", "流动资产合计", "货币资金", "未分配利润", "所有者权益合计", "负债和所有者权益总计"):
        balance[name] += extra
    read_totals(paper.values, paper.facts)
    return f"the audited total assets are {balance['资产总计']}"


@paper_fault("x07-total-assets")
def portal_total_off(plot: Plot) -> str | None:
    """Type another total into the portal than stands in the form."""
    form = plot.form()
    if form is None:
        return None
    plot.portal["total_assets"] = f"{_spoil(form['total_assets'], plot):.2f}"
    return f"the portal's total assets are {plot.portal['total_assets']}"


@paper_fault("x08-revenue")
def form_revenue_off(plot: Plot) -> str | None:
    """Raise the year table's revenue, by ten or by 300 000 yuan."""
    form = plot.form()
    if form is None:
        return None
    revenue = form["years"][0]["revenue"]
    form["years"][0]["revenue"] = plot.rng.choice((revenue * 10, revenue + 30 * WAN))
    return f"the year table's revenue is {form['years'][0]['revenue']}"


@paper_fault("x08-revenue")
def audit_revenue_off(plot: Plot) -> str | None:
    """Show another revenue, and cost, in the income statement."""
    paper = plot.first("audit_report")
    if paper is None:
        return None
    extra = (paper.facts["income"]["营业收入"] * Decimal("0.12")).quantize(Decimal(10)) + 2 * WAN
    for name in ("营业收入", "营业成本"):
        paper.facts["income"][name] += extra
    read_totals(paper.values, paper.facts)
    return f"the audited revenue is {paper.values['revenue']}"


@paper_fault("x09-service-revenue")
def form_service_revenue_off(plot: Plot) -> str | None:
    """Lower the year table's service revenue."""
    form = plot.form()
    if form is None or not plot.first("special_audit_report"):
        return None
    year = form["years"][0]
    year["service_revenue"] = (year["service_revenue"] * Decimal("0.86")).quantize(Decimal(100))
    return f"the year table's service revenue is {year['service_revenue']}"


@paper_fault("x09-service-revenue")
def audited_service_revenue_off(plot: Plot) -> str | None:
    """Show another service revenue in the special audit."""
    paper = plot.first("special_audit_report")
    if paper is None:
        return None
    paper.values["service_revenue"] = (paper.values["service_revenue"] * Decimal("0.91")).quantize(Decimal(100))
    return f"the audited service revenue is {paper.values['service_revenue']}"


@paper_fault("x10-profit")
def form_profit_off(plot: Plot) -> str | None:
    """Spoil the year table's profit."""
    form = plot.form()
    if form is None:
        return None
    form["years"][0]["profit"] = _spoil(form["years"][0]["profit"], plot)
    return f"the year table's profit is {form['years'][0]['profit']}"


@paper_fault("x10-profit")
def audited_loss(plot: Plot) -> str | None:
    """Show a loss in the income statement where the form shows a profit."""
    paper = plot.first("audit_report")
    if paper is None:
        return None
    income = paper.facts["income"]
    swing = 2 * income["利润总额"]
    income["管理费用"] += swing
    for name in ("营业利润", "利润总额"):
        income[name] -= swing
    income["所得税费用"] = Decimal(0)
    income["净利润"] = income["利润总额"]
    read_totals(paper.values, paper.facts)
    return f"the audited result is a loss of {-income['利润总额']}"


@paper_fault("x11-headcount")
def form_headcount_off(plot: Plot) -> str | None:
    """State more people in the form than the lists have."""
    form = plot.form()
    if form is None:
        return None
    form["headcount"] += plot.rng.randint(2, 9)
    form["qualified_share"] = round(form["qualified_count"] / form["headcount"], 4)
    return f"the form states {form['headcount']} people"


@paper_fault("x11-headcount")
def portal_headcount_off(plot: Plot) -> str | None:
    """Type another number of people into the portal than stands in the form."""
    form = plot.form()
    if form is None:
        return None
    plot.portal["headcount"] = form["headcount"] + plot.rng.choice((-2, 3, 5, 10))
    return f"the portal states {plot.portal['headcount']} people"


@paper_fault("x11-headcount")
def list_shorter(plot: Plot) -> str | None:
    """Leave two or three people out of one list."""
    paper = plot.any("staff_list", "staff_roster")
    if paper is None or len(paper.values["rows"]) < 13:
        return None
    del paper.values["rows"][-plot.rng.choice((2, 3)) :]
    count_staff(paper.values)
    return f"{paper.kind} has {paper.values['count']} rows"


@paper_fault("x12-qualified-count")
def fewer_qualified(plot: Plot) -> str | None:
    """State fewer qualified people than any reading of the list gives, with the share that follows."""
    form = plot.form()
    if form is None:
        return None
    both = sum(person.educated and person.titled for person in plot.world.staff)
    form["qualified_count"] = max(1, both - plot.rng.choice((1, 2, 3)))
    form["qualified_share"] = round(form["qualified_count"] / form["headcount"], 4)
    return f"the form states {form['qualified_count']} qualified people"


@paper_fault("x12-qualified-count")
def everyone_qualified(plot: Plot) -> str | None:
    """State that everyone is qualified where the list says otherwise."""
    form, papers = plot.form(), plot.all("staff_list", "staff_roster")
    if form is None or not papers:
        return None
    names = {row["name"] for row in plot.rng.sample(papers[0].values["rows"], 2)}
    for paper in papers:
        for row in paper.values["rows"]:
            if row["name"] in names:
                _unlearn(row)
        count_staff(paper.values)
    form["qualified_count"], form["qualified_share"] = form["headcount"], 1.0
    return "the form counts everyone as qualified, the lists do not"


def _unlearn(row: dict[str, Any]) -> None:
    row |= {"education": "高中", "title": "无", "school": "许昌市第一职业高中", "educated": False, "titled": False}


@paper_fault("x13-equipment-count")
def form_count_off(plot: Plot) -> str | None:
    """State another number of machines."""
    form = plot.form()
    if form is None:
        return None
    form["equipment_count"] += plot.rng.choice((-3, -2, 4, 10, 18))
    return f"the form states {form['equipment_count']} machines"


@paper_fault("x13-equipment-count")
def list_count_off(plot: Plot) -> str | None:
    """List more of one machine than the form counts."""
    paper = plot.first("equipment_list")
    if paper is None:
        return None
    plot.rng.choice(paper.values["rows"])["quantity"] += plot.rng.randint(2, 7)
    total_devices(paper.values)
    return f"the list adds up to {paper.values['count']} machines"


@paper_fault("x14-equipment-value")
def form_value_off(plot: Plot) -> str | None:
    """State another value of the machines in the form."""
    form = plot.form()
    if form is None:
        return None
    factor = Decimal(plot.rng.choice(("1.3", "0.7", "1.85")))
    form["equipment_value"] = (form["equipment_value"] * factor).quantize(Decimal(100))
    _refit_share(form)
    return f"the form's equipment value is {form['equipment_value']}"


@paper_fault("x14-equipment-value")
def list_value_off(plot: Plot) -> str | None:
    """Raise the greatest price of the list."""
    paper = plot.first("equipment_list")
    if paper is None:
        return None
    row = _dearest(paper)
    row["price"] = (row["price"] * Decimal("1.6")).quantize(Decimal(100))
    total_devices(paper.values)
    return f"the list adds up to {paper.values['value']} yuan"


def _dearest(paper: Paper) -> dict[str, Any]:
    rows: list[dict[str, Any]] = paper.values["rows"]
    return max(rows, key=lambda row: row["price"])


@paper_fault("x15-clients-total")
def list_total_off(plot: Plot) -> str | None:
    """State another total below the client list."""
    paper = plot.first("client_list")
    if paper is None:
        return None
    paper.values["total_served"] += plot.rng.randint(5, 60)
    return f"the client list's total is {paper.values['total_served']}"


@paper_fault("x15-clients-total")
def table_total_of_clients_off(plot: Plot) -> str | None:
    """State another number in the year table."""
    form = plot.form()
    if form is None:
        return None
    form["years"][0]["clients"] += plot.rng.randint(6, 40)
    return f"the year table states {form['years'][0]['clients']} companies"
