"""Bytes in an S3 bucket, for deployments of several machines. boto3 is loaded only where this is used."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from verifier.errors import UnavailableError
from verifier.store.blobs import Blob, missing, received
from verifier.store.rooms import clear_abandoned

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

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
            self._client.upload_file(str(path), self.bucket, self._key(blob.sha256))
        return blob

    def open(self, sha256: str) -> BinaryIO:
        """See `Blobs`."""
        try:
            with _reached():
                body = self._client.get_object(Bucket=self.bucket, Key=self._key(sha256))["Body"]
        except _AbsentError:
            raise missing(sha256) from None
        return cast(BinaryIO, body)

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
        try:
            with _reached():
                return self._client.head_object(Bucket=self.bucket, Key=self._key(sha256))["LastModified"]
        except _AbsentError:
            return None

    def delete(self, sha256: str, *, untouched_since: datetime) -> bool:
        """See `Blobs`."""
        touched = self.touched(sha256)
        if touched is not None and touched > untouched_since:
            return False
        with _reached():
            self._client.delete_object(Bucket=self.bucket, Key=self._key(sha256))
        return True

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

    def _key(self, sha256: str) -> str:
        return self.prefix + sha256


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
