"""The finding of a check whose document is not in the dossier, or whose value could not be read."""

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from extractors.kinds.catalogue import UNKNOWN
from extractors.models import Document, Evidence
from verifier.models import Dossier, Finding, Outcome, Value
from verifier.readings import Reading, shown
from verifier.wording import listed, pages_of, some_of, title_of


def nothing_read(dossier: Dossier, kinds: Sequence[str], what: str, found: Sequence[Reading] = ()) -> Finding:
    """`missing` where none of these kinds is at hand, else `review`: the document is there, `what` was not legible."""
    documents = dossier.of_kind(*kinds)
    if not documents:
        return not_at_hand(dossier, kinds, what)
    where = listed(f"{title_of(document.kind)}（{pages_of(document)}）" for document in documents)
    reasons = tuple(
        f"{reading.place}“{reading.field.raw}”：{reading.field.note}" for reading in found if reading.field.note
    )
    return Finding(Outcome.REVIEW, f"{where}中未能读出{what}，请人工核对。", (), shown(found), 0.0, reasons)


def whole_pages(documents: Iterable[Document], what: str) -> tuple[Value, ...]:
    """The first page of each document on which `what` (`seal`, `signature`) was not seen, so that a person can look."""
    whole = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    return tuple(
        Value(f"{document.kind}.{what}", None, "", (Evidence(*document.pages[0], whole, "", 0.0),))
        for document in documents
    )


def not_at_hand(
    dossier: Dossier, kinds: Sequence[str], what: str, found: Sequence[Reading] = (), joint: str = "或"
) -> Finding:
    """`missing`; `review` where pages that could not be read or recognised may be the document."""
    names = joint.join(title_of(kind) for kind in kinds)
    places = places_unread(dossier, kinds)
    if places:
        message = f"未见{names}，无法核对{what}；但{some_of(places)}未能读取或识别，可能是该材料，请人工核对。"
        return Finding(Outcome.REVIEW, message, (), shown(found))
    return Finding(Outcome.MISSING, f"未提供{names}，无法核对{what}。", (), shown(found))


def places_unread(dossier: Dossier, kinds: Sequence[str]) -> list[str]:
    """Pages and files that may hold documents of these kinds: not readable, or not recognised for certain."""
    return [*(pages_of(document) for document in suspects(dossier, kinds)), *never_read(dossier)]


def never_read(dossier: Dossier) -> list[str]:
    """Pages and files that could not be read at all: any document may be on them, beside those that were read."""
    return [f"{file}{f'第{page}页' if page else ''}" for file, page in dossier.unread]


def suspects(dossier: Dossier, kinds: Sequence[str]) -> list[Document]:
    """Documents that were not recognised and may be of these kinds."""
    return [document for document in dossier.of_kind(UNKNOWN) if set(document.candidates) & set(kinds)]


def places_beside(dossier: Dossier, documents: Sequence[Document]) -> list[str]:
    """Pages that may belong to these documents and were not read as part of them.

    A page that could not be read, between or right behind a document's pages; an unrecognised page there that may be
    of its kind. What must not be in a document may stand on them.
    """
    unread = set(dossier.unread)
    places: list[str] = []
    for document in documents:
        behind = _pages_behind(dossier, document)
        places += [f"{file}第{number}页" for file, number in sorted(behind) if (file, number) in unread]
        places += [
            pages_of(other)
            for other in suspects(dossier, (document.kind,))
            if any(reference in behind for reference in other.pages)
        ]
    return list(dict.fromkeys(places))


def _pages_behind(dossier: Dossier, document: Document) -> set[tuple[str, int]]:
    """The pages next to those of a document; of a page that is a file by itself, the others of its folder."""
    behind = {(file, number + 1) for file, number in document.pages}
    alone = [file.name for file in dossier.files if file.pages == 1]
    folders = {PurePosixPath(file).parent for file, _ in document.pages if file in alone} - {PurePosixPath()}
    return behind | {(file, 1) for file in alone if PurePosixPath(file).parent in folders}
