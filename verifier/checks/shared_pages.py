"""d02: did two applicants hand in the same file, or the same page?

Files are compared by their hash. Pages are compared by what they look like and by their text: only near copies count,
not two copies of one form that differ in what is filled in. Blank pages and forms, separator sheets, pages
with hardly anything on them, and pages that anybody may hand in are left out.

Parameters
    kinds       kinds of which look and text tell; pages that name each its own applicant are left out
    own_words   kinds whose text each applicant writes itself: the text alone tells, however its lines are broken, and
                a copy in which only the applicant's name was exchanged is one
    by_figures  kinds whose wording is much the same for everybody (leases, audit reports): only pages with some
                longer numbers are compared, and these have to be the same
    may_share   kinds that two applicants may both hand in (the certificate of a landlord both rent from): such a file
                is for a person
    common      patterns of pages that anybody may hand in (the regulation itself, an audit firm's licence); `^` and
                `$` stand for the ends of a line. A page that only cites a regulation is the applicant's own

Outcomes
    pass            no file or page in common, and every page was read
    discrepancy     the same file
    review          a page that is a near copy; the same file where that may be; pages that could not be read
    not_applicable  there is nobody else to compare with
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.classification import EMPTY_FORM, SEPARATOR
from extractors.kinds.catalogue import BLANK
from extractors.values.companies import normalise_company
from extractors.values.folding import fold
from verifier.checks.between import ALONE, abroad, called, check_alone, others_of
from verifier.checks.kinds import CheckKind, KindName, Parameters, Pattern
from verifier.checks.page_likeness import Leaf, Sort, are_copies, page_value
from verifier.checks.subject import applicant_name
from verifier.models import Dossier, Finding, Outcome
from verifier.wording import listed

_MOST_TOLD = 10


class _SharedPages(Parameters):
    kinds: tuple[KindName, ...]
    own_words: tuple[KindName, ...] = ()
    by_figures: tuple[KindName, ...] = ()
    may_share: tuple[KindName, ...] = ()
    common: tuple[Pattern, ...] = ()

    def sort_of(self, kind: str) -> Sort | None:
        """How pages of a kind are compared; None where only whole files are."""
        if kind in self.own_words:
            return Sort.OWN_WORDS
        if kind in self.by_figures:
            return Sort.FIGURES
        return Sort.ANY if kind in self.kinds else None


@dataclass(frozen=True, slots=True)
class _Match:
    """Something of one dossier that is in another's, too."""

    other: Dossier
    mine: Leaf
    theirs: Leaf
    text: str
    grave: bool


def compare(dossiers: Sequence[Dossier], parameters: _SharedPages) -> list[Finding]:
    """See the module."""
    every = [_leaves(dossier, parameters) for dossier in dossiers]
    own = [[leaf for leaf in leaves if parameters.sort_of(leaf.kind) is not None] for leaves in every]
    others = others_of(dossiers)
    matches: defaultdict[int, list[_Match]] = defaultdict(list)
    for one, rivals in enumerate(others):
        for other in rivals:
            matches[one] += _same_files(dossiers[one], dossiers[other], every[one], every[other], parameters)
            if other > one:
                for mine, theirs in _same_pages(own[one], own[other]):
                    matches[one].append(_page_match(dossiers[other], mine, theirs))
                    matches[other].append(_page_match(dossiers[one], theirs, mine))
    return [
        _finding(dossier, matches[place], own[place], len(others[place])) if others[place] else ALONE
        for place, dossier in enumerate(dossiers)
    ]


def _leaves(dossier: Dossier, parameters: _SharedPages) -> list[Leaf]:
    """The pages that say anything of their applicant, of whatever kind."""
    kinds = {
        reference: document.kind
        for document in dossier.documents
        if document.kind != BLANK and not {SEPARATOR, EMPTY_FORM} & set(document.cues)
        for reference in document.pages
    }
    applicant = normalise_company(applicant_name(dossier) or "")
    leaves = []
    for page in dossier.pages:
        kind = kinds.get((page.file, page.number))
        if kind is None or page.blank:
            continue
        text = "\n".join(fold(line.text) for line in page.lines)
        leaf = Leaf(page, kind, parameters.sort_of(kind) or Sort.ANY, applicant)
        anybodys = any(re.search(pattern, text, re.MULTILINE) for pattern in parameters.common)
        if leaf.is_worth_comparing and not anybodys:
            leaves.append(leaf)
    return leaves


def _same_files(
    one: Dossier, other: Dossier, mine: Sequence[Leaf], theirs: Sequence[Leaf], rule: _SharedPages
) -> Iterator[_Match]:
    """Files with the same content, of which a page is compared at all."""
    hashes = {file.sha256: file.name for file in other.files}
    for file in one.files:
        twin = hashes.get(file.sha256)
        pages = [leaf for leaf in mine if leaf.page.file == file.name]
        copies = [leaf for leaf in theirs if leaf.page.file == twin]
        if twin is not None and pages and copies:
            text = f"{file.name}与{called(other)}的{twin}是同一份文件"
            yield _Match(other, pages[0], copies[0], text, any(leaf.kind not in rule.may_share for leaf in pages))


def _same_pages(mine: Sequence[Leaf], theirs: Sequence[Leaf]) -> Iterator[tuple[Leaf, Leaf]]:
    for leaf in mine:
        twin = next((other for other in theirs if are_copies(leaf, other)), None)
        if twin is not None:
            yield leaf, twin


def _page_match(other: Dossier, mine: Leaf, theirs: Leaf) -> _Match:
    text = (
        f"{mine.page.file}第{mine.page.number}页与{called(other)}的{theirs.page.file}第{theirs.page.number}页几乎相同"
    )
    return _Match(other, mine, theirs, text, grave=False)


def _finding(dossier: Dossier, found: Sequence[_Match], own: Sequence[Leaf], others: int) -> Finding:
    files = {(match.other.id, match.mine.page.file) for match in found if match.text.endswith("同一份文件")}
    told = [
        match
        for match in found
        if match.text.endswith("同一份文件") or (match.other.id, match.mine.page.file) not in files
    ]
    lines = tuple(match.text for match in told)
    if not told:
        values = tuple(leaf.value for leaf in own[:1]) or tuple(page_value(page, BLANK) for page in dossier.pages[:1])
        message = f"未见与其他{others}份材料相同的文件或页面（比较了{len(dossier.files)}个文件、{len(own)}页）"
        if dossier.unread:
            return Finding(Outcome.REVIEW, f"{message}，但有{len(dossier.unread)}处未能读取，请人工核对。", (), values)
        return Finding(Outcome.PASS, f"{message}。", (), values, 1.0)
    grave = any(match.grave for match in told)
    values = tuple(value for match in told for value in (match.mine.value, abroad(match.other, match.theirs.value)))
    what = listed(match.text for match in told[:_MOST_TOLD]) + ("等" if len(told) > _MOST_TOLD else "")
    ending = "" if grave else "，请人工核对"
    outcome = Outcome.DISCREPANCY if grave else Outcome.REVIEW
    return Finding(outcome, f"与其他申请单位提交了相同的材料：{what}{ending}。", (), values, 1.0, lines)


SHARED_PAGES = CheckKind(_SharedPages, check_alone, compare)
