"""Which year is meant: rows of the form's year table, and audit reports where several are handed in."""

from collections.abc import Iterator

from extractors.models import Document
from verifier.models import Dossier
from verifier.readings import Reading, readings

AUDITS = ("audit_report", "special_audit_report")


def year_before(dossier: Dossier) -> int | None:
    """The year before submission; where the day is not known the latest one audited, or None."""
    return dossier.submitted_on.year - 1 if dossier.day_known else audited_year(dossier)


def audited_year(dossier: Dossier) -> int | None:
    """The latest year that an audit report covers, else the year before submission; None where neither is known."""
    years = [reading.value for reading in readings(dossier, "audit_report.year") if isinstance(reading.value, int)]
    if years:
        return max(years)
    return dossier.submitted_on.year - 1 if dossier.day_known else None


def stated_year(dossier: Dossier) -> int | None:
    """The year of the form's year table that other papers are compared with: the year before submission.

    Where the table has no row of it, or the day of submission is not known, the audited year.
    """
    last = dossier.submitted_on.year - 1
    if dossier.day_known and any(reading.value == last for reading in _table_years(dossier)):
        return last
    return audited_year(dossier)


def _table_years(dossier: Dossier) -> Iterator[Reading]:
    row = 0
    while years := readings(dossier, f"application_form.years[{row}].year"):
        yield from years
        row += 1


def audit_readings(dossier: Dossier, path: str) -> list[Reading]:
    """Readings of a field of audit reports, special ones too, without those of reports of earlier years."""
    earlier = earlier_reports(dossier)
    return [
        reading for reading in readings(dossier, path) if not any(reading.document is document for document in earlier)
    ]


def earlier_reports(dossier: Dossier) -> list[Document]:
    """Audit reports that are known to cover a year before the audited one."""
    year = audited_year(dossier)
    return [
        reading.document
        for kind in AUDITS
        for reading in readings(dossier, f"{kind}.year")
        if isinstance(reading.value, int) and year is not None and reading.value < year and reading.document is not None
    ]


def year_readings(dossier: Dossier, path: str, year: int | None, *, portal: bool) -> list[Reading]:
    """Readings of `table[].column` in the row of a year, on paper and, if asked for, in the portal's figures.

    Each lists its rows in its own order.
    """
    table, _, column = path.partition("[].")
    found: list[Reading] = []
    row = 0
    while year is not None and (years := readings(dossier, f"{table}[{row}].year")):
        for stated in years:  # of each form, where there are several
            if stated.value == year:
                figures = readings(dossier, f"{table}[{row}].{column}")
                found += [reading for reading in figures if reading.document is stated.document]
        row += 1
    row = 0
    while year is not None and portal and (declared_year := dossier.declared.get(f"{table}[{row}].year")) is not None:
        figure = dossier.declared.get(f"{table}[{row}].{column}")
        if declared_year.value == year and figure is not None:
            found.append(Reading(f"{table}[{row}].{column}", figure, None))
        row += 1
    return found
