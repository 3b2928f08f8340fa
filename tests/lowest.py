"""Prints the lowest versions that the product's declared bounds allow, as constraints for pip: `make test-lowest`."""

import re
import sys
import tomllib
from pathlib import Path


def main():
    """Print `name==version` for each dependency with a lower bound, those of the product's own extras too."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    for line in (*project["dependencies"], *extras["piper"], *extras["languages"]):
        match = re.match(r"([\w.-]+)>=([\w.]+)", line)
        if match:
            print(f"{match[1]}=={match[2]}{';' + line.partition(';')[2] if ';' in line else ''}")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
