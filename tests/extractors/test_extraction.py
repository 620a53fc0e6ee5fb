"""Documents get their fields, seals and missing pages; a defect costs one document, not the dossier."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from extractors import extraction
from extractors.extraction import extract_documents
from extractors.models import Document, Field, Page
from tests.extractors.pages import page_of

COVER = ["许昌市中小企业公共服务示范平台", "申请报告", "申请单位名称：许昌文峰科技有限公司", "填报日期：2026年3月2日"]
LAST_OF_THREE = "第3页 共3页"


def _page(number: int, rows: list[str]) -> Page:
    return replace(page_of(rows), file="a.pdf", number=number)


def test_fields_and_evidence_of_a_document() -> None:
    extraction_of_one = extract_documents([Document("application_cover", (("a.pdf", 1),), 0.9)], [_page(1, COVER)])
    (document,) = extraction_of_one.documents
    values = {field.path: field for field in document.fields}
    assert values["applicant"].value == "许昌文峰科技有限公司"
    assert {evidence.page for field in document.fields for evidence in field.evidence} == {1}
    assert extraction_of_one.problems == ()


def test_kinds_without_an_extractor_keep_their_pages() -> None:
    document = Document("blank", (("a.pdf", 1),), 1.0)
    assert extract_documents([document], [_page(1, [])]).documents == (document,)


@pytest.mark.parametrize(
    ("footers", "missing"),
    [
        (["第1页 共3页", "第2页 共3页", LAST_OF_THREE], ()),
        (["第1页 共3页", LAST_OF_THREE], ("页码标明共3页，缺第2页",)),
        (["第7页 共90页", "第8页 共90页"], ()),  # numbers of the whole dossier
    ],
)
def test_pages_that_the_numbering_promises(footers: list[str], missing: tuple[str, ...]) -> None:
    pages = [_page(number, ["审计报告", footer]) for number, footer in enumerate(footers, 1)]
    document = Document("audit_report", tuple((page.file, page.number) for page in pages), 0.9)
    (extracted,) = extract_documents([document], pages).documents
    assert extracted.incomplete == missing


def test_a_defect_costs_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def defective(_pages: Sequence[Page]) -> list[Field]:
        raise IndexError("no such row")

    monkeypatch.setattr(extraction, "EXTRACTORS", {**extraction.EXTRACTORS, "lease": defective})
    documents = [Document("lease", (("a.pdf", 1),), 0.9), Document("application_cover", (("a.pdf", 2),), 0.9)]
    result = extract_documents(documents, [_page(1, ["房屋租赁合同"]), _page(2, COVER)])
    assert [bool(document.fields) for document in result.documents] == [False, True]
    assert [(problem.file, problem.page, problem.code) for problem in result.problems] == [
        ("a.pdf", 1, "extraction-failed")
    ]
