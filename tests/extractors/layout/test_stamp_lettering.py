"""The turned letters of an electronic stamp are no words of the page."""

from dataclasses import replace

import pytest

from extractors.layout.rows import pieces_of, rows_of
from extractors.models import Line, Page, Polygon, TextSource
from tests.extractors.pages import page_of

TURNED: Polygon = ((0.507, 0.359), (0.511, 0.346), (0.530, 0.349), (0.525, 0.362))
STRAIGHT: Polygon = ((0.507, 0.349), (0.525, 0.349), (0.525, 0.362), (0.507, 0.362))
LABELLED = (0.35, (0.1, "申请单位名称：许昌启明企业服务有限公司"))


def _page(polygon: Polygon, source: TextSource, seal: Polygon) -> Page:
    letter = Line("启", polygon, 1.0, source)
    page = page_of([LABELLED], lines=[letter], seals=["许昌启明企业服务有限公司"])
    (stamp,) = page.seals
    return replace(page, seals=(replace(stamp, evidence=replace(stamp.evidence, polygon=seal)),))


def _box(left: float, top: float, right: float, bottom: float) -> Polygon:
    return (left, top), (right, top), (right, bottom), (left, bottom)


RING = _box(0.48, 0.29, 0.72, 0.46)
ELSEWHERE = _box(0.1, 0.6, 0.3, 0.75)


@pytest.mark.parametrize(
    ("polygon", "source", "seal", "kept"),
    [
        (TURNED, TextSource.TEXT_LAYER, RING, False),
        (STRAIGHT, TextSource.TEXT_LAYER, RING, True),
        (TURNED, TextSource.TEXT_LAYER, ELSEWHERE, True),
        (TURNED, TextSource.OCR, RING, True),  # a detector boxes single characters at any slant
    ],
)
def test_turned_letters_inside_a_stamp(polygon: Polygon, source: TextSource, seal: Polygon, *, kept: bool) -> None:
    text = "".join(row.passage.text for row in rows_of(pieces_of(_page(polygon, source, seal))))
    assert ("启" in text.replace("启明", "")) == kept
