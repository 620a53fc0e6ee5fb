"""Which year is meant: rows of the form's year table, and audit reports where several are handed in."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from extractors.layout.prose import document_passage
from extractors.models import Document
from verifier.models import Dossier
from verifier.readings import Reading, pages_in, readings

AUDITS = ("audit_report", "special_audit_report")


def year_before(dossier: Dossier) -> int | None:
    """The year before submission; where the day is not known the latest one audited, or None."""
    return dossier.submitted_on.year - 1 if dossier.day_known else audited_year(dossier)


def audited_year(dossier: Dossier) -> int | None:
    """The year before submission where an audit report covers it, or none is at hand; else the latest one covered.

    None where neither is known.
    """
    last = dossier.submitted_on.year - 1 if dossier.day_known else None
    years = reports_by_year(dossier, AUDITS[:1])
    return last if last in years or not years else max(years)


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
    """Readings of a field of audit reports, special ones too, without those of reports of other years."""
    others = other_reports(dossier)
    return [
        reading for reading in readings(dossier, path) if not any(reading.document is document for document in others)
    ]


def reports_by_year(dossier: Dossier, kinds: Sequence[str]) -> Mapping[int, list[Document]]:
    """Audit reports of these kinds by the year that they cover, as far as it was read."""
    found: defaultdict[int, list[Document]] = defaultdict(list)
    for kind in kinds:
        for reading in readings(dossier, f"{kind}.year"):
            if isinstance(reading.value, int) and reading.document is not None:
                found[reading.value].append(reading.document)
    return found


def is_year_sure(dossier: Dossier, report: Document) -> bool:
    """Whether the year that a report covers was surely read."""
    return all(one.is_sure for one in readings(dossier, f"{report.kind}.year") if one.document is report)


def other_reports(dossier: Dossier) -> list[Document]:
    """Reports that are known to cover another year: annual ones than the audited, special ones than the stated."""
    meant = dict(zip(AUDITS, (audited_year(dossier), stated_year(dossier)), strict=True))
    return [
        report
        for kind, year in meant.items()
        for covered, reports in reports_by_year(dossier, (kind,)).items()
        for report in reports
        if year not in (None, covered)
    ]


def of_another_year(dossier: Dossier, report: Document, year: int) -> bool:
    """Whether a report surely covers another year than this one, which it does not even name."""
    stated = [one for one in readings(dossier, f"{report.kind}.year") if one.document is report]
    named = f"{year}年" in document_passage(pages_in(dossier, report)).compact.text
    return bool(stated) and all(one.is_sure and one.value != year for one in stated) and not named


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
