"""v09: is any document dated after the day of submission?

Parameters
    fields   paths of the dates: of signing, of filling in, of printing, of issue

Outcomes
    pass         every date read is on or before the day of submission
    discrepancy  a date surely read is later
    review       a date not surely read is later, or a date on a document at hand is not legible
    missing      no date at all
"""

from datetime import date

from verifier.checks.absence import nothing_read
from verifier.checks.kinds import CheckKind, Parameters
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import confidence_of, readable, readings, shown
from verifier.wording import listed, title_of


class _Dates(Parameters):
    fields: tuple[str, ...]


def check(dossier: Dossier, parameters: _Dates) -> Finding:
    """See the module."""
    found = [reading for path in parameters.fields for reading in readings(dossier, path)]
    every = readable(found)
    if not every:
        return nothing_read(dossier, [path.partition(".")[0] for path in parameters.fields], "日期", found)
    late = [reading for reading in every if isinstance(reading.value, date) and reading.value > dossier.submitted_on]
    line = f"提交日期{dossier.submitted_on:%Y-%m-%d}（{dossier.submitted_from}）"
    if late:
        outcome = Outcome.DISCREPANCY if any(reading.is_sure for reading in late) else Outcome.REVIEW
        names = listed(f"{reading.place}（{reading.value}）" for reading in late)
        return Finding(outcome, f"日期晚于提交日：{names}。", (), shown(late), confidence_of(late), (line,))
    illegible = [reading for reading in found if reading.value is None]
    if illegible:
        names = listed(
            f"{title_of(reading.path.partition('.')[0].partition('[')[0])}“{reading.field.raw}”"
            for reading in illegible
        )
        return Finding(Outcome.REVIEW, f"有日期未能读出：{names}，请人工核对。", (), shown(found), 0.0, (line,))
    lines = (line, *(f"{reading.place}：{reading.value}" for reading in every))
    return Finding(Outcome.PASS, "各日期均不晚于提交日。", (), shown(every), confidence_of(every), lines)


DATES_IN_ORDER = CheckKind(_Dates, check)
