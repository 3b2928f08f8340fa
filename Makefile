# One command does the main job (make render), one runs the tests (make test). Both make .venv first if it is not there.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
READERS := ffmpeg mpg123 mp3val sndfile-programs mediainfo eyed3 mpv chromium gpodder curl

.PHONY: render test test-all readers bench demo lint format wheel-test clean help

help: ## Show what there is to make.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(VENV)/.product: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	@touch $@

$(VENV)/.tests: $(VENV)/.product
	$(PIP) --editable '.[piper,test,words]'
	@touch $@

$(VENV)/.lint: $(VENV)/.tests
	$(PIP) --editable '.[lint]'
	@touch $@

render: $(VENV)/.product ## Render the bundled four-week plan into output/.
	$(BIN)/coach render

test: $(VENV)/.tests ## Run every test that pip alone can supply; a missing outside reader skips with its name.
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

test-all: readers ## Run every test, with the outside readers; nothing may skip.
	COACH_OUTSIDE_READERS=require $(MAKE) test

readers: ## Install the outside readers (Debian, as root).
	@for tool in ffmpeg ffprobe mpg123 mp3val sndfile-info mediainfo eyeD3 mpv chromium gpo curl; do command -v $$tool >/dev/null || missing=1; done; \
	if [ -n "$$missing" ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(READERS) >/dev/null; fi

bench: $(VENV)/.tests ## Measure everything in one go and write docs/benchmarks.md (needs ffmpeg for the baselines).
	$(BIN)/python tests/bench/run.py

demo: $(VENV)/.product ## Make docs/demo.mp3: a session in forty seconds.
	$(BIN)/python docs/make_demo.py docs/demo.mp3

lint: $(VENV)/.lint ## Check form and types.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.lint ## Put the code into form.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheel-test: $(VENV)/.tests ## Build the wheel, install it elsewhere, and test what is installed.
	sh tests/wheel.sh $(BIN)/python

clean: ## Remove what was made, but for output/.
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
