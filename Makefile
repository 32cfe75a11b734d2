# `make compare` and `make test` each work alone on a fresh machine with python3 (3.12 or 3.13) and make.
# Another interpreter: make test PYTHON=python3.13

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed.stamp

.PHONY: compare test lint benchmark nightly lock clean

compare: $(STAMP)
	$(BIN)/ptce compare

test: $(STAMP)
	$(BIN)/python -m pytest -m "not long and not benchmark"

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Measures; asserts nothing about time. First what the measures rest on, at tiny sizes; then the table and the figure.
# More: make benchmark OPTIONS="--with-compare --only memory study"
benchmark: $(STAMP)
	$(BIN)/python -m pytest -m benchmark tests/benchmarks
	$(BIN)/python -m tests.benchmarks $(OPTIONS)

nightly: $(STAMP)
	$(BIN)/python -m pytest -m long || [ $$? -eq 5 ]

# Needs uv on the path. Versions already locked are kept; to raise them: make lock UPGRADE=--upgrade
lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.12 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		$(UPGRADE) --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) build ptce.egg-info

# The environment: made when missing, when its interpreter is gone or of another version, brought up to
# date when the lock or the project file changed. The stamp is written last, so that a set-up cut short is
# taken up again.
$(STAMP): requirements.lock pyproject.toml
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 12), (3, 13)))' 2>/dev/null || { \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 12), (3, 13)))' 2>/dev/null || { \
			echo "ptce needs Python 3.12 or 3.13, and $(PYTHON) is $$($(PYTHON) --version 2>&1 || true): name another one, as in: make $(or $(MAKECMDGOALS),compare) PYTHON=python3.12" >&2; \
			exit 1; \
		}; \
		echo "$(PYTHON) -m venv --clear $(VENV)"; \
		$(PYTHON) -m venv --clear $(VENV); \
	}
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)
