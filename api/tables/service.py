"""The table for the expert review, of the organisation's dossiers as asked for."""

from api.authentication import Caller
from api.context import Service
from api.problems import ProblemError
from verifier.store import audit, overview, queue
from verifier.store.clock import now
from verifier.store.queue import Wanted

MOST = 1000  # dossiers: a sheet of Excel takes 65,530 links, and a dossier has one for each of its findings


def expert_table(service: Service, caller: Caller, wanted: Wanted, *, base: str) -> bytes:
    """Content of the table (XLSX). `base` is the service's address. Raises ProblemError `table-too-large`."""
    from api.tables.sheets import render_table  # noqa: PLC0415 -- openpyxl, only where a table is made

    with service.store.read() as session:
        entries, total = queue.entries(session, caller.organisation_id, wanted, limit=MOST)
        if total > MOST:
            raise ProblemError("table-too-large", limit=MOST, total=total)
        lines, made_on = overview.lines(session, entries), now(session).astimezone().date()
    content = render_table(lines, base=base, made_on=made_on)
    with service.store.write() as session:
        audit.record(
            session,
            "table.view",
            caller.organisation_id,
            actor=caller.actor,
            organisation_id=caller.organisation_id,
            details={"dossiers": len(lines)},
        )
    return content
