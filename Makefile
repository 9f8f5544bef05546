# What can be done here: `make help`. Needs make, a POSIX shell and Python 3.11 or newer; git is not needed.

.POSIX:
.SUFFIXES:

VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --no-input
LOCK = $(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --no-annotate --quiet --extra build

EXPLORER = examples/explorer
FUZZ = tests/fuzz/.venv
# What runs on PostgreSQL too: the API, and how lists are read and releases written.
ON_POSTGRESQL = tests/api tests/catalogue/test_dates_in_sql.py tests/catalogue/test_facets.py \
	tests/catalogue/test_filters_in_sql.py tests/catalogue/words/test_paging.py tests/loading/test_collections.py \
	tests/loading/test_identities.py tests/loading/test_records_alone.py tests/loading/test_release.py \
	tests/resources/test_exchange_queries.py tests/resources/test_network_queries.py \
	tests/resources/test_tenures_on_a_day.py

.PHONY: help serve explorer test quick lint types format lock bench fuzz clean again
.DEFAULT_GOAL := help

help:  ## Say what can be done
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r name what; do \
		printf '%-13s  %s\n' "$$name" "$$what"; done

serve: $(VENV)/.runtime  ## Install, migrate, load seed/ and serve; TIMELINE_PORT=8001 and .env are obeyed
	@exec $(BIN)/timeline serve

explorer: $(EXPLORER)/node_modules/.package-lock.json  ## Start the explorer on port 5173, beside make serve; API=http://host:port is obeyed
	@echo "The explorer asks the API at $(or $(API),http://127.0.0.1:8000); 'make serve' in another terminal starts one."
	@cd $(EXPLORER) && VITE_API=$(API) exec npm run --silent dev

test: $(VENV)/.test lint types  ## Run everything: lint, types and all tests, many of them on PostgreSQL too
	@$(BIN)/python -m pytest -n auto --dist loadfile
	@$(BIN)/python -m pytest -n auto --dist loadfile --database postgresql --deselect tests/api/test_schemathesis.py \
		$(ON_POSTGRESQL)

quick: $(VENV)/.test lint types  ## Run lint, types and the fast tests
	@$(BIN)/python -m pytest -n auto --dist loadfile -m 'not slow and not browser'

lint: $(VENV)/.test  ## Check style and layout
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: $(VENV)/.test  ## Check types
	@$(BIN)/mypy

format: $(VENV)/.test  ## Put the code into the layout that lint asks for
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

lock: $(VENV)/.test  ## Write the locks anew from pyproject.toml; newest versions: make lock UPGRADE=--upgrade
	@$(LOCK) $(UPGRADE) --output-file requirements.txt
	@$(LOCK) $(UPGRADE) --extra mcp --extra test --constraint requirements.txt --output-file requirements-test.txt

bench: $(VENV)/.runtime  ## Measure speed and memory; AGAINST=commit, RIVALS=1, EVENTS=, ROUNDS=, QUESTIONS= are obeyed, see bench/README.md
	@$(BIN)/python -m bench.$(if $(RIVALS),rivals.run,run) $(if $(AGAINST),--against '$(AGAINST)') \
		$(if $(EVENTS),--events $(EVENTS)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(QUESTIONS),--questions '$(QUESTIONS)')

fuzz: $(VENV)/.test $(FUZZ)/.made  ## Feed hostile inputs to parsers, importers and the API; SECONDS= for each target, CASES= of the API are obeyed
	@if [ -e $(FUZZ)/.made ]; then $(FUZZ)/bin/python -m tests.fuzz.run --seconds $(or $(SECONDS),60); fi
	@TIMELINE_FUZZ_EXAMPLES=2000 $(BIN)/python -m pytest -n 0 tests/fuzz
	@for database in sqlite postgresql; do \
		TIMELINE_FUZZ_CASES=$(or $(CASES),10000) $(BIN)/python -m pytest -n 0 -o timeout=0 --database $$database \
			tests/api/test_schemathesis.py || exit 1; \
	done

clean:  ## Remove what was installed and made, but not var/ with the database, nor bench/.cache
	@rm -rf $(EXPLORER)/node_modules $(EXPLORER)/dist examples/pages/node_modules
	@rm -rf $(FUZZ) tests/fuzz/.corpus
	@rm -rf $(VENV) build dist test-artefacts .mypy_cache .ruff_cache .pytest_cache .hypothesis .schemathesis
	@find app migrations tests bench examples -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps below say what is installed. The first holds the folder too: an environment works only where it was
# made, so in a tree that was moved or copied it is made anew. The same if its Python has gone.
ifneq ($(shell $(BIN)/python -c '' 2>/dev/null && cat $(VENV)/.runtime 2>/dev/null),$(shell pwd -P))
$(VENV)/.runtime: again
endif

$(VENV)/.runtime: requirements.txt pyproject.toml
	@$(find_python); $(make_environment)
	@lock=requirements.txt; $(install_lock)
	@$(PIP) install --quiet --no-deps --no-build-isolation --no-index --editable .
	@pwd -P > $@

$(VENV)/.test: requirements-test.txt $(VENV)/.runtime
	@lock=requirements-test.txt; $(install_lock)
	@touch $@

# The fuzzer has an environment of its own: nothing else needs it, and it is made for few systems.
$(FUZZ)/.made: requirements.txt tests/fuzz/requirements.txt $(VENV)/.runtime
	@rm -rf $(FUZZ)
	@$(BIN)/python -m venv $(FUZZ)
	@echo "Installing the fuzzer in $(FUZZ) ..."
	@if $(FUZZ)/bin/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes \
		-r requirements.txt -r tests/fuzz/requirements.txt; then \
		touch $@; \
	else \
		echo "The fuzzer atheris could not be installed, so hypothesis fuzzes alone." \
			"It is made for Linux and macOS, and not for every version of Python." >&2; \
	fi

$(EXPLORER)/node_modules/.package-lock.json: $(EXPLORER)/package-lock.json
	@if ! command -v npm >/dev/null; then \
		echo "The explorer needs Node.js 18 or newer with npm, on Debian 'apt-get install nodejs npm'." >&2; \
		exit 1; \
	fi
	@cd $(EXPLORER) && npm ci --silent
	@touch $@

# Sets $python to the first Python that is new enough, and $found to what was seen if there is none.
define find_python
python=; found='no Python'; \
for name in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
	version=$$("$$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
	if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then python=$$name; break; fi; \
	found="$$version"; \
done
endef

define make_environment
if [ -z "$$python" ]; then \
	echo "This needs Python 3.11 or newer, found $$found. PYTHON=path names another one: make PYTHON=path." >&2; \
	exit 1; \
fi; \
if [ "$$(cat $(VENV)/.runtime 2>/dev/null)" != "$$(pwd -P)" ] || ! $(PIP) --version >/dev/null 2>&1; then \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$python ($$version) cannot make a virtual environment: install its venv module," \
			"on Debian with 'apt-get install python3-venv'." >&2; \
		exit 1; \
	fi; \
	echo "Making a virtual environment with Python $$version in $(VENV) ..."; \
	rm -rf $(VENV) && "$$python" -m venv $(VENV) || exit 1; \
fi
endef

# Installs what $lock lists, each package checked against its hash. The log is read only to tell a missing network
# from another fault.
define install_lock
echo "Installing the packages of $$lock (a minute at the first time) ..."; \
if ! $(PIP) install --quiet --retries 1 --timeout 20 --require-hashes -r $$lock >$(VENV)/install.log 2>&1; then \
	if grep -qE 'Failed to establish|NameResolution|Network is unreachable|ConnectTimeout|ProxyError|timed out' \
		$(VENV)/install.log; then \
		echo "The packages of $$lock could not be fetched: the first set-up needs the network." >&2; \
	else \
		cat $(VENV)/install.log >&2; \
		echo "The packages of $$lock could not be installed, see above." >&2; \
	fi; \
	exit 1; \
fi
endef
