# Two commands are enough for a first look: `make demo` and `make test`.

PORT ?= 8000
PYTHON ?= $(firstword $(foreach name,python3.13 python3.12 python3.11 python3.14 python3,\
	$(shell $(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)) python3)

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# The first look is of SQLite and of one process, whatever else this machine is set up for.
EMBEDDED = env -u DATABASE_URL -u REDIS_URL -u DJANGO_SETTINGS_MODULE SITE_URL=http://127.0.0.1:$(PORT)
# Stands in for a production's environment where nothing but the settings themselves is looked at.
SAMPLE := env -u REDIS_URL DJANGO_SETTINGS_MODULE=teamops.settings.base DATABASE_URL=sqlite:///:memory: \
	ALLOWED_HOSTS=teamops.example.com FIELD_KEY=sample \
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')
TESTED := env DJANGO_SETTINGS_MODULE=teamops.settings.test
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(CURDIR)/$(BIN)/pip-compile --quiet --generate-hashes --strip-extras \
	--allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help demo test browser check bench lock messages

help:  ## show what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1  /' | sort

demo: .venv/.base  ## a demo team on http://127.0.0.1:8000 (PORT=8001 elsewhere, RESET=1 from the start)
	@$(EMBEDDED) $(MANAGE) migrate --no-input --verbosity 0
	@$(EMBEDDED) LOG_LEVEL=WARNING $(MANAGE) demo $(if $(RESET),--reset)
	@echo "Ctrl+C stops the site; what was typed stays."
	@$(EMBEDDED) LOG_LEVEL=WARNING BIND=127.0.0.1:$(PORT) $(BIN)/gunicorn --config deploy/gunicorn.py --log-level warning teamops.wsgi

test: .venv/.dev  ## the tests; no service and no browser needed
	@$(BIN)/pytest -n auto $(ARGS)

browser: .venv/.dev  ## the tests that drive Chromium
	@$(BIN)/pytest -m browser $(ARGS)

check: .venv/.dev  ## all that CI checks, the tests included
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --check --target-version 5.2
	$(TESTED) $(MANAGE) makemigrations --check --dry-run
	$(SAMPLE) $(MANAGE) check --deploy --fail-level WARNING
	$(MAKE) test

bench: .venv/.dev  ## how fast, against the limits of the same run (DATABASE_URL= for PostgreSQL)
	@$(BIN)/python -m benchmarks $(ARGS)

lock: .venv/.dev  ## write the requirement files anew (UPGRADE=1 takes newer versions)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "Lock with Python 3.11, the oldest that TeamOps runs on.")'
	cd requirements && $(COMPILE) --output-file base.txt base.in
	cd requirements && $(COMPILE) --output-file dev.txt dev.in

messages: .venv/.dev  ## collect the translatable strings and compile them (needs gettext)
	$(TESTED) $(MANAGE) makemessages --locale zh_Hans --no-obsolete --no-wrap --add-location file \
		$(foreach other,.venv tests benchmarks static var docs,--ignore '$(other)/*')
	$(TESTED) $(MANAGE) compilemessages --locale zh_Hans --ignore .venv

# The stamps are touched when the environment holds what the lock file says.
.venv/.base .venv/.dev: .venv/.%: requirements/%.txt requirements/environment.py
	@$(PYTHON) requirements/environment.py .venv requirements/$*.txt
	@touch $@
