"""Bytes in an S3 bucket, for deployments of several machines. boto3 is loaded only where this is used."""

import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from verifier.errors import UnavailableError
from verifier.store.blobs import Blob, missing, received
from verifier.store.rooms import clear_abandoned

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import HeadObjectOutputTypeDef

# In one piece: of an upload in parts that breaks off, the parts stay in the bucket, and no list shows them.
_WHOLE = TransferConfig(multipart_threshold=5 << 30, use_threads=False)
_ABSENT = ("404", "NoSuchKey", "NotFound")


class S3Blobs:
    """Objects named by their checksum under `prefix`. Credentials come from the environment, as boto3 reads them."""

    def __init__(
        self, bucket: str, *, endpoint: str | None = None, region: str | None = None, prefix: str = ""
    ) -> None:
        self.bucket = bucket
        self.prefix = prefix
        self.staging = Path(tempfile.gettempdir()) / "verifier-incoming"
        self.staging.mkdir(exist_ok=True, mode=0o700)
        retries = Config(retries={"max_attempts": 5, "mode": "standard"})
        self._client: S3Client = boto3.client("s3", endpoint_url=endpoint, region_name=region, config=retries)

    def put(self, chunks: Iterable[bytes]) -> Blob:
        """See `Blobs`."""
        with received(chunks, self.staging) as (path, blob):
            return self.adopt(path, blob)

    def adopt(self, path: Path, blob: Blob) -> Blob:
        """See `Blobs`."""
        with _reached():
            self._client.upload_file(str(path), self.bucket, self._key(blob.sha256), Config=_WHOLE)
        return blob

    def open(self, sha256: str) -> BinaryIO:
        """See `Blobs`."""
        try:
            with _reached():
                body = self._client.get_object(Bucket=self.bucket, Key=self._key(sha256))["Body"]
        except _AbsentError:
            raise missing(sha256) from None
        return io.BufferedReader(_Body(body))

    def fetch(self, sha256: str, target: Path) -> None:
        """See `Blobs`."""
        draft = target.with_name(f"{target.name}.{os.getpid()}.part")
        try:
            with _reached():
                self._client.download_file(self.bucket, self._key(sha256), str(draft))
        except _AbsentError:
            raise missing(sha256) from None
        draft.replace(target)

    def has(self, sha256: str) -> bool:
        """See `Blobs`."""
        return self.touched(sha256) is not None

    def touched(self, sha256: str) -> datetime | None:
        """See `Blobs`."""
        head = self._head(sha256)
        return None if head is None else head["LastModified"]

    def delete(self, sha256: str, *, untouched_since: datetime) -> bool:
        """See `Blobs`. Of a bucket that keeps versions, all of them."""
        head = self._head(sha256)
        if head is None:
            return True
        if head["LastModified"] > untouched_since:
            return False
        with _reached():
            if head.get("VersionId"):
                self._delete_versions(self._key(sha256))
            else:
                self._client.delete_object(Bucket=self.bucket, Key=self._key(sha256))
        return True

    def _delete_versions(self, key: str) -> None:
        """The newest one last: until then the bytes are seen, by whoever looks again after an outage."""
        lister = self._client.get_paginator("list_object_versions")
        found = [
            entry["VersionId"]
            for page in lister.paginate(Bucket=self.bucket, Prefix=key)
            for entry in (*page.get("Versions", []), *page.get("DeleteMarkers", []))
            if entry["Key"] == key
        ]
        for version in reversed(found):
            self._client.delete_object(Bucket=self.bucket, Key=key, VersionId=version)

    def listed(self) -> Iterator[str]:
        """See `Blobs`."""
        for sha256, _ in self._entries(""):
            yield sha256

    def settled(self, prefix: str, *, untouched_since: datetime) -> Iterator[str]:
        """See `Blobs`."""
        for sha256, touched in self._entries(prefix):
            if touched <= untouched_since:
                yield sha256

    def tidy(self) -> None:
        """See `Blobs`."""
        clear_abandoned(self.staging)

    def _entries(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """Checksums of this beginning, and when their bytes were last put."""
        lister = self._client.get_paginator("list_objects_v2")
        with _reached():
            for page in lister.paginate(Bucket=self.bucket, Prefix=self.prefix + prefix):
                for entry in page.get("Contents", []):
                    yield entry["Key"].removeprefix(self.prefix), entry["LastModified"]

    def _head(self, sha256: str) -> "HeadObjectOutputTypeDef | None":
        try:
            with _reached():
                return self._client.head_object(Bucket=self.bucket, Key=self._key(sha256))
        except _AbsentError:
            return None

    def _key(self, sha256: str) -> str:
        return self.prefix + sha256


class _Body(io.RawIOBase):
    """The bytes of an object as they come; an answer that breaks off is a service that cannot be reached."""

    def __init__(self, body: "StreamingBody") -> None:
        self._body = body

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """See `io.RawIOBase`. Raises UnavailableError."""
        view = memoryview(buffer).cast("B")
        with _reached():
            chunk = self._body.read(len(view))
        view[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        """Give the connection back."""
        self._body.close()
        super().close()


class _AbsentError(Exception):
    """There is no such object."""


@contextmanager
def _reached() -> Iterator[None]:
    """Tell what is not there, and a service that does not answer, from each other. Raises UnavailableError."""
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as error:
        if isinstance(error, ClientError) and error.response.get("Error", {}).get("Code") in _ABSENT:
            raise _AbsentError from None
        raise UnavailableError("not-ready", "文件存储暂时不可用。", "请稍后再试。") from error
