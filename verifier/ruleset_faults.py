"""What is wrong with a ruleset, for whoever wrote it: each fault with line, column and the word that may be meant."""

import re
import types
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from verifier.checks import CHECKS
from verifier.errors import RulesetError
from verifier.ruleset_source import KEY, RulesetSource, Step, in_chinese

_VOCABULARIES = {
    "unknown_check": "未知的核验方式",
    "unknown_kind": "未知的材料类别",
    "unknown_field": "未知的字段",
    "unknown_rule": "checklist中没有对应规则的编号",
    "unknown_clause": "clauses中没有原文的条款",
    "unknown_function": "未知的服务功能",
    "unknown_measure": "未知的数据项",
    "undescribed_measure": "measures中没有说明的数据项",
    "unknown_type": "未知的平台类型",
    "unknown_opinion": "未知的审计意见类型",
}
_FAULTS = {
    "empty_pattern": "正则表达式“{word}”会匹配任何文字，核验将形同虚设",
    "relaxable_by_nothing": "relaxable没有依据：规则集未写relaxation",
    "no_rules": "规则集没有任何规则，会使所有材料通过",
    "ends_before_it_begins": "effective_until早于effective_from",
    "asks_for_nothing": "未写明要核验什么：{word}至少写一项",
    "string_pattern_mismatch": "“{name}”只能由字母、数字、“-”“_”“.”组成，写的是“{input}”",
    "recursion_loop": "“{name}”引用了自身",
    "greater_than": "“{name}”应大于{gt}，写的是{input}",
    "greater_than_equal": "“{name}”不能小于{ge}，写的是{input}",
    "less_than": "“{name}”应小于{lt}，写的是{input}",
    "less_than_equal": "“{name}”不能大于{le}，写的是{input}",
    "nothing_here": "“{name}”不能为空",
    "too_short": "“{name}”不能为空",
    "string_too_short": "“{name}”不能为空",
}
_HELD = {
    "date": "日期",
    "share": "比例",
    "area": "面积",
    "amount": "金额",
    "count": "数量",
    "code": "统一社会信用代码",
    "text": "文字",
}
# What a value has to be, by the beginning of the error's code.
_SHAPES = {
    "int": "应为整数",
    "float": "应为数字（百分比写作小数，如0.8）",
    "decimal": "应为数字（金额以元为单位）",
    "finite": "应为数字",
    "bool": "应为true或false",
    "tuple": "应为列表，写作[甲, 乙]或每行一个“- ”",
    "list": "应为列表，写作[甲, 乙]或每行一个“- ”",
    "mapping": "应由“关键字: 值”组成",
    "dict": "应由“关键字: 值”组成",
    "model": "应由“关键字: 值”组成",
    "date": "应为日期，如2026-03-10",
}
_LISTED = 40  # words; more help nobody
_CLOSE = 0.6  # as difflib counts it: treshold, all_off, application_form.headcont


def ruleset_error(source: RulesetSource, error: ValidationError | None, model: type[BaseModel]) -> RulesetError | None:
    """One error that tells all faults in the order of the file; None where there is none."""
    faults = [(place, f"“{key}”重复，已写在{first}。") for place, key, first in source.repeated_keys()]
    for details in error.errors() if error is not None else ():
        location = details["loc"]
        of_key = details["type"] == "extra_forbidden"
        faults.append((source.place(location, of_key=of_key), _told(details, source, model)))
    lines = [f"{source.name} {place}：{message}" for place, message in sorted(set(faults))]
    if not lines:
        return None
    heading = [f"规则集“{source.name}”有{len(lines)}处错误："] if len(lines) > 1 else []
    return RulesetError("invalid-ruleset", "\n".join((*heading, *lines)))


def _told(details: ErrorDetails, source: RulesetSource, model: type[BaseModel]) -> str:
    """One fault as a sentence."""
    kind, location, context = details["type"], details["loc"], details.get("ctx", {})
    name = next((step for step in reversed(location) if isinstance(step, str) and step != KEY), "规则集")
    what = "参数" if {"with", "parameters"} & set(location[:-1]) else "关键字"
    if kind in _VOCABULARIES:
        told = f"{_VOCABULARIES[kind]}“{context['word']}”{_meant(context['word'], context['known'])}"
    elif kind == "unfit_kind":
        fitting = _listed(context["known"])
        told = f"“{context['word']}”没有本项核验要读取的字段（{context['fields']}）{fitting}"
    elif kind == "unfit_field":
        wanted = "、".join(_HELD[one] for one in context["wanted"])
        where = "表格中" if context["column"] else ""
        told = f"“{context['word']}”不是{where}填写{wanted}的字段{_listed(context['known'])}"
    elif kind == "bad_pattern":
        told = f"正则表达式“{context['word']}”有误{_in_pattern(context)}。"
    elif kind == "extra_forbidden":
        told = f"未知的{what}“{name}”{_meant(name, _known_keys(location, source.data, model))}"
    elif kind == "missing":
        told = f"缺少{what}“{name}”。"
    elif kind == "literal_error":
        word = "列表或映射" if _is_nested(details["input"]) else str(details["input"])
        told = f"“{name}”不能是“{word}”{_meant(word, _options(context['expected']))}"
    elif kind == "repeated":
        told = f"“{context['word']}”重复，已写在{source.place(context['first'])}。"
    elif kind in _FAULTS:
        told = _FAULTS[kind].format(**{"name": name, "input": details["input"], **context}) + "。"
    else:
        told = f"“{name}”{_shape(kind, details)}。"
    return told


def _meant(word: str, known: Sequence[str]) -> str:
    """The end of a sentence on a word that is not known."""
    close = get_close_matches(word, known, n=1, cutoff=_CLOSE)
    if close:
        return f"，是否为“{close[0]}”？"
    return _listed(known)


def _listed(known: Sequence[str]) -> str:
    return f"；可用的有：{'、'.join(known)}。" if 0 < len(known) <= _LISTED else "。"


def _in_pattern(context: Mapping[str, Any]) -> str:
    """What is wrong with a regular expression, and where."""
    place = "" if context["position"] is None else f"（第{context['position'] + 1}个字符处）"
    return f"{place}：{in_chinese('patterns', context['reason'])}"


def _options(expected: str) -> list[str]:
    """The words of pydantic's `'name', 'person' or 'code'`."""
    return re.findall(r"'([^']*)'", expected)


def _shape(kind: str, details: ErrorDetails) -> str:
    value = details["input"]
    written = (
        "没有内容" if value is None else f"写的是“{str(value)[:30]}”" if not _is_nested(value) else "写的是列表或映射"
    )
    if kind.startswith("string"):
        quoted = "" if value is None or _is_nested(value) else "，数字、日期、true等须加引号"
        return f"应为文字{quoted}；{written}"
    shape = next((shape for start, shape in _SHAPES.items() if kind.startswith(start)), "写法有误")
    return f"{shape}；{written}"


def _is_nested(value: object) -> bool:
    return isinstance(value, Mapping | list)


def _known_keys(location: tuple[Step, ...], data: Any, model: type[BaseModel]) -> list[str]:
    """The keys that there might be where an unknown one stands."""
    kind: Any = model
    for step in location[:-1]:
        kind = CHECKS[data["check"]].parameters if step == "with" else _inside(kind, step)
        data = data[step]
    return sorted(_keys(kind)) if _is_model(kind) else []


def _inside(kind: Any, step: Step) -> Any:
    """The type of an entry of a type."""
    if _is_model(kind):
        return _bare(_keys(kind)[str(step)])
    arguments = get_args(kind)
    return _bare(arguments[0] if isinstance(step, int) else arguments[-1])


def _bare(kind: Any) -> Any:
    """A type without what is said about it, and without None."""
    while get_origin(kind) in (Annotated, Union, types.UnionType):
        kind = next(argument for argument in get_args(kind) if argument is not type(None))
    return kind


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _keys(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}
