"""What a task returns or raises comes over as it was, and no message says what it is made of."""

import errno

import cv2
import pytest

from extractors.errors import DossierError, EngineError, IntakeError, PageError, UnreadableValueError
from extractors.models import Evidence, Grid, GridCell, Line, Page, Problem, Reading, Seal, SealShape, TextSource
from extractors.reading.answers import (
    OutOfMemoryError,
    TaskFailedError,
    UnsoundAnswerError,
    answer_of,
    read_answer,
)
from extractors.reading.results import PageResult

POLYGON = ((0.1, 0.1), (0.9, 0.1), (0.9, 1 / 3), (0.1, 0.2))
LINE = Line("单位\x00\u2028\n", POLYGON, 0.9, TextSource.OCR, ((0.0, 0.5),), (0.1 + 0.2,), alternatives=(
    Reading("单体", 1e-300, TextSource.OCR_WITHOUT_RED),
))  # fmt: skip
PAGE = Page(
    "a.pdf", 1, 100, 200, (LINE,),
    (Grid((0.0, 0.0, 1.0, 1.0), 1, 1, (GridCell(0, 0, 1, 1, (0.0, 0.0, 1.0, 1.0)),)),),
    (Seal(SealShape.ROUND, Evidence("a.pdf", 1, POLYGON, "章", 0.8), None),),
)  # fmt: skip


def page() -> PageResult:
    return PageResult("a.pdf", 1, PAGE, (Problem("a.pdf", None, "hidden-text", "本页藏有字。"),))


def number(text: str) -> int:
    return int(text)


def fail(kind: type[DossierError]) -> None:
    raise kind("too-large", "过大。", "请拆分。")


def fail_on_a_value() -> None:
    raise UnreadableValueError("不是数。")


def take_too_much(error: Exception) -> None:
    raise error


def leave() -> None:
    raise SystemExit(3)


def test_a_page_comes_over_as_it_was() -> None:
    assert read_answer(page, answer_of(page, ())) == page()


@pytest.mark.parametrize("kind", [DossierError, IntakeError, PageError, EngineError])
def test_an_error_for_a_person_comes_over_as_it_was(kind: type[DossierError]) -> None:
    with pytest.raises(kind) as caught:
        read_answer(fail, answer_of(fail, (kind,)))
    assert type(caught.value) is kind
    assert (caught.value.code, str(caught.value)) == ("too-large", "过大。请拆分。")


def test_an_error_of_another_kind_comes_over_as_what_it_is_for_a_person() -> None:
    with pytest.raises(DossierError) as caught:
        read_answer(fail_on_a_value, answer_of(fail_on_a_value, ()))
    assert (caught.value.code, str(caught.value)) == ("value-unreadable", "不是数。")


def test_whatever_else_is_raised_is_told_by_its_traceback() -> None:
    with pytest.raises(TaskFailedError, match="invalid literal for int"):
        read_answer(number, answer_of(number, ("x",)))
    with pytest.raises(TaskFailedError, match="SystemExit: 3"):
        read_answer(leave, answer_of(leave, ()))


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        RuntimeError("Check 'ptr' failed at src/plugins/intel_cpu/src/cpu_memory.cpp:257:\nFailed to allocate 8 bytes"),
        RuntimeError("[CPU] Convolution node with name 'Conv.0' can't alloc"),
        RuntimeError("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : Status Message: std::bad_alloc"),
        cv2.error("OpenCV(4.10.0) alloc.cpp:73: error: (-4:Insufficient memory) Failed to allocate 8699840 bytes"),
    ],
)
def test_memory_that_was_refused_is_told_apart_whoever_asked_for_it(error: Exception) -> None:
    with pytest.raises(OutOfMemoryError, match=type(error).__name__):
        read_answer(take_too_much, answer_of(take_too_much, (error,)))


def test_a_traceback_commands_no_terminal() -> None:
    with pytest.raises(TaskFailedError) as caught:
        read_answer(number, b"F\x1b[2Jx\n\xff\r" + "\u202e".encode())
    assert str(caught.value) == "?[2Jx\n\N{REPLACEMENT CHARACTER}??"


@pytest.mark.parametrize(
    "message",
    [b"", b"X1", b"A", b"Anull", b'A"1"', b"A1.5", b"Atrue", b"A1 2", b"A[1]", b"A\xff", b"A" + b"[" * 1_000_000,
     b"A1" + b"0" * 10_000, b"E{}", b'E["IntakeError", "too-large", ""]', b'E["OSError", "too-large", "", ""]',
     b'E["IntakeError", "Too large", "", ""]', b'E["IntakeError", "too-large", null, ""]'],
)  # fmt: skip
def test_what_the_function_could_not_have_answered_is_refused(message: bytes) -> None:
    assert read_answer(number, answer_of(number, ("1",))) == 1
    with pytest.raises(UnsoundAnswerError):
        read_answer(number, message)


def lines() -> tuple[Line, ...]:
    return (LINE,)


def test_an_answer_that_would_take_much_memory_is_not_read() -> None:
    """An empty array takes 3 bytes in the message, 300 while it is read, and 600 as an error."""
    with pytest.raises(UnsoundAnswerError, match="too many values"):
        read_answer(lines, b"A[" + b"[]," * 1_500_000 + b"[]]")
    with pytest.raises(UnsoundAnswerError, match=r"^1 wrong"):
        read_answer(lines, b"A[" + b"[]," * 100 + b"[]]")
    inner = answer_of(lines, ()).replace(b'"polygon":[', b'"polygon":[' + b"[]," * 100)
    with pytest.raises(UnsoundAnswerError, match=r"^1 wrong"):
        read_answer(lines, inner)
