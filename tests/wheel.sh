#!/bin/sh
# Build the wheel twice, which must give the same bytes, install it into a new environment away from the checkout, and run the product's tests against it.
set -eu
python="$1"
root=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
SOURCE_DATE_EPOCH=1764547200 # the same for both; a release takes the time of its commit (tests/build.sh)
export SOURCE_DATE_EPOCH
mkdir "$place/copy"
cp -r "$root/coach" "$root/scripts" "$root/voices" "$root/pyproject.toml" "$root/README.md" "$root/LICENSE" "$place/copy"
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$place" "$root"
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$place/again" "$place/copy"
cmp "$place"/*.whl "$place"/again/*.whl
"$python" -m venv "$place/venv"
"$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$(ls "$place"/*.whl)[test]"
cp -r "$root/tests" "$place/tests"
cp "$root/pyproject.toml" "$place/"
cd "$place"
venv/bin/python -m pytest --numprocesses auto --dist loadfile tests/product -m "not words and not slow"
venv/bin/coach render --run 30s --walk 30s --repeat 1 --out "$place/out"
