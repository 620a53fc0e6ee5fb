"""Figures of the form's year table: which row is meant, on the form and in the portal's figures."""

from verifier.models import Dossier
from verifier.readings import Reading, readable, readings


def audited_year(dossier: Dossier) -> int:
    """The year that the audit report covers, else the year before submission."""
    for reading in readable(readings(dossier, "audit_report.year")):
        if isinstance(reading.value, int):
            return reading.value
    return dossier.submitted_on.year - 1


def year_readings(dossier: Dossier, path: str, year: int, *, portal: bool) -> list[Reading]:
    """Readings of `table[].column` in the row of a year, on paper and, if asked for, in the portal's figures.

    Each lists its rows in its own order.
    """
    table, _, column = path.partition("[].")
    found: list[Reading] = []
    row = 0
    while years := readings(dossier, f"{table}[{row}].year"):
        if years[0].value == year:
            found += readings(dossier, f"{table}[{row}].{column}")
        row += 1
    row = 0
    while portal and (stated := dossier.declared.get(f"{table}[{row}].year")) is not None:
        figure = dossier.declared.get(f"{table}[{row}].{column}")
        if stated.value == year and figure is not None:
            found.append(Reading(f"{table}[{row}].{column}", figure, None))
        row += 1
    return found
