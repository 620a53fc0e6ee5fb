from __future__ import annotations

import pytest

from extractors.ocr.engine import EngineSettings, OcrEngine, create_engine


@pytest.fixture(scope="session")
def engine() -> OcrEngine:
    """The real models, loaded once."""
    return create_engine(EngineSettings(name="paddle"))
