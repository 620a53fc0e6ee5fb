from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from tests.verifier.reporting.dossier import Sample
from verifier.models import Correction, JudgedCorrection
from verifier.reporting.sheets import Background, ShownValue, evidence_sheet

PATH = "application_form.total_assets"


def shown(sample: Sample, *corrections: JudgedCorrection) -> ShownValue:
    """What the sheet of x07 says of the figure of the form."""
    dossier = replace(sample.report.dossier, corrections=corrections)
    check = next(check for check in sample.report.checks if check.rule == "x07-total-assets")
    sheet = evidence_sheet(check, Background.of(sample.context, dossier, {}))
    return next(
        value
        for side in sheet.sides
        for block in side.blocks
        for value in block.values
        if value.label.kind == "application_form" and value.places
    )


def test_a_value_that_a_person_gave_is_called_so_and_has_no_confidence_of_a_reading(sample: Sample) -> None:
    read = sample.report.dossier.fields[PATH]
    said = Correction("1", PATH, Decimal("6000000.00"), "印章遮挡", "张工", datetime(2026, 3, 19, tzinfo=UTC), {})
    as_read = shown(sample)
    assert as_read.confidence is not None
    assert as_read.origin == ""
    corrected = shown(sample, JudgedCorrection(said, PATH, True, read))
    assert (corrected.confidence, corrected.origin) == (None, "人工更正，")
    assert shown(sample, JudgedCorrection(said, PATH, False, read)) == as_read  # it was not used
