"""Arabic numbers as OCR leaves them: O for 0, l for 1, stray spaces, commas read as points.

A repair is made only where it is the one possible reading; everything else raises with the reason. Signs, units and
currencies belong to the modules that use figures.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from extractors.errors import UnreadableValueError
from extractors.values.blanks import BlankValueError
from extractors.values.folding import TracedText, fold_traced

# Longer figures are several run together, and would be rounded by the 28 digits of decimal arithmetic.
MAX_DIGITS = 18

_DIGIT = "[0-9OoIl〇]"
_RUN = re.compile(rf"(?<![0-9A-Za-z〇.,]){_DIGIT}(?:[., ]*+{_DIGIT})*+[.,]?+")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
# Two or more marks, one of them a point that can only be a misread comma: 5.123.400.00
_GROUPED_BY_POINTS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+\.\d{1,2}")
_LETTER_SPACED = re.compile(r"\d(?:[.,]?\d)?")
# Square and cubic metres: their 2 and 3 stand behind a letter and start no figure.
_UNIT_SIGNS = {"㎡", "㎥", "㎢"}
_SQUARED = re.compile(r"[mM米]²")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number without its unit.

    `quantum` is the size of the last digit written (512.34 -> 0.01). `point_may_be_comma` marks 5.123, which may be a
    misread 5,123. `start` and `end` bound it in the text it was read from.
    """

    value: Decimal
    quantum: Decimal
    point_may_be_comma: bool
    start: int
    end: int


def fold_figures(text: str) -> TracedText:
    """Return the folded text with the origin of each character, ready for `figure_runs`.

    Footnote marks (¹ ①), underlines and dot leaders become spaces, so that no figure grows by them.
    """
    marked = "".join(" " if _is_note_mark(c) else c for c in _SQUARED.sub("m2", text))
    traced = fold_traced(marked)
    plain = re.sub(r"\.{2,}", lambda dots: " " * len(dots[0]), traced.text.replace("_", " "))
    return TracedText(plain, traced.starts, traced.ends)


def _is_note_mark(character: str) -> bool:
    """Superscript, circled, fraction and numbered-list characters: everything that NFKC turns into digits."""
    if character.isascii() or "０" <= character <= "９" or character in _UNIT_SIGNS:
        return False
    return any(c.isdigit() or c == "⁄" for c in unicodedata.normalize("NFKC", character))


def figure_runs(text: str) -> list[tuple[int, int]]:
    """Return the spans in a folded text that look like numbers, readable or not.

    A run holds at least one digit; letters that may be digits count only among digits.
    """
    return [run.span() for run in _RUN.finditer(text) if any("0" <= c <= "9" for c in run[0])]


def read_figure(text: str, start: int, end: int) -> Figure:
    """Read one run of `figure_runs`; raises `UnreadableValueError` where it has no single reading."""
    run = text[start:end]
    token = _join_pieces(_letters_to_digits(run))
    if token.endswith((".", ",")):
        raise UnreadableValueError(f"数字“{run}”末尾是“{token[-1]}”，后面可能缺数字")
    if sum(c.isdigit() for c in token) > MAX_DIGITS:
        raise UnreadableValueError(f"数字“{run}”超过{MAX_DIGITS}位，可能是几个数连在一起")
    if re.match(r"0\d", token):
        raise UnreadableValueError(f"数字“{run}”以0开头，首位可能识别错误")
    digits = _without_grouping(token, run)
    whole, _, fraction = digits.partition(".")
    doubtful = len(fraction) == 3 and len(whole) <= 3 and whole != "0"
    return Figure(Decimal(digits), Decimal(1).scaleb(-len(fraction)), doubtful, start, end)


def _letters_to_digits(run: str) -> str:
    """O, o and 〇 can only be 0; l and I can be 1 or a ruling line, so they count only between digits."""
    if run[0] in "lI" or run[-1] in "lI":
        letter = run[0] if run[0] in "lI" else run[-1]
        raise UnreadableValueError(f"“{run}”中的“{letter}”可能是数字1，也可能是表格线")
    return run.translate(str.maketrans("Oo〇Il", "00011"))


def _join_pieces(run: str) -> str:
    """Take out spaces that cannot separate two numbers."""
    tight = re.sub(r" *([.,]) *", r"\1", run)
    pieces = tight.split()
    if len(pieces) == 1:
        return pieces[0]
    if len(pieces) >= 3 and all(_LETTER_SPACED.fullmatch(piece) for piece in pieces):
        return "".join(pieces)  # 5 1 2.3 4: every digit set apart
    if all(_PLAIN.fullmatch(piece) or _GROUPED.fullmatch(piece) for piece in pieces):
        raise UnreadableValueError(f"数字“{run}”中间有空格，可能是一个数，也可能是几个数")
    return "".join(pieces)


def _without_grouping(token: str, run: str) -> str:
    if _PLAIN.fullmatch(token):
        return token
    if _GROUPED.fullmatch(token):
        if len(token.partition(".")[2]) == 3:
            raise UnreadableValueError(f"数字“{run}”的小数点可能是千分号")
        return token.replace(",", "")
    if _GROUPED_BY_POINTS.fullmatch(token):
        whole, _, fraction = token.rpartition(".")
        return f"{re.sub('[.,]', '', whole)}.{fraction}"
    raise UnreadableValueError(f"数字“{run}”的千分位分隔不合理，可能缺位或识别错误")


def only_figure(text: str) -> Figure:
    """Return the one figure of a folded text; raises where there are several or none."""
    runs = figure_runs(text)
    if len(runs) != 1:
        reason = "有多个数字，不能确定是哪一个" if runs else "的数字前后夹有字母或符号"
        raise UnreadableValueError(f"“{text.strip()}”{reason}")
    start, end = runs[0]
    before = text[:start].rstrip()
    if before.endswith(("-", "△", "▲", "负", "第", "/")) or (before[-1:].isascii() and before[-1:].isalnum()):
        raise UnreadableValueError(f"数字前的“{before[-1]}”使数字的意思不明")
    return read_figure(text, start, end)


def no_figure(text: str, units: str) -> UnreadableValueError:
    """Return the error for a folded text without digits.

    It is blank where it ends in a colon or in one of the `units` (a regular expression) that the form prints, unless
    a lone letter or ring there may be a misread digit (O人).
    """
    written = text.strip()
    lone = re.search(r"(?<![A-Za-z])[OoIlSZB〇](?![A-Za-z])", written)
    if lone:
        return UnreadableValueError(f"“{written}”中的“{lone[0]}”可能是数字")
    if re.search(rf"(?::|{units})[ )。]*$", written):
        return BlankValueError(f"空白：“{written}”中没有填写数字", explicit=False)
    return UnreadableValueError(f"“{written}”中没有数字")
