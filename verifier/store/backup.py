"""A copy of the store in a folder, made while the service runs, and a store made from it (docs/decisions/0019).

`FOLDER/manifest.json` says what belongs to the backup; `database-…` is the database of one moment and `files/` holds
the bytes that it refers to, by their SHA-256. A later backup into the same folder copies only bytes that are not there
yet; the manifest changes hands last, so that a backup that is cut off leaves the one before it whole. What nothing
refers to any more is then taken out: what was deleted does not live on here.

Not in it, on purpose: the key of the audit log, which would let whoever has the copy write a chain anew, and the
settings.
"""

import fcntl
import hashlib
import hmac
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import func, inspect, select, table
from sqlalchemy.orm import Session

from verifier import __version__
from verifier.errors import StoreError
from verifier.store import audit, retention, schema, snapshots
from verifier.store.audit import Break, Head
from verifier.store.blobs import Blob, Blobs, FolderBlobs, in_blocks
from verifier.store.database import AUDIT_KEY, Store
from verifier.store.tables import new_id

_MANIFEST = "manifest.json"
_DATABASE = "database-"
_FILES = "files"
_MOST_TRIES = 5
_NAMED_FAULTS = 10
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]  # is the name of a file, too


class Contents(BaseModel):
    """What is in the database of a backup.

    `head` is the last entry of the audit log; `key` tells its key from others without giving it away.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: snapshots.Kind
    revision: str
    rows: dict[str, int]
    head: tuple[int, str]
    key: str


class Manifest(BaseModel):
    """What a backup holds, and of which program and moment it is.

    `lacking` are bytes that were missing or damaged in the store itself.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    id: str
    made_at: datetime
    program: str
    database: Annotated[str, Field(pattern=rf"^{_DATABASE}[0-9a-f]{{32}}$")]
    database_sha256: Digest
    contents: Contents
    blobs: list[Digest]
    lacking: list[Digest]


@dataclass(frozen=True, slots=True)
class Copied:
    """A finished backup, and how many bytes of how many files were new in it."""

    manifest: Manifest
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A finished restoring; `broken` is where the chain of the audit log does not hold."""

    manifest: Manifest
    revision: str
    broken: Break | None


@dataclass(slots=True)
class _Tally:
    """What a backup has copied so far, over all its tries."""

    new: list[Blob] = field(default_factory=list)
    damaged: set[str] = field(default_factory=set)


def back_up(store: Store, folder: Path, *, actor: str) -> Copied:
    """Bring the backup in a folder, which is made for its owner alone, up to the present moment.

    Raises StoreError where another backup is at work there, where PostgreSQL's programs fail, or where the database is
    not of this program's form.
    """
    with _held(folder):
        kept = FolderBlobs(folder / _FILES)
        kept.tidy()
        backup_id = new_id()
        with store.write() as session:
            schema.require(session)
            audit.record(session, "store.backup", backup_id, actor=actor)
        manifest, tally = _copied(store, folder, kept, backup_id)
        _write(folder / _MANIFEST, manifest.model_dump_json(indent=1))
        _clear_away(folder, kept, manifest)
    return Copied(manifest, len(tally.new), sum(blob.size for blob in tally.new))


def _copied(store: Store, folder: Path, kept: Blobs, backup_id: str) -> tuple[Manifest, _Tally]:
    """The database, and all bytes that it refers to; where some were deleted meanwhile, a later state of it."""
    tally = _Tally()
    for _ in range(_MOST_TRIES):
        path = folder / f"{_DATABASE}{new_id()}"
        with snapshots.snapshot(store, path) as session:
            wanted = retention.references(session)
            contents = _contents(store, session)
        gone = _copy_blobs(store.blobs, kept, wanted, tally)
        with store.read() as session:
            lacking = {sha256 for sha256 in retention.referenced(session, gone) if not store.blobs.has(sha256)}
        if gone == lacking:
            lacking |= tally.damaged & wanted
            manifest = Manifest(
                id=backup_id,
                made_at=datetime.now(UTC),
                program=__version__,
                database=path.name,
                database_sha256=_digest_of(path),
                contents=contents,
                blobs=sorted(wanted - lacking),
                lacking=sorted(lacking),
            )
            return manifest, tally
        path.unlink()
    raise StoreError("backup-unsettled", "备份期间不断有文件被删除，未能得到完整的备份。", "请稍后再试。")


def _contents(store: Store, session: Session) -> Contents:
    head, revision = audit.head(session), schema.revision(session.connection())
    assert revision is not None
    return Contents(
        kind=snapshots.kind(store),
        revision=revision,
        rows=_row_counts(session),
        head=(head.sequence, head.hash),
        key=_mark_of_key(store),
    )


def _copy_blobs(source: Blobs, kept: Blobs, wanted: Collection[str], tally: _Tally) -> set[str]:
    """Copy what is not kept yet; returns what is not at the source. Damaged bytes are not taken over."""
    gone = set()
    for sha256 in sorted(wanted):
        if kept.has(sha256) or sha256 in tally.damaged:
            continue
        try:
            stream = source.open(sha256)
        except StoreError:
            gone.add(sha256)
            continue
        with stream:
            blob = kept.put(in_blocks(stream))
        if blob.sha256 == sha256:
            tally.new.append(blob)
        else:
            tally.damaged.add(sha256)
    return gone


def _clear_away(folder: Path, kept: Blobs, manifest: Manifest) -> None:
    """Take out what does not belong to the backup any more, or never did."""
    for path in folder.glob(f"{_DATABASE}*"):
        if path.name != manifest.database:
            path.unlink()
    for sha256 in set(kept.listed()) - set(manifest.blobs):
        kept.delete(sha256, untouched_since=datetime.now(UTC) + timedelta(seconds=1))


def read_manifest(folder: Path) -> Manifest:
    """What a backup holds. Raises StoreError where there is none, or one of a later form."""
    try:
        return Manifest.model_validate_json((folder / _MANIFEST).read_bytes())
    except OSError as error:
        raise StoreError(
            "backup-missing", f"{folder}中没有可读的备份。", "请给出verifier admin backup所写的文件夹。"
        ) from error
    except ValidationError as error:
        raise StoreError(
            "backup-unreadable", f"{folder / _MANIFEST}无法识别。", "请使用与备份同版本或更新的程序。"
        ) from error


def faults(folder: Path, manifest: Manifest) -> Iterator[str]:
    """What is missing or damaged of a backup, by name: everything is read."""
    try:
        if _digest_of(folder / manifest.database) != manifest.database_sha256:
            yield manifest.database
    except FileNotFoundError:
        yield manifest.database
    kept = FolderBlobs(folder / _FILES)
    for sha256 in manifest.blobs:
        if not kept.has(sha256) or retention.digest(kept, sha256) != sha256:
            yield sha256


def restore(store: Store, folder: Path, *, actor: str, with_other_key: bool = False) -> Restored:
    """Make an empty store what the backup says, and bring it to this program's form.

    Bytes come first and the database last: what is cut off can be begun again. Raises StoreError, before anything is
    written, where the backup does not fit or is not whole, or the store is not empty.
    """
    manifest = read_manifest(folder)
    _refuse_misfit(store, manifest, with_other_key=with_other_key)
    if found := list(faults(folder, manifest)):
        named = "、".join(found[:_NAMED_FAULTS])
        raise StoreError(
            "backup-damaged", f"备份中有{len(found)}个文件缺失或损坏：{named}。", "没有恢复任何内容，请改用另一份备份。"
        )
    kept = FolderBlobs(folder / _FILES)
    for sha256 in manifest.blobs:
        with kept.open(sha256) as stream:
            if store.blobs.put(in_blocks(stream)).sha256 != sha256:
                raise StoreError(
                    "backup-damaged", f"备份中的文件{sha256}在恢复期间发生变化。", "请检查备份所在的磁盘。"
                )
    snapshots.load(store, folder / manifest.database)
    with store.read() as session:
        if _row_counts(session) != manifest.contents.rows:
            raise StoreError("restore-incomplete", "恢复后的记录数与备份不符。", "请清空数据库后重新恢复。")
    store.migrate()
    with store.read() as session:
        broken = audit.verify(session, Head(*manifest.contents.head))
    with store.write() as session:
        details = {"revision": manifest.contents.revision, "made_at": manifest.made_at.isoformat(timespec="seconds")}
        audit.record(session, "store.restore", manifest.id, actor=actor, details=details)
    return Restored(manifest, schema.head(), broken)


def _refuse_misfit(store: Store, manifest: Manifest, *, with_other_key: bool) -> None:
    if manifest.contents.revision not in schema.known():
        raise StoreError(
            "backup-newer",
            f"备份由更新的版本（{manifest.program}，结构{manifest.contents.revision}）所做，本程序为{schema.head()}。",
            "请用同版本或更新的程序恢复。",
        )
    if manifest.contents.kind != snapshots.kind(store):
        raise StoreError(
            "backup-of-other-database",
            f"备份来自{manifest.contents.kind}数据库，不能恢复到{snapshots.kind(store)}。",
            "请将VERIFIER_DATABASE_URL设为同类的数据库。",
        )
    if not snapshots.is_empty(store) or not set(store.blobs.listed()) <= set(manifest.blobs):
        raise StoreError("restore-not-empty", "目标中已有数据，没有恢复任何内容。", "请指定空的数据库和空的文件库。")
    if _mark_of_key(store) != manifest.contents.key and not with_other_key:
        raise StoreError(
            "restore-other-key",
            "审计日志的密钥与备份时不同，没有恢复任何内容。",
            "请先放好原来的audit.key，或设置VERIFIER_AUDIT_KEY；"
            "密钥确已遗失时加--without-audit-key，此后此前的记录无法核验。",
        )


def _row_counts(session: Session) -> dict[str, int]:
    """How many rows each table has, those included that only an older or newer program knows."""
    names = inspect(session.connection()).get_table_names()
    return {name: session.scalar(select(func.count()).select_from(table(name))) or 0 for name in sorted(names)}


def _mark_of_key(store: Store) -> str:
    with store.read() as session:
        return hmac.new(session.info[AUDIT_KEY], b"backup", hashlib.sha256).hexdigest()


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    """Put a file in the place of the one before it, as a whole."""
    draft = path.with_name(f"{path.name}.part")
    with _own_file(draft) as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _own_file(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The folder, made where it is not there; one backup at a time works in it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _hold(handle, folder)
        yield
    finally:
        os.close(handle)


def _hold(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise StoreError("backup-running", f"{folder}中另有备份正在进行。", "请待其完成后再试。") from error
