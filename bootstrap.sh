#!/bin/sh
# Make the virtual environment that the Makefile works in, and install what one stage needs:
#     sh bootstrap.sh VENV [product|tests|lint|develop]
# Python is checked before anything is made. An environment without pip, of a Python that is too old or gone, moved from another
# folder, or left in the middle of an installation is made anew. PYTHON names an interpreter; without it one is looked for.
set -eu
venv="$1"
stage="${2-}"
needed="this needs Python 3.11 or later with its venv module and pip"

stop() {
	echo "coach: $1" >&2
	exit 1
}

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
makes_environments() { "$1" -c 'import venv, ensurepip' >/dev/null 2>&1; }
version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }

# Print the interpreter to use: the first that is new enough and can make an environment.
find_python() {
	problem=""
	for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
		command -v "$candidate" >/dev/null 2>&1 || continue
		version=$(version_of "$candidate") || continue
		if ! fits "$candidate"; then
			problem="${problem:-$candidate is Python $version: install a later one, then run make again (or name one: make PYTHON=/path/to/python3)}"
		elif ! makes_environments "$candidate"; then
			problem="$candidate (Python $version) cannot make an environment: on Debian and Ubuntu, sudo apt install python$version-venv"
		else
			echo "$candidate"
			return
		fi
	done
	stop "$needed; ${problem:-${PYTHON:-python3} was not found: install it, then run make again}"
}

is_whole() {
	[ ! -e "$venv/.installing" ] || return 1
	[ ! -e "$venv/.place" ] || [ "$(cat "$venv/.place")" = "$(cd "$venv" && pwd -P)" ] || return 1
	fits "$venv/bin/python" && "$venv/bin/python" -c 'import pip' >/dev/null 2>&1
}

if ! is_whole; then
	python=$(find_python)
	if [ -e "$venv" ] || [ -L "$venv" ]; then
		[ -e "$venv/pyvenv.cfg" ] || [ -e "$venv/.installing" ] || [ -z "$(ls -A "$venv" 2>/dev/null)" ] ||
			stop "$venv is there and is no virtual environment; move it away, then run make again"
		echo "coach: $venv cannot be used as it is; it is made anew" >&2
		rm -rf "$venv"
	fi
	mkdir -p "$venv"
	touch "$venv/.installing"
	"$python" -m venv "$venv" || stop "$python could not make $venv; its message stands above"
	(cd "$venv" && pwd -P) >"$venv/.place"
	rm "$venv/.installing"
fi

case "$stage" in
"") exit 0 ;;
product) what="." stages="product" ;;
tests) what=".[piper,test,words]" stages="product tests" ;;
lint) what=".[piper,test,words,lint]" stages="product tests lint" ;;
develop) what=".[piper,test,words,lint,develop]" stages="product tests lint develop" ;;
*) stop "$stage is no stage; write product, tests, lint or develop" ;;
esac
if [ ! -e "$venv/.$stage" ] || [ pyproject.toml -nt "$venv/.$stage" ]; then
	touch "$venv/.installing"
	"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable "$what" ||
		stop "pip could not install coach; its message stands above. With that mended (often the network), run make again"
	for done in $stages; do touch "$venv/.$done"; done
	rm "$venv/.installing"
fi
