import pytest

from extractors.kinds import staff
from extractors.models import Field
from tests.extractors.pages import table_page

COLUMNS = [0.05, 0.12, 0.26, 0.36, 0.5, 0.68, 0.8]
HEAD = ["序号", "姓名", "周岁", "文化程度", "毕业院校", "专业技术职务", "分管工作"]


def _read(people: list[tuple[str, str]], *, ruled: bool = True, head: list[str] | None = None) -> dict[str, Field]:
    names = ["闻人杰", "诸葛青", "白露", "晏清", "温如玉", "祝英", "柏松", "池月"]
    rows = [
        [str(number), name, "36", education, "开封大学", title, "内勤"]
        for number, (name, (education, title)) in enumerate(zip(names, people, strict=False), 1)
    ]
    page = table_page(COLUMNS, [head or HEAD, *rows], ruled=ruled)
    return {field.path: field for field in staff.extract([page], "staff_list")}


@pytest.mark.parametrize("ruled", [True, False])
def test_both_readings_of_the_rule_are_counted(*, ruled: bool) -> None:
    fields = _read([("本科", "工程师"), ("大专", "无"), ("高中", "会计师"), ("中专", "助理工程师")], ruled=ruled)
    assert (fields["count"].value, fields["count"].doubtful) == (4, False)
    assert (fields["qualified_count"].value, fields["qualified_share"].value) == (3, 0.75)
    assert (fields["qualified_both_count"].value, fields["qualified_both_share"].value) == (1, 0.25)
    assert not fields["qualified_count"].doubtful


def test_who_cannot_be_judged_makes_the_count_doubtful_and_is_named() -> None:
    fields = _read([("本科", "工程师"), ("函授", "技师"), ("大专", "律师")])
    assert (fields["qualified_count"].value, fields["qualified_count"].doubtful) == (2, True)
    assert "第2行" in fields["qualified_count"].note
    assert "第2、3行" in fields["qualified_both_count"].note
    assert not fields["count"].doubtful


def test_what_the_other_column_decides_needs_no_judgement() -> None:
    fields = _read([("函授", "高级讲师"), ("硕士", "技师")])
    assert (fields["qualified_count"].value, fields["qualified_count"].doubtful) == (2, False)


def test_a_list_without_titles_says_so() -> None:
    fields = _read([("本科", "x"), ("大专", "y")], head=[*HEAD[:5], "爱好", "分管工作"])
    assert fields["qualified_count"].doubtful
    assert "没有职称一栏" in fields["qualified_count"].note


def test_a_count_that_its_numbers_vouch_for() -> None:
    assert _read([("本科", "无")] * 6)["count"].confirmed_by == ("serial-numbers",)


def test_evidence_of_a_count_is_its_first_and_last_row() -> None:
    count = _read([("本科", "无")] * 3)["count"]
    assert [place.text for place in count.evidence] == ["闻人杰", "白露"]
