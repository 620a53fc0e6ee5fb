"""Documents -> their fields, seals and missing pages."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
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
    recommendation_form,
    staff,
)
from extractors.layout.prose import page_passage
from extractors.models import Document, Field, Page

Extract = Callable[[Sequence[Page]], list[Field]]
Reference = tuple[str, int]  # file and page number

EXTRACTORS: Mapping[str, Extract] = {
    "application_cover": application_cover.extract,
    "application_form": application_form.extract,
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
    "declaration": declaration.extract,
}

_PAGE_OF = re.compile(r"第(\d{1,3})页[,/、]?共(\d{1,3})页")


def extract_documents(documents: Sequence[Document], pages: Sequence[Page]) -> list[Document]:
    """The documents with what their pages say; kinds without an extractor keep their pages and seals only."""
    by_reference = {(page.file, page.number): page for page in pages}
    numbers = {reference: _page_number(page) for reference, page in by_reference.items()}
    return [
        replace(_extracted(document, by_reference), incomplete=_missing_pages(document, numbers))
        for document in documents
    ]


def _extracted(document: Document, by_reference: Mapping[Reference, Page]) -> Document:
    pages = [by_reference[reference] for reference in document.pages]
    extract = EXTRACTORS.get(document.kind)
    return replace(
        document,
        fields=tuple(extract(pages)) if extract is not None else (),
        seals=tuple(seal for page in pages for seal in page.seals),
    )


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
