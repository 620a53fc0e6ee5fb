"""What was read of pages, by the page's bytes: read once, whoever hands the page in."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from verifier.store import statistics
from verifier.store.clock import now
from verifier.store.inserting import insert_into
from verifier.store.tables import Page, Reading, ReadingClaim, Source, Task, TaskState


@dataclass(frozen=True, slots=True)
class PageKey:
    """What decides how a page reads. `version` covers engine, models, limits and the reading code."""

    sha256: str
    format: str
    file_page: int
    quarter_turns: int
    version: str

    @property
    def digest(self) -> str:
        """The key of the reading, in hexadecimal."""
        parts = [self.sha256, self.format, self.file_page, self.quarter_turns, self.version]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def known(session: Session, keys: Collection[str], *, adopt: bool = False) -> dict[str, Reading]:
    """Those of these pages that were read, by key. With `adopt` they stay until the transaction ends."""
    query = select(Reading).where(Reading.key.in_(list(keys))).order_by(Reading.key)
    if adopt:  # waits for whoever deletes one (`unused`), and then does not find it
        query = query.with_for_update(read=True, key_share=True)
    return {reading.key: reading for reading in session.scalars(query)}


def claim(session: Session, keys: Collection[str], task: Task) -> set[str]:
    """Those of these readings that are now the task's to make: no other task that is at work makes them."""
    at_work = exists().where(
        Task.id == ReadingClaim.task_id,
        Task.attempt == ReadingClaim.attempt,
        Task.state == TaskState.RUNNING,
        Task.id != task.id,
    )
    claimed: set[str] = set()
    for key in sorted(keys):
        row = insert_into(session, ReadingClaim).values(key=key, task_id=task.id, attempt=task.attempt)
        taken = row.on_conflict_do_update(
            index_elements=[ReadingClaim.key],
            set_={"task_id": row.excluded.task_id, "attempt": row.excluded.attempt},
            where=~at_work,
        ).returning(ReadingClaim.key)
        claimed.update(session.scalars(taken))
    return claimed


def keep(
    session: Session,
    key: str,
    sha256: str,
    file_page: int,
    *,
    version: str,
    result: str,
    picture: str | None,
    seconds: float,
) -> None:
    """Note what was read, as blobs; the first to note it is right, since the same page reads the same."""
    row = insert_into(session, Reading).values(
        key=key,
        sha256=sha256,
        file_page=file_page,
        version=version,
        result=result,
        picture=picture,
        seconds=seconds,
        read_at=now(session),
    )
    made = row.on_conflict_do_nothing(index_elements=[Reading.key]).returning(Reading.key)
    if session.scalar(made) is not None:
        statistics.add(session, statistics.PAGES_READ, 1)
        statistics.add(session, statistics.OCR_SECONDS, seconds)
    session.execute(delete(ReadingClaim).where(ReadingClaim.key == key))


def of_page(session: Session, page: Page) -> Reading | None:
    """What was read of a dossier's page."""
    return session.get(Reading, page.reading)


def unused(session: Session, sha256s: Collection[str]) -> list[Reading]:
    """Readings of these files that no dossier has (any more), which nobody adopts until the transaction ends."""
    of_these = Reading.sha256.in_(list(sha256s))
    session.execute(select(Reading.key).where(of_these).order_by(Reading.key).with_for_update())
    # only a look after the locks are held sees what those who adopted them meanwhile have written
    return list(session.scalars(select(Reading).where(of_these, ~exists().where(Source.sha256 == Reading.sha256))))
