"""From one ratio to another, or to running without a walk, by small single steps.

A week is a run length and a walk length; the session is filled with them to a steady total. Each week changes one of the two.
The steps are those of `walk-run-to-30`: the whole stays within 38 to 42 minutes, and neither the longest run nor the running in
all grows by more than a quarter, or by one minute where that is more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from math import log
from typing import Final

from coach.errors import DurationError, Field, PlanError, UsageError
from coach.plan.model import SHORTEST_INTERVAL, Block, Coaching, Effort, Interval, Plan, Repeat, Runner, Session, Week
from coach.plan.rules import DEFAULT_EASING
from coach.plan.toml import MOST_WEEKS
from coach.units import MINUTE, SECOND, Milliseconds, duration_label, parse_duration

SHORTEST_TOTAL: Final = Milliseconds(38 * MINUTE)
LONGEST_TOTAL: Final = Milliseconds(42 * MINUTE)

GROWTH: Final = 1.25
LEAST_GROWTH: Final = MINUTE
"""The most that the longest run and all running grow from week to week: by this factor, or by this much where that is more."""

WALK_CUT: Final = 0.75
LEAST_WALK_CUT: Final = Milliseconds(30 * SECOND)
"""The most that a walk shrinks from week to week: to this part of itself, or by this much where that is more."""

LONGEST_WALK: Final = Milliseconds(10 * MINUTE)
LAST_WALK: Final = MINUTE
"""Walks shrink to this before a run without a walk, unless they are shorter already."""

SHORTEST_LAST_RUN: Final = MINUTE
"""A last run that fills a session is never shorter than this, nor than half of the others."""

SESSIONS_A_WEEK: Final = 3
FEWEST_WEEKS: Final = 2

_EASINGS: Final = Milliseconds(2 * DEFAULT_EASING)
_SHORTEST_MAIN: Final = Milliseconds(SHORTEST_TOTAL - _EASINGS)
_LONGEST_MAIN: Final = Milliseconds(LONGEST_TOTAL - _EASINGS)
_IDEAL_MAIN: Final = Milliseconds((_SHORTEST_MAIN + _LONGEST_MAIN) // 2)

_FINENESS: Final = (
    (20 * SECOND, SECOND),
    (MINUTE, 5 * SECOND),
    (3 * MINUTE, 15 * SECOND),
    (10 * MINUTE, 30 * SECOND),
    (LONGEST_TOTAL, MINUTE),
)
"""For lengths up to the first value, the distance between lengths that may be chosen."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A run and the walk after it; without a walk, one run that is all of the main set."""

    run: Milliseconds
    walk: Milliseconds | None

    @property
    def label(self) -> str:
        """As it is typed: `8m/1m`, `30m`."""
        return duration_label(self.run) + (f"/{duration_label(self.walk)}" if self.walk else "")

    @property
    def words(self) -> str:
        """The title of a week with it."""
        walk = f", walk {duration_label(self.walk)}" if self.walk else " without a walk"
        return f"run {duration_label(self.run)}{walk}"


def parse_pace(text: str) -> Pace:
    """Read `1m/2m`, or `30m` for a run without a walk. Raises UsageError."""
    try:
        run, *walks = (parse_duration(part) for part in text.split("/"))
    except DurationError as error:
        raise UsageError(f"{text[:60]!r}: {error}; write a run and a walk as 1m/2m, or a run alone as 30m") from error
    if len(walks) > 1:
        raise UsageError(f"{text[:60]!r} has more than a run and a walk; write them as 1m/2m")
    if min(run, *walks, run) < SHORTEST_INTERVAL:
        raise UsageError(f"{text[:60]!r} is too short to be commanded; use at least {duration_label(SHORTEST_INTERVAL)} each")
    return Pace(run, walks[0] if walks else None)


def grow(start: Pace, goal: Pace, weeks: int | None = None) -> Plan:
    """Make a plan that begins with `start` and ends with `goal`, in so many weeks; without them, in as few as the bounds allow.

    Raises UsageError where the two make no sense together, PlanError where it would be too much too soon.
    """
    _check(start, goal, weeks)
    steps = _steps(start, goal, weeks)
    return Plan(
        f"from-{start.label}-to-{goal.label}".replace("/", "-"),
        "Step by step",
        f"From {start.label} to {goal.label} in {len(steps)} weeks, {SESSIONS_A_WEEK} sessions each, one small change a week.",
        Coaching.WALK_RUN,
        Runner.BEGINNER,
        tuple(Week((pace_session(step),) * SESSIONS_A_WEEK, step.words.capitalize()) for step in steps),
    )


@cache
def pace_session(pace: Pace) -> Session:
    """Fill a session of about 40 minutes with runs and walks of these lengths.

    Whole repetitions where they fit into 38 to 42 minutes; else one more run, at least half as long; else a longer cool-down.
    """
    main = _main_set(pace)
    session = Session(Interval(Effort.WARM_UP, DEFAULT_EASING), main, Interval(Effort.COOL_DOWN, DEFAULT_EASING))
    missing = max(0, SHORTEST_TOTAL - session.duration)
    return replace(session, cool_down=replace(session.cool_down, duration=Milliseconds(DEFAULT_EASING + missing)))


def may_follow(before: Session, after: Session) -> bool:
    """Say whether `after` may come a week after `before`: the longest run and the running in all grow little enough."""
    return after.longest_run <= _bound(before.longest_run) and after.running <= _bound(before.running)


def _bound(value: Milliseconds) -> float:
    return max(value * GROWTH, value + LEAST_GROWTH)


def _main_set(pace: Pace) -> tuple[Block, ...]:
    run = Interval(Effort.RUN, pace.run)
    if pace.walk is None:
        return (run,)
    walk = Interval(Effort.WALK, pace.walk)
    once = pace.run + pace.walk
    times = max(1, round(_IDEAL_MAIN / once))
    if _SHORTEST_MAIN <= times * once <= _LONGEST_MAIN:
        return (Repeat(times, (run, walk)),)
    times = max(1, _IDEAL_MAIN // once)
    last = _last_run(pace, Milliseconds(_LONGEST_MAIN - times * once - pace.walk))
    if last is None:
        return (Repeat(times, (run, walk)),)
    whole: tuple[Block, ...] = (run, walk) if times == 1 else (Repeat(times, (run, walk)),)
    return (Repeat(1, (*whole, Interval(Effort.RUN, last), walk)),)


def _last_run(pace: Pace, room: Milliseconds) -> Milliseconds | None:
    """Return the length of a last run that about fills the ideal main set, at least half of the others; None without room."""
    even = 15 * SECOND
    ideal = (room - (_LONGEST_MAIN - _IDEAL_MAIN)) // even * even
    least = -(-max(pace.run // 2, SHORTEST_LAST_RUN) // even) * even
    last = max(ideal, least)
    return Milliseconds(last) if last <= min(room, pace.run) else None


def _check(start: Pace, goal: Pace, weeks: int | None) -> None:
    if start.walk is None:
        raise UsageError(Field("start"), f" {start.label} has no walk that could shrink; write a run and a walk, such as 1m/2m")
    if max(start.walk, goal.walk or 0) > LONGEST_WALK:
        raise UsageError(f"a walk longer than {duration_label(LONGEST_WALK)} fills no steady session; use a shorter one")
    if goal.run < start.run or (goal.walk or 0) > start.walk or goal == start:
        raise UsageError(
            *(f"from {start.label} to {goal.label} nothing grows: give ", Field("goal")),
            " longer runs, or the same with shorter walks",
        )
    for pace in (start, goal):
        if not _fits(pace):
            steady = f"{duration_label(SHORTEST_TOTAL)} to {duration_label(LONGEST_TOTAL)}"
            raise PlanError(
                f"{pace.label} does not fit into a steady session of {steady}, and longer runs in longer sessions are "
                f"too much too soon; choose at most {duration_label(_LONGEST_MAIN)} for run and walk together"
            )
    if weeks is not None and not FEWEST_WEEKS <= weeks <= MOST_WEEKS:
        raise UsageError(Field("weeks"), f" {weeks}: use a number from {FEWEST_WEEKS} to {MOST_WEEKS}")


def _steps(start: Pace, goal: Pace, weeks: int | None) -> list[Pace]:
    """Find the evenest way through all weeks that may follow each other: the one with the least sum of squared growths."""
    following = _followers(start, goal)
    costs: dict[Pace, float] = {start: 0.0}
    ways: list[dict[Pace, Pace]] = []
    while len(ways) + 1 < (weeks or MOST_WEEKS) and not (weeks is None and goal in costs):
        costs, came_from = _one_week(costs, following)
        ways.append(came_from)
    if goal not in costs:
        raise _too_soon(start, goal, weeks)
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


def _followers(start: Pace, goal: Pace) -> dict[Pace, dict[Pace, float]]:
    """Return for each pace the paces that may follow it, and how big each step is. The same pace may always follow."""
    assert start.walk is not None
    shortest_walk = goal.walk or min(start.walk, LAST_WALK)
    runs = _lengths(start.run, goal.run)
    walks = _lengths(shortest_walk, start.walk)
    followers: dict[Pace, dict[Pace, float]] = {}
    for run in runs:
        for walk in walks:
            pace = Pace(run, walk)
            longer = (Pace(other, walk) for other in runs if run < other <= _bound(run))
            shorter = (Pace(run, other) for other in walks if min(walk * WALK_CUT, walk - LEAST_WALK_CUT) <= other < walk)
            ends = (goal,) if goal.walk is None and walk == shortest_walk else ()
            followers[pace] = {pace: 0.0} | {
                after: _step(pace, after) for after in (*longer, *shorter, *ends) if _may_follow(pace, after)
            }
    followers[goal] = {goal: 0.0}
    return followers


def _lengths(shortest: Milliseconds, longest: Milliseconds) -> list[Milliseconds]:
    lengths = {shortest, longest}
    for (_, fineness), (low, high) in zip(_FINENESS, _ranges(), strict=True):
        lengths |= {Milliseconds(length) for length in range(low, high, fineness) if shortest <= length <= longest}
    return sorted(lengths)


def _ranges() -> list[tuple[int, int]]:
    ends = [end for end, _ in _FINENESS]
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _may_follow(before: Pace, after: Pace) -> bool:
    return _fits(after) and may_follow(pace_session(before), pace_session(after))


def _fits(pace: Pace) -> bool:
    """Tell whether a run and its walk fit into a steady session."""
    return pace.run + (pace.walk or 0) <= _LONGEST_MAIN


def _step(before: Pace, after: Pace) -> float:
    """Return how big a step is: the squares of its growths, as parts of what was there."""
    old, new = pace_session(before), pace_session(after)
    growths = [log(new.longest_run / old.longest_run), max(0.0, log(new.running / old.running))]
    growths += [log(before.walk / after.walk) / 2] if before.walk and after.walk else []
    return sum(growth**2 for growth in growths)


def _too_soon(start: Pace, goal: Pace, weeks: int | None) -> PlanError:
    if weeks is None:
        return PlanError(
            f"from {start.label} to {goal.label} no way of small steps was found; choose rounder lengths, or a nearer goal"
        )
    fewest = len(_steps(start, goal, None))
    return PlanError(
        f"from {start.label} to {goal.label} in {weeks} weeks is too much too soon: with one change a week, and runs that grow "
        f"by at most a quarter (or a minute), it takes {fewest} weeks; use ",
        *(Field("weeks"), f" {fewest} or more, or leave ", Field("weeks"), " out"),
    )


def outline(plan: Plan) -> list[str]:
    """Write what the weeks hold, one line for weeks that are alike: `weeks 3-4: run 2m, walk 1m30s`."""
    lines = []
    for title, group in groupby(enumerate(plan.weeks, 1), key=lambda numbered: numbered[1].title):
        numbers = [number for number, _ in group]
        name = f"week {numbers[0]}" if len(numbers) == 1 else f"weeks {numbers[0]}-{numbers[-1]}"
        lines.append(f"{name}: {title}")
    return lines
