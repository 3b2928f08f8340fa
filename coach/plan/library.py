"""Finding plans: a path that is given, or the name of a bundled one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from coach import resources
from coach.errors import PlanError
from coach.hints import did_you_mean
from coach.plan.model import Plan
from coach.plan.toml import load_plan

DEFAULT_PLAN: Final = "walk-run-start"


def bundled_names() -> tuple[str, ...]:
    """Return the names of the plans that come with the product, sorted, the default first."""
    names = sorted(path.stem for path in resources.PLANS.glob("*.toml"))
    return tuple(sorted(names, key=lambda name: name != DEFAULT_PLAN))


def find_plan(name: str) -> Plan:
    """Load a plan from a path, or by its bundled name.

    Raises PlanError where there is neither, or where the plan is broken.
    """
    if name.endswith(".toml") or Path(name).is_file():
        return load_plan(Path(name).expanduser())
    known = bundled_names()
    if name not in known:
        hint = did_you_mean(name, known, "`coach plans` lists them; a file of your own ends in .toml")
        raise PlanError(f"no plan called {name!r}; {hint}")
    return load_plan(resources.PLANS / f"{name}.toml")
