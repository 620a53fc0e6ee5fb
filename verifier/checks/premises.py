"""x16, x17, x18: does the place that the form states agree with lease and property certificate?

No parameters. A certificate whose owner is the lessor of a lease at hand is the landlord's and counts for no area.

`premises_area`    the leases' areas together are what is rented, the certificates' what is owned; rounding as written
    pass they agree; discrepancy the form states more than the documents show; review it states less, or an area could
    not be surely read, or pages that could not be read may be a further document
`premises_place`   pass the form's (else the licence's) address is that of each lease and certificate; discrepancy it is
    that of none; review that of some only, or an address is not legible
`premises_holder`  pass lessee or owner is the applicant, on each lease and on each certificate that is not the
    landlord's; discrepancy someone else is; review not surely read, or the owner of rooms that the applicant rents is
    not their lessor (they may be sublet), or the lessor is not legible
"""

from collections.abc import Sequence

from extractors.kinds.fields import NOT_FILLED_IN
from extractors.models import Document
from extractors.values.areas import Area
from verifier.checks.absence import nothing_read, places_unread
from verifier.checks.kinds import CheckKind, Parameters
from verifier.checks.subject import applicant_names, licence_readings
from verifier.checks.three_ways import FORM, PAPERS, PORTAL, odd_of_three, stated_by
from verifier.comparison import Verdict, compare_addresses, compare_areas, compare_names
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, area_of, confidence_of, declared, readable, readings, shown
from verifier.wording import listed, pages_of

PREMISES = ("lease", "property_certificate")
_SUMMED = {"total": "服务场地面积", "owned": "自有面积", "rented": "租用面积"}


class _Premises(Parameters):
    pass


def check_area(dossier: Dossier, _parameters: _Premises) -> Finding:
    """See the module."""
    on_form = {name: declared(dossier, f"application_form.area_{name}") for name in _SUMMED}
    stated = {name: readable(found) for name, found in on_form.items()}
    illegible = [
        reading
        for found in on_form.values()
        for reading in found
        if reading.value is None and reading.field.note != NOT_FILLED_IN
    ]
    leases = readings(dossier, "lease.area")
    certificates = [
        reading
        for reading in readings(dossier, "property_certificate.area")
        if reading.document is not None and not _is_landlords(dossier, reading.document)
    ]
    every = [reading for found in stated.values() for reading in found]
    if not every or illegible:
        return nothing_read(dossier, ("application_form",), "服务场地面积", illegible)
    documents = [*leases, *certificates]
    unread = [document for document in _counted_documents(dossier) if not _has_area(documents, document)]
    if not readable(documents) or unread:
        found = nothing_read(dossier, PREMISES, "面积", documents)
        return Finding(found.outcome, found.message, shown(every), found.found, found.confidence, found.explanation)
    sums = {"rented": _sum(leases), "owned": _sum(certificates), "total": _sum(documents)}
    lines, off = [], list[Reading]()
    for name, readings_of in stated.items():
        for reading in readings_of:
            labels = (f"{stated_by(reading)}{_SUMMED[name]}", "材料合计")
            comparison = compare_areas(area_of(reading), sums[name], labels)
            lines.append(f"{_SUMMED[name]}：{comparison.explanation}")
            off += [reading] if comparison.verdict is not Verdict.SAME else []
    odd = [told for name, found in stated.items() if (told := _odd_area(name, found, sums[name]))]
    more = any(area_of(reading).square_metres > sums[_part(reading)].square_metres for reading in off)
    values = shown(every), shown(documents)
    confidence = confidence_of([*every, *documents])
    explanation = (*odd, *(f"{reading.place}：{reading.field.raw}" for reading in documents), *lines)
    if not off:
        return Finding(Outcome.PASS, "面积与产权证、租赁合同一致。", *values, confidence, explanation)
    sure = all(reading.is_sure for reading in [*every, *documents]) and not places_unread(dossier, PREMISES)
    brackets = f"（{'；'.join(odd)}）" if odd else ""
    message = f"{_sides(off)}所填面积与产权证、租赁合同不一致{brackets}"
    if more and sure:
        return Finding(Outcome.DISCREPANCY, f"{message}。", *values, confidence, explanation)
    return Finding(Outcome.REVIEW, f"{message}，请人工核对。", *values, confidence, explanation)


def _part(reading: Reading) -> str:
    return reading.path.rpartition("area_")[2]


def _sides(found: Sequence[Reading]) -> str:
    return "、".join(dict.fromkeys(map(stated_by, found)))


def _odd_area(name: str, stated: Sequence[Reading], together: Area) -> str:
    """Which of portal, form and papers states another area than the other two; empty where all agree."""
    sides: dict[str, list[Area]] = {side: [] for side in (PORTAL, FORM, PAPERS)}
    for reading in stated:
        sides[stated_by(reading)].append(area_of(reading))
    sides[PAPERS].append(together)
    told = odd_of_three(sides, lambda one, other: compare_areas(one, other).verdict is Verdict.SAME)
    return f"{_SUMMED[name]}{told}" if told and not told.endswith("一致") else ""


def _sum(found: Sequence[Reading]) -> Area:
    """Areas together, as exact as the least exact of them."""
    areas = [area_of(reading) for reading in readable(found)]
    return Area(
        round(sum(area.square_metres for area in areas), 4), max((area.quantum for area in areas), default=0.01)
    )


def _counted_documents(dossier: Dossier) -> list[Document]:
    return [
        document
        for document in dossier.of_kind(*PREMISES)
        if document.kind == "lease" or not _is_landlords(dossier, document)
    ]


def _has_area(found: Sequence[Reading], document: Document) -> bool:
    return any(reading.document is document and reading.value is not None for reading in found)


def _is_landlords(dossier: Dossier, certificate: Document) -> bool:
    """Whether the owner of a certificate is the lessor of a lease at hand."""
    holders = [str(field.value) for field in certificate.fields if field.path == "holder" and field.value is not None]
    lessors = [str(reading.value) for reading in readable(readings(dossier, "lease.lessor"))]
    return any(
        compare_names(holder, lessor).verdict is not Verdict.DIFFERENT for holder in holders for lessor in lessors
    )


def check_place(dossier: Dossier, _parameters: _Premises) -> Finding:
    """See the module."""
    stated = readable(declared(dossier, "application_form.address")) or readable(licence_readings(dossier, "address"))
    every = [reading for kind in PREMISES for reading in readings(dossier, f"{kind}.address")]
    found = readable(every)
    if not stated:
        return nothing_read(dossier, ("application_form", "business_licence"), "注册地址")
    if not found:
        return nothing_read(dossier, PREMISES, "场所地址", every)
    comparisons = [
        (one, other, compare_addresses(str(one.value), str(other.value))) for one in stated for other in found
    ]
    lines = tuple(
        f"{one.place}“{one.field.raw}”与{other.place}“{other.field.raw}”：{comparison.explanation}"
        for one, other, comparison in comparisons
    )
    values, confidence = (shown(stated), shown(found)), confidence_of([*stated, *found])
    verdicts = {comparison.verdict for _, _, comparison in comparisons}
    unread = _without_value(dossier.of_kind(*PREMISES), found)
    if verdicts == {Verdict.SAME} and not unread:
        return Finding(Outcome.PASS, "场所地址与产权证或租赁合同一致。", *values, confidence, lines)
    if verdicts == {Verdict.SAME}:
        message = f"已读出的场所地址一致，但{listed(map(pages_of, unread))}的地址未能读出，请人工核对。"
        return Finding(Outcome.REVIEW, message, *values, confidence, lines)
    odd = _odd_place(stated, found)
    who = _sides([one for one, _, comparison in comparisons if comparison.verdict is not Verdict.SAME])
    sure = all(reading.is_sure for reading in [*stated, *found])
    if verdicts == {Verdict.DIFFERENT} and sure and not unread:
        message = f"{who}的场所地址与产权证、租赁合同均不一致{odd}。"
        return Finding(Outcome.DISCREPANCY, message, *values, confidence, lines)
    message = f"{who}的场所地址与产权证、租赁合同可能不一致{odd}，请人工核对。"
    return Finding(Outcome.REVIEW, message, *values, confidence, lines)


def _odd_place(stated: Sequence[Reading], found: Sequence[Reading]) -> str:
    """Which of portal, form and papers states another address than the other two, in brackets."""
    sides: dict[str, list[str]] = {side: [] for side in (PORTAL, FORM, PAPERS)}
    for reading in stated:
        sides.setdefault(stated_by(reading), []).append(str(reading.value))
    sides[PAPERS] += [str(reading.value) for reading in found]
    told = odd_of_three(sides, lambda one, other: compare_addresses(one, other).verdict is Verdict.SAME)
    return f"（{told}）" if told else ""


def _without_value(documents: Sequence[Document], found: Sequence[Reading]) -> list[Document]:
    return [document for document in documents if not any(reading.document is document for reading in found)]


def check_holder(dossier: Dossier, _parameters: _Premises) -> Finding:
    """See the module."""
    names = applicant_names(dossier)
    documents = _counted_documents(dossier)
    if not documents:
        return nothing_read(dossier, PREMISES, "承租方或权利人")
    found = [
        reading
        for path in ("lease.lessee", "property_certificate.holder")
        for reading in readings(dossier, path)
        if any(reading.document is document for document in documents)
    ]
    if not names or _without_value(documents, readable(found)):
        return nothing_read(dossier, PREMISES if names else ("business_licence",), "承租方或权利人", found)
    comparisons = [(reading, compare_names(str(names[0].value), str(reading.value))) for reading in readable(found)]
    lines = tuple(
        f"{reading.place}“{reading.field.raw}”：{comparison.explanation}" for reading, comparison in comparisons
    )
    values, confidence = (shown(names[:1]), shown(found)), confidence_of([*names[:1], *readable(found)])
    others = [(reading, comparison) for reading, comparison in comparisons if comparison.verdict is not Verdict.SAME]
    if not others:
        return Finding(Outcome.PASS, "承租方或权利人为申请单位。", *values, confidence, lines)
    certain = any(
        comparison.verdict is Verdict.DIFFERENT and reading.is_sure and not _may_be_landlords(dossier, reading)
        for reading, comparison in others
    )
    if certain and names[0].is_sure:
        return Finding(Outcome.DISCREPANCY, "承租方或权利人不是申请单位。", *values, confidence, lines)
    return Finding(Outcome.REVIEW, "承租方或权利人可能不是申请单位，请人工核对。", *values, confidence, lines)


def _may_be_landlords(dossier: Dossier, reading: Reading) -> bool:
    """Whether an owner may own what the applicant rents (it may be sublet): a lease, and no rooms declared as own."""
    owned = readable(declared(dossier, "application_form.area_owned"))
    claimed = any(isinstance(area.value, int | float) and area.value > 0 for area in owned)
    return reading.field.path == "holder" and bool(dossier.of_kind("lease")) and not claimed


PREMISES_AREA = CheckKind(_Premises, check_area)
PREMISES_PLACE = CheckKind(_Premises, check_place)
PREMISES_HOLDER = CheckKind(_Premises, check_holder)
