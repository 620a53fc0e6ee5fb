"""`/admin/rulesets`: by what dossiers are checked; what another edition would change; which one is current."""

from collections.abc import Mapping
from typing import Any

import yaml
from fastapi import Request, Response

from api.context import InService
from api.rulesets import service as rulesets
from api.rulesets.endpoints import EditionId, TrialId
from api.web.rendering import page
from api.web.routing import page_router
from api.web.viewer import InAdministrator
from verifier.models import Outcome
from verifier.reporting.labels import outcome_word
from verifier.store.trials import MOST_DOSSIERS

router = page_router()
_TRIALS = 20
_MOST = 500  # editions, a few a year


@router.get("/admin/rulesets")
def show_rulesets(request: Request, service: InService, viewer: InAdministrator) -> Response:
    """All editions, the current one first."""
    found = rulesets.listed(service, viewer.caller, cursor=None, limit=_MOST)
    return page(request, "admin/rulesets.html.jinja", viewer, rulesets=found.items)


@router.get("/admin/rulesets/{edition_id}")
def show_ruleset(request: Request, service: InService, viewer: InAdministrator, edition_id: EditionId) -> Response:
    """One edition: what stands in it, its trials, and the way to make it current."""
    found = rulesets.get(service, viewer.caller, edition_id)
    trials = rulesets.list_trials(service, viewer.caller, edition_id, cursor=None, limit=_TRIALS)
    return page(
        request,
        "admin/ruleset.html.jinja",
        viewer,
        ruleset=found,
        trials=trials.items,
        most=MOST_DOSSIERS,
        written=_as_written,
    )


@router.get("/admin/rulesets/{edition_id}/trials/{trial_id}")
def show_trial(
    request: Request, service: InService, viewer: InAdministrator, edition_id: EditionId, trial_id: TrialId
) -> Response:
    """What a trial found; that it was looked at is noted once it is complete."""
    trial = rulesets.get_trial(service, viewer.caller, edition_id, trial_id)
    ruleset = rulesets.get(service, viewer.caller, edition_id)
    outcome_words = {outcome.value: outcome_word(outcome) for outcome in Outcome}
    return page(request, "admin/trial.html.jinja", viewer, ruleset=ruleset, trial=trial, outcome_words=outcome_words)


def _as_written(parameters: Mapping[str, Any]) -> str:
    """The parameters of a check as a ruleset has them."""
    return yaml.safe_dump(dict(parameters), allow_unicode=True, sort_keys=False, width=1000).strip()
