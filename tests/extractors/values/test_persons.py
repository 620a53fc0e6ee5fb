import pytest

from extractors.values.persons import is_plausible_person, normalise_person


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张三", "张三"),
        ("张 三", "张三"),
        ("张　　三", "张三"),
        ("法定代表人：张 三", "张三"),
        ("法定代表人（签字）：张三", "张三"),
        ("张三（签字）", "张三"),
        ("张三____", "张三"),
        ("张三先生", "张三"),
        ("欧阳小明", "欧阳小明"),
        ("张李明月", "张李明月"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("亓官明", "亓官明"),
        ("姓名：妫三", "妫三"),  # a surname that is not listed
    ],
)
def test_names_are_read(text: str, name: str) -> None:
    assert normalise_person(text) == name


@pytest.mark.parametrize(
    "text", ["法定代表人", "签字", "张", "王总经理", "张三李四王五", "123", "许昌鼎诚企业服务有限公司", "张3"]
)
def test_other_words_are_no_names(text: str) -> None:
    assert not is_plausible_person(text)


@pytest.mark.parametrize(
    ("text", "plausible"),
    [
        ("李四", True),
        ("诸葛小亮", True),
        ("上官云", True),
        ("阿依古丽·买买提", True),
        ("妫三", False),
        ("有限公司", False),
        ("李四五六", False),
    ],
)
def test_plausibility(text: str, plausible: bool) -> None:
    assert is_plausible_person(text) is plausible
