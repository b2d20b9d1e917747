# Everything a newcomer needs. `make` alone lists it. Needs Python 3.11 or newer, make and a C library.

PYTHON ?= python3
PORT ?= 8000
export PORT
MAKEFLAGS += --no-print-directory
UV = .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.DEFAULT_GOAL := help
.PHONY: help run test setup check bench docs clean lock python

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /make \1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '%-12s %s\n' "$$name" "$$text"; done

python:
	@command -v $(PYTHON) >/dev/null || { echo "Midas needs Python 3.11 or newer, and there is no '$(PYTHON)' here."; \
	echo "What to do: install it (Debian, Ubuntu: sudo apt-get install python3 python3-venv), or name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; } >&2

run: python ## set up, start Midas and say where (PORT=8080 for another port); Ctrl-C stops it
	@$(PYTHON) tools/setup.py run && exec .venv/bin/midas run

test: python ## set up what tests need, and run everything
	@$(PYTHON) tools/setup.py test && exec $(PYTHON) tools/test.py all

setup: python ## set up only; leaves the command at .venv/bin/midas
	@$(PYTHON) tools/setup.py run

check: python ## the fast part of the tests: format, lint, types, import contracts, core
	@$(PYTHON) tools/setup.py test && exec $(PYTHON) tools/test.py check

bench: python ## run the benchmarks, or one of them: make bench NAME=...
	@$(PYTHON) tools/setup.py test && exec $(PYTHON) tools/bench.py $(NAME)

docs: python ## build the documentation into site-docs/
	@$(PYTHON) tools/setup.py test && .venv/bin/mkdocs build --strict --quiet && echo "The documentation is in site-docs/index.html"

clean: ## remove all that set-up and tests made; your data in .midas stays
	@rm -rf .venv node_modules .make .bench .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache site-docs build src/*.egg-info
	@find src tests benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Clean. Your data in .midas is still there."

lock: python ## compile requirements/*.in and package.json to locks with checksums and no addresses
	@$(PYTHON) tools/setup.py test && .venv/bin/python -m pip install -q uv
	@for name in run build node; do $(UV) -o requirements/$$name.txt requirements/$$name.in || exit 1; done
	@$(UV) -c requirements/run.txt -o requirements/dev.txt requirements/dev.in
	@npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund
	@echo "Locks are written; see what changed with: git diff --stat"
