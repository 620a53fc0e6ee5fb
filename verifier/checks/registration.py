"""t01, t02, t03: where, since when and as what the applicant is registered.

`registered_in`  parameters: region (its name, for the sentences), places (names that an address or a registering
                 authority of the region carries), divisions (prefixes of the administrative code inside the credit
                 code)
    pass address, registrar and code lie in the region; a registrar that the licence's seal does not give legibly is
    taken from the credit printouts, and without those the legible part of the seal may do where it is a place of the
    region and part of an authority's name; discrepancy none lies there; review they disagree, or one of them is not
    legible

`operating_period`  parameters: years (1 where not given); 1个自然年度 has two readings
    pass as many full calendar years before submission; discrepancy fewer than 12 months a year; review the months but
    not the calendar years, the date is not surely read, or the day of submission is not known

`legal_personality`  parameters: exception (the clause's words on branches)
    pass a legal person by type; review a branch (the exception is quoted) or a type that is not known;
    discrepancy a type without legal personality (个体工商户, 合伙企业, 个人独资企业)
"""

import re
from calendar import monthrange
from datetime import date
from typing import Annotated

from pydantic import Field

from extractors.errors import UnreadableValueError
from extractors.layout.prose import document_passage
from extractors.values.credit_codes import administrative_division
from extractors.values.divisions import PLACE_NAMES, PROVINCES
from verifier.checks.absence import nothing_read
from verifier.checks.kinds import CheckKind, Parameters
from verifier.checks.subject import LICENCES, branch_evidence, licence_readings
from verifier.checks.submission import day_unknown
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, confidence_of, pages_in, readable, readings, shown
from verifier.wording import listed

_NAMED_AFTER = "路|街|大道|大街|巷|胡同|广场|大厦|商会"  # 许昌路 is in other cities


_STATED = {"address": "住所", "registrar": "登记机关", "credit_code": "统一社会信用代码中的行政区划"}
_PRINTOUTS = ("credit_china_report", "gsxt_penalty", "gsxt_abnormal", "gsxt_dishonest")
_PART_OF_OFFICE = re.compile(r"市场监|监督管|管理局|工商行|行政审|审批局|政务服|民政局|事业单位")
_WIDER = frozenset({*PROVINCES, *PROVINCES.values()})  # 河南省许昌市… stands for itself


class _RegisteredIn(Parameters):
    region: str
    places: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
    divisions: Annotated[tuple[Annotated[str, Field(pattern=r"^[0-9]{2,6}$")], ...], Field(min_length=1)]


def check_registered_in(dossier: Dossier, parameters: _RegisteredIn) -> Finding:
    """See the module."""
    found = {name: readable(licence_readings(dossier, name))[:1] for name in _STATED}
    if not found["address"] and not found["credit_code"]:
        return nothing_read(
            dossier, LICENCES, "注册地", [reading for readings in found.values() for reading in readings]
        )
    rings = [one for one in licence_readings(dossier, "registrar") if one.value is None and one.field.raw]
    if not found["registrar"] and not any(_names_another(ring, parameters) for ring in rings):
        found["registrar"] = readable([one for kind in _PRINTOUTS for one in readings(dossier, f"{kind}.registrar")])[
            :1
        ]
    every = [reading for readings in found.values() for reading in readings]
    verdicts = {reading.path.rpartition(".")[2]: _inside(reading, parameters) for reading in every}
    lines = tuple(_told(reading, parameters) for reading in every)
    values, confidence = shown(every), confidence_of(every)
    if all(verdicts.values()) and len(verdicts) == len(_STATED):
        message = f"住所、登记机关及信用代码均表明在{parameters.region}注册。"
        return Finding(Outcome.PASS, message, (), values, confidence, lines)
    if not any(verdicts.values()) and len(verdicts) > 1 and all(reading.is_sure for reading in every):
        message = f"住所、登记机关及信用代码均表明不在{parameters.region}注册。"
        return Finding(Outcome.DISCREPANCY, message, (), values, confidence, lines)
    partly = next((ring for ring in rings if _partly_inside(ring, parameters)), None)
    if all(verdicts.values()) and set(verdicts) == set(_STATED) - {"registrar"} and partly is not None:
        message = f"住所及信用代码均表明在{parameters.region}注册，登记机关印章可辨认的部分与此相符。"
        lines = (*lines, f"登记机关印章可辨认为“{partly.field.raw}”")
        return Finding(Outcome.PASS, message, (), (*values, partly.shown), confidence, lines)
    absent = listed(name for key, name in _STATED.items() if key not in verdicts)
    reason = "三者不一致" if len(set(verdicts.values())) > 1 else f"{absent}未能读出" if absent else "识别把握不大"
    message = f"是否在{parameters.region}注册：{reason}，请人工核对。"
    return Finding(Outcome.REVIEW, message, (), (*values, *shown(rings[:1])), confidence, lines)


def _told(reading: Reading, parameters: _RegisteredIn) -> str:
    """What one of the three says, and where it was read if not on the licence."""
    kind, _, name = reading.path.rpartition(".")
    source = "" if kind.partition("[")[0] in LICENCES else f"（取自{reading.place}）"
    where = "在" if _inside(reading, parameters) else "不在"
    return f"{_STATED[name]}“{reading.field.raw}”{source}：{where}{parameters.region}"


def _names_another(ring: Reading, parameters: _RegisteredIn) -> bool:
    """Whether the legible part of a seal names a place outside the region: then no other paper speaks for it."""
    text = _without_region(ring.field.raw, parameters)
    return any(len(place) > 1 and place in text and place not in _WIDER for place in PLACE_NAMES)


def _partly_inside(ring: Reading, parameters: _RegisteredIn) -> bool:
    """Whether what is legible of a seal is a place of the region with a part of an authority's name."""
    text = ring.field.raw
    inside = text != _without_region(text, parameters)
    return inside and not _names_another(ring, parameters) and _PART_OF_OFFICE.search(text) is not None


def _without_region(text: str, parameters: _RegisteredIn) -> str:
    for place in sorted(parameters.places, key=len, reverse=True):
        text = text.replace(place, "")
    return text


def _inside(reading: Reading, parameters: _RegisteredIn) -> bool:
    """Whether an address, an authority's name or a code lies in the region."""
    text = str(reading.value)
    if reading.path.endswith("credit_code"):
        try:
            return administrative_division(text).startswith(parameters.divisions)
        except UnreadableValueError:
            return False
    return any(re.search(rf"{re.escape(place)}(?!市?(?:{_NAMED_AFTER}))", text) for place in parameters.places)


class _OperatingPeriod(Parameters):
    years: int = Field(1, ge=1)


def check_operating_period(dossier: Dossier, parameters: _OperatingPeriod) -> Finding:
    """See the module."""
    found = readable(licence_readings(dossier, "established_on"))
    if not found:
        return nothing_read(dossier, LICENCES, "成立日期", licence_readings(dossier, "established_on"))
    unknown = day_unknown(dossier, found)
    if unknown is not None:
        return unknown
    reading, day = max(found, key=lambda reading: str(reading.value)), dossier.submitted_on
    established = reading.value
    assert isinstance(established, date)
    first_year = established.year if (established.month, established.day) == (1, 1) else established.year + 1
    last_year = first_year + parameters.years - 1
    line = f"成立日期{established:%Y-%m-%d}，提交日期{day:%Y-%m-%d}"
    values, confidence = (reading.shown,), reading.field.confidence
    if day.year > last_year and not reading.is_sure:
        message = f"至提交日看来已满{parameters.years}个自然年度，但成立日期识别把握不大，请人工核对。"
        return Finding(Outcome.REVIEW, message, (), values, confidence, (line,))
    if day.year > last_year:
        span = f"{first_year}" if parameters.years == 1 else f"{first_year}至{last_year}"
        return Finding(Outcome.PASS, f"至提交日已经历完整的{span}年度。", (), values, confidence, (line,))
    months = 12 * parameters.years
    if _months_between(established, day) < months:
        outcome = Outcome.DISCREPANCY if reading.is_sure else Outcome.REVIEW
        return Finding(outcome, f"成立至提交不满{months}个月。", (), values, confidence, (line,))
    message = (
        f"成立已满{months}个月，但未经历{parameters.years}个完整的自然年度（1月1日至12月31日）；"
        f"“{parameters.years}个自然年度”有两种理解，请人工认定。"
    )
    return Finding(Outcome.REVIEW, message, (), values, confidence, (line,))


def _months_between(start: date, end: date) -> int:
    """Full months from one day to another; a month without such a day (29 February) is full on its last."""
    last = monthrange(end.year, end.month)[1]
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < min(start.day, last))


class _LegalPersonality(Parameters):
    exception: str


_LEGAL_PERSON = re.compile(
    r"有限责任公司|股份有限公司|有限公司|全民所有制|集体所有制|国有|事业单位|社会团体|民办非企业单位\(法人\)|社会服务机构|基金会|专业合作社|法人"
)
_NO_LEGAL_PERSON = re.compile(r"个体工商户|个体户|合伙|个人独资|个人经营|家庭经营|非法人")


def check_legal_personality(dossier: Dossier, parameters: _LegalPersonality) -> Finding:
    """See the module."""
    types = readable(licence_readings(dossier, "type"))
    names = readable(licence_readings(dossier, "name"))
    branches = branch_evidence(dossier)
    if branches:
        return Finding(
            Outcome.REVIEW, f"为非法人分支机构。{parameters.exception}", (), shown(branches), confidence_of(branches)
        )
    if not types and names and not dossier.of_kind("business_licence") and _is_of_legal_person(dossier):
        return Finding(Outcome.PASS, "持有法人登记证书。", (), shown(names[:1]), names[0].field.confidence)
    if not types:
        return nothing_read(dossier, LICENCES, "类型", licence_readings(dossier, "type"))
    reading = types[0]
    text = str(reading.value)
    values, confidence = (reading.shown, *shown(names[:1])), reading.field.confidence
    if _NO_LEGAL_PERSON.search(text):
        outcome = Outcome.DISCREPANCY if reading.is_sure else Outcome.REVIEW
        return Finding(outcome, f"类型为“{reading.field.raw}”，不具有独立法人资格。", (), values, confidence)
    if _LEGAL_PERSON.search(text):
        return Finding(Outcome.PASS, f"类型为“{reading.field.raw}”，具有独立法人资格。", (), values, confidence)
    return Finding(Outcome.REVIEW, f"不能由类型“{reading.field.raw}”判断法人资格，请人工认定。", (), values, confidence)


def _is_of_legal_person(dossier: Dossier) -> bool:
    """Whether the certificates call themselves one of a legal person (事业单位法人证书), as some forms do not."""
    certificates = dossier.of_kind("institution_certificate")
    texts = [document_passage(pages_in(dossier, certificate)).compact.text for certificate in certificates]
    return bool(texts) and all(re.search(r"(?<!非)法人(?:登记)?证书|\(法人\)", text) for text in texts)


REGISTERED_IN = CheckKind(_RegisteredIn, check_registered_in)
OPERATING_PERIOD = CheckKind(_OperatingPeriod, check_operating_period)
LEGAL_PERSONALITY = CheckKind(_LegalPersonality, check_legal_personality)
