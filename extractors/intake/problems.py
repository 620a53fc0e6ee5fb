"""The catalogue of problems: a stable code, a Chinese sentence, a Chinese hint (`problems.yaml`)."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from typing import TypeVar

import yaml

from extractors.errors import DossierError, IntakeError, PageError
from extractors.models import Problem

Reported = TypeVar("Reported", IntakeError, PageError)


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a person is told; `{…}` in both texts are filled in where the problem is raised."""

    message: str
    hint: str


@functools.cache
def catalogue() -> Mapping[str, Sentence]:
    """Every problem code of the intake with its sentence."""
    text = resources.files(__package__).joinpath("problems.yaml").read_text(encoding="utf-8")
    return {code: Sentence(**entry) for code, entry in yaml.safe_load(text).items()}


def intake_error(code: str, **values: object) -> IntakeError:
    """Error of a whole file. An unknown code or a value missing from its sentence is a KeyError, found by tests."""
    return _error(IntakeError, code, values)


def page_error(code: str, **values: object) -> PageError:
    """Error of one page. An unknown code or a value missing from its sentence is a KeyError, found by tests."""
    return _error(PageError, code, values)


def problem(error: DossierError, *, file: str = "", page: int | None = None) -> Problem:
    """What a report says of an error. `file` is filled in later where the name inside the dossier is not known yet."""
    return Problem(file=file, page=page, code=error.code, message=str(error))


@contextmanager
def guarded(kind: type[Reported], code: str, **values: object) -> Iterator[None]:
    """Turn whatever a parser raises on hostile bytes into one error with a code; the cause stays chained.

    Errors that already carry a code pass through, and those that no file can cause. MemoryError is named as such: it
    says nothing about the file's form.
    """
    try:
        yield
    except (DossierError, NameError, ImportError):
        raise
    except MemoryError as error:
        raise _error(kind, "out-of-memory", {}) from error
    except Exception as error:
        raise _error(kind, code, values) from error


def _error(kind: type[Reported], code: str, values: Mapping[str, object]) -> Reported:
    sentence = catalogue()[code]
    return kind(code, sentence.message.format_map(values), sentence.hint.format_map(values))
