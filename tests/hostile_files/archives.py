"""ZIP archives that unpack to more than they are, leave their folder, or say different things to different programs."""

import io
import stat
import struct
import zipfile
import zlib

from tests.extractors.intake.zips import make_zip, make_zip_in_gbk, overlapping, patched

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_MEBIBYTE = bytes(1 << 20)


def members(files: dict[str, bytes]) -> bytes:
    return make_zip(files)


def _page() -> bytes:
    """A page to be found inside."""
    from tests.hostile_files.pdfs import plain

    return plain()


def _entry(name: str, data: bytes, *, mode: int = 0, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.compress_type, info.external_attr = method, mode << 16
        archive.writestr(info, data)
    return stream.getvalue()


def _large(megabytes: int, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive, archive.open("a.pdf", "w") as target:
        for _ in range(megabytes):
            target.write(_MEBIBYTE)
    return stream.getvalue()


def ratio() -> bytes:
    return _large(36)


def ratio_lzma() -> bytes:
    return _large(36, zipfile.ZIP_LZMA)


def over_the_size() -> bytes:
    return _large(41, zipfile.ZIP_BZIP2)


def many_members() -> bytes:
    return make_zip({f"{number}.pdf": b"" for number in range(2_001)})


def overlap() -> bytes:
    """A thousand names for the same ten megabytes."""
    return overlapping(make_zip({"a.pdf": bytes(10_000_000), "b.pdf": b""}), 998)


def nested() -> bytes:
    """Archives in archives, forty deep."""
    data = _page()
    for _ in range(40):
        data = make_zip({"下一层.zip" if data.startswith(b"PK") else "a.pdf": data})
    return data


def fan_out() -> bytes:
    """An archive of two hundred archives of a hundred files."""
    inner = make_zip({f"{number}.txt": b"" for number in range(100)})
    return make_zip({f"{number}.zip": inner for number in range(200)})


def holds_itself() -> bytes:
    """A member whose bytes are the whole archive."""
    data = bytearray(make_zip({"a.zip": b"x" * 64}, compression=zipfile.ZIP_STORED))
    central = data.index(_CENTRAL)
    struct.pack_into("<II", data, central + 20, len(data), len(data))
    return bytes(data)


def traversal() -> bytes:
    return make_zip({"../../../../../../tmp/verifier-escaped.pdf": _page(), "..\\..\\verifier-escaped.pdf": _page()})


def absolute() -> bytes:
    return make_zip({"/tmp/verifier-escaped.pdf": _page(), "C:\\verifier-escaped.pdf": _page()})


def link() -> bytes:
    return _entry("passwd.pdf", b"/etc/passwd", mode=stat.S_IFLNK | 0o777)


def device() -> bytes:
    """A member that says it is a device, with the bytes of a page: only the bytes count."""
    return _entry("a.pdf", _page(), mode=stat.S_IFCHR | 0o666)


def encrypted() -> bytes:
    return patched(make_zip({"a.pdf": _page()}), flags=1)


def duplicates() -> bytes:
    stream = io.BytesIO()
    import warnings

    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("a.pdf", _page())
        archive.writestr("a.pdf", _page().replace(b"2024", b"2025"))
    return stream.getvalue()


def declares_less() -> bytes:
    return patched(make_zip({"a.pdf": _page()}), size=100)


def declares_more() -> bytes:
    return patched(make_zip({"a.pdf": _page()}), size=4_000_000)


def declares_gigabytes() -> bytes:
    return patched(make_zip({"a.pdf": _page()}), size=0xFFFFFFF0)


def headers_disagree() -> bytes:
    """A name in the directory, another one at the member itself."""
    return make_zip({"a.pdf": _page()}).replace(b"a.pdf", b"b.exe", 1)


def sizes_disagree() -> bytes:
    """A size in the directory, another one at the member itself: the directory's counts."""
    data = bytearray(make_zip({"a.pdf": _page()}))
    struct.pack_into("<I", data, 22, 10)
    return bytes(data)


def two_directories() -> bytes:
    """Two archives one behind the other: readers from the front see another one than readers from the back."""
    return make_zip({"a.pdf": b"MZ"}) + make_zip({"a.pdf": _page()})


def end_in_comment() -> bytes:
    """A comment that looks like the end of another archive."""
    data = make_zip({"a.pdf": _page()})
    comment = _END + bytes(18)
    at = data.rindex(_END)
    return data[: at + 20] + struct.pack("<H", len(comment)) + comment


def _renamed(name: bytes) -> bytes:
    """A page under a name in bytes that zipfile itself would not write."""
    placeholder = b"q" * len(name)
    return make_zip({placeholder.decode(): _page()}).replace(placeholder, name)


def name_empty() -> bytes:
    """A member that has no name."""
    data = bytearray(make_zip({"a.pdf": _page(), "q": _page()}))
    last = data.rindex(_CENTRAL)
    struct.pack_into("<HH", data, last + 28, 0, 1)  # its letter becomes an extra field, which nobody reads
    local = struct.unpack_from("<I", data, last + 42)[0]
    struct.pack_into("<HH", data, local + 26, 0, 1)
    return bytes(data)


def name_with_nul() -> bytes:
    return _renamed(b"a.pdf\0.exe")


def name_with_line_break() -> bytes:
    return _renamed(b"a\r\nX-Injected: 1\r\n.pdf")


def name_turned_around() -> bytes:
    """Shown as 执照exe.pdf turned around by a control character."""
    return make_zip({"执照\u202efdp.exe": _page(), "标记\u200b\ufeff.pdf": _page()})


def name_very_long() -> bytes:
    return _renamed(b"a" * 60_000 + b".pdf")


def name_of_many_folders() -> bytes:
    return _renamed(b"a/" * 20_000 + b"b.pdf")


def name_markup() -> bytes:
    return make_zip({"<img src=x onerror=alert(1)>{{7*7}}=cmd|'.pdf": _page()})


def name_not_unicode() -> bytes:
    """Flagged as UTF-8, and none."""
    return patched(_renamed(b"\xff\xfe\xfd.pdf"), flags=0x800)


def names_in_gbk() -> bytes:
    return make_zip_in_gbk({"申报材料/营业执照.pdf": _page()})


def truncated() -> bytes:
    data = make_zip({f"{number}.pdf": bytes(range(200)) for number in range(20)})
    return data[: len(data) // 2]


def no_members() -> bytes:
    return make_zip({})


def unknown_method() -> bytes:
    return patched(make_zip({"a.pdf": _page()}), method=99)


def long_directory() -> bytes:
    """A directory that says it is four gigabytes long."""
    data = bytearray(make_zip({"a.pdf": _page()}))
    struct.pack_into("<I", data, data.rindex(_END) + 12, 0xFFFFFFF0)
    return bytes(data)


def beyond_the_end() -> bytes:
    """A member that begins behind the archive."""
    data = bytearray(make_zip({"a.pdf": _page()}))
    struct.pack_into("<I", data, data.index(_CENTRAL) + 42, 0x7FFFFFFF)
    return bytes(data)


def wrong_checksum() -> bytes:
    data = make_zip({"a.pdf": _page()})
    return data.replace(struct.pack("<I", zlib.crc32(_page())), b"\0\0\0\0")


def rar() -> bytes:
    return b"Rar!\x1a\x07\x01\x00" + bytes(200)
