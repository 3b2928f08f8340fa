# One command does the main job (make render), one runs the tests (make test). Both make .venv first if it is not there.
# Empty: the first of python3, python3.13, python3.12, python3.11 that can be used.
PYTHON ?=
VENV ?= .venv
BIN := $(VENV)/bin
READERS := ffmpeg mpg123 mp3val sndfile-programs mediainfo eyed3 mpv chromium gpodder newsboat curl poppler-utils

.PHONY: mixer-choices feed-readers screenshots render test test-all test-player test-mixer bench-mixer test-cluster test-versions test-lowest fuzz soak long-runs licences coverage tour readers bench bench-club headsets words-report demo lint format hooks wheel-test build clean help FORCE quality words

help: ## Show what there is to make.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

# Asked each time, and done at once where all is there. A broken environment is made anew.
$(VENV)/.product $(VENV)/.tests $(VENV)/.lint $(VENV)/.develop: FORCE
	@PYTHON='$(PYTHON)' sh bootstrap.sh '$(VENV)' $(subst .,,$(@F))

FORCE:

render: $(VENV)/.product ## Render the bundled four-week plan into output/.
	$(BIN)/coach render
	@echo
	@echo 'To type "coach" alone in this terminal (or write $(BIN)/coach each time):'
	@echo '    export PATH="$(abspath $(BIN)):$$PATH"'

test: $(VENV)/.tests ## Run every test that pip alone can supply; a missing outside reader skips with its name.
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

test-all: readers ## Run every test, with the outside readers; nothing may skip.
	COACH_OUTSIDE_READERS=require $(MAKE) test

test-player: $(VENV)/.tests ## Run every test of the pages in Chromium, those too that the gate leaves out.
	$(BIN)/python -m pytest -m "long or not long" tests/web/test_player.py tests/web/test_browser.py

test-mixer: $(VENV)/.tests readers ## Publish a mixer, make forty sessions in Chromium, and compare each with what is rendered (speaks for an hour at first).
	COACH_MIXER_CACHE='$(or $(COACH_MIXER_CACHE),$(abspath .mixer))' COACH_OUTSIDE_READERS=require $(BIN)/python -m pytest -m "long or not long" tests/web/test_static_mixer.py tests/web/test_forty_mixes.py

bench-mixer: $(VENV)/.tests ## Measure in Chromium how long the mixer of a site takes to a session that plays (docs/mixer.md).
	$(BIN)/python tests/bench/mixer.py

test-cluster: $(VENV)/.tests ## Run `coach batch` on a real Dask scheduler with workers that end, stand still or have no room.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[cluster]"
	$(BIN)/python -m pytest -m "long or not long" tests/club

feed-readers: $(VENV)/.tests ## Read the feed with the parsers of the Podcast Index and of a feed library (needs npm, which fetches them).
	npm install --silent --no-package-lock --prefix $(VENV)/node podcast-partytime@5 feedsmith@3
	$(BIN)/python -m pytest -m "long or not long" tests/web/test_feed_readers.py

readers: ## Install the outside readers (Debian, as root).
	@for tool in ffmpeg ffprobe mpg123 mp3val sndfile-info mediainfo eyeD3 mpv chromium gpo newsboat curl pdftotext; do command -v $$tool >/dev/null || missing=1; done; \
	if [ -n "$$missing" ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(READERS) >/dev/null; fi
	@command -v npm >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends npm >/dev/null; }

bench: $(VENV)/.tests ## Measure everything in one go and write docs/benchmarks.md (needs ffmpeg for the baselines).
	$(BIN)/python tests/bench/run.py

quality: $(VENV)/.tests ## Measure what the encoder does to the voice by PESQ, as tabulated in docs/voice-quality.md (compiles pesq).
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[quality]"
	$(BIN)/python tests/quality/encoder.py

words: $(VENV)/.tests ## Measure which words are heard, over all lines and three voices, and write docs/words-heard.md (hours; SAMPLE=150: a part).
	$(BIN)/python tests/quality/words.py --cache .words --write $(if $(SAMPLE),--sample $(SAMPLE))

mixer-choices: $(VENV)/.tests ## Draw 10,000 choices of a published mixer's form: no word and no piece is missing.
	COACH_MIXER_CHOICES=10000 $(BIN)/python -m pytest -n 0 tests/mixer/test_vocabulary.py -k no_choice

words-report: $(VENV)/.tests ## Measure how much each plan says, and how seldom twice, into docs/lines.md.
	$(BIN)/python tests/bench/words.py

bench-club: $(VENV)/.tests ## Measure clubs: sessions a second on one core, two, and two Dask workers (docs/club.md).
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[cluster]"
	$(BIN)/python tests/bench/club.py 1000

headsets: $(VENV)/.tests ## Measure what model headsets lose, and write the table in docs/headsets.md.
	$(BIN)/python tests/bench/headsets.py

demo: $(VENV)/.product ## Make docs/demo.mp3: a session in forty seconds.
	$(BIN)/python docs/make_demo.py docs/demo.mp3

screenshots: $(VENV)/.tests ## Take the pictures of the pages in docs/img anew (needs chromium).
	$(BIN)/python docs/screenshots.py

lint: $(VENV)/.lint ## Check form and types.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.lint ## Put the code into form.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheel-test: $(VENV)/.tests ## Build the wheel, install it elsewhere, and test what is installed.
	sh tests/wheel.sh $(BIN)/python

test-versions: $(VENV)/.develop ## Run every test under Python 3.11, 3.12 and 3.13; one that is not found is named.
	$(BIN)/nox

coverage: $(VENV)/.develop ## Measure what the tests reach; fails below the floor in pyproject.toml.
	sh tests/coverage.sh $(BIN)/python

tour: ## Run the README's first lines and its whole tour in a fresh copy, with nothing but Python, pip and make.
	$(if $(PYTHON),$(PYTHON),python3) tests/tour.py

build: $(VENV)/.develop ## Build what a release carries into dist/, twice: both must be the same bytes.
	sh tests/build.sh $(BIN)/python dist

fuzz: $(VENV)/.tests ## Fuzz all that reads what strangers write, for MINUTES=10 in all, INPUTS=0 to each at least; needs atheris, which is fetched.
	$(BIN)/python -c 'import atheris' 2>/dev/null || $(BIN)/python -m pip install --quiet atheris
	$(BIN)/python tests/fuzz/run.py $(or $(MINUTES),10) $(or $(INPUTS),0)

soak: $(VENV)/.tests ## Strain a server for MINUTES=20: mixes, downloads, slow and broken-off readers, four at once.
	$(BIN)/python tests/web/soak.py $(or $(MINUTES),20)

long-runs: $(VENV)/.tests ## Render and check every session and 200 more, kill 100 times, render 8 at once; for MINUTES=60, and go on next time.
	$(BIN)/python tests/long/run.py $(or $(MINUTES),60)

test-lowest: ## Run the tests on the lowest versions that pyproject.toml allows, in an environment of their own.
	rm -rf .venv-lowest && $(if $(PYTHON),$(PYTHON),python3) -m venv .venv-lowest
	.venv-lowest/bin/python tests/lowest.py > .venv-lowest/lowest.txt
	.venv-lowest/bin/python -m pip install --quiet --editable '.[test,piper,languages]' --constraint .venv-lowest/lowest.txt
	.venv-lowest/bin/python -m pytest --numprocesses auto --dist loadfile

licences: $(VENV)/.product ## Write the licences of all that is installed with the product into docs/licences.md.
	@$(BIN)/python tests/licences.py piper languages

hooks: $(VENV)/.develop ## Check form and types before each commit (git hooks).
	$(BIN)/pre-commit install

clean: ## Remove what was made, but for output/.
	rm -rf $(VENV) .venv-lowest .words .mixer .fuzz .long .nox .coverage* dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
