"""Which pages belong to one document."""

from collections.abc import Mapping
from typing import Any

import pytest

from extractors.classification import classify_pages
from extractors.grouping import group_pages
from extractors.models import Page, PageKind
from tests.extractors.page_kinds import dossier, page_kinds
from tests.extractors.pages import page_of


@pytest.mark.parametrize("case", page_kinds()["together"], ids=lambda case: str(case["case"]))
def test_documents_of_a_dossier(case: Mapping[str, Any]) -> None:
    pages = dossier(case["pages"])
    found = group_pages(pages, classify_pages(pages))
    wanted: dict[int, list[tuple[str, int]]] = {}
    for page, entry in zip(pages, case["pages"], strict=True):
        wanted.setdefault(entry["document"], []).append((page.file, page.number))
    assert [list(document.pages) for document in found] == list(wanted.values())


def page(number: int, file: str = "材料.pdf") -> Page:
    return page_of(["正文"], file=file, number=number)


def grouped(*entries: tuple[str, PageKind]) -> list[list[int]]:
    """Numbers of the pages of each document; pages are numbered through."""
    pages = [page(number, file) for number, (file, _) in enumerate(entries, 1)]
    return [[number for _, number in document.pages] for document in group_pages(pages, [kind for _, kind in entries])]


def test_a_headline_begins_another_document_unless_it_stands_inside_or_is_repeated() -> None:
    titled, plain = PageKind("lease", 0.9, titled=True), PageKind("lease", 0.9)
    assert grouped(("a", titled), ("a", plain), ("a", titled)) == [[1, 2], [3]]
    inner = PageKind("audit_report", 0.9, titled=True, inner=True)
    assert grouped(("a", PageKind("audit_report", 0.9, titled=True)), ("a", inner)) == [[1, 2]]
    repeated = PageKind("client_list", 0.9, titled=True)
    assert grouped(("a", repeated), ("a", repeated)) == [[1, 2]]


def test_pages_of_two_papers_photographed_in_turns() -> None:
    lease, other = PageKind("lease", 0.9, titled=True), PageKind("qualification", 0.9, titled=True)
    assert grouped(("f/1", lease), ("f/2", other), ("f/3", PageKind("lease", 0.6))) == [[1, 3], [2]]
    assert grouped(("f/1", lease), ("f/2", other), ("g/3", PageKind("lease", 0.6))) == [[1], [2], [3]]


def test_a_sheet_of_one_page_does_not_go_on_in_another_file() -> None:
    assert grouped(("a", PageKind("declaration", 0.9, titled=True)), ("b", PageKind("declaration", 0.6))) == [[1], [2]]


def test_unknown_and_blank_pages_stay_alone() -> None:
    unknown, blank = PageKind("unknown", 0.5, candidates=("lease",)), PageKind("blank", 1.0)
    assert grouped(("a", unknown), ("a", unknown), ("a", blank), ("a", blank)) == [[1], [2], [3], [4]]


def test_a_document_is_as_sure_as_its_surest_page_and_keeps_what_it_may_be() -> None:
    kinds = [PageKind("lease", 0.6, ("租金",), titled=True), PageKind("lease", 0.9)]
    (document,) = group_pages([page(1), page(2)], kinds)
    assert document.confidence == 0.9
    assert document.cues == ("租金",)
    (unknown,) = group_pages([page(1)], [PageKind("unknown", 0.5, candidates=("lease",))])
    assert unknown.candidates == ("lease",)
