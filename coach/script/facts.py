"""Facts about a session and about a moment in it: what the condition of a line can name.

A line of a template may begin with `[if another-run, not beginner]`. The names are those of `FACTS`; `conditions.py` reads
them, the chooser holds them against the facts of the session and of the moment. All of this is pure and takes microseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from coach.plan.context import SessionContext
from coach.plan.model import Coaching, Effort, Flavour, Plan, Runner, StandsFor
from coach.plan.ratio import Feel
from coach.plan.timeline import TimedInterval
from coach.script.moment_facts import MOMENT_FACTS
from coach.script.week_facts import WEEK_FACTS, week_facts
from coach.units import MINUTE, Milliseconds

LONG_SESSION: Final = Milliseconds(75 * MINUTE)
VERY_LONG_SESSION: Final = Milliseconds(150 * MINUTE)
BRIEF_SESSION: Final = Milliseconds(10 * MINUTE)
SHORT_SESSION: Final = Milliseconds(20 * MINUTE)
SHORT_RUN: Final = MINUTE
FIRST_RUNS: Final = Milliseconds(2 * MINUTE)
"""A beginner whose first week has runs of at most this length is taken for new to running."""
WELL_UNDER_WAY: Final = 3
"""After so many weeks of a programme the runner can look back on some."""

SESSION_FACTS: Final[dict[str, str]] = {
    "walk-run": "the coaching is walk-run",
    "long-run": "the coaching is long-run",
    "speed": "the coaching is speed",
    "by-feel": "the coaching is by-feel",
    "hills": "the coaching is hills",
    "walk": "the coaching is walk",
    "mindful": "the coaching is mindful",
    "narrated": "the coaching is narrated",
    "runs": "there is running, on the clock or by the runner's own choice",
    "all-walk": "there is no running",
    "clock": "there is running, and the clock commands it",
    "no-clock": "the runner decides when to run and when to walk",
    "one-run": "exactly one run on the clock",
    "several-runs": "two or more runs on the clock",
    "walks-between": "a walk stands between two runs",
    "runs-adjoin": "two runs follow each other without a walk",
    "walk-first": "the main set begins with a walk, and runs follow",
    "equal-runs": "two or more runs, all of one length and flavour",
    "equal-walks": "two or more walks, all of one length",
    "short-runs": "all runs are shorter than a minute",
    "programme": "the plan has several weeks",
    "one-session-plan": "the plan has one session",
    "choice": "the plan has one week of different sessions to choose from",
    "series": "the plan has one week of sessions that are alike",
    "custom": "a ratio of the runner's own, without a plan",
    "new-runner": "a beginner in a programme for beginners whose first week has runs of at most two minutes",
    "first-session": "the first session of a programme, in its first take",
    "last-session": "the last session of a programme",
    "first-week": "the first week of a programme",
    "later-week": "any other week of a programme",
    "last-week": "the last week of a programme",
    "past-weeks-3": "at least three weeks of the programme lie behind",
    "first-of-week": "the first of several sessions in a week of a programme",
    "last-of-week": "the last of several sessions in a week of a programme",
    "new-this-week": "the main set differs from that of the week before",
    "big-step": "this week of a programme has much more running than the week before",
    "after-big-step": "the week before this one had much more running than the one before it",
    "beginner": "the runner is a beginner",
    "returning": "the runner comes back after a break",
    "experienced": "the runner is experienced",
    "low-day": "the runner has a low day, and did not say that it feels good or great",
    "brief": "under 10 min in all",
    "short": "at most 20 min in all",
    "long": "over 75 min in all",
    "very-long": "over 2 h 30 min in all",
    "text": "a text is read to the runner",
    "text-ends": "the text takes no longer than the walks in which it is read",
    "short-text": "the text ends at least five minutes before the walks do",
    "second-outing": "the plan stands for the second workout of a day",
    "replaces-run": "the plan stands for a walk in place of a run",
    "after-run-outside": "the plan stands for a walk after a run that is not part of the session",
    "race-pace": "a run is at race pace",
    "all-race-pace": "all runs are at race pace",
    "paced": "a run has a pace or a speed that the plan gives",
    "uphill": "an interval goes uphill",
    "brisk": "a walk of the main set is brisk, or brisker",
    "brisker": "a walk of the main set is brisker, in the upper part of brisk",
    "easy": "a run or a walk of the main set is easy",
    "tired": "the runner felt tired today",
    "great": "the runner felt great today",
    "indoor": "the session is indoors",
    "outdoor": "the session is not said to be indoors",
    "take-2": "a later take of the same session",
    **WEEK_FACTS,
}
"""Facts that hold for a whole session, and what they mean."""

FACTS: Final[dict[str, str]] = SESSION_FACTS | MOMENT_FACTS

PLAN_FACTS: Final = frozenset(
    {
        *map(str, Coaching),
        *map(str, Runner),
        *("no-clock", "programme", "one-session-plan", "choice", "series", "custom", "new-runner"),
        *("second-outing", "replaces-run", "after-run-outside", "text", "indoor", "outdoor"),
    }
)
"""Session facts that are the same in all sessions of a plan."""

_FLAVOURS: Final = {
    Flavour.RACE_PACE: ("race-pace",),
    Flavour.BRISK: ("brisk",),
    Flavour.BRISKER: ("brisk", "brisker"),
    Flavour.EASY: ("easy",),
    Flavour.UPHILL: ("uphill",),
}
"""Facts of a session with an interval of that flavour."""

_STANDS_FOR: Final = {
    StandsFor.SECOND_WORKOUT: "second-outing",
    StandsFor.INSTEAD_OF_RUN: "replaces-run",
    StandsFor.AFTER_RUN: "after-run-outside",
}


_FIRST_TIMES: Final = frozenset({"first-session", "milestone"})
"""What a later take of a session cannot say: the runner may have had the first one."""


def session_facts(
    context: SessionContext, *, text: bool = False, feel: Feel | None = None, indoor: bool = False, take: int = 1
) -> frozenset[str]:
    """Return the facts of `SESSION_FACTS` that hold for a session.

    `text`: a text is read; `feel`: how the runner felt today; `indoor`: the session is indoors; `take`: which rendering of the
    same session this is, from 1.
    """
    facts = {str(context.coaching), str(context.runner), "indoor" if indoor else "outdoor"}
    facts.update(_of_structure(context), _of_plan(context), _of_length(context.timeline.duration), week_facts(context))
    if text:
        facts.add("text")
    if feel in (Feel.TIRED, Feel.GREAT):
        facts.add(str(feel))
    if feel in (Feel.GOOD, Feel.GREAT):
        facts.discard(str(Runner.LOW_DAY))
    if take > 1:
        facts.add("take-2")
        facts -= _FIRST_TIMES
    return frozenset(facts)


def _of_structure(context: SessionContext) -> Iterator[str]:
    main = [interval for interval in context.timeline.intervals if interval.effort in (Effort.RUN, Effort.WALK)]
    for interval in main:
        if interval.flavour:
            yield from _FLAVOURS[interval.flavour]
        if interval.effort is Effort.RUN and (interval.pace or interval.speed is not None):
            yield "paced"
    if any(interval.free for interval in main):
        yield from ("runs", "no-clock")
        return
    runs = [interval for interval in main if interval.effort is Effort.RUN]
    walks = [interval for interval in main if interval.effort is Effort.WALK]
    if len(walks) > 1 and _one_length(walks):
        yield "equal-walks"
    if not runs:
        yield "all-walk"
        return
    yield from ("runs", "clock", "one-run" if len(runs) == 1 else "several-runs")
    yield from _of_runs(main, runs)


def _of_runs(main: Sequence[TimedInterval], runs: Sequence[TimedInterval]) -> Iterator[str]:
    efforts = [interval.effort for interval in main]
    if efforts[0] is Effort.WALK:
        yield "walk-first"
    if (Effort.RUN, Effort.RUN) in pairwise(efforts):
        yield "runs-adjoin"
    first = efforts.index(Effort.RUN)
    last = len(efforts) - 1 - efforts[::-1].index(Effort.RUN)
    if Effort.WALK in efforts[first:last]:
        yield "walks-between"
    if all(run.flavour is Flavour.RACE_PACE for run in runs):
        yield "all-race-pace"
    if len(runs) > 1 and len({(run.duration, run.flavour) for run in runs}) == 1:
        yield "equal-runs"
    if all(run.duration < SHORT_RUN for run in runs):
        yield "short-runs"


def _one_length(intervals: Sequence[TimedInterval]) -> bool:
    return len({interval.duration for interval in intervals}) == 1


def _of_plan(context: SessionContext) -> Iterator[str]:
    if context.plan.stands_for:
        yield _STANDS_FOR[context.plan.stands_for]
    if context.is_custom:
        yield "custom"
    elif context.weeks > 1:
        yield from _of_programme(context)
    elif context.plan_sessions == 1:
        yield "one-session-plan"
    else:
        yield "series" if len({session.main for session in context.plan.weeks[0].sessions}) == 1 else "choice"


def _is_for_new_runners(plan: Plan) -> bool:
    """Tell whether a plan is for beginners, and begins with short runs at no pace but the runner's own."""
    sessions = plan.weeks[0].sessions
    paced = any(interval.distance or interval.speed for session in sessions for interval in session.intervals())
    return plan.runner is Runner.BEGINNER and not paced and 0 < max(session.longest_run for session in sessions) <= FIRST_RUNS


def _of_programme(context: SessionContext) -> Iterator[str]:
    weeks, week = context.plan.weeks, context.week
    yield from ("programme", "first-week" if week == 1 else "later-week")
    if context.runner is Runner.BEGINNER and _is_for_new_runners(context.plan):
        yield "new-runner"
    last_of_plan = week == len(weeks)
    conditions = {
        "first-session": context.ordinal == 0,
        "last-session": context.ordinal == context.plan_sessions - 1,
        "last-week": last_of_plan,
        "past-weeks-3": week > WELL_UNDER_WAY,
        "first-of-week": context.sessions > 1 and context.session == 1,
        "last-of-week": context.sessions > 1 and context.session == context.sessions,
        "new-this-week": week > 1 and weeks[week - 1].sessions[0].main != weeks[week - 2].sessions[0].main,
        "big-step": context.hard_week,
        "after-big-step": context.after_hard_week,
    }
    yield from (name for name, holds in conditions.items() if holds)


def _of_length(duration: Milliseconds) -> Iterator[str]:
    if duration < BRIEF_SESSION:
        yield "brief"
    if duration <= SHORT_SESSION:
        yield "short"
    if duration > LONG_SESSION:
        yield "long"
    if duration > VERY_LONG_SESSION:
        yield "very-long"
