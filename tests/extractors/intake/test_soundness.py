from __future__ import annotations

import pytest

from extractors.geometry import polygon_of
from extractors.intake.content import HiddenLine, HiddenReason, TextLayer
from extractors.intake.soundness import soundness
from extractors.models import Line, TextSource

ORDINARY = "许昌市中小企业公共服务示范平台申请表，注册资本五百万元，法定代表人签字，联系电话0374-2960000。"


def line(text: str) -> Line:
    return Line(text, polygon_of((0.1, 0.1, 0.9, 0.2)), 1.0, TextSource.TEXT_LAYER)


def layer(*texts: str, garbled: tuple[str, ...] = (), hidden: tuple[str, ...] = ()) -> TextLayer:
    return TextLayer(
        lines=tuple(map(line, texts)),
        garbled=tuple(map(line, garbled)),
        hidden=tuple(HiddenLine(line(text), HiddenReason.INVISIBLE) for text in hidden),
    )


@pytest.mark.parametrize(
    "text",
    [
        ORDINARY,
        "Xuchang Service Platform Co., Ltd. Audit Report 2025",
        "資產負債表　許昌市企業服務有限公司　營業執照　統一社會信用代碼　註冊資本　法定代表人　經營範圍",
        "1,234.56 -2,000.00 98.7% ①②③ √ □ ☑ ㎡ Ⅱ α β",
        "龘龑䶮",  # a rare name is no broken font
        "合 计",
        "Café Zoë",
    ],
)
def test_ordinary_text_is_usable(text: str) -> None:
    assert soundness(layer(text)).usable


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (layer(hidden=(ORDINARY,)), "看得见"),
        (layer(garbled=("\ufffd\ufffd",)), "乱码"),
        (layer("许昌市", garbled=("\ufffd" * 5,)), "乱码"),
        (layer("(cid:123)(cid:44)"), "字形编号"),
        (layer("ÐíÉÐêÊÐÖÐÐ¡ÆóÒµ¹«¹²·þÎñÊ¾·¶Æ½Ì¨"), "编码错误"),
        (layer("".join(chr(0x9000 + 7 * i) for i in range(60))), "错位"),
        (layer("的" * 40), "相同"),
    ],
)
def test_broken_text_is_not_usable_and_says_why(broken: TextLayer, reason: str) -> None:
    verdict = soundness(broken)
    assert not verdict.usable
    assert reason in verdict.reason


def test_a_few_garbled_lines_do_not_spoil_the_others() -> None:
    assert soundness(layer(ORDINARY, ORDINARY, garbled=("\ufffd上门拜访",))).usable


def test_gb2312_mojibake_of_a_real_sentence_is_caught() -> None:
    assert not soundness(layer(ORDINARY.encode("gb18030").decode("latin-1"))).usable
