"""t13: is the applicant already recognised at a level that excludes it?

Parameters
    what         such a recognition in a sentence: 省级以上同类认定
    recognition  patterns of a recognition of that rank, in running text without spaces
    denied       what before or behind it, within the same clause, means that there is none (尚未, 争创 …)
    pending      the same, where nothing in the clause asserts the contrary (申报, 创建 …; 成功申报为…)
    becoming     words of which only the sentence tells whether it has come about (成为 …)
    planned      what before them says that it has not (下一步, 计划 …), where the clause neither asserts it nor names a
                 year of the past; below a heading on what is to come nothing else need say so
    asserted     what asserts it (荣获, 被认定为 …)
    titles       what right behind it makes it the title of a form (推荐表 …)

Outcomes
    review         a certificate or statement of such a recognition was found
    not_applicable nothing of the kind on any page, and all pages could be read
    review         nothing found, but pages could not be read, or there are none
"""

import re

from extractors.kinds.catalogue import BLANK
from extractors.kinds.claims import Prose, prose_of
from extractors.layout.passages import Passage
from verifier.checks.kinds import CheckKind, Parameters, Pattern
from verifier.models import Dossier, Finding, Outcome, Value
from verifier.readings import pages_in
from verifier.wording import listed, title_of

_YEAR = re.compile(r"(20\d\d)年(?!底|末|前|内|之前)")


class _Recognition(Parameters):
    what: str
    recognition: tuple[Pattern, ...]
    denied: Pattern
    pending: Pattern
    becoming: Pattern
    planned: Pattern
    asserted: Pattern
    titles: Pattern


def check(dossier: Dossier, parameters: _Recognition) -> Finding:
    """See the module."""
    found: list[Value] = []
    for document in dossier.documents:
        if document.kind == BLANK:
            continue
        prose = prose_of(pages_in(dossier, document))
        found += [
            Value(document.kind, title_of(document.kind), words.raw, words.evidence)
            for words in _recognitions(prose, parameters, dossier.submitted_on.year)
        ]
    if found:
        where = listed(dict.fromkeys(f"{value.evidence[0].file}第{value.evidence[0].page}页" for value in found))
        return Finding(
            Outcome.REVIEW,
            f"{where}有{parameters.what}的证书或表述，请人工核实。",
            (),
            tuple(found),
            0.5,
        )
    if dossier.unread:
        where = listed(f"{file}{f'第{page}页' if page else ''}" for file, page in dossier.unread)
        return Finding(Outcome.REVIEW, f"已读出的页面未见{parameters.what}，但{where}未能读取。")
    if not dossier.pages:
        return Finding(Outcome.REVIEW, f"没有可读的页面，无法判断有无{parameters.what}。")
    return Finding(Outcome.NOT_APPLICABLE, f"全部{len(dossier.pages)}页未见{parameters.what}的证书或表述。")


def _recognitions(prose: Prose, parameters: _Recognition, year: int) -> list[Passage]:
    """Statements of a recognition that are not taken back by what stands around them; `year` is that of submission."""
    return [
        prose.passage.group(match)
        for pattern in parameters.recognition
        for match in re.finditer(pattern, prose.text)
        if not (
            re.match(rf"[”》\"」)]*(?:{parameters.titles})", prose.text[match.end() :])
            or _is_taken_back(_clause_around(prose.text, match), parameters)
            or _is_to_come(prose, match, parameters, year)
        )
    ]


def _clause_around(text: str, match: re.Match[str]) -> str:
    start = max(text.rfind(mark, 0, match.start()) for mark in "。;,") + 1
    ends = [end for mark in "。;," if (end := text.find(mark, match.end())) >= 0]
    return text[start : min(ends, default=len(text))]


def _is_taken_back(clause: str, parameters: _Recognition) -> bool:
    """Whether a clause says that there is no recognition, or none yet."""
    if re.search(parameters.denied, clause) is not None:
        return True
    return re.search(parameters.pending, clause) is not None and re.search(parameters.asserted, clause) is None


def _is_to_come(prose: Prose, match: re.Match[str], parameters: _Recognition, year: int) -> bool:
    """Whether a sentence hopes to become what it names."""
    clause = _clause_around(prose.text, match)
    named = [int(past) for past in _YEAR.findall(clause)]
    if re.search(parameters.becoming, clause) is None or re.search(parameters.asserted, clause) is not None:
        return False
    before = prose.text[prose.sentence_start(match.start()) : match.start()]
    to_come = match.start() in prose.planned or re.search(parameters.planned, before) is not None
    return to_come and not any(past <= year for past in named)


RECOGNITION = CheckKind(_Recognition, check)
