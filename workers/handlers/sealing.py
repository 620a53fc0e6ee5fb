"""`seal`: a signed conclusion -> the report with the decisions and the conclusion in it, in every format."""

import hashlib
from dataclasses import replace

from verifier.reporting.context import context_of
from verifier.reporting.formats import FORMATS, render_each
from verifier.reporting.json_rendering import render_json
from verifier.store import giving_up, progress, sealing, tasks
from verifier.store.rulesets import content_of
from verifier.store.sealing import Sealing
from verifier.store.tables import Task
from workers.bench import Workbench
from workers.handlers.assembling import Pictures, day_of, verified

_OTHERWISE = (
    "重新生成的报告与审核时所见的不同：核验程序、规则或人员姓名在这次核验之后已有变动，或识读结果已不在。"
    "请重新提交核验，复核后再签署。"
)


def seal(bench: Workbench, task: Task) -> None:
    """Make the sealed reports.

    They are made anew, so they must say what the reviewer saw: where the report comes out otherwise, as it may after an
    update of the program, the conclusion is lifted and says why.
    """
    with bench.store.read() as session:
        found = sealing.sealing(session, task)
    made = None if found is None else _reports(bench, found)
    with bench.store.write() as session:
        tasks.finish(session, task)
        dossier = progress.dossier_of(session, task)
        if dossier is None or found is None or found.conclusion.lifted_at is not None:
            return
        if made is None:
            giving_up.give_up(session, task, {"code": "report-differs", "message": _OTHERWISE})
        else:
            sealing.sealed(session, dossier, found.conclusion.id, made)


def _reports(bench: Workbench, found: Sealing) -> dict[str, str] | None:
    """The blobs of the reports by format; None where they would not say what the reviewer saw."""
    if not found.read.is_complete:
        return None
    ruleset = content_of(found.read.edition)
    report = verified(bench, found.read, ruleset)
    if hashlib.sha256(render_json(report).encode()).hexdigest() != found.seen:
        return None
    with bench.room() as room:
        pictures = Pictures(bench.store.blobs, room, found.read)
        contents, _ = render_each(
            FORMATS,
            replace(report, review=found.review),
            pictures,
            context_of(ruleset),
            checked_on=day_of(found.read.dossier),
            needed=FORMATS,
        )
    return {name: bench.store.blobs.put([content]).sha256 for name, content in contents.items()}
