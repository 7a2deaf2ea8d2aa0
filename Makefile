# The whole interface: demo, test, check, bench, soak.
PYTHON ?= python3
BIN := .venv/bin
.PHONY: demo test check bench soak lock format clean

# One stamp per set of locked packages: what serves, and what tests and measures as well.
.venv/serve.stamp: requirements/serve.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/serve.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/test.stamp: requirements/test.txt .venv/serve.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	touch $@

demo: .venv/serve.stamp
	$(BIN)/luoshu demo

test: .venv/test.stamp
	$(BIN)/python -m tests.run

check: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/luoshu check

bench: .venv/test.stamp
	$(BIN)/python -m bench

soak: .venv/test.stamp
	$(BIN)/python -m tests.run --soak

format: .venv/test.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Only when a dependency changes: writes the lock files with hashes.
lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet -o requirements/serve.txt pyproject.toml requirements/build.in
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet -o requirements/test.txt pyproject.toml requirements/build.in --all-extras --group dev --group bench

clean:
	rm -rf .venv var
