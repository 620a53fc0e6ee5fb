"""Names of organisations and persons: the same writing, a look-alike character, another name.

A registered name is exact: 河南许昌鼎诚有限公司 is not 许昌鼎诚有限公司, and 有限 more or less is another company. Only
the way of writing (full and half width, brackets, spaces, capitals, quotes) and remarks behind a name (盖章) are let
pass. What OCR may have caused is `unsure`: the caller knows the confidences.
"""

import re

from extractors.values.companies import CompanyName, normalise_company, split_company
from extractors.values.divisions import PLACE_NAMES
from extractors.values.folding import fold
from extractors.values.persons import normalise_person
from verifier.comparison.alignment import Edit, align, similarity
from verifier.comparison.models import Comparison, Labels, Verdict, missing_value

_MASKS = "*某×"
_PLACES = re.compile(rf"(?:(?:{'|'.join(sorted(PLACE_NAMES, key=len, reverse=True))})[省市县区]?)+")
_SHOWN = 3  # differences named in one sentence


def compare_names(left: str, right: str, labels: Labels = ("前者", "后者")) -> Comparison:
    """Compare two names of organisations, as read; `labels` name the two sides in the explanation."""
    a, b = normalise_company(left), normalise_company(right)
    missing = missing_value(a, b, labels)
    if missing:
        return missing
    if a == b:
        return Comparison(Verdict.SAME, 1.0, f"两处名称一致{_writing(left, right)}")
    if a.casefold() == b.casefold():
        return Comparison(Verdict.SAME, 1.0, "两处名称一致（字母大小写不同）")
    if _without_brackets(a) == _without_brackets(b):
        return Comparison(
            Verdict.UNSURE, similarity(a, b), "两处名称文字相同，但括号有无或位置不同", _fragments(align(a, b))
        )
    cut = _compare_cut(a, b, labels) or _compare_beheaded(a, b, labels)
    return _compare_branches(a, b, labels) or cut or _compare_characters(a, b, "名称", labels)


def compare_persons(left: str, right: str, labels: Labels = ("前者", "后者")) -> Comparison:
    """Compare two names of persons, as read; a masked name (张*) can at most be `unsure`."""
    a, b = normalise_person(left), normalise_person(right)
    missing = missing_value(a, b, labels)
    if missing:
        return missing
    if a == b and not set(a) & set(_MASKS):
        note = "（空格不同）" if left.strip() != right.strip() and fold(left) == fold(right) else ""
        return Comparison(Verdict.SAME, 1.0, f"两处姓名一致{note}")
    if a.replace("·", "").casefold() == b.replace("·", "").casefold() and not set(a + b) & set(_MASKS):
        return Comparison(Verdict.SAME, 1.0, "两处姓名一致（间隔号或字母大小写写法不同）")
    if set(a + b) & set(_MASKS):
        return _compare_masked(a, b)
    return _compare_characters(a, b, "姓名", labels)


def _writing(left: str, right: str) -> str:
    """Say in what two writings of one name differ, or "" where they do not."""
    if left == right:
        return ""
    tight_left, tight_right = "".join(left.split()), "".join(right.split())
    if tight_left == tight_right:
        return "（空格不同）"
    if fold(left) == fold(right):
        brackets = any(mark in left + right for mark in "（）()")
        return "（括号全角、半角写法不同）" if brackets else "（全角、半角写法不同）"
    return "（标点、标签或“盖章”等附注不同）"


def _without_brackets(name: str) -> str:
    return name.replace("(", "").replace(")", "").casefold()


def _compare_branches(a: str, b: str, labels: Labels) -> Comparison | None:
    """One company and its branch, or two branches of one company; None for anything else."""
    one, other = split_company(a), split_company(b)
    if one.company.casefold() != other.company.casefold() or not (one.branch or other.branch):
        return None
    alike = similarity(a, b)
    if one.branch and other.branch:
        edits = align(one.branch, other.branch)
        if all(edit.look_alike for edit in edits):
            return None  # the branch may be misread: judged by characters
        text = f"两处为同一公司的不同分支机构：“{one.branch}”与“{other.branch}”"
        return Comparison(Verdict.DIFFERENT, alike, text, ((one.branch, other.branch),))
    side = labels[0] if one.branch else labels[1]
    text = f"{side}是分支机构（多出“{one.branch or other.branch}”），与公司本身不是同一主体"
    return Comparison(Verdict.DIFFERENT, alike, text, ((one.branch, other.branch),))


def _compare_cut(a: str, b: str, labels: Labels) -> Comparison | None:
    """A name that breaks off before its legal form: cut at the end of a line, or a short form."""
    short, long = (a, b) if len(a) < len(b) else (b, a)
    parts: CompanyName = split_company(long)
    if not long.startswith(short) or split_company(short).form or not parts.form or len(short) < 2:
        return None
    rest = long[len(short) :]
    shorter, longer = labels if short == a else labels[::-1]
    text = f"{longer}多出“{rest}”，{shorter}可能未读全或为简称"
    return Comparison(Verdict.UNSURE, similarity(a, b), text, (("", rest) if short == a else (rest, ""),))


def _compare_beheaded(a: str, b: str, labels: Labels) -> Comparison | None:
    """A name that begins within another: a stamp or the paper's edge hides what stands before it.

    Names that differ by places in front (河南许昌鼎诚, 鼎诚) are those of two companies.
    """
    short, long = (a, b) if len(a) < len(b) else (b, a)
    head = long[: len(long) - len(short)]
    if not long.endswith(short) or not split_company(short).form or _PLACES.fullmatch(head):
        return None
    shorter, longer = labels if short == a else labels[::-1]
    text = f"{longer}前面多出“{head}”，{shorter}可能未读全"
    return Comparison(Verdict.UNSURE, similarity(a, b), text, (("", head) if short == a else (head, ""),))


def _compare_masked(a: str, b: str) -> Comparison:
    fits = len(a) == len(b) and all(x == y or x in _MASKS or y in _MASKS for x, y in zip(a, b, strict=True))
    if fits:
        return Comparison(Verdict.UNSURE, similarity(a, b), "姓名有一部分被遮盖，可见部分相同", ((a, b),))
    return Comparison(Verdict.DIFFERENT, similarity(a, b), f"姓名不同：“{a}”与“{b}”", ((a, b),))


def _compare_characters(a: str, b: str, what: str, labels: Labels) -> Comparison:
    edits = align(a, b)
    fragments = _fragments(edits)
    named = "，".join(_describe(edit, labels) for edit in edits[:_SHOWN])
    more = f"等{len(edits)}处" if len(edits) > _SHOWN else ""
    if all(edit.look_alike for edit in edits):
        text = f"两处{what}仅字形相近的字不同，可能是识别错误：{named}{more}"
        return Comparison(Verdict.UNSURE, similarity(a, b), text, fragments)
    alike = similarity(a, b)
    # Where most is different, a list of characters tells a reviewer nothing.
    text = f"两处{what}不一致：{named}{more}" if alike >= 0.5 else f"两处{what}不同：“{a}”与“{b}”"
    return Comparison(Verdict.DIFFERENT, alike, text, fragments)


def _describe(edit: Edit, labels: Labels) -> str:
    if edit.left and edit.right:
        return (
            f"第{edit.left_at + 1}字起“{edit.left}”与“{edit.right}”"
            if len(edit.left) > 1
            else (f"第{edit.left_at + 1}字“{edit.left}”与“{edit.right}”")
        )
    side = labels[0] if edit.left else labels[1]
    return f"{side}多出“{edit.left or edit.right}”"


def _fragments(edits: list[Edit]) -> tuple[tuple[str, str], ...]:
    return tuple((edit.left, edit.right) for edit in edits)
