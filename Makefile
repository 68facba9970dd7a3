# make demo   install, make a sample share of synthetic people, scan it, write register and report
# make test   install with the test tools and run the whole suite, in two processes
# make check  format, lint, types, tests: what must be green before a change lands
# make huge   the tests of files of gigabytes and a million rows, which make test leaves out
# make bench  the measurements of docs/benchmarks.md
# make kill   a writer ended by kill -9 again and again, a hundred times or TIMES=n, on SQLite and PostgreSQL
# make fuzz   damaged files of every format, for ten minutes or SECONDS=n, other ones with SEED=n
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check bench kill fuzz format clean huge
.DELETE_ON_ERROR:

$(VENV)/.installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: $(VENV)/.installed
	$(BIN)/tana demo --out demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist loadfile

huge: $(VENV)/.dev
	$(BIN)/python -m pytest -m huge

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks

kill: $(VENV)/.dev
	TANA_KILLS=$(or $(TIMES),100) $(BIN)/python -m pytest tests/inventory/storage/test_killed.py

fuzz: $(VENV)/.dev
	RUST_BACKTRACE=0 $(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),600) --seed $(or $(SEED),1)

clean:
	rm -rf $(VENV) demo build *.egg-info
