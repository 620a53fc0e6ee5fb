"""Pictures whose headers promise more than memory holds, odd kinds of pictures, and what only calls itself one."""

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image

from tests.extractors.paper import Sheet
from tests.hostile_files.archives import members

_SAID = "注册资本五百万元"
_BLACK_BIT, _GREY, _PALETTE = 0, 0, 3


def _sheet() -> Image.Image:
    return Image.fromarray(Sheet((640, 160)).write(_SAID, (60, 50)).pixels)


def _encoded(picture: Image.Image, file_format: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, file_format, **options)
    return stream.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, rows: int, *chunks: bytes) -> bytes:
    """A black 1-bit picture of which `rows` are there."""
    packer = zlib.compressobj(9)
    row = bytes(1 + width // 8)
    data = b"".join(packer.compress(row) for _ in range(rows)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, _GREY, 0, 0, 0)
    return b"".join(
        [b"\x89PNG\r\n\x1a\n", _chunk(b"IHDR", header), *chunks, _chunk(b"IDAT", data), _chunk(b"IEND", b"")]
    )


def plain_png() -> bytes:
    return _encoded(_sheet(), "PNG")


def png_10000() -> bytes:
    """As many pixels as are allowed."""
    return _png(10_000, 10_000, 10_000)


def png_30000() -> bytes:
    return _png(30_000, 30_000, 30_000)


def png_50000() -> bytes:
    return _png(50_000, 50_000, 100)


def png_largest() -> bytes:
    return _png(0x7FFFFFFF, 0x7FFFFFFF, 0)


def png_hair() -> bytes:
    """One pixel wide and 20,000 high."""
    return _png(1, 20_000, 20_000)


def png_without_size() -> bytes:
    return _png(0, 0, 1)


def png_text_bomb() -> bytes:
    """A quarter of a gigabyte of packed text beside the picture."""
    text = zlib.compressobj(9)
    block = bytes(1 << 20)
    packed = b"".join(text.compress(block) for _ in range(256)) + text.flush()
    return _png(64, 64, 64, _chunk(b"zTXt", b"Comment\0\0" + packed))


def png_wrong_checksum() -> bytes:
    data = bytearray(plain_png())
    data[data.index(b"IDAT") + 20] ^= 0xFF
    return bytes(data)


def png_truncated() -> bytes:
    data = plain_png()
    return data[: len(data) // 2]


def png_16_bit() -> bytes:
    grey = np.asarray(_sheet().convert("L")).astype(np.uint16) * 257
    return _encoded(Image.fromarray(grey), "PNG")


def png_transparent_palette() -> bytes:
    """Black ink, and paper that is black and see-through."""
    bits = _sheet().convert("1", dither=Image.Dither.NONE).convert("L").point(lambda value: value and 1)
    picture = Image.frombytes("P", bits.size, bits.tobytes())
    picture.putpalette([0, 0, 0] * 256)
    return _encoded(picture, "PNG", transparency=1)


def png_with_zip_behind() -> bytes:
    return plain_png() + members({"a.pdf": b"%PDF-1.7"})


def png_animated() -> bytes:
    return _encoded(_sheet(), "PNG", save_all=True, append_images=[Image.new("RGB", (640, 160))])


def jpeg_30000() -> bytes:
    """The header of a picture of 30,000 by 30,000 pixels."""
    data = bytearray(_encoded(Image.new("L", (8, 8)), "JPEG"))
    at = data.index(b"\xff\xc0")
    struct.pack_into(">HH", data, at + 5, 30_000, 30_000)
    return bytes(data)


def jpeg_truncated() -> bytes:
    data = _encoded(_sheet(), "JPEG")
    return data[: len(data) // 2]


def jpeg_cmyk() -> bytes:
    return _encoded(_sheet().convert("CMYK"), "JPEG", quality=95)


def jpeg_turned() -> bytes:
    """Stored lying on its side, with the note how it is to be turned."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return _encoded(_sheet().transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=95)


def jpeg_comments() -> bytes:
    """A thousand segments of 64 KB would be no small file; a thousand empty ones before the picture are."""
    data = _encoded(_sheet(), "JPEG", quality=95)
    return data[:2] + b"\xff\xfe\x00\x02" * 100_000 + data[2:]


def jpeg_of_nothing() -> bytes:
    return b"\xff\xd8\xff\xe0" + bytes(500)


def _tiff_entry(data: bytearray, tag: int) -> int:
    """Where the first directory has this tag; all of the tests' files are little-endian."""
    at = struct.unpack_from("<I", data, 4)[0]
    for index in range(struct.unpack_from("<H", data, at)[0]):
        entry = int(at + 2 + 12 * index)
        if struct.unpack_from("<H", data, entry)[0] == tag:
            return entry
    raise KeyError(tag)


def tiff_g4_50000() -> bytes:
    """A fax of 50,000 by 50,000 pixels in a few bytes."""
    data = bytearray(_encoded(Image.new("1", (64, 64)), "TIFF", compression="group4"))
    for tag in (256, 257):
        struct.pack_into("<HII", data, _tiff_entry(data, tag) + 2, 4, 1, 50_000)
    return bytes(data)


def tiff_pages() -> bytes:
    return _encoded(_sheet(), "TIFF", save_all=True, append_images=[_sheet(), _sheet()], compression="tiff_lzw")


def tiff_loop() -> bytes:
    """A list of pages that ends where it begins."""
    data = bytearray(_encoded(_sheet(), "TIFF", compression="tiff_lzw"))
    first = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, first)[0]
    struct.pack_into("<I", data, first + 2 + 12 * count, first)
    return bytes(data)


def tiff_strips_lie() -> bytes:
    """Four thousand million strips."""
    data = bytearray(_encoded(_sheet(), "TIFF"))
    for tag in (273, 279):
        struct.pack_into("<I", data, _tiff_entry(data, tag) + 4, 0xFFFFFFF0)
    return bytes(data)


def bmp_huge() -> bytes:
    data = bytearray(_encoded(Image.new("RGB", (8, 8)), "BMP"))
    struct.pack_into("<ii", data, 18, 0x7FFFFFF0, -0x7FFFFFF0)
    return bytes(data)


def gif() -> bytes:
    return _encoded(_sheet(), "GIF")


def webp_animated() -> bytes:
    return _encoded(_sheet(), "WEBP", save_all=True, append_images=[Image.new("RGB", (640, 160))] * 3, lossless=True)


def svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="http://127.0.0.1:9/a.png"/></svg>'


def html() -> bytes:
    return "<html><body onload='alert(1)'>审计报告</body></html>".encode()


def nothing() -> bytes:
    return b""


def zero_bytes() -> bytes:
    return bytes(10_000)
