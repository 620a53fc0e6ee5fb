from hypothesis import given
from hypothesis import strategies as st

from extractors.models import Evidence, Line, Polygon, TextSource
from verifier.reporting.figures import evidence_figures, shows
from verifier.reporting.places import bounding_box, shown_polygon


def rectangle(left: float, top: float, right: float, bottom: float) -> Polygon:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def place(polygon: Polygon, page: int = 1, file: str = "a.pdf") -> Evidence:
    return Evidence(file, page, polygon, "x", 0.9)


def line(polygon: Polygon) -> Line:
    return Line("资产总计", polygon, 0.9, TextSource.OCR)


def test_pages_come_in_the_order_of_mention_and_each_place_once() -> None:
    box = rectangle(0.4, 0.4, 0.5, 0.42)
    figures = evidence_figures([place(box, 7), place(box, 2), place(box, 7), place(box, 7, "b.pdf")], {})
    assert [(figure.file, figure.page) for figure in figures] == [("a.pdf", 7), ("a.pdf", 2), ("b.pdf", 7)]
    assert all(figure.polygons == (box,) for figure in figures)


def test_distant_places_of_a_page_have_figures_of_their_own_from_top_to_bottom() -> None:
    low, high = rectangle(0.4, 0.9, 0.5, 0.92), rectangle(0.4, 0.1, 0.5, 0.12)
    figures = evidence_figures([place(low), place(high)], {})
    assert [figure.polygons for figure in figures] == [(high,), (low,)]


def test_the_row_label_is_in_the_figure_however_far_to_the_left() -> None:
    value, label, above = (
        rectangle(0.8, 0.5, 0.9, 0.52),
        rectangle(0.1, 0.501, 0.2, 0.521),
        rectangle(0, 0.4, 0.1, 0.42),
    )
    (figure,) = evidence_figures([place(value)], {("a.pdf", 1): [line(label), line(above)]})
    assert 0.05 < figure.window[0] < 0.1
    (without,) = evidence_figures([place(value)], {("a.pdf", 2): [line(label)]})
    assert without.window[0] > 0.2


def test_a_long_table_is_cut_into_figures_that_can_be_read() -> None:
    rows = [place(rectangle(0.1, 0.05 + row * 0.022, 0.2, 0.065 + row * 0.022)) for row in range(40)]
    figures = evidence_figures(rows, {})
    assert 1 < len(figures) < 5
    assert all(figure.window[3] - figure.window[1] <= 0.6 for figure in figures)
    assert sum(len(figure.polygons) for figure in figures) == 40


coordinates = st.floats(-0.5, 1.5) | st.sampled_from([0.0, 1.0, float("nan"), float("inf"), 640.0])
polygons = st.lists(st.tuples(coordinates, coordinates), max_size=6).map(tuple)


@given(st.lists(polygons, min_size=1, max_size=8))
def test_whatever_the_polygons_every_place_is_shown_exactly_once(shapes: list[Polygon]) -> None:
    places = [place(shape) for shape in shapes]
    figures = evidence_figures(places, {})
    for each in places:
        (figure,) = [figure for figure in figures if shows(figure, each)]
        left, top, right, bottom = figure.window
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1
        for polygon in figure.polygons:
            box = bounding_box(polygon)
            assert left <= box[0] <= box[2] <= right
            assert top <= box[1] <= box[3] <= bottom


@given(polygons)
def test_a_shown_polygon_lies_on_the_page(polygon: Polygon) -> None:
    shown = shown_polygon(polygon)
    assert len(shown) == 0 or len(shown) >= 3
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in shown)
    assert shown_polygon(shown) == shown
