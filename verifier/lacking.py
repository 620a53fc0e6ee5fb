"""A pass does not stand while a paper that would have its say is lacking and may be on a page that was not read.

A check compares the papers at hand. Where one of those that it looks at is not among them, and pages or files could not
be read or recognised, that paper may be there and say otherwise: the roster on a page that nobody could read may have
another number of people than form and list, which agree.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from extractors.kinds.catalogue import kinds
from verifier.checks.absence import places_unread
from verifier.checks.premises import PREMISES
from verifier.checks.subject import LICENCES
from verifier.models import Check, Dossier, Outcome
from verifier.ruleset import Rule
from verifier.wording import listed, some_of, title_of

_MATERIALS = "materials"  # the check that tells whether a paper is there: what passes it is
# Papers of which an applicant has one: where it is at hand, nobody waits for the other.
_EITHER = (LICENCES, PREMISES)


def held_back(dossier: Dossier, rules: Sequence[Rule], checks: Sequence[Check]) -> tuple[Check, ...]:
    """The checks of these rules; `review` where one passes without a paper that it looks at and that may be unread."""
    return tuple(
        _held_back(dossier, rule, check) if check.finding.outcome is Outcome.PASS else check
        for rule, check in zip(rules, checks, strict=True)
    )


def _held_back(dossier: Dossier, rule: Rule, check: Check) -> Check:
    named = () if rule.check == _MATERIALS else dict.fromkeys(_kinds_in(rule.parameters))
    unseen = [kind for kind in named if _is_lacking(dossier, kind) and places_unread(dossier, [kind])]
    if not unseen:
        return check
    finding, names, places = check.finding, listed(map(title_of, unseen)), some_of(places_unread(dossier, unseen))
    message = f"{finding.message}但未见{names}，{places}未能读取或识别，可能是该材料，请人工核对。"
    return replace(check, finding=replace(finding, outcome=Outcome.REVIEW, message=message))


def _is_lacking(dossier: Dossier, kind: str) -> bool:
    either = next((group for group in _EITHER if kind in group), (kind,))
    return not dossier.of_kind(*either)


def _kinds_in(parameters: object) -> Iterator[str]:
    """The kinds of material that the parameters of a check name, alone or in the path of a field."""
    match parameters:
        case str():
            kind = parameters.partition(".")[0]
            if kind in kinds():
                yield kind
        case Mapping():
            for name, value in parameters.items():
                yield from _kinds_in(name)
                yield from _kinds_in(value)
        case list() | tuple():
            for value in parameters:
                yield from _kinds_in(value)
