"""What all tables share: column types, names of constraints, ids."""

import enum
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

Json = dict[str, Any]

_CONSTRAINTS = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A point in time with its zone; SQLite, which knows none, holds it as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC. A time without a zone is a defect."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def _values(words: type[enum.Enum]) -> list[str]:
    return [str(word.value) for word in words]


class Table(DeclarativeBase):
    """Base of all tables. Rows are read once and are good after their session: there are no lazy relations."""

    metadata = MetaData(naming_convention=_CONSTRAINTS)
    type_annotation_map = {  # noqa: RUF012 -- read by SQLAlchemy as it stands
        str: String(255),
        datetime: Moment(),
        Json: JSON(),
        list[str]: JSON(),
        list[Json]: JSON(),
        enum.Enum: Enum(enum.Enum, native_enum=False, length=32, values_callable=_values),
    }


def new_id() -> str:
    """A random public id that cannot be guessed: 128 bits, hexadecimal."""
    return secrets.token_hex(16)
