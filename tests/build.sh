#!/bin/sh
# Build the wheel and the source distribution into a folder; twice, from two copies of the checkout, and both must be the same bytes:
#     sh tests/build.sh PYTHON FOLDER
set -eu
python="$1"
target="$2"
root=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
# The time in the archives is that of the last commit, not of the build.
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct)
export SOURCE_DATE_EPOCH
for copy in first second; do
	mkdir "$place/$copy"
	(cd "$root" && git ls-files -z --cached --others --exclude-standard) >"$place/files"
	(cd "$root" && tar --null -T "$place/files" -cf -) | tar -xmf - -C "$place/$copy"
	"$python" -m build --outdir "$place/$copy/dist" "$place/$copy" >"$place/log" || { cat "$place/log"; exit 1; }
done
for file in "$place"/first/dist/*; do
	cmp "$file" "$place/second/dist/$(basename "$file")"
done
mkdir -p "$target"
mv "$place"/first/dist/* "$target"
ls "$target"
