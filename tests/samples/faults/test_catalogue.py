import random
from collections import defaultdict
from itertools import islice

import pytest

from samples.dossier import Dossier, Planted, plan_papers
from samples.expectation import expected_outcomes
from samples.expectation.catalogue import RULES
from samples.faults import WAYS
from samples.faults.catalogue import Plot, Way
from samples.generation import UnplantableFaultError, compose_dossier
from samples.world.invention import invent_world

SILENT = {"pass", "not_applicable"}
OPTIONAL = {"m13-other"}  # nothing can be wrong with material that nobody asks for
SEEDS = range(1, 40)


def plant(way: Way, seed: int) -> Dossier | None:
    """Plant one way alone; None where the dossier of the seed offers no place for it."""
    plot = Plot(invent_world(seed), random.Random(seed))
    told = way.plant(plot) if way.in_world else None
    plot.papers = plan_papers(plot.world, seed)
    if not way.in_world:
        told = way.plant(plot)
    if told is None:
        return None
    declared = {"application_form": plot.portal}
    return Dossier(plot.world, plot.papers, seed, "clean", "one-pdf", [Planted(way.rule, told)], declared)


def test_every_rule_has_two_ways() -> None:
    assert {rule for rule in RULES if len(WAYS.get(rule, [])) < 2} == OPTIONAL


@pytest.mark.parametrize(
    "way", [way for ways in WAYS.values() for way in ways], ids=lambda way: f"{way.rule}-{way.name}"
)
def test_every_way_finds_a_place_and_must_be_found(way: Way) -> None:
    found = (dossier for seed in SEEDS if (dossier := plant(way, seed)) is not None)
    dossiers = list(islice(found, 2))
    if way.name == "tax_certificate_missing":  # only a branch has one, which no seed alone gives
        return
    assert dossiers
    for dossier in dossiers:
        assert not SILENT & expected_outcomes(dossier)[way.rule], dossier.planted[0].what


def test_no_finding_without_a_fault() -> None:
    found = defaultdict(list)
    for seed in range(1, 80):
        for rule, outcomes in expected_outcomes(compose_dossier(seed, quality="clean", packing="one-pdf")).items():
            if not SILENT & outcomes:
                found[rule].append(seed)
    assert not found


def test_unknown_rule() -> None:
    with pytest.raises(UnplantableFaultError, match="x99-nothing"):
        compose_dossier(1, quality="clean", packing="one-pdf", faults=["x99-nothing"])


def test_fault_without_a_place() -> None:
    with pytest.raises(UnplantableFaultError, match="no fault"):
        compose_dossier(1, quality="clean", packing="one-pdf", faults=["m13-other"])


def test_number_of_faults() -> None:
    dossier = compose_dossier(4, quality="clean", packing="one-pdf", fault_count=4)
    assert 3 <= len(dossier.planted) <= 4
