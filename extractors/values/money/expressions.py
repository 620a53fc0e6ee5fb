"""Where sums in figures stand in a text, and what belongs to each: sign, brackets, currency, unit, 约 and 余."""

import re
from dataclasses import dataclass, replace

from extractors.values.estimates import ESTIMATE_BEHIND, estimate_before
from extractors.values.figures import figure_runs, fold_figures
from extractors.values.folding import TracedText
from extractors.values.lexicon import any_of, load_words
from extractors.values.numerals import NUMERAL_CHARACTERS

_WORDS = load_words("money")
_LOOK_BACK = 24  # characters before a figure that can belong to it


# Behind a figure a currency belongs to it unless another sum follows: 360000元 人民币叁拾陆万元整.
_CURRENCY = rf"(?:(?:人民币|¥)(?! *[0-9(:大{NUMERAL_CHARACTERS}]))?"
_BEFORE = re.compile(r"(?:[-△▲负(¥ ]|人民币)*$")
_BEHIND = re.compile(
    rf" *(?P<close>\))? *(?P<about>{ESTIMATE_BEHIND})?"
    r" *(?P<scale>[百佰千仟])?(?P<large>万亿|[万萬亿億])? *(?P<about2>余|多)?"
    rf" *{_CURRENCY} *(?P<yuan>[元圆圓块])? *{_CURRENCY} *(?P<exact>[整正])? *(?P<close2>\))?"
    rf"(?P<minus>-(?![-0-9]))? *(?P<about3>{ESTIMATE_BEHIND})?(?P<per> *(?:/|每) *[^\W\d_]{{1,6}})?"
)
_LOSS_BEFORE = re.compile(rf"(?P<loss>{any_of(_WORDS['loss_before'])})$")
_SCALES = {"百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "万亿": 10**12}


@dataclass(frozen=True, slots=True)
class Part:
    """Digits `start` to `end` of the folded text, counted in units of `size` yuan (None: no unit named)."""

    start: int
    end: int
    size: int | None


@dataclass(frozen=True, slots=True)
class Expression:
    """One sum in figures as it stands in a folded text, not yet judged.

    `marks` is what stands directly before the digits: sign, bracket, currency. `bracket` says what the bracket opened
    there holds: "number" (digits only), "unit" (digits and unit), "open" (it is not closed), "" (there is none).
    `per` is the rest of a rate (/月). `minus_at` is the place of a minus behind the digits, or -1.
    """

    parts: tuple[Part, ...]
    yuan_named: bool
    marks: str
    bracket: str
    exact: bool
    about: str
    loss: str
    per: str
    minus_at: int
    start: int
    end: int


def fold_money(text: str) -> TracedText:
    """Return the text folded by `fold_figures`, with RMB and CNY written as ¥."""
    traced = fold_figures(text)
    return TracedText(re.sub("RMB|CNY", "  ¥", traced.text, flags=re.IGNORECASE), traced.starts, traced.ends)


def scan_expressions(text: str) -> list[Expression]:
    """Return every sum in figures of a folded text (`fold_money`), readable or not, in order.

    1亿2000万元 is one: parts joined while each names a smaller unit and none but the last says 元.
    """
    joined: list[Expression] = []
    for start, end in figure_runs(text):
        expression = _expression(text, start, end)
        if joined and _continues(joined[-1], expression):
            joined[-1] = _join(joined[-1], expression)
        else:
            joined.append(expression)
    return joined


def _expression(text: str, start: int, end: int) -> Expression:
    before = text[max(0, start - _LOOK_BACK) : start]
    marks = before[_first(_BEFORE, before) :].lstrip()
    rest = before[: len(before) - len(marks)].rstrip()
    behind = _BEHIND.match(text, end)
    assert behind is not None  # every part of the pattern is optional
    opened = "(" in marks
    stop = _stop(behind, opened=opened)
    size = _SCALES.get(behind["scale"] or "", 1) * _LARGES.get(behind["large"] or "", 1)
    named = bool(behind["yuan"] or behind["scale"] or behind["large"])
    loss = _LOSS_BEFORE.search(rest)
    return Expression(
        parts=(Part(start, end, size if named else None),),
        yuan_named=bool(behind["yuan"]),
        marks=marks,
        bracket=_bracket(behind) if opened else "",
        exact=bool(behind["exact"]),
        about=estimate_before(rest) or behind["about"] or behind["about2"] or behind["about3"] or "",
        loss=loss["loss"] if loss else "",
        per=(behind["per"] or "").strip(),
        minus_at=behind.start("minus") if stop == behind.end() else -1,
        start=start - len(marks),
        end=end + len(text[end:stop].rstrip()),
    )


def _first(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return match.start() if match else len(text)


def _bracket(behind: re.Match[str]) -> str:
    if behind["close"]:
        return "number"
    return "unit" if behind["close2"] else "open"


def _stop(behind: re.Match[str], *, opened: bool) -> int:
    """End of the sum: a bracket that closes one opened further left is not its own."""
    if opened or not (behind["close"] or behind["close2"]):
        return behind.end()
    return behind.start("close") if behind["close"] else behind.start("close2")


def _continues(head: Expression, tail: Expression) -> bool:
    """1亿 + 2000万元: nothing between, the head without 元 and the tail of a smaller unit."""
    head_size = head.parts[-1].size
    plain = not (tail.marks or head.yuan_named or head.bracket or head.about or head.minus_at >= 0)
    return plain and head_size is not None and head.end == tail.start and (tail.parts[0].size or 1) < head_size


def _join(head: Expression, tail: Expression) -> Expression:
    return replace(
        tail, parts=head.parts + tail.parts, marks=head.marks, about=head.about or tail.about, loss=head.loss,
        start=head.start,
    )  # fmt: skip
