"""Values, page numbers and foreign text in the words of a Chinese reader."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise
from unicodedata import category

from extractors.models import LONG_TERM, FieldValue
from verifier.masking import masked

TEN_THOUSAND = 10_000
_LONGEST_NAME = 40
_BEIJING = timezone(timedelta(hours=8))
_KEPT = "\n\t\u3000\u00a0"  # white space that changes nothing but the distance


def shown(text: str) -> str:
    """Text as reports for people show it: nothing in it is hidden from them but the middle of people's numbers."""
    return masked(visible(text))


def visible(text: str) -> str:
    """Replace characters that hide or reorder text by their code, e.g. `⟦U+202E⟧`.

    Names of files and text layers come from strangers: a right-to-left override can make `gpj.exe` read `exe.jpg`.
    """
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_mark(character) for character in text)


def _mark(character: str) -> str:
    if character in _KEPT or category(character)[0] not in "CZ" or category(character) == "Zs":
        return character
    return f"⟦U+{ord(character):04X}⟧"


def value_words(value: FieldValue, unit: str = "") -> str:
    """A normalised value as a reader writes it; `unit` as in `labels.yaml`. Empty where there is no value."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case Decimal():
            return _amount(value)
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case int() | float():
            return _number(value, unit)
        case _:
            return "长期" if value == LONG_TERM else value


def moment_words(moment: datetime) -> str:
    """`2026年3月20日 14:05` where the office is, whatever the machine's time."""
    local = moment.astimezone(_BEIJING)
    return f"{value_words(local.date())} {local:%H:%M}"


def _amount(yuan: Decimal) -> str:
    """An amount in yuan, and in 万元 where forms and tables would write it so."""
    words = f"{yuan:,.2f} 元"
    return f"{words}（{_trimmed(yuan / TEN_THOUSAND, 6)} 万元）" if abs(yuan) >= TEN_THOUSAND else words


def _number(number: float, unit: str) -> str:
    if unit == "%":
        percent = number * 100
        # A share just under a threshold must not be rounded up to it unnoticed.
        about = "" if abs(percent - round(percent, 2)) < 1e-9 else "约 "
        return f"{about}{_trimmed(percent, 2)}%"
    if unit == "年":
        return f"{number} 年"
    return f"{_trimmed(number, 4)} {unit}".rstrip()


def _trimmed(number: float | Decimal, digits: int) -> str:
    text = f"{number:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text


def page_words(pages: Iterable[int]) -> str:
    """Page numbers as `第1–3、7页`; neighbours are joined, the order is kept."""
    numbers = list(pages)
    breaks = [position for position, (one, next_one) in enumerate(pairwise(numbers), 1) if next_one != one + 1]
    runs = [numbers[start:end] for start, end in pairwise([0, *breaks, len(numbers)])]
    return "第" + "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs) + "页"


def percent_words(confidence: float) -> str:
    """Confidence as a whole percentage; only certainty itself is shown as 100%."""
    return f"{int(confidence * 100 + 1e-9)}%"


def short_names(files: Iterable[str]) -> dict[str, str]:
    """Names for use in running text: a long path becomes its last part, a long last part loses its middle.

    A name whose short form would stand for another file as well is kept in full.
    """
    short = {file: _short_name(file) for file in files}
    uses = Counter(short.values())
    return {file: name if uses[name] == 1 else file for file, name in short.items()}


def _short_name(file: str) -> str:
    if len(file) <= _LONGEST_NAME:
        return file
    folder, _, name = file.rpartition("/")
    if len(name) > _LONGEST_NAME:
        half = _LONGEST_NAME // 2
        name = f"{name[:half]}…{name[-half:]}"
    return f"…/{name}" if folder else name
