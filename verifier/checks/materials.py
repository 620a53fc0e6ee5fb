"""Is a material there, and are its parts?

Parameters
    all_of      kinds that must all be there
    any_of      kinds of which one is enough
    or_text_in  kind -> pattern: a document of another kind that contains this will do (an audit report with 服务收支)
    optional    nothing is missing where none is there (`not_applicable`; `review` where it may be on unread pages)
    parts       name -> pattern: what the documents must contain, each named if absent; an enumeration of three or more
                in one breath (服务内容、服务流程、服务标准…) announces them and is none of them
    branch_needs  kinds that a branch without legal personality has to add
    last_year   kinds of report of which one of the year before submission is meant: one surely of another year is none

Outcomes
    pass        every kind required was recognised with confidence, every part found
    missing     a kind or a part is not there
    review      recognised with little confidence, pages missing by their own numbering, a form without a seal and
                without a value that was read (it may not be filled in), or pages that could not be read or recognised
                may be the material or the part
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator
from pydantic_core import PydanticCustomError

from extractors.classification import EMPTY_FORM, SEPARATOR
from extractors.kinds.catalogue import kinds
from extractors.kinds.empty_forms import form_kinds
from extractors.layout.prose import document_passage
from extractors.models import Document, Evidence
from verifier.checks.absence import never_read, places_beside, suspects
from verifier.checks.kinds import CheckKind, KindName, Parameters, Pattern
from verifier.checks.subject import is_branch
from verifier.checks.years import of_another_year
from verifier.fields import KindWith
from verifier.models import Dossier, Finding, Outcome, Value
from verifier.readings import pages_in
from verifier.wording import listed, pages_of, some_of, title_of

_CONFIDENT = 0.5


_Report = Annotated[str, AfterValidator(KindWith(("year",)))]


class _Materials(Parameters):
    all_of: tuple[KindName, ...] = ()
    any_of: tuple[KindName, ...] = ()
    or_text_in: Mapping[KindName, Pattern] = {}
    optional: bool = False
    parts: Mapping[str, Pattern] = {}
    branch_needs: tuple[KindName, ...] = ()
    last_year: tuple[_Report, ...] = ()

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not (self.all_of or self.any_of):
            raise PydanticCustomError("asks_for_nothing", "neither {word}", {"word": "all_of、any_of"})
        return self


def check(dossier: Dossier, parameters: _Materials) -> Finding:
    """See the module."""
    required = parameters.all_of
    if parameters.branch_needs and is_branch(dossier):
        required = (*required, *parameters.branch_needs)
    old = _of_other_years(dossier, parameters.last_year)
    found = _without(handed_in(dossier, *required, *parameters.any_of), old)
    absent = [kind for kind in required if not _without(handed_in(dossier, kind), old)]
    if parameters.any_of and not _without(handed_in(dossier, *parameters.any_of), old):
        contained = _contained(dossier, parameters.or_text_in)
        if contained is not None:
            return contained
        absent.append(parameters.any_of[0])
    if absent:
        finding = _absent(dossier, parameters, absent, found)
        where = listed(f"{title_of(document.kind)}（{pages_of(document)}）" for document in old)
        told = f"{where}不是上一年度（{dossier.submitted_on.year - 1}年）的。"
        return replace(finding, message=f"{finding.message}{told}") if old else finding
    return _present(dossier, parameters, found)


def handed_in(dossier: Dossier, *kinds_wanted: str) -> tuple[Document, ...]:
    """Documents of these kinds; a sheet with nothing but a title is none."""
    return tuple(document for document in dossier.of_kind(*kinds_wanted) if SEPARATOR not in document.cues)


def _of_other_years(dossier: Dossier, reports: Sequence[str]) -> list[Document]:
    """Reports of these kinds that are surely not of the year before submission."""
    year = dossier.submitted_on.year - 1
    documents = dossier.of_kind(*reports) if dossier.day_known else ()
    return [document for document in documents if of_another_year(dossier, document, year)]


def _without(documents: Sequence[Document], others: Sequence[Document]) -> list[Document]:
    return [document for document in documents if not any(document is other for other in others)]


def _absent(dossier: Dossier, parameters: _Materials, absent: Sequence[str], found: Sequence[Document]) -> Finding:
    names = listed(title_of(kind) for kind in absent)
    maybe = [*absent, *parameters.any_of]
    unknown = [] if parameters.optional else suspects(dossier, maybe)
    if unknown:
        where = some_of([pages_of(document) for document in unknown])
        blank = all(EMPTY_FORM in document.cues for document in unknown)
        reason = "是未填写的空白表" if blank else "未能识别，可能是该材料"
        return Finding(
            Outcome.REVIEW,
            f"未能确认是否提供{names}：{where}{reason}，请人工核对。",
            found=tuple(_whole(dossier, document) for document in unknown),
        )
    if dossier.unread:
        where = some_of(never_read(dossier))
        return Finding(Outcome.REVIEW, f"未见{names}；但{where}未能读取，可能是该材料，请人工核对。")
    if parameters.optional:
        return Finding(Outcome.NOT_APPLICABLE, f"未提供{names}（此项可不提供）。")
    return Finding(Outcome.MISSING, f"未提供{names}。", found=tuple(_whole(dossier, document) for document in found))


def _bare(parameters: _Materials, found: Sequence[Document]) -> list[Document]:
    """Forms that nobody may have filled in, where no other will do: the words of every city's forms are not known."""
    wanted = [{kind} for kind in parameters.all_of] + [set(parameters.any_of)]
    groups = [[document for document in found if document.kind in kinds_wanted] for kinds_wanted in wanted]
    return [document for group in groups if all(map(_shows_nothing, group)) for document in group]


def _shows_nothing(document: Document) -> bool:
    """Whether a document is a form without a seal and without a value; a list without rows counts none."""
    return document.kind in form_kinds() and not document.seals and not any(field.value for field in document.fields)


def _contained(dossier: Dossier, wanted: Mapping[str, str]) -> Finding | None:
    """`pass` where a document of another kind contains what is asked for."""
    for kind, pattern in wanted.items():
        for document in dossier.of_kind(kind):
            running = document_passage(pages_in(dossier, document)).compact
            match = re.search(pattern, running.text)
            if match is not None:
                words = running.group(match)
                value = Value(kind, title_of(kind), words.raw, words.evidence)
                message = f"{title_of(kind)}中含有相应内容：{pages_of(document)}。"
                return Finding(Outcome.PASS, message, (), (value,), words.confidence)
    return None


def _present(dossier: Dossier, parameters: _Materials, found: Sequence[Document]) -> Finding:
    evidence = tuple(_whole(dossier, document) for document in found)
    confidence = min(document.confidence for document in found)
    where = "；".join(f"{title_of(document.kind)}：{pages_of(document)}" for document in found)
    parts = _absent_parts(dossier, parameters.parts, found)
    beside = places_beside(dossier, found) if parts else []
    if beside:
        message = f"{title_of(found[0].kind)}中未见：{listed(parts)}；但{listed(beside)}未能读取或识别，请人工核对。"
        return Finding(Outcome.REVIEW, message, (), evidence, confidence, (where,))
    if parts:
        return Finding(
            Outcome.MISSING, f"{title_of(found[0].kind)}中未见：{listed(parts)}。", (), evidence, confidence, (where,)
        )
    incomplete = [note for document in found for note in document.incomplete]
    if incomplete:
        return Finding(Outcome.REVIEW, f"材料可能缺页：{'；'.join(incomplete)}。", (), evidence, confidence, (where,))
    if confidence < _CONFIDENT:
        return Finding(
            Outcome.REVIEW,
            f"可能是{title_of(found[0].kind)}，但把握不大，请人工确认。",
            (),
            evidence,
            confidence,
            (where,),
        )
    bare = _bare(parameters, found)
    if bare:
        names = listed(f"{title_of(document.kind)}（{pages_of(document)}）" for document in bare)
        message = f"{names}中未读出填写的内容，可能是空白表，请人工核对。"
        return Finding(Outcome.REVIEW, message, (), evidence, confidence, (where,))
    return Finding(Outcome.PASS, f"已提供：{where}。", (), evidence, confidence)


def _absent_parts(dossier: Dossier, parts: Mapping[str, str], documents: Sequence[Document]) -> list[str]:
    text = "\n".join(document_passage(pages_in(dossier, document)).compact.text for document in documents)
    any_part = "|".join(f"(?:{pattern})" for pattern in parts.values())
    announced = rf"(?:{any_part})(?:[、,及和与]{{1,2}}(?:{any_part})){{2,}}"
    told = re.sub(announced, "", text) if parts else text
    return [name for name, pattern in parts.items() if re.search(pattern, told) is None]


def _whole(dossier: Dossier, document: Document) -> Value:
    """A document's first page as evidence, with the line that gives it away."""
    file, number = document.pages[0]
    page = next(page for page in dossier.pages if (page.file, page.number) == (file, number))
    title = next((line for cue in document.cues for line in page.lines if cue in re.sub(r"\s", "", line.text)), None)
    line = title or max(page.lines, key=lambda line: len(line.text), default=None)
    polygon = line.polygon if line is not None else ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    text = line.text if line is not None else ""
    evidence = Evidence(file, number, polygon, text, document.confidence)
    return Value(document.kind, kinds()[document.kind].title, text, (evidence,))


MATERIALS = CheckKind(_Materials, check)
