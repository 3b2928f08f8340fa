#!/bin/sh
# Build the wheel, install it into a new environment away from the checkout, and run the product's tests against it.
set -eu
python="$1"
root=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$place" "$root"
"$python" -m venv "$place/venv"
"$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$(ls "$place"/*.whl)[test]"
cp -r "$root/tests" "$place/tests"
cp "$root/pyproject.toml" "$place/"
cd "$place"
venv/bin/python -m pytest --numprocesses auto --dist loadfile tests/product -m "not words and not slow"
venv/bin/coach render --run 30s --walk 30s --repeat 1 --out "$place/out"
