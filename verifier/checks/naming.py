"""Where a document names the applicant outside of its fields: in its text, and on its seals."""

import re

from extractors.layout.passages import Passage
from extractors.layout.prose import document_passage
from extractors.models import Document, Field
from extractors.values.companies import find_company_names, normalise_company
from verifier.comparison import Verdict, compare_names
from verifier.models import Dossier
from verifier.readings import Reading, pages_in

_LABEL_END = re.compile(r"(?:名称|单位|企业|机构|平台|主体|乙方|甲方)[:\s]*$")
_ALIKE = 0.7  # similarity from which a name in running text is meant to be the applicant's


def names_on(dossier: Dossier, document: Document, name: str) -> list[Reading]:
    """Readings of names on a document that are, or are meant to be, this one; other parties' names are left out.

    They are doubtful: what was found without its label may be about something else.
    """
    return [*_in_text(dossier, document, name), *_on_seals(document, name)]


def _in_text(dossier: Dossier, document: Document, name: str) -> list[Reading]:
    found = []
    for row in document_passage(pages_in(dossier, document)).rows:
        companies = [row.cut(company.start, company.end) for company in find_company_names(row.text)]
        for passage in companies or _just(row.compact, name):
            reading = _reading(document, _without_label(passage, name))
            comparison = compare_names(name, str(reading.value))
            if comparison.similarity >= _ALIKE or comparison.verdict is not Verdict.DIFFERENT:
                found.append(reading)
    return found


def _without_label(passage: Passage, name: str) -> Passage:
    """The name without words of a form that stand right before it: 单位名称, 中小企业."""
    start = passage.text.find(name)
    return passage.cut(start) if start > 0 and _LABEL_END.search(passage.text[:start]) else passage


def _just(row: Passage, name: str) -> list[Passage]:
    """The name where it stands on a row; names of institutions have no legal form by which to find them."""
    start = row.text.find(name)
    return [row.cut(start, start + len(name))] if start >= 0 else []


def _reading(document: Document, passage: Passage) -> Reading:
    field = Field(
        "name",
        normalise_company(passage.text),
        passage.raw,
        passage.confidence,
        passage.evidence,
        "取自材料正文",
        doubtful=True,
    )
    return Reading(f"{document.kind}.name", field, document)


def _on_seals(document: Document, name: str) -> list[Reading]:
    """Seals that show just this name; others are other parties', or the check of seals speaks of them."""
    return [
        Reading(
            f"{document.kind}.seal",
            Field("seal", seal.text, seal.text, seal.evidence.confidence, (seal.evidence,), "取自印章", doubtful=True),
            document,
        )
        for seal in document.seals
        if seal.text and compare_names(name, seal.text).verdict is Verdict.SAME
    ]
