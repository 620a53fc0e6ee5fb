"""Which pages belong together: pages with their kinds -> documents."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from extractors.kinds.catalogue import BLANK, UNKNOWN, profile_of
from extractors.models import Document, Page, PageKind


def group_pages(pages: Sequence[Page], page_kinds: Sequence[PageKind]) -> list[Document]:
    """Documents in the order of their first pages; blank pages between them do not part a document.

    A page without the headline of a first page goes on with the last document of its kind, even where pages of
    another kind lie between them: the pages of two papers that were photographed in turns get mixed up.
    """
    documents: list[Document] = []
    inside: set[int] = set()  # documents that have reached their inner pages: cover and first page may share a headline
    for page, kind in zip(pages, page_kinds, strict=True):
        reference = (page.file, page.number)
        index = _continued(documents, page, kind, inside)
        if index is None:
            documents.append(Document(kind.kind, (reference,), kind.confidence, kind.cues, candidates=kind.candidates))
            index = len(documents) - 1
        else:
            last = documents[index]
            confidence = max(last.confidence, kind.confidence)
            documents[index] = replace(last, pages=(*last.pages, reference), confidence=confidence)
        if kind.inner:
            inside.add(index)
    return documents


def _continued(documents: Sequence[Document], page: Page, kind: PageKind, inside: set[int]) -> int | None:
    """The document that a page goes on with."""
    if kind.kind in (BLANK, UNKNOWN):
        return None
    papers = [index for index, document in enumerate(documents) if document.kind != BLANK]
    alike = [index for index in papers if documents[index].kind == kind.kind]
    if not alike:
        return None
    profile = profile_of(kind.kind)
    adjacent = alike[-1] == papers[-1]
    if adjacent and profile.collection:
        return alike[-1]
    if kind.titled and not kind.inner:
        between = adjacent and profile.internal_titles and alike[-1] not in inside
        return alike[-1] if between or (adjacent and profile.repeats_title) else None
    same_file = documents[alike[-1]].pages[-1][0] == page.file
    if adjacent:
        return alike[-1] if same_file or profile.pages != "one" else None
    folder = PurePosixPath(documents[alike[-1]].pages[0][0]).parent
    return alike[-1] if profile.pages != "one" and PurePosixPath(page.file).parent == folder else None
