"""Rooms that are smaller, elsewhere, or someone else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.faults.catalogue import Plot, paper_fault
from samples.paper import Address
from samples.words import read_words
from samples.world.applicant import invent_place
from samples.world.people import invent_name
from samples.world.services import invent_company_name

if TYPE_CHECKING:
    from samples.paper import Paper


@paper_fault("x16-premises-area")
def form_area_off(plot: Plot) -> str | None:
    """Declare more room than the papers show."""
    form = plot.form()
    if form is None:
        return None
    extra = float(plot.rng.choice((50, 80, 120, 260)))
    name = "area_rented" if form["area_rented"] else "area_owned"
    form[name] = round((form[name] or 0) + extra, 2)
    form["area_total"] = round(form["area_total"] + extra, 2)
    return f"the form declares {extra} square metres too many"


@paper_fault("x16-premises-area")
def lease_area_off(plot: Plot) -> str | None:
    """Let the lease or the certificate be smaller than declared."""
    paper = plot.any("lease", "property_certificate")
    if paper is None:
        return None
    paper.values["area"] = round(paper.values["area"] * plot.rng.uniform(0.55, 0.9), 2)
    return f"{paper.kind} covers {paper.values['area']} square metres"


def _move(paper: Paper | None, plot: Plot) -> str | None:
    if paper is None:
        return None
    place = invent_place(plot.rng, plot.rng.choice(list(read_words("places")["districts"])))
    paper.values["address"] = Address(place.text(province=False), place)
    return f"{paper.kind} is about rooms at {place.text(province=False)}"


@paper_fault("x17-premises-address")
def lease_elsewhere(plot: Plot) -> str | None:
    """Let the lease be about rooms elsewhere."""
    return _move(plot.any("lease"), plot)


@paper_fault("x17-premises-address")
def title_elsewhere(plot: Plot) -> str | None:
    """Let the certificate be about rooms elsewhere."""
    return _move(plot.any("property_certificate"), plot)


@paper_fault("x18-premises-holder")
def leased_to_another(plot: Plot) -> str | None:
    """Let another company be the tenant."""
    paper = plot.any("lease")
    if paper is None:
        return None
    paper.values["lessee"] = invent_company_name(plot.rng)
    return f"the tenant is {paper.values['lessee']}"


@paper_fault("x18-premises-holder")
def leased_to_person(plot: Plot) -> str | None:
    """Let the legal representative be the tenant in person."""
    paper = plot.any("lease")
    if paper is None:
        return None
    paper.values["lessee"] = plot.world.applicant.legal_representative
    paper.stamps.pop("lessee", None)
    paper.signatures["lessee"] = plot.world.applicant.legal_representative
    return "the tenant is the legal representative in person"


@paper_fault("x18-premises-holder")
def owned_by_another(plot: Plot) -> str | None:
    """Let someone else be the owner."""
    paper = plot.any("property_certificate")
    if paper is None:
        return None
    paper.values["holder"] = plot.rng.choice((invent_company_name(plot.rng), invent_name(plot.rng)))
    return f"the owner is {paper.values['holder']}"
