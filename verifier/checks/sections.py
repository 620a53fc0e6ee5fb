"""m01e, m08b: does a material have all its sections, each with text of its own?

Parameters
    kind        the kind of document
    sections    name -> pattern of its heading. It is searched behind the numbering of a row; what it covers is the
                heading, so that the rest of a long heading is not taken for text
    least       characters of text that a section needs: a heading alone is not enough

An enumeration (服务内容、服务流程、服务标准…) announces sections and is none; nor is a line of a table of contents.

Outcomes
    pass        the material is there, and every section with it
    missing     the material or a section is not there, or a section has a heading and no text; they are named
    review      pages that could not be read or recognised may hold what is not found; no heading at all; a numbered
                heading of other words where one is not found, which may be worded otherwise, or misread; a heading
                without a number and text, which may stand beside it
"""

from collections.abc import Mapping

from pydantic import Field

from extractors.layout.sections import Section, find_sections
from extractors.models import Document
from verifier.checks.absence import places_beside
from verifier.checks.kinds import CheckKind, KindName, Parameters, Pattern
from verifier.checks.materials import MATERIALS, handed_in
from verifier.models import Dossier, Finding, Outcome, Value
from verifier.readings import pages_in
from verifier.wording import listed, pages_of, title_of


class _Sections(Parameters):
    kind: KindName
    sections: Mapping[str, Pattern] = Field(min_length=1)
    least: int = Field(ge=0)


def check(dossier: Dossier, parameters: _Sections) -> Finding:
    """See the module."""
    material = MATERIALS.run(dossier, {"all_of": [parameters.kind]})
    documents = handed_in(dossier, parameters.kind)
    if not documents:
        return material
    found, others = _found(dossier, documents, parameters)
    values = tuple(_shown(parameters.kind, name, section) for name, section in found.items())
    absent = [name for name in parameters.sections if name not in found]
    bare = [name for name, section in found.items() if section.length < parameters.least]
    title = title_of(parameters.kind)
    where = listed(pages_of(document) for document in documents)
    if not absent and not bare:
        if material.outcome is not Outcome.PASS:
            return material
        return Finding(Outcome.PASS, f"{title}各部分齐全：{where}。", (), values, material.confidence)
    told = _told(title, absent, bare)
    values = values or material.found
    beside = places_beside(dossier, documents)
    if beside:
        message = f"{told}；但{listed(beside)}未能读取或识别，请人工核对。"
    elif material.outcome is not Outcome.PASS:
        message = f"{told}；{material.message}"
    elif not found:
        message = f"{title}没有可辨认的分节标题，未能确认各部分是否齐全，请人工核对：{where}。"
    elif any(not found[name].style for name in bare):
        message = f"{told}；标题没有编号，其内容可能排在别处，请人工核对。"
    elif others and absent:
        titles = listed(f"“{section.heading.text}”" for section in others[:6])
        values = (*values, *(_shown(parameters.kind, section.heading.text, section) for section in others[:6]))
        message = f"{told}；但另有标题{titles}，可能是其另一种写法或识别有误，请人工核对。"
    else:
        return Finding(Outcome.MISSING, f"{told}。", (), values, material.confidence, (where,))
    return Finding(Outcome.REVIEW, message, (), values, material.confidence, (where,))


def _found(
    dossier: Dossier, documents: tuple[Document, ...], parameters: _Sections
) -> tuple[dict[str, Section], list[Section]]:
    """Sections of all documents of the kind together: they are handed in one by one, too."""
    found: dict[str, Section] = {}
    others: list[Section] = []
    for document in documents:
        named, further = find_sections(pages_in(dossier, document), parameters.sections)
        others += further
        for name, section in named.items():
            if name not in found or section.length > found[name].length:
                found[name] = section
    return {name: found[name] for name in parameters.sections if name in found}, others


def _told(title: str, absent: list[str], bare: list[str]) -> str:
    parts = [f"{title}中未见：{listed(absent)}"] if absent else []
    if bare:
        parts.append(f"{'' if absent else title + '中'}只有标题、没有内容：{listed(bare)}")
    return "；".join(parts)


def _shown(kind: str, name: str, section: Section) -> Value:
    return Value(f"{kind}.section", name, section.heading.raw, section.heading.evidence)


SECTIONS = CheckKind(_Sections, check)
