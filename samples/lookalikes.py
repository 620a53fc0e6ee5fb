"""Harmless variations that are in a dossier and must not be flagged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.expectation.comparisons import NAMED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samples.dossier import Dossier


def observe_lookalikes(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Yield (rule, sentence) for each variation that the dossier happens to contain."""
    for observe in (_names, _certificate, _form, _lists, _premises, _money, _narrative, _validity, _people_and_seals):
        yield from observe(dossier)


def _names(dossier: Dossier) -> Iterator[tuple[str, str]]:
    names = {paper.values[NAMED[paper.kind]] for paper in dossier.papers if paper.kind in NAMED}
    if any("(" in name for name in names) and any("（" in name for name in names):
        yield "x01-applicant-name", "brackets in full and in half width"
    if any(" " in name for name in names):
        yield "x01-applicant-name", "a space inside the name"


def _certificate(dossier: Dossier) -> Iterator[tuple[str, str]]:
    form, paper = dossier.first("application_form"), dossier.first("business_licence", "institution_certificate")
    if paper is None:
        return
    if paper.values.get("term_to") == "long-term":
        yield "v02-licence-term", "the term is 长期"
    if paper.facts.get("open_end"):
        yield "v02-licence-term", "the term ends in ******"
    if form is None:
        return
    if (
        form.values["address"].text != paper.values["address"].text
        and form.values["address"].place == paper.values["address"].place
    ):
        yield "x06-registered-address", f"{form.values['address'].text} for {paper.values['address'].text}"
    if any(sign in str(paper.facts.get("capital", "")) for sign in "壹贰叁伍陆捌拾佰仟币"):
        yield "x05-registered-capital", f"the licence writes the capital as {paper.facts['capital']}"
    yield "x04-registration-date", "form and licence write dates in different styles"


def _form(dossier: Dossier) -> Iterator[tuple[str, str]]:
    form = dossier.first("application_form")
    if form is None:
        return
    if not form.values["area_owned"] or not form.values["area_rented"]:
        yield "v11-form-arithmetic", "one of owned and rented area is 0 or a stroke"
    if sum(one["revenue_share"] for one in form.values["services"]) < 0.99:
        yield "v11-form-arithmetic", "the services' shares add up to less than 100 %"


def _lists(dossier: Dossier) -> Iterator[tuple[str, str]]:
    for kind, rule in (
        ("client_list", "t16-client-list-rows"),
        ("staff_list", "x11-headcount"),
        ("equipment_list", "x13-equipment-count"),
        ("staff_roster", "x11-headcount"),
    ):
        paper = dossier.first(kind)
        if paper is not None and paper.facts["empty_rows"]:
            yield rule, f"{kind} ends with {paper.facts['empty_rows']} empty rows of the template"
    clients = dossier.first("client_list")
    if clients is not None and clients.values["count"] < clients.values["total_served"]:
        yield (
            "x15-clients-total",
            f"the list shows {clients.values['count']} of the {clients.values['total_served']} companies",
        )
    equipment = dossier.first("equipment_list")
    if equipment is not None and not equipment.facts["wan"]:
        yield "x14-equipment-value", "list in 元, form in 万元"


def _premises(dossier: Dossier) -> Iterator[tuple[str, str]]:
    leases, titles = dossier.all("lease"), dossier.all("property_certificate")
    if len(leases) > 1:
        yield "x16-premises-area", "two leases add up to the declared area"
    if leases and titles:
        yield "x16-premises-area", "a certificate and a lease add up to the declared area"
    form = dossier.first("application_form")
    for paper in leases + titles:
        if form is None or paper.values["address"].place != form.values["address"].place:
            continue
        if paper.values["address"].text != form.values["address"].text:
            yield "x17-premises-address", f"{paper.values['address'].text} for {form.values['address'].text}"
    if titles and not leases:
        yield "v03-lease-term", "the rooms are owned, there is no lease"


def _money(dossier: Dossier) -> Iterator[tuple[str, str]]:
    form, audit, special = (
        dossier.first("application_form"),
        dossier.first("audit_report"),
        dossier.first("special_audit_report"),
    )
    if form is None or audit is None:
        return
    unit, places = audit.facts["unit"], form.facts["places"]
    for rule, name in (("x07-total-assets", "total_assets"), ("x08-revenue", "revenue"), ("x10-profit", "profit")):
        if unit != "万元" or form.values["years"][0][name] != audit.values[name]:
            yield rule, f"form in 万元 with {places} decimals, audit in {unit}"
    if special is None and audit.facts["service_note"]:
        yield "m06b-service-income-audit", "the annual audit itself shows the service income"
    elif special is not None and special.values["service_revenue"] != form.values["years"][0]["service_revenue"]:
        yield "x09-service-revenue", "form in 万元 rounded, special audit exact"


def _narrative(dossier: Dossier) -> Iterator[tuple[str, str]]:
    if dossier.world.public_share == 20:
        yield "t08-public-benefit-share", "exactly 20 %"
    if any(paper.layout in ("award", "plaque") for paper in dossier.all("other")):
        yield "t13-not-already-certified", "an award of the city or the county, which is no such recognition"
    if any(paper.layout == "separator" for paper in dossier.all("other")):
        yield "m13-other", "separator sheets with the titles of materials"


def _validity(dossier: Dossier) -> Iterator[tuple[str, str]]:
    papers = dossier.all("qualification")
    if any("valid_to" not in paper.values for paper in papers):
        yield "v04-qualification-term", "a qualification without a term"
    day = dossier.world.submitted_on
    if any(0 <= (paper.values["ends_on"] - day).days < 60 for paper in dossier.all("lease")):
        yield "v03-lease-term", "the lease ends within two months, but after the submission"
    if any(
        paper.values["printed_on"].day <= 2
        for paper in dossier.all("credit_china_report", "gsxt_penalty", "gsxt_abnormal", "gsxt_dishonest")
    ):
        yield "v07-credit-printout-month", "printed on the first days of the month"
    if any(stamp.strength < 0.7 or stamp.cut for paper in dossier.papers for stamp in paper.stamps.values()):
        yield "s06-seal-name", "a pale seal, or one half over the edge"


def _people_and_seals(dossier: Dossier) -> Iterator[tuple[str, str]]:
    form, declaration = dossier.first("application_form"), dossier.first("declaration")
    if form is not None:
        share = form.values["qualified_count"] / form.values["headcount"]
        if 0 < abs(form.values["qualified_share"] - share) < 0.006:
            yield "x12-qualified-count", "the share is rounded"
        if 50 <= form.values["years"][0]["clients"] < 58:
            yield "t09-clients-served", "just over fifty companies"
    if declaration is not None and "person" in declaration.stamps and "legal" in declaration.signatures:
        yield "s04-declaration-signature", "a name seal beside the signature"
    if any(paper.facts["monthly"] for paper in dossier.all("lease")):
        yield "v12-amount-in-words", "the rent, in figures and words, is that of a month"
    if any("高新技术企业" in paper.values.get("title", "") for paper in dossier.all("qualification")):
        yield "t13-not-already-certified", "a certificate of 高新技术企业, which is another recognition"
    if dossier.all("lease"):
        yield "v09-dates-in-order", "a lease that ends after the submission"
    if any("copy" in paper.stamps for paper in dossier.papers):
        yield "s06-seal-name", "the applicant's seal on copies of others' certificates"
    if any(paper.edge for paper in dossier.papers):
        yield "s06-seal-name", "slices of a seal at the edges of the pages"
