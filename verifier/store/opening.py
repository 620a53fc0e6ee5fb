"""The store that a site's settings name."""

import os
import secrets
from pathlib import Path

from verifier.errors import StoreError
from verifier.settings import Settings
from verifier.store.blobs import Blobs, FolderBlobs
from verifier.store.database import Store

_KEY_FILE = "audit.key"
_KEY_BYTES = 32


def open_store(settings: Settings) -> Store:
    """Open the store; the caller closes it. The database is not looked at yet (`migrate`, `is_current`).

    Raises StoreError for settings that name none.
    """
    settings.store_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Store(settings.database, _blobs(settings), _audit_key(settings), hints=settings.broker is not None)


def _blobs(settings: Settings) -> Blobs:
    if settings.s3_bucket is None:
        return FolderBlobs(settings.store_folder / "files")
    from verifier.store.s3 import S3Blobs  # noqa: PLC0415 -- boto3, only where there is a bucket

    return S3Blobs(
        settings.s3_bucket, endpoint=settings.s3_endpoint, region=settings.s3_region, prefix=settings.s3_prefix or ""
    )


def _audit_key(settings: Settings) -> bytes:
    """The key of the settings, or that of the folder, which is made with the first use."""
    if settings.audit_key is not None:
        return _key(settings.audit_key.get_secret_value(), "VERIFIER_AUDIT_KEY")
    path = settings.store_folder / _KEY_FILE
    if not path.exists():
        _write_once(path, secrets.token_hex(_KEY_BYTES))
    return _key(path.read_text(encoding="ascii"), str(path))


def audit_key_place(settings: Settings) -> tuple[str, bool]:
    """Where the key of the audit log lies, in an operator's words, and whether it is there already."""
    if settings.audit_key is not None:
        return "VERIFIER_AUDIT_KEY", True
    path = settings.store_folder / _KEY_FILE
    return str(path), path.exists()


def _write_once(path: Path, text: str) -> None:
    """Make a file as a whole, for its owner alone; of several that try at once, the first one's stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="ascii")
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _key(text: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) < _KEY_BYTES:
        raise StoreError("audit-key", f"审计日志的密钥（{where}）无效。", f"须为至少{_KEY_BYTES}字节的十六进制数。")
    return key
