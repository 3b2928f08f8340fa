"""Prints the licences of all that is installed with the product, as a table: `make licences`."""

import importlib.metadata
import re
import sys

ROOT = "walk-run-coach"


def needed(name, extras=frozenset(), seen=None):
    """Return the distributions that one needs, itself included, with those of its extras."""
    seen = {} if seen is None else seen
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen:
        return seen
    try:
        seen[key] = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return seen
    for line in seen[key].requires or ():
        requirement, _, marker = line.partition(";")
        wanted = re.search(r"extra == ['\"]([\w-]+)['\"]", marker)
        if wanted is None or wanted[1] in extras:
            needed(re.match(r"[\w.-]+", requirement.strip())[0], seen=seen)
    return seen


def licence(distribution):
    """Return what a distribution says about its licence: the expression, else its classifiers, else its first line."""
    about = distribution.metadata
    if about.get("License-Expression"):
        return about["License-Expression"]
    named = [value.rpartition(" :: ")[2] for value in about.get_all("Classifier", []) if value.startswith("License ::")]
    return ", ".join(named) or (about.get("License") or "not said").splitlines()[0][:60]


def main(*extras):
    """Print the table; ends with status 1 where a licence is not said."""
    rows = [
        (found.metadata["Name"], found.version, licence(found)) for _, found in sorted(needed(ROOT, frozenset(extras)).items())
    ]
    print("| distribution | version | licence |\n|---|---|---|")  # noqa: T201
    for row in rows:
        print(f"| {' | '.join(row)} |")  # noqa: T201
    return 1 if any(row[2] == "not said" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
