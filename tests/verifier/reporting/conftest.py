from pathlib import Path

import pytest

from tests.verifier.reporting.dossier import CHECKED_ON, Sample, build_sample
from tests.verifier.reporting.reader import Reader
from verifier.reporting import render_html


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return build_sample(Path(tmp_path_factory.mktemp("pages")), scale=0.6)


@pytest.fixture(scope="session")
def page(sample: Sample) -> Reader:
    return Reader(render_html(sample.report, sample.pictures, sample.context, checked_on=CHECKED_ON))
