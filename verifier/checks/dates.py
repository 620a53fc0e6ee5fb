"""v09: is any document dated after the day of submission?

Parameters
    fields    paths of the dates: of signing, of filling in, of printing, of issue
    optional  kinds that need not bear such a date

A document at hand of which such a date was not found is searched for any date that it does not state as something else
(the ends of a lease): where none of them is later, its own is not either.

Outcomes
    pass         every date read is on or before the day of submission
    discrepancy  a date surely read is later
    review       a date not surely read, or found without its label, is later; a date on a document at hand is not
                 legible; or the day of submission is not known
    missing      no date at all
"""

from datetime import date

from extractors.layout.prose import document_passage
from extractors.models import Document, Field
from extractors.values.dates import find_dates
from verifier.checks.absence import nothing_read
from verifier.checks.kinds import CheckKind, DatePath, KindName, Parameters
from verifier.checks.submission import day_unknown
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, confidence_of, pages_in, readable, readings, shown, surely
from verifier.wording import listed, pages_of, title_of


class _Dates(Parameters):
    fields: tuple[DatePath, ...]
    optional: tuple[KindName, ...] = ()


def check(dossier: Dossier, parameters: _Dates) -> Finding:
    """See the module."""
    found = [reading for path in parameters.fields for reading in readings(dossier, path)]
    silent = _silent(dossier, parameters, found)
    found += [reading for document in silent for reading in _dates_on(dossier, document)]
    every = readable(found)
    if not every:
        return nothing_read(dossier, [path.partition(".")[0] for path in parameters.fields], "日期", found)
    unknown = day_unknown(dossier, every)
    if unknown is not None:
        return unknown
    late = [reading for reading in every if isinstance(reading.value, date) and reading.value > dossier.submitted_on]
    line = f"提交日期{dossier.submitted_on:%Y-%m-%d}（{dossier.submitted_from}）"
    if late:
        outcome = Outcome.DISCREPANCY if surely(late) else Outcome.REVIEW
        names = listed(f"{reading.place}（{reading.value}）" for reading in late)
        return Finding(outcome, f"日期晚于提交日：{names}。", (), shown(late), confidence_of(late), (line,))
    undated = [document for document in silent if not any(reading.document is document for reading in every)]
    illegible = [reading for reading in found if reading.value is None]
    if illegible or undated:
        names = listed(
            [
                *(f"{_title(reading)}“{reading.field.raw}”" for reading in illegible),
                *(f"{title_of(document.kind)}（{pages_of(document)}）" for document in undated),
            ]
        )
        return Finding(Outcome.REVIEW, f"有日期未能读出：{names}，请人工核对。", (), shown(found), 0.0, (line,))
    lines = (line, *(f"{reading.place}：{reading.value}" for reading in every))
    return Finding(Outcome.PASS, "各日期均不晚于提交日。", (), shown(every), confidence_of(every), lines)


def _title(reading: Reading) -> str:
    return title_of(reading.path.partition(".")[0].partition("[")[0])


def _silent(dossier: Dossier, parameters: _Dates, found: list[Reading]) -> list[Document]:
    """Documents at hand on which no date was found at all."""
    kinds = dict.fromkeys(path.partition(".")[0] for path in parameters.fields)
    return [
        document
        for document in dossier.of_kind(*kinds)
        if document.kind not in parameters.optional and not any(reading.document is document for reading in found)
    ]


def _dates_on(dossier: Dossier, document: Document) -> list[Reading]:
    """Every date on a document but those that it states as something else (ends of a term); whose is not known."""
    stated = {field.value for field in document.fields}
    passage = document_passage(pages_in(dossier, document))
    found = []
    for dated in find_dates(passage.text):
        if dated.date in stated:
            continue
        words = passage.cut(dated.start, dated.end)
        field = Field("date", dated.date, words.raw, words.confidence, words.evidence, "取自材料正文", doubtful=True)
        found.append(Reading(f"{document.kind}.date", field, document))
    return found


DATES_IN_ORDER = CheckKind(_Dates, check)
