"""Counts over all organisations, for monitoring."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from verifier.store.tables import Dossier, Reading, RunCheck
from verifier.store.tasks import depth


@dataclass(frozen=True, slots=True)
class Figures:
    """`tasks` by kind and state, those done left out; `pages` are the readings that are kept, `seconds` their time."""

    tasks: Mapping[tuple[str, str], int]
    dossiers: Mapping[str, int]
    outcomes: Mapping[str, int]
    pages: int
    seconds: float


def collect(session: Session) -> Figures:
    """Count everything once."""
    dossiers = session.execute(select(Dossier.state, func.count()).group_by(Dossier.state))
    outcomes = session.execute(select(RunCheck.outcome, func.count()).group_by(RunCheck.outcome))
    pages, seconds = session.execute(select(func.count(), func.sum(Reading.seconds)).select_from(Reading)).one()
    return Figures(
        tasks={(kind.value, state.value): count for (kind, state), count in depth(session).items()},
        dossiers={state.value: count for state, count in dossiers},
        outcomes={row[0]: row[1] for row in outcomes},
        pages=pages,
        seconds=seconds or 0.0,
    )
