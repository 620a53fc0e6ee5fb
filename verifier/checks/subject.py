"""Who the applicant is, as its licence or certificate says."""

import re

from extractors.values.companies import split_company
from verifier.models import Dossier
from verifier.readings import Reading, readable, readings

LICENCES = ("business_licence", "institution_certificate")
_BRANCH_TYPE = re.compile(r"分公司|分支机构|营业部|办事处|代表处|分店|分所")


def licence_readings(dossier: Dossier, field: str) -> list[Reading]:
    """Readings of a field from the licence, or the certificate of an institution."""
    return [reading for kind in LICENCES for reading in readings(dossier, f"{kind}.{field}")]


def applicant_names(dossier: Dossier) -> list[Reading]:
    """The applicant's name: as licensed, else as on the cover of the application or the declaration."""
    for found in (
        licence_readings(dossier, "name"),
        readings(dossier, "application_cover.applicant"),
        readings(dossier, "declaration.applicant"),
    ):
        if readable(found):
            return readable(found)
    return []


def applicant_name(dossier: Dossier) -> str | None:
    """The applicant's name, None where no document gives it."""
    names = applicant_names(dossier)
    return str(names[0].value) if names else None


def branch_evidence(dossier: Dossier) -> list[Reading]:
    """Readings that show the applicant to be a branch without legal personality."""
    types = [reading for reading in licence_readings(dossier, "type") if _BRANCH_TYPE.search(str(reading.value))]
    names = [reading for reading in licence_readings(dossier, "name") if split_company(str(reading.value)).branch]
    return [*names, *types]


def is_branch(dossier: Dossier) -> bool:
    """Whether the applicant is a branch without legal personality."""
    return bool(branch_evidence(dossier))
