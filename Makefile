# Needs Python 3.11 or newer, make and a package index; nothing else, and no root.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
CUSTOMERS ?= 2000
# Debian's headless shell is the same engine with half the work.
CHROMIUM ?= $(shell command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome)
POSTGRES_URL ?= postgres://postgres@127.0.0.1:5432/oscar_clienti
MARIADB_URL ?= mysql://root@127.0.0.1:3306/oscar_clienti
USER_MODELS ?= auth oscar named
WORKERS ?= 2
PYTEST_ARGS ?=

BIN := .venv/bin
MANAGE := $(BIN)/python sandbox/manage.py
# One run for each user model; pytest ends with 5, and so fails, when it found no tests.
SUITE = for model in $(USER_MODELS); do \
	echo "=== user model: $$model"; \
	TEST_USER_MODEL=$$model $(BIN)/pytest -q -n $(WORKERS) -m "not browser" $(PYTEST_ARGS) || exit 1; \
	done; \
	echo "=== a store that forks us"; \
	DJANGO_SETTINGS_MODULE=tests.shop_fork.settings $(BIN)/pytest -q $(PYTEST_ARGS) tests/shop_fork

.PHONY: help demo test test-postgres test-mariadb test-browser bench lint format messages compile docs pictures wheel clean
.DEFAULT_GOAL := help

help: ## Show what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'

.venv/.python:
	$(PYTHON) -m venv .venv
	@touch $@

# A stamp for each set of extras: installed once, and again when pyproject.toml changes.
.venv/.installed-%: pyproject.toml | .venv/.python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@

demo: .venv/.installed-sandbox ## The demo shop with its customers, on PORT
	$(MANAGE) migrate --verbosity 0
	@$(BIN)/python -W ignore sandbox/manage.py demo_shop --if-empty --customers $(CUSTOMERS)
	@echo
	@echo "  The shop       http://localhost:$(PORT)/"
	@echo "  Its customers  http://localhost:$(PORT)/dashboard/users/"
	@echo
	@# The worker for long work ends with the server.
	@$(MANAGE) db_worker --no-reload & worker=$$!; trap "kill $$worker 2>/dev/null" EXIT INT TERM; \
	$(MANAGE) runserver $(PORT)

test: .venv/.installed-dev ## The whole suite on SQLite, with each kind of user model
	@unset DATABASE_URL; $(SUITE)

test-postgres: .venv/.installed-dev,postgres ## What asks the database, on PostgreSQL (DATABASE_URL or POSTGRES_URL)
	@export DATABASE_URL="$${DATABASE_URL:-$(POSTGRES_URL)}"; $(SUITE)

test-mariadb: .venv/.installed-dev,mysql ## What asks the database, on MariaDB (DATABASE_URL or MARIADB_URL)
	@export DATABASE_URL="$${DATABASE_URL:-$(MARIADB_URL)}"; $(SUITE)

test-browser: .venv/.installed-dev,browser ## The suite that drives a browser (CHROMIUM)
	@test -n "$(CHROMIUM)" || { echo "No Chromium: name it with CHROMIUM=/path/to/chromium"; exit 1; }
	CHROMIUM="$(CHROMIUM)" $(BIN)/pytest -q -n $(WORKERS) -m browser $(PYTEST_ARGS)

bench: .venv/.installed-dev,postgres,bench ## How fast: stock Oscar, hand-written SQL and ours in one run
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

lint: .venv/.installed-dev ## Style, types and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.installed-dev ## Put the code into the house's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: .venv/.installed-dev ## Gather the words that need translating (gettext)
	cd oscar_clienti && ../$(BIN)/django-admin makemessages -l it --no-wrap --add-location file
	cd sandbox && ../$(BIN)/django-admin makemessages -l it --no-wrap --add-location file --ignore static --ignore media

compile: .venv/.installed-dev ## Compile the translations (gettext)
	cd oscar_clienti && ../$(BIN)/django-admin compilemessages
	cd sandbox && ../$(BIN)/django-admin compilemessages

docs: .venv/.installed-docs,sandbox ## The documentation, into docs/_build/html
	$(BIN)/sphinx-build -W --keep-going -b html docs docs/_build/html

pictures: .venv/.installed-dev,browser ## The README's pictures, from a demo shop that is running (SHOP)
	CHROMIUM="$(CHROMIUM)" $(BIN)/python docs/pictures.py

wheel: .venv/.installed-dev ## The package to install, into dist/
	$(BIN)/python -m build --wheel

clean: ## Throw away the demo's database and what was built (not .venv)
	rm -rf build dist docs/_build *.egg-info sandbox/shop.sqlite3* sandbox/media sandbox/private sandbox/mail sandbox/static sandbox/search
