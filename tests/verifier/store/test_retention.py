import os
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from tests.verifier.store.making import ACTOR, claimed, open_dossier, open_tasks, organisation, submitted, verified
from verifier.store import dossiers, giving_up, readings, retention
from verifier.store.blobs import PREFIXES, FolderBlobs
from verifier.store.clock import now
from verifier.store.database import Store
from verifier.store.retention import Fault
from verifier.store.tables import Dossier, Reading, Task, TaskKind


def deleted(store: Store, dossier: Dossier) -> list[str]:
    """Delete a dossier; the blobs whose deletion is queued."""
    with store.write() as session:
        dossiers.delete(session, dossiers.locked(session, dossier.organisation_id, dossier.id), actor=ACTOR)
    with store.read() as session:
        task = session.scalars(select(Task).where(Task.kind == TaskKind.RETAIN).order_by(Task.id.desc())).first()
    assert task is not None
    return list(task.payload["blobs"])


def test_what_was_read_goes_with_the_last_dossier_that_has_it(store: Store) -> None:
    here = organisation(store)
    both = []
    for _ in range(2):
        both.append(submitted(store, here))
        task = claimed(store)
        open_dossier(store, task, 1)
        with store.write() as session:
            (view,) = dossiers.pages(session, both[-1])
            readings.keep(
                session, view.page.reading, "a" * 64, 1, version="1", result="d" * 64, picture="e" * 64, seconds=1.0
            )
            for other in open_tasks(session, both[-1].id):
                session.delete(other)
    assert deleted(store, both[0]) == ["a" * 64]
    with store.read() as session:
        assert session.scalars(select(Reading)).all() != []
    assert deleted(store, both[1]) == ["a" * 64, "d" * 64, "e" * 64]
    with store.read() as session:
        assert session.scalars(select(Reading)).all() == []


def test_bytes_are_deleted_once_nothing_refers_to_them_and_they_are_settled(store: Store) -> None:
    here = organisation(store)
    blob = store.blobs.put([b"abc"])
    dossier = submitted(store, here, sha256=blob.sha256)
    at_once = timedelta(0)
    assert retention.delete_unreferenced(store, [blob.sha256], settled=at_once) == []
    assert store.blobs.has(blob.sha256)
    assert deleted(store, dossier) == [blob.sha256]
    assert retention.delete_unreferenced(store, [blob.sha256]) == [blob.sha256]
    assert store.blobs.has(blob.sha256)
    assert retention.delete_unreferenced(store, [blob.sha256], settled=at_once) == []
    assert not store.blobs.has(blob.sha256)


def test_bytes_that_no_row_ever_named_are_swept_once_they_are_settled(store: Store) -> None:
    named, nameless, young = (store.blobs.put([text]) for text in (b"named", b"nameless", b"young"))
    submitted(store, organisation(store), sha256=named.sha256)
    assert [retention.sweep_unreferenced(store, prefix) for prefix in PREFIXES] == [0] * len(PREFIXES)
    grow_old(store, named.sha256, nameless.sha256)
    assert sum(retention.sweep_unreferenced(store, prefix) for prefix in PREFIXES) == 1
    assert sorted(store.blobs.listed()) == sorted([named.sha256, young.sha256])


def grow_old(store: Store, *sha256s: str) -> None:
    """As if these bytes had been put a day ago."""
    assert isinstance(store.blobs, FolderBlobs)
    for sha256 in sha256s:
        os.utime(store.blobs.folder / sha256[:2] / sha256, (0, 0))


def test_dossiers_are_overdue_after_the_days_of_their_organisation(store: Store) -> None:
    here = organisation(store)
    dossier = submitted(store, here)
    verified(store, dossier, {})
    with store.write() as session:
        session.execute(update(Dossier).values(finished_at=now(session) - timedelta(days=10)))
    with store.read() as session:
        assert [one.id for one in retention.overdue(session, default_days=9)] == [dossier.id]
        assert retention.overdue(session, default_days=11) == []


def test_a_dossier_that_was_never_handed_in_is_overdue_too(store: Store) -> None:
    here = organisation(store)
    with store.write() as session:
        draft = dossiers.create(session, here, actor=ACTOR, ruleset="xuchang-2020-154")
        session.execute(update(Dossier).values(updated_at=now(session) - timedelta(days=10)))
    with store.read() as session:
        assert [one.id for one in retention.overdue(session, default_days=9)] == [draft.id]


def test_a_deletion_that_fails_again_and_again_is_not_given_up(store: Store) -> None:
    with store.write() as session:
        retention.look_again(session, ["a" * 64])
        (task,) = session.scalars(select(Task)).all()
        giving_up.give_up(session, task, {"code": "task-crashed", "message": "出错"})
    with store.read() as session:
        assert [one.payload for one in session.scalars(select(Task))] == [{"blobs": ["a" * 64]}] * 2


def test_damaged_missing_and_unreferenced_bytes_are_found(store: Store, tmp_path: Path) -> None:
    here = organisation(store)
    kept, damaged, alone = (store.blobs.put([text]) for text in (b"kept", b"damaged", b"alone"))
    submitted(store, here, sha256=kept.sha256)
    submitted(store, here, sha256=damaged.sha256)
    submitted(store, here, sha256="f" * 64)
    path = tmp_path / "files" / damaged.sha256[:2] / damaged.sha256
    path.chmod(0o600)
    path.write_bytes(b"changed")
    assert set(retention.verify_blobs(store)) == {
        Fault(damaged.sha256, "damaged"),
        Fault(alone.sha256, "unreferenced"),
        Fault("f" * 64, "missing"),
    }
