"""What checks ask of a dossier's fields: every reading of a path, how sure it is, and how it is shown."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractors.models import Document, Field, FieldValue, Page, Seal
from extractors.values.areas import Area
from extractors.values.money.models import FEN, Amount
from extractors.values.shares import Share
from verifier.models import Dossier, Value

SURE = 0.85  # confidence of the least sure character from which a reading alone may carry a discrepancy
CLOSE_CALL = 0.95  # the same where the difference is a pair of look-alike characters


@dataclass(frozen=True, slots=True)
class Reading:
    """One field with its full path (`qualification[1].holder`) and the document it was read from.

    `document` is None for figures declared by the portal.
    """

    path: str
    field: Field
    document: Document | None

    @property
    def value(self) -> FieldValue:
        """The value read, None where the text is no readable value."""
        return self.field.value

    @property
    def is_sure(self) -> bool:
        """Whether the reading alone may carry a discrepancy."""
        return self.value is not None and not self.field.doubtful and self.field.confidence >= SURE

    @property
    def shown(self) -> Value:
        """The reading as a report shows it."""
        return Value(self.path, self.field.value, self.field.raw, self.field.evidence)

    @property
    def place(self) -> str:
        """Where it stands, for a sentence: 附件3声明.pdf第1页."""
        if not self.field.evidence:
            return "申报系统"
        evidence = self.field.evidence[0]
        return f"{evidence.file}第{evidence.page}页"


def readings(dossier: Dossier, path: str) -> list[Reading]:
    """All readings of `kind.field`, document by document; the field may be `years[0].profit` or the like."""
    kind, _, name = path.partition(".")
    found = []
    for index, document in enumerate(dossier.of_kind(kind)):
        full = f"{kind}.{name}" if index == 0 else f"{kind}[{index}].{name}"
        found += [Reading(full, field, document) for field in document.fields if field.path == name]
    return found


Row = Mapping[str, Reading]  # one entry of a table: its cells by column


def rows_of(dossier: Dossier, document: Document, table: str = "rows") -> list[Row]:
    """The entries of a table of a document, in order; an entry of which no cell was read is not among them."""
    index = next(place for place, other in enumerate(dossier.of_kind(document.kind)) if other is document)
    kind = document.kind if index == 0 else f"{document.kind}[{index}]"
    rows: defaultdict[int, dict[str, Reading]] = defaultdict(dict)
    for field in document.fields:
        match = re.fullmatch(rf"{table}\[(\d+)\]\.(\w+)", field.path)
        if match is not None:
            rows[int(match[1])][match[2]] = Reading(f"{kind}.{field.path}", field, document)
    return [rows[number] for number in sorted(rows)]


def plain_path(path: str) -> str:
    """A path without indices: `qualification[1].holder` as `qualification.holder`."""
    return re.sub(r"\[\d*\]", "", path)


def declared(dossier: Dossier, path: str) -> list[Reading]:
    """What the applicant states: the form, and the portal's figure where there is one."""
    portal = dossier.declared.get(path)
    return [*readings(dossier, path), *([Reading(path, portal, None)] if portal is not None else [])]


def readable(found: Sequence[Reading]) -> list[Reading]:
    """Readings that have a value."""
    return [reading for reading in found if reading.value is not None]


def shown(found: Sequence[Reading]) -> tuple[Value, ...]:
    """Readings as a report shows them."""
    return tuple(reading.shown for reading in found)


def surely(found: Sequence[Reading]) -> list[Reading]:
    """Readings that may carry a finding alone, one way or the other."""
    return [reading for reading in found if reading.is_sure]


def pages_in(dossier: Dossier, document: Document) -> list[Page]:
    """The pages of a document in its order."""
    pages = {(page.file, page.number): page for page in dossier.pages}
    return [pages[reference] for reference in document.pages]


def seal_value(document: Document, seal: Seal) -> Value:
    """A seal as a report shows it."""
    return Value(f"{document.kind}.seal", seal.text, seal.text or "", (seal.evidence,))


_TALLIES = frozenset({"count", "value", "survey_count"})


def is_tally(reading: Reading) -> bool:
    """Whether the value was counted from the rows of a list: where rows may be missing, so it is not to be trusted."""
    return reading.field.path in _TALLIES


def doubts_of(found: Sequence[Reading]) -> tuple[str, ...]:
    """What a person has to know of these readings, a line each."""
    notes = (f"{reading.place}：{reading.field.note}" for reading in found if reading.field.note)
    return tuple(dict.fromkeys(notes))


def confidence_of(found: Sequence[Reading]) -> float:
    """Confidence of the least sure reading; 0 without any."""
    return min((reading.field.confidence for reading in found), default=0.0)


def amount_of(reading: Reading) -> Amount:
    """A sum with the size of its last digit; a figure of the portal is taken as rounded where it ends in zeros.

    A sum of figures, some of which leave off their last zeros, is finer than the coarsest of them.
    """
    assert isinstance(reading.value, Decimal)
    quantum = reading.field.quantum
    if quantum is None or reading.value % quantum:
        quantum = _rounded_to(reading.value)
    return Amount(reading.value, quantum)


def _rounded_to(yuan: Decimal) -> Decimal:
    """10000 to 1 (万元 with none to four decimals) where the sum is a multiple of it, else a fen."""
    return next((Decimal(10) ** zeros for zeros in range(4, -1, -1) if yuan % 10**zeros == 0), FEN)


def area_of(reading: Reading) -> Area:
    """An area with the size of its last digit."""
    assert isinstance(reading.value, int | float)
    return Area(float(reading.value), float(reading.field.quantum or Decimal("0.01")))


def share_of(reading: Reading) -> Share:
    """A share with the size of its last digit."""
    assert isinstance(reading.value, int | float)
    return Share(Decimal(str(reading.value)), reading.field.quantum or Decimal("0.01"))
