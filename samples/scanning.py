"""What happens to a sheet between the printer and the upload: scanners, fax machines, telephones."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from samples.drawing.pdf import HiddenText, ScannedPage
from samples.drawing.raster import render_sheet
from samples.drawing.sheet import Sheet, Text
from samples.fonts import default_case

Pixels = npt.NDArray[np.float32]
QUALITIES = ("clean", "typical", "poor")


@dataclass(frozen=True)
class Scanner:
    """The habits of one machine; angles in degrees, noise in grey levels, blur in pixels."""

    dpi: int
    skew: float
    noise: float
    blur: float
    shade: float  # how uneven the light is, 0 to 1
    jpeg: int
    grey: bool = False
    fax: bool = False  # black and white only
    contrast: float = 1.0
    turned: float = 0.0  # share of pages that lie on their side or head
    photographed: float = 0.0  # share of pages that are taken with a telephone


@dataclass(frozen=True)
class Scan:
    """A page as it was handed in: the picture, its size in millimetres, how it was made."""

    image: Image.Image
    width: float
    height: float
    jpeg: int
    turned: int  # degrees counter-clockwise by which the picture is turned
    photographed: bool
    grey: bool


def invent_scanner(quality: str, rng: random.Random) -> Scanner:
    """Choose a machine of a quality: clean, typical or poor."""
    if quality == "clean":
        return Scanner(rng.choice((200, 200, 240, 300)), 0.25, rng.uniform(0.5, 1.5), 0.0, 0.02, rng.randint(85, 92))
    if quality == "typical":
        return Scanner(
            dpi=rng.choice((150, 200, 200, 200)),
            skew=rng.uniform(0.4, 1.5),
            noise=rng.uniform(1.5, 3.5),
            blur=rng.uniform(0.3, 0.7),
            shade=rng.uniform(0.03, 0.12),
            jpeg=rng.randint(65, 78),
            grey=rng.random() < 0.2,
            contrast=rng.uniform(0.88, 1.0),
            turned=rng.choice((0.0, 0.0, 0.04)),
            photographed=rng.choice((0.0, 0.0, 0.0, 0.05)),
        )
    fax = rng.random() < 0.2
    return Scanner(
        dpi=rng.choice((130, 150, 150)) if not fax else rng.choice((150, 200)),
        skew=rng.uniform(1.2, 5.0),
        noise=rng.uniform(2.5, 5),
        blur=rng.uniform(0.4, 0.85),
        shade=0.05 if fax else rng.uniform(0.1, 0.35),
        jpeg=rng.randint(45, 60),
        grey=fax or rng.random() < 0.3,
        fax=fax,
        contrast=rng.uniform(0.62, 0.85),
        turned=rng.choice((0.05, 0.1, 0.2)),
        photographed=rng.choice((0.0, 0.1, 0.25, 0.5)) if not fax else 0.0,
    )


def scan_sheet(sheet: Sheet, scanner: Scanner, rng: random.Random, *, behind: Sheet | None = None) -> Scan:
    """Print a sheet and take its picture; `behind` shines through from the back."""
    noise = np.random.default_rng(rng.getrandbits(32))
    pixels = np.asarray(render_sheet(sheet, scanner.dpi), dtype=np.float32)
    if behind is not None:
        pixels = _shine_through(pixels, behind, scanner.dpi)
    photographed = rng.random() < scanner.photographed
    pixels = (
        _photograph(pixels, rng)
        if photographed
        else _tilt(pixels, max(-5.0, min(5.0, rng.gauss(0, scanner.skew / 1.5))), rng, scanner)
    )
    pixels = _light(pixels, scanner.shade * (1.6 if photographed else 1.0), scanner.contrast, noise)
    if scanner.blur:
        pixels = cv2.GaussianBlur(pixels, (0, 0), scanner.blur * (1.2 if photographed else 1.0)).astype(np.float32)
    pixels = _grain(pixels, scanner.noise, noise)
    if not photographed and rng.random() < 0.3 * (scanner.shade > 0.03):
        _mark(pixels, rng)
    turned = rng.choice((90, 180, 270)) if rng.random() < scanner.turned else 0
    if sheet.turned() and scanner.skew > 0.3 and rng.random() < 0.25:
        turned = rng.choice((90, 270))  # a landscape page fed upright
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    if scanner.fax:
        image = image.convert("L").point([0 if value < 150 else 255 for value in range(256)])
    elif scanner.grey:
        image = image.convert("L")
    if turned:
        image = image.rotate(turned, expand=True)
    width, height = (sheet.height, sheet.width) if turned in (90, 270) else (sheet.width, sheet.height)
    if photographed:
        width, height = (210.0, 210.0 * image.height / image.width)
    return Scan(image, width, height, scanner.jpeg, turned, photographed, scanner.grey or scanner.fax)


def jpeg_bytes(scan: Scan) -> bytes:
    """Compress a scan."""
    stream = io.BytesIO()
    scan.image.save(stream, "JPEG", quality=scan.jpeg, dpi=(200, 200))
    return stream.getvalue()


def pdf_page(scan: Scan, sheet: Sheet, layer: str, rng: random.Random) -> ScannedPage:
    """Make a PDF page of a scan; `layer` is "" (none), "right" or "garbage": the hidden text an OCR program left."""
    if not layer or scan.turned or scan.photographed:
        return ScannedPage(jpeg_bytes(scan), scan.width, scan.height)
    words = tuple(
        _hidden(item, sheet, layer, rng) for item in sheet.items if isinstance(item, Text) and item.text.strip()
    )
    face = default_case().spare[0]
    return ScannedPage(jpeg_bytes(scan), scan.width, scan.height, words, face)


def _hidden(item: Text, sheet: Sheet, layer: str, rng: random.Random) -> HiddenText:
    text = (
        item.text
        if layer == "right"
        else "".join(chr(rng.choice((rng.randint(0x4E00, 0x5E00), rng.randint(0x21, 0x7E)))) for _ in item.text)
    )
    return HiddenText(item.x / sheet.width, item.y / sheet.height, text, item.size)


def _shine_through(pixels: Pixels, behind: Sheet, dpi: int) -> Pixels:
    front = np.asarray(render_sheet(behind, dpi).transpose(Image.Transpose.FLIP_LEFT_RIGHT), dtype=np.float32)
    back = cv2.GaussianBlur(cv2.resize(front, (pixels.shape[1], pixels.shape[0])), (0, 0), 2.2)
    return np.asarray(pixels - (255 - back) * 0.09, dtype=np.float32)


def _tilt(pixels: Pixels, degrees: float, rng: random.Random, scanner: Scanner) -> Pixels:
    """Turn the page about its middle; the scanner's lid shows at the corners."""
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    matrix[0, 2] += rng.uniform(-0.006, 0.006) * width
    matrix[1, 2] += rng.uniform(-0.006, 0.006) * height
    lid = (255.0,) * 3 if scanner.contrast > 0.9 else (rng.choice((250.0, 225.0, 120.0)),) * 3
    return np.asarray(
        cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=lid), dtype=np.float32
    )


def _photograph(pixels: Pixels, rng: random.Random) -> Pixels:
    """Lay the page on a desk and look at it from a slant."""
    height, width = pixels.shape[:2]
    margin = int(width * rng.uniform(0.06, 0.16))
    size = (width + 2 * margin, height + 2 * margin)
    desk = np.array(
        rng.choice(((95, 70, 50), (150, 120, 90), (70, 70, 75), (190, 185, 175), (35, 40, 45))), dtype=np.float32
    )
    grain = np.random.default_rng(rng.getrandbits(32)).normal(0, 9, (size[1] // 8 + 1, 4, 1)).astype(np.float32)
    ground = cv2.resize(np.repeat(grain, 3, axis=2), size, interpolation=cv2.INTER_CUBIC) + desk
    swing = 0.05 * width
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    target = (
        corners + margin + np.array([[rng.uniform(-swing, swing) for _ in "xy"] for _ in range(4)], dtype=np.float32)
    )
    matrix = cv2.getPerspectiveTransform(corners, target)
    page = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.ones((height, width), np.float32), matrix, size)
    shadow = cv2.GaussianBlur(mask, (0, 0), margin / 4)
    shifted = np.roll(shadow, (margin // 5, margin // 5), axis=(0, 1))[..., None]
    return np.asarray(page * mask[..., None] + ground * (1 - 0.45 * shifted) * (1 - mask[..., None]), dtype=np.float32)


def _light(pixels: Pixels, shade: float, contrast: float, noise: np.random.Generator) -> Pixels:
    """Lower the contrast and light the page unevenly."""
    height, width = pixels.shape[:2]
    coarse = noise.random((4, 3), dtype=np.float32)
    field = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    field = 1 - shade * np.clip(field, 0, 1)
    floor = 255 * (1 - contrast) * 0.55
    return np.asarray((pixels * contrast + floor) * field[..., None], dtype=np.float32)


def _grain(pixels: Pixels, strength: float, noise: np.random.Generator) -> Pixels:
    """Add sensor noise, the same in all colours, slightly soft."""
    height, width = pixels.shape[:2]
    grain = noise.standard_normal((height // 2 + 1, width // 2 + 1), dtype=np.float32) * strength * 1.5
    return np.asarray(
        pixels + cv2.resize(grain, (width, height), interpolation=cv2.INTER_LINEAR)[..., None], dtype=np.float32
    )


def _mark(pixels: Pixels, rng: random.Random) -> None:
    """Add what paper collects: punched holes, a dark edge, a fold, a scratch of the scanner's glass."""
    height, width = pixels.shape[:2]
    kind = rng.choice(("holes", "edge", "fold", "scratch", "staple"))
    if kind == "holes":
        for share in (0.36, 0.63):
            cv2.circle(pixels, (int(width * 0.035), int(height * share)), int(width * 0.012), (70.0, 70.0, 70.0), -1)
    elif kind == "edge":
        pixels[:, : int(width * rng.uniform(0.004, 0.018))] *= 0.35
    elif kind == "fold":
        y = int(height * rng.uniform(0.3, 0.7))
        pixels[y : y + 3] *= 0.9
    elif kind == "scratch":
        x = int(width * rng.uniform(0.1, 0.9))
        pixels[:, x : x + 1] *= 0.82
    else:
        cv2.line(
            pixels,
            (int(width * 0.05), int(height * 0.03)),
            (int(width * 0.09), int(height * 0.045)),
            (90.0, 90.0, 90.0),
            3,
        )
