"""A walk after each run that grows by a few steps from run to run."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from coach.errors import Field, PlanError, UsageError
from coach.plan.adjust import adjust
from coach.plan.model import Plan, Session, StandsFor, Week
from coach.plan.ratio import Ratio
from coach.plan.toml import MOST_WEEKS
from coach.units import MINUTE, SECOND, Milliseconds, duration_label, duration_text

SESSIONS_A_WEEK: Final = 3
SHORTEST_WALK: Final = Milliseconds(90 * SECOND)
LONGEST_WALK: Final = Milliseconds(60 * MINUTE)

FEW_STEPS: Final = Milliseconds(15 * SECOND)
SHARE: Final = 0.1
"""The most that a walk grows from one run to the next: by this part of itself, or by a few steps where that is more."""

FINENESS: Final = 5 * SECOND


def grow_walk(plan: Plan, start: Milliseconds, goal: Milliseconds, weeks: int | None = None) -> Plan:
    """Make a plan of walks after runs, from `start` to `goal` in all, each a little longer than the one before.

    Without `weeks` it takes as few as the bounds allow. Raises UsageError for a plan that stands for something else and for
    lengths that make no sense, PlanError where it would be too much too soon.
    """
    if plan.stands_for is not StandsFor.AFTER_RUN:
        raise UsageError(f"{plan.name} is no walk after a run; grow finisher, or leave the plan out to grow runs")
    if not SHORTEST_WALK <= start < goal <= LONGEST_WALK:
        least, most = map(duration_text, (SHORTEST_WALK, LONGEST_WALK))
        raise UsageError(
            Field("start"),
            f" {duration_text(start)}, ",
            Field("goal"),
            f" {duration_text(goal)}: write the whole walk now, ",
            f"and a longer one to come, from {least} to {most}",
        )
    fewest = -(-len(_smallest(start, goal)) // SESSIONS_A_WEEK)
    if weeks is not None and not fewest <= weeks <= MOST_WEEKS:
        raise PlanError(
            f"from {duration_text(start)} to {duration_text(goal)} by a few steps each time takes {fewest} weeks; use ",
            *(Field("weeks"), f" {fewest} to {MOST_WEEKS}, or leave ", Field("weeks"), " out"),
        )
    count = SESSIONS_A_WEEK * (weeks or fewest)
    way = f"from {duration_text(start)} to {duration_text(goal)}"
    lengths = [_evenly(start, goal, index / (count - 1)) for index in range(count)]
    sessions = [_session(plan, length) for length in lengths]
    return replace(
        plan,
        name=f"walk-from-{duration_label(start)}-to-{duration_label(goal)}",
        title="A few more steps",
        description=f"The walk after each run, {way}, a few steps longer each time.",
        weeks=tuple(_week(sessions[first : first + SESSIONS_A_WEEK]) for first in range(0, count, SESSIONS_A_WEEK)),
        scale=None,
    )


def _smallest(start: Milliseconds, goal: Milliseconds) -> list[float]:
    """Return the lengths of the fewest walks from one length to the other."""
    lengths = [float(start)]
    while lengths[-1] < goal:
        lengths.append(min(goal, lengths[-1] + max(FEW_STEPS, SHARE * lengths[-1])))
    return lengths


def _evenly(start: Milliseconds, goal: Milliseconds, share: float) -> Milliseconds:
    """Return the length at this part of the way; early walks grow by less, as they are shorter."""
    steps = _smallest(start, goal)
    place = share * (len(steps) - 1)
    low = min(int(place), len(steps) - 2)
    length = steps[low] + (place - low) * (steps[low + 1] - steps[low])
    return Milliseconds(round(length / FINENESS) * FINENESS)


def _week(sessions: list[Session]) -> Week:
    shortest, longest = (duration_text(session.duration) for session in (sessions[0], sessions[-1]))
    return Week(tuple(sessions), f"Walk {shortest} to {longest}")


def _session(plan: Plan, total: Milliseconds) -> Session:
    return replace(adjust(plan.weeks[0].sessions[0], Ratio(total=total), plan.runner).session, title=None)
