import pytest
from hypothesis import given
from hypothesis import strategies as st

import tests.extractors.values  # noqa: F401 -- its Hypothesis profile has no deadline
from verifier.comparison.alignment import Edit, align, look_alike, similarity

TEXTS = st.text("许昌鼎诚城成未末己已巳有限公司0O1lI", max_size=14)


LOOK_ALIKES = (
    "己已 已巳 未末 人入 入八 日曰 土士 千干 干于 0O O〇 1l 1I 8B 5S 2Z 慧惠 诚城 末木 大太 太犬 王玉 天夭 免兔 乌鸟"
    " 住佳 晖辉 杨扬 技枝 "
    "科料 戊戌 戌戍 管营 园圆 宜宣 候侯 佘余 折拆 治冶 栗粟 博搏 检捡 陈阵 东车 建健 设没 今令 市布 司可"
)
UNLIKE = "丽莉 诚信 张李 鼎恒 魏建 东西 南北 88 12 38 路街 号楼 公司 有无 甲乙 A0"


@pytest.mark.parametrize("pair", LOOK_ALIKES.split())
def test_look_alikes(pair: str) -> None:
    assert look_alike(pair[0], pair[1])
    assert look_alike(pair[1], pair[0])


@pytest.mark.parametrize("pair", UNLIKE.split())
def test_unlike_characters(pair: str) -> None:
    assert not look_alike(pair[0], pair[1])


def test_the_table_is_large_and_symmetric() -> None:
    from verifier.comparison.alignment import _look_alikes

    table = _look_alikes()
    assert len(table) > 1000
    assert all(character not in others for character, others in table.items())
    assert all(character in table[other] for character, others in table.items() for other in others)


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [
        ("许昌", "许昌", []),
        ("鼎诚", "鼎城", [Edit("诚", "城", 1, 1, look_alike=True)]),
        ("鼎诚", "鼎信", [Edit("诚", "信", 1, 1, look_alike=False)]),
        ("许昌市鼎诚", "许昌鼎诚", [Edit("市", "", 2, 2, look_alike=False)]),
        ("鼎诚", "鼎诚有限", [Edit("", "有限", 2, 2, look_alike=False)]),
        ("未诚", "末信", [Edit("未", "末", 0, 0, look_alike=True), Edit("诚", "信", 1, 1, look_alike=False)]),
    ],
)
def test_alignment(left: str, right: str, edits: list[Edit]) -> None:
    assert align(left, right) == edits


@given(TEXTS, TEXTS)
def test_edits_turn_one_text_into_the_other(left: str, right: str) -> None:
    result, position = "", 0
    for edit in align(left, right):
        assert left[edit.left_at : edit.left_at + len(edit.left)] == edit.left
        assert right[edit.right_at : edit.right_at + len(edit.right)] == edit.right
        result += left[position : edit.left_at] + edit.right
        position = edit.left_at + len(edit.left)
    assert result + left[position:] == right


@given(TEXTS, TEXTS)
def test_alignment_is_symmetric(left: str, right: str) -> None:
    assert align(right, left) == [edit.mirrored() for edit in align(left, right)]
    assert similarity(left, right) == similarity(right, left)


@given(TEXTS)
def test_a_text_is_like_itself(text: str) -> None:
    assert align(text, text) == []
    assert similarity(text, text) == 1


def test_very_long_texts_are_not_aligned() -> None:
    assert align("许" * 600, "昌" * 600) == [Edit("许" * 600, "昌" * 600, 0, 0, look_alike=False)]
