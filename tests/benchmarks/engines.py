"""Processor seconds a page and reading errors of the OCR engines, on pages whose text is known.

    python -m tests.benchmarks.engines [--pages N] [--engines openvino,paddle]

Pages are the born-digital ones of the held samples, drawn at 150 dpi, blurred and made noisy; their text layer is the
truth. Engines take turns on each page, in one thread. Errors are characters missing or surplus in any order.
"""

import argparse
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pypdfium2

from extractors.ocr.engine import EngineSettings, Image, OcrEngine, create_engine
from extractors.reading.picture import read_lines

_SAMPLES = Path(__file__).parents[2] / "samples" / "dossiers"
_DPI, _BLUR, _NOISE = 150, 0.9, 18.0
_PICTURE = 3  # pypdfium2's number for picture objects: such pages may show text that the layer lacks
_LEAST_TEXT = 200


def main() -> None:
    """Compare the engines and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=14)
    parser.add_argument("--engines", default="openvino,paddle")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    engines = {name: create_engine(EngineSettings(name=name)) for name in options.engines.split(",")}
    seconds, errors, characters = dict.fromkeys(engines, 0.0), Counter[str](), 0
    for index, (truth, image) in enumerate(_pages(options.pages)):
        characters += len(truth)
        for name, engine in engines.items():
            if index == 0:
                read_lines(image, engine)  # the first page of an engine includes its warming up
            text, spent = _read(image, engine)
            seconds[name] += spent
            errors[name] += sum((Counter(truth) - Counter(text)).values()) + sum(
                (Counter(text) - Counter(truth)).values()
            )
    for name in engines:
        per_page = seconds[name] / (index + 1)
        print(f"{name}: {per_page:.2f} s a page, {100 * errors[name] / characters:.2f} % characters wrong")  # noqa: T201


def _read(image: Image, engine: OcrEngine) -> tuple[str, float]:
    started = time.process_time()
    lines = read_lines(image, engine)
    return _folded("".join(line.text for line in lines)), time.process_time() - started


def _pages(most: int) -> Iterator[tuple[str, Image]]:
    random = np.random.default_rng(1)
    count = 0
    for file in sorted(_SAMPLES.glob("*/*.pdf")):
        document = pypdfium2.PdfDocument(file)
        for page in document:
            text = _folded(page.get_textpage().get_text_range())
            pictures = any(thing.type == _PICTURE for thing in page.get_objects(max_depth=1))
            if count >= most or pictures or len(text) < _LEAST_TEXT:
                continue
            clean = np.asarray(page.render(scale=_DPI / 72).to_pil().convert("RGB"))
            noisy = cv2.GaussianBlur(clean, (3, 3), _BLUR) + random.normal(0, _NOISE, clean.shape)
            count += 1
            yield text, np.clip(noisy, 0, 255).astype(np.uint8)


def _folded(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


if __name__ == "__main__":
    main()
