import hashlib
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request

from api.middleware import BodyLimit, RequestLog, SecurityHeaders
from api.problems import install_handlers
from api.uploads import UploadLimits, read_upload
from tests.api.problems import assert_problem
from tests.api.serving import served

REQUEST_BYTES, FILE_BYTES, FILES = 3_000_000, 2_000_000, 5


def application(folder: Path, *, free_share: float = 0.0) -> FastAPI:
    app = FastAPI()
    install_handlers(app)
    app.add_middleware(BodyLimit, bytes_=100_000)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestLog)
    limits = UploadLimits(folder, REQUEST_BYTES, FILE_BYTES, FILES, free_share)

    @app.post("/upload")
    async def upload(request: Request) -> dict[str, Any]:
        async with read_upload(request, limits, allowed=frozenset({"declared"})) as parts:
            for file in parts.files:
                assert hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256
                assert file.path.stat().st_size == file.size
            return {
                "files": [[file.name, file.size, file.sha256] for file in parts.files],
                "fields": parts.fields,
                "fingerprint": parts.fingerprint(),
            }

    return app


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store") / "uploads"


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with served(application(folder)) as base:
        yield f"{base}/upload"


def chunked(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), 65_536):
        yield content[start : start + 65_536]


def multipart(*parts: tuple[str, str | None, bytes], ends: bool = True) -> tuple[bytes, dict[str, str]]:
    body = b""
    for name, filename, content in parts:
        file = "" if filename is None else f'; filename="{filename}"'
        body += f'--B\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + content + b"\r\n"
    return body + (b"--B--\r\n" if ends else b""), {"content-type": "multipart/form-data; boundary=B"}


def test_files_and_fields_arrive_whole(url: str, folder: Path) -> None:
    content = bytes(range(256)) * 6000
    files = [("files", ("营业执照.pdf", content)), ("files", ("a.png", b"\r\n--B"))]
    answer = httpx.post(url, files=files, data={"declared": '{"数": 1}'})
    assert answer.status_code == 200
    assert answer.json()["files"] == [
        ["营业执照.pdf", len(content), hashlib.sha256(content).hexdigest()],
        ["a.png", 5, hashlib.sha256(b"\r\n--B").hexdigest()],
    ]
    assert answer.json()["fields"] == {"declared": '{"数": 1}'}
    assert list(folder.iterdir()) == []  # nothing stays that nobody took


def test_the_fingerprint_is_that_of_names_contents_and_fields(url: str) -> None:
    def fingerprint(name: str, content: bytes, declared: str) -> object:
        return httpx.post(url, files={"files": (name, content)}, data={"declared": declared}).json()["fingerprint"]

    same = fingerprint("a.pdf", b"1", "{}")
    assert fingerprint("a.pdf", b"1", "{}") == same
    assert (
        len({same, fingerprint("b.pdf", b"1", "{}"), fingerprint("a.pdf", b"2", "{}"), fingerprint("a.pdf", b"1", "")})
        == 4
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("C:\\\\新建\\\\a.pdf", "a.pdf"),
        ("/root/a.pdf", "root/a.pdf"),
        ("a\u202efdp.exe", "a_fdp.exe"),
        ("..", "_"),
        ("", "_"),
        ("<script>.pdf", "<script>.pdf"),
    ],
)
def test_hostile_names_are_made_harmless_and_never_opened(url: str, name: str, shown: str) -> None:
    body, headers = multipart(("files", name, b"x"))
    answer = httpx.post(url, content=body, headers=headers)
    assert [file[0] for file in answer.json()["files"]] == [shown]


def test_equal_names_are_told_apart(url: str) -> None:
    body, headers = multipart(("files", "a.pdf", b"1"), ("files", "a.pdf", b"2"))
    assert [file[0] for file in httpx.post(url, content=body, headers=headers).json()["files"]] == [
        "a.pdf",
        "a (2).pdf",
    ]


@pytest.mark.parametrize("with_length", [True, False])
def test_a_file_at_the_limit_is_taken_and_one_above_is_not(url: str, folder: Path, *, with_length: bool) -> None:
    for size, status in ((FILE_BYTES, 200), (FILE_BYTES + 1, 413)):
        body, headers = multipart(("files", "大.pdf", bytes(size)))
        answer = httpx.post(url, content=body if with_length else chunked(body), headers=headers)
        assert answer.status_code == status
    assert_problem(answer, "file-too-large")
    assert answer.json()["errors"][0]["file"] == "大.pdf"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("with_length", [True, False])
def test_a_request_at_the_limit_is_taken_and_one_above_is_not(url: str, folder: Path, *, with_length: bool) -> None:
    frame = len(multipart(("files", "a", b""), ("files", "b", b""))[0])
    for size, status in ((REQUEST_BYTES, 200), (REQUEST_BYTES + 1, 413)):
        half = (size - frame) // 2
        body, headers = multipart(("files", "a", bytes(half)), ("files", "b", bytes(size - frame - half)))
        assert len(body) == size
        answer = httpx.post(url, content=body if with_length else chunked(body), headers=headers)
        assert answer.status_code == status
    assert_problem(answer, "request-too-large")
    assert list(folder.iterdir()) == []


def test_files_are_counted(url: str) -> None:
    for count, status in ((FILES, 200), (FILES + 1, 413)):
        body, headers = multipart(*(("files", f"{number}", b"x") for number in range(count)))
        answer = httpx.post(url, content=body, headers=headers)
        assert answer.status_code == status
    assert_problem(answer, "too-many-files")


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        (*multipart(("files", "a.pdf", b"x"), ends=False), "multipart-malformed"),
        (*multipart(("other", None, b"x")), "request-invalid"),
        (*multipart(("declared", None, b"x"), ("declared", None, b"y")), "request-invalid"),
        (*multipart(("declared", "a.pdf", b"x")), "request-invalid"),
        (*multipart(("declared", None, b"\xff")), "multipart-malformed"),
        (*multipart(("files", "长" * 501, b"x")), "files-invalid"),
        (*multipart(("files", "长" * 85 + ".pdf", b"x")), "files-invalid"),
        (b"no multipart", {"content-type": "multipart/form-data; boundary=B"}, "multipart-malformed"),
        (b"", {"content-type": "multipart/form-data; boundary=B"}, "multipart-malformed"),
        (b"x", {"content-type": "multipart/form-data"}, "media-type-unsupported"),
        (b"{}", {"content-type": "application/json"}, "media-type-unsupported"),
    ],
)
def test_a_body_that_is_not_as_it_should_be_is_refused(
    url: str, folder: Path, body: bytes, headers: dict[str, str], code: str
) -> None:
    assert_problem(httpx.post(url, content=body, headers=headers), code)
    assert list(folder.iterdir()) == []


def test_a_caller_that_hangs_up_leaves_nothing(url: str, folder: Path) -> None:
    place = urlsplit(url)
    with socket.create_connection((str(place.hostname), int(place.port or 0))) as connection:
        body, headers = multipart(("files", "a.pdf", bytes(500_000)))
        head = f"POST {place.path} HTTP/1.1\r\nHost: x\r\nContent-Type: {headers['content-type']}\r\n"
        connection.sendall(f"{head}Content-Length: {len(body) + 1}\r\n\r\n".encode() + body)
        deadline = time.monotonic() + 5
        while not list(folder.iterdir()):
            assert time.monotonic() < deadline
            time.sleep(0.01)
    deadline = time.monotonic() + 5
    while list(folder.iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize(("more", "is_taken"), [(-0.05, True), (0.05, False)], ids=["above", "below"])
def test_a_disk_is_taken_from_down_to_its_reserve(tmp_path: Path, *, more: float, is_taken: bool) -> None:
    usage = shutil.disk_usage(tmp_path)
    with served(application(tmp_path / "uploads", free_share=usage.free / usage.total + more)) as base:
        body, headers = multipart(("files", "a.pdf", b"x"))
        answer = httpx.post(f"{base}/upload", content=body, headers=headers)
    if is_taken:
        assert answer.status_code == 200
    else:
        assert_problem(answer, "storage-full")
    assert list((tmp_path / "uploads").iterdir()) == []
