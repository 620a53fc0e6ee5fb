"""Seals and signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.expectation.catalogue import DISCREPANCY, MISSING, NO_EVIDENCE, PASS, REVIEW, Outcomes, rule
from samples.expectation.comparisons import CREDIT

if TYPE_CHECKING:
    from samples.dossier import Dossier
    from samples.paper import Paper, Stamp

READABLE = 0.6  # share of full ink below which a name on a seal may be called unreadable


def _pressed(papers: list[Paper], place: str) -> Outcomes:
    """Every paper bears the seal of a place; a pale, cut or grey one may be looked at."""
    if not papers:
        return NO_EVIDENCE
    stamps = [paper.stamps.get(place) for paper in papers]
    if any(stamp is None for stamp in stamps):
        return (MISSING,)
    if any(stamp is not None and stamp.shape == "square" for stamp in stamps):
        return (MISSING, DISCREPANCY, REVIEW)  # a personal name seal is no seal of the unit
    doubtful = any(stamp is not None and _doubtful(stamp, paper) for stamp, paper in zip(stamps, papers, strict=True))
    return (PASS, REVIEW) if doubtful else (PASS,)


def _doubtful(stamp: Stamp, paper: Paper) -> bool:
    return stamp.strength < READABLE or stamp.cut or paper.grey


@rule("s01-cover-seal")
def judge_cover(dossier: Dossier) -> Outcomes:
    """The applicant's seal on the cover."""
    return _pressed(dossier.all("application_cover"), "applicant")


@rule("s02-credit-printout-seals")
def judge_printouts(dossier: Dossier) -> Outcomes:
    """The applicant's seal on each of the four; an absent printout is another rule's business."""
    papers = dossier.all(*CREDIT)
    outcomes = _pressed(papers, "applicant")
    return (
        outcomes
        if len({paper.kind for paper in papers}) == len(CREDIT) or MISSING in outcomes
        else (*outcomes, *NO_EVIDENCE)
    )


@rule("s03-declaration-seal")
def judge_declaration(dossier: Dossier) -> Outcomes:
    """The applicant's seal on the declaration."""
    return _pressed(dossier.all("declaration"), "applicant")


@rule("s04-declaration-signature")
def judge_signature(dossier: Dossier) -> Outcomes:
    """The legal representative's signature on the declaration; a name seal alone may be taken for one."""
    paper = dossier.first("declaration")
    if paper is None:
        return NO_EVIDENCE
    if paper.signatures.get("legal"):
        return (PASS,)
    return (MISSING, REVIEW) if "person" in paper.stamps else (MISSING,)


@rule("s05-recommendation-seal")
def judge_recommendation(dossier: Dossier) -> Outcomes:
    """The county bureau's seal on the recommendation."""
    return _pressed(dossier.all("recommendation_form"), "opinion")


@rule("s06-seal-name")
def judge_seal_names(dossier: Dossier) -> Outcomes:
    """The applicant's seals bear the applicant's name."""
    papers = [
        paper
        for paper in dossier.all("application_cover", "declaration", *CREDIT)
        if "applicant" in paper.stamps and paper.stamps["applicant"].shape == "round"
    ]
    if not papers:
        return NO_EVIDENCE
    if any(paper.stamps["applicant"].party != dossier.applicant for paper in papers):
        return (
            (DISCREPANCY, REVIEW)
            if any(_doubtful(paper.stamps["applicant"], paper) for paper in papers)
            else (DISCREPANCY,)
        )
    hard = any(_doubtful(paper.stamps["applicant"], paper) for paper in papers) or dossier.quality in ("poor", "mixed")
    return (PASS, REVIEW) if hard else (PASS,)
