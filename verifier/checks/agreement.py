"""Do all places that state a value state the same one?

Parameters
    compare     name | person | code | date | amount | address | count
    declared    field paths of the applicant's own statements (form; the portal's figure of the same path joins in)
    evidence    field paths of the documents that have to agree with them
                (of a table by years, `application_form.years[].profit`, the row of the year before submission is meant;
                rows of other years are compared with the audit reports of those years, where there are any)
    parts       field paths of counts that may show a part of the value, and never more (rows of a list of examples)
    named_in    kinds whose documents, where the field was not read, are searched for the name: text and seals
                (names only)
    optional    kinds whose value is welcome, but which need not state it

The first surely read value, declared before evidence, is the standard (of sums the most exact, of addresses the fullest
one, so that what one place leaves out cannot hide a difference between two others); everything else is compared with
it. Of a place read more than once (under a seal) one reading has to agree with all others. Where portal, form and
papers all state the value, the finding says which of the three differs.

Outcomes
    pass         at least two places were read and all agree (the explanation says how: rounding, brackets, 省 left out)
    discrepancy  two places surely read differ
    review       a difference that may be a misreading (little confidence, look-alike characters) or no difference at
                 all (a former name of a district), a document at hand whose value could not be read, one place only
                 where the others need not state it, audit reports of other years only, a count or sum of a list of
                 which rows may be missing, or a place that states two figures (rows and a line of totals that do not
                 add up), one of which agrees
    missing      there is nothing to compare with; of counts and amounts nothing is declared; of
                 papers alone no one that has to state it is at hand
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, Self

from pydantic import model_validator

from extractors.models import Document
from verifier.checks.absence import not_at_hand
from verifier.checks.comparing import (
    COMPARE,
    Compare,
    Difference,
    compared_with,
    is_certain,
    of_two_figures,
    standard_of,
    told,
)
from verifier.checks.kinds import CheckKind, KindName, Parameters, Path, refuse
from verifier.checks.naming import names_on
from verifier.checks.subject import LICENCES
from verifier.checks.three_ways import FORM, PAPERS, PORTAL, odd_of_three
from verifier.checks.years import (
    AUDITS,
    audit_readings,
    is_year_sure,
    other_reports,
    reports_by_year,
    stated_year,
    year_readings,
)
from verifier.comparison import Verdict
from verifier.fields import PathOf, unfit_path
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import (
    Reading,
    confidence_of,
    declared,
    doubts_of,
    is_tally,
    plain_path,
    readable,
    readings,
    shown,
)
from verifier.wording import listed, title_of


class _Agreement(Parameters):
    compare: Literal["name", "person", "code", "date", "amount", "address", "count"]
    declared: tuple[Path, ...] = ()
    evidence: tuple[Path, ...] = ()
    parts: tuple[Path, ...] = ()
    named_in: tuple[KindName, ...] = ()
    optional: tuple[KindName, ...] = ()

    @model_validator(mode="after")
    def _hold_what_is_compared(self) -> Self:
        wanted = PathOf("", (_HELD.get(self.compare, "text"),))
        paths = {"declared": self.declared, "evidence": self.evidence, "parts": self.parts}
        refuse(
            [
                (unfit_path(path, wanted), (name, number))
                for name, named in paths.items()
                for number, path in enumerate(named)
                if not wanted.fits(path)
            ]
        )
        return self


_HELD = {what: what for what in ("code", "date", "amount", "count")}  # names, persons and addresses are text
_FIGURES = ("amount", "count")  # lists that agree with each other do not show that a declared figure is right
_GRAVEST = (Outcome.DISCREPANCY, Outcome.MISSING, Outcome.REVIEW, Outcome.PASS)


def check(dossier: Dossier, parameters: _Agreement) -> Finding:
    """See the module."""
    finding = _of_the_year(dossier, parameters)
    for year in _other_years(dossier, parameters):
        finding = _joined(finding, _of_another_year(dossier, parameters, year), year)
    return finding


def _of_the_year(dossier: Dossier, parameters: _Agreement) -> Finding:
    """The finding of what has no year, or is of the year before submission."""
    stated = _readings(dossier, parameters.declared, portal=True)
    shown_by = _readings(dossier, parameters.evidence, portal=False)
    standard = standard_of(readable([*stated, *shown_by]), parameters.compare)
    if standard is not None:
        shown_by += _named(dossier, parameters, [*stated, *shown_by], str(standard.value))
    others = [reading for reading in readable([*stated, *shown_by]) if reading is not standard]
    if standard is None or not others:
        return _nothing_to_compare(dossier, parameters, stated, shown_by)
    differences, explanation = _differences(dossier, standard, others, parameters.compare)
    parts = readable([reading for path in parameters.parts for reading in readings(dossier, path)])
    differences += _more_than(standard, parts)
    explanation += tuple(f"{reading.place}列出{reading.value}，不多于{standard.value}" for reading in parts)
    unread = _unread(dossier, parameters, [*stated, *shown_by])
    odd = _odd_of_three(stated, shown_by, COMPARE[parameters.compare])
    if _lacks_a_side(parameters, stated, shown_by) and not any(difference.certain for difference in differences):
        return _nothing_to_compare(dossier, parameters, stated, shown_by)
    return _conclude(stated, [*shown_by, *parts], differences, unread, (*odd, *explanation))


def _other_years(dossier: Dossier, parameters: _Agreement) -> list[int]:
    """Years of audit reports at hand whose figures the rows of those years have to show, too."""
    by_year = any("[]" in path for path in parameters.declared)
    kinds = {path.partition(".")[0] for path in parameters.evidence}
    found = reports_by_year(dossier, [kind for kind in AUDITS if kind in kinds]) if by_year else {}
    return sorted(set(found) - {stated_year(dossier)}, reverse=True)


def _of_another_year(dossier: Dossier, parameters: _Agreement, year: int) -> Finding | None:
    """The finding of one more year; None where the table has no row of it, or the reports need not state the figure."""
    rows = [
        reading
        for path in parameters.declared
        if "[]" in path
        for reading in year_readings(dossier, path, year, portal=True)
    ]
    reports = reports_by_year(dossier, AUDITS)[year]
    papers = [
        reading
        for path in parameters.evidence
        for reading in readings(dossier, path)
        if any(reading.document is report for report in reports)
    ]
    if not rows or not papers:
        return None
    standard = standard_of(readable(rows), parameters.compare)
    if standard is None or not readable(papers):
        message = f"{listed(reading.place for reading in [*rows, *papers] if reading.value is None)}未能读出"
        return Finding(Outcome.REVIEW, f"{message}，请人工比对。", shown(rows), shown(papers))
    others = [reading for reading in readable([*rows, *papers]) if reading is not standard]
    differences, explanation = _differences(dossier, standard, others, parameters.compare)
    if not all(is_year_sure(dossier, report) for report in reports):
        differences = [replace(difference, certain=False) for difference in differences]
    return _conclude(rows, papers, differences, (), explanation)


def _joined(finding: Finding, other: Finding | None, year: int) -> Finding:
    """One finding with that of another year; the graver one has the first word."""
    if other is None:
        return finding
    lines = (*finding.explanation, *(f"{year}年：{line}" for line in other.explanation))
    values = (*finding.declared, *other.declared), (*finding.found, *other.found)
    if _GRAVEST.index(other.outcome) < _GRAVEST.index(finding.outcome):
        confidence = other.confidence
        return Finding(other.outcome, f"{year}年度：{other.message}", *values, confidence, lines)
    also = f"；{year}年度{other.message}" if other.outcome in (Outcome.DISCREPANCY, Outcome.REVIEW) else ""
    return Finding(finding.outcome, f"{finding.message}{also}", *values, finding.confidence, lines)


def _differences(
    dossier: Dossier, standard: Reading, others: Sequence[Reading], what: str
) -> tuple[list[Difference], tuple[str, ...]]:
    """How the other places differ from the standard, and a line on each comparison."""
    comparisons = compared_with(standard, others, COMPARE[what])
    differences = [
        Difference(
            told(standard, reading, comparison),
            is_certain(standard, reading, comparison) and not _may_be_part(dossier, standard, reading),
        )
        for reading, comparison in comparisons
        if comparison.verdict is not Verdict.SAME
    ]
    differences += of_two_figures(standard, comparisons, COMPARE[what]) if what in _FIGURES else []
    return differences, tuple(told(standard, reading, comparison) for reading, comparison in comparisons)


def _readings(dossier: Dossier, paths: Sequence[str], *, portal: bool) -> list[Reading]:
    """All readings of these paths, the portal's figures with them if asked; of a year table one row."""
    found: list[Reading] = []
    for path in paths:
        if "[]" in path:
            found += year_readings(dossier, path, stated_year(dossier), portal=portal)
        elif path.partition(".")[0] in AUDITS:
            found += audit_readings(dossier, path)
        else:
            found += declared(dossier, path) if portal else readings(dossier, path)
    return found


def _lacks_a_side(parameters: _Agreement, stated: Sequence[Reading], shown_by: Sequence[Reading]) -> bool:
    """Whether all that agrees is of one side: papers alone, lists alone, or papers none of which has to state it."""
    witnesses = [reading.document for reading in readable(shown_by) if reading.document is not None]
    if not parameters.declared:
        return bool(parameters.optional) and all(document.kind in parameters.optional for document in witnesses)
    return not witnesses or (parameters.compare in _FIGURES and not readable(stated))


def _named(dossier: Dossier, parameters: _Agreement, found: Sequence[Reading], name: str) -> list[Reading]:
    """Names found in text and seals of documents whose field was not read."""
    read = [reading.document for reading in readable(found)]
    silent = [
        document for document in dossier.of_kind(*parameters.named_in) if not any(document is other for other in read)
    ]
    return [reading for document in silent for reading in names_on(dossier, document, name)]


def _may_be_part(dossier: Dossier, *found: Reading) -> bool:
    """Whether one of these was counted on one of several lists of a kind, which may be parts of one list."""
    return any(
        is_tally(reading) and reading.document is not None and len(dossier.of_kind(reading.document.kind)) > 1
        for reading in found
    )


def _more_than(standard: Reading, parts: Sequence[Reading]) -> list[Difference]:
    """Counts of a part that are more than the whole."""
    return [
        Difference(told(standard, reading, comparison), certain=standard.is_sure and reading.is_sure)
        for reading in parts
        if isinstance(reading.value, int) and isinstance(standard.value, int) and reading.value > standard.value
        for comparison in [COMPARE["count"](standard, reading)]
    ]


def _odd_of_three(stated: Sequence[Reading], shown_by: Sequence[Reading], compare: Compare) -> tuple[str, ...]:
    """Which of portal, form and papers differs from the other two; nothing where not all three state the value."""
    sides = {
        PORTAL: readable([reading for reading in stated if reading.document is None]),
        FORM: readable([reading for reading in stated if reading.document is not None]),
        PAPERS: readable(shown_by),
    }
    sentence = odd_of_three(sides, lambda one, other: compare(one, other).verdict is Verdict.SAME)
    return (sentence,) if sentence else ()


def _unread(dossier: Dossier, parameters: _Agreement, found: Sequence[Reading]) -> list[str]:
    """Documents at hand that should state the value and whose value, or one of whose values, could not be read."""
    left_out = {id(document) for document in other_reports(dossier)}
    read = {id(reading.document) for reading in found if reading.value is not None} | left_out
    paths = {
        plain_path(reading.path) for reading in found if reading.value is not None and reading.document is not None
    }
    names = []
    for path in (*parameters.declared, *parameters.evidence):
        kind = path.partition(".")[0]
        if kind in parameters.optional or all(id(document) in left_out for document in dossier.of_kind(kind)):
            continue
        silent = [document for document in dossier.of_kind(kind) if id(document) not in read]
        by_name = kind in parameters.named_in
        if silent or (dossier.of_kind(kind) and not by_name and path.replace("[]", "") not in paths):
            names.append(title_of(kind))
    return list(dict.fromkeys(names))


def _nothing_to_compare(
    dossier: Dossier, parameters: _Agreement, stated: Sequence[Reading], shown_by: Sequence[Reading]
) -> Finding:
    """No two places of which one is a paper's: not in the dossier, not legible, or need not be stated."""
    every = [*stated, *shown_by]
    others = _of_other_years(dossier, parameters)
    unread = [reading for reading in every if reading.value is None]
    at_hand = _unread(dossier, parameters, every)
    if unread or at_hand:
        reasons = tuple(f"{reading.place}“{reading.field.raw}”{reading.field.note}" for reading in unread)
        names = listed(at_hand) or listed(reading.place for reading in unread)
        message = f"{names}中的内容未能读出，无法核对，请人工比对。"
        return Finding(Outcome.REVIEW, message, shown(stated), shown(shown_by), 0.0, reasons)
    if others and readable(stated):
        year = stated_year(dossier)
        names = listed(f"{title_of(report.kind)}为{one}年度" for one, report in others)
        message = f"{names}，没有{year}年度的可供比对，请人工核对。"
        return Finding(Outcome.REVIEW, message, shown(stated), shown(shown_by), confidence_of(readable(every)))
    absent = _absent(dossier, parameters)
    required = [kind for kind in absent if kind not in parameters.optional and not parameters.declared]
    if readable(every) and dossier.of_kind(*parameters.optional) and not required:
        message = "只有一处写明，其他材料未写明，没有可供比对的第二处，请人工核对。"
        return Finding(Outcome.REVIEW, message, shown(stated), shown(shown_by), confidence_of(readable(every)))
    if not absent:
        message = "只有一处写明，没有可供比对的第二处，请人工核对。"
        return Finding(Outcome.REVIEW, message, shown(stated), shown(shown_by), confidence_of(readable(every)))
    finding = not_at_hand(dossier, required or absent, "是否一致", joint="、")
    return replace(finding, declared=shown(stated), found=shown(shown_by), confidence=confidence_of(readable(every)))


def _of_other_years(dossier: Dossier, parameters: _Agreement) -> list[tuple[int, Document]]:
    """Audit reports that should state the value, and the year of which they are, where it is another one."""
    kinds = {path.partition(".")[0] for path in parameters.evidence}
    left_out = other_reports(dossier)
    return [
        (year, report)
        for year, reports in reports_by_year(dossier, AUDITS).items()
        for report in reports
        if report.kind in kinds and any(report is other for other in left_out)
    ]


def _absent(dossier: Dossier, parameters: _Agreement) -> list[str]:
    """Kinds that should state the value and are not at hand; of licence and certificate either will do."""
    kinds = dict.fromkeys(path.partition(".")[0] for path in (*parameters.declared, *parameters.evidence))
    absent = [kind for kind in kinds if not dossier.of_kind(kind)]
    if set(LICENCES) <= set(kinds):
        spare = LICENCES if dossier.of_kind(*LICENCES) else LICENCES[1:]
        absent = [kind for kind in absent if kind not in spare]
    return absent


def _conclude(
    stated: Sequence[Reading],
    shown_by: Sequence[Reading],
    differences: Sequence[Difference],
    unread: Sequence[str],
    explanation: tuple[str, ...],
) -> Finding:
    every = readable([*stated, *shown_by])
    confidence = confidence_of(every)
    values = shown(stated), shown(shown_by)
    certain = [difference for difference in differences if difference.certain]
    odd = f"（{explanation[0]}）" if explanation and explanation[0].startswith("三方比较") else ""
    if certain:
        what = "；".join(difference.text for difference in certain)
        return Finding(Outcome.DISCREPANCY, f"不一致{odd}：{what}", *values, confidence, explanation)
    if differences:
        what = "；".join(difference.text for difference in differences)
        return Finding(
            Outcome.REVIEW,
            f"可能不一致{odd}，也可能是识别有误，请人工核对：{what}",
            *values,
            confidence,
            explanation,
        )
    if unread:
        return Finding(
            Outcome.REVIEW,
            f"已读出的{len(every)}处一致，但{listed(unread)}中未能读出，请人工核对。",
            *values,
            confidence,
            explanation,
        )
    doubtful = [reading for reading in every if is_tally(reading) and reading.field.doubtful]
    if doubtful:
        reasons = listed(doubts_of(doubtful)) or "识别把握不大"
        message = f"读出的{len(every)}处一致，但名单可能有漏读或误读（{reasons}），请人工核对。"
        return Finding(Outcome.REVIEW, message, *values, confidence, explanation)
    return Finding(Outcome.PASS, f"{len(every)}处一致。", *values, confidence, explanation)


AGREEMENT = CheckKind(_Agreement, check)
