# Everything is set up in a virtual environment of its own, from locked versions.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SIZES ?= 12,120,1200,7200
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test bench lock wheel clean

demo: $(VENV)/.ready
	$(BIN)/laa demo --out output/demo

test: $(VENV)/.ready-to-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist worksteal

# How the work grows with the number of returns: renews docs/scale.md.
bench: $(VENV)/.ready-to-test
	$(BIN)/python benchmarks/scale.py --sizes $(SIZES) --write docs

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.ready-to-test: $(VENV)/.ready requirements-dev.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock
	touch $@

# Renew the locked versions (needs uv).
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --upgrade pyproject.toml --group build -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --upgrade pyproject.toml --extra scale --extra national --group dev -o requirements-dev.lock

wheel: $(VENV)/.ready
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean:
	rm -rf $(VENV) dist output/demo
