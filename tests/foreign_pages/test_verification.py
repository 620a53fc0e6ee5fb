"""A few papers of one company with faults, printed by the browser and verified as handed in and as scanned."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from extractors.reading.pool import PagePool
from tests.foreign_pages.dossiers import Dossier, all_dossiers, read_data, with_faults
from tests.foreign_pages.ink import FontsMissingError
from tests.foreign_pages.printing import PrintingError, browser
from tests.foreign_pages.writing import write_dossier
from verifier.evaluation import Evaluation, evaluate_folder
from verifier.settings import read_settings

PAPERS = ("application_cover", "application_form", "equipment_list", "business_licence", "lease", "declaration")
BROKEN = {
    "x04-registration-date",
    "x05-registered-capital",
    "x13-equipment-count",
    "x16-premises-area",
    "x18-premises-holder",
    "s01-cover-seal",
    "v09-dates-in-order",
    "v12-amount-in-words",
}
SOUND = {
    "x06-registered-address",
    "x14-equipment-value",
    "v01-credit-code-check",
    "v03-lease-term",
    "s03-declaration-seal",
}


def _dossier() -> Dossier:
    sound = next(dossier for dossier in all_dossiers() if dossier.name == "huaixu")
    faults = [fault for faults in read_data("faults/huaixu") for fault in faults if BROKEN & set(fault["expect"])]
    faulty = with_faults(sound, faults)
    expected = {rule: outcomes for rule, outcomes in faulty.expected.items() if rule in BROKEN | SOUND}
    planted = {rule: what for rule, what in faulty.planted.items() if rule in BROKEN}
    return Dossier("short", {**faulty.data, "papers": list(PAPERS)}, expected, planted)


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evaluation]:
    try:
        browser()
    except (PrintingError, FontsMissingError) as missing:
        pytest.skip(str(missing))
    folder: Path = tmp_path_factory.mktemp("foreign")
    write_dossier(_dossier(), folder, ("print", "scan"))
    with PagePool(read_settings().reading) as pool:
        yield evaluate_folder(folder, folder / "reports", pool, today=date(2026, 5, 1), tell=lambda _: None)


@pytest.mark.parametrize(("variant", "least_found"), [("print", len(BROKEN)), ("scan", 5)])
def test_planted_faults_are_found_or_sent_to_a_person_and_nothing_else(
    evaluation: Evaluation, variant: str, least_found: int
) -> None:
    """A scan without a seal is grey, so that a missing one cannot be told from a pale one."""
    tally = evaluation.by_quality[variant]
    assert (tally.faults, tally.silent, tally.alarms) == (len(BROKEN), 0, 0), evaluation.cases
    assert tally.faults_found + tally.faults_to_people == tally.faults
    assert tally.faults_found >= least_found
    assert tally.to_people == tally.faults_to_people
    assert tally.pages_right == tally.pages == 8
