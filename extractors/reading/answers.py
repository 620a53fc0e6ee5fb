"""What a page process answers, as bytes: JSON, of which its parent makes the data that it asked for, nothing else.

A process that opens foreign files may be taken over by one. Pickle, with which Python's processes answer otherwise,
lets whoever writes it say what is called in the process that reads it. Here the parent alone says, by the function that
it has called, of which types the answer is made; nothing in the message names a class, a function or a module.
"""

import functools
import re
import traceback
from collections.abc import Callable
from typing import Any, TypeVar, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import SchemaValidator

from extractors.errors import DossierError, EngineError, IntakeError, PageError

_ANSWER, _ERROR, _FAILURE, _NO_MEMORY = b"A", b"E", b"F", b"M"  # the first byte of a message
# What OpenVINO, ONNX Runtime, OpenCV and the system say where memory was refused; the last where a thread got no stack.
_SHORTAGES = ("bad_alloc", "can't alloc", "failed to allocate", "cannot allocate", "resource temporarily unavailable")
_LONGEST = 20_000  # characters of an error's texts
# Values, about, of an answer: the smallest, an empty array, takes 3 bytes there and 300 while it is read. A page has
# 4,000; a sheet of 400 rows and 100 columns, one page of 23 MB, has 1.5 million.
_MOST_VALUES = 3_000_000
_CODE = re.compile(r"[a-z][a-z0-9-]{1,60}")
ErrorForm = tuple[str, str, str, str]  # kind, code, message, hint
_ERRORS = {kind.__name__: kind for kind in (DossierError, IntakeError, PageError, EngineError)}
_ERROR_FORM: TypeAdapter[ErrorForm] = TypeAdapter(ErrorForm)
_Answer = TypeVar("_Answer")


class UnsoundAnswerError(Exception):
    """A page process answered what no honest one does."""


class TaskFailedError(Exception):
    """A task raised what is no error for a person; the text is its traceback, as its process tells it."""


class OutOfMemoryError(Exception):
    """A task was refused memory; the text is its traceback, where there was memory left for that."""


def answer_of(function: Callable[..., object], arguments: tuple[Any, ...]) -> bytes:
    """Call a function; what it returns or raises, as a message."""
    try:
        return _ANSWER + _form(function).dump_json(function(*arguments))
    except DossierError as error:
        return _ERROR + _ERROR_FORM.dump_json(error_form(error))
    except BaseException as error:  # noqa: BLE001 -- the parent is told of everything and goes on
        return _failure(error)


def read_answer(function: Callable[..., _Answer], message: bytes) -> _Answer:
    """What a message of `answer_of` says.

    Raises UnsoundAnswerError where it says nothing that this function could; else what the function raised:
    DossierError, OutOfMemoryError, or TaskFailedError in place of any other.
    """
    kind, content = message[:1], message[1:]
    if kind == _ERROR:
        raise read_error(_read(_read_until_wrong(_ERROR_FORM), content))
    if kind in (_FAILURE, _NO_MEMORY):
        told = _printable(content[: 4 * _LONGEST].decode("utf-8", "replace"))
        raise OutOfMemoryError(told) if kind == _NO_MEMORY else TaskFailedError(told)
    if kind != _ANSWER:
        raise UnsoundAnswerError("neither answer nor error")
    answer: _Answer = _read(_reader(function), content)
    return answer


def error_form(error: DossierError) -> ErrorForm:
    """An error that a person is told of, as data."""
    kind = next(name for name in (base.__name__ for base in type(error).__mro__) if name in _ERRORS)
    return kind, error.code, error.message, error.hint


def read_error(form: ErrorForm) -> DossierError:
    """The error of `error_form`. Raises UnsoundAnswerError."""
    kind, code, *texts = form
    if kind not in _ERRORS or _CODE.fullmatch(code) is None or any(len(text) > _LONGEST for text in texts):
        raise UnsoundAnswerError("no error that there is")
    return _ERRORS[kind](code, *texts)


def _failure(error: BaseException) -> bytes:
    try:
        kind = _NO_MEMORY if _is_shortage(error) else _FAILURE
        return kind + traceback.format_exc()[-_LONGEST:].encode("utf-8", "replace")
    except MemoryError:
        return _NO_MEMORY


def _is_shortage(error: BaseException) -> bool:
    """Whether memory was refused: native libraries say so in words of their own."""
    words = str(error).lower()
    return isinstance(error, MemoryError) or any(shortage in words for shortage in _SHORTAGES)


@functools.cache
def _form(function: Callable[..., object]) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(function)["return"])


@functools.cache
def _reader(function: Callable[..., object]) -> SchemaValidator:
    return _read_until_wrong(_form(function))


def _read_until_wrong(form: TypeAdapter[Any]) -> SchemaValidator:
    """What reads this, and no further than the first item that is wrong: a million of them would take a gigabyte."""

    def visit(schema: Any) -> Any:
        if isinstance(schema, dict):
            ending = {"fail_fast": True} if schema.get("type") == "tuple" else {}
            return {key: visit(value) for key, value in schema.items()} | ending
        return [visit(item) for item in schema] if isinstance(schema, list) else schema

    return SchemaValidator(visit(form.core_schema))


def _read(reader: SchemaValidator, content: bytes) -> Any:
    if sum(content.count(mark) for mark in (b",", b"[", b"{")) > _MOST_VALUES:
        raise UnsoundAnswerError("too many values")
    try:
        return reader.validate_json(content, strict=True)
    except ValidationError as error:
        raise UnsoundAnswerError(f"{error.error_count()} wrong") from None


def _printable(text: str) -> str:
    """Without what would command a terminal on which the log is read."""
    return "".join(character if character.isprintable() or character == "\n" else "?" for character in text)
