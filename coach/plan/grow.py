"""From one ratio to another, or to running without a walk, by small single steps.

A week is a run length and a walk length; the session is filled with them to a steady total. Each week changes one of the two.
The steps are those of `walk-run-to-30`: the whole stays within two minutes of a total (40 minutes where nothing else is
requested), and neither the longest run nor the running in all grows by more than a quarter, or by a minute where that is more.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import log
from typing import Final

from coach.errors import Field, PlanError, UsageError
from coach.plan.model import Coaching, Plan, Runner, Week
from coach.plan.pace import DEFAULT_TOTAL, Pace, Room, bound, may_follow, pace_session
from coach.plan.toml import MOST_WEEKS
from coach.units import MINUTE, SECOND, Milliseconds, duration_text

LEAST_TOTAL: Final = Milliseconds(16 * MINUTE)
MOST_TOTAL: Final = Milliseconds(120 * MINUTE)
"""The bounds of the total that sessions are filled to."""

WALK_CUT: Final = 0.75
LEAST_WALK_CUT: Final = Milliseconds(30 * SECOND)
"""The most that a walk shrinks from week to week: to this part of itself, or by this much where that is more."""

LONGEST_WALK: Final = Milliseconds(10 * MINUTE)
LAST_WALK: Final = MINUTE
"""Walks shrink to this before a run without a walk, unless they are shorter already."""

SESSIONS_A_WEEK: Final = 3
FEWEST_WEEKS: Final = 2

_TOTAL: Final = Field("total")

_FINENESS: Final = (
    (20 * SECOND, SECOND),
    (MINUTE, 5 * SECOND),
    (3 * MINUTE, 15 * SECOND),
    (10 * MINUTE, 30 * SECOND),
    (MOST_TOTAL, MINUTE),
)
"""For lengths up to the first value, the distance between lengths that may be chosen."""


def grow(
    start: Pace,
    goal: Pace,
    weeks: int | None = None,
    *,
    total: Milliseconds = DEFAULT_TOTAL,
    easier_every: int | None = None,
) -> Plan:
    """Make a plan that begins with `start` and ends with `goal`, in so many weeks; without them, in as few as the bounds allow.

    Sessions are filled to `total`, warm-up and cool-down included. After every `easier_every` weeks that grow, one goes back.
    Raises UsageError where these make no sense together, PlanError where it would be too much too soon.
    """
    _check(start, goal, weeks, total, easier_every)
    growing = weeks - _easier_weeks(weeks, easier_every) if weeks and easier_every else weeks
    steps = _with_easier_weeks(_steps(start, goal, growing, total), easier_every)
    return Plan(
        f"from-{start.label}-to-{goal.label}".replace("/", "-"),
        "Step by step",
        f"From {start.text} to {goal.text} in {len(steps)} weeks, {SESSIONS_A_WEEK} sessions each, one small change a week.",
        Coaching.WALK_RUN,
        Runner.BEGINNER,
        tuple(Week((pace_session(step, total),) * SESSIONS_A_WEEK, step.words.capitalize()) for step in steps),
    )


def _easier_weeks(weeks: int, every: int) -> int:
    """Return how many of so many weeks are easier ones; the last week never is."""
    return (weeks - 1) // (every + 1)


def _with_easier_weeks(steps: list[Pace], every: int | None) -> list[Pace]:
    """Let the week before the last one follow after every so many weeks, but not at the end."""
    if every is None:
        return steps
    weeks: list[Pace] = []
    for number, step in enumerate(steps, 1):
        weeks.append(step)
        if number % every == 0 and number < len(steps):
            weeks.append(steps[max(0, number - 2)])
    return weeks


def _check(start: Pace, goal: Pace, weeks: int | None, total: Milliseconds, easier_every: int | None) -> None:
    if start.walk is None:
        raise UsageError(Field("start"), f" {start.text} has no walk that could shrink; write a run and a walk, such as 1m/2m")
    if max(start.walk, goal.walk or 0) > LONGEST_WALK:
        raise UsageError(f"a walk longer than {duration_text(LONGEST_WALK)} fills no steady session; use a shorter one")
    if goal.run < start.run or (goal.run == start.run and (goal.walk or 0) >= start.walk):
        raise UsageError(
            *(f"from {start.text} to {goal.text} nothing grows: give ", Field("goal")),
            " longer runs, or the same with shorter walks",
        )
    if not LEAST_TOTAL <= total <= MOST_TOTAL:
        raise UsageError(
            _TOTAL, f" {duration_text(total)}: use {duration_text(LEAST_TOTAL)} to {duration_text(MOST_TOTAL)} for a session"
        )
    if easier_every is not None and not FEWEST_WEEKS <= easier_every <= MOST_WEEKS:
        raise UsageError(Field("easier_every"), f" {easier_every}: use a number from {FEWEST_WEEKS} to {MOST_WEEKS}")
    for pace in (start, goal):
        if not _fits(pace, total):
            raise PlanError(
                f"{pace.text} does not fit into a session of about {duration_text(total)}, and longer runs in longer "
                f"sessions are too much too soon; choose at most {duration_text(Room.of(total).longest)} for run and walk "
                "together, or a longer ",
                _TOTAL,
            )
    if weeks is not None and not FEWEST_WEEKS <= weeks <= MOST_WEEKS:
        raise UsageError(Field("weeks"), f" {weeks}: use a number from {FEWEST_WEEKS} to {MOST_WEEKS}")


def _steps(start: Pace, goal: Pace, weeks: int | None, total: Milliseconds) -> list[Pace]:
    """Find the evenest way through all weeks that may follow each other: the one with the least sum of squared growths."""
    following = _followers(start, goal, total)
    costs: dict[Pace, float] = {start: 0.0}
    ways: list[dict[Pace, Pace]] = []
    while len(ways) + 1 < (weeks or MOST_WEEKS) and not (weeks is None and goal in costs):
        costs, came_from = _one_week(costs, following)
        ways.append(came_from)
    if goal not in costs:
        raise _too_soon(start, goal, weeks, total)
    steps = [goal]
    for came_from in reversed(ways):
        steps.append(came_from[steps[-1]])
    return steps[::-1]


def _one_week(costs: dict[Pace, float], following: dict[Pace, dict[Pace, float]]) -> tuple[dict[Pace, float], dict[Pace, Pace]]:
    reached: dict[Pace, float] = {}
    came_from: dict[Pace, Pace] = {}
    for pace, cost in costs.items():
        for after, step in following[pace].items():
            if cost + step < reached.get(after, float("inf")):
                reached[after] = cost + step
                came_from[after] = pace
    return reached, came_from


def _followers(start: Pace, goal: Pace, total: Milliseconds) -> dict[Pace, dict[Pace, float]]:
    """Return for each pace the paces that may follow it, and how big each step is. The same pace may always follow."""
    assert start.walk is not None
    shortest_walk = goal.walk or min(start.walk, LAST_WALK)
    runs = _lengths(start.run, goal.run)
    walks = _lengths(min(start.walk, shortest_walk), max(start.walk, shortest_walk))
    may_change_to = _longer_walks if shortest_walk > start.walk else _shorter_walks
    followers: dict[Pace, dict[Pace, float]] = {}
    for run in runs:
        for walk in walks:
            pace = Pace(run, walk)
            longer = (Pace(other, walk) for other in runs if run < other <= bound(run))
            changed = (Pace(run, other) for other in may_change_to(walk, walks))
            ends = (goal,) if goal.walk is None and walk == shortest_walk else ()
            followers[pace] = {pace: 0.0} | {
                after: _step(pace, after, total) for after in (*longer, *changed, *ends) if _may_follow(pace, after, total)
            }
    followers[goal] = {goal: 0.0}
    return followers


def _shorter_walks(walk: Milliseconds, walks: Sequence[Milliseconds]) -> list[Milliseconds]:
    return [other for other in walks if min(walk * WALK_CUT, walk - LEAST_WALK_CUT) <= other < walk]


def _longer_walks(walk: Milliseconds, walks: Sequence[Milliseconds]) -> list[Milliseconds]:
    """Return the longer walks that may follow: for goals whose longer runs need longer walks."""
    return [other for other in walks if walk < other <= max(walk / WALK_CUT, walk + LEAST_WALK_CUT)]


def _lengths(shortest: Milliseconds, longest: Milliseconds) -> list[Milliseconds]:
    lengths = {shortest, longest}
    for (_, fineness), (low, high) in zip(_FINENESS, _ranges(), strict=True):
        lengths |= {Milliseconds(length) for length in range(low, high, fineness) if shortest <= length <= longest}
    return sorted(lengths)


def _ranges() -> list[tuple[int, int]]:
    ends = [end for end, _ in _FINENESS]
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _may_follow(before: Pace, after: Pace, total: Milliseconds) -> bool:
    return _fits(after, total) and may_follow(pace_session(before, total), pace_session(after, total))


def _fits(pace: Pace, total: Milliseconds) -> bool:
    """Tell whether a run and its walk fit into a steady session."""
    return pace.run + (pace.walk or 0) <= Room.of(total).longest


def _step(before: Pace, after: Pace, total: Milliseconds) -> float:
    """Return how big a step is: the squares of its growths, as parts of what was there."""
    old, new = pace_session(before, total), pace_session(after, total)
    growths = [log(new.longest_run / old.longest_run), max(0.0, log(new.running / old.running))]
    growths += [log(before.walk / after.walk) / 2] if before.walk and after.walk else []
    return sum(growth**2 for growth in growths)


def _too_soon(start: Pace, goal: Pace, weeks: int | None, total: Milliseconds) -> PlanError:
    if weeks is None:
        return PlanError(
            f"from {start.text} to {goal.text} no way of small steps was found; choose rounder lengths, or a nearer goal"
        )
    fewest = len(_steps(start, goal, None, total))
    return PlanError(
        f"from {start.text} to {goal.text} in {weeks} weeks is too much too soon: with one change a week, and runs that grow "
        f"by at most a quarter (or a minute), it takes {fewest} weeks; use ",
        *(Field("weeks"), f" {fewest} or more, or leave ", Field("weeks"), " out"),
    )


def outline(plan: Plan) -> list[str]:
    """Write what the weeks hold, one line for weeks that are alike: `weeks 3-4: run 2 min, walk 1 min 30 s`."""
    lines = []
    for title, group in groupby(enumerate(plan.weeks, 1), key=lambda numbered: numbered[1].title):
        numbers = [number for number, _ in group]
        name = f"week {numbers[0]}" if len(numbers) == 1 else f"weeks {numbers[0]}-{numbers[-1]}"
        lines.append(f"{name}: {title}")
    return lines
