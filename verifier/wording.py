"""Turns of phrase for the reviewer's sentences."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from extractors.kinds.catalogue import kinds
from extractors.models import Document

_MOST_PLACES = 6


def listed(items: Iterable[str]) -> str:
    """甲、乙、丙."""
    return "、".join(items)


def some_of(places: Sequence[str]) -> str:
    """The first places, and how many there are: of a dossier that cannot be read there may be hundreds."""
    return listed(places) if len(places) <= _MOST_PLACES else f"{listed(places[:_MOST_PLACES])}等{len(places)}处"


def title_of(kind: str) -> str:
    """A kind of material as a reviewer calls it."""
    return f"《{kinds()[kind].title}》"


def pages_of(document: Document) -> str:
    """Where a document stands: 附件.pdf第3–5页."""
    parts = []
    for file, references in groupby(document.pages, key=lambda reference: reference[0]):
        numbers = [number for _, number in references]
        pages = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
        parts.append(f"{file}第{pages}页")
    return listed(parts)


def percent(share: float) -> str:
    """85.5%."""
    return f"{round(share * 100, 2):g}%"
