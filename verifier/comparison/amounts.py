"""Numbers written with more or fewer digits: whether they agree, and if not, what may have happened."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from extractors.values.areas import Area
from extractors.values.money import Amount
from extractors.values.shares import Share
from verifier.comparison.models import Comparison, Labels, Verdict

_NO_LABELS: Labels = ("", "")
# Beyond this share of the value a rounding says too little: 1亿元 is not confirmed by 6,000万元.
_MAX_ROUNDING = Decimal("0.02")
# Shares are rounded to whole per cents everywhere; 八成 is too coarse for 84%.
_MAX_SHARE_ROUNDING = Decimal("0.01")
# How closely a factor of ten must fit to be named as a likely slip.
_FACTOR_FIT = Decimal("0.001")
_FACTORS = (10, 100, 1000, 10_000, 100_000_000)
_TEN_THOUSAND = 10_000
_ROUGH = Decimal(100)  # sums written to 100 yuan or more coarsely are shown in 万元


class Agreement(Enum):
    """How two numbers of different exactness agree."""

    EXACT = "exact"
    ROUNDED = "rounded"  # within half of the coarser number's last digit
    TRUNCATED = "truncated"  # the coarser number leaves digits off
    RAISED = "raised"  # the coarser number is the next one up, beyond half: not by the usual rules
    COARSE = "coarse"  # rounded, but the coarser number has too few digits to confirm anything
    NONE = "none"


@dataclass(frozen=True, slots=True)
class _Number:
    """A number known to `quantum` (size of the last digit written), in words with and without its other unit."""

    value: Decimal
    quantum: Decimal
    short: str
    full: str


def agreement(
    left: Decimal, left_quantum: Decimal, right: Decimal, right_quantum: Decimal, limit: Decimal
) -> Agreement:
    """Say how two numbers agree, each known to its quantum; differences above `limit` are no roundings."""
    difference, quantum = abs(left - right), max(left_quantum, right_quantum)
    if difference == 0:
        return Agreement.EXACT
    if left_quantum == right_quantum or difference >= quantum or left * right < 0:
        return Agreement.NONE
    if difference > limit:
        return Agreement.COARSE
    if difference * 2 <= quantum:
        return Agreement.ROUNDED
    coarse, fine = (left, right) if left_quantum > right_quantum else (right, left)
    return Agreement.TRUNCATED if abs(coarse) < abs(fine) else Agreement.RAISED


def compare_amounts(left: Amount, right: Amount, labels: Labels = _NO_LABELS) -> Comparison:
    """Compare two sums of money, each as exact as it was written; `labels` stand before them in the explanation."""
    one, other = (
        _Number(amount.yuan, amount.quantum, label + _sum(amount), label + _both_units(amount))
        for label, amount in zip(labels, (left, right), strict=True)
    )
    off = f"相差{_plain(abs(left.yuan - right.yuan))}元"
    return _compare(one, other, _MAX_ROUNDING * max(abs(left.yuan), abs(right.yuan)), off)


def compare_shares(left: Share, right: Share, labels: Labels = _NO_LABELS) -> Comparison:
    """Compare two shares, each rounded as it was written (85% and 84.6%)."""
    texts = [f"{label}{_percent(share)}" for label, share in zip(labels, (left, right), strict=True)]
    one, other = (
        _Number(share.value, share.quantum, text, text) for share, text in zip((left, right), texts, strict=True)
    )
    off = f"相差{_plain(abs(left.value - right.value) * 100)}个百分点"
    return _compare(one, other, _MAX_SHARE_ROUNDING, off)


def compare_areas(left: Area, right: Area, labels: Labels = _NO_LABELS) -> Comparison:
    """Compare two areas, each as exact as it was written."""
    one, other = (
        _Number(size, Decimal(str(area.quantum)), f"{label}{_plain(size)}平方米", f"{label}{_plain(size)}平方米")
        for label, area in zip(labels, (left, right), strict=True)
        for size in [Decimal(str(area.square_metres))]
    )
    off = f"相差{_plain(abs(one.value - other.value))}平方米"
    return _compare(one, other, _MAX_ROUNDING * max(one.value, other.value), off)


def compare_counts(left: int, right: int, labels: Labels = _NO_LABELS) -> Comparison:
    """Compare two counts; they are the same only where they are equal."""
    one, other = (
        _Number(Decimal(count), Decimal(1), f"{label}{count}", f"{label}{count}")
        for label, count in zip(labels, (left, right), strict=True)
    )
    return _compare(one, other, Decimal(0), f"相差{abs(left - right)}")


def _compare(one: _Number, other: _Number, limit: Decimal, off: str) -> Comparison:
    """Put how two numbers agree into words."""
    found = agreement(one.value, one.quantum, other.value, other.quantum, limit)
    between = f"{one.full}与{other.full}"
    if found is Agreement.EXACT:
        text = f"{one.short}＝{other.short}，一致" if one.short != other.short else f"两处均为{one.short}，一致"
        return Comparison(Verdict.SAME, 1.0, text)
    slip = _slip(one, other) if found is Agreement.NONE else ""
    verdict, text = {
        Agreement.ROUNDED: (Verdict.SAME, f"{between}四舍五入后一致（{off}）"),
        Agreement.TRUNCATED: (Verdict.SAME, f"{between}舍去尾数后一致（{off}）"),
        Agreement.RAISED: (Verdict.UNSURE, f"{between}{off}，不足一个末位单位，但不是四舍五入"),
        Agreement.COARSE: (Verdict.UNSURE, f"{between}{off}；写得较粗的一处有效位数太少，不能据此认定一致"),
        Agreement.NONE: (Verdict.DIFFERENT, f"{between}不一致，{off}{'；' if slip else ''}{slip}"),
    }[found]
    return Comparison(verdict, _alike(one.value, other.value), text, ((one.short, other.short),))


def _slip(one: _Number, other: _Number) -> str:
    """Name the one mistake that would explain two different numbers, or ""."""
    small, large = sorted((abs(one.value), abs(other.value)))
    if small == large:
        return "正负号相反"
    quantum = max(one.quantum, other.quantum)
    for factor in _FACTORS:
        fits = abs(small * factor - large) <= (large * _FACTOR_FIT if one.quantum != other.quantum else 0)
        if small and fits:
            return f"相差{factor}倍，可能为单位或小数点错误"
    first, second = _digits(one.value, quantum), _digits(other.value, quantum)
    if first == second:  # as far as the coarser one is written
        return "正负号相反" if one.value * other.value < 0 else ""
    return _digit_slip(first, second)


def _digits(value: Decimal, quantum: Decimal) -> str:
    return str(int((abs(value) / quantum).to_integral_value(rounding=ROUND_HALF_UP)))


def _digit_slip(a: str, b: str) -> str:
    if len(a) == len(b) > 1:
        places = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
        first, last = places[0], places[-1] + 1
        if len(places) == 1:
            return f"仅一位数字不同（“{a[first]}”与“{b[first]}”），可能是录入或识别错误"
        if last - first == 2 and a[first:last] == b[first:last][::-1]:
            return f"相邻两位数字颠倒（“{a[first:last]}”与“{b[first:last]}”），可能是录入错误"
        return ""
    short, long = sorted((a, b), key=len)
    lost = [digit for i, digit in enumerate(long) if long[:i] + long[i + 1 :] == short]
    return f"一处少一位数字“{lost[0]}”，可能是漏写或漏识" if lost and len(short) > 1 else ""


def _alike(left: Decimal, right: Decimal) -> float:
    largest = max(abs(left), abs(right))
    return 1.0 if not largest else max(0.0, float(1 - abs(left - right) / largest))


def _plain(number: Decimal) -> str:
    """Thousands grouped, without superfluous zeros behind the point."""
    whole = f"{number:,f}"
    return whole.rstrip("0").rstrip(".") if "." in whole else whole


def _sum(amount: Amount) -> str:
    """A sum as it was written: 512.34万元, 5,123,400.00元."""
    if amount.quantum >= _ROUGH:
        places = max(0, 4 - amount.quantum.adjusted())
        return f"{amount.yuan / _TEN_THOUSAND:,.{places}f}万元"
    places = max(0, -amount.quantum.adjusted())
    return f"{amount.yuan:,.{places}f}元"


def _both_units(amount: Amount) -> str:
    written = _sum(amount)
    other = f"{_plain(amount.yuan)}元" if written.endswith("万元") else f"{_plain(amount.yuan / _TEN_THOUSAND)}万元"
    return f"{written}（{other}）"


def _percent(share: Share) -> str:
    places = max(0, -share.quantum.adjusted() - 2)
    return f"{share.value * 100:.{places}f}%"
