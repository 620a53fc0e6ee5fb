"""What pydantic finds wrong, said in Chinese."""

from collections.abc import Mapping
from typing import Any

_WORDS = {
    "missing": "缺少此项。",
    "json_invalid": "不是有效的JSON。",
    "string_too_short": "至少{min_length}个字符。",
    "string_too_long": "最多{max_length}个字符。",
    "string_pattern_mismatch": "格式不符合要求。",
    "string_type": "应为文字。",
    "greater_than_equal": "不能小于{ge}。",
    "less_than_equal": "不能大于{le}。",
    "greater_than": "应大于{gt}。",
    "less_than": "应小于{lt}。",
    "int_parsing": "应为整数。",
    "int_type": "应为整数。",
    "bool_parsing": "应为true或false。",
    "bool_type": "应为true或false。",
    "date_from_datetime_parsing": "应为日期，写作YYYY-MM-DD，如2026-03-10。",
    "date_parsing": "应为日期，写作YYYY-MM-DD，如2026-03-10。",
    "datetime_from_date_parsing": "应为时间，如2026-03-10T08:00:00Z。",
    "datetime_parsing": "应为时间，如2026-03-10T08:00:00Z。",
    "timezone_aware": "时间应带时区，如2026-03-10T08:00:00Z。",
    "enum": "可用的值：{expected}。",
    "literal_error": "可用的值：{expected}。",
    "extra_forbidden": "不认识这一项。",
    "list_type": "应为列表。",
    "model_attributes_type": "应为JSON对象。",
    "too_short": "至少{min_length}项。",
    "too_long": "最多{max_length}项。",
    "url_parsing": "不是有效的网址。",
    "url_scheme": "网址应以{expected_schemes}开头。",
    "url_type": "应为网址。",
    "uuid_parsing": "编号的格式不对。",
    "finite_number": "应为有限的数。",
    "repeated": "同一份材料写了两次，请删去多余的。",
    "unknown_ruleset": "没有这一规则集，可用的规则集：{known}。",
    "ground_unclear": "请给出trial；不经试用的，请给出without_trial和reason，不给trial。",
    "unknown_kind": "没有这一材料类别，请使用报告中materials所列的类别。",
}
_OTHER = "取值不符合要求，请对照接口文档/openapi.json。"


def words_for(kind: str, context: Mapping[str, Any]) -> str:
    """The sentence for one kind of pydantic's errors, its bounds filled in."""
    return _WORDS.get(kind, _OTHER).format_map(_Bounds(context)).replace(" or ", "或").replace("'", "")


class _Bounds(dict[str, Any]):
    def __missing__(self, _key: str) -> str:
        return "规定的范围"
