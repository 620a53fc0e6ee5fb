"""d02: did two applicants hand in the same file, or the same page?

Files are compared by their hash. Pages are compared by what they look like and by their text: only near copies count,
not two copies of one form that differ in what is filled in. Blank pages and forms, separator sheets, pages
with hardly anything on them, and pages that anybody may hand in are left out, and so are pages that name each its own
applicant.

Parameters
    kinds       kinds whose pages are the applicant's own, so that no other applicant can have the same page
    may_share   kinds that two applicants may both hand in (the certificate of a landlord both rent from): such a file
                is for a person
    common      patterns of pages that anybody may hand in (the regulation itself, an audit firm's licence)

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

from rapidfuzz.distance import Levenshtein

from extractors.classification import EMPTY_FORM, SEPARATOR
from extractors.kinds.catalogue import BLANK
from extractors.models import Evidence, Page
from extractors.values.companies import normalise_company
from extractors.values.folding import fold
from verifier.checks.between import ALONE, abroad, called, check_alone, others_of
from verifier.checks.kinds import CheckKind, KindName, Parameters, Pattern
from verifier.checks.subject import applicant_name
from verifier.models import Dossier, Finding, Outcome, Value
from verifier.wording import listed

_NEAR, _VERY_NEAR = 4, 2  # bits of 64 in which the looks of two copies differ; the same without much text
_PLAIN = 6  # bits from which a look says anything: a page of even text has fewer
_SAME_TEXT = 0.95  # share of the characters that stand in lines of the other page, too
_SAME_LINE = 0.85  # similarity of two readings of one line
_LEAST_LINE = 4  # characters; shorter lines are the same on any two pages
_SPARSE, _TEXT = 40, 100  # characters below which a page holds next to nothing; from which its text alone may tell
_PICTURE = 0.2  # share of a page filled from which it holds a picture
_MOST_TOLD = 10
_WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


class _SharedPages(Parameters):
    kinds: tuple[KindName, ...]
    may_share: tuple[KindName, ...] = ()
    common: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A page as it is compared."""

    page: Page
    kind: str
    lines: tuple[str, ...]
    look: int | None  # None where there is no picture, or nothing to be seen on it from afar
    named: bool  # whether it names its own applicant

    @property
    def size(self) -> int:
        """Characters of its lines."""
        return sum(map(len, self.lines))

    @property
    def value(self) -> Value:
        """The page as a report shows it."""
        return _page_value(self.page, self.kind)


@dataclass(frozen=True, slots=True)
class _Match:
    """Something of one dossier that is in another's, too."""

    other: Dossier
    mine: _Leaf
    theirs: _Leaf
    text: str
    grave: bool


def compare(dossiers: Sequence[Dossier], parameters: _SharedPages) -> list[Finding]:
    """See the module."""
    own = [_leaves(dossier, parameters) for dossier in dossiers]
    every = [_leaves(dossier, parameters, any_kind=True) for dossier in dossiers]
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


def _leaves(dossier: Dossier, parameters: _SharedPages, *, any_kind: bool = False) -> list[_Leaf]:
    """The pages that are compared."""
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
        if kind is None or page.blank or not (any_kind or kind in parameters.kinds):
            continue
        text = "".join(fold(line.text) for line in page.lines)
        if any(re.search(pattern, text) for pattern in parameters.common):
            continue
        lines = tuple(line for line in (fold(line.text) for line in page.lines) if len(line) >= _LEAST_LINE)
        leaf = _Leaf(page, kind, lines, _look(page), bool(applicant) and applicant in text)
        if leaf.size >= _SPARSE or page.filled >= _PICTURE:
            leaves.append(leaf)
    return leaves


def _page_value(page: Page, kind: str = BLANK) -> Value:
    text = max((line.text for line in page.lines), key=len, default="")
    return Value(kind, f"第{page.number}页", text, (Evidence(page.file, page.number, _WHOLE, text, 1.0),))


def _look(page: Page) -> int | None:
    look = int(page.look, 16) if page.look else 0
    return look if _PLAIN <= look.bit_count() <= 64 - _PLAIN else None


def _same_files(
    one: Dossier, other: Dossier, mine: Sequence[_Leaf], theirs: Sequence[_Leaf], rule: _SharedPages
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


def _same_pages(mine: Sequence[_Leaf], theirs: Sequence[_Leaf]) -> Iterator[tuple[_Leaf, _Leaf]]:
    for leaf in mine:
        for other in theirs:
            if not (leaf.named and other.named) and _look_alike(leaf, other) and _read_alike(leaf, other):
                yield leaf, other
                break


def _look_alike(leaf: _Leaf, other: _Leaf) -> bool:
    """Whether two pages look the same, or, where that says nothing, hold text enough to tell by it."""
    if leaf.look is None or other.look is None:
        return min(leaf.size, other.size) >= _TEXT
    near = _NEAR if min(leaf.size, other.size) >= _SPARSE else _VERY_NEAR
    return (leaf.look ^ other.look).bit_count() <= near


def _read_alike(leaf: _Leaf, other: _Leaf) -> bool:
    if max(leaf.size, other.size) < _SPARSE:
        return True
    if min(leaf.size, other.size) < _SAME_TEXT * max(leaf.size, other.size) * 0.9:
        return False
    return min(_found(leaf, other), _found(other, leaf)) >= _SAME_TEXT


def _found(leaf: _Leaf, other: _Leaf) -> float:
    """Share of a page's characters in lines that the other page has, too, as far as two readings of it agree.

    A line with figures has to be the same: a form of which only the figures differ is another one.
    """
    exact = set(other.lines)
    rest = [line for line in leaf.lines if line not in exact]
    lost = sum(len(line) for line in rest)
    if lost > (1 - _SAME_TEXT) * leaf.size:
        lost -= sum(len(line) for line in rest if any(_same_line(line, twin) for twin in other.lines))
    return 1 - lost / leaf.size if leaf.size else 0.0


def _same_line(line: str, twin: str) -> bool:
    figures = [re.sub(r"\D", "", text) for text in (line, twin)]
    return figures[0] == figures[1] and Levenshtein.normalized_similarity(line, twin) >= _SAME_LINE


def _page_match(other: Dossier, mine: _Leaf, theirs: _Leaf) -> _Match:
    text = (
        f"{mine.page.file}第{mine.page.number}页与{called(other)}的{theirs.page.file}第{theirs.page.number}页几乎相同"
    )
    return _Match(other, mine, theirs, text, grave=False)


def _finding(dossier: Dossier, found: Sequence[_Match], own: Sequence[_Leaf], others: int) -> Finding:
    files = {(match.other.id, match.mine.page.file) for match in found if match.text.endswith("同一份文件")}
    told = [
        match
        for match in found
        if match.text.endswith("同一份文件") or (match.other.id, match.mine.page.file) not in files
    ]
    lines = tuple(match.text for match in told)
    if not told:
        values = tuple(leaf.value for leaf in own[:1]) or tuple(map(_page_value, dossier.pages[:1]))
        message = f"未见与其他{others}份材料相同的文件或页面（比较了{len(own)}页）"
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
