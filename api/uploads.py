"""Uploads: multipart bodies are written to disk as they come, hashed and bounded on the way.

Nothing of a body is held in memory or in the system's temporary folder. Files are staged below one folder, of the
blob store's own file system, and are gone when the request ends unless the store took them.
"""

import hashlib
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync
from fastapi import Request
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from api.middleware import allow_body
from api.problems import ProblemDetail, ProblemError
from extractors.intake.naming import clean_name, distinct_name
from verifier.store.rooms import own_room

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_MEGABYTE = 1_000_000
_FIELD_BYTES = 1_000_000
_NAME_CHARACTERS, _PART_BYTES = 500, 255  # of a whole name; of each part of it, as file systems have it


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """Upper bounds of one upload, and where it is staged. `free_share` is kept free of the disk."""

    folder: Path
    request_bytes: int
    file_bytes: int
    files: int
    free_share: float


@dataclass(frozen=True, slots=True)
class StagedFile:
    """One uploaded file, complete on disk. `name` is its path inside the dossier, made harmless."""

    name: str
    path: Path
    sha256: str
    size: int


@dataclass(slots=True)
class Upload:
    """What a multipart body held."""

    files: list[StagedFile] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)

    def fingerprint(self, *other: str) -> str:
        """Checksum of all parts, by which a repeated request is known."""
        parts = [*other, *(f"{name}={value}" for name, value in sorted(self.fields.items()))]
        parts += [f"{file.name}:{file.sha256}" for file in self.files]
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@asynccontextmanager
async def read_upload(request: Request, limits: UploadLimits, *, allowed: frozenset[str]) -> AsyncIterator[Upload]:
    """The body of a request, its `files` staged on disk for as long as the context lasts.

    `allowed` are the names of the other parts. Raises ProblemError before anything is read where the disk is nearly
    full or the request announces too much, and while reading where a limit is passed.
    """
    await run_sync(_ask_for_room, limits)
    too_large = ProblemError("request-too-large", limit=limits.request_bytes // _MEGABYTE)
    allow_body(request.scope, limits.request_bytes, too_large)
    rooms = ExitStack()
    folder = await run_sync(rooms.enter_context, own_room(limits.folder, "upload-"))
    try:
        yield await _read(request, folder, limits, allowed)
    finally:
        await run_sync(rooms.close)


def _ask_for_room(limits: UploadLimits) -> None:
    limits.folder.mkdir(parents=True, exist_ok=True)
    usage = shutil.disk_usage(limits.folder)
    if usage.free < usage.total * limits.free_share:
        raise ProblemError("storage-full")


async def _read(request: Request, folder: Path, limits: UploadLimits, allowed: frozenset[str]) -> Upload:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise ProblemError("media-type-unsupported", type="multipart/form-data")
    parts = _Parts(folder, limits, allowed)
    try:
        parser = MultipartParser(options[b"boundary"], parts.callbacks())
        async for chunk in request.stream():
            await run_sync(parser.write, chunk)
        parser.finalize()
    except (FormParserError, UnicodeDecodeError) as error:
        raise ProblemError("multipart-malformed") from error
    finally:
        parts.close()
    if not parts.ended:
        raise ProblemError("multipart-malformed")
    return parts.upload


class _Parts:
    """What the parser calls, in one thread at a time: parts become files and fields as they come."""

    def __init__(self, folder: Path, limits: UploadLimits, allowed: frozenset[str]) -> None:
        self.upload = Upload()
        self.ended = False
        self._folder, self._limits, self._allowed = folder, limits, allowed
        self._names: set[str] = set()
        self._header_name, self._header_value = bytearray(), bytearray()
        self._disposition = b""
        self._field = ""
        self._text = bytearray()
        self._file: _OpenFile | None = None

    def callbacks(self) -> "MultipartCallbacks":
        """By the parser's names for them."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._name_header,
            "on_header_value": self._fill_header,
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": self._write,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    def close(self) -> None:
        """Close a file that the body broke off in."""
        if self._file is not None:
            self._file.stream.close()

    def _begin(self) -> None:
        self._disposition, self._field, self._text, self._file = b"", "", bytearray(), None

    def _name_header(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _fill_header(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _end_header(self) -> None:
        if self._header_name.lower() == b"content-disposition":
            self._disposition = bytes(self._header_value)
        self._header_name, self._header_value = bytearray(), bytearray()

    def _open(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._field = options.get(b"name", b"").decode()
        if self._field == "files" and b"filename" in options:
            self._file = self._next_file(options[b"filename"].decode())
        elif self._field not in self._allowed or b"filename" in options or self._field in self.upload.fields:
            raise ProblemError("request-invalid", errors=[self._unknown_part()])

    def _unknown_part(self) -> ProblemDetail:
        known = "、".join(("files", *sorted(self._allowed)))
        return ProblemDetail(code="part-unknown", message=f"可用的项：{known}；每项至多一次，文件一律放在files中。")

    def _next_file(self, name: str) -> "_OpenFile":
        count = len(self._names)
        if count >= self._limits.files:
            raise ProblemError("too-many-files", limit=self._limits.files)
        if len(name) > _NAME_CHARACTERS or any(len(part.encode()) > _PART_BYTES for part in name.split("/")):
            message = f"文件名过长（超过{_NAME_CHARACTERS}个字符，或其中一段超过{_PART_BYTES}字节），请缩短后上传。"
            raise ProblemError(
                "files-invalid", errors=[ProblemDetail(code="name-too-long", message=message, file=name[:40] + "…")]
            )
        distinct = distinct_name(clean_name(name), self._names)
        return _OpenFile(distinct, self._folder / f"{count:04d}")

    def _write(self, data: bytes, start: int, end: int) -> None:
        if self._file is None:
            self._text += data[start:end]
            if len(self._text) > _FIELD_BYTES:
                raise ProblemError("body-too-large", limit=_FIELD_BYTES // 1000)
            return
        self._file.write(memoryview(data)[start:end])
        if self._file.size > self._limits.file_bytes:
            error = ProblemDetail(code="file-too-large", message="文件过大。", file=self._file.name)
            raise ProblemError("file-too-large", limit=self._limits.file_bytes // _MEGABYTE, errors=[error])

    def _end_part(self) -> None:
        if self._file is None:
            self.upload.fields[self._field] = self._text.decode()
            return
        self.upload.files.append(self._file.finish())
        self._file = None

    def _end(self) -> None:
        self.ended = True


class _OpenFile:
    """A file that is being received."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.size = 0
        self.stream = path.open("xb")
        self._path = path
        self._hash = hashlib.sha256()

    def write(self, data: memoryview) -> None:
        self.stream.write(data)
        self._hash.update(data)
        self.size += len(data)

    def finish(self) -> StagedFile:
        """The complete file, on the disk itself."""
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()
        return StagedFile(self.name, self._path, self._hash.hexdigest(), self.size)
