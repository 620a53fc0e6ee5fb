"""Everything that was read of a dossier: what its report is made of. For workers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from verifier.store import accounts, corrections, dossiers, readings, rulesets, runs
from verifier.store.dossiers import PageView
from verifier.store.tables import (
    Dossier,
    DossierState,
    FieldCorrection,
    PageState,
    Reading,
    RulesetEdition,
    Source,
    Task,
)


@dataclass(frozen=True, slots=True)
class ReadDossier:
    """A dossier all of whose pages are read or given up; readings by key, pictures by file and page.

    `corrections` are those that stand, `names` what people call who made them. `run` and its `ruleset_version` are of
    the last run of a dossier that is done, `before` is the run of an earlier hand-in.
    """

    dossier: Dossier
    edition: RulesetEdition
    sources: Sequence[Source]
    pages: Sequence[PageView]
    readings: Mapping[str, Reading]
    pictures: Mapping[tuple[str, int], str]
    corrections: Sequence[FieldCorrection]
    names: Mapping[str, str]
    before: runs.Earlier
    run: int | None = None
    ruleset_version: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether what was read of its pages is all still there."""
        return all(view.page.state is not PageState.READ or view.page.reading in self.readings for view in self.pages)


def read_dossier(session: Session, task: Task) -> ReadDossier | None:
    """Everything that was read of the task's dossier; None where the task is void."""
    dossier = session.get(Dossier, task.dossier_id)
    if dossier is None or dossier.revision != task.revision:
        return None
    return everything_read(session, dossier)


def verified_reading(session: Session, dossier_id: str) -> ReadDossier | None:
    """Everything that was read of a dossier that is done; None where it is not, or was deleted."""
    dossier = session.get(Dossier, dossier_id)
    run = runs.latest(session, dossier) if dossier is not None and dossier.state is DossierState.DONE else None
    if dossier is None or run is None:
        return None
    read = everything_read(session, dossier)
    return replace(read, run=run.number, ruleset_version=run.ruleset_version)


def everything_read(session: Session, dossier: Dossier) -> ReadDossier:
    """Everything that was read of a dossier, and the edition of the ruleset that it is checked by."""
    views = dossiers.pages(session, dossier)
    known = readings.known(session, [view.page.reading for view in views])
    pictures = {
        (view.page.file, view.page.file_page): picture
        for view in views
        if view.page.reading in known and (picture := known[view.page.reading].picture) is not None
    }
    edition = rulesets.of_dossier(session, dossier)
    corrected = corrections.standing(session, dossier)
    names = accounts.shown_names(session, {one.made_by for one in corrected})
    sources = dossiers.sources(session, dossier)
    before = runs.before(session, dossier, dossier.revision)
    return ReadDossier(dossier, edition, sources, views, known, pictures, corrected, names, before)
