#!/bin/sh
# Run every test, and measure which lines and branches of coach they reach, in the programs that they start too.
set -eu
python="$1"
"$python" -m coverage erase
"$python" -m coverage run -m pytest --numprocesses auto --dist loadfile
"$python" -m coverage combine --quiet
if ! "$python" -m coverage report; then
	echo "coverage is below its floor, fail_under in pyproject.toml; test the lines that are named above (the floor is not lowered)" >&2
	exit 1
fi
total=$("$python" -m coverage report --format=total)
echo "$total % are covered. Where that is well above fail_under in pyproject.toml, raise fail_under to half a point below it."
