"""Another edition of the rules, tried on what was read of a dossier."""

from pathlib import Path

import pytest

from tests.workers.papers import letters
from tests.workers.service import ACTOR, RULESET, Service
from tests.workers.test_round import kinds_of_work, readings, work_off
from verifier.ruleset import packaged_text
from verifier.store import dossiers, rulesets, runs, trials
from verifier.store.tables import Dossier, RunCheck, TaskKind, Trial, TrialDossier, TrialState
from workers.worker import Worker

OTHER = packaged_text(RULESET).replace(b"\nversion: ", b'\nversion: "test" #', 1)


def tried(service: Service, worker: Worker, content: bytes) -> Trial:
    with service.store.write() as session:
        edition = rulesets.add(session, service.organisation_id, "a.yaml", content, actor=ACTOR)
        trial = trials.begin(session, edition, None, latest=10, actor=ACTOR)
    assert kinds_of_work(worker) == [TaskKind.TRY]
    return trial


def row(service: Service, trial: Trial) -> TrialDossier:
    with service.store.read() as session:
        ((found, _),) = trials.result(session, trial).rows
    return found


@pytest.mark.parametrize("fixture", ["service", "large_service"])
def test_a_trial_tells_which_outcomes_change_and_changes_nothing(
    request: pytest.FixtureRequest, fixture: str, tmp_path: Path
) -> None:
    service: Service = request.getfixturevalue(fixture)
    # the material that is lacking need not be there any more, and another rule has gone
    rules = {rule.id: rule for rule in rulesets._parsed("a", OTHER.decode()).rules}
    assert rules["m04-premises"].check == "materials"
    content = OTHER.replace(b"id: m04-premises", b"id: m04-other", 1).replace(b"m04-premises", b"m04-other")
    with service.worker() as worker:
        dossier = service.submit(letters(tmp_path / "a.docx", 2))
        work_off(worker)
        before, report, read = service.run(dossier), service.report(dossier), readings(service)
        trial = tried(service, worker, content)
    found = row(service, trial)
    assert (found.state, found.reason, found.checks) == (TrialState.DONE, None, len(rules))
    title = rules["m04-premises"].title
    assert found.changes == [
        {"rule": "m04-other", "title": title, "before": None, "after": "missing", "cause": "ruleset"},
        {"rule": "m04-premises", "title": title, "before": "missing", "after": None, "cause": "ruleset"},
    ]
    assert service.run(dossier).id == before.id
    assert (service.report(dossier), readings(service)) == (report, read)


def test_a_run_notes_the_text_that_it_was_checked_by(service: Service, tmp_path: Path) -> None:
    with service.worker() as worker:
        dossier = service.submit(letters(tmp_path / "a.docx", 1))
        work_off(worker)
        with service.store.write() as session:
            edition = rulesets.add(session, service.organisation_id, "a.yaml", OTHER, actor=ACTOR)
            own = rulesets.of_dossier(session, dossier)
        with service.store.write() as session:
            today = dossier.created_at.date()
            rulesets.make_current(session, edition, actor=ACTOR, today=today, reason="试验")
        resubmit(service, dossier)
        second = service.submit(letters(tmp_path / "b.docx", 1))
        work_off(worker)
    runs_ = [service.run(dossier), service.run(second)]
    assert [run.ruleset_digest for run in runs_] == [own.digest, edition.digest]
    assert [run.ruleset_version for run in runs_] == [own.version, "test"]
    assert runs_[0].number == 2  # the old dossier was verified again, by its own rules


def resubmit(service: Service, dossier: Dossier) -> None:
    with service.store.write() as session:
        dossiers.submit(session, dossiers.locked(session, service.organisation_id, dossier.id), actor=ACTOR)


def test_what_a_new_program_makes_different_is_not_blamed_on_the_rules(service: Service, tmp_path: Path) -> None:
    with service.worker() as worker:
        dossier = service.submit(letters(tmp_path / "a.docx", 1))
        work_off(worker)
        with service.store.write() as session:  # as an earlier program found it
            check = session.get(RunCheck, (service.run(dossier).id, "m04-premises"))
            assert check is not None
            check.outcome = "pass"
        found = row(service, tried(service, worker, OTHER))
    assert [(change["rule"], change["before"], change["after"], change["cause"]) for change in found.changes] == [
        ("m04-premises", "pass", "missing", "program")
    ]


def test_a_dossier_that_changed_meanwhile_is_not_compared(service: Service, tmp_path: Path) -> None:
    with service.worker() as worker:
        dossier = service.submit(letters(tmp_path / "a.docx", 1))
        work_off(worker)
        with service.store.write() as session:
            edition = rulesets.add(session, service.organisation_id, "a.yaml", OTHER, actor=ACTOR)
            trial = trials.begin(session, edition, [dossier.id], latest=1, actor=ACTOR)
            dossiers.override_page(
                session, dossiers.locked(session, service.organisation_id, dossier.id), 1, actor=ACTOR, kind="lease"
            )
        assert worker.do_next()
    found = row(service, trial)
    assert found.state is TrialState.FAILED
    assert found.reason is not None
    assert "有改动" in found.reason
    with service.store.read() as session:
        assert trials.result(session, trial).is_complete
        assert runs.latest(session, dossier) is not None
