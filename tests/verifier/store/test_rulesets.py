from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.verifier.store.making import ACTOR, organisation, submitted, verified
from verifier.errors import ConflictError, NotFoundError, RulesetError
from verifier.ruleset import DEFAULT, available, packaged_text
from verifier.store import audit, dossiers, rulesets, trials
from verifier.store.database import Store
from verifier.store.tables import Dossier, RulesetEdition, Trial

VALID = (Path(__file__).parents[1] / "rulesets" / "valid.yaml").read_text(encoding="utf-8")
TODAY = date(2026, 11, 29)


def text(version: str, more: str = "") -> bytes:
    return VALID.replace('version: "1"', f'version: "{version}"{more}').encode()


def added(store: Store, organisation_id: str, content: bytes) -> RulesetEdition:
    with store.write() as session:
        return rulesets.add(session, organisation_id, "a.yaml", content, actor=ACTOR)


def make_current(store: Store, edition: RulesetEdition, trial: Trial | None = None, reason: str | None = None) -> None:
    with store.write() as session:
        rulesets.make_current(session, edition, actor=ACTOR, today=TODAY, trial=trial, reason=reason)


def new_dossier(store: Store, organisation_id: str, ruleset: str | None = None) -> tuple[str, str]:
    with store.write() as session:
        dossier = dossiers.create(session, organisation_id, actor=ACTOR, ruleset=ruleset)
        edition = rulesets.of_dossier(session, dossier)
    return edition.ruleset, edition.version


def test_a_new_organisation_has_what_comes_with_the_program_and_the_default_is_current(store: Store) -> None:
    here = organisation(store)
    with store.read() as session:
        editions = rulesets.listed(session, here)
        assert {edition.ruleset for edition in editions} == set(available())
        assert all(edition.packaged for edition in editions)
        assert rulesets.for_new(session, here, None).ruleset == DEFAULT
        (default,) = [edition for edition in editions if edition.ruleset == DEFAULT]
        assert default.text.encode() == packaged_text(DEFAULT)
        assert rulesets.content_of(default).id == DEFAULT
    with store.write() as session:
        assert rulesets.install(session, here) == []


def test_the_rulesets_of_a_new_program_are_stored_beside_the_old_ones_and_do_not_become_current(store: Store) -> None:
    here = organisation(store)
    with store.write() as session:  # as an earlier program left it
        session.execute(update(RulesetEdition).where(RulesetEdition.ruleset == DEFAULT).values(digest="0" * 64))
    before = new_dossier(store, here)
    with store.write() as session:
        rulesets.install_everywhere(session)
        old, new = sorted(
            (one for one in rulesets.listed(session, here) if one.ruleset == DEFAULT), key=lambda one: one.added_at
        )
        assert rulesets.for_new(session, here, None).id == old.id
        (entry,) = audit.listed(session, here, action="ruleset.add")
        assert (entry.object, entry.actor) == (new.id, "system")
    assert new_dossier(store, here) == before


def test_dossiers_from_before_rulesets_were_stored_get_the_packaged_edition(store: Store) -> None:
    here = organisation(store)
    dossier = submitted(store, here)
    with store.write() as session:
        session.execute(update(Dossier).values(edition_id=None))
        session.execute(update(RulesetEdition).values(digest="0" * 64))
        rulesets.install_everywhere(session)
    with store.read() as session:
        found = dossiers.get(session, here, dossier.id)
        assert rulesets.of_dossier(session, found).text.encode() == packaged_text(DEFAULT)


def test_an_upload_is_stored_as_it_is_and_never_changed(store: Store) -> None:
    here = organisation(store)
    edition = added(store, here, text("1"))
    assert (edition.ruleset, edition.version, edition.packaged, edition.rules) == ("test-city", "1", False, 5)
    assert added(store, here, text("1")).id == edition.id
    with pytest.raises(ConflictError) as caught:
        added(store, here, text("1") + b"# another text\n")
    assert caught.value.code == "ruleset-exists"
    with pytest.raises(RulesetError, match="第15行第12列"):
        added(store, here, text("2").replace(b"check: threshold", b"check: treshold"))
    with store.read() as session:
        assert rulesets.get(session, here, edition.id).text.encode() == text("1")
        assert len([one for one in rulesets.listed(session, here) if not one.packaged]) == 1
        with pytest.raises(NotFoundError):
            rulesets.get(session, organisation(store, "乙局"), edition.id)


def test_an_upload_checks_nothing_until_it_was_made_current(store: Store) -> None:
    here = organisation(store)
    added(store, here, text("1"))
    assert new_dossier(store, here)[0] == DEFAULT
    with pytest.raises(NotFoundError, match="test-city"):
        new_dossier(store, here, "test-city")


def test_old_dossiers_stay_with_the_edition_that_was_current_when_they_were_made(store: Store) -> None:
    here = organisation(store)
    first, second = added(store, here, text("1")), added(store, here, text("2"))
    with store.write() as session:
        old = dossiers.create(session, here, actor=ACTOR)
    make_current(store, first, reason="首次使用")
    assert new_dossier(store, here) == ("test-city", "1")
    make_current(store, second, reason="更正")
    assert new_dossier(store, here) == ("test-city", "2")
    assert new_dossier(store, here, "test-city") == ("test-city", "2")
    assert new_dossier(store, here, DEFAULT)[0] == DEFAULT
    with store.read() as session:
        assert rulesets.of_dossier(session, dossiers.get(session, here, old.id)).ruleset == DEFAULT
        spans = rulesets.terms(session, here)
    assert [span.edition_id for span in spans][:2] == [second.id, first.id]
    assert [span.until is None for span in spans] == [True, False, False]
    assert spans[1].until is not None
    assert spans[1].until <= spans[0].since


def test_it_takes_a_trial_that_was_seen_or_a_reason(store: Store) -> None:
    here = organisation(store)
    verified(store, submitted(store, here), {"x": "pass"})
    edition, other = added(store, here, text("1")), added(store, here, text("2"))
    with store.write() as session:
        trial = trials.begin(session, edition, None, latest=5, actor=ACTOR)
        foreign = trials.begin(session, other, None, latest=5, actor=ACTOR)
        trials.seen(session, foreign, actor=ACTOR)
    for grounds in ({}, {"trial": trial}, {"trial": foreign}, {"trial": trial, "reason": "因为"}):
        with pytest.raises(ConflictError) as caught:
            make_current(store, edition, **grounds)
        assert caught.value.code == "trial-needed"
    with store.write() as session:
        trials.seen(session, trial, actor=ACTOR)
        trial = trials.get(session, edition, trial.id)
    make_current(store, edition, trial)
    with pytest.raises(ConflictError) as caught:
        make_current(store, edition, trial)
    assert caught.value.code == "ruleset-is-current"
    with store.read() as session:
        (entry,) = audit.listed(session, here, action="ruleset.current")
        assert (entry.object, entry.details["trial"], entry.details["without_trial"]) == (edition.id, trial.id, False)
        assert audit.verify(session) is None


@pytest.mark.parametrize("days", ["effective_from: 2026-12-01", "effective_until: 2026-11-28"])
def test_a_regulation_that_is_not_in_effect_does_not_become_current(store: Store, days: str) -> None:
    edition = added(store, organisation(store), text("1", f"\n{days}"))
    with pytest.raises(ConflictError) as caught:
        make_current(store, edition, reason="提前准备")
    assert caught.value.code == "ruleset-not-in-effect"


def test_a_trial_is_of_dossiers_that_are_done_and_ones_own(store: Store) -> None:
    here, elsewhere = organisation(store), organisation(store, "乙局")
    done, waiting = submitted(store, here), None
    verified(store, done, {"x": "pass"})
    waiting, foreign = submitted(store, here), submitted(store, elsewhere)
    edition = added(store, here, text("1"))

    def begin(*chosen: str) -> Trial:
        with store.write() as session:
            return trials.begin(session, edition, chosen or None, latest=5, actor=ACTOR)

    with store.read() as session:
        for trial in (begin(), begin(done.id)):
            rows = trials.result(session, trial).rows
            assert [(row.dossier_id, row.run) for row, _ in rows] == [(done.id, 1)]
    for chosen, error in ((waiting.id, ConflictError), (foreign.id, NotFoundError), ("0" * 32, NotFoundError)):
        with pytest.raises(error):
            begin(done.id, chosen)
    with store.write() as session, pytest.raises(ConflictError):
        trials.begin(session, added(store, elsewhere, text("1")), None, latest=5, actor=ACTOR)


def test_a_deleted_dossier_is_no_longer_part_of_a_trial(store: Store) -> None:
    here = organisation(store)
    done = submitted(store, here)
    verified(store, done, {"x": "pass"})
    edition = added(store, here, text("1"))
    with store.write() as session:
        trial = trials.begin(session, edition, None, latest=5, actor=ACTOR)
        dossiers.delete(session, dossiers.locked(session, here, done.id), actor=ACTOR)
    with store.read() as session:
        result = trials.result(session, trial)
        assert (list(result.rows), result.is_complete) == ([], True)
        assert trials.attempt(session, trial.id, done.id) is None
