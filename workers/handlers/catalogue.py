"""Which handler does which kind of task."""

from collections.abc import Callable, Mapping

from verifier.store.tables import Task, TaskKind
from workers.bench import Workbench
from workers.handlers.assembling import assemble
from workers.handlers.comparing import compare
from workers.handlers.notifying import deliver
from workers.handlers.opening import open_dossier
from workers.handlers.reading import read_pages
from workers.handlers.rereading import reread
from workers.handlers.retaining import delete_blobs
from workers.handlers.sealing import seal
from workers.handlers.trying import try_ruleset

HANDLERS: Mapping[TaskKind, Callable[[Workbench, Task], None]] = {
    TaskKind.OPEN: open_dossier,
    TaskKind.READ: read_pages,
    TaskKind.REREAD: reread,
    TaskKind.ASSEMBLE: assemble,
    TaskKind.SEAL: seal,
    TaskKind.COMPARE: compare,
    TaskKind.DELIVER: deliver,
    TaskKind.RETAIN: delete_blobs,
    TaskKind.TRY: try_ruleset,
}
