"""`python -m scripts.sbom > sbom.cdx.json`: the product's bill of materials, CycloneDX 1.6: packages and models.

It says nothing of the moment or the machine that made it: the same pins give the same file.
"""

import json
import re
import sys
from typing import Any

from extractors.ocr.model_files import DETECTION, RECOGNITION, PinnedModel
from scripts.licences import licence
from scripts.pins import PRODUCT, Pin, read_pins
from verifier import __version__

_PRODUCT = "dossier-verifier"
_EXPRESSION = re.compile(r"[A-Za-z0-9.+-]+(?:(?: AND | OR | WITH )\(?[A-Za-z0-9.+-]+\)?)*")


def bill() -> dict[str, Any]:
    """The document."""
    packages = [_package(pin) for pin in read_pins(PRODUCT)]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": _PRODUCT,
                "name": _PRODUCT,
                "version": __version__,
                "purl": f"pkg:pypi/{_PRODUCT}@{__version__}",
            }
        },
        "components": [*packages, *(_model(model) for model in (DETECTION, RECOGNITION))],
    }


def _package(pin: Pin) -> dict[str, Any]:
    """A package; its hashes are those of the archives that may be installed, one a platform."""
    purl = f"pkg:pypi/{pin.name}@{pin.version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": pin.name,
        "version": pin.version,
        "purl": purl,
        "licenses": [_licence(licence(pin))],
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in pin.hashes],
    }


def _licence(stated: str) -> dict[str, Any]:
    """An SPDX expression where the words are one, else a licence by name."""
    is_expression = _EXPRESSION.fullmatch(stated) and ("-" in stated or " " in stated or stated in {"MIT", "ISC"})
    return {"expression": stated} if is_expression else {"license": {"name": stated}}


def _model(model: PinnedModel) -> dict[str, Any]:
    return {
        "type": "machine-learning-model",
        "bom-ref": f"model:{model.name}",
        "name": model.name,
        "hashes": [{"alg": "SHA-256", "content": model.sha256}],
        "licenses": [{"expression": "Apache-2.0"}],
    }


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
