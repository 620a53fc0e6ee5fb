"""Which audit opinion a report gives (CSA 1501, 1502, 1503; 1324 for doubts about going concern)."""

import re

from extractors.layout.passages import Passage

UNQUALIFIED = "标准无保留意见"
EMPHASIS = "带强调事项段的无保留意见"
QUALIFIED = "保留意见"
ADVERSE = "否定意见"
DISCLAIMER = "无法表示意见"
GOING_CONCERN = "带持续经营重大不确定性段落的无保留意见"
OPINIONS = (UNQUALIFIED, EMPHASIS, GOING_CONCERN, QUALIFIED, ADVERSE, DISCLAIMER)

# From the gravest to the lightest: the wording of a graver opinion may contain that of a lighter one.
_WORDINGS = (
    (
        DISCLAIMER,
        re.compile(r"无法表示(审计)?意见|不对.{0,40}发表(审计)?意见|无法(获取|对).{0,60}发表(审计)?意见的基础"),
    ),
    (ADVERSE, re.compile(r"(?<!无)否定意见|(没有|未能?)在所有重大方面.{0,60}公允反映")),
    (
        QUALIFIED,
        re.compile(
            r"形成保留意见的基础|(?<!无)保留意见(?!的?审计报告)|除.{0,60}(可能)?产生的影响外|除.{0,40}所述.{0,30}影响外"
        ),
    ),
    (GOING_CONCERN, re.compile(r"与持续经营(?:能力)?(?:相关|有关)的重大不确定性")),
    (EMPHASIS, re.compile(r"强调事项|提醒(财务报表使用者|报表使用者).{0,6}关注")),
)
_FAIR = re.compile(r"我们认为.{0,120}(在所有重大方面.{0,80})?公允(地)?反映")


def find_opinion(passage: Passage) -> tuple[str, Passage] | None:
    """The opinion given on the opinion pages (one compact passage), with the words that give it; None without any."""
    for opinion, wording in _WORDINGS:
        match = wording.search(passage.text)
        if match is not None:
            return opinion, passage.group(match)
    match = _FAIR.search(passage.text)
    return (UNQUALIFIED, passage.group(match)) if match is not None else None
