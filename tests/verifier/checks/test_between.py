"""d01 and d02: what the dossiers of a batch have in common, and what says nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from extractors.classification import EMPTY_FORM
from tests.verifier.dossiers import build_dossier
from verifier.engine import compare_dossiers
from verifier.models import Check, Dossier, Outcome
from verifier.ruleset import load_ruleset

RULESET = load_ruleset("xuchang-2020-154")
PLAN = [
    "年度运营计划",
    "一、围绕全市装备制造产业链组织四场供需对接活动，邀请龙头企业发布配套需求。",
    "二、与两所高校共建成果转化工作站，每季度发布一次可转让技术目录。",
    "三、为一百家小微企业提供免费的财税体检，形成问题清单并跟踪整改。",
]
OTHER_PLAN = [
    "二〇二六年工作安排",
    "（一）开展政策宣讲进园区，全年不少于六场，覆盖七个产业集聚区。",
    "（二）升级线上服务大厅，增加融资撮合与人才招聘两个栏目。",
    "（三）组织法律援助律师值班，每周三下午接受企业咨询。",
]


def _dossier(name: str, clients: range, plan: list[str], *, doubtful: bool = False) -> Dossier:
    rows = [f"许昌第{number}机械有限公司|李明|0374-2{number:06}|√" for number in clients]
    count = {"count": {"text": str(len(rows)), "doubtful": True, "note": "可能漏读"}} if doubtful else {}
    built = build_dossier(
        [{"business_licence": {"name": name}}, {"client_list": {"_rows": rows, **count}}, {"plan": {"_lines": plan}}]
    )
    files = tuple(replace(file, sha256=f"{name}/{file.name}") for file in built.files)
    return replace(built, id=name, files=files)


def _compared(*dossiers: Dossier) -> list[dict[str, Check]]:
    return compare_dossiers(dossiers, RULESET)


def _outcomes(checks: dict[str, Check]) -> tuple[Outcome, Outcome]:
    return checks["d01-shared-clients"].finding.outcome, checks["d02-shared-document"].finding.outcome


FIRST = _dossier("许昌文峰企业服务有限公司", range(40), PLAN)


def test_nothing_in_common() -> None:
    other = _dossier("长葛金桥技术服务有限公司", range(50, 90), OTHER_PLAN)
    for checks in _compared(FIRST, other):
        assert _outcomes(checks) == (Outcome.PASS, Outcome.PASS)


def test_a_few_companies_in_common_say_nothing_and_many_do() -> None:
    few, some, most = (
        _dossier(f"{place}咨询服务有限公司", clients, OTHER_PLAN)
        for place, clients in (("禹州", range(37, 77)), ("鄢陵", range(28, 68)), ("襄城", range(10, 50)))
    )
    assert _compared(FIRST, few)[0]["d01-shared-clients"].finding.outcome is Outcome.PASS
    assert _compared(FIRST, some)[0]["d01-shared-clients"].finding.outcome is Outcome.REVIEW
    finding = _compared(FIRST, most)[0]["d01-shared-clients"].finding
    assert finding.outcome is Outcome.DISCREPANCY
    assert "30家" in finding.message
    assert {place.file.partition("/")[0] for value in finding.found for place in value.evidence} == {
        "02-client_list.pdf",
        most.id,
    }


NAMES = [f"许昌市{sign}鑫机械有限公司" for sign in "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往"]


def _with_clients(name: str, **lists: list[str]) -> Dossier:
    papers = [{kind: {"_rows": [f"{client}|李明|0374-2" for client in clients]}} for kind, clients in lists.items()]
    return replace(build_dossier([{"business_licence": {"name": name}}, *papers]), id=name)


MINE = _with_clients("许昌文峰企业服务有限公司", client_list=NAMES)


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda name: name.replace("许昌市", "许昌"), id="without 市"),
        pytest.param(lambda name: name.replace("许昌市", ""), id="without the place"),
        pytest.param(lambda name: f"河南省{name}", id="with the province"),
        pytest.param(lambda name: name.replace("许昌市", "许昌市魏都区"), id="with the district"),
        pytest.param(lambda name: name.replace("许昌市", "许昌经济技术开发区"), id="with the zone"),
        pytest.param(lambda name: f"{name[3:7]}（许昌）有限公司", id="the place in brackets"),
        pytest.param(lambda name: name[3:7], id="the trade name alone"),
        pytest.param(lambda name: name.replace("有限公司", "有限责任公司"), id="another writing of the form"),
    ],
)
def test_companies_written_in_another_way_are_the_same(write: Callable[[str], str]) -> None:
    theirs = _with_clients("长葛金桥技术服务有限公司", client_list=[write(name) for name in NAMES])
    for checks in _compared(MINE, theirs):
        finding = checks["d01-shared-clients"].finding
        assert finding.outcome is Outcome.DISCREPANCY
        assert "20家相同" in finding.message
        assert "对方写作" in finding.message


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda name: name.replace("许昌市", "郑州市"), id="of another city"),
        pytest.param(lambda name: name.replace("许昌市", "长葛市"), id="of another county"),
        pytest.param(lambda name: name.replace("有限公司", "厂"), id="of another form"),
        pytest.param(lambda name: name.replace("机械", "纺织"), id="in another line"),
        pytest.param(lambda name: f"{name}长葛分公司", id="branches"),
    ],
)
def test_companies_of_like_names_are_others(write: Callable[[str], str]) -> None:
    theirs = _with_clients("长葛金桥技术服务有限公司", client_list=[write(name) for name in NAMES])
    for checks in _compared(MINE, theirs):
        assert checks["d01-shared-clients"].finding.outcome is Outcome.PASS


def test_companies_under_agreement_are_compared_list_by_list() -> None:
    many = [f"禹州第{number}陶瓷有限公司" for number in range(100)]
    mine = _with_clients("许昌文峰企业服务有限公司", client_list=NAMES, client_agreements=many)
    theirs = _with_clients(
        "长葛金桥技术服务有限公司",
        client_list=[f"长葛第{number}食品有限公司" for number in range(60)],
        client_agreements=NAMES,
    )
    for checks in _compared(mine, theirs):
        finding = checks["d01-shared-clients"].finding
        assert finding.outcome is Outcome.DISCREPANCY
        assert "签订服务协议" in finding.message


def test_a_list_of_agreements_that_was_not_read_does_not_pass() -> None:
    mine = _with_clients("许昌文峰企业服务有限公司", client_list=NAMES, client_agreements=[])
    theirs = _with_clients("长葛金桥技术服务有限公司", client_list=[f"长葛第{number}食品厂" for number in range(30)])
    finding = _compared(mine, theirs)[0]["d01-shared-clients"].finding
    assert finding.outcome is Outcome.REVIEW
    assert "签订服务协议" in finding.message


def test_a_list_that_may_be_short_does_not_pass() -> None:
    doubtful = _dossier("许昌文峰企业服务有限公司", range(40), PLAN, doubtful=True)
    other = _dossier("长葛金桥技术服务有限公司", range(50, 90), OTHER_PLAN)
    assert _compared(doubtful, other)[0]["d01-shared-clients"].finding.outcome is Outcome.REVIEW


def test_a_page_with_the_same_text_goes_to_a_person_on_both_sides() -> None:
    copy = _dossier("长葛金桥技术服务有限公司", range(50, 90), PLAN)
    for checks, own in zip(_compared(FIRST, copy), (FIRST, copy), strict=True):
        finding = checks["d02-shared-document"].finding
        assert finding.outcome is Outcome.REVIEW
        files = [place.file for value in finding.found for place in value.evidence]
        assert "03-plan.pdf" in files
        assert any(file.endswith("/03-plan.pdf") and not file.startswith(own.id) for file in files)


def test_a_blank_form_that_both_hand_in_says_nothing() -> None:
    mine, theirs = (
        replace(
            dossier,
            documents=tuple(
                replace(paper, kind="unknown", cues=(EMPTY_FORM,)) if paper.kind == "plan" else paper
                for paper in dossier.documents
            ),
        )
        for dossier in (FIRST, _dossier("长葛金桥技术服务有限公司", range(50, 90), PLAN))
    )
    for checks in _compared(mine, theirs):
        assert checks["d02-shared-document"].finding.outcome is Outcome.PASS


def test_the_same_file_is_found_by_its_hash() -> None:
    other = _dossier("长葛金桥技术服务有限公司", range(50, 90), PLAN)
    mine = FIRST.files[2]
    twin = replace(
        other, files=tuple(replace(f, sha256=mine.sha256) if f.name == mine.name else f for f in other.files)
    )
    finding = _compared(FIRST, twin)[0]["d02-shared-document"].finding
    assert finding.outcome is Outcome.DISCREPANCY
    assert "同一份文件" in finding.message


def test_a_page_that_could_not_be_read_keeps_the_rest_from_passing() -> None:
    other = _dossier("长葛金桥技术服务有限公司", range(50, 90), OTHER_PLAN)
    unread = replace(FIRST, files=(*FIRST.files, replace(FIRST.files[0], name="unread.pdf", sha256="x", pages=2)))
    assert _compared(unread, other)[0]["d02-shared-document"].finding.outcome is Outcome.REVIEW


def test_two_dossiers_of_one_applicant_are_not_compared() -> None:
    again = replace(FIRST, id="again")
    for checks in _compared(FIRST, again):
        assert _outcomes(checks) == (Outcome.NOT_APPLICABLE, Outcome.NOT_APPLICABLE)
