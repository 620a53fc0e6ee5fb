"""Rulesets looked up, uploaded, tried and made current."""

import hashlib
from collections import Counter
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from api.actors import PersonView, named
from api.authentication import Caller
from api.context import Service
from api.idempotency import fingerprint_of, once
from api.paging import Paged, paged, read_cursor, read_headed_cursor
from api.problems import ProblemDetail, ProblemError
from api.rulesets.schemas import (
    ChangeCount,
    ClauseView,
    CurrentRequest,
    ItemView,
    OutcomeChange,
    RulesetDetail,
    RulesetView,
    RuleView,
    TermView,
    TrialDetail,
    TrialDossierView,
    TrialRequest,
    TrialView,
)
from extractors.kinds.catalogue import kinds
from verifier.checks.explanations import explanations
from verifier.errors import RulesetError
from verifier.ruleset import Rule
from verifier.store import rulesets, trials
from verifier.store.tables import RulesetEdition, Trial, TrialState
from verifier.store.trials import Result


def listed(service: Service, caller: Caller, *, cursor: str | None, limit: int) -> Paged[RulesetView]:
    """All editions, the latest first, before all the one that was current when the first page was asked for."""
    here = caller.organisation_id
    with service.store.read() as session:
        place = read_headed_cursor(cursor)
        current, behind = place or (rulesets.current_id(session, here), None)
        first = [rulesets.get(session, here, current)] if place is None else []
        found = rulesets.listed(session, here, without=current, behind=behind, limit=limit + 1 - len(first))
        rows = [*first, *found]
        return paged(
            rows,
            limit,
            lambda row: _view(session, row),
            lambda row: (current,) if row.id == current else (current, row.added_at, row.id),
        )


def get(service: Service, caller: Caller, edition_id: str) -> RulesetDetail:
    """One edition with what stands in it. Raises ProblemError where the program no longer knows what it asks for."""
    with service.store.read() as session:
        edition = rulesets.get(session, caller.organisation_id, edition_id)
        return _detail(session, edition)


def text(service: Service, caller: Caller, edition_id: str) -> RulesetEdition:
    """The edition, for its text."""
    with service.store.read() as session:
        return rulesets.get(session, caller.organisation_id, edition_id)


def upload(service: Service, caller: Caller, name: str, content: bytes, key: str | None) -> tuple[str, bool]:
    """Store a ruleset: it as JSON, and whether an earlier request of the same key did so.

    Raises ProblemError `invalid-ruleset` that lists all faults with line and column.
    """

    def act(session: Session) -> RulesetView:
        return _view(session, rulesets.add(session, caller.organisation_id, name, content, actor=caller.actor))

    fingerprint = hashlib.sha256(f"ruleset\0{name}\0".encode() + content).hexdigest()
    try:
        return once(service.store, caller, key, fingerprint, act, status=201)
    except RulesetError as error:
        raise _invalid(error) from error


def _invalid(error: RulesetError) -> ProblemError:
    lines = error.message.split("\n")
    faults = lines[1:] if len(lines) > 1 else lines  # the first of several says how many there are
    return ProblemError(
        "invalid-ruleset",
        count=len(faults),
        errors=[ProblemDetail(code="invalid-ruleset", message=fault) for fault in faults],
    )


def make_current(service: Service, caller: Caller, request: CurrentRequest) -> RulesetView:
    """New dossiers are checked by this edition from now on."""
    with service.store.write() as session:
        edition = rulesets.get(session, caller.organisation_id, request.edition)
        trial = trials.get(session, edition, request.trial) if request.trial is not None else None
        rulesets.make_current(session, edition, actor=caller.actor, today=_today(), trial=trial, reason=request.reason)
        return _view(session, edition)


def begin_trial(
    service: Service, caller: Caller, edition_id: str, request: TrialRequest, key: str | None
) -> tuple[str, bool]:
    """Queue a trial: it as JSON, and whether an earlier request of the same key did so."""

    def act(session: Session) -> TrialView:
        edition = rulesets.get(session, caller.organisation_id, edition_id)
        trial = trials.begin(session, edition, request.dossiers, latest=request.latest, actor=caller.actor)
        return _trial(session, trials.result(session, trial))

    begun = once(service.store, caller, key, fingerprint_of(f"trial:{edition_id}", request), act, status=202)
    service.sender.nudge()
    return begun


def list_trials(
    service: Service, caller: Caller, edition_id: str, *, cursor: str | None, limit: int
) -> Paged[TrialView]:
    """The trials of an edition, the latest first."""
    with service.store.read() as session:
        edition = rulesets.get(session, caller.organisation_id, edition_id)
        rows = trials.listed(session, edition, behind=read_cursor(cursor), limit=limit + 1)
        return paged(
            rows,
            limit,
            lambda row: _trial(session, trials.result(session, row)),
            lambda row: (row.created_at, row.id),
        )


def get_trial(service: Service, caller: Caller, edition_id: str, trial_id: str) -> TrialDetail:
    """A trial with its result; that the complete one is looked at is noted, since making current asks for it."""
    with service.store.write() as session:
        edition = rulesets.get(session, caller.organisation_id, edition_id)
        trial = trials.get(session, edition, trial_id)
        result = trials.result(session, trial)
        if result.is_complete:
            trials.seen(session, trial, actor=caller.actor)
        return _trial_detail(session, result)


def _view(session: Session, edition: RulesetEdition) -> RulesetView:
    present = rulesets.current_term(session, edition.organisation_id)
    usable = rulesets.usable_editions(session, edition.organisation_id)
    return RulesetView.of(
        edition,
        current=present is not None and present.edition_id == edition.id,
        usable=edition.id in {one.id for one in usable},
        in_effect=rulesets.in_effect(edition, _today()),
    )


def _detail(session: Session, edition: RulesetEdition) -> RulesetDetail:
    try:
        content = rulesets.content_of(edition)
    except RulesetError as error:
        raise _invalid(error) from error
    spans = [term for term in rulesets.terms(session, edition.organisation_id) if term.edition_id == edition.id]
    names = named(session, [edition.added_by, *(span.set_by for span in spans)])
    titles = {kind.name: kind.title for kind in kinds().values()}
    return RulesetDetail(
        **_view(session, edition).model_dump(),
        bureau=content.bureau,
        clauses=[ClauseView(clause=clause, text=text_) for clause, text_ in content.clauses.items()],
        checklist=[
            ItemView(code=item.code, title=item.title, kinds=[titles[kind] for kind in item.kinds], rules=[*item.rules])
            for item in content.checklist
        ],
        checks=[_rule(rule) for rule in content.rules],
        added_by=PersonView.of(edition.added_by, names),
        terms=[
            TermView(
                since=span.since,
                until=span.until,
                set_by=PersonView.of(span.set_by, names),
                trial=span.trial_id,
                reason=span.reason,
            )
            for span in spans
        ],
    )


def _rule(rule: Rule) -> RuleView:
    return RuleView(
        id=rule.id,
        clause=rule.clause,
        title=rule.title,
        check=rule.check,
        explanation=explanations()[rule.check],
        relaxable=rule.relaxable,
        parameters=dict(rule.parameters),
    )


def _trial(session: Session, result: Result) -> TrialView:
    trial: Trial = result.trial
    names = named(session, [trial.created_by])
    states = Counter(row.state for row, _ in result.rows)
    return TrialView(
        id=trial.id,
        edition=trial.edition_id,
        created_by=PersonView.of(trial.created_by, names),
        created_at=trial.created_at,
        seen_at=trial.seen_at,
        dossiers=len(result.rows),
        pending=states[TrialState.PENDING],
        failed=states[TrialState.FAILED],
        changed=sum(bool(row.changes) for row, _ in result.rows),
    )


def _trial_detail(session: Session, result: Result) -> TrialDetail:
    items = [
        TrialDossierView(
            dossier=dossier.id,
            reference=dossier.reference,
            applicant=dossier.applicant,
            run=row.run,
            state=row.state,
            reason=row.reason,
            checks=row.checks,
            changes=[OutcomeChange.model_validate(change) for change in row.changes],
        )
        for row, dossier in result.rows
    ]
    counted = Counter(change.model_dump_json() for item in items for change in item.changes)
    by_rule = [
        ChangeCount(**OutcomeChange.model_validate_json(change).model_dump(), dossiers=count)
        for change, count in counted.most_common()
    ]
    return TrialDetail(**_trial(session, result).model_dump(), by_rule=by_rule, items=items)


def _today() -> date:
    """The day where the office is."""
    return datetime.now(UTC).astimezone().date()
