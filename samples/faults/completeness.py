"""Materials that are not there: not handed in at all, or only a separator sheet with their title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.expectation.completeness import ONE_OF
from samples.faults.catalogue import Plant, Plot, paper_fault
from samples.kinds.other import separator

if TYPE_CHECKING:
    from collections.abc import Callable

# Rules of their own in the catalogue, with the kinds that must be gone.
MORE = {
    "m01-application-report": ("application_form",),
    "m01e-narrative": ("narrative",),
    "m02-legal-certificate": ("business_licence", "institution_certificate"),
    "m06b-service-income-audit": ("special_audit_report",),
    "m08b-five-disclosures": ("five_disclosures",),
}


def _leave_out(*kinds: str) -> Callable[[Plot], str | None]:
    def leave_out(plot: Plot) -> str | None:
        gone = plot.all(*kinds)
        if not gone:
            return None
        plot.papers[:] = [paper for paper in plot.papers if paper.kind not in kinds]
        return f"{' and '.join(sorted({paper.kind for paper in gone}))} is not handed in"

    return leave_out


def _separator_only(*kinds: str) -> Callable[[Plot], str | None]:
    def separator_only(plot: Plot) -> str | None:
        gone = plot.all(*kinds)
        if not gone:
            return None
        place = plot.papers.index(gone[0])
        plot.papers[place] = separator(plot.world, gone[0].kind)
        plot.papers[:] = [paper for paper in plot.papers if paper.kind not in kinds]
        return f"only a separator sheet stands where {gone[0].kind} should be"

    return separator_only


def _register(rule: str, kinds: tuple[str, ...]) -> None:
    ways: list[Plant] = [_leave_out(*kinds), _separator_only(*kinds)]
    for plant in ways:
        paper_fault(rule)(plant)


for _rule, _kinds in {**ONE_OF, **MORE}.items():
    _register(_rule, _kinds)


@paper_fault("m01-application-report")
def cover_missing(plot: Plot) -> str | None:
    """Hand in the form without its cover."""
    return _leave_out("application_cover")(plot)


@paper_fault("m01e-narrative")
def section_missing(plot: Plot) -> str | None:
    """Leave one or two sections out of the narrative, but not the fourth, on which other rules depend."""
    paper = plot.first("narrative")
    if paper is None:
        return None
    droppable = [section for section in paper.facts["sections"] if not section[0].startswith("（四）")]
    gone = plot.rng.sample(droppable, plot.rng.choice((1, 1, 2)))
    paper.facts["sections"] = [section for section in paper.facts["sections"] if section not in gone]
    return f"the narrative lacks {', '.join(heading for heading, _ in gone)}"


@paper_fault("m02-legal-certificate")
def tax_certificate_missing(plot: Plot) -> str | None:
    """Leave out the tax certificate that a branch needs."""
    return _leave_out("tax_certificate")(plot)


@paper_fault("m08b-five-disclosures")
def disclosure_missing(plot: Plot) -> str | None:
    """Leave one or two of the five out."""
    paper = plot.first("five_disclosures")
    if paper is None:
        return None
    items = paper.facts["items"]
    gone = [items.pop(plot.rng.randrange(len(items)))[0] for _ in range(plot.rng.choice((1, 1, 2)))]
    return f"the disclosures lack {', '.join(gone)}"
