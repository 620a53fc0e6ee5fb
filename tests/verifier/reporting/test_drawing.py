from pathlib import Path

import pytest

from extractors.models import Evidence, Line, Page, TextSource
from tests.verifier.reporting.paper import DrawnPictures, Paper, office_page
from verifier.reporting.cropping import Crop
from verifier.reporting.drawing import NoPicture, draw_figures
from verifier.reporting.figures import evidence_figures, whole_page
from verifier.reporting.sketching import Sketch


class CountingPictures(DrawnPictures):
    def __init__(self, paths: dict[tuple[str, int], Path]) -> None:
        super().__init__(paths)
        self.asked: list[tuple[str, int]] = []

    def path(self, file: str, page: int) -> Path | None:
        self.asked.append((file, page))
        return super().path(file, page)


def test_a_page_is_opened_once_for_all_its_figures(tmp_path: Path) -> None:
    papers = [Paper("a.pdf", number, scale=0.3) for number in (1, 2)]
    places = [paper.write(200, top, "文字") for top in (100, 900, 1600) for paper in papers]
    pictures = CountingPictures({("a.pdf", paper.number): paper.save(tmp_path, str(paper.number)) for paper in papers})
    figures = evidence_figures(places, {})
    assert len(figures) == 6
    interleaved = [figures[order] for order in (0, 3, 1, 4, 2, 5)]
    drawings = draw_figures(dict.fromkeys(interleaved, 300), pictures, [paper.page() for paper in papers])
    assert list(drawings) == interleaved
    assert all(isinstance(drawing, Crop) for drawing in drawings.values())
    assert sorted(pictures.asked) == [("a.pdf", 1), ("a.pdf", 2)]


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0 cut", b"text", b"II*\x00\xff\xff"])
def test_bytes_that_are_no_picture_are_named_as_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "page.png"
    path.write_bytes(content)
    drawings = draw_figures({whole_page("a.pdf", 1): 300}, DrawnPictures({("a.pdf", 1): path}), [])
    assert list(drawings.values()) == [NoPicture("该页的图像文件已损坏")]


def test_a_picture_cut_short_is_not_shown_half(tmp_path: Path) -> None:
    paper = Paper("a.pdf", 1)
    paper.stamp(600, 800, "许昌云桥企业服务有限公司")
    path = paper.save(tmp_path, "page")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    drawings = draw_figures({whole_page("a.pdf", 1): 300}, DrawnPictures({("a.pdf", 1): path}), [])
    assert [type(drawing) for drawing in drawings.values()] == [NoPicture]


def sketched(page: Page, place: Evidence) -> Sketch:
    (drawing,) = draw_figures(dict.fromkeys(evidence_figures([place], {}), 700), DrawnPictures({}), [page]).values()
    assert isinstance(drawing, Sketch)
    return drawing


def test_an_office_page_is_sketched_around_the_place() -> None:
    page, places = office_page("a.docx", 1, [f"第{row}段文字" for row in range(30)])
    sketch = sketched(page, places[15])
    texts = [line.text for line in sketch.lines]
    assert "第15段文字" in texts
    assert "第0段文字" not in texts
    assert len(sketch.boxes) == 1
    assert sketch.width == 700
    heights = [line.size for line in sketch.lines]
    assert max(heights) - min(heights) < 0.2


def test_no_line_of_a_sketch_is_cut() -> None:
    page, places = office_page("a.docx", 1, ["很长的一行，" * 5, "短"])
    sketch = sketched(page, places[1])
    assert all(line.x >= 0 and line.x + line.length <= sketch.width + 0.2 for line in sketch.lines)
    assert all(0 <= line.baseline <= sketch.height for line in sketch.lines)


def test_lines_without_a_place_are_left_out_of_a_sketch() -> None:
    lines = (Line("无位置", (), 1.0, TextSource.OFFICE),)
    page = Page("a.xlsx", 1, 595, 842, lines, has_image=False)
    sketch = sketched(page, Evidence("a.xlsx", 1, ((0.1, 0.1), (0.2, 0.1), (0.2, 0.2)), "x", 1.0))
    assert sketch.lines == ()
    assert len(sketch.boxes) == 1
