import pytest

from extractors.kinds import staff
from extractors.models import Field
from tests.extractors.pages import table_page

COLUMNS = [0.05, 0.12, 0.26, 0.36, 0.5, 0.68, 0.8]
HEAD = ["序号", "姓名", "年龄", "学历", "毕业院校", "职称", "职务"]
ROWS = [
    ["1", "韩雪梅", "41", "硕士", "郑州大学", "高级工程师", "主任"],
    ["2", "赵启明", "35岁", "本科", "许昌学院", "工程师", "技术员"],
    ["3", "苏 岚", "", "大专", "", "／", "会计"],
    ["", "", "", "", "", "", ""],
]


def _read(*, ruled: bool) -> dict[str, Field]:
    page = table_page(COLUMNS, [HEAD, *ROWS], ruled=ruled)
    return {field.path: field for field in staff.extract([page], "staff_list")}


@pytest.mark.parametrize("ruled", [True, False])
def test_people_row_by_row(*, ruled: bool) -> None:
    fields = _read(ruled=ruled)
    assert {path: fields[path].value for path in fields if path.startswith("rows[0]")} == {
        "rows[0].name": "韩雪梅",
        "rows[0].age": 41,
        "rows[0].education": "硕士",
        "rows[0].school": "郑州大学",
        "rows[0].title": "高级工程师",
        "rows[0].duty": "主任",
    }
    assert fields["rows[1].age"].value == 35
    assert fields["rows[2].name"].value == "苏岚"
    assert "rows[2].title" not in fields
    assert fields["count"].value == 3


def test_a_page_without_people_has_no_count() -> None:
    assert staff.extract([table_page(COLUMNS, [HEAD, ROWS[3]])], "staff_roster") == []
