"""Finds plans: by a path, or by the name of a bundled one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from coach import resources
from coach.errors import PlanError
from coach.hints import did_you_mean
from coach.plan.distance import NO_PACES, Paces
from coach.plan.model import Plan
from coach.plan.toml import load_plan
from coach.toml_table import shown

DEFAULT_PLAN: Final = "walk-run-start"


def bundled_names() -> tuple[str, ...]:
    """Return the names of the plans that come with the product, sorted, the default first."""
    names = sorted(path.stem for path in resources.PLANS.glob("*.toml"))
    return tuple(sorted(names, key=lambda name: name != DEFAULT_PLAN))


def find_plan(name: str, paces: Paces = NO_PACES) -> Plan:
    """Load a plan by its bundled name, or from a path: whatever ends in .toml, or holds a slash, or else is there.

    `paces` are the runner's, for distances to which the plan gives none.

    Raises PlanError where there is neither, or where the plan is broken.
    """
    known = bundled_names()
    if name in known:
        return load_plan(resources.PLANS / f"{name}.toml")
    if _is_path(name):
        plan = load_plan(_expanded(name), paces)
        # A plan of one's own that is called like a bundled one must not write over its sessions.
        return replace(plan, name=f"{plan.name}-own") if plan.name in known else plan
    hint = did_you_mean(name[:60], known, "`coach plans` lists them; a file of your own ends in .toml")
    raise PlanError(f"no plan called {shown(name)}; {hint}")


def _is_path(name: str) -> bool:
    if name.lower().endswith(".toml") or "/" in name or "\\" in name:
        return True
    try:
        return bool(name) and Path(name).exists()
    except OSError:
        return False


def _expanded(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError as error:
        raise PlanError(f"{name}: nobody of that name has a home folder here; write the whole path") from error
