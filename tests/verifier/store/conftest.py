"""Where bytes are kept: a folder, or a bucket on an S3 server of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.buckets import CREDENTIALS, REGION, make_bucket, s3_service
from verifier.store.blobs import Blobs, FolderBlobs
from verifier.store.s3 import S3Blobs


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    with s3_service() as endpoint:
        yield endpoint


@pytest.fixture
def s3_blobs(s3_endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> S3Blobs:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    bucket = tmp_path.name.replace("_", "-").lower()[-40:].strip("-")
    make_bucket(s3_endpoint, bucket)
    return S3Blobs(bucket, endpoint=s3_endpoint, region=REGION, prefix="files/")


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    """Each of the two in turn."""
    if request.param == "folder":
        return FolderBlobs(tmp_path / "files")
    found = request.getfixturevalue("s3_blobs")
    assert isinstance(found, S3Blobs)
    return found
