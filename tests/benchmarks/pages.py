"""Pages whose text is known, in classes of what makes reading hard.

The born-digital pages of the held samples that bear no picture are drawn anew: their text layer is the truth.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image as Pillow

from extractors.ocr.engine import Image
from tests.benchmarks.text import folded
from tests.extractors.stamps import round_seal

_SAMPLES = Path(__file__).parents[2] / "samples" / "dossiers"
_PICTURE, _PATH = 3, 2  # pypdfium2's numbers for kinds of objects; pages with pictures may show more than their layer
_LEAST_TEXT = 80
_TABLE, _FORM = 400, 100  # rulings from which a page is a list of rows, or a form


def benchmark_pages(count: int) -> Iterator[tuple[str, str, Image]]:
    """Class, text and picture of up to `count` pages a class."""
    for name, (dpi, fits, spoil) in _CLASSES.items():
        chance = np.random.default_rng(sum(name.encode()))
        fitting = [(document, index) for document, index, rulings in _known_pages() if fits(rulings)]
        for number in chance.permutation(len(fitting))[:count]:
            document, index = fitting[number]
            page = pypdfium2.PdfDocument(document)[index]
            clean = np.asarray(page.render(scale=dpi / 72).to_pil().convert("RGB"))
            yield name, folded(page.get_textpage().get_text_range()), spoil(clean, chance)


def _known_pages() -> Iterator[tuple[Path, int, int]]:
    """File, index and number of drawn strokes of each page of which the layer holds all text."""
    for file in sorted(_SAMPLES.glob("*/*.pdf")):
        document = pypdfium2.PdfDocument(file)
        for index, page in enumerate(document):
            kinds = [thing.type for thing in page.get_objects(max_depth=1)]
            if _PICTURE not in kinds and len(folded(page.get_textpage().get_text_range())) >= _LEAST_TEXT:
                yield file, index, kinds.count(_PATH)


_Spoil = Callable[[Image, np.random.Generator], Image]


def _noisy(image: Image, chance: np.random.Generator, *, blur: float = 0.6, noise: float = 8.0) -> Image:
    soft: NDArray[np.float64] = cv2.GaussianBlur(image, (0, 0), blur) + chance.normal(0, noise, image.shape)
    return np.clip(soft, 0, 255).astype(np.uint8)


def _coarse(image: Image, chance: np.random.Generator) -> Image:
    return _noisy(image, chance, blur=0.9, noise=18.0)


def _sealed(image: Image, chance: np.random.Generator) -> Image:
    """Two seals over the text."""
    sheet = Pillow.fromarray(image)
    for _ in range(2):
        seal = round_seal("许昌天佑检测技术有限公司", 330).rotate(float(chance.uniform(-30, 30)))
        place = [int(chance.uniform(0.1, 0.7) * side) for side in (sheet.width, sheet.height / 2)]
        sheet.paste(seal, (place[0], place[1]), seal)
    return _noisy(np.asarray(sheet), chance)


def _skewed(image: Image, chance: np.random.Generator) -> Image:
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(chance.choice([-1, 1]) * chance.uniform(1.5, 3)), 1)
    return _noisy(cv2.warpAffine(image, turn, (width, height), borderValue=(255, 255, 255)).astype(np.uint8), chance)


def _photographed(image: Image, chance: np.random.Generator) -> Image:
    """Taken by a phone: seen from one side, a lamp on one side, JPEG."""
    height, width = image.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    moved = corners + chance.uniform(-0.03, 0.03, (4, 2)).astype(np.float32) * width
    matrix = cv2.getPerspectiveTransform(corners, moved)
    seen = cv2.warpPerspective(image, matrix, (width, height), borderValue=(120, 110, 100)).astype(np.float64)
    lit = seen * np.linspace(1.0, 0.65, width)[None, :, None]
    blurred = _noisy(np.clip(lit, 0, 255).astype(np.uint8), chance, blur=0.9, noise=6.0)
    packed = cv2.imencode(".jpg", blurred[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 70])[1]
    return np.ascontiguousarray(cv2.imdecode(packed, cv2.IMREAD_COLOR)[:, :, ::-1]).astype(np.uint8)


# Class: dots an inch, which pages by their number of strokes, what is done to them.
_CLASSES: Mapping[str, tuple[int, Callable[[int], bool], _Spoil]] = {
    "text": (200, lambda strokes: strokes < _FORM, _noisy),
    "tables": (200, lambda strokes: strokes >= _TABLE, _noisy),
    "forms": (200, lambda strokes: _FORM <= strokes < _TABLE, _noisy),
    "sealed": (200, lambda _strokes: True, _sealed),
    "skewed": (200, lambda _strokes: True, _skewed),
    "150 dpi": (150, lambda _strokes: True, _coarse),
    "phone": (200, lambda _strokes: True, _photographed),
}
