# Two commands are enough: `make run` serves the site, `make test` runs every test. The rest is for developers.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BOOTSTRAP := $(PYTHON) -m tools
VENV := .venv/bin
MANAGE := DEBUG=1 $(VENV)/python manage.py

.PHONY: help run test coverage lint fmt bench bench-exchange bench-geocoding bench-messy bench-pairs bench-round-trip bench-territory geocoder worker shell lock translations cluster-stop audit

help:  ## Show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

run:  ## Install what is missing, load the data, serve http://127.0.0.1:8000 (PORT=… to change)
	@$(BOOTSTRAP) run

test:  ## Same set-up, then all the tests (ARGS="-k word" to choose)
	@$(BOOTSTRAP) test $(ARGS)

coverage:  ## The same tests, slower, then how much of the code they ran, file by file
	@$(BOOTSTRAP) coverage $(ARGS)

lint:  ## Style, import direction, templates, types, scripts, missing migrations, deployment checks
	@$(BOOTSTRAP) prepare
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/lint-imports
	@if compgen -G 'templates/*' > /dev/null; then \
		$(VENV)/djlint templates --check && $(VENV)/djlint templates --lint; fi
	@# Without its cache: what it says of managers depends on what was read before.
	DEBUG=1 $(VENV)/mypy --cache-dir=/dev/null
	@$(BOOTSTRAP) lint-environment
	node node_modules/eslint/bin/eslint.js eslint.config.js static/js tests/js tests/accounts
	$(MANAGE) makemigrations --check --dry-run
	@# Of the settings alone: the database of a try may hold its accounts, which no site in service does.
	@SECRET_KEY=$$(head -c 64 /dev/urandom | base64 -w0) DEBUG=0 HTTPS=1 BEHIND_PROXY=1 \
		DATABASE_URL='postgis:///none?host=/nonexistent' LOG_LEVEL=CRITICAL \
		EMAIL_HOST=mail.example.org DEFAULT_FROM_EMAIL=site@example.org \
		$(VENV)/python -W ignore manage.py check --deploy --fail-level WARNING

fmt:  ## Rewrite code and templates in the project's style
	@$(BOOTSTRAP) prepare
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .
	-$(VENV)/djlint templates --reformat --quiet

bench:  ## Measure, print the table and write bench/results/
	@$(BOOTSTRAP) data
	DEBUG=0 HTTPS=0 SECRET_KEY=$$(cat .local/secret_key) $(VENV)/python -m bench $(ARGS)

bench-territory:  ## Measure gaps, accessibility and siting beside SciPy, PostGIS and spopt
	@$(BOOTSTRAP) data
	@test -x .local/spopt/bin/python || $(PYTHON) -m venv .local/spopt
	@.local/spopt/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--require-hashes -r requirements-spopt.lock
	DEBUG=0 HTTPS=0 SECRET_KEY=$$(cat .local/secret_key) TERRITORY_SPOPT=$(CURDIR)/.local/spopt/bin/python \
		$(VENV)/python -m bench.territory $(ARGS)

bench-geocoding:  ## Measure how sure the geocoding is (REFERENCE_DATA=folder of addok documents)
	@$(BOOTSTRAP) data
	@$(BOOTSTRAP) geocoder-environment
	DEBUG=0 HTTPS=0 SECRET_KEY=$$(cat .local/secret_key) $(VENV)/python -m bench.geocoding $(ARGS)

geocoder:  ## Serve addresses on loopback with addok (BAN=file, or the département's is downloaded)
	@$(BOOTSTRAP) geocoder

worker:  ## Do the jobs that wait (geocoding, imports, scheduled sources); several may run, on several machines
	@$(BOOTSTRAP) data
	$(MANAGE) procrastinate worker

bench-messy:  ## Measure what imports make of forty messy workbooks (ARGS="--set second", third, all: of others)
	@$(BOOTSTRAP) data
	DEBUG=0 HTTPS=0 SECRET_KEY=$$(cat .local/secret_key) $(VENV)/python -W ignore -m bench.messy.measure $(ARGS)

bench-round-trip:  ## Measure what a thousand structures out in each format, through spreadsheets and back, change
	@$(BOOTSTRAP) data
	DEBUG=0 HTTPS=0 SECRET_KEY=$$(cat .local/secret_key) $(VENV)/python -W ignore -m bench.round_trip.measure $(ARGS)

bench-pairs:  ## Measure how surely the same place is recognised twice (REFERENCE_DATA=folder of the judged files)
	@$(BOOTSTRAP) data
	DEBUG=0 HTTPS=0 SECRET_KEY=$$(cat .local/secret_key) $(VENV)/python -W ignore -m bench.pairs $(ARGS)

bench-exchange:  ## Measure imports and exports of 100,000 structures
	@$(BOOTSTRAP) data
	SECRET_KEY=$$(cat .local/secret_key) $(VENV)/python -m bench.exchange $(ARGS)

translations:  ## Gather what is to be translated into locale/, and compile it
	@$(BOOTSTRAP) prepare
	$(MANAGE) translations

audit:  ## Look at every page in a browser: axe, Lighthouse, weight, speed, pictures (ARGS="--only axe --quick")
	@$(BOOTSTRAP) data
	@$(BOOTSTRAP) audit-environment
	DEBUG=0 HTTPS=0 SECRET_KEY=$$(cat .local/secret_key) $(VENV)/python -m bench.audit $(ARGS)

shell:  ## Python with the models at hand
	@$(BOOTSTRAP) data
	$(MANAGE) shell

lock:  ## Resolve pyproject.toml into the lock files
	@$(BOOTSTRAP) lock

cluster-stop:  ## Stop this checkout's PostGIS cluster
	$(MANAGE) cluster stop
