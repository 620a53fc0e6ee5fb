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
        "硕士在读",  # a bachelor
        "大专、本科在读",
        "大专（本科在读）",
        "高中，自考大专",
    ],
)
def test_college_and_above(text: str) -> None:
    assert has_degree(text) is True


@pytest.mark.parametrize("text", [
        "中专", "高中", "职业高中", "技校", "初中", "大专肄业", "中等专业学校", "中职", "高中及以下",
        "大专以下", "大专未毕业",
        "大专（在读）", "本科在读", "大学预科", "大学专科辍学", "在校大学生", "预科",
    ],
)  # fmt: skip
def test_below_college(text: str) -> None:
    assert has_degree(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "函授",
        "电大",
        "大学生村官",
        "本科以下",
        "大专及以下",
        "大学（高中）",
        "大专、在读",
        "相当于大专",
        "理科",
        "研究生结业",
    ],
)
def test_education_that_is_not_known(text: str) -> None:
    assert has_degree(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "工程师", "中级工程师", "工程师（中级）", "高级工程师", "正高级工程师", "副高", "高工", "经济师", "会计师",
        "注册会计师", "统计师", "审计师", "讲师", "副教授", "教授", "助理研究员", "副研究员", "馆员", "农艺师",
        "政工师", "一级建造师", "中级", "工程师、二级建造师", "主治医师",
        "高级", "中级职称", "高级职称", "工程师（高级）", "中级会计", "会计中级", "建筑工程类高级",
        "高级工艺美术师", "机电工程师",
        "高级教师", "总经理、经济师", "会计师、会计从业资格证", "模拟电路工程师", "咨询工程师", "信息系统项目管理师",
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
        "无职称",
        "中级工（电工）",
        "焊工（高级）",
        "高级工（数控）",
        "中级技工证",
        "拟评中级",
        "拟申报工程师",
        "准中级",
        "职称评定中（中级）",
        "待评工程师",
        "高级经理",
        "高级顾问",
        "高级主管",
        "高级秘书",
        "高级业务员",
        "部门经理",
    ],
)
def test_titles_below_and_none(text: str) -> None:
    assert has_title(text) is False


@pytest.mark.parametrize("text", [
        "技师", "高级技师", "二级建造师", "律师", "经理（工程师）", "工程师、申报中",
        "人力资源管理师三级", "心理咨询师", "健康管理师",
        "二级造价工程师", "销售工程师", "网络编辑", "客座教授", "高级物流师", "公示中",
    ],
)  # fmt: skip
def test_titles_that_a_person_has_to_judge(text: str) -> None:
    assert has_title(text) is None
