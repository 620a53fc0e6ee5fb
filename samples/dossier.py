"""One applicant's dossier: its world, its papers, and what was done to them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from samples.kinds import KINDS, kind_module
from samples.kinds.other import separator
from samples.paper import Stamp

if TYPE_CHECKING:
    from samples.paper import Paper
    from samples.world.model import World


COPIED = ("business_licence", "institution_certificate", "property_certificate", "qualification", "lease")
EDGED = ("lease", "audit_report")
SEPARATED = (
    "business_licence",
    "lease",
    "qualification",
    "audit_report",
    "management_rules",
    "plan",
    "service_evidence",
)


@dataclass(frozen=True)
class Planted:
    """A fault that was planted on purpose: the rule it is meant for and one English sentence."""

    rule: str
    what: str


@dataclass
class Dossier:
    """Everything about one dossier before it is packed."""

    world: World
    papers: list[Paper]
    seed: int
    quality: str
    packing: str
    planted: list[Planted] = field(default_factory=list)
    declared: dict[str, Any] | None = None  # the portal's figures as the truth's plain values
    shown: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)  # how each page of each file was made

    @property
    def applicant(self) -> str:
        """The applicant's name."""
        return self.world.applicant.name

    def all(self, *kinds: str) -> list[Paper]:
        """Return the papers of some kinds in order."""
        return [paper for paper in self.papers if paper.kind in kinds]

    def first(self, *kinds: str) -> Paper | None:
        """Return the first paper of some kinds, or None."""
        return next(iter(self.all(*kinds)), None)


def plan_papers(world: World, seed: int) -> list[Paper]:
    """Plan all papers of an applicant, in the order of the regulation, for some applicants with separator sheets."""
    separated = random.Random(f"separators {seed}").random() < 0.2
    papers = []
    for kind in KINDS:
        planned = kind_module(kind).plan_papers(world, random.Random(f"plan {seed} {kind}"))
        if separated and planned and kind in SEPARATED:
            papers.append(separator(world, kind))
        papers += planned
    return papers


def draw_papers(dossier: Dossier) -> None:
    """Draw every paper onto its sheets, then what was added to copies: the note 与原件一致, seals over the edges."""
    for paper in dossier.papers:
        kind_module(paper.kind).draw(paper)
        paper.certify_copy()
        paper.press_edges()


def vary_names(papers: list[Paper], rng: random.Random) -> None:
    """Write the brackets of names in half width on some papers, or a space into them, as people type them."""
    for paper in papers:
        for key in ("applicant", "entity", "lessee"):
            if isinstance(paper.values.get(key), str) and rng.random() < 0.04:
                paper.values[key] = f"{paper.values[key][:2]} {paper.values[key][2:]}"
        if rng.random() < 0.25:
            for key in ("applicant", "entity", "lessee", "subject", "holder"):
                if isinstance(paper.values.get(key), str):
                    paper.values[key] = paper.values[key].replace("（", "(").replace("）", ")")


def vary_stamps(papers: list[Paper], applicant: str, quality: str, rng: random.Random) -> None:
    """Press some seals with little ink, and now and then one half over the page's edge."""
    weak = {"clean": 0.0, "typical": 0.06, "poor": 0.25, "mixed": 0.1}[quality]
    for paper in papers:
        if paper.kind in COPIED and paper.paper_only and rng.random() < 0.25:
            paper.stamps["copy"] = Stamp(applicant)
        if paper.kind in EDGED and rng.random() < 0.2:
            stamp = paper.stamps.get("lessee" if paper.kind == "lease" else "firm")
            paper.edge = stamp.party if stamp else ""
        for stamp in paper.stamps.values():
            if rng.random() < weak:
                stamp.strength = rng.uniform(0.4, 0.7)
            elif rng.random() < weak / 6:
                stamp.cut = True
