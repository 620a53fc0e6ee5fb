import pytest

from tests.verifier.reporting.dossier import CHECKED_ON, Sample, empty_dossier, make_report
from tests.verifier.reporting.paper import DrawnPictures
from verifier.models import Outcome
from verifier.reporting.cropping import Crop
from verifier.reporting.printed import PrintedReport
from verifier.reporting.printing import NO_CHECKS, UNNAMED, printed_report


@pytest.fixture(scope="module")
def printed(sample: Sample) -> PrintedReport:
    return printed_report(sample.report, sample.pictures, sample.context, checked_on=CHECKED_ON)


def test_findings_stand_by_severity_and_lack_none(sample: Sample, printed: PrintedReport) -> None:
    order = [Outcome.DISCREPANCY, Outcome.MISSING, Outcome.REVIEW]
    places = [order.index(finding.outcome) for finding in printed.findings]
    assert places == sorted(places)
    assert {finding.rule for finding in printed.findings} == {
        check.rule for check in sample.report.checks if check.is_finding
    }
    settled = len(printed.passed) + len(printed.not_applicable)
    assert settled + len(printed.findings) == len(sample.report.checks)


def test_a_finding_tells_both_values_their_places_and_the_arithmetic(printed: PrintedReport) -> None:
    (finding,) = [finding for finding in printed.findings if finding.rule == "x07-total-assets"]
    declared, found = finding.sides
    assert [value.words for value in declared.values] == ["5,123,400.00 元（512.34 万元）"]
    assert [value.words for value in found.values] == ["5,213,400.00 元（521.34 万元）"]
    assert declared.values[0].source == "申报材料.pdf 第2页，图1，识读把握 高 97%"
    assert found.values[0].source.startswith("申报材料.pdf 第6页，图2")
    assert "5,213,400.00 － 5,123,400.00 ＝ 90,000.00 元" in finding.explanation
    assert finding.confidence == "高 97%"
    assert finding.clause == "第七条（二）"
    assert "50万元" in finding.clause_text
    assert all(isinstance(side.pictures[0].drawing, Crop) for side in finding.sides)


def test_what_is_doubtful_states_no_confidence_of_its_own(printed: PrintedReport) -> None:
    assert {bool(finding.confidence) for finding in printed.findings if finding.outcome is Outcome.REVIEW} == {False}


def test_many_values_are_a_list_with_their_place_told_once(printed: PrintedReport) -> None:
    (finding,) = [finding for finding in printed.findings if finding.rule == "x11-headcount"]
    names = finding.sides[1]
    assert names.is_list
    assert len(names.values) == 11
    assert names.values[0].brief == "姓名 第1行"
    assert names.places == "申报材料.pdf 第3页"
    assert not finding.sides[0].is_list


def test_figures_that_are_named_are_shown(printed: PrintedReport) -> None:
    for finding in printed.findings:
        for side in finding.sides:
            named = {
                part
                for value in side.values
                for part in value.source.replace("，", "、").split("、")
                if part[0] == "图"
            }
            assert named <= {picture.caption.partition("　")[0] for picture in side.pictures}


def test_the_list_of_materials_tells_places_and_what_is_lacking(printed: PrintedReport) -> None:
    rows = {row.code: row for row in printed.checklist}
    assert rows["第十二条（二）"].places == ("营业执照：申报材料.pdf 第4页", "依法纳税证明：未见")
    assert "（不完整：审计意见页）" in rows["第十二条（六）"].places[0]
    assert rows["第十一条（二）"].word == "缺失"


def test_a_report_without_anything_is_said_to_be_one(sample: Sample) -> None:
    report = make_report(empty_dossier(), (), applicant=None)
    printed = printed_report(report, DrawnPictures({}), sample.context, checked_on=CHECKED_ON)
    assert printed.applicant == UNNAMED
    assert printed.no_findings == NO_CHECKS
    assert printed.findings == ()
    assert len(printed.warnings) == 2
