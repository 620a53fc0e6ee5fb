# Two commands do all the set-up on a fresh machine with Python >= 3.11: `make demo` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# The pinned list is complete, so nothing is resolved again: a second resolution would bring back the OpenCV wheel
# that overwrites the one PaddleX needs (docs/decisions/0001-packaging.md).
PIP    := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet --no-deps

.PHONY: install install-dev demo test check pins clean

install: $(VENV)/.installed

install-dev: $(VENV)/.installed-dev

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: constraints.txt pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes --requirement constraints.txt
	$(PIP) --no-build-isolation --editable .
	@$(BIN)/python -c 'import cv2' || { echo "OpenCV needs two system libraries; on Debian: apt-get install libgl1 libglib2.0-0"; exit 1; }
	touch $@

$(VENV)/.installed-dev: constraints-dev.txt $(VENV)/.installed
	$(PIP) --require-hashes --requirement constraints-dev.txt
	touch $@

demo: install
	@scripts/demo

test: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto --dist loadfile

pins:
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --upgrade --extra build --output-file constraints.txt
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --all-extras --constraint constraints.txt --output-file constraints-dev.txt

clean:
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache
