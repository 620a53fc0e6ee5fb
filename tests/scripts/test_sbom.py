import hashlib
import json
import subprocess
import sys
from typing import Any

import pytest

from extractors.ocr.model_files import RECOGNITION, installed_model
from scripts.pins import PRODUCT, ROOT, read_pins


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    made = subprocess.run([sys.executable, "-m", "scripts.sbom"], cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(made.stdout)
    return found


def test_the_bill_holds_every_package_of_the_product_with_its_hashes(document: dict[str, Any]) -> None:
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    packages = {one["purl"]: one for one in document["components"] if one["type"] == "library"}
    pins = read_pins(PRODUCT)
    assert set(packages) == {f"pkg:pypi/{pin.name}@{pin.version}" for pin in pins}
    for pin in pins:
        hashes = packages[f"pkg:pypi/{pin.name}@{pin.version}"]["hashes"]
        assert [one["content"] for one in hashes] == list(pin.hashes)
    references = [one["bom-ref"] for one in document["components"]]
    assert len(references) == len(set(references))


def test_licences_are_expressions_where_they_are_some(document: dict[str, Any]) -> None:
    licences = {one["name"]: one["licenses"][0] for one in document["components"]}
    assert licences["fastapi"] == {"expression": "MIT"}
    assert licences["jinja2"] == {"license": {"name": "BSD License"}}


def test_the_models_are_in_it_with_the_digest_that_is_installed(document: dict[str, Any]) -> None:
    models = {one["name"]: one for one in document["components"] if one["type"] == "machine-learning-model"}
    digest = hashlib.sha256(installed_model(RECOGNITION).read_bytes()).hexdigest()
    assert models[RECOGNITION.name]["hashes"] == [{"alg": "SHA-256", "content": digest}]
