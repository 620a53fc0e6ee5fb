"""Counts over all organisations, for monitoring: how things stand, and totals of all that ever was."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from verifier.store.inserting import insert_into
from verifier.store.tables import Dossier, RunCheck, Total
from verifier.store.tasks import depth

PAGES_READ, OCR_SECONDS = "pages_read", "ocr_seconds"


@dataclass(frozen=True, slots=True)
class Figures:
    """`tasks` by kind and state, those done left out; `pages` were read, which took `seconds`, deleted ones too."""

    tasks: Mapping[tuple[str, str], int]
    dossiers: Mapping[str, int]
    outcomes: Mapping[str, int]
    pages: int
    seconds: float


def add(session: Session, name: str, amount: float) -> None:
    """Add to a total, in the transaction that makes what it counts."""
    row = insert_into(session, Total).values(name=name, amount=amount)
    session.execute(
        row.on_conflict_do_update(index_elements=[Total.name], set_={"amount": Total.amount + row.excluded.amount})
    )


def collect(session: Session) -> Figures:
    """Count everything once."""
    dossiers = session.execute(select(Dossier.state, func.count()).group_by(Dossier.state))
    outcomes = session.execute(select(RunCheck.outcome, func.count()).group_by(RunCheck.outcome))
    totals = {total.name: total.amount for total in session.scalars(select(Total))}
    return Figures(
        tasks={(kind.value, state.value): count for (kind, state), count in depth(session).items()},
        dossiers={state.value: count for state, count in dossiers},
        outcomes={row[0]: row[1] for row in outcomes},
        pages=int(totals.get(PAGES_READ, 0)),
        seconds=totals.get(OCR_SECONDS, 0.0),
    )
