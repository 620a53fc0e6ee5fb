"""Reads report.html as a browser would: elements, visible text, pictures."""

import base64
from io import BytesIO

import numpy as np
from lxml import html
from lxml.etree import _Element
from PIL import Image

BLUE = (11, 87, 208)
Bounds = tuple[int, int, int, int]  # left, top, right, bottom in pixels


class Reader:
    """One parsed report."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: _Element = html.document_fromstring(text)

    def all(self, path: str, start: _Element | None = None) -> list[_Element]:
        found = (self.root if start is None else start).xpath(path)
        assert isinstance(found, list)
        return [element for element in found if isinstance(element, _Element)]

    def one(self, path: str, start: _Element | None = None) -> _Element:
        found = self.all(path, start)
        assert len(found) == 1, f"{path}: {len(found)} elements"
        return found[0]

    def section(self, name: str) -> _Element:
        return self.one(f"//*[@id='{name}']")

    def words(self, element: _Element | None = None) -> str:
        return " ".join("".join(map(str, (self.root if element is None else element).itertext())).split())

    def drawings(self, start: _Element) -> list[_Element]:
        """What the pictures inside an element refer to: `image` for crops, `g` for sketches."""
        return [self.one(f"//*[@id='{use.get('href', '')[1:]}']") for use in self.all(".//use", start)]

    def crops(self, start: _Element) -> list[Image.Image]:
        return [decoded(drawing.get("href", "")) for drawing in self.drawings(start) if drawing.tag == "image"]


def decoded(uri: str) -> Image.Image:
    kind, _, data = uri.partition(",")
    assert kind == "data:image/jpeg;base64"
    return Image.open(BytesIO(base64.b64decode(data, validate=True))).convert("RGB")


def bounds_of(picture: Image.Image, colour: tuple[int, int, int], tolerance: int = 60) -> Bounds | None:
    """Rectangle around all pixels of about this colour; None where there is none."""
    distance = np.abs(np.asarray(picture).astype(int) - np.array(colour)).max(axis=2)
    rows, columns = np.nonzero(distance <= tolerance)
    if not rows.size:
        return None
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())
