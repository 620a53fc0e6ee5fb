"""What is read from paper, as frozen data: Page, Line, Grid, Seal, Field, Document.

Coordinates are shares (0 to 1) of the page as it is shown upright; `extractors.geometry` is the only place that
converts them to and from pixels. Page numbers count from 1. Confidence (0 to 1) says how sure a reading is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

Point = tuple[float, float]
Polygon = tuple[Point, ...]  # clockwise from the top left of the text
Box = tuple[float, float, float, float]  # left, top, right, bottom

LONG_TERM: Literal["long-term"] = "long-term"
FieldValue = str | int | float | Decimal | date | bool | None


class TextSource(StrEnum):
    """Where a line's text comes from."""

    TEXT_LAYER = "text-layer"  # characters stored in a born-digital PDF
    OFFICE = "office"  # paragraphs and cells of DOCX and XLSX
    OCR = "ocr"
    OCR_WITHOUT_RED = "ocr-without-red"  # second pass, the red ink taken out


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a piece of paper."""

    text: str
    confidence: float
    source: TextSource


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text.

    `spans` holds each character's start and end along the line as shares of its length (top edge for horizontal
    lines, left edge for vertical ones); `len(spans) == len(text)`. `character_confidences` is empty where the engine
    gives none. `alternatives` are other readings of the same place, the line's own first reading not included.
    """

    text: str
    polygon: Polygon
    confidence: float
    source: TextSource
    spans: tuple[tuple[float, float], ...] = ()
    character_confidences: tuple[float, ...] = ()
    vertical: bool = False
    alternatives: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a ruled table; rows and columns count from 0."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """The ruling lines of one table, without its text."""

    box: Box
    rows: int
    columns: int
    cells: tuple[GridCell, ...]


class SealShape(StrEnum):
    """Outline of a seal."""

    ROUND = "round"
    OVAL = "oval"
    SQUARE = "square"


class SealInk(StrEnum):
    """What a seal was pressed or printed with: red ink, or the black toner of a copy."""

    RED = "red"
    BLACK = "black"


@dataclass(frozen=True, slots=True)
class Seal:
    """A stamp found on a page. `text` is None where it cannot be read: present and legible are separate facts.

    `presence` is how sure it is that a seal stands there, whatever can be read of it; `evidence.confidence` is that of
    the text, where there is one. `whole` is false for a slice of a seal at a page's edge. `character_confidences` has
    one entry a character of `text`, and none where the engine gives none.
    """

    shape: SealShape
    evidence: Evidence
    text: str | None
    character_confidences: tuple[float, ...] = ()
    presence: float = 1.0
    ink: SealInk = SealInk.RED
    whole: bool = True

    @property
    def certainty(self) -> float:
        """How sure the least sure character of its text is."""
        return min(self.character_confidences, default=self.evidence.confidence)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place on paper that a person can be shown. `file` is the path inside the dossier."""

    file: str
    page: int
    polygon: Polygon
    text: str
    confidence: float


class SignatureState(StrEnum):
    """What stands where a signature is asked for."""

    WRITTEN = "written"
    PRINTED = "printed"
    UNCLEAR = "unclear"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Signature:
    """A place for a signature: its printed label, and what stands there (the room for it where nothing does).

    The text of `evidence` is what can be read of it.
    """

    label: Evidence
    state: SignatureState
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read. `page` is None where the whole file is concerned."""

    file: str
    page: int | None
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page as read.

    `width` and `height` are pixels of the upright picture (or points of an office page, `has_image` false).
    `look` is a hash of the picture by which pages that look alike are found (`extractors.imaging.looks`).
    `to_original` maps upright shares to shares of the page as it came (row-major 3x3 homography). `filled` is the share
    of the page that is not plain paper, `colour` whether the picture has any.
    """

    file: str
    number: int
    width: int
    height: int
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...] = ()
    seals: tuple[Seal, ...] = ()
    blank: bool = False
    has_image: bool = True
    filled: float = 0.0
    colour: bool = True
    to_original: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
    seconds: float = 0.0
    look: str = ""
    signatures: tuple[Signature, ...] = ()

    @property
    def aspect(self) -> float:
        """Width over height; turns a vertical share into the same unit as a horizontal one."""
        return self.width / self.height


@dataclass(frozen=True, slots=True)
class Region:
    """A box of a page, in upright shares, and how that page was read: `width`, `height`, `to_original` as of `Page`."""

    box: Box
    width: int
    height: int
    to_original: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One value read from a document.

    `value` is None where the text was found but is not a readable value. `note` (Chinese) says what a person should
    know of the reading; `doubtful` that it may be wrong for a reason beyond the confidence of its characters.
    `confirmed_by` names what besides the reading itself vouches for the value, e.g. `check-digit`.
    `alternatives` are other values that other readings of the same place give. `quantum` is the size of the last digit
    written, in units of the value (512.34万元 -> 100), for sums, shares and areas.
    """

    path: str
    value: FieldValue
    raw: str
    confidence: float
    evidence: tuple[Evidence, ...]
    note: str = ""
    doubtful: bool = False
    confirmed_by: tuple[str, ...] = ()
    alternatives: tuple[FieldValue, ...] = ()
    quantum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PageKind:
    """What a page was taken for, and by which cues.

    `titled` says that the page has a headline that stands on first pages, `inner` that it has one that stands inside
    documents of its kind (a balance sheet inside an audit report). `candidates` are kinds that an unknown page may be.
    """

    kind: str
    confidence: float
    cues: tuple[str, ...] = ()
    titled: bool = False
    inner: bool = False
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """Pages of one piece of material in reading order, with what was read from them.

    A page is named by its file and number: a lease photographed page by page spans files.
    """

    kind: str
    pages: tuple[tuple[str, int], ...]
    confidence: float
    cues: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    seals: tuple[Seal, ...] = ()
    incomplete: tuple[str, ...] = ()  # parts that should be there and are not, e.g. a page out of "第3页 共12页"
    candidates: tuple[str, ...] = ()  # kinds that a document of unknown kind may be
