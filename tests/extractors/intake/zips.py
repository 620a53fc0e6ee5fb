"""ZIP archives for tests, odd ones included."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping


def make_zip(members: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def make_zip_in_gbk(members: Mapping[str, bytes]) -> bytes:
    """As Chinese Windows writes it: names in GBK without a flag. zipfile cannot, so placeholders are overwritten."""
    placeholders = {f"{index:c>{len(name.encode('gbk'))}}": name for index, name in enumerate(members)}
    data = make_zip({placeholder: members[name] for placeholder, name in placeholders.items()})
    for placeholder, name in placeholders.items():
        assert data.count(placeholder.encode()) == 2
        data = data.replace(placeholder.encode(), name.encode("gbk"))
    return data


def patched(data: bytes, *, flags: int | None = None, method: int | None = None, size: int | None = None) -> bytes:
    """Change flags, compression method or declared size of every member, in both of its headers."""
    out = bytearray(data)
    for signature, flag_at, size_at in ((b"PK\x03\x04", 6, 22), (b"PK\x01\x02", 8, 24)):
        at = data.find(signature)
        while at >= 0:
            if flags is not None:
                struct.pack_into("<H", out, at + flag_at, flags)
            if method is not None:
                struct.pack_into("<H", out, at + flag_at + 2, method)
            if size is not None:
                struct.pack_into("<I", out, at + size_at, size)
            at = data.find(signature, at + 4)
    return bytes(out)


def overlapping(data: bytes, times: int) -> bytes:
    """List the first member `times` times more: every entry points at the same bytes."""
    directory_at = data.find(b"PK\x01\x02")
    end_at = data.find(b"PK\x05\x06")
    entry = data[directory_at : data.find(b"PK\x01\x02", directory_at + 4)]
    directory = data[directory_at:end_at] + entry * times
    end = bytearray(data[end_at:])
    count = struct.unpack_from("<H", end, 10)[0] + times
    struct.pack_into("<HHI", end, 8, count, count, len(directory))
    return data[:directory_at] + directory + bytes(end)
