"""What is of a bucket alone; what it has in common with a folder: `test_blobs`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.buckets import REGION, Line, client, line_to, make_bucket
from verifier.errors import UnavailableError
from verifier.store.s3 import S3Blobs

LATER = timedelta(minutes=1)


def versions(endpoint: str, bucket: str) -> list[str]:
    """The keys of all that the bucket keeps, also of what is overwritten or deleted."""
    told = client(endpoint).list_object_versions(Bucket=bucket)
    return [entry["Key"] for entry in (*told.get("Versions", []), *told.get("DeleteMarkers", []))]


def test_older_versions_are_deleted_as_well(s3_endpoint: str, s3_blobs: S3Blobs) -> None:
    make_bucket(s3_endpoint, "versions", versioned=True)
    blobs = S3Blobs("versions", endpoint=s3_endpoint, region=REGION, prefix=s3_blobs.prefix)
    blob, other = blobs.put([b"abc"]), blobs.put([b"another"])
    for _ in range(2):
        blobs.put([b"abc"])
    assert len(versions(s3_endpoint, "versions")) == 4
    assert blobs.delete(blob.sha256, untouched_since=datetime.now(UTC) + LATER)
    assert versions(s3_endpoint, "versions") == [f"{blobs.prefix}{other.sha256}"]
    assert blobs.delete(blob.sha256, untouched_since=datetime.now(UTC) + LATER)
    assert len(versions(s3_endpoint, "versions")) == 1  # no mark of a deletion either


def test_a_large_file_is_one_object_of_one_part(s3_endpoint: str, s3_blobs: S3Blobs) -> None:
    blob = s3_blobs.put([bytes(1 << 20)] * 20)
    told = client(s3_endpoint).head_object(Bucket=s3_blobs.bucket, Key=f"{s3_blobs.prefix}{blob.sha256}")
    assert told["ContentLength"] == 20 << 20
    assert "-" not in told["ETag"]  # of several parts: -3


@pytest.fixture
def broken(s3_endpoint: str, s3_blobs: S3Blobs) -> Iterator[tuple[S3Blobs, Line]]:
    """The bucket by a line that breaks off."""
    with line_to(s3_endpoint) as line:
        yield S3Blobs(s3_blobs.bucket, endpoint=line.url, region=REGION, prefix=s3_blobs.prefix), line


def test_an_answer_that_breaks_off_is_an_outage(broken: tuple[S3Blobs, Line], tmp_path: Path) -> None:
    blobs, line = broken
    content = bytes(range(256)) * 8000
    blob = blobs.put([content])
    with blobs.open(blob.sha256) as stream:
        assert stream.read(10) == content[:10]
        assert stream.read() == content[10:]
    line.most = len(content) // 2
    with blobs.open(blob.sha256) as stream, pytest.raises(UnavailableError):
        stream.read()
    with pytest.raises(UnavailableError):
        blobs.fetch(blob.sha256, tmp_path / "copy")
    line.most = None
    blobs.fetch(blob.sha256, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == content
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy"]
