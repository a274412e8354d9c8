# The tasks of the day. `make` lists them.
SHELL := /bin/bash
PY := .venv/bin/python
FLASK := .venv/bin/flask --app wsgi
export PYTHONPATH := .

# Two processes; the one that is done first takes over what still waits for the other.
TWO := -n 2 --dist worksteal
QUICK := not browser and not slow and not prove
EXACT := marketplace/*/rules/*,marketplace/*/rules.py,marketplace/kit/money.py,marketplace/workflows/engine.py

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run seed test check bench migration drawings static lint types contracts postgres browser slow prove display-font

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: .venv/.ready ## virtual environment, libraries, database
	@$(FLASK) db upgrade
	@$(FLASK) listings reindex --if-outdated >/dev/null

setup-dev: .venv/.ready-dev

.venv/.ready: requirements.txt tools/system.sh
	@tools/system.sh run
	@test -x $(PY) || "$$(tools/system.sh python)" -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.ready-dev: .venv/.ready requirements-dev.txt
	@tools/system.sh test
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: setup ## set everything up and serve the sample market
	@$(FLASK) seed --if-empty
	@exec $(PY) -m marketplace.serve

seed: setup ## fill an empty database with the sample market
	@$(FLASK) seed --if-empty

test: setup-dev ## the tests, on SQLite, without a browser
	@$(PY) -m pytest $(TWO) -m "$(QUICK)"

check: test static postgres browser slow ## everything that CI runs

static: setup-dev ## what is found without running anything
	@$(MAKE) --no-print-directory -j 2 lint types contracts

lint:
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/djlint --lint --quiet templates

types:
	@.venv/bin/mypy

contracts:
	@.venv/bin/lint-imports

postgres: setup-dev ## the same tests on a PostgreSQL started for them, and what they cover
	@rm -rf build/coverage && mkdir -p build/coverage
	@tools/with_postgres.sh $(PY) -m coverage run -m pytest $(TWO) -m "$(QUICK)"
	@$(PY) -m coverage combine --quiet
	@$(PY) -m coverage report --format=total --fail-under=90 | sed 's/^/branch coverage, %: /'
	@$(PY) -m coverage report --fail-under=100 --skip-covered --show-missing --include='$(EXACT)'

browser: setup-dev ## journeys in a real browser
	@$(PY) -m pytest $(TWO) -m browser

slow: setup-dev ## races, kills, the drill, the whole sample market, the demo
	@$(PY) -m pytest $(TWO) -m "slow and not prove"
	@tools/with_postgres.sh $(PY) -m pytest $(TWO) -m "slow and not prove" tests/contracts/test_races.py tests/test_drill.py

prove: setup-dev ## try every promise and write docs/reliability.md (hours); old=COMMIT compares rates with it
	@tools/with_postgres.sh $(PY) -m tools.prove $(if $(old),--old $(old))

bench: setup-dev ## print the figures of docs/performance.md
	@tools/with_postgres.sh $(PY) -m tools.bench

migration: ## make migration name=0009_what_changes
	@$(FLASK) db migrate --rev-id $(name)

drawings: setup-dev ## the workflows as pictures (needs Graphviz)
	@$(PY) -m tools.drawings

display-font: setup-dev ## make display-font font=…/NotoSerifCJK-SemiBold.ttc
	@$(PY) tools/build_display_font.py $(font)
