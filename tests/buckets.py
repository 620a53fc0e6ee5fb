"""An S3 service of the test's own (moto), buckets in it, and a way to it that breaks off."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any

import boto3
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

from tests.servers import free_port

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
REGION = "us-east-1"


@contextmanager
def s3_service() -> Iterator[str]:
    """The endpoint of a service that lives as long as the context."""
    port = free_port()
    server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
    server.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()


def client(endpoint: str) -> Any:
    """What operators have."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
    )


def make_bucket(endpoint: str, name: str, *, versioned: bool = False) -> None:
    """Make a bucket, which keeps what is overwritten or deleted where it is `versioned`."""
    client(endpoint).create_bucket(Bucket=name)
    if versioned:
        keeps = {"Status": "Enabled"}
        client(endpoint).put_bucket_versioning(Bucket=name, VersioningConfiguration=keeps)


def kept(endpoint: str, bucket: str) -> Iterator[tuple[str, bytes]]:
    """All that a bucket has, also what was overwritten or deleted, by names that tell which."""
    service = client(endpoint)
    assert service.list_multipart_uploads(Bucket=bucket).get("Uploads", []) == []
    for page in service.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for entry in page.get("Versions", []):
            named = {"Key": entry["Key"], "VersionId": entry["VersionId"]}
            yield f"{named}", service.get_object(Bucket=bucket, **named)["Body"].read()
        for entry in page.get("DeleteMarkers", []):
            yield f"deleted {entry['Key']}", b""


def grow_old(bucket: str) -> None:
    """As if all that is in a bucket had been put long ago."""
    keys = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[bucket].keys
    for name in list(keys):
        for version in keys.getlist(name):
            version.last_modified = datetime(2020, 1, 1)  # noqa: DTZ001 -- as moto keeps it


class Line(ThreadingTCPServer):
    """A way to a service: `url` is where it begins. With `most` bytes set, each answer breaks off after so many."""

    daemon_threads = True  # a client may keep its connection to the end

    def __init__(self, endpoint: str) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        host, _, port = endpoint.removeprefix("http://").partition(":")
        self.service, self.url = (host, int(port)), f"http://127.0.0.1:{self.server_address[1]}"
        self.most: int | None = None


class _Connection(BaseRequestHandler):
    server: Line

    def handle(self) -> None:
        with socket.create_connection(self.server.service) as far:
            asking = threading.Thread(target=_pass_on, args=(self.request, far, None))
            asking.start()
            _pass_on(far, self.request, self.server)
            asking.join()


def _pass_on(source: socket.socket, target: socket.socket, line: Line | None) -> None:
    """Until one of them ends, or the answers of the line break off."""
    passed = 0
    with suppress(OSError):  # the other direction has ended
        while block := source.recv(1 << 16):
            left = len(block) if line is None or line.most is None else line.most - passed
            target.sendall(block[: max(0, left)])
            passed += len(block)
            if left < len(block):
                break
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextmanager
def line_to(endpoint: str) -> Iterator[Line]:
    """A line that is there as long as the context."""
    with Line(endpoint) as line:
        thread = threading.Thread(target=line.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield line
        finally:
            line.shutdown()
            thread.join()
