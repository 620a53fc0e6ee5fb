"""Seals of papers that others than the applicant stamp: a lease's lessor, an audit report's firm.

Nothing is said where such a paper bears no seal, none that is legible, or where a party's name was not read. The
applicant's own seal may stand on any paper, and so may persons' name seals.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.models import Document, Seal
from extractors.values.companies import normalise_company
from extractors.values.persons import is_plausible_person
from verifier.checks.kinds import KindName, Parameters, Pattern, TextPath
from verifier.checks.stamps import compared_with, is_personal, may_show
from verifier.checks.subject import applicant_name
from verifier.comparison import Verdict
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import SURE, Reading, readable, readings, seal_value
from verifier.wording import listed, pages_of, title_of

_LIKE = 0.5  # similarity of a seal's text and a party's name from which it may be the party's, badly read
_OWN = 0.75  # the same of the applicant's name
_SHORTEST = 6  # characters of a name that may be a part of another writing of it


class Parties(Parameters):
    """Kinds of papers, the fields that name who stamps them, and what the seal of a rival says (事务所)."""

    kinds: tuple[KindName, ...]
    names: tuple[TextPath, ...]
    rivals: Pattern | None = None


@dataclass(frozen=True, slots=True)
class _Foreign:
    """A paper of which no seal may be a party's, and one surely is another's; `certain` where it is a rival's."""

    document: Document
    seals: tuple[Seal, ...]
    parties: tuple[Reading, ...]
    certain: bool

    @property
    def text(self) -> str:
        """In words."""
        seals, names = (
            listed(f"“{text}”" for text in texts)
            for texts in ((seal.text for seal in self.seals), (str(party.value) for party in self.parties))
        )
        return f"{title_of(self.document.kind)}（{pages_of(self.document)}）上的印章{seals}不是{names}的"


def with_parties(finding: Finding, dossier: Dossier, parties: Sequence[Parties]) -> Finding:
    """A finding on the applicant's seals with what those of other parties say."""
    foreign = [one for rule in parties for one in _foreign(dossier, rule)]
    if not foreign:
        return finding
    certain = any(one.certain for one in foreign)
    quiet = finding.outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE)
    outcome = Outcome.DISCREPANCY if certain else Outcome.REVIEW if quiet else finding.outcome
    told = f"{'；'.join(one.text for one in foreign)}{'' if certain else '，请人工核对'}。"
    return replace(
        finding,
        outcome=outcome,
        message=told if quiet else f"{finding.message}{told}",
        declared=(*finding.declared, *(party.shown for one in foreign for party in one.parties)),
        found=(*finding.found, *(seal_value(one.document, seal) for one in foreign for seal in one.seals)),
        explanation=(*finding.explanation, *(one.text for one in foreign)),
    )


def _foreign(dossier: Dossier, rule: Parties) -> Iterator[_Foreign]:
    applicant = applicant_name(dossier) or ""
    for document in dossier.of_kind(*rule.kinds):
        parties = _parties(dossier, rule, document)
        names = [str(party.value) for party in parties]
        seals = [seal for seal in document.seals if seal.whole and not is_personal(seal)]
        strange = [seal for seal in seals if not may_show(seal, applicant, _OWN)]
        others = tuple(seal for seal in strange if names and _is_anothers(seal, names))
        # Beside the applicant's stands the other party's, unless that is a person, who signs.
        witnesses = seals if any(map(is_plausible_person, names)) else strange
        if others and not any(may_show(seal, name, _LIKE) for seal in witnesses for name in names):
            legible = all(seal.text and seal.evidence.confidence >= SURE for seal in strange)
            rival = rule.rivals is not None and any(re.search(rule.rivals, seal.text or "") for seal in others)
            certain = legible and rival and all(party.is_sure for party in parties)
            yield _Foreign(document, others, parties, certain)


def _parties(dossier: Dossier, rule: Parties, document: Document) -> tuple[Reading, ...]:
    """The parties that a paper names; none where one of them was not read: the seal may be that one's."""
    parties: list[Reading] = []
    for path in rule.names:
        if path.partition(".")[0] == document.kind:
            named = readable([reading for reading in readings(dossier, path) if reading.document is document])
            if not named:
                return ()
            parties += named
    return tuple(parties)


def _is_anothers(seal: Seal, names: Sequence[str]) -> bool:
    comparisons = [compared_with(seal, name) for name in names]
    different = all(comparison is not None and comparison.verdict is Verdict.DIFFERENT for comparison in comparisons)
    return different and not any(_goes_on(seal.text or "", name) for name in names)


def _goes_on(one: str, other: str) -> bool:
    """Whether one name is the other with its form or branch: 某某会计师事务所, …（特殊普通合伙）河南分所."""
    short, long = sorted((normalise_company(one), normalise_company(other)), key=len)
    return len(short) >= _SHORTEST and short in long
