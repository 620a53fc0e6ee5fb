"""One module a kind of material: `plan_papers(world, rng)` says what will be printed, `draw(paper)` draws it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    import random

    from samples.paper import Paper
    from samples.world.model import World

# In the order in which an orderly applicant binds them.
KINDS = (
    "recommendation_form",
    "application_cover",
    "application_form",
    "equipment_list",
    "staff_list",
    "client_list",
    "narrative",
    "business_licence",
    "institution_certificate",
    "tax_certificate",
    "credit_china_report",
    "gsxt_penalty",
    "gsxt_abnormal",
    "gsxt_dishonest",
    "property_certificate",
    "lease",
    "qualification",
    "audit_report",
    "special_audit_report",
    "equipment_inventory",
    "management_rules",
    "five_disclosures",
    "staff_roster",
    "client_agreements",
    "effectiveness",
    "plan",
    "service_evidence",
    "other",
    "declaration",
    "blank",
)


class Kind(Protocol):
    """What the module of a kind offers."""

    def plan_papers(self, world: World, rng: random.Random) -> list[Paper]:
        """Return the documents of this kind that the applicant hands in; none where it does not need any."""

    def draw(self, paper: Paper) -> None:
        """Draw the document onto `paper.sheets`."""


def kind_module(kind: str) -> Kind:
    """Return the module of a kind."""
    return cast("Kind", import_module(f"samples.kinds.{kind}"))
