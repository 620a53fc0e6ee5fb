"""One attempt against real servers that behave and misbehave."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from verifier.webhooks.posting import post
from verifier.webhooks.targets import Target

BODY = b'{"type":"dossier.done"}'
Behaviour = Callable[[socket.socket], None]


def read_request(connection: socket.socket) -> bytes:
    received = b""
    while not received.endswith(BODY):
        block = connection.recv(65_536)
        if not block:
            break
        received += block
    return received


def answering(status: str, *headers: str, body: bytes = b"") -> Behaviour:
    def behave(connection: socket.socket) -> None:
        read_request(connection)
        head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
        connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)

    return behave


@contextmanager
def server(behave: Behaviour) -> Iterator[Target]:
    """A server for one connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                behave(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield Target("http", "portal.example.cn", port, "/notices", "127.0.0.1")
        thread.join(5)


def test_the_name_stays_in_the_request_that_goes_to_the_pinned_address() -> None:
    seen: list[bytes] = []

    def behave(connection: socket.socket) -> None:
        seen.append(read_request(connection))
        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    with server(behave) as target:
        answer = post(target, {"webhook-id": "msg_1"}, BODY)
    assert (answer.status, answer.delivered) == (204, True)
    head = seen[0].partition(b"\r\n\r\n")[0].lower()
    assert f"host: portal.example.cn:{target.port}".encode() in head
    assert b"webhook-id: msg_1" in head
    assert b"content-type: application/json" in head


@pytest.mark.parametrize(
    ("status", "delivered", "gone"),
    [
        ("200 OK", True, False),
        ("299 Fine", True, False),
        ("302 Found", False, False),
        ("404 Not Found", False, False),
        ("410 Gone", False, True),
        ("500 Internal Server Error", False, False),
    ],
)
def test_only_2xx_is_delivered(status: str, *, delivered: bool, gone: bool) -> None:
    with server(answering(status, "Location: http://127.0.0.1:1/")) as target:
        answer = post(target, {}, BODY)
    assert (answer.delivered, answer.gone) == (delivered, gone)


def test_a_long_answer_is_not_read_to_its_end() -> None:
    sent = 0

    def behave(connection: socket.socket) -> None:
        nonlocal sent
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        try:
            while sent < 100_000_000:
                sent += connection.send(bytes(65_536))
        except OSError:
            return

    with server(behave) as target:
        assert post(target, {}, BODY).delivered
    assert sent < 20_000_000  # what the sockets buffer


def test_a_receiver_that_drips_is_given_up_in_time() -> None:
    over = threading.Event()

    def behave(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not over.wait(0.05):
            try:
                connection.sendall(b"X-A: b\r\n")
            except OSError:
                return

    with server(behave) as target:
        started = time.monotonic()
        answer = post(target, {}, BODY, seconds=0.6)
        over.set()
    assert (answer.status, answer.reason) == (None, "timeout")
    assert time.monotonic() - started < 5


def test_a_receiver_that_is_not_there_is_no_error_of_ours() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    answer = post(Target("http", "portal.example.cn", port, "/", "127.0.0.1"), {}, BODY)
    assert (answer.status, answer.reason) == (None, "ConnectError")


def test_the_certificate_must_be_that_of_the_name() -> None:
    """Whatever answers at the pinned address without a certificate for the name is refused."""

    def behave(connection: socket.socket) -> None:
        hello = connection.recv(4096)
        names.append(hello)

    names: list[bytes] = []
    with server(behave) as target:
        answer = post(Target("https", target.host, target.port, "/", target.address), {}, BODY)
    assert answer.status is None
    assert b"portal.example.cn" in names[0]  # the name goes out with the hello (SNI), though the address is dialled
