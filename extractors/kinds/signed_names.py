"""The name of the organisation that signs a form: the stamp and the signature stand on top of it or right beside it.

The remark （盖章）, the seal's own letters and a signature do not belong to the name, and a name that a stamp covers is
certain only where the readings of its place agree or the seal names the same organisation.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.errors import UnreadableValueError
from extractors.geometry import area, box_of, intersection
from extractors.kinds.fields import NOT_FILLED_IN, Parsed, read_field
from extractors.layout.passages import Passage
from extractors.models import Field, FieldValue, Page
from extractors.values.blanks import refuse_blank
from extractors.values.companies import normalise_company, split_company
from extractors.values.divisions import PLACE_NAMES
from extractors.values.lexicon import any_of

# (盖章), also with its brackets or its second half cut off at the line's end or covered by the stamp.
_REMARK_BEHIND = re.compile(
    r"(?:\((?:请|需)?(?:加?盖)?(?:单位)?(?:公章|盖章|签章|印章|章|盖|公|签字|签名|签)?\)?|(?:加盖)?(?:公章|盖章|签章)\)?)$"
)
_REMARK_BEFORE = re.compile(r"^\(?(?:加盖)?(?:单位)?(?:公章|盖章|签章|章)\)?[:;]?|^[):;,._]+")
_PLACE_IN_BRACKET = re.compile(rf"(?<!\()(?:{any_of(PLACE_NAMES)})(?=\))")
_LONGEST_REST = 8  # characters behind a name that a stamp or a pen may have left there
_COVERED = "名称被印章遮盖，各次识别的结果不一致，请核对"
_BY_SEAL = "首次识别为“{}”，另一次识别的结果与印章上的名称一致，已采用"
_SEALED = "本页印章上的文字为“{}”"
_TORN_FORM = re.compile(r"(?<!有)限公司|(?<!限)责任公司|有公司|有限[公司]?$|[份有]限公$")
_TORN = "名称末尾的组织形式不完整，可能有字未读出，请核对"
_BRACKET = "名称中的“(”未读出，已按地名补上，请核对"
_REST = "名称后的“{}”可能是印章或签名上的字，未计入名称"


@dataclass(frozen=True, slots=True)
class _Name:
    """A name cut out of a text; `rest` is what stood behind it and is no remark."""

    text: str
    rest: str
    mended: bool = False  # a bracket has been put back

    @property
    def has_form(self) -> bool:
        """Whether it ends as names of organisations do."""
        return bool(split_company(self.text).form)


def names_organisation(text: str) -> bool:
    """Whether a text holds a name with a legal form or another word for an organisation at its end."""
    return _name_in(text).has_form


def is_whole_name(text: str) -> bool:
    """Whether a text is the name of an organisation with at most a remark around it."""
    name = _name_in(text)
    return name.has_form and not name.rest


def read_signed_name(path: str, passage: Passage, page: Page) -> Field:
    """The name that a passage gives, doubtful where a stamp covers it and nothing else vouches for it."""
    name = _name_in(passage.text)
    field = read_field(path, passage, _as_name)
    if field.value is None:
        return field
    others = tuple(dict.fromkeys(_others(passage, name)))
    sealed = {normalise_company(seal.text) for seal in page.seals if seal.text}
    if name.text in sealed:
        return replace(field, alternatives=others, confirmed_by=("seal",), doubtful=False)
    by_seal = next((other for other in others if other in sealed), None)
    if by_seal is not None:
        rest: tuple[FieldValue, ...] = (name.text, *(other for other in others if other != by_seal))
        note = _BY_SEAL.format(name.text)
        return replace(field, value=by_seal, alternatives=rest, confirmed_by=("seal",), note=note, doubtful=False)
    notes = [_REST.format(name.rest)] if name.rest else []
    if _TORN_FORM.search(name.text):
        notes.append(_TORN)
    if name.mended:
        notes.append(_BRACKET)
    if others and _under_seal(passage, page):
        notes.append(_COVERED)
    if notes and sealed:
        notes.append(_SEALED.format("、".join(sorted(sealed))))
    return replace(field, alternatives=others, note="；".join(notes), doubtful=bool(notes))


def _as_name(text: str) -> Parsed:
    name = _name_in(text)
    refuse_blank(name.text)
    if not re.search(r"[一-鿿]{2}", name.text):
        raise UnreadableValueError(f"“{name.text}”不像单位名称" if name.text else NOT_FILLED_IN)
    return Parsed(name.text)


def _others(passage: Passage, name: _Name) -> Iterator[FieldValue]:
    """Names by other readings of the place that differ."""
    for text in passage.alternatives:
        other = _name_in(text)
        if other.text and other.text != name.text and re.search(r"[一-鿿]{2}", other.text):
            yield other.text


def _name_in(text: str) -> _Name:
    """The name without remarks, up to the last word for an organisation if little stands behind that."""
    written = _without_remarks(normalise_company(text))
    name = _with_bracket(written)
    if name != written:
        return replace(_name_in(name), mended=True)
    if split_company(name).form:
        return _Name(name, "")
    for end in range(len(name) - 1, max(3, len(name) - _LONGEST_REST - 1), -1):
        part = _without_remarks(name[:end])
        if len(part) > 3 and split_company(part).form:
            return _Name(part, _without_remarks(name[len(part) :]))
    return _Name(name, "")


def _with_bracket(name: str) -> str:
    """The name with the bracket before its place put back, where only the closing one was read: 管理河南)有限公司."""
    if name.count(")") != name.count("(") + 1:
        return name
    match = _PLACE_IN_BRACKET.search(name)
    return f"{name[: match.start()]}({name[match.start() :]}" if match is not None and match.start() > 0 else name


def _without_remarks(name: str) -> str:
    before = None
    while before != name:
        before = name
        name = _REMARK_BEHIND.sub("", _REMARK_BEFORE.sub("", name)).strip("_:;,.、·")
    return name


def _under_seal(passage: Passage, page: Page) -> bool:
    boxes = [box_of(evidence.polygon) for evidence in passage.evidence if evidence.page == page.number]
    seals = [box_of(seal.evidence.polygon) for seal in page.seals]
    return any(area(intersection(box, seal)) > 0 for box in boxes for seal in seals)


def best_named(candidates: Sequence[Passage]) -> Passage | None:
    """Of several places for the name the first that holds an organisation, else the first with anything in it."""
    written = [candidate for candidate in candidates if candidate and _name_in(candidate.text).text]
    return next((one for one in written if names_organisation(one.text)), next(iter(written), None))
