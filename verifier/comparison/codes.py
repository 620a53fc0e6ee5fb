"""Credit codes and dates: exact values of which single characters may be misread."""

from datetime import date

from extractors.values.credit_codes import LENGTH, fault
from extractors.values.folding import fold
from verifier.comparison.alignment import Edit, align, similarity
from verifier.comparison.models import Comparison, Labels, Verdict, missing_value


def compare_credit_codes(left: str, right: str, labels: Labels = ("前者", "后者")) -> Comparison:
    """Compare two unified social credit codes as read.

    Two valid codes that differ are two codes: no single misreading leads from one to the other. Where one is not
    valid and only look-alikes, or one lost character, are between them, a misreading is possible: `unsure`.
    """
    a, b = (fold(text).replace("-", "").upper() for text in (left, right))
    missing = missing_value(a, b, labels)
    if missing:
        return missing
    if a == b:
        return _equal(a)
    edits, alike = align(a, b), similarity(a, b)
    fragments = tuple((edit.left, edit.right) for edit in edits)
    faults = [(label, fault(code)) for label, code in zip(labels, (a, b), strict=True)]
    wrong = [f"{label}不合校验规则：{problem}" for label, problem in faults if problem]
    named = "，".join(_describe(edit, labels) for edit in edits[:4])
    if wrong and _may_be_misread(a, b, edits):
        text = f"两处统一社会信用代码{named}，可能是识别错误（{'；'.join(wrong)}）"
        return Comparison(Verdict.UNSURE, alike, text, fragments)
    both_valid = "；两个代码均能通过校验，是两个不同的代码" if not wrong else f"；{'；'.join(wrong)}"
    return Comparison(Verdict.DIFFERENT, alike, f"两处统一社会信用代码不一致：{named}{both_valid}", fragments)


def compare_dates(left: date, right: date, labels: Labels = ("", "")) -> Comparison:
    """Compare two days; the explanation names a year, month or day that alone differs, or month and day exchanged."""
    a, b = (f"{label}{day.year}年{day.month}月{day.day}日" for label, day in zip(labels, (left, right), strict=True))
    if left == right:
        return Comparison(Verdict.SAME, 1.0, f"两处日期一致，均为{left.year}年{left.month}月{left.day}日")
    days = abs((left - right).days)
    changed = [name for name in ("year", "month", "day") if getattr(left, name) != getattr(right, name)]
    hint = ""
    if changed == ["month", "day"] and (left.month, left.day) == (right.day, right.month):
        hint = "；月与日颠倒，可能是录入错误"
    elif len(changed) == 1:
        hint = f"；仅{ {'year': '年份', 'month': '月份', 'day': '日'}[changed[0]] }不同"
    alike = max(0.0, 1 - days / 365)
    return Comparison(
        Verdict.DIFFERENT, alike, f"{a}与{b}不一致，相差{days}天{hint}", ((left.isoformat(), right.isoformat()),)
    )


def _equal(code: str) -> Comparison:
    problem = fault(code)
    note = f"（但{problem}）" if problem else ""
    return Comparison(Verdict.SAME, 1.0, f"两处统一社会信用代码一致{note}")


def _may_be_misread(a: str, b: str, edits: list[Edit]) -> bool:
    if len(a) == len(b):
        return all(edit.look_alike for edit in edits)
    lost = len(edits) == 1 and abs(len(a) - len(b)) == 1
    return lost and LENGTH in {len(a), len(b)}


def _describe(edit: Edit, labels: Labels) -> str:
    if edit.left and edit.right:
        return f"第{edit.left_at + 1}位“{edit.left}”与“{edit.right}”不同"
    side = labels[0] if edit.left else labels[1]
    at = edit.left_at if edit.left else edit.right_at
    return f"{side}第{at + 1}位多出“{edit.left or edit.right}”"
