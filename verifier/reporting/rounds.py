"""What became of the findings of the verification before: a short section of every report that has one before it."""

from dataclasses import dataclass

from verifier.models import Change, Changes, Outcome
from verifier.reporting.labels import change_word, outcome_word

HEADING = "与上次核验相比"
_GONE = "现行规则不再核验"
_UNSEEN = "，上次所据的页面这次没有读到"


@dataclass(frozen=True, slots=True)
class ChangedCheck:
    """A check by its title, with how it ended and ends; `rule` is empty where the report does not have it any more."""

    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Findings of which the same became, e.g. `已解决`."""

    kind: str
    word: str
    checks: tuple[ChangedCheck, ...]


def change_groups(changes: Changes | None) -> tuple[ChangeGroup, ...]:
    """All groups, the empty ones too; none where there is nothing to compare with."""
    if changes is None:
        return ()
    return tuple(
        ChangeGroup(kind, change_word(kind), tuple(_check(one, kind) for one in found))
        for kind, found in changes.kinds.items()
    )


def _check(change: Change, kind: str) -> ChangedCheck:
    return ChangedCheck("" if change.now is None else change.rule, _words(change, kind))


def _words(change: Change, kind: str) -> str:
    """`上年末总资产一致（缺失 → 不一致）`."""
    present = outcome_word(change.now) if change.now is not None else _GONE
    if kind == "changed" and change.now in (Outcome.PASS, Outcome.NOT_APPLICABLE):
        present += _UNSEEN  # or it were closed (`models.Changes`)
    if change.before in (None, change.now):
        return f"{change.title}（{present}）"
    return f"{change.title}（{outcome_word(change.before)} → {present}）"
