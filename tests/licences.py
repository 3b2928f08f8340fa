"""Writes the licences of all that is installed with the product into docs/licences.md: `make licences`.

Ends with status 1 where a distribution does not tell its licence, or has one that is not known to go with the GPL, version 3.
"""

import importlib.metadata
import re
import sys
from pathlib import Path

ROOT = "walk-run-coach"
PAGE = Path(__file__).parents[1] / "docs" / "licences.md"

FOUND_ELSEWHERE = {"espeakng-loader": "MIT AND GPL-3.0-or-later"}
"""Licences of distributions whose metadata tells none; the notes say where each was found."""

NOTES = """
`espeakng-loader`: its wheel tells no licence. The loader is MIT, by the file LICENSE of github.com/thewh1teagle/espeakng-loader
(it was added after the release of 0.2.4). The library and the data that it carries are eSpeak NG 1.52.0: GPL-3.0-or-later, by
the file COPYING of github.com/espeak-ng/espeak-ng.

`av`: BSD-3-Clause is the licence of PyAV. Its wheels carry FFmpeg, which says of itself that it is LGPL-3.0-or-later, with LAME
(LGPL-2.0-or-later), and x264 and x265 (GPL-2.0-or-later), which coach does not use.
"""

COMPATIBLE = re.compile(
    r"MIT(-CMU)?( License)?|(3-Clause )?BSD( License)?|BSD-[23]-Clause|0BSD|ISC( License \(ISCL\))?|Zlib|CC0-1\.0|PSF-2\.0"
    r"|MPL-2\.0|Apache( Software License|-2\.0)|L?GPL-[23]\.[01]-or-later|GNU (Library or )?Lesser General Public License.*"
)
"""Licences of works that may be part of a work under the GPL, version 3, as they are named in metadata."""

HEAD = """# Licences

coach is free software under the GNU General Public License, version 3 or later (`LICENSE`). This is all that is installed with
it and with its extras `piper` and `languages` on Linux, as each distribution tells its licence. `make licences` writes it.

| distribution | version | licence |
|---|---|---|
"""


def needed(name, extras=frozenset(), visited=None):
    """Return the distributions that one needs, itself included, with those of its extras."""
    visited = {} if visited is None else visited
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in visited:
        return visited
    try:
        visited[key] = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return visited
    for line in visited[key].requires or ():
        requirement, _, marker = line.partition(";")
        wanted = re.search(r"extra == ['\"]([\w-]+)['\"]", marker)
        if wanted is None or wanted[1] in extras:
            needed(re.match(r"[\w.-]+", requirement.strip())[0], visited=visited)
    return visited


def licence(distribution):
    """Return what a distribution says about its licence: the expression, else its classifiers, else its first line."""
    about = distribution.metadata
    if about.get("License-Expression"):
        return about["License-Expression"]
    named = [value.rpartition(" :: ")[2] for value in about.get_all("Classifier", []) if value.startswith("License ::")]
    return ", ".join(named) or (about.get("License") or "not said").splitlines()[0][:60]


def is_compatible(expression):
    """Tell whether all parts of an expression are licences that go with the GPL, or one of its alternatives is."""
    return all(any(map(COMPATIBLE.fullmatch, part.split(" OR "))) for part in re.split(r" AND |, ", expression))


def main(*extras):
    """Write the page; returns 1 where a licence is unknown, else 0."""
    rows, unknown = [], []
    for key, distribution in sorted(needed(ROOT, frozenset(extras)).items()):
        name, named = distribution.metadata["Name"], licence(distribution)
        if named == "not said":
            named = FOUND_ELSEWHERE.get(key, named)
        if not is_compatible(named):
            unknown.append(f"{name}: {named}; find its licence, and add it to tests/licences.py with its source")
        rows.append(f"| {name} | {distribution.version} | {named} |\n")
    PAGE.write_text(HEAD + "".join(rows) + NOTES, "utf-8")
    print(*(unknown or [f"{len(rows)} licences, all compatible with the GPL: {PAGE}"]), sep="\n")  # noqa: T201
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
