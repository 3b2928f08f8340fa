"""What a published mixer offers: which lengths and counts have words. Page, publisher and tests ask the same functions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from coach.errors import CoachError, Field, UsageError
from coach.plan.adjust import adjust
from coach.plan.feel import by_feel
from coach.plan.model import Effort, Interval, Plan, Runner, Session
from coach.plan.ratio import CUSTOM, Feel, Ratio
from coach.plan.steps import STEPS, lengths_in_steps
from coach.plan.timeline import TimedInterval, Timeline
from coach.session.request import SessionRequest
from coach.settings import Settings
from coach.units import HOUR, MINUTE, SECOND, Milliseconds, clock, duration_label

MOST_REPETITIONS: Final = 200
MOST_WALKS: Final = 100
"""Where there are no runs."""
LONGEST_SESSION: Final = Milliseconds(3 * HOUR)
LONGEST_WARM_UP: Final = Milliseconds(30 * MINUTE)
LONGEST_COOL_DOWN: Final = HOUR
SHORTEST_EASING: Final = Milliseconds(30 * SECOND)

WARNING_SECONDS: Final = (5, 10, 15, 20)
EARLY_WARNING_SECONDS: Final = (30, 60)
"""How long before a change it may be announced, besides never."""

TIME_LEFT_EVERY: Final = (MINUTE, Milliseconds(2 * MINUTE))
LONGEST_COUNTED_DOWN: Final = Milliseconds(20 * MINUTE)
"""How often time left may be said, besides never and as usual; and the longest interval of such a session."""

_FREE_STEP: Final = Milliseconds(5 * MINUTE)
"""The step of intervals in which the runner decides."""


@cache
def lengths(effort: Effort, *, free: bool = False) -> frozenset[Milliseconds]:
    """Return the lengths that an interval may be given. `free`: the runner decides there when to run."""
    in_steps = lengths_in_steps()
    if free:
        return frozenset(each for each in in_steps if each % _FREE_STEP == 0)
    if effort is Effort.WARM_UP:
        return frozenset(each for each in in_steps if SHORTEST_EASING <= each <= LONGEST_WARM_UP)
    if effort is Effort.COOL_DOWN:
        return frozenset(each for each in in_steps if SHORTEST_EASING <= each <= LONGEST_COOL_DOWN)
    if effort is Effort.WALK:
        return frozenset(each for each in (*in_steps, *_felt(in_steps)) if each <= in_steps[-1])
    return frozenset(in_steps)


def _felt(walks: tuple[Milliseconds, ...]) -> Iterator[Milliseconds]:
    """Yield what a runner's feel makes of walks beside a run."""
    for walk in walks:
        for runner in Runner:
            for feel in (Feel.GREAT, Feel.TIRED):
                yield _felt_walk(walk, feel, runner)


def _felt_walk(walk: Milliseconds, feel: Feel, runner: Runner) -> Milliseconds:
    from coach.plan.model import Repeat

    repeat = Repeat(1, (Interval(Effort.RUN, MINUTE), Interval(Effort.WALK, walk)))
    (block,) = by_feel((repeat,), feel, runner, [])
    assert isinstance(block, Repeat)
    last = block.blocks[-1]
    assert isinstance(last, Interval)
    return last.duration


@cache
def own_sessions(plan: Plan, week: int, session: int) -> tuple[Session, ...]:
    """Return a plan's session as it is, and as each feel makes it: their lengths have words, whatever they are."""
    own = plan.weeks[week - 1].sessions[session - 1]
    sessions = [own]
    for feel in Feel:
        try:
            sessions.append(adjust(own, Ratio(feel=feel), plan.runner, plan.scale).session)
        except CoachError:
            continue
    return tuple(dict.fromkeys(sessions))


def has_words(session: Timeline) -> bool:
    """Tell whether all intervals have lengths and counts that they may be given, and the session is not too long."""
    most = _most(session)
    return session.duration <= LONGEST_SESSION and all(
        interval.duration in lengths(interval.effort, free=interval.free) and interval.repetitions <= most
        for interval in session.intervals
    )


def _most(session: Timeline) -> int:
    """Return how many runs, or walks, a session may have."""
    return MOST_REPETITIONS if any(interval.effort is Effort.RUN for interval in session.intervals) else MOST_WALKS


def check(request: SessionRequest, settings: Settings) -> None:
    """Raise UsageError, with the field that it is about, where a session needs words that are not published."""
    timeline = request.timeline
    if timeline.duration > LONGEST_SESSION:
        raise UsageError(f"that makes {clock(timeline.duration)}; the longest session here is {clock(LONGEST_SESSION)}")
    own, most = _own_lengths(request), _most(timeline)
    for interval in timeline.intervals:
        _check_length(interval, own)
        if interval.repetitions > most:
            raise UsageError(Field("repeat"), f": that makes {interval.repetitions} of them; {most} are the most here")
    _check_cues(request, settings)


def _own_lengths(request: SessionRequest) -> frozenset[tuple[Effort, Milliseconds]]:
    if request.plan.name == CUSTOM:
        return frozenset()
    sessions = own_sessions(request.plan, request.week, request.session)
    return frozenset((interval.effort, interval.duration) for session in sessions for interval in session.intervals())


def _check_length(interval: TimedInterval, own: frozenset[tuple[Effort, Milliseconds]]) -> None:
    effort, duration = interval.effort, interval.duration
    if duration in lengths(effort, free=interval.free) or (effort, duration) in own:
        return
    name = Field(effort.replace("-", "_"))
    if interval.free:
        raise UsageError(f"{duration_label(duration)} in which you decide has no words here; use steps of 5m")
    longest = max(lengths(effort))
    if duration > longest:
        raise UsageError(name, f" {duration_label(duration)}: the longest here is {duration_label(longest)}")
    raise UsageError(name, f" {duration_label(duration)} has no words here; use steps of {_steps(duration)}")


def _steps(duration: Milliseconds) -> str:
    return next(f"{duration_label(step)} up to {duration_label(most)}" for most, step in STEPS if duration <= most)


def _check_cues(request: SessionRequest, settings: Settings) -> None:
    offered = {
        "warning": (0, *(seconds * SECOND for seconds in WARNING_SECONDS)),
        "early_warning": (0, *(seconds * SECOND for seconds in EARLY_WARNING_SECONDS)),
        "time_left_every": (None, 0, *TIME_LEFT_EVERY),
    }
    for name, values in offered.items():
        value = getattr(settings, name)
        if value not in values:
            raise UsageError(Field(name), f" {duration_label(value)} has no words here; choose another one of the list")
    if settings.time_left_every:
        longest = max(interval.duration for interval in request.timeline.intervals)
        if longest > LONGEST_COUNTED_DOWN:
            raise UsageError(
                Field("time_left_every"),
                f" is for parts of up to {duration_label(LONGEST_COUNTED_DOWN)} here; this session has one of "
                f"{duration_label(longest)}",
            )
