"""What a plan is for: lists of plans are grouped by it. It follows from the plan itself, so a plan of one's own has one too."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from coach.plan.model import Coaching, Plan, Runner
from coach.units import MINUTE

_FIRST_RUNS: Final = 2 * MINUTE
"""The longest run of the first session of a plan that begins with running."""

_WALKS: Final = frozenset({Coaching.WALK, Coaching.MINDFUL, Coaching.NARRATED})


class Purpose(StrEnum):
    """What a plan is for, in the order of lists. The value is the heading."""

    START = "Start running"
    BUILD = "Run more"
    LONG = "Go long"
    EASY_DAY = "Easy days"
    WALK = "Walks"


def purpose(plan: Plan) -> Purpose:
    """Return what a plan is for."""
    if plan.runner is Runner.LOW_DAY:
        return Purpose.EASY_DAY
    if plan.coaching in _WALKS:
        return Purpose.WALK
    if plan.coaching is Coaching.LONG_RUN:
        return Purpose.LONG
    is_first = plan.coaching is Coaching.WALK_RUN and plan.weeks[0].sessions[0].longest_run <= _FIRST_RUNS
    return Purpose.START if plan.runner is Runner.RETURNING or is_first else Purpose.BUILD


def by_purpose(plans: Iterable[Plan]) -> dict[Purpose, list[Plan]]:
    """Group plans by purpose, in the order of lists; a purpose without a plan is left out."""
    groups: dict[Purpose, list[Plan]] = {one: [] for one in Purpose}
    for plan in plans:
        groups[purpose(plan)].append(plan)
    return {one: members for one, members in groups.items() if members}
