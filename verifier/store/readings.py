"""What was read of pages, by the page's bytes: read once, whoever hands the page in."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from verifier.store.clock import now
from verifier.store.tables import Page, Reading, Source


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


def find(session: Session, key: str) -> Reading | None:
    """What was read under a key, if it was read."""
    return session.get(Reading, key)


def known(session: Session, keys: Collection[str]) -> dict[str, Reading]:
    """Those of these pages that were read, by key."""
    found = session.scalars(select(Reading).where(Reading.key.in_(list(keys))))
    return {reading.key: reading for reading in found}


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
    if session.get(Reading, key) is None:
        reading = Reading(
            key=key,
            sha256=sha256,
            file_page=file_page,
            version=version,
            result=result,
            picture=picture,
            seconds=seconds,
            read_at=now(session),
        )
        session.add(reading)


def of_page(session: Session, page: Page) -> Reading | None:
    """What was read of a dossier's page."""
    return session.get(Reading, page.reading)


def unused(session: Session, sha256s: Collection[str]) -> list[Reading]:
    """Readings of these files that no dossier has (any more)."""
    query = select(Reading).where(Reading.sha256.in_(list(sha256s)), ~exists().where(Source.sha256 == Reading.sha256))
    return list(session.scalars(query))
