"""A network that is refused memory says so, and never gives what it made of the picture before."""

import subprocess
import sys

import pytest

# The engine has looked at a small picture, its test line; then at a large one, with so many megabytes.
SHORT = """
import sys
import numpy as np
from extractors.ocr.engine import EngineSettings, create_engine
from extractors.reading.confinement import Allowance, allow
from tests.extractors.paper import notice

engine = create_engine(EngineSettings(name="openvino"))
picture = np.array(notice().picture)
allow(Allowance(60, int(sys.argv[1]) * 1_000_000))
try:
    print(len(engine.detect(picture, 1280)))
except (RuntimeError, MemoryError) as error:
    print(type(error).__name__)
"""


@pytest.mark.parametrize("megabytes", [20, 80])
def test_a_network_without_memory_raises(megabytes: int) -> None:
    done = subprocess.run([sys.executable, "-c", SHORT, str(megabytes)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["RuntimeError"]
