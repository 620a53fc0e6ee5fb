"""A store goes into a folder and comes out of it the same, or not at all."""

import hashlib
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from alembic import command
from sqlalchemy import text, update

from tests.servers import AUDIT_KEY, open_test_store
from tests.verifier.store.making import ACTOR, organisation, submitted
from verifier.errors import StoreError
from verifier.store import accounts, audit, backup, retention, schema
from verifier.store.blobs import FolderBlobs
from verifier.store.database import Store, _alembic
from verifier.store.s3 import S3Blobs
from verifier.store.tables import Dossier, File, Role, User

PASSWORD = "correct horse battery"


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with a person and two dossiers of one file each."""
    here, hashed = organisation(store), accounts.hashed(PASSWORD, "zhang")
    with store.write() as session:
        accounts.create_user(session, here, "zhang", hashed, Role.REVIEWER, actor=ACTOR)
    for content in (b"one", b"two"):
        submitted(store, here, sha256=store.blobs.put([content]).sha256)
    return store


@pytest.fixture
def elsewhere(filled: Store, tmp_path: Path) -> Iterator[Store]:
    """An empty store of the same kind."""
    if filled.engine.url.get_backend_name() == "sqlite":
        yield from opened(f"sqlite:///{tmp_path / 'elsewhere' / 'verifier.sqlite3'}", tmp_path / "elsewhere")
        return
    source = filled.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    name = f"{filled.engine.url.database}_elsewhere"
    with psycopg.connect(source, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield from opened(f"{source.rpartition('/')[0]}/{name}", tmp_path / "elsewhere")
    with psycopg.connect(source, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def opened(url: str, folder: Path) -> Iterator[Store]:
    store = open_test_store(url, folder)
    yield store
    store.close()


def blob_path(folder: Path, content: bytes) -> Path:
    sha256 = hashlib.sha256(content).hexdigest()
    return folder / "files" / sha256[:2] / sha256


def test_what_was_backed_up_is_restored_elsewhere(filled: Store, elsewhere: Store, tmp_path: Path) -> None:
    made = backup.back_up(filled, tmp_path / "backup", actor=ACTOR)
    assert (made.files, made.bytes) == (2, 6)
    assert made.manifest.contents.rows["dossiers"] == 2
    done = backup.restore(elsewhere, tmp_path / "backup", actor=ACTOR)
    assert (done.broken, done.revision, elsewhere.is_current()) == (None, schema.head(), True)
    with elsewhere.read() as session, filled.read() as before:
        assert accounts.prove(accounts.user_named(session, "zhang"), PASSWORD) is not None
        assert [one.id for one in session.query(Dossier)] == [one.id for one in before.query(Dossier)]
        assert audit.verify(session, audit.head(before)) is None
    assert list(retention.verify_blobs(elsewhere)) == []
    assert sorted(elsewhere.blobs.listed()) == made.manifest.blobs


def test_a_later_backup_copies_what_is_new_and_forgets_what_was_deleted(filled: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    backup.back_up(filled, folder, actor=ACTOR)
    third = filled.blobs.put([b"three"])
    with filled.write() as session:
        file = session.query(File).where(File.sha256 == hashlib.sha256(b"one").hexdigest()).one()
        file.sha256 = third.sha256
    made = backup.back_up(filled, folder, actor=ACTOR)
    assert (made.files, made.bytes) == (1, 5)
    assert blob_path(folder, b"three").is_file()
    assert not blob_path(folder, b"one").exists()
    assert len(list(folder.glob("database-*"))) == 1
    assert list(backup.faults(folder, made.manifest)) == []


def test_a_backup_is_for_its_owner_alone(filled: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    backup.back_up(filled, folder, actor=ACTOR)
    assert folder.stat().st_mode & 0o077 == 0  # nobody else comes by it to what is below
    assert [path for path in folder.glob("*") if path.is_file() and path.stat().st_mode & 0o077] == []
    assert AUDIT_KEY.hex() not in (folder / "manifest.json").read_text(encoding="utf-8")


class Vanishing(FolderBlobs):
    """Bytes of which one dossier's are deleted while they are being copied."""

    def __init__(self, blobs: FolderBlobs, store: Store, sha256: str) -> None:
        super().__init__(blobs.folder)
        self.store, self.sha256, self.is_left = store, sha256, True

    def open(self, sha256: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
        if self.is_left:
            self.is_left = False
            with self.store.write() as session:
                session.execute(update(File).where(File.sha256 == self.sha256).values(sha256="e" * 64))
                session.query(File).where(File.sha256 == "e" * 64).delete()
            self._path(self.sha256).unlink()
        return super().open(sha256)


def test_bytes_that_retention_deletes_meanwhile_do_not_break_a_backup(filled: Store, tmp_path: Path) -> None:
    assert isinstance(filled.blobs, FolderBlobs)
    last = max(filled.blobs.listed())
    filled.blobs = Vanishing(filled.blobs, filled, last)
    made = backup.back_up(filled, tmp_path / "backup", actor=ACTOR)
    assert made.manifest.lacking == []
    assert last not in made.manifest.blobs
    assert made.manifest.contents.rows["files"] == 1
    assert list(backup.faults(tmp_path / "backup", made.manifest)) == []


def test_what_the_store_itself_lacks_is_named_and_the_rest_is_kept(
    filled: Store, elsewhere: Store, tmp_path: Path
) -> None:
    missing, damaged = blob_path(tmp_path, b"one"), blob_path(tmp_path, b"two")
    missing.unlink()
    damaged.chmod(0o600)
    damaged.write_bytes(b"twp")
    made = backup.back_up(filled, tmp_path / "backup", actor=ACTOR)
    assert made.manifest.lacking == sorted([missing.name, damaged.name])
    assert made.manifest.blobs == []
    assert backup.restore(elsewhere, tmp_path / "backup", actor=ACTOR).broken is None


def test_a_damaged_backup_is_refused_before_anything_is_written(
    filled: Store, elsewhere: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    manifest = backup.back_up(filled, folder, actor=ACTOR).manifest
    for path in (blob_path(folder, b"one"), folder / manifest.database):
        content = path.read_bytes()
        path.chmod(0o600)
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        with pytest.raises(StoreError) as refused:
            backup.restore(elsewhere, folder, actor=ACTOR)
        assert refused.value.code == "backup-damaged"
        assert path.name in str(refused.value)
        assert list(elsewhere.blobs.listed()) == []
        assert elsewhere.revision() is None
        path.write_bytes(content)
    blob_path(folder, b"two").unlink()
    with pytest.raises(StoreError, match="缺失或损坏"):
        backup.restore(elsewhere, folder, actor=ACTOR)


def test_nothing_is_restored_over_what_is_there(filled: Store, elsewhere: Store, tmp_path: Path) -> None:
    backup.back_up(filled, tmp_path / "backup", actor=ACTOR)
    elsewhere.blobs.put([b"another"])
    with pytest.raises(StoreError) as refused:
        backup.restore(elsewhere, tmp_path / "backup", actor=ACTOR)
    assert refused.value.code == "restore-not-empty"
    with pytest.raises(StoreError) as refused:
        backup.restore(filled, tmp_path / "backup", actor=ACTOR)
    assert refused.value.code == "restore-not-empty"


def test_a_restoring_that_was_cut_off_is_begun_again(filled: Store, elsewhere: Store, tmp_path: Path) -> None:
    backup.back_up(filled, tmp_path / "backup", actor=ACTOR)
    elsewhere.blobs.put([b"one"])
    assert backup.restore(elsewhere, tmp_path / "backup", actor=ACTOR).broken is None


def test_a_manifest_of_a_newer_program_or_of_none_is_refused(filled: Store, elsewhere: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    backup.back_up(filled, folder, actor=ACTOR)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for change, code in (({"revision": "9999"}, "backup-newer"), ({"kind": "other"}, "backup-unreadable")):
        changed = {**manifest, "contents": {**manifest["contents"], **change}}
        (folder / "manifest.json").write_text(json.dumps(changed), encoding="utf-8")
        with pytest.raises(StoreError) as refused:
            backup.restore(elsewhere, folder, actor=ACTOR)
        assert refused.value.code == code
    for misled in ({"database": "../audit.key"}, {"blobs": ["../audit.key"]}):
        (folder / "manifest.json").write_text(json.dumps(manifest | misled), encoding="utf-8")
        with pytest.raises(StoreError) as refused:
            backup.restore(elsewhere, folder, actor=ACTOR)
        assert refused.value.code == "backup-unreadable"
    (folder / "manifest.json").unlink()
    with pytest.raises(StoreError) as refused:
        backup.restore(elsewhere, folder, actor=ACTOR)
    assert refused.value.code == "backup-missing"


def test_the_backup_of_an_older_program_is_brought_forward(filled: Store, elsewhere: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    older = schema.known()[-2]
    with filled.engine.execution_options(writes=True).begin() as connection:
        command.downgrade(_alembic(connection), older)
    with pytest.raises(StoreError) as refused:
        backup.back_up(filled, folder, actor=ACTOR)
    assert refused.value.code == "store-not-current"
    manifest, _ = backup._copied(filled, folder, FolderBlobs(folder / "files"), "1")  # as that program does
    backup._write(folder / "manifest.json", manifest.model_dump_json())
    filled.migrate()
    done = backup.restore(elsewhere, folder, actor=ACTOR)
    assert (done.manifest.contents.revision, done.revision, done.broken) == (older, schema.head(), None)
    assert elsewhere.is_current()
    with elsewhere.read() as session:
        assert session.query(Dossier).count() == 2


def test_another_audit_key_is_refused_unless_the_old_one_is_lost(
    filled: Store, elsewhere: Store, tmp_path: Path
) -> None:
    backup.back_up(filled, tmp_path / "backup", actor=ACTOR)
    url = elsewhere.engine.url.render_as_string(hide_password=False)
    other = Store(url, elsewhere.blobs, b"o" * 32)
    with pytest.raises(StoreError) as refused:
        backup.restore(other, tmp_path / "backup", actor=ACTOR)
    assert refused.value.code == "restore-other-key"
    done = backup.restore(other, tmp_path / "backup", actor=ACTOR, with_other_key=True)
    other.close()
    assert done.broken is not None
    assert done.broken.sequence == 1
    with elsewhere.read() as session:
        assert session.query(User).count() == 1


def test_the_backup_of_one_kind_of_database_is_not_restored_to_the_other(
    sqlite_url: str, postgresql_url: str, tmp_path: Path
) -> None:
    source = open_test_store(sqlite_url, tmp_path)
    target = open_test_store(postgresql_url, tmp_path / "other")
    backup.back_up(source, tmp_path / "backup", actor=ACTOR)
    with pytest.raises(StoreError) as refused:
        backup.restore(target, tmp_path / "backup", actor=ACTOR)
    source.close()
    target.close()
    assert refused.value.code == "backup-of-other-database"


def test_bytes_come_out_of_a_bucket_and_go_into_one(sqlite_url: str, s3_blobs: S3Blobs, tmp_path: Path) -> None:
    source = Store(sqlite_url, s3_blobs, AUDIT_KEY)
    sha256 = source.blobs.put([b"one"]).sha256
    submitted(source, organisation(source), sha256=sha256)
    assert backup.back_up(source, tmp_path / "backup", actor=ACTOR).files == 1
    assert backup.back_up(source, tmp_path / "backup", actor=ACTOR).files == 0
    source.close()
    s3_blobs.delete(sha256, untouched_since=datetime.now(UTC) + timedelta(minutes=1))
    target = Store(f"sqlite:///{tmp_path / 'new.sqlite3'}", s3_blobs, AUDIT_KEY)
    assert backup.restore(target, tmp_path / "backup", actor=ACTOR).broken is None
    assert list(retention.verify_blobs(target)) == []
    assert list(target.blobs.listed()) == [sha256]
    target.close()


def test_two_backups_do_not_work_in_one_folder_at_once(filled: Store, tmp_path: Path) -> None:
    with backup._held(tmp_path / "backup"), pytest.raises(StoreError) as refused:
        backup.back_up(filled, tmp_path / "backup", actor=ACTOR)
    assert refused.value.code == "backup-running"


def test_a_database_of_another_form_is_not_backed_up(filled: Store, tmp_path: Path) -> None:
    stamp(filled, "9999")
    with pytest.raises(StoreError) as refused:
        backup.back_up(filled, tmp_path / "backup", actor=ACTOR)
    stamp(filled, schema.head())
    assert refused.value.code == "store-newer"


def stamp(store: Store, revision: str) -> None:
    with store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


def test_a_backup_made_while_others_write_is_whole(filled: Store, elsewhere: Store, tmp_path: Path) -> None:
    over = threading.Event()
    here = organisation(filled, "乙局")

    def write() -> None:
        number = 0
        while not over.is_set():
            number += 1
            submitted(filled, here, sha256=filled.blobs.put([b"%d" % number]).sha256)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        for _ in range(3):
            made = backup.back_up(filled, tmp_path / "backup", actor=ACTOR)
    finally:
        over.set()
        writing.join()
    assert made.manifest.lacking == []
    assert backup.restore(elsewhere, tmp_path / "backup", actor=ACTOR).broken is None
    assert list(retention.verify_blobs(elsewhere)) == []


def test_without_postgresqls_programs_the_error_says_what_to_install(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_test_store(postgresql_url, tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError) as refused:
        backup.back_up(store, tmp_path / "backup", actor=ACTOR)
    store.close()
    assert refused.value.code == "postgresql-programs-missing"
    assert "pg_dump" in str(refused.value)
    assert not (tmp_path / "backup" / "manifest.json").exists()
