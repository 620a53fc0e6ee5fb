"""The PDF is read back as a reader would: its text, its fonts, its pages as pictures."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from tests.verifier.reporting.dossier import CHECKED_ON, Sample, build_sample, empty_dossier, make_report
from tests.verifier.reporting.hostile import hostile_report
from tests.verifier.reporting.pages import APPLICANT
from tests.verifier.reporting.paper import DrawnPictures
from tests.verifier.reporting.reader import BLUE, bounds_of
from verifier.models import Check, Finding, Outcome, Value
from verifier.reporting.pdf_rendering import printable, render_pdf

NOT_BEFORE_A_LINE = "，。；：？！、）》」』】〕〉”’％…"
NOT_AFTER_A_LINE = "（《「『【〔〈“‘"


class Paper:
    """A PDF that is open: text and picture of its pages."""

    def __init__(self, content: bytes) -> None:
        self._document = pypdfium2.PdfDocument(content)
        self.pages = [self._document[number] for number in range(len(self._document))]
        self.texts = [page.get_textpage().get_text_range() for page in self.pages]

    @property
    def text(self) -> str:
        """All text without the breaks of lines and pages."""
        return "".join("".join(self.texts).split())

    @property
    def lines(self) -> list[str]:
        return [line.strip() for text in self.texts for line in text.splitlines() if line.strip()]

    def fonts(self) -> set[str]:
        return {
            name
            for page in self.pages
            for part in page.get_objects()
            if isinstance(part, pypdfium2.PdfTextObj)
            for name in [part.get_font().get_base_name()]
        }

    def close(self) -> None:
        self._document.close()


@pytest.fixture(scope="module")
def content(sample: Sample) -> bytes:
    return render_pdf(sample.report, sample.pictures, sample.context, checked_on=CHECKED_ON)


@pytest.fixture(scope="module")
def paper(content: bytes) -> Iterator[Paper]:
    paper = Paper(content)
    yield paper
    paper.close()


def test_the_chinese_can_be_taken_out_again(paper: Paper, sample: Sample) -> None:
    for words in (
        "申报材料核验报告",
        "（许工信〔2020〕154号）",
        "需要处理的事项",
        "填报数据的佐证情况",
        "读取中的问题",
    ):
        assert words in paper.text
    for check in sample.report.checks:
        assert "".join(check.title.split()) in paper.text
        assert "".join(check.finding.message.split()) in paper.text
        assert all("".join(line.split()) in paper.text for line in check.finding.explanation if check.is_finding)
    for problem in sample.report.dossier.problems:
        assert problem.message in paper.text


def test_every_page_bears_its_number_and_the_applicant(paper: Paper) -> None:
    for number, text in enumerate(paper.texts, 1):
        assert f"第 {number} 页　共 {len(paper.texts)} 页" in text
        assert APPLICANT in text.splitlines()[0]


def test_fonts_are_inside_and_no_page_has_empty_boxes_for_letters(paper: Paper) -> None:
    names = paper.fonts()
    assert names
    assert all("NotoSansSC" in name or "NotoSerifSC" in name for name in names)
    assert all(name.partition("+")[2] for name in names)  # a subset's name has a tag before it


def test_lines_break_as_chinese_lines_do(paper: Paper) -> None:
    for line in paper.lines:
        assert line[0] not in NOT_BEFORE_A_LINE, line
        assert line[-1] not in NOT_AFTER_A_LINE, line


def test_findings_show_their_crops_with_the_box(paper: Paper) -> None:
    (page,) = [page for page, text in zip(paper.pages, paper.texts, strict=True) if "1．上年末总资产" in text]
    picture = page.render(scale=2).to_pil().convert("RGB")
    half = picture.width // 2
    left, right = (
        picture.crop((0, 0, half, picture.height // 2)),
        picture.crop((half, 0, picture.width, picture.height // 2)),
    )
    assert bounds_of(left, BLUE, 20) is not None
    assert bounds_of(right, BLUE, 20) is not None


def test_nothing_is_printed_beyond_the_margins(paper: Paper) -> None:
    for page in paper.pages:
        picture = np.asarray(page.render(scale=1).to_pil().convert("L"))
        edge = 40  # points; the least margin is 20 mm
        assert picture[:, :edge].min() > 250
        assert picture[:, -edge:].min() > 250


def test_the_same_report_gives_the_same_bytes(sample: Sample, content: bytes) -> None:
    assert render_pdf(sample.report, sample.pictures, sample.context, checked_on=CHECKED_ON) == content


def test_office_pages_and_lost_pictures_are_shown_for_what_they_are(sample: Sample) -> None:
    fields = sample.report.dossier.fields
    checks = [
        Check(
            rule,
            "",
            rule,
            Finding(
                Outcome.REVIEW,
                "请核对。",
                found=(Value(path, fields[path].value, fields[path].raw, fields[path].evidence),),
            ),
        )
        for rule, path in (("r1", "plan.title"), ("r2", "lease.area"))
    ]
    report = make_report(sample.report.dossier, checks)
    paper = Paper(render_pdf(report, DrawnPictures({}), sample.context, checked_on=CHECKED_ON))
    assert "一、年度目标" in paper.text  # the line below the one that is pointed at
    assert "无法显示图片：没有该页的图像" in paper.text
    paper.close()


def test_hostile_text_is_printed_and_does_nothing(sample: Sample) -> None:
    paper = Paper(render_pdf(hostile_report(), DrawnPictures({}), sample.context, checked_on=CHECKED_ON))
    text = paper.text.replace("\u200b", "")
    assert '#import"x"*粗*$x$<b>&amp;<script>alert(1)</script>' in text
    assert "营业执照〖U+202E〗gpj.exe" in text
    assert "a〖U+0000〗b〖U+0007〗" in text
    assert "〖U+20BB7〗野家〖U+1F600〗" in text
    assert "a" * 300 in text
    assert "\u202e" not in text
    for page in paper.pages:
        assert np.asarray(page.render(scale=1).to_pil().convert("L"))[:, -40:].min() > 250
    paper.close()


def test_an_empty_report_is_printed_too(sample: Sample) -> None:
    report = make_report(empty_dossier(), (), applicant=None)
    paper = Paper(render_pdf(report, DrawnPictures({}), sample.context, checked_on=CHECKED_ON))
    assert "没有执行任何核验项目" in paper.text
    paper.close()


def test_all_common_characters_are_in_the_fonts() -> None:
    common = [
        letter
        for first in range(0xB0, 0xF8)
        for second in range(0xA1, 0xFF)
        for letter in bytes((first, second)).decode("gb2312", errors="ignore")
    ]
    assert len(common) == 6763
    assert printable("".join(common)) == "".join(common)
    assert printable("①②㎡℃÷×－〔〕½…—“”√□") == "①②㎡℃÷×－〔〕½…—“”√□"


def test_the_fonts_are_free_to_embed() -> None:
    import pylopdf_fonts_zh_cn

    for path in (pylopdf_fonts_zh_cn.sans_path(), pylopdf_fonts_zh_cn.serif_path()):
        with TTFont(Path(path), lazy=True) as font:
            assert "SIL Open Font License" in font["name"].getDebugName(13)
            assert font["OS/2"].fsType == 0


def test_a_dossier_s_own_pages_are_not_touched(sample: Sample, tmp_path: Path) -> None:
    other = build_sample(tmp_path, scale=0.3)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    render_pdf(other.report, other.pictures, sample.context, checked_on=CHECKED_ON)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
