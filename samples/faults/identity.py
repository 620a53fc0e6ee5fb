"""Papers that name someone else: another applicant, code, representative, date, capital or place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from samples.expectation.comparisons import CREDIT, NAMED
from samples.faults.catalogue import Plot, change_digit, paper_fault
from samples.notation import WAN
from samples.paper import Address
from samples.words import read_words
from samples.world.applicant import invent_place
from samples.world.identifiers import check_digit, invent_credit_code
from samples.world.people import invent_name
from samples.world.services import invent_company_name

CERTIFICATES = ("business_licence", "institution_certificate")
# The licence itself and the owner's certificate are left right, so that it is clear which paper is wrong.
MISNAMED = (
    "lease", "audit_report", "special_audit_report", "application_cover", "declaration", "recommendation_form", *CREDIT,
)  # fmt: skip


@paper_fault("x01-applicant-name")
def one_sign_of_name(plot: Plot) -> str | None:
    """Change one character of the applicant's name on one paper."""
    paper = plot.any(*MISNAMED)
    if paper is None:
        return None
    name: str = paper.values[NAMED[paper.kind]]
    brand = plot.world.applicant.brand
    place = name.find(brand) if brand in name else 2
    other = plot.rng.choice([sign for sign in "佳瑞宏恒达盛源禾铭泰昌诚" if sign not in name])
    paper.values[NAMED[paper.kind]] = name[:place] + other + name[place + 1 :]
    return f"{paper.kind} names {paper.values[NAMED[paper.kind]]} instead of {name}"


@paper_fault("x01-applicant-name")
def another_company(plot: Plot) -> str | None:
    """Put another company's name on one of the credit printouts, the audit or the lease."""
    paper = plot.any("audit_report", "lease", *CREDIT)
    if paper is None:
        return None
    paper.values[NAMED[paper.kind]] = invent_company_name(plot.rng)
    return f"{paper.kind} is about {paper.values[NAMED[paper.kind]]}"


@paper_fault("x02-credit-code")
def digit_of_code(plot: Plot) -> str | None:
    """Change a digit of the code on one printout and make its check digit fit."""
    paper = plot.any(*CREDIT)
    if paper is None:
        return None
    code = paper.values["credit_code"]
    first = code[:8] + change_digit(code[8:16], plot.rng) + code[16]
    paper.values["credit_code"] = first + check_digit(first)
    return f"{paper.kind} shows the code {paper.values['credit_code']} instead of {code}"


@paper_fault("x02-credit-code")
def another_code(plot: Plot) -> str | None:
    """Put another company's valid code on one printout."""
    paper = plot.any(*CREDIT)
    if paper is None:
        return None
    paper.values["credit_code"] = invent_credit_code(plot.rng, prefix="91", area="411000", recent=True)
    return f"{paper.kind} shows another company's code"


@paper_fault("x03-legal-representative")
def former_representative(plot: Plot) -> str | None:
    """Show another legal representative in the credit report."""
    paper = plot.first("credit_china_report")
    if paper is None:
        return None
    paper.facts["legal"] = invent_name(plot.rng)
    return f"the credit report names {paper.facts['legal']} as legal representative"


@paper_fault("x03-legal-representative")
def licence_of_another(plot: Plot) -> str | None:
    """Show another legal representative on the licence only."""
    paper = plot.first(*CERTIFICATES)
    if paper is None:
        return None
    paper.values["legal_representative"] = invent_name(plot.rng)
    return f"the licence names {paper.values['legal_representative']} as legal representative"


@paper_fault("x04-registration-date")
def other_day(plot: Plot) -> str | None:
    """Write another day of registration into the form."""
    form = plot.form()
    if form is None:
        return None
    form["registered_on"] -= timedelta(days=plot.rng.randint(8, 70))
    return f"the form says registered on {form['registered_on']}"


@paper_fault("x04-registration-date")
def other_year(plot: Plot) -> str | None:
    """Write another year of registration into the form."""
    form = plot.form()
    if form is None:
        return None
    day = form["registered_on"]
    form["registered_on"] = day.replace(year=day.year - plot.rng.choice((1, 2, 3)), day=min(day.day, 28))
    return f"the form says registered on {form['registered_on']}"


@paper_fault("x05-registered-capital")
def tenfold_capital(plot: Plot) -> str | None:
    """Write ten times the capital into the form."""
    form = plot.form()
    if form is None:
        return None
    form["registered_capital"] *= 10
    return "the form's registered capital is ten times the licence's"


@paper_fault("x05-registered-capital")
def other_capital(plot: Plot) -> str | None:
    """Write another capital into the form."""
    form = plot.form()
    if form is None:
        return None
    form["registered_capital"] += Decimal(plot.rng.choice((20, 50, 100, 300))) * WAN
    return f"the form's registered capital is {form['registered_capital']}"


@paper_fault("x06-registered-address")
def other_place(plot: Plot) -> str | None:
    """Write another place into the form's registered address."""
    form = plot.form()
    if form is None:
        return None
    districts = [name for name in read_words("places")["districts"] if name != plot.world.applicant.district]
    place = invent_place(plot.rng, plot.rng.choice(districts))
    form["address"] = Address(place.text(), place)
    return f"the form's address is {place.text()}"


@paper_fault("x06-registered-address")
def licence_elsewhere(plot: Plot) -> str | None:
    """Let the licence give another house number in the same road."""
    paper = plot.first(*CERTIFICATES)
    if paper is None:
        return None
    place = plot.world.applicant.place
    place = replace(place, number=place.number + plot.rng.randint(3, 90))
    paper.values["address"] = Address(place.text(), place)
    return f"the licence's address is number {place.number}"
