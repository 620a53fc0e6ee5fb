"""Seals and signatures that are absent, or of someone else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.faults.catalogue import Plot, paper_fault
from samples.paper import Stamp
from samples.world.services import invent_company_name

if TYPE_CHECKING:
    from collections.abc import Callable

CREDIT = ("credit_china_report", "gsxt_penalty", "gsxt_abnormal", "gsxt_dishonest")
PLACES = {
    "s01-cover-seal": ("application_cover", "applicant"),
    "s03-declaration-seal": ("declaration", "applicant"),
    "s05-recommendation-seal": ("recommendation_form", "opinion"),
}


def _unsealed(kind: str, place: str) -> Callable[[Plot], str | None]:
    def unsealed(plot: Plot) -> str | None:
        paper = plot.first(kind)
        if paper is None or place not in paper.stamps:
            return None
        del paper.stamps[place]
        return f"{kind} bears no seal"

    return unsealed


def _name_seal(kind: str, place: str) -> Callable[[Plot], str | None]:
    def name_seal_only(plot: Plot) -> str | None:
        paper = plot.first(kind)
        if paper is None or place not in paper.stamps:
            return None
        paper.stamps[place] = Stamp(plot.world.applicant.legal_representative, shape="square")
        return f"{kind} bears only a personal name seal"

    return name_seal_only


for _rule, (_kind, _place) in PLACES.items():
    paper_fault(_rule)(_unsealed(_kind, _place))
    paper_fault(_rule)(_name_seal(_kind, _place))


@paper_fault("s02-credit-printout-seals")
def one_unsealed(plot: Plot) -> str | None:
    """Leave one of the four printouts unsealed."""
    paper = plot.any(*CREDIT)
    if paper is None or "applicant" not in paper.stamps:
        return None
    del paper.stamps["applicant"]
    return f"{paper.kind} bears no seal"


@paper_fault("s02-credit-printout-seals")
def all_unsealed(plot: Plot) -> str | None:
    """Leave all printouts unsealed."""
    papers = plot.all(*CREDIT)
    for paper in papers:
        paper.stamps.pop("applicant", None)
    return "no credit printout bears a seal" if papers else None


@paper_fault("s04-declaration-signature")
def unsigned(plot: Plot) -> str | None:
    """Leave the declaration unsigned."""
    paper = plot.first("declaration")
    if paper is None or "legal" not in paper.signatures:
        return None
    del paper.signatures["legal"]
    paper.stamps.pop("person", None)
    return "the declaration is not signed"


@paper_fault("s04-declaration-signature")
def sealed_not_signed(plot: Plot) -> str | None:
    """Put a name seal where the signature should be."""
    paper = plot.first("declaration")
    if paper is None or "legal" not in paper.signatures:
        return None
    del paper.signatures["legal"]
    paper.stamps["person"] = Stamp(plot.world.applicant.legal_representative, shape="square")
    return "the declaration bears a name seal instead of a signature"


@paper_fault("s06-seal-name")
def seal_of_another(plot: Plot) -> str | None:
    """Press another company's seal on one paper."""
    paper = plot.any("application_cover", "declaration", *CREDIT)
    if paper is None or "applicant" not in paper.stamps:
        return None
    paper.stamps["applicant"] = Stamp(invent_company_name(plot.rng))
    return f"{paper.kind} bears the seal of {paper.stamps['applicant'].party}"


@paper_fault("s06-seal-name")
def one_sign_of_seal(plot: Plot) -> str | None:
    """Press a seal whose name differs in its first or last words."""
    paper = plot.any("application_cover", "declaration", *CREDIT)
    name = plot.world.applicant.name
    if paper is None or "applicant" not in paper.stamps:
        return None
    other = (
        name.replace("许昌", "南阳", 1)
        if name.startswith("许昌")
        else name.replace("河南", "河北", 1)
        if "河南" in name
        else f"{name[:2]}新{name[2:]}"
    )
    paper.stamps["applicant"] = Stamp(other)
    return f"{paper.kind} bears the seal of {other}"
