"""d02: pages that are copies however they are broken into lines or named, and pages that are legitimately alike."""

from dataclasses import replace

import pytest

from tests.verifier.dossiers import build_dossier
from verifier.engine import compare_dossiers
from verifier.models import Dossier, Finding, Outcome
from verifier.ruleset import load_ruleset

RULESET = load_ruleset("xuchang-2020-154")
ONE, OTHER = "许昌文峰企业服务有限公司", "长葛金桥技术服务有限公司"
PLAN = [
    "年度运营计划",
    "一、围绕全市装备制造产业链组织四场供需对接活动，邀请龙头企业发布配套需求。",
    "二、与两所高校共建成果转化工作站，每季度发布一次可转让技术目录。",
    "三、为一百家小微企业提供免费的财税体检，形成问题清单并跟踪整改。",
]
CITING = [*PLAN, "根据许工信〔2020〕154号文件和《中华人民共和国中小企业促进法》第四十三条要求，制定本计划。"]
REWRAPPED = [PLAN[0], PLAN[1][:18], PLAN[1][18:] + PLAN[2][:9], PLAN[2][9:], *PLAN[3:]]
NOTICE = [
    "许昌市工业和信息化局文件",
    "许工信〔2026〕15号",
    "关于组织申报2026年度许昌市中小企业公共服务示范平台的通知",
    "各县（市、区）工业和信息化主管部门：现组织开展示范平台申报工作，请按要求于三月底前报送申报材料一式三份。",
    "申报单位对材料的真实性负责，逾期不再受理。联系人及电话见附件。",
]
ARTICLES = [
    "第三条许昌市工业和信息化局负责示范平台的认定管理工作。",
    "各县（市、区）工业和信息化主管部门负责辖区内示范平台的推荐工作，协助进行认定管理。",
    "第四条示范平台的认定遵循自愿、公开、公平、公正原则。",
    "第五条市工业和信息化局对示范平台予以重点扶持，择优推荐申报国家、河南省中小企业公共服务示范平台。",
]
TERMS = [
    "第五条乙方应当按照约定的用途使用房屋，不得擅自改变房屋结构，不得转租、转借给他人。",
    "第六条甲方应当保证房屋的安全，并在接到乙方通知后三十日内进行维修，费用由甲方承担。",
    "第七条任何一方违约，应当向对方支付相当于年租金20%的违约金，并赔偿对方的损失。",
]
ROOMS = [
    "房屋租赁合同甲方许昌建业置业有限公司联系电话13803740001乙方{name}",
    "甲方将许昌市魏都区建安大道88号3号楼，建筑面积320平方米的房屋租给乙方使用，",
    "年租金36800元，押金12000元，于每年六月一日前一次付清，收款账号1708024009200.",
    "双方应当遵守本合同的约定，未尽事宜由双方协商解决，协商不成的向房屋所在地人民法院起诉。",
]
BALANCE = [
    "资产负债表编制单位{name}2025年12月31日单位元",
    "货币资金1,203,455.20应付账款334,120.00固定资产2,904,118.33累计折旧410,220.10",
    "资产总计4,107,573.53负债合计1,334,120.00所有者权益合计2,773,453.53",
    "法定代表人主管会计工作负责人会计机构负责人制表人复核人",
]


def _dossier(name: str, kind: str, lines: list[str], look: str = "") -> Dossier:
    built = build_dossier(
        [{"business_licence": {"name": name}}, {kind: {"_lines": [line.format(name=name) for line in lines]}}]
    )
    pages = tuple(replace(page, look=look if kind in page.file else "") for page in built.pages)
    files = tuple(replace(file, sha256=f"{name}/{file.name}") for file in built.files)
    return replace(built, id=name, files=files, pages=pages)


def _finding(*dossiers: Dossier) -> Finding:
    mine, theirs = (checks["d02-shared-document"].finding for checks in compare_dossiers(dossiers, RULESET))
    assert mine.outcome is theirs.outcome
    return mine


@pytest.mark.parametrize(
    ("kind", "mine", "theirs"),
    [
        pytest.param("plan", CITING, CITING, id="cites a regulation and a law"),
        pytest.param("management_rules", CITING, CITING, id="rules that cite"),
        pytest.param("other", CITING, CITING, id="another paper that cites"),
        pytest.param("plan", PLAN, REWRAPPED, id="broken into other lines"),
        pytest.param("narrative", ["{name}", *PLAN], ["{name}", *PLAN], id="names exchanged"),
        pytest.param(
            "narrative",
            [*PLAN[:3], "{name}" + PLAN[3]],
            [*PLAN[:3], "{name}" + PLAN[3]],
            id="names exchanged in a line",
        ),
        pytest.param("lease", ROOMS, ROOMS, id="a lease with the same figures"),
        pytest.param("audit_report", BALANCE, BALANCE, id="a balance sheet with the same figures"),
    ],
)
def test_a_copy_goes_to_a_person(kind: str, mine: list[str], theirs: list[str]) -> None:
    finding = _finding(_dossier(ONE, kind, mine), _dossier(OTHER, kind, theirs))
    assert finding.outcome is Outcome.REVIEW
    assert "几乎相同" in finding.message


def test_a_copy_set_in_another_way_looks_different_and_is_one() -> None:
    finding = _finding(
        _dossier(ONE, "plan", PLAN, look="00ff00ff00ff00ff"), _dossier(OTHER, "plan", PLAN, look="0f0f0f0f0f0f0f0f")
    )
    assert finding.outcome is Outcome.REVIEW


@pytest.mark.parametrize(
    ("kind", "mine", "theirs"),
    [
        pytest.param("other", NOTICE, NOTICE, id="the bureau's notice"),
        pytest.param("other", ARTICLES, ARTICLES, id="articles of the regulation"),
        pytest.param("lease", TERMS, TERMS, id="standard terms of a lease"),
        pytest.param(
            "other", ["兹证明{name}", *PLAN], ["兹证明{name}", *PLAN], id="a printed letter with each one's name"
        ),
        pytest.param(
            "lease",
            ROOMS,
            [line.replace("36800", "28500").replace("12000", "9500").replace("320", "210") for line in ROOMS],
            id="other rooms of one landlord",
        ),
        pytest.param(
            "audit_report",
            BALANCE,
            [line.replace("3", "6").replace("1,", "2,") if line[0] in "货资产" else line for line in BALANCE],
            id="the balance sheet of another year",
        ),
        pytest.param("plan", PLAN, [PLAN[0], *(line[::-1] for line in PLAN[1:])], id="another text under one title"),
    ],
)
def test_what_is_legitimately_alike_passes(kind: str, mine: list[str], theirs: list[str]) -> None:
    assert _finding(_dossier(ONE, kind, mine), _dossier(OTHER, kind, theirs)).outcome is Outcome.PASS


def test_a_form_of_another_look_is_another_one() -> None:
    finding = _finding(
        _dossier(ONE, "other", PLAN, look="00ff00ff00ff00ff"), _dossier(OTHER, "other", PLAN, look="0f0f0f0f0f0f0f0f")
    )
    assert finding.outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [pytest.param(CITING, Outcome.DISCREPANCY, id="cites"), pytest.param(NOTICE, Outcome.PASS, id="the notice itself")],
)
def test_the_same_file_is_a_discrepancy_unless_it_is_anybodys(lines: list[str], outcome: Outcome) -> None:
    mine, theirs = (
        replace(dossier, files=tuple(replace(file, sha256=file.name) for file in dossier.files[1:]))
        for dossier in (_dossier(ONE, "other", lines), _dossier(OTHER, "other", lines))
    )
    assert _finding(mine, theirs).outcome is outcome
