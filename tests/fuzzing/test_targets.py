"""The targets of the fuzzer, without it: on their seeds, and on seeds that chance has damaged."""

import subprocess
import sys
from functools import cache
from importlib.util import find_spec

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzzing.targets import TARGETS


@cache
def _seeds(name: str) -> tuple[bytes, ...]:
    return tuple(TARGETS[name].seeds())


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_is_read_or_refused(name: str) -> None:
    assert len(_seeds(name)) >= 8
    for seed in _seeds(name):
        TARGETS[name].run(seed)


@st.composite
def _damaged(draw: st.DrawFn, name: str) -> bytes:
    """A seed with some bytes changed, left out, doubled or cut off."""
    data = bytearray(draw(st.sampled_from(_seeds(name))))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.integers(1, 8))
        change = draw(st.sampled_from(["set", "delete", "double", "cut"]))
        if change == "set":
            data[at : at + length] = draw(st.binary(min_size=length, max_size=length))
        elif change == "delete":
            del data[at : at + length]
        elif change == "double":
            data[at:at] = data[at : at + 50]
        else:
            del data[max(1, at) :]
    return bytes(data)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_damaged_seeds_are_read_or_refused(name: str, data: st.DataObject) -> None:
    TARGETS[name].run(data.draw(_damaged(name)))


@pytest.mark.skipif(find_spec("atheris") is not None, reason="it is installed here")
def test_the_fuzzer_says_what_it_lacks() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.fuzzing", "sniff"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install atheris" in done.stderr
