"""Conclusions: refused while findings are open, sealing what they conclude, lifted by an administrator or a failure."""

from collections.abc import Mapping
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.verifier.store.making import ACTOR, claimed, organisation, submitted, verified
from verifier.errors import ConflictError, NotFoundError
from verifier.store import (
    accounts,
    audit,
    claims,
    conclusions,
    dossiers,
    giving_up,
    history,
    progress,
    retention,
    runs,
    sealing,
)
from verifier.store.database import Store
from verifier.store.tables import (
    Conclusion,
    Dossier,
    Recommendation,
    Role,
    SealedReport,
    TaskKind,
    User,
    Verdict,
)

FINDINGS = {"a": "discrepancy", "b": "review", "c": "pass", "d": "not_applicable"}
PASSWORD = "correct horse battery"


@pytest.fixture
def here(store: Store) -> str:
    return organisation(store)


@pytest.fixture
def zhang(store: Store, here: str) -> User:
    with store.write() as session:
        return accounts.create_user(
            session, here, "zhang", accounts.hashed(PASSWORD, "zhang"), Role.REVIEWER, actor="system", shown_name="张工"
        )


@pytest.fixture
def dossier(store: Store, here: str) -> Dossier:
    made = submitted(store, here)
    verified(store, made, FINDINGS)
    return made


def decide(session: Session, dossier: Dossier, *rules: str) -> None:
    for rule in rules:
        runs.decide(session, dossier, rule, Verdict.CONFIRMED, "属实", actor=ACTOR)


def sign(session: Session, dossier: Dossier, signer: User) -> Conclusion:
    return conclusions.conclude(session, dossier, Recommendation.RECOMMENDED, "材料齐全", signer=signer)


def signed(store: Store, here: str, dossier: Dossier, signer: User) -> Conclusion:
    with store.write() as session:
        found = dossiers.locked(session, here, dossier.id)
        decide(session, found, "a", "b")
        return sign(session, found, signer)


def actions(store: Store, here: str) -> list[tuple[str, Mapping[str, object]]]:
    with store.read() as session:
        assert audit.verify(session) is None
        return [(entry.action, entry.details) for entry in audit.listed(session, here)]


def test_refused_until_each_finding_has_a_decision_that_holds(
    store: Store, here: str, dossier: Dossier, zhang: User
) -> None:
    with store.write() as session:
        found = dossiers.locked(session, here, dossier.id)
        decide(session, found, "a")
        assert [check.rule for check in conclusions.open_findings(session, found)] == ["b"]
        with pytest.raises(ConflictError, match="还有1项没有有效的决定：b。") as caught:
            sign(session, found, zhang)
        assert caught.value.code == "findings-open"
        decide(session, found, "b")
        dossiers.submit(session, found, actor=ACTOR)
    verified(store, dossier, FINDINGS, inputs="2")
    with store.write() as session:
        found = dossiers.locked(session, here, dossier.id)
        assert [check.rule for check in conclusions.open_findings(session, found)] == ["a", "b"]


def test_refused_for_what_was_changed_since_or_is_another_ones(
    store: Store, here: str, dossier: Dossier, zhang: User
) -> None:
    with store.write() as session:
        li = accounts.create_user(
            session, here, "li", accounts.hashed(PASSWORD, "li"), Role.REVIEWER, actor="system", shown_name="李工"
        )
        found = dossiers.locked(session, here, dossier.id)
        decide(session, found, "a", "b")
        claims.claim(session, found, actor=f"user:{li.id}")
        with pytest.raises(ConflictError, match="李工"):
            sign(session, found, zhang)
        claims.release(session, found, actor=f"user:{li.id}")
        dossiers.override_page(session, found, 1, actor=ACTOR, quarter_turns=1)
        with pytest.raises(ConflictError) as caught:
            sign(session, found, zhang)
    assert caught.value.code == "not-verified"


def test_a_signature_seals_and_is_written_down(store: Store, here: str, dossier: Dossier, zhang: User) -> None:
    with store.write() as session:
        claims.claim(session, dossiers.locked(session, here, dossier.id), actor=f"user:{zhang.id}")
        found = dossiers.locked(session, here, dossier.id)
        for rule in ("a", "b"):
            runs.decide(session, found, rule, Verdict.CONFIRMED, "属实", actor=f"user:{zhang.id}")
        conclusion = sign(session, found, zhang)
    with store.read() as session:
        found = dossiers.get(session, here, dossier.id)
        assert found.sealed_at is not None
        assert found.held_by is None
        standing = conclusions.standing(session, found)
        assert standing is not None
        assert (standing.id, standing.signed_name, standing.sealed_at) == (conclusion.id, "张工", None)
        assert [entry.act.value for entry in history.listed(session, found)][:2] == ["concluded", "released"]
    assert actions(store, here)[0] == (
        "conclusion.sign", {"dossier": dossier.id, "run": 1, "verdict": "recommended"},
    )  # fmt: skip
    with store.write() as session, pytest.raises(ConflictError) as caught:
        dossiers.locked(session, here, dossier.id)
    assert caught.value.code == "dossier-sealed"


def test_the_sealed_reports_are_noted_with_their_digests_and_kept(
    store: Store, here: str, dossier: Dossier, zhang: User
) -> None:
    conclusion = signed(store, here, dossier, zhang)
    task = claimed(store)
    assert task.kind is TaskKind.SEAL
    with store.read() as session:
        found = sealing.sealing(session, task)
    assert found is not None
    assert found.seen == "b" * 64
    assert (found.review.signed_by, found.review.opinion) == ("张工", "材料齐全")
    assert {rule: one.verdict for rule, one in found.review.decisions.items()} == {
        "a": Verdict.CONFIRMED, "b": Verdict.CONFIRMED,
    }  # fmt: skip
    made = {"json": "c" * 64, "pdf": "d" * 64}
    with store.write() as session:
        locked = progress.dossier_of(session, task)
        assert locked is not None
        sealing.sealed(session, locked, conclusion.id, made)
    assert actions(store, here)[0] == ("conclusion.seal", {"dossier": dossier.id, "reports": made})
    with store.read() as session:
        standing = conclusions.standing(session, dossiers.get(session, here, dossier.id))
        assert standing is not None
        assert isinstance(standing.sealed_at, datetime)
        assert conclusions.reports(session, standing) == made
        assert set(made.values()) <= retention.references(session)
    with store.write() as session:
        dossiers.delete(session, dossiers.get(session, here, dossier.id), actor="system")
        assert session.query(SealedReport).count() == 0
        assert set(made.values()).isdisjoint(retention.references(session))


def test_an_administrator_lifts_it_and_then_it_can_be_changed_and_concluded_again(
    store: Store, here: str, dossier: Dossier, zhang: User
) -> None:
    first = signed(store, here, dossier, zhang)
    task = claimed(store)
    with store.write() as session:
        found = dossiers.locked(session, here, dossier.id, even_sealed=True)
        lifted = conclusions.lift(session, found, "漏看一页", actor=ACTOR)
        assert (lifted.id, lifted.lifted_by, lifted.lift_reason) == (first.id, ACTOR, "漏看一页")
        with pytest.raises(NotFoundError):
            conclusions.lift(session, found, "再撤一次", actor=ACTOR)
    with store.read() as session:
        assert sealing.sealing(session, task) is None
    with store.write() as session:
        found = dossiers.locked(session, here, dossier.id)
        sealing.sealed(session, found, first.id, {"json": "c" * 64})
        second = sign(session, found, zhang)
        giving_up.give_up(session, task, {"code": "x", "message": "旧的任务"})
    with store.read() as session:
        found = dossiers.get(session, here, dossier.id)
        standing = conclusions.standing(session, found)
        assert standing is not None
        assert standing.id == second.id
        assert conclusions.reports(session, first) == {}
    assert [action for action, _ in actions(store, here)][:2] == ["conclusion.sign", "conclusion.lift"]


def test_where_the_reports_cannot_be_made_the_seal_comes_off_and_says_why(
    store: Store, here: str, dossier: Dossier, zhang: User
) -> None:
    signed(store, here, dossier, zhang)
    task = claimed(store)
    with store.write() as session:
        giving_up.give_up(session, task, {"code": "task-crashed", "message": "未能生成报告"})
    with store.read() as session:
        found = dossiers.get(session, here, dossier.id)
        last = conclusions.latest(session, found)
        assert last is not None
        assert (found.sealed_at, last.lifted_by, last.lift_reason) == (None, "system", "未能生成报告")
