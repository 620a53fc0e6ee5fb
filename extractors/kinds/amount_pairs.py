"""Sums written both in words and in figures (叁拾陆万元整（¥360000）), on any document: what rule v12 compares."""

from extractors.errors import UnreadableValueError
from extractors.kinds.fields import Parse, Parsed, read_field
from extractors.layout.passages import Passage
from extractors.models import Field
from extractors.values.money.models import Amount
from extractors.values.money.pairs import find_amount_pairs


def read_amount_pairs(running: Passage) -> list[Field]:
    """`amounts[i].in_words` and `amounts[i].in_figures` of each pair; a side that cannot be read has no value."""
    fields = []
    for index, pair in enumerate(find_amount_pairs(running.text)):
        for side, amount, span in (
            ("in_words", pair.words, pair.words_span),
            ("in_figures", pair.figures, pair.figures_span),
        ):
            parse = _already(amount, pair.problem)
            fields.append(read_field(f"amounts[{index}].{side}", running.cut(*span), parse))
    return fields


def _already(amount: Amount | None, problem: str) -> Parse:
    """A parser that answers with what the pair has been read as."""

    def parse(_text: str) -> Parsed:
        if amount is None:
            raise UnreadableValueError(problem or "金额读不出")
        return Parsed(amount.yuan, amount.quantum)

    return parse
