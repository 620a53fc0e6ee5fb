from datetime import date

import pytest

from extractors.kinds import qualification
from extractors.models import LONG_TERM, Field
from tests.extractors.pages import Row, grid_of, page_of


def _read(rows: list[Row], *, seals: tuple[str, ...] = ()) -> dict[str, Field]:
    return {field.path: field for field in qualification.extract([page_of(rows, seals=seals)])}


def _certificate(*, term: str = "有效期至：2027年8月1日", issuer: str = "发证机关：临河县教育局") -> list[Row]:
    return [
        (0.15, (0.3, "劳务派遣经营许可证", 2.2)),
        (0.30, (0.15, "许可证编号：LH-2022-0815")),
        (0.34, (0.15, "单位名称：临河云桥服务有限公司")),
        (0.38, (0.15, "住所：临河县和平路7号")),
        (0.42, (0.15, term)),
        (0.75, (0.5, issuer)),
        (0.79, (0.5, "发证日期：2022年8月2日")),
    ]


def test_a_certificate() -> None:
    assert {path: field.value for path, field in _read(_certificate()).items()} == {
        "title": "劳务派遣经营许可证",
        "number": "LH-2022-0815",
        "holder": "临河云桥服务有限公司",
        "issuer": "临河县教育局",
        "valid_to": date(2027, 8, 1),
        "issued_on": date(2022, 8, 2),
    }


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ("有效期限：2022年8月2日至2027年8月1日", date(2027, 8, 1)),
        ("有效期：自2022年08月02日至2027年08月01日", date(2027, 8, 1)),
        ("有 效 期：2022.08.02 至 2027.08.01", date(2027, 8, 1)),
        ("有效期至：长期", LONG_TERM),
        ("有效期限：长期有效", LONG_TERM),
        ("有效期：五年", None),
    ],
)
def test_validity_as_certificates_write_it(term: str, value: object) -> None:
    assert _read(_certificate(term=term))["valid_to"].value == value


def test_an_authority_cut_short_is_doubtful() -> None:
    assert _read(_certificate(issuer="发证机关：临河县人力资源和社会保"))["issuer"].doubtful
    assert not _read(_certificate())["issuer"].doubtful


def test_a_title_over_two_lines() -> None:
    rows: list[Row] = [
        (0.12, (0.3, "检验检测机构", 2.2)),
        (0.16, (0.27, "资质认定证书", 2.2)),
        *_certificate()[1:],
    ]
    assert _read(rows)["title"].value == "检验检测机构资质认定证书"


def test_the_record_of_a_website() -> None:
    rows: list[Row] = [
        (0.06, (0.2, "ICP/IP地址/域名信息备案管理系统", 1.6)),
        (0.14, (0.08, "ICP备案/许可证号"), (0.4, "临ICP备2020000777号")),
        (0.17, (0.08, "主办单位名称"), (0.4, "临河云桥服务有限公司")),
        (0.20, (0.08, "审核通过日期"), (0.4, "2020-05-06")),
        (0.29, (0.08, "ICP备案/许可证号"), (0.4, "临ICP备2020000777号-2")),
        (0.32, (0.08, "网站域名"), (0.4, "example.cn")),
    ]
    grids = [grid_of([0.07, 0.38, 0.93], [0.135, 0.165, 0.195, 0.225])]
    fields = {field.path: field.value for field in qualification.extract([page_of(rows, grids=grids)])}
    assert fields["number"] == "临ICP备2020000777号-2"
    assert fields["holder"] == "临河云桥服务有限公司"


def test_a_page_without_anything_has_no_fields() -> None:
    assert qualification.extract([page_of([])]) == []
