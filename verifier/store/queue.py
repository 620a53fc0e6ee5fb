"""The list that reviewers work from: dossiers with what is still to be decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Label, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from verifier.store.runs import NOTHING_TO_SEE
from verifier.store.tables import Decision, Dossier, DossierState, Run, RunCheck


class Order(StrEnum):
    """In which order the list stands."""

    NEWEST = "newest"
    OLDEST = "oldest"
    OPEN = "open"
    APPLICANT = "applicant"


class Holder(StrEnum):
    """Whose dossiers are listed."""

    ANYBODY = "anybody"
    MINE = "mine"
    NOBODY = "nobody"

    def seen_by(self, actor: str) -> str | None:
        """What `Wanted.held_by` is where this person or program asks."""
        return {Holder.ANYBODY: None, Holder.MINE: actor, Holder.NOBODY: ""}[self]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dossiers: of these states (none: all), whose applicant or reference contains `text`, with open findings.

    `held_by` is the person who works on them; an empty text: those that nobody holds; None: all.
    """

    states: Sequence[DossierState] = ()
    text: str = ""
    is_open: bool = False
    held_by: str | None = None
    order: Order = Order.NEWEST


@dataclass(frozen=True, slots=True)
class Entry:
    """A dossier, its last run, and how many of that run's findings nobody has decided on yet."""

    dossier: Dossier
    run: Run | None
    open_findings: int


def entries(
    session: Session, organisation_id: str, wanted: Wanted, *, skip: int = 0, limit: int = 50
) -> tuple[list[Entry], int]:
    """One page of the organisation's list, and how many dossiers the whole list has."""
    open_findings = _open_findings()
    query = (
        select(Dossier, Run, open_findings)
        .outerjoin(Run, and_(Run.dossier_id == Dossier.id, Run.number == _last_number()))
        .where(*_conditions(organisation_id, wanted))
    )
    if wanted.is_open:
        query = query.where(open_findings > 0)
    total = session.scalar(select(func.count()).select_from(query.with_only_columns(Dossier.id).subquery())) or 0
    rows = session.execute(_ordered(query, wanted.order, open_findings).offset(skip).limit(limit))
    return [Entry(dossier, run, count) for dossier, run, count in rows], total


def counts(session: Session, organisation_id: str) -> dict[DossierState, int]:
    """How many of the organisation's dossiers are in each state."""
    query = select(Dossier.state, func.count()).where(Dossier.organisation_id == organisation_id)
    counted = dict(session.execute(query.group_by(Dossier.state)).all())
    return {state: counted.get(state, 0) for state in DossierState}


def _conditions(organisation_id: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [Dossier.organisation_id == organisation_id]
    if wanted.states:
        conditions.append(Dossier.state.in_(wanted.states))
    if wanted.held_by is not None:
        conditions.append(Dossier.held_by == wanted.held_by if wanted.held_by else Dossier.held_by.is_(None))
    if wanted.text:
        columns = (Dossier.applicant, Dossier.reference, Dossier.id)
        conditions.append(or_(*(column.contains(wanted.text, autoescape=True) for column in columns)))
    return conditions


def _last_number() -> ScalarSelect[int | None]:
    """The number of a dossier's last run: looked up for each dossier of the list, not made for all that there are."""
    run = aliased(Run)
    return select(func.max(run.number)).where(run.dossier_id == Dossier.id).correlate(Dossier).scalar_subquery()


def _open_findings() -> Label[int]:
    """How many findings of a run have no decision that was made on the same inputs; 0 without a run."""
    decided = (
        select(Decision.id)
        .where(
            Decision.dossier_id == Run.dossier_id,
            Decision.rule == RunCheck.rule,
            Decision.inputs == RunCheck.inputs,
            Decision.superseded_at.is_(None),
        )
        .exists()
    )
    return (
        select(func.count())
        .select_from(RunCheck)
        .where(RunCheck.run_id == Run.id, RunCheck.outcome.not_in(NOTHING_TO_SEE), ~decided)
        .correlate(Run)
        .label("open_findings")
    )


def _ordered(
    query: Select[Dossier, Run, int], order: Order, open_findings: ColumnElement[int]
) -> Select[Dossier, Run, int]:
    newest = (Dossier.created_at.desc(), Dossier.id.desc())
    by = {
        Order.NEWEST: newest,
        Order.OLDEST: (Dossier.created_at, Dossier.id),
        Order.OPEN: (open_findings.desc(), *newest),
        Order.APPLICANT: (Dossier.applicant.is_(None), Dossier.applicant, *newest),
    }
    return query.order_by(*by[order])
