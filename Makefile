# Two commands do everything: `make demo` shows the tool on the sample app, `make test` runs all tests.
# Each sets up .venv on its first run and needs no network after that.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test lint format coverage benchmark clean

demo: $(VENV)/.demo
	$(BIN)/funcbind check .
	$(BIN)/funcbind explain . Photos
	$(BIN)/funcbind explain .

test: $(VENV)/.dev
	$(BIN)/python -m pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

coverage: $(VENV)/.dev
	$(BIN)/python -m pytest --cov --cov-report=term-missing:skip-covered --cov-fail-under=98

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

benchmark: $(VENV)/.dev
	$(BIN)/python benchmarks/run.py

$(VENV)/.pip:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	touch $@

$(VENV)/.demo: $(VENV)/.pip pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

# The wheels are for tests/test_precommit.py: pre-commit gives the hook an environment of its own.
$(VENV)/.dev: $(VENV)/.demo pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group test --group lint --group typing
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --wheel-dir $(VENV)/wheels hatchling .
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
