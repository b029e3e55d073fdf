# `make` alone lists the targets. Nothing is installed outside .venv.

# The first Python on the PATH that is new enough; cms/install.py complains if there is none.
PYTHON = $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; done; echo python3)
VENV = .venv
BIN = $(VENV)/bin
# Two processes; a file's tests stay together, for what is made once for all of them.
WORKERS = -n 2 --dist loadfile --no-loadscope-reorder
# More for `make test` to choose by: AND="and not anydb" leaves out what knows no database.
AND =
# Where the tests of `make browser` are: it need not read six thousand others to leave them out.
BROWSING = tests/browser tests/test_serve.py
APPS = cms home locations conditions leads

.DEFAULT_GOAL = help
.PHONY: help serve test browser api-cases bench bench-full inputs faults faults-quick lint style types checks docs wheel screenshots clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

serve: $(VENV)/installed ## Run the demo clinic: web server, delivery worker, demo accounts (PORT=8000)
	@exec $(BIN)/python -m home.demo.serve

test: $(VENV)/installed-dev ## Run the tests (DATABASE_URL and CACHE_URL choose PostgreSQL and Redis)
	@$(BIN)/pytest $(WORKERS) -m "not browser and not demo $(AND)"

browser: $(VENV)/installed-dev ## Run the tests that drive Chromium or start the demo
	@$(BIN)/pytest $(WORKERS) -m "browser or demo" $(BROWSING)

api-cases: $(VENV)/installed-dev ## Try 5,000 made-up requests on the API (on either database)
	@DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python -m bench.api_cases --cases 5000

inputs: $(VENV)/installed-dev ## Send 50,000 hostile requests to every door (an hour, on either database)
	@DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python -m bench.inputs --cases 50000

faults: $(VENV)/installed-dev ## Crash, kill and fill everything; count what was lost (docs/reliability.md)
	@$(BIN)/python -m bench.faults --write

faults-quick: $(VENV)/installed-dev ## The most telling of these faults, in about two minutes
	@$(BIN)/python -m bench.faults --quick

bench: $(VENV)/installed-dev ## Measure everything against its reference; write bench/RESULTS.md (needs wrk, Chromium, Node)
	@DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python -m bench

bench-full: $(VENV)/installed-dev ## The same with a million leads (an hour)
	@DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python -m bench --full

lint: style types checks docs ## Check style, types, migrations, Django's system checks and the documentation

style: $(VENV)/installed-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/installed-dev
	@$(BIN)/mypy

checks: $(VENV)/installed-dev
	@DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	@DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python manage.py check --fail-level WARNING

docs: $(VENV)/installed-dev ## Make the documentation's web pages in site/; a broken link is an error
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

wheel: $(VENV)/installed-dev ## Make the plugin for other projects: wheel and sdist in dist/
	@$(BIN)/python -m hatchling build

screenshots: $(VENV)/installed-dev ## Make the pictures in docs/ anew
	@$(BIN)/python -m docs.screenshots

clean: ## Remove what can be made again; the data in var/ stays
	@rm -rf $(VENV) dist site .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results
	@find $(APPS) tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/installed: requirements.txt cms/install.py
	@$(INSTALL) requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements.txt requirements-dev.txt cms/install.py
	@$(INSTALL) requirements.txt requirements-dev.txt
	@touch $@ $(VENV)/installed

INSTALL = command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: install python3.11."; exit 1; }; \
	$(PYTHON) cms/install.py $(VENV)
