"""Documents -> their fields, seals and missing pages."""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from extractors.kinds import (
    application_cover,
    application_form,
    audit_report,
    business_licence,
    clients,
    credit_printouts,
    declaration,
    equipment,
    institution_certificate,
    lease,
    property_certificate,
    public_benefit,
    qualification,
    recommendation_form,
    service_functions,
    special_audit_report,
    staff,
)
from extractors.kinds.list_fields import without_pages
from extractors.layout.prose import page_passage
from extractors.models import Document, Field, Page, Problem

Extract = Callable[[Sequence[Page]], list[Field]]
Reference = tuple[str, int]  # file and page number


def _together(*extracts: Extract) -> Extract:
    """What several extractors find in the same pages."""
    return lambda pages: [field for extract in extracts for field in extract(pages)]


EXTRACTORS: Mapping[str, Extract] = {
    "application_cover": application_cover.extract,
    "application_form": _together(application_form.extract, public_benefit.extract),
    "narrative": _together(public_benefit.extract, service_functions.extract),
    "business_licence": business_licence.extract,
    "institution_certificate": institution_certificate.extract,
    "credit_china_report": partial(credit_printouts.extract, kind="credit_china_report"),
    "gsxt_penalty": partial(credit_printouts.extract, kind="gsxt_penalty"),
    "gsxt_abnormal": partial(credit_printouts.extract, kind="gsxt_abnormal"),
    "gsxt_dishonest": partial(credit_printouts.extract, kind="gsxt_dishonest"),
    "property_certificate": property_certificate.extract,
    "lease": lease.extract,
    "audit_report": audit_report.extract,
    "staff_list": partial(staff.extract, kind="staff_list"),
    "staff_roster": partial(staff.extract, kind="staff_roster"),
    "equipment_list": partial(equipment.extract, kind="equipment_list"),
    "equipment_inventory": partial(equipment.extract, kind="equipment_inventory"),
    "client_list": clients.extract_clients,
    "client_agreements": clients.extract_agreements,
    "recommendation_form": recommendation_form.extract,
    "qualification": qualification.extract,
    "special_audit_report": special_audit_report.extract,
    "five_disclosures": public_benefit.extract,
    "effectiveness": _together(public_benefit.extract, service_functions.extract),
    "service_evidence": service_functions.extract_totals,
    "declaration": declaration.extract,
}

_LOG = logging.getLogger(__name__)
_FAILED = "程序出错，本页起的这份材料未能提取字段，请人工查看，并将此页反馈给管理员。"
_PAGE_OF = re.compile(r"第(\d{1,3})页[,/、]?共(\d{1,3})页")


@dataclass(frozen=True, slots=True)
class Extraction:
    """Documents with what their pages say; `problems` names those that brought out a defect of the program."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]


def extract_documents(documents: Sequence[Document], pages: Sequence[Page]) -> Extraction:
    """Fields, seals and missing pages of each document; kinds without an extractor have no fields.

    A defect that one document brings out costs that document's fields, not the dossier.
    """
    by_reference = {(page.file, page.number): page for page in pages}
    numbers = {reference: _page_number(page) for reference, page in by_reference.items()}
    extracted: list[Document] = []
    problems: list[Problem] = []
    for document in documents:
        own = [by_reference[reference] for reference in document.pages]
        try:
            fields = _fields(document.kind, own)
        except Exception:  # noqa: BLE001 -- whatever it is, the other documents are still worth reading
            _LOG.exception("extracting the fields of a %s failed", document.kind)
            problems.append(Problem(*document.pages[0], "extraction-failed", _FAILED))
            fields = ()
        seals = tuple(seal for page in own for seal in page.seals)
        missing = _missing_pages(document, numbers)
        counted = without_pages(fields, missing)
        extracted.append(replace(document, fields=counted, seals=seals, incomplete=missing))
    return Extraction(tuple(extracted), tuple(problems))


def _fields(kind: str, pages: Sequence[Page]) -> tuple[Field, ...]:
    extract = EXTRACTORS.get(kind)
    return tuple(extract(pages)) if extract is not None else ()


def _page_number(page: Page) -> tuple[int, int] | None:
    """The page number printed as 第3页 共12页."""
    match = _PAGE_OF.search(page_passage(page).compact.text)
    return (int(match.group(1)), int(match.group(2))) if match is not None else None


def _missing_pages(document: Document, numbers: Mapping[Reference, tuple[int, int] | None]) -> tuple[str, ...]:
    """Pages that a document's own numbering promises and that stand nowhere in the dossier.

    Numbers that run through the whole dossier, or begin before the document, say nothing about it.
    """
    own = [number for reference in document.pages if (number := numbers[reference]) is not None]
    totals = {total for _, total in own}
    if len(totals) != 1 or own[0][0] != 1:
        return ()
    (total,) = totals
    elsewhere = {number[0] for number in numbers.values() if number is not None and number[1] == total}
    absent = sorted(set(range(1, total + 1)) - elsewhere)
    return (f"页码标明共{total}页，缺第{'、'.join(map(str, absent))}页",) if absent else ()
