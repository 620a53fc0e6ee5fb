"""From a passage on paper to a `Field`: the value parsed, its raw text, places and doubts kept.

A text that is no readable value still becomes a field, without a value and with the reason: it was found, and a person
has to look at it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractors.errors import UnreadableValueError
from extractors.layout.passages import Passage
from extractors.models import Field, FieldValue
from extractors.values.areas import parse_area
from extractors.values.blanks import BlankValueError, refuse_blank
from extractors.values.counts import parse_count
from extractors.values.dates import parse_date
from extractors.values.folding import fold
from extractors.values.money.figures import parse_amount
from extractors.values.money.units import Unit
from extractors.values.persons import is_plausible_person, normalise_person
from extractors.values.shares import parse_share

_SEAL_REMARK = re.compile(r"\((?:加盖)?(?:单位)?(?:公章|盖章|签章|印章|章|签字|签名)\)?$")
_SQUARE_METRES = re.compile(r"(?<=\d)\s*[mM](?![\w²])")  # the recogniser loses the small ² of ㎡
NOT_FILLED_IN = "此处未填写"
# What of a date decides which day it is. The round sign of 〇 has many writings and one meaning.
AREA_CHARACTERS = re.compile(r"(?<!m)[0-9.,OoIl万亩顷]")  # not the 2 of m2
DATE_CHARACTERS = re.compile(r"[0-9OoIl元一二三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value; `quantum` is the size of the last digit written of sums, shares and areas; `note` a reason for doubt."""

    value: FieldValue
    quantum: Decimal | None = None
    note: str = ""


Parse = Callable[[str], Parsed]


def as_text(text: str) -> Parsed:
    """A name, address or other text, folded and without spaces."""
    return Parsed(fold(text))


def as_date(text: str) -> Parsed:
    """A date."""
    return Parsed(parse_date(text))


def as_count(text: str) -> Parsed:
    """A whole number."""
    return Parsed(parse_count(text))


def as_amount(unit: Unit | None = None) -> Parse:
    """A sum in yuan; `unit` is what a caption or column head names, or the form prints."""

    def parse(text: str) -> Parsed:
        amount = parse_amount(text, unit)
        return Parsed(amount.yuan, amount.quantum)

    return parse


def as_share(unit: Literal["%"] | None = None) -> Parse:
    """A share from 0 to 1; `unit` where the form prints the percent sign."""

    def parse(text: str) -> Parsed:
        share = parse_share(text, unit)
        return Parsed(float(share.value), share.quantum)

    return parse


def as_area(unit: str | None = None) -> Parse:
    """An area in square metres; `unit` is what the form prints."""

    def parse(text: str) -> Parsed:
        area = parse_area(_SQUARE_METRES.sub("㎡", text), unit)
        return Parsed(area.square_metres, Decimal(str(area.quantum)))

    return parse


def as_name(text: str) -> Parsed:
    """The name of a company or other organisation, without (盖章) behind it."""
    name = _SEAL_REMARK.sub("", fold(text))
    refuse_blank(name)
    return Parsed(name)


def as_person(text: str) -> Parsed:
    """A person's name; what is not built like one is a doubtful reading."""
    name = normalise_person(text)
    refuse_blank(name)
    return Parsed(name, note="" if is_plausible_person(name) else f"“{name}”不像人名")


def read_field(path: str, passage: Passage, parse: Parse = as_text, decisive: re.Pattern[str] | None = None) -> Field:
    """The field that a passage gives; without a value where `parse` cannot read it.

    `decisive` are the characters that decide the value; its confidence is theirs.
    """
    decisive = DATE_CHARACTERS if parse is as_date else decisive
    parsed = _parsed(passage.text, parse)
    return Field(
        path=path,
        value=parsed.value,
        raw=passage.raw,
        confidence=passage.confidence if decisive is None else passage.confidence_in(decisive),
        evidence=passage.evidence,
        note=parsed.note,
        doubtful=bool(parsed.note),
        alternatives=_alternatives(passage, parse, parsed.value),
        quantum=parsed.quantum,
    )


def _parsed(text: str, parse: Parse) -> Parsed:
    try:
        return parse(text)
    except BlankValueError:
        return Parsed(None, note=NOT_FILLED_IN)
    except UnreadableValueError as error:
        return Parsed(None, note=error.message)


def _alternatives(passage: Passage, parse: Parse, value: FieldValue) -> tuple[FieldValue, ...]:
    """Values of other readings of the same lines, where they can be read and differ."""
    others = (_parsed(text, parse).value for text in passage.alternatives)
    return tuple(dict.fromkeys(other for other in others if other is not None and other != value))
