"""Where bytes are kept: a folder, or a bucket on an S3 server of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.servers import free_port
from verifier.store.blobs import Blobs, FolderBlobs
from verifier.store.s3 import S3Blobs


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    port = free_port()
    server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def s3_blobs(s3_endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> S3Blobs:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    bucket = tmp_path.name.replace("_", "-").lower()[-40:].strip("-")
    boto3.client("s3", endpoint_url=s3_endpoint, region_name="us-east-1").create_bucket(Bucket=bucket)
    return S3Blobs(bucket, endpoint=s3_endpoint, region="us-east-1", prefix="files/")


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    """Each of the two in turn."""
    if request.param == "folder":
        return FolderBlobs(tmp_path / "files")
    found = request.getfixturevalue("s3_blobs")
    assert isinstance(found, S3Blobs)
    return found
