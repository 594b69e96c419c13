# Everything a fresh machine needs: Python 3.11+, git, make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
OUT    ?= out

.PHONY: help demo test check bench library docs clean
help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY) ## plan four weeks for an example person and write the picture report
	$(BIN)/soleus plan --person examples/runner.toml --weeks 4 --start 2026-01-05 --dry-run --report $(OUT)/report.html --article

test: $(READY) check ## lint, types, architecture, tests
	$(BIN)/python -m pytest

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY) ## speed table (ratios in one run)
	$(BIN)/python benchmarks/load_sharing.py
	$(BIN)/python benchmarks/optimal_control.py
	$(BIN)/python benchmarks/opensim_static.py
	$(BIN)/python benchmarks/running.py
	$(BIN)/python benchmarks/log.py --count 200
	$(BIN)/python benchmarks/standing.py

library: $(READY) ## compute the gait library anew (resumes; WORKERS=n)
	$(BIN)/python tools/build_gait_library.py --folder $(OUT)/gait_library $(if $(WORKERS),--workers $(WORKERS))

docs: $(READY) ## regenerate the generated pages and pictures of docs/
	$(BIN)/python tools/make_docs.py

clean:
	rm -rf $(VENV) $(OUT) build dist .mypy_cache .ruff_cache .pytest_cache
