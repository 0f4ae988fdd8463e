# Two commands do everything: `make run` serves the site, `make test` checks it. `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help setup run test quick check browser bench shots lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVED := $(VENV)/.requirements
DEVELOPED := $(VENV)/.requirements-dev
# pip speaks of its own newer versions, of running as root and of places where it found nothing; none is news here.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
# Each has a half of the tests in one piece, so that what a file stands on is made once; who is done first helps.
ON_BOTH_CORES := $(BIN)/python -m pytest -n 2 --dist worksteal
INSTALL := $(BIN)/python -m pip install -qq --require-hashes

help:
	@echo "make run     serve the site on http://$${HOST:-127.0.0.1}:$${PORT:-8000}, with the demo company until there is a real one"
	@echo "make test    everything: style, types, floors, content, all tests on both databases and in a browser"
	@echo "make quick   what a minute can tell, for each commit"
	@echo "make bench   measure start, speed and weight against the budgets, and how often the judgement errs"
	@echo "make shots   pictures of every page as contact sheets in shots/"
	@echo "make lock    pin the requirements anew"
	@echo "make setup   only install what development needs"
	@echo "make clean   remove the virtual environment and caches, no data"

$(BIN)/python:
	@echo "Making the virtual environment (once)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "The package python3-venv is missing (apt install python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(SERVED): requirements.txt | $(BIN)/python
	@echo "Installing what the site needs (once, and when requirements.txt changes)"
	@$(INSTALL) -r requirements.txt
	@touch $@

$(DEVELOPED): requirements-dev.txt $(SERVED)
	@echo "Installing what the tests need (once, and when requirements-dev.txt changes)"
	@$(INSTALL) -r requirements.txt -r requirements-dev.txt
	@touch $@

setup: $(DEVELOPED)

run: $(SERVED)
	@exec $(BIN)/python app.py

# Fast checks first. mypy and the linters look at everything; they are quick when nothing has changed.
check: $(DEVELOPED)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo >/dev/null || $(BIN)/lint-imports --no-logo
	@$(BIN)/python -m lms.curriculum.cli check

quick: check
	@$(ON_BOTH_CORES) -m "not browser and not slow" -k "not postgresql"

test: check browser
	@$(ON_BOTH_CORES)

browser: $(DEVELOPED)
	@$(BIN)/python -m tests.browser.chromium

# The last takes an hour. What was measured of a method is kept, and is not measured twice.
bench: $(DEVELOPED)
	@$(BIN)/python -m tests.bench; speed=$$?; $(BIN)/python -m tests.bench method && exit $$speed

shots: $(DEVELOPED) browser
	@$(BIN)/python -m tests.shots
	@$(BIN)/python -m tests.shots --picture

lock: $(DEVELOPED)
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements-dev.in -o requirements-dev.txt

clean:
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache shots
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
