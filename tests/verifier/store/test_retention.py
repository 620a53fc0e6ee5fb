import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, Self

import boto3
from sqlalchemy import delete, select, update

from tests.servers import AUDIT_KEY
from tests.verifier.store.making import ACTOR, claimed, open_dossier, open_tasks, organisation, submitted, verified
from verifier.store import dossiers, giving_up, readings, retention
from verifier.store.blobs import PREFIXES, Blobs, FolderBlobs
from verifier.store.clock import now
from verifier.store.database import Store
from verifier.store.retention import Fault
from verifier.store.s3 import S3Blobs
from verifier.store.tables import Dossier, File, Reading, Task, TaskKind


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


def damage(blobs: Blobs, sha256: str) -> None:
    """Change one byte where it is kept."""
    if isinstance(blobs, S3Blobs):
        client = boto3.client("s3", endpoint_url=blobs._client.meta.endpoint_url, region_name="us-east-1")
        client.put_object(Bucket=blobs.bucket, Key=blobs.prefix + sha256, Body=b"damagee")
        return
    assert isinstance(blobs, FolderBlobs)
    path = blobs.folder / sha256[:2] / sha256
    path.chmod(0o600)
    path.write_bytes(b"damagee")


def test_damaged_missing_and_unreferenced_bytes_are_found(database_url: str, blobs: Blobs) -> None:
    store = Store(database_url, blobs, AUDIT_KEY)
    here = organisation(store)
    kept, damaged, alone = (store.blobs.put([text]) for text in (b"kept", b"damaged", b"alone"))
    submitted(store, here, sha256=kept.sha256)
    submitted(store, here, sha256=damaged.sha256)
    submitted(store, here, sha256="f" * 64)
    damage(blobs, damaged.sha256)
    assert set(retention.verify_blobs(store)) == {
        Fault(damaged.sha256, "damaged"),
        Fault(alone.sha256, "unreferenced"),
        Fault("f" * 64, "missing"),
    }
    store.close()


def test_what_comes_and_goes_while_all_is_verified_is_no_fault(store: Store) -> None:
    here = organisation(store)
    for content in (b"one", b"two"):
        submitted(store, here, sha256=store.blobs.put([content]).sha256)
    going = max(store.blobs.listed())
    verifying = retention.verify_blobs(WhileItChanges(store, here, going))  # type: ignore[arg-type]
    assert list(verifying) == []
    assert not store.blobs.has(going)


class WhileItChanges:
    """A store in which, once its bytes are listed, one dossier's are deleted and another dossier is handed in."""

    def __init__(self, store: Store, organisation_id: str, going: str) -> None:
        self._store, self._organisation_id, self._going = store, organisation_id, going
        self.read = store.read

    @property
    def blobs(self) -> Self:
        return self

    def listed(self) -> Iterator[str]:
        new = self._store.blobs.put([b"new"]).sha256
        listed = [*self._store.blobs.listed()]
        submitted(self._store, self._organisation_id, sha256=new)
        with self._store.write() as session:
            session.execute(delete(File).where(File.sha256 == self._going))
        assert self._store.blobs.delete(self._going, untouched_since=datetime.now(UTC) + timedelta(minutes=1))
        return iter(listed)

    def open(self, sha256: str) -> BinaryIO:
        return self._store.blobs.open(sha256)

    def has(self, sha256: str) -> bool:
        return self._store.blobs.has(sha256)
