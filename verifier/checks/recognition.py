"""t13: is the applicant already recognised at a level that excludes it?

Parameters
    what         such a recognition in a sentence: 省级以上同类认定
    recognition  patterns of a recognition of that rank, in running text without spaces
    denied       what before or behind it, within the same clause, means that there is none (尚未, 争创 …)
    pending      the same, where nothing in the clause asserts the contrary (申报, 创建 …; 成功申报为…)
    asserted     what asserts it (荣获, 被认定为 …)
    ignored_kinds  kinds of document whose printed words speak of such platforms

Outcomes
    review         a certificate or statement of such a recognition was found
    not_applicable nothing of the kind on any page, and all pages could be read
    review         nothing found, but pages could not be read, or there are none
"""

import re

from extractors.kinds.catalogue import BLANK
from extractors.layout.passages import Passage
from extractors.layout.prose import document_passage
from verifier.checks.kinds import CheckKind, KindName, Parameters, Pattern
from verifier.models import Dossier, Finding, Outcome, Value
from verifier.readings import pages_in
from verifier.wording import listed, title_of


class _Recognition(Parameters):
    what: str
    recognition: tuple[Pattern, ...]
    denied: Pattern
    pending: Pattern
    asserted: Pattern
    ignored_kinds: tuple[KindName, ...] = ()


def check(dossier: Dossier, parameters: _Recognition) -> Finding:
    """See the module."""
    found: list[Value] = []
    for document in dossier.documents:
        if document.kind in (BLANK, *parameters.ignored_kinds):
            continue
        running = document_passage(pages_in(dossier, document)).compact
        found += [
            Value(document.kind, title_of(document.kind), words.raw, words.evidence)
            for words in _recognitions(running, parameters)
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


def _recognitions(running: Passage, parameters: _Recognition) -> list[Passage]:
    """Clauses that state a recognition and do not take it back."""
    found = []
    for pattern in parameters.recognition:
        for match in re.finditer(pattern, running.text):
            start = max(running.text.rfind(mark, 0, match.start()) for mark in "。;,") + 1
            ends = [end for mark in "。;," if (end := running.text.find(mark, match.end())) >= 0]
            clause = running.text[start : min(ends, default=len(running.text))]
            if not _is_taken_back(clause, parameters):
                found.append(running.group(match))
    return found


def _is_taken_back(clause: str, parameters: _Recognition) -> bool:
    """Whether a clause says that there is no recognition, or none yet."""
    if re.search(parameters.denied, clause) is not None:
        return True
    return re.search(parameters.pending, clause) is not None and re.search(parameters.asserted, clause) is None


RECOGNITION = CheckKind(_Recognition, check)
