"""What becomes of printed pages on their way into a dossier: handed in as they are, scanned, photographed, faxed.

The chance in each page is seeded by the page itself: a page that is the same in two dossiers stays the same file.
"""

import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image

Picture = npt.NDArray[np.uint8]  # height x width x 3, RGB

DPI = 200


def write_print(pdf: bytes, pages: Sequence[int], stem: Path) -> list[tuple[str, int]]:
    """Write what the browser printed, all papers in one file, as many applicants hand it in.

    Return each page's file name and number there, as all of these do.
    """
    whole = stem.with_name("dossier.pdf")
    whole.write_bytes(pdf)
    return [(whole.name, page + 1) for page in pages]


def write_scan(pdf: bytes, pages: Sequence[int], stem: Path) -> list[tuple[str, int]]:
    """Write a PDF of pictures: 200 dpi, a little askew, greyish paper, JPEG."""
    pictures = [Image.fromarray(_scan(picture, rng)) for picture, rng in _rasters(pdf, pages)]
    made = time.gmtime(0)  # the same file when it is made again
    pictures[0].save(
        stem.with_suffix(".pdf"), save_all=True, append_images=pictures[1:], resolution=DPI, quality=82,
        creationDate=made, modDate=made,
    )  # fmt: skip
    return [(f"{stem.name}.pdf", number) for number in range(1, len(pages) + 1)]


def write_photo(pdf: bytes, pages: Sequence[int], stem: Path) -> list[tuple[str, int]]:
    """Write a JPEG a page, as a telephone takes it: from one side, under a lamp, with a shadow over it."""
    names = []
    for number, (picture, rng) in enumerate(_rasters(pdf, pages), start=1):
        file = stem.with_name(f"{stem.name}-{number}.jpg")
        Image.fromarray(_photograph(picture, rng)).save(file, quality=84)
        names.append((file.name, 1))
    return names


def write_fax(pdf: bytes, pages: Sequence[int], stem: Path) -> list[tuple[str, int]]:
    """Write a TIFF of all pages: one bit, 200 dpi, CCITT group 4, with specks."""
    pictures = [
        Image.fromarray(_fax(picture, rng)).convert("1", dither=Image.Dither.NONE)
        for picture, rng in _rasters(pdf, pages)
    ]
    pictures[0].save(
        stem.with_suffix(".tif"), save_all=True, append_images=pictures[1:], compression="group4", dpi=(DPI, DPI)
    )
    return [(f"{stem.name}.tif", number) for number in range(1, len(pages) + 1)]


Writer = Callable[[bytes, Sequence[int], Path], list[tuple[str, int]]]
WRITERS: dict[str, Writer] = {"print": write_print, "scan": write_scan, "photo": write_photo, "fax": write_fax}


def _rasters(pdf: bytes, pages: Sequence[int]) -> list[tuple[Picture, np.random.Generator]]:
    document = pypdfium2.PdfDocument(pdf)
    pictures = [np.ascontiguousarray(document[page].render(scale=DPI / 72).to_numpy()[:, :, 2::-1]) for page in pages]
    return [(picture, np.random.default_rng(zlib.crc32(picture.tobytes()))) for picture in pictures]


def _turned(picture: Picture, degrees: float, ground: tuple[int, int, int]) -> Picture:
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(
        cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=ground), np.uint8
    )


def _scan(picture: Picture, rng: np.random.Generator) -> Picture:
    """Skew up to 0.7 degrees, paper at 240 to 250, the grain of the glass, a dark rim where the lid stood open."""
    turned = _turned(picture, float(rng.uniform(-0.7, 0.7)), (236, 236, 232)).astype(np.float32)
    paper = rng.uniform(240, 250, 3)
    shaded = 18 + turned / 255 * (paper - 18) + rng.normal(0, 3.2, turned.shape[:2])[..., None]
    rim = int(rng.integers(0, 14))
    shaded[:, :rim] *= 0.55
    return np.clip(cv2.GaussianBlur(shaded, (0, 0), 0.6), 0, 255).astype(np.uint8)


def _photograph(picture: Picture, rng: np.random.Generator) -> Picture:
    """The sheet on a table, its corners moved by up to 3 %, lit from one side, half in shadow."""
    height, width = picture.shape[:2]
    margin = int(width * 0.07)
    full_height, full_width = height + 2 * margin, width + 2 * margin
    table = np.array(rng.uniform((70, 52, 36), (128, 104, 84)), np.float32)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = corners + margin + rng.uniform(-0.03, 0.03, (4, 2)).astype(np.float32) * width
    view = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    sheet = cv2.warpPerspective(picture, view, (full_width, full_height), flags=cv2.INTER_AREA).astype(np.float32)
    covered = cv2.warpPerspective(np.ones((height, width), np.float32), view, (full_width, full_height))[..., None]
    scene = sheet * 0.94 * covered + table * (1 - covered)
    scene *= _light(full_height, full_width, rng)[..., None] * np.array([1.0, 0.975, 0.925], np.float32)
    scene = cv2.GaussianBlur(scene, (0, 0), float(rng.uniform(0.7, 1.1)))
    return np.clip(scene + rng.normal(0, 4.0, scene.shape), 0, 255).astype(np.uint8)


def _light(height: int, width: int, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """A lamp at one side (1.05 falling to about 0.6), and a soft shadow that takes a quarter of what is left."""
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = rng.uniform(0.1, 0.9) * width, rng.uniform(-0.1, 0.5) * height
    lamp = 0.6 + 0.45 * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (0.9 * height) ** 2)
    angle = rng.uniform(0.3, 1.2)
    edge = columns * np.cos(angle) + rows * np.sin(angle) - rng.uniform(0.75, 1.15) * height
    shadow = 1 - 0.25 / (1 + np.exp(-np.clip(edge / (0.02 * width), -50, 50)))
    return np.asarray(lamp * shadow, np.float32)


def _fax(picture: Picture, rng: np.random.Generator) -> Picture:
    """Black where the page is dark (red is dark to a fax), with specks, and now and then a line that was dropped."""
    turned = _turned(picture, float(rng.uniform(-0.5, 0.5)), (255, 255, 255))
    green = cv2.GaussianBlur(turned[:, :, 1].astype(np.float32), (0, 0), 0.8)
    noisy = green + rng.normal(0, 14, green.shape)
    black = noisy < 158
    specks = rng.random(black.shape) < 0.00012
    black |= np.asarray(cv2.dilate(specks.astype(np.uint8), np.ones((2, 2), np.uint8)), bool)
    for row in rng.integers(0, black.shape[0], int(rng.integers(0, 3))):
        black[row] = False
    return np.where(black, 0, 255).astype(np.uint8)
