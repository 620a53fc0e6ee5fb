import pytest

from extractors.kinds.staff_ladders import has_degree, has_title


@pytest.mark.parametrize(
    "text",
    [
        "大专",
        "大学专科",
        "专科",
        "高职高专",
        "本科",
        "大学",
        "大学本科",
        "工学学士",
        "研究生",
        "硕士",
        "在职硕士",
        "博士",
        "MBA",
        "大传",  # misread, and no word of this build is below 大专
        "硕土",
        "松科",
    ],
)
def test_college_and_above(text: str) -> None:
    assert has_degree(text) is True


@pytest.mark.parametrize("text", ["中专", "高中", "职业高中", "技校", "初中", "大专肄业", "中等专业学校"])
def test_below_college(text: str) -> None:
    assert has_degree(text) is False


@pytest.mark.parametrize("text", ["", "函授", "电大"])
def test_education_that_is_not_known(text: str) -> None:
    assert has_degree(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "工程师", "中级工程师", "工程师（中级）", "高级工程师", "正高级工程师", "副高", "高工", "经济师", "会计师",
        "注册会计师", "统计师", "审计师", "讲师", "副教授", "教授", "助理研究员", "副研究员", "馆员", "农艺师",
        "政工师", "一级建造师", "中级", "工程师、二级建造师", "主治医师",
    ],
)  # fmt: skip
def test_middle_titles_and_above(text: str) -> None:
    assert has_title(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "助理工程师",
        "助理会计师",
        "初级会计师",
        "技术员",
        "助教",
        "会计员",
        "研究实习员",
        "助理馆员",
        "高级工",
        "",
        "无",
        "—",
        "/",
        "未评",
    ],
)
def test_titles_below_and_none(text: str) -> None:
    assert has_title(text) is False


@pytest.mark.parametrize("text", ["技师", "二级建造师", "律师", "部门经理"])
def test_titles_that_a_person_has_to_judge(text: str) -> None:
    assert has_title(text) is None
