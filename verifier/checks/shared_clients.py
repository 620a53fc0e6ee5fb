"""d01: do two applicants list the same companies as theirs?

Each list of the one (companies served, companies under agreement) is compared with each of the other; the two that have
most in common tell. Names are the same but for the way of writing (place and legal form left out or elsewhere, see
`verifier.comparison.trade_names`), or but for one character that may be misread. Companies may use several platforms,
so a few in common say nothing.

Parameters
    kinds   lists of companies
    some    number and share (of the shorter list) from which a person has to look
    large   number and share from which the lists are largely the same

Outcomes
    pass            no other applicant's list shares more than a few companies
    discrepancy     one is largely the same
    review          one shares more than a few; a list of the applicant's own was not read, or rows of it may be missing
    missing         the applicant hands in no list
    not_applicable  there is nobody else to compare with
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

from extractors.models import Document
from extractors.values.companies import normalise_company
from verifier.checks.absence import nothing_read
from verifier.checks.between import ALONE, abroad, called, check_alone, others_of
from verifier.checks.kinds import CheckKind, Parameters
from verifier.checks.subject import applicant_name
from verifier.comparison.alignment import look_alike
from verifier.comparison.trade_names import TradeName, trade_name
from verifier.fields import KindWith
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, confidence_of, doubts_of, readings, rows_of, shown
from verifier.wording import listed, percent, title_of

_MOST_NAMED, _MOST_SHOWN = 20, 3  # companies named in one line; rows of each list that are shown
_PARTIES = ("party_a", "party_b")  # of an agreement: one is the applicant, the other its client
Clients = Mapping[str, Reading]  # by normalised name
Lists = Mapping[str, Clients]  # by kind, those that were read

_trade_name = lru_cache(2**16)(trade_name)


_List = Annotated[str, AfterValidator(KindWith(("rows[].name", "rows[].contact")))]


class _Amount(Parameters):
    number: int
    share: float


class _SharedClients(Parameters):
    kinds: tuple[_List, ...]
    some: _Amount
    large: _Amount


@dataclass(frozen=True, slots=True)
class _Overlap:
    """What a list has in common with one of another applicant: names of the first with those of the second."""

    other: Dossier
    kinds: tuple[str, str]
    mine: Clients
    theirs: Clients
    shared: Mapping[str, str]

    def reaches(self, least: _Amount) -> bool:
        """Whether it is as much as that."""
        return len(self.shared) >= least.number and len(self.shared) >= least.share * self._shorter

    @property
    def share(self) -> float:
        """Share of the shorter list."""
        return len(self.shared) / self._shorter

    @property
    def _shorter(self) -> int:
        return min(len(self.mine), len(self.theirs))


def compare(dossiers: Sequence[Dossier], parameters: _SharedClients) -> list[Finding]:
    """See the module."""
    lists = [_lists(dossier, parameters.kinds) for dossier in dossiers]
    return [
        _finding(dossiers, lists, one, others, parameters) if others else ALONE
        for one, others in enumerate(others_of(dossiers))
    ]


def _lists(dossier: Dossier, kinds: Sequence[str]) -> Lists:
    found: defaultdict[str, dict[str, Reading]] = defaultdict(dict)
    own = normalise_company(applicant_name(dossier) or "").casefold()
    for document in dossier.of_kind(*kinds):
        for reading in _names(dossier, document):
            name = normalise_company(str(reading.value)).casefold()
            if reading.value is not None and name != own:
                found[document.kind].setdefault(name, reading)
    return found


def _names(dossier: Dossier, document: Document) -> Iterator[Reading]:
    """Companies that a list names row by row, and an agreement as one of its parties."""
    yield from (row["name"] for row in rows_of(dossier, document) if "name" in row)
    for row in rows_of(dossier, document, "agreements"):
        yield from (row[party] for party in _PARTIES if party in row)


def _finding(
    dossiers: Sequence[Dossier], lists: Sequence[Lists], one: int, others: Sequence[int], rule: _SharedClients
) -> Finding:
    mine = lists[one]
    if not mine:
        return nothing_read(dossiers[one], rule.kinds, "服务企业名单")
    overlaps = [_greatest(dossiers[other], mine, lists[other], rule) for other in others if lists[other]]
    grave = [overlap for overlap in overlaps if overlap.reaches(rule.large)]
    some = [overlap for overlap in overlaps if overlap.reaches(rule.some)]
    empty = [called(dossiers[other]) for other in others if not lists[other]]
    lines = [_told(overlap) for overlap in overlaps if overlap.shared]
    lines += [f"未能比较（未读出名单）：{listed(empty)}"] if empty else []
    if some:
        what = "；".join(map(_told, grave or some))
        values = tuple(
            value
            for overlap in grave or some
            for name, twin in list(overlap.shared.items())[:_MOST_SHOWN]
            for value in (overlap.mine[name].shown, abroad(overlap.other, overlap.theirs[twin].shown))
        )
        outcome, word = (Outcome.DISCREPANCY, "大量重合") if grave else (Outcome.REVIEW, "有较多重合，请人工核对")
        confidence = confidence_of([overlap.mine[name] for overlap in some for name in overlap.shared])
        return Finding(outcome, f"服务企业名单与其他申请单位{word}：{what}。", (), values, confidence, tuple(lines))
    every = [reading for clients in mine.values() for reading in clients.values()]
    ends, confidence = shown([*every[:1], *every[-1:]]), confidence_of(every)
    told = "、".join(f"{title_of(kind)}{len(clients)}家" for kind, clients in mine.items())
    doubts = _doubts(dossiers[one], mine, rule)
    if doubts:
        message = f"读出的服务企业（{told}）未见与其他申请单位大量重合，但名单可能有漏读，请人工核对：{doubts[0]}。"
        return Finding(Outcome.REVIEW, message, (), ends, confidence, (*lines, *doubts))
    if len(empty) == len(others):
        return Finding(Outcome.REVIEW, "其他申请单位的名单均未读出，无法比较。", (), ends, 0.0, tuple(lines))
    message = f"服务企业（{told}）与其他{len(others) - len(empty)}份材料没有大量重合。"
    return Finding(Outcome.PASS, message, (), ends, confidence, tuple(lines))


def _doubts(dossier: Dossier, mine: Lists, rule: _SharedClients) -> tuple[str, ...]:
    """Why companies of the applicant's lists may be missing."""
    counts = [reading for kind in rule.kinds for reading in readings(dossier, f"{kind}.count")]
    unread = [kind for kind in rule.kinds if dossier.of_kind(kind) and kind not in mine]
    return (
        *(f"{title_of(kind)}中未能读出企业名称" for kind in unread),
        *doubts_of([reading for reading in counts if reading.field.doubtful]),
    )


def _greatest(other: Dossier, mine: Lists, theirs: Lists, rule: _SharedClients) -> _Overlap:
    """The two lists of two applicants that have most in common."""
    overlaps = [
        _Overlap(other, (kind, twin), clients, others, _common(clients, others))
        for kind, clients in mine.items()
        for twin, others in theirs.items()
    ]
    return max(overlaps, key=lambda one: (one.reaches(rule.large), one.reaches(rule.some), len(one.shared)))


def _common(mine: Clients, theirs: Clients) -> dict[str, str]:
    """Names in common, by the name in the first list; no name counts twice."""
    common = {name: name for name in mine if name in theirs}
    taken = set(common)
    for twins in (_written_otherwise(theirs), _misread(theirs)):
        for name in mine:
            twin = None if name in common else next((one for one in twins(name) if one not in taken), None)
            if twin is not None:
                common[name] = twin
                taken.add(twin)
    return common


def _written_otherwise(theirs: Clients) -> Callable[[str], Iterator[str]]:
    """Names of the other list that write the same company in another way."""
    by_core: defaultdict[str, list[tuple[str, TradeName]]] = defaultdict(list)
    for name in theirs:
        parts = _trade_name(name)
        by_core[parts.core].append((name, parts))

    def twins(name: str) -> Iterator[str]:
        parts = _trade_name(name)
        return (twin for twin, other in by_core[parts.core] if parts.may_be(other))

    return twins


def _misread(theirs: Clients) -> Callable[[str], Iterator[str]]:
    """Names of the other list but for one character that looks alike."""
    with_a_gap: defaultdict[str, list[str]] = defaultdict(list)
    for name in theirs:
        for key in _gaps(name):
            with_a_gap[key].append(name)

    def twins(name: str) -> Iterator[str]:
        found = (twin for key in _gaps(name) for twin in with_a_gap.get(key, ()))
        return (twin for twin in found if all(a == b or look_alike(a, b) for a, b in zip(name, twin, strict=True)))

    return twins


def _gaps(name: str) -> list[str]:
    """The name with each of its characters left open in turn."""
    return [f"{name[:place]}\0{name[place + 1 :]}" for place in range(len(name))]


def _told(overlap: _Overlap) -> str:
    """How much two lists have in common, and which companies; names that are not written alike in both writings."""
    names = listed(_written(overlap, name) for name in list(overlap.shared)[:_MOST_NAMED])
    more = "等" if len(overlap.shared) > _MOST_NAMED else ""
    own, others = (title_of(kind) for kind in overlap.kinds)
    return (
        f"与{called(overlap.other)}的名单共有{len(overlap.shared)}家相同（本单位{own}{len(overlap.mine)}家，"
        f"对方{others}{len(overlap.theirs)}家，占较短名单的{percent(overlap.share)}）：{names}{more}"
    )


def _written(overlap: _Overlap, name: str) -> str:
    mine, theirs = overlap.mine[name], overlap.theirs[overlap.shared[name]]
    return str(mine.value) if name == overlap.shared[name] else f"{mine.value}（对方写作“{theirs.value}”）"


SHARED_CLIENTS = CheckKind(_SharedClients, check_alone, compare)
