"""d01: do two applicants list the same companies as theirs?

Names are compared after normalisation, and but for one character that may be misread. Companies may use several
platforms, so a few in common say nothing.

Parameters
    kinds   lists of companies
    some    number and share (of the shorter list) from which a person has to look
    large   number and share from which the lists are largely the same

Outcomes
    pass            no other applicant's list shares more than a few companies
    discrepancy     one is largely the same
    review          one shares more than a few; the applicant's own list was not read, or rows of it may be missing
    missing         the applicant hands in no list
    not_applicable  there is nobody else to compare with
"""

from collections.abc import Mapping, Sequence

from extractors.values.companies import normalise_company
from verifier.checks.absence import nothing_read
from verifier.checks.between import ALONE, abroad, called, check_alone, others_of
from verifier.checks.kinds import CheckKind, KindName, Parameters
from verifier.comparison.alignment import look_alike
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, confidence_of, doubts_of, readings, rows_of, shown
from verifier.wording import listed, percent

_MOST_NAMED, _MOST_SHOWN = 20, 3  # companies named in one line; rows of each list that are shown
Clients = Mapping[str, Reading]  # by normalised name


class _Amount(Parameters):
    number: int
    share: float


class _SharedClients(Parameters):
    kinds: tuple[KindName, ...]
    some: _Amount
    large: _Amount


def compare(dossiers: Sequence[Dossier], parameters: _SharedClients) -> list[Finding]:
    """See the module."""
    clients = [_clients(dossier, parameters.kinds) for dossier in dossiers]
    return [
        _finding(dossiers, clients, one, others, parameters) if others else ALONE
        for one, others in enumerate(others_of(dossiers))
    ]


def _clients(dossier: Dossier, kinds: Sequence[str]) -> Clients:
    found: dict[str, Reading] = {}
    for document in dossier.of_kind(*kinds):
        for row in rows_of(dossier, document):
            if "name" in row and row["name"].value is not None:
                found.setdefault(normalise_company(str(row["name"].value)).casefold(), row["name"])
    return found


def _finding(
    dossiers: Sequence[Dossier], clients: Sequence[Clients], one: int, others: Sequence[int], rule: _SharedClients
) -> Finding:
    mine = clients[one]
    if not mine:
        return nothing_read(dossiers[one], rule.kinds, "服务企业名单")
    shared = {other: _common(mine, clients[other]) for other in others}
    grave = [other for other in others if _reaches(shared[other], mine, clients[other], rule.large)]
    some = [other for other in others if _reaches(shared[other], mine, clients[other], rule.some)]
    empty = [called(dossiers[other]) for other in others if not clients[other]]
    lines = [_told(dossiers[other], shared[other], mine, clients[other]) for other in others if shared[other]]
    lines += [f"未能比较（未读出名单）：{listed(empty)}"] if empty else []
    if some:
        what = "；".join(_told(dossiers[other], shared[other], mine, clients[other]) for other in grave or some)
        values = tuple(
            value
            for other in grave or some
            for name, twin in list(shared[other].items())[:_MOST_SHOWN]
            for value in (mine[name].shown, abroad(dossiers[other], clients[other][twin].shown))
        )
        outcome, word = (Outcome.DISCREPANCY, "大量重合") if grave else (Outcome.REVIEW, "有较多重合，请人工核对")
        confidence = confidence_of([mine[name] for other in some for name in shared[other]])
        return Finding(outcome, f"服务企业名单与其他申请单位{word}：{what}。", (), values, confidence, tuple(lines))
    ends = shown([*mine.values()][:1] + [*mine.values()][-1:])
    counts = [reading for kind in rule.kinds for reading in readings(dossiers[one], f"{kind}.count")]
    doubts = doubts_of([reading for reading in counts if reading.field.doubtful])
    if doubts:
        message = f"读出的{len(mine)}家未见与其他申请单位大量重合，但名单可能有漏读，请人工核对：{doubts[0]}。"
        return Finding(Outcome.REVIEW, message, (), ends, confidence_of([*mine.values()]), (*lines, *doubts))
    message = f"服务企业名单（{len(mine)}家）与其他{len(others) - len(empty)}份材料没有大量重合。"
    if len(empty) == len(others):
        return Finding(Outcome.REVIEW, "其他申请单位的名单均未读出，无法比较。", (), ends, 0.0, tuple(lines))
    return Finding(Outcome.PASS, message, (), ends, confidence_of([*mine.values()]), tuple(lines))


def _common(mine: Clients, theirs: Clients) -> dict[str, str]:
    """Names in common, by the name in the first list."""
    common = {name: name for name in mine if name in theirs}
    with_a_gap = {key: name for name in theirs if name not in common for key in _gaps(name)}
    for name in mine:
        twin = None if name in common else next((with_a_gap[key] for key in _gaps(name) if key in with_a_gap), None)
        if twin is not None and all(a == b or look_alike(a, b) for a, b in zip(name, twin, strict=True)):
            common[name] = twin
    return common


def _gaps(name: str) -> list[str]:
    """The name with each of its characters left open in turn."""
    return [f"{name[:place]}\0{name[place + 1 :]}" for place in range(len(name))]


def _reaches(shared: Mapping[str, str], mine: Clients, theirs: Clients, least: _Amount) -> bool:
    return len(shared) >= least.number and len(shared) >= least.share * min(len(mine), len(theirs))


def _told(other: Dossier, shared: Mapping[str, str], mine: Clients, theirs: Clients) -> str:
    """How much two lists have in common, and which companies."""
    share = percent(len(shared) / min(len(mine), len(theirs)))
    names = listed(str(mine[name].value) for name in list(shared)[:_MOST_NAMED])
    more = "等" if len(shared) > _MOST_NAMED else ""
    return (
        f"与{called(other)}的名单共有{len(shared)}家相同（本单位{len(mine)}家，对方{len(theirs)}家，"
        f"占较短名单的{share}）：{names}{more}"
    )


SHARED_CLIENTS = CheckKind(_SharedClients, check_alone, compare)
