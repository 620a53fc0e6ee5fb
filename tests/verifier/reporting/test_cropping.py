"""Boxes stand where the text stands: the pages paint the ground of a text green, the crop must frame the green."""

import math

import pytest
from PIL import Image, ImageDraw

from extractors.models import Evidence, Polygon
from tests.verifier.reporting.paper import Paper
from tests.verifier.reporting.reader import BLUE, Bounds, bounds_of, decoded
from verifier.reporting.cropping import crop
from verifier.reporting.figures import Figure, close_up, evidence_figures, whole_page

GREEN = (120, 230, 120)
ROOM = 12  # pixels between the text's edge and the outer edge of its box


def drawn(figure: Figure, picture: Image.Image, width: int = 700) -> Image.Image:
    made = crop(figure, picture, width)
    image = decoded(made.uri)
    assert image.size == (made.width, made.height)
    assert made.width <= width
    return image


def assert_framed(image: Image.Image, *, slack: int = ROOM) -> None:
    inside, box = bounds_of(image, GREEN, 45), bounds_of(image, BLUE)
    assert inside is not None
    assert box is not None
    for side, (text_edge, box_edge) in enumerate(zip(inside, box, strict=True)):
        outwards = text_edge - box_edge if side < 2 else box_edge - text_edge
        at_rim = box_edge <= 5 or box_edge >= image.size[side % 2] - 6
        assert outwards <= slack, f"side {side}: text {inside}, box {box}"
        assert outwards >= 0 or at_rim, f"side {side}: text {inside}, box {box}"


@pytest.mark.parametrize(("x", "y"), [(500, 800), (2, 2), (900, 4), (30, 1690), (1060, 1700), (620, 1000)])
@pytest.mark.parametrize("scale", [0.5, 1.0, 1.9])
def test_the_box_stands_around_the_text(x: int, y: int, scale: float) -> None:
    paper = Paper("a.pdf", 1, scale=scale)
    place = paper.write(x, y, "512.34万元", ground=GREEN)
    (figure,) = evidence_figures([place], {})
    assert_framed(drawn(figure, paper.picture))


def test_the_box_follows_a_slanting_line() -> None:
    picture, angle = Image.new("RGB", (1600, 2200), "white"), math.radians(4)
    corners = []
    for across, down in ((0, 0), (400, 0), (400, 40), (0, 40)):
        x = 600 + across * math.cos(angle) - down * math.sin(angle)
        y = 900 + across * math.sin(angle) + down * math.cos(angle)
        corners.append((x, y))
    ImageDraw.Draw(picture).polygon(corners, fill=GREEN)
    polygon: Polygon = tuple((x / 1600, y / 2200) for x, y in corners)
    (figure,) = evidence_figures([Evidence("a.pdf", 1, polygon, "x", 0.9)], {})
    image = drawn(figure, picture)
    assert_framed(image, slack=14)
    _, top, right, bottom = bounds_of(image, GREEN, 45) or (0, 0, 0, 0)
    # A slanting box leaves the upper right corner of its bounds empty, an upright rectangle would not.
    corner = image.crop((right - 40, top - 8, right + 8, top + 6))
    assert bounds_of(corner, BLUE) is None
    assert bottom - top > 30


def test_each_of_several_places_has_its_own_box() -> None:
    paper = Paper("a.pdf", 1)
    places = [paper.write(400, 500 + row * 60, f"第{row}行", ground=GREEN) for row in range(5)]
    (figure,) = evidence_figures(places, {})
    image = drawn(figure, paper.picture)
    rows = sorted(place.polygon[0][1] for place in places)
    assert len(rows) == 5
    scale = image.width / ((figure.window[2] - figure.window[0]) * paper.picture.width)
    for place in places:
        top = (place.polygon[0][1] - figure.window[1]) * paper.picture.height * scale
        bottom = (place.polygon[2][1] - figure.window[1]) * paper.picture.height * scale
        assert_framed(image.crop((0, round(top) - 10, image.width, round(bottom) + 11)))


@pytest.mark.parametrize(
    "polygon",
    [
        ((0.5, 0.5), (0.5, 0.5), (0.5, 0.5), (0.5, 0.5)),
        ((0.2, 0.5), (0.8, 0.5), (0.8, 0.5), (0.2, 0.5)),
        ((0.5, 0.2), (0.5, 0.2), (0.5, 0.8), (0.5, 0.8)),
        ((1.0, 1.0), (1.4, 1.0), (1.4, 1.2), (1.0, 1.2)),
        ((-0.5, -0.5), (1.5, -0.5), (1.5, 1.5), (-0.5, 1.5)),
    ],
)
def test_a_place_without_extent_or_over_the_edge_still_has_a_box(polygon: Polygon) -> None:
    (figure,) = evidence_figures([Evidence("a.pdf", 1, polygon, "x", 0.9)], {})
    box = bounds_of(drawn(figure, Image.new("RGB", (1000, 1400), "white")), BLUE)
    assert box is not None
    assert min(box[2] - box[0], box[3] - box[1]) >= 6


def test_a_whole_page_has_no_box_and_fits_the_screen() -> None:
    image = drawn(whole_page("a.pdf", 1), Image.new("RGB", (1700, 2400), "white"))
    assert image.height <= 768
    assert bounds_of(image, BLUE) is None


def test_nothing_is_enlarged() -> None:
    (figure,) = evidence_figures([Evidence("a.pdf", 1, ((0.5, 0.5), (0.6, 0.5), (0.6, 0.52)), "x", 0.9)], {})
    assert drawn(figure, Image.new("RGB", (300, 400), "white")).width <= 300


def test_a_close_up_shows_the_seal_and_little_else() -> None:
    paper = Paper("a.pdf", 1)
    seal = paper.stamp(700, 900, "许昌云桥企业服务有限公司")
    image = drawn(close_up(seal.evidence), paper.picture, 150)
    left, top, right, bottom = red(image)
    assert (right - left) > 0.7 * image.width
    assert (bottom - top) > 0.7 * image.height


def red(image: Image.Image) -> Bounds:
    bounds = bounds_of(image, (200, 30, 30), 90)
    assert bounds is not None
    return bounds
