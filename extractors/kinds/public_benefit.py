"""The share of public-benefit and low-fee services among all services, as running text states it.

Each statement is one row `public_benefit[i]`: `share`, which `services` it speaks of, and the `year` if one is named.
Shares of income, of clients or of one sort of service are other shares, and so is that of services that are not for
public benefit; plans and demands state nothing. Of a share that changed (由10%提高到25%) the second is meant.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from extractors.kinds.claims import ABOUT, OF_OTHERS, Prose, claim_pattern, claim_words, prose_of
from extractors.kinds.fields import as_share, read_field
from extractors.models import Field, Page

_SHARE = (
    r"(?P<share>(?<![\d.])\d{1,3}(?:\.\d{1,2})?%|百分之[一二三四五六七八九十百]{1,5}"
    r"|[一二三四五六七八九]成(?:半|[一二三四五六七八九](?!分))?)"
)
_FIRST_SHARE = _SHARE.replace("?P<share>", "?:")
_NEGATION = 3  # characters before the subject in which 非 or 不是 stands
_FURTHEST = 36  # characters between the subject and its share
_ABOUT_QUANTUM = Decimal("0.05")
_ALL_SERVICES = r"(?:总|全部|全年|所有|整体|平台)?(?:的)?服务(?:总)?(?:量|次数|数量|总数)?(?:的)?"


def extract(pages: Sequence[Page]) -> list[Field]:
    """The statements in the pages of a document."""
    prose = prose_of(pages)
    found: list[Field] = []
    for index, (match, services) in enumerate(_statements(prose)):
        found += _row(prose, match, services, f"public_benefit[{index}]")
    return found


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    words = claim_words()["public_benefit"]
    subjects, link, became = words["subjects"], words["link"], words["became"]
    any_subject = "|".join(f"(?:{pattern})" for pattern in subjects.values())
    between = rf"(?P<between>(?:(?!{any_subject})[^。;!?%])*?)"
    changed = rf"(?P<changed>(?:由|从)[^。;!?,%]{{0,10}}{_FIRST_SHARE}(?:{became}))?"
    return [
        (
            services,
            re.compile(
                rf"(?P<subject>{subject}){between}(?P<link>{link})(?P<behind>[^。;!?,%]{{0,20}}?){changed}{_SHARE}"
            ),
        )
        for services, subject in subjects.items()
    ] + [
        (
            services,
            re.compile(
                rf"(?P<between>)(?P<link>占)(?P<behind>{_ALL_SERVICES})(?P<changed>){_SHARE}(?:以上|左右)?的(?:服务|活动)?(?:均|都)?(?:为|是|属于?)(?P<subject>{subject})"
            ),
        )
        for services, subject in subjects.items()
    ]


def _statements(prose: Prose) -> list[tuple[re.Match[str], str]]:
    """Matches in the order of the text; of those on one figure the first subject counts, the joint one before all."""
    taken: set[int] = set()
    found = []
    for services, pattern in _patterns():
        for match in pattern.finditer(prose.text):
            if match.start("share") in taken:
                continue
            if _is_of_the_rest(prose, match):
                taken.add(match.start("share"))
            elif _is_meant(prose, match):
                taken.add(match.start("share"))
                found.append((match, services))
    return sorted(found, key=lambda item: item[0].start())


def _is_of_the_rest(prose: Prose, match: re.Match[str]) -> bool:
    """Whether a share is that of all services but those for public benefit."""
    before = prose.text[max(0, match.start("subject") - _NEGATION) : match.start("subject")]
    return claim_pattern("public_benefit", "negated").search(before) is not None


def _is_meant(prose: Prose, match: re.Match[str]) -> bool:
    words = match["between"] + match["behind"]
    return (
        len(words) <= _FURTHEST
        and claim_pattern("public_benefit", "other_measure").search(words) is None
        and claim_pattern("public_benefit", "part_of_services").search(prose.clause(match.start())) is None
        and prose.is_stated(match.start("share"), match.end("share"))
    )


def _row(prose: Prose, match: re.Match[str], services: str, path: str) -> list[Field]:
    share = read_field(f"{path}.share", prose.passage.group(match, "share"), as_share())
    whole = prose.passage.group(match)
    start, stop = match.span("share")
    notes = []
    if claim_pattern("below").search(match["between"][-8:] + match["behind"]) or prose.is_below(start, stop):
        notes.append("写明不到这一比例")
    if claim_pattern("public_benefit", "was").search(match["behind"]):
        notes.append("可能是变化前的比例")
    if not match["changed"] and prose.covers_years(start, stop):
        notes.append("可能是几年合计的比例")
    if prose.is_of_others(start):
        notes.append(OF_OTHERS)
    if claim_pattern("about").search(match["behind"]) or prose.is_about(start, stop):
        share = replace(share, note=ABOUT, quantum=_ABOUT_QUANTUM)
    if notes:
        share = replace(share, note="；".join(notes), doubtful=True)
    confidence = min(share.confidence, whole.confidence)
    fields = [
        replace(share, raw=whole.raw, evidence=whole.evidence, confidence=confidence),
        Field(f"{path}.services", services, whole.raw, confidence, whole.evidence),
    ]
    year = _year(prose, match)
    return [*fields, *([Field(f"{path}.year", year, f"{year}年", confidence, whole.evidence)] if year else [])]


def _year(prose: Prose, match: re.Match[str]) -> int | None:
    """The year of a statement; of a share that changed not the one that it changed from."""
    if not match["changed"]:
        return prose.year(match.start("share"))
    became = re.search(r"(20\d\d)年的?$", match["changed"])
    return int(became[1]) if became is not None else prose.year(match.start("changed"))
