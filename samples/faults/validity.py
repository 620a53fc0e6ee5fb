"""Papers that are not valid: expired, of the wrong year, not adding up."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from samples.faults.catalogue import Plot, change_digit, paper_fault, world_fault
from samples.kinds import credit_china_report, gsxt_print
from samples.kinds.audit_report import read_totals
from samples.world.identifiers import CODE_ALPHABET, is_valid_credit_code

if TYPE_CHECKING:
    from datetime import date

CREDIT = ("credit_china_report", "gsxt_penalty", "gsxt_abnormal", "gsxt_dishonest")


@world_fault("v01-credit-code-check")
def wrong_check_digit(plot: Plot) -> str | None:
    """Give the code another last character, on every paper."""
    one = plot.world.applicant
    one.credit_code = one.credit_code[:17] + plot.rng.choice(
        [sign for sign in CODE_ALPHABET if sign != one.credit_code[17]]
    )
    return f"the check digit of {one.credit_code} is wrong"


@world_fault("v01-credit-code-check")
def wrong_digit_inside(plot: Plot) -> str | None:
    """Change a digit of the organisation code, on every paper."""
    one = plot.world.applicant
    code = one.credit_code[:8] + change_digit(one.credit_code[8:16], plot.rng) + one.credit_code[16:]
    if is_valid_credit_code(code):
        return None
    one.credit_code = code
    return f"{code} fails its check digit"


def _expire(plot: Plot, days: int) -> str | None:
    paper = plot.first("business_licence", "institution_certificate")
    if paper is None:
        return None
    end: date = plot.world.submitted_on - timedelta(days=days)
    if end <= paper.values["established_on"] + timedelta(days=400):
        return None
    paper.values["term_from"] = paper.values.get("term_from", paper.values["established_on"])
    paper.values["term_from"] = min(
        paper.values["term_from"], paper.values["established_on"], end - timedelta(days=365)
    )
    paper.values["term_to"] = end
    paper.facts["open_end"] = False
    paper.facts["term"] = "{start}至{end}"
    return f"the licence ended on {end}"


@paper_fault("v02-licence-term")
def just_expired(plot: Plot) -> str | None:
    """Let the licence have ended some days or weeks ago."""
    return _expire(plot, plot.rng.randint(2, 60))


@paper_fault("v02-licence-term")
def long_expired(plot: Plot) -> str | None:
    """Let the licence have ended long ago."""
    return _expire(plot, plot.rng.randint(200, 900))


@paper_fault("v03-lease-term")
def lease_ended(plot: Plot) -> str | None:
    """Let every lease have ended before the submission."""
    papers = plot.all("lease")
    for paper in papers:
        values = paper.values
        values["ends_on"] = plot.world.submitted_on - timedelta(days=plot.rng.randint(3, 150))
        values["starts_on"] = values["ends_on"] - timedelta(days=3 * 365 - 1)
        values["signed_on"] = values["starts_on"] - timedelta(days=plot.rng.randint(1, 20))
    return f"the lease ended on {papers[0].values['ends_on']}" if papers else None


@paper_fault("v03-lease-term")
def lease_not_begun(plot: Plot) -> str | None:
    """Let every lease begin after the submission."""
    papers = plot.all("lease")
    for paper in papers:
        values = paper.values
        values["starts_on"] = (plot.world.submitted_on + timedelta(days=40)).replace(day=1)
        values["ends_on"] = values["starts_on"].replace(year=values["starts_on"].year + 3) - timedelta(days=1)
        values["signed_on"] = plot.world.submitted_on - timedelta(days=plot.rng.randint(2, 30))
    return f"the lease begins on {papers[0].values['starts_on']}" if papers else None


def _lapse(plot: Plot, days: int) -> str | None:
    papers = [paper for paper in plot.all("qualification") if "valid_to" in paper.values]
    if not papers:
        return None
    paper = plot.rng.choice(papers)
    paper.values["valid_to"] = plot.world.submitted_on - timedelta(days=days)
    paper.facts["issued_on"] = paper.values["valid_to"] - timedelta(days=3 * 365)
    return f"{paper.values['title']} ended on {paper.values['valid_to']}"


@paper_fault("v04-qualification-term")
def just_lapsed(plot: Plot) -> str | None:
    """Let a qualification have ended some days ago."""
    return _lapse(plot, plot.rng.randint(2, 45))


@paper_fault("v04-qualification-term")
def long_lapsed(plot: Plot) -> str | None:
    """Let a qualification have ended long ago."""
    return _lapse(plot, plot.rng.randint(120, 800))


def _age_audit(plot: Plot, years: int) -> str | None:
    paper = plot.first("audit_report")
    if paper is None:
        return None
    paper.values["year"] -= years
    signed = paper.values["signed_on"]
    paper.values["signed_on"] = signed.replace(year=signed.year - years, day=min(signed.day, 28))
    paper.values["number"] = paper.values["number"].replace(
        str(plot.world.audit_year + 1), str(plot.world.audit_year + 1 - years)
    )
    return f"the audit is of {paper.values['year']}"


@paper_fault("v05-audit-year")
def audit_of_year_before(plot: Plot) -> str | None:
    """Hand in the audit of the year before, with that year's figures."""
    told = _age_audit(plot, 1)
    if told is None:
        return None
    paper = plot.first("audit_report")
    assert paper is not None
    facts = paper.facts
    facts["balance"], facts["opening"] = (
        facts["opening"],
        {name: (amount * Decimal("0.9")).quantize(Decimal(100)) for name, amount in facts["opening"].items()},
    )
    facts["opening"]["所有者权益合计"] = facts["opening"]["资产总计"] - facts["opening"]["负债合计"]
    facts["income"], facts["income_before"] = facts["income_before"], facts["income"]
    read_totals(paper.values, facts)
    return told


@paper_fault("v05-audit-year")
def audit_two_years_old(plot: Plot) -> str | None:
    """Hand in an audit that is two years older, though its figures agree."""
    return _age_audit(plot, 2)


def _opinion(plot: Plot, kind: str) -> str | None:
    paper = plot.first("audit_report")
    if paper is None:
        return None
    paper.values["opinion"] = kind
    return f"the audit's opinion is {kind}"


@paper_fault("v06-audit-opinion")
def qualified_opinion(plot: Plot) -> str | None:
    """Qualify the opinion."""
    return _opinion(plot, "qualified")


@paper_fault("v06-audit-opinion")
def no_opinion(plot: Plot) -> str | None:
    """Disclaim an opinion."""
    return _opinion(plot, "disclaimer")


@paper_fault("v06-audit-opinion")
def emphasised_matter(plot: Plot) -> str | None:
    """Add an emphasis of matter."""
    return _opinion(plot, "emphasis")


@paper_fault("v07-credit-printout-month")
def print_of_month_before(plot: Plot) -> str | None:
    """Let one printout be of the month before."""
    paper = plot.any(*CREDIT)
    if paper is None:
        return None
    paper.values["printed_on"] = plot.world.submitted_on.replace(day=1) - timedelta(days=plot.rng.randint(1, 20))
    return f"{paper.kind} was printed on {paper.values['printed_on']}"


@paper_fault("v07-credit-printout-month")
def print_of_year_before(plot: Plot) -> str | None:
    """Let one printout be of the same month a year ago."""
    paper = plot.any(*CREDIT)
    if paper is None:
        return None
    day = paper.values["printed_on"]
    paper.values["printed_on"] = day.replace(year=day.year - 1, day=min(day.day, 28))
    return f"{paper.kind} was printed on {paper.values['printed_on']}"


@paper_fault("v08-credit-clean")
def record_at_gsxt(plot: Plot) -> str | None:
    """Show a record on one of the three prints."""
    paper = plot.any("gsxt_penalty", "gsxt_abnormal", "gsxt_dishonest")
    if paper is None:
        return None
    gsxt_print.add_record(paper, plot.rng)
    return f"{paper.kind} shows a record"


@paper_fault("v08-credit-clean")
def penalty_in_report(plot: Plot) -> str | None:
    """Show a penalty in the credit report."""
    paper = plot.first("credit_china_report")
    if paper is None:
        return None
    credit_china_report.add_penalty(paper, plot.rng)
    return "the credit report shows a penalty"


@paper_fault("v09-dates-in-order")
def audit_signed_later(plot: Plot) -> str | None:
    """Date the audit after the submission."""
    paper = plot.first("audit_report")
    if paper is None:
        return None
    paper.values["signed_on"] = plot.world.submitted_on + timedelta(days=plot.rng.randint(3, 40))
    return f"the audit is dated {paper.values['signed_on']}, after the submission"


@paper_fault("v09-dates-in-order")
def declaration_signed_later(plot: Plot) -> str | None:
    """Date the declaration after the submission."""
    paper = plot.first("declaration")
    if paper is None:
        return None
    paper.values["signed_on"] = plot.world.submitted_on + timedelta(days=plot.rng.randint(2, 60))
    return f"the declaration is dated {paper.values['signed_on']}, after the submission"


def _unbalance(plot: Plot, name: str) -> str | None:
    paper = plot.first("audit_report")
    if paper is None:
        return None
    paper.facts["balance"][name] += Decimal(plot.rng.choice((100_000, 90_000, -20_000, 270_000)))
    read_totals(paper.values, paper.facts)
    return f"{name} does not fit: assets are not liabilities and equity"


@paper_fault("v10-balance-identity")
def liabilities_off(plot: Plot) -> str | None:
    """Spoil the sum of liabilities."""
    return _unbalance(plot, "负债合计")


@paper_fault("v10-balance-identity")
def equity_off(plot: Plot) -> str | None:
    """Spoil the equity."""
    return _unbalance(plot, "所有者权益合计")


@paper_fault("v11-form-arithmetic")
def parts_of_area(plot: Plot) -> str | None:
    """Let owned and rented rooms not add up to the total."""
    paper = plot.first("application_form")
    if paper is None:
        return None
    paper.values["area_total"] = round(paper.values["area_total"] + plot.rng.choice((20, 35, 100)), 2)
    return "owned and rented area do not add up to the total"


@paper_fault("v11-form-arithmetic")
def shares_over_whole(plot: Plot) -> str | None:
    """Let the investors hold more than the whole."""
    paper = plot.first("application_form")
    if paper is None or not paper.values["investors"]:
        return None
    paper.values["investors"].append(
        {"name": "许昌市发展投资中心", "nature": "法人", "share": plot.rng.choice((0.1, 0.15, 0.2))}
    )
    return "the investors' shares add up to more than 100 %"


@paper_fault("v11-form-arithmetic")
def share_of_machines(plot: Plot) -> str | None:
    """State a share of machines that does not follow from the amounts."""
    paper = plot.first("application_form")
    if paper is None:
        return None
    paper.values["equipment_asset_share"] = round(
        paper.values["equipment_asset_share"] + plot.rng.choice((0.031, 0.054, 0.12)), 3
    )
    return "the machines' share of the assets is wrong"


@paper_fault("v12-amount-in-words")
def words_off(plot: Plot) -> str | None:
    """Let the rent in words differ by some hundreds."""
    paper = plot.any("lease")
    if paper is None:
        return None
    paper.facts["words"] += Decimal(plot.rng.choice((300, 1000, 5000)))
    return "the rent in words is not the rent in figures"


@paper_fault("v12-amount-in-words")
def words_tenfold(plot: Plot) -> str | None:
    """Let the rent in words be ten times the rent in figures."""
    paper = plot.any("lease")
    if paper is None:
        return None
    paper.facts["words"] *= 10
    return "the rent in words is ten times the rent in figures"


@paper_fault("v13-duplicate-rows")
def client_twice(plot: Plot) -> str | None:
    """List one or two companies twice."""
    paper = plot.first("client_list")
    if paper is None:
        return None
    rows = paper.values["rows"]
    for _ in range(plot.rng.choice((1, 2))):
        one, other = plot.rng.sample(range(len(rows)), 2)
        rows[other] = rows[one] | {"satisfied": rows[other]["satisfied"]}
    return "a company is listed twice"


@paper_fault("v13-duplicate-rows")
def person_twice(plot: Plot) -> str | None:
    """List one person twice."""
    paper = plot.first("staff_list")
    if paper is None:
        return None
    rows = paper.values["rows"]
    one, other = plot.rng.sample(range(len(rows)), 2)
    rows[other] = rows[other] | {key: rows[one][key] for key in ("name", "age", "school")}
    return f"{rows[one]['name']} is listed twice"
